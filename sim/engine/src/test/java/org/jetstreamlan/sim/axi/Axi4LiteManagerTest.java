package org.jetstreamlan.sim.axi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.lib.Axi4LiteRegisters;
import org.jetstreamlan.regs.Access;
import org.jetstreamlan.regs.Register;
import org.jetstreamlan.regs.RegisterBlock;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.axi.Axi4LiteManager.Order;
import org.jetstreamlan.sim.bench.Stalls;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Axi4LiteManagerTest {
    private static final Register SCRATCH = Register.of("SCRATCH", 0, Access.RW, "Holds.");
    private static final Register FIFO =
            Register.of("FIFO", 8, Access.RO, "Answers when it can.").times(2);
    private static final Model MODEL =
            new JitEngine()
                    .compile(
                            Design.of(
                                            () ->
                                                    new Axi4LiteRegisters(
                                                            new RegisterBlock(
                                                                    "Small",
                                                                    16,
                                                                    List.of(SCRATCH, FIFO))))
                                    .circuit());

    private final Simulator simulator = MODEL.instantiate();

    Axi4LiteManagerTest() {
        poke("rst", 1);
        simulator.step();
        poke("rst", 0);
        poke("fifo_request_ready", 1);
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    private void poke(String path, long value) {
        simulator.poke(simulator.probe(path), value);
    }

    private void run(Axi4LiteManager manager, int clocks) {
        for (int i = 0; i < clocks; i++) {
            manager.tick();
            simulator.step();
        }
    }

    @Test
    void strictAccessBeginsBehindTheResponseOfTheOneBeforeIt() {
        Axi4LiteManager manager = new Axi4LiteManager(simulator, "s_axil");
        Axi4LiteAccess slow = manager.read(FIFO.offset(1));
        Axi4LiteAccess write = manager.write(SCRATCH.offset(), 7);
        run(manager, 50);
        assertThat(slow.isDone() || write.isDone()).isFalse();
        poke("fifo_reply_valid", 1);
        poke("fifo_reply_payload", 99);
        run(manager, 1);
        poke("fifo_reply_valid", 0);
        run(manager, 10);
        assertThat(slow.value()).isEqualTo(99);
        assertThat(write.isDone()).isTrue();
        assertThat(manager.isIdle()).isTrue();
    }

    @Test
    void freeWriteOvertakesASlowRead() {
        Axi4LiteManager manager =
                new Axi4LiteManager(simulator, "s_axil", Order.FREE, Stalls.NONE, Stalls.NONE);
        Axi4LiteAccess slow = manager.read(FIFO.offset(0));
        Axi4LiteAccess write = manager.write(SCRATCH.offset(), 7);
        run(manager, 20);
        assertThat(slow.isDone()).isFalse();
        assertThat(write.isDone()).isTrue();
    }

    @Test
    void accessCanBeUsedAgainOnceItIsDone() {
        Axi4LiteManager manager = new Axi4LiteManager(simulator, "s_axil");
        Axi4LiteAccess write = Axi4LiteAccess.write(SCRATCH.offset(), 0);
        Axi4LiteAccess read = Axi4LiteAccess.read(SCRATCH.offset());
        List<Integer> values = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            manager.submit(write.withValue(i));
            manager.submit(read);
            assertThat(read.isDone()).isFalse();
            assertThatThrownBy(() -> manager.submit(read)).hasMessageContaining("0x0");
            run(manager, 20);
            values.add(read.value());
        }
        assertThat(values).containsExactly(0, 1, 2, 3, 4);
    }
}
