package org.jetstreamlan.examples.rv32i;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// The core beside the reference: each instruction that retires is compared, and at the end the memory.
final class Lockstep implements AutoCloseable {
    private static final int LONGEST_WAIT = 10;

    private final Simulator core;
    private final Machine machine;
    private final Probe retires;
    private final Probe pc;
    private final Probe rd;
    private final Probe value;
    private final Probe ioValid;
    private final Probe ioAddress;
    private final Probe ioData;
    private final Probe trapped;
    final List<Long> output = new ArrayList<>();
    long retired;

    Lockstep(Model model, int words, List<Integer> program) {
        core = model.instantiate();
        machine = new Machine(words, program);
        retires = core.probe("retired_valid");
        pc = core.probe("retired_payload_pc");
        rd = core.probe("retired_payload_rd");
        value = core.probe("retired_payload_value");
        ioValid = core.probe("io_valid");
        ioAddress = core.probe("io_payload_address");
        ioData = core.probe("io_payload_data");
        trapped = core.probe("trapped");
        load(program);
    }

    /// Through the port for it, while reset holds the core.
    private void load(List<Integer> program) {
        core.poke(core.probe("rst"), 1);
        core.poke(core.probe("program_valid"), 1);
        for (int i = 0; i < program.size(); i++) {
            core.poke(core.probe("program_payload_address"), 4L * i);
            core.poke(core.probe("program_payload_data"), program.get(i) & 0xFFFF_FFFFL);
            core.step();
        }
        core.poke(core.probe("program_valid"), 0);
        core.poke(core.probe("rst"), 0);
    }

    /// Until `instructions` have retired or the core has stopped, which must be where the machine does.
    void run(long instructions) {
        int waited = 0;
        for (long until = retired + instructions; retired < until; core.step()) {
            if (core.peek(ioValid) != 0) {
                output.add(core.peek(ioData));
            }
            if (core.peek(retires) == 0) {
                waited++;
                if (core.peek(trapped) != 0 && waited > 3) {
                    compareTrap();
                    return;
                }
                assertThat(waited).as("clocks since pc %08x", machine.pc).isLessThan(LONGEST_WAIT);
                continue;
            }
            waited = 0;
            retired++;
            assertThat(happened()).as("instruction %d", retired).isEqualTo(expected());
        }
    }

    private String happened() {
        return text((int) core.peek(pc), (int) core.peek(rd), (int) core.peek(value));
    }

    private String expected() {
        try {
            var step = machine.step();
            return text(step.pc(), step.rd(), step.value());
        } catch (Machine.Trap trap) {
            return trap.toString();
        }
    }

    private static String text(int pc, int rd, int value) {
        return "%08x: x%d = %08x".formatted(pc, rd, rd == 0 ? 0 : value);
    }

    private void compareTrap() {
        long code = cause();
        try {
            machine.step();
        } catch (Machine.Trap trap) {
            assertThat(code).as(trap.toString()).isEqualTo(trap.cause.code());
            assertThat((int) core.peek(core.probe("trapPc"))).isEqualTo(machine.pc);
            return;
        }
        throw new AssertionError("core stopped with cause " + code + ", the machine goes on");
    }

    /// Words `from` up to `to` are what the machine has. What is behind the instruction that retired last may have been stored already.
    void compareMemory(int from, int to) {
        int[] before = machine.memory.clone();
        try {
            machine.step();
        } catch (Machine.Trap nothingIsStored) {
            // Then there is nothing more to allow.
        }
        for (int i = from; i < to; i++) {
            assertThat(core.peekMemory("memory", i).intValue())
                    .as("word %d", i)
                    .isIn(before[i], machine.memory[i]);
        }
    }

    /// Why the core stopped.
    long cause() {
        assertThat(core.peek(trapped)).as("stopped").isEqualTo(1);
        return core.peek(core.probe("cause"));
    }

    Machine machine() {
        return machine;
    }

    @Override
    public void close() {
        core.close();
    }
}
