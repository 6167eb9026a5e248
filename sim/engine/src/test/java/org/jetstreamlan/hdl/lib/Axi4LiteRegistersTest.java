package org.jetstreamlan.hdl.lib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.regs.Access;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Register;
import org.jetstreamlan.regs.RegisterBlock;
import org.jetstreamlan.sim.axi.Axi4LiteManager;
import org.jetstreamlan.sim.junit.Simulate;
import org.jetstreamlan.sim.junit.TestRun;
import org.junit.jupiter.api.Test;

/// What a design connects to [Axi4LiteRegisters], and what it is told if it takes the wrong port.
class Axi4LiteRegistersTest {
    private static final Field BUSY = Field.bit("BUSY", 0, "1 while it works.");
    private static final Register STATUS =
            Register.of("STATUS", 0x0, Access.RO, "What it does.", BUSY);
    private static final Register SPEED = Register.of("SPEED", 0x4, Access.RW, "Clocks a bit.");
    private static final Register GO = Register.of("GO", 0x8, Access.WO, "Starts.");
    private static final Register TABLE =
            Register.of("TABLE", 0x10, Access.RO, "Squares.").times(4);
    private static final RegisterBlock BLOCK =
            new RegisterBlock("Small", 32, List.of(STATUS, SPEED, GO, TABLE));

    /// Answers a request in its own clock, or so many clocks later.
    private static final class Squares extends Module {
        private final int later;
        final Axi4Lite axil = input(Axi4Lite.type(5, 32)).named("s_axil");
        final Bool hold = input(bool());
        private final Axi4LiteRegisters registers = child(new Axi4LiteRegisters(BLOCK));

        Squares(int later) {
            this.later = later;
        }

        @Override
        protected void build() {
            connect(registers.axil, axil);
            registers.clear.assign(false);
            registers.status(STATUS, BUSY).assign(0);
            var request = registers.request(TABLE).haltWhen(hold).toFlow();
            var square = request.payload().mulFull(request.payload()).zext(32).asBits();
            var answer = new Flow<>(request.valid(), square);
            for (int i = 0; i < later; i++) {
                answer = answer.stage();
            }
            registers.reply(TABLE).assign(answer);
        }
    }

    private static void readsAll(TestRun run, int later) {
        var sim = run.simulate(() -> new Squares(later)).simulator();
        var bus = new Axi4LiteManager(sim, "s_axil");
        for (int i = 0; i < 40; i++) {
            int index = run.random().nextInt(4);
            var read = bus.read(TABLE.offset(index));
            for (int clock = 0; !read.isDone(); clock++) {
                assertThat(clock).as("clocks of a read").isLessThan(60);
                sim.poke(sim.probe("hold"), run.random().nextInt(2));
                bus.tick();
                sim.step();
            }
            assertThat(read.value()).isEqualTo(index * index);
        }
    }

    @Simulate
    void anElementIsAnsweredInTheClockOfItsRequest(TestRun run) {
        readsAll(run, 0);
    }

    @Simulate
    void anElementIsAnsweredLater(TestRun run) {
        readsAll(run, 1);
        readsAll(run, 5);
    }

    /// Takes a port of the block.
    private static final class Takes extends Module {
        private final Consumer<Axi4LiteRegisters> port;
        private final Axi4LiteRegisters registers = child(new Axi4LiteRegisters(BLOCK));

        Takes(Consumer<Axi4LiteRegisters> port) {
            this.port = port;
        }

        @Override
        protected void build() {
            port.accept(registers);
        }
    }

    private static AbstractThrowableAssert<?, ?> taking(Consumer<Axi4LiteRegisters> port) {
        return assertThatThrownBy(() -> Design.of(() -> new Takes(port)));
    }

    @Test
    void whoTakesAPortThatIsNotThereIsToldWhichIs() {
        taking(it -> it.value(STATUS, BUSY))
                .hasMessageContaining("register 'STATUS' (RO) has no value(...)")
                .hasMessageContaining("drive status(...)");
        taking(it -> it.status(SPEED))
                .hasMessageContaining("register 'SPEED' (RW) has no status(...)")
                .hasMessageContaining("give the register to the constructor as external");
        taking(it -> it.written(STATUS)).hasMessageContaining("has no written(...)");
        taking(it -> it.read(STATUS)).hasMessageContaining("says that a read has an effect");
        taking(it -> it.status(GO)).hasMessageContaining("take value(...) while written(...) is 1");
        taking(it -> it.value(TABLE)).hasMessageContaining("give the element with reply(...)");
        taking(it -> it.request(SPEED)).hasMessageContaining("being no array");
        taking(it -> it.value(SPEED, BUSY)).hasMessageContaining("say value(SPEED)");
        taking(it -> it.status(STATUS)).hasMessageContaining("name one that it has: BUSY");
        taking(it -> it.value(Register.of("OTHER", 0, Access.RW, "Elsewhere.")))
                .hasMessageContaining("register 'OTHER' is not in block Small");
    }
}
