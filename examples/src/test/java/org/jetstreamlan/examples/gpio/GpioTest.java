package org.jetstreamlan.examples.gpio;

import static org.assertj.core.api.Assertions.assertThat;

import org.jetstreamlan.regs.Register;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.Time;
import org.jetstreamlan.sim.axi.Axi4LiteAccess;
import org.jetstreamlan.sim.axi.Axi4LiteManager;
import org.jetstreamlan.sim.junit.Simulate;
import org.jetstreamlan.sim.junit.TestRun;
import org.junit.jupiter.api.Test;

class GpioTest {
    private static final GpioRegisters MAP = new GpioRegisters(8);

    /// A design, out of reset, and the bus manager at its port.
    private static final class Board {
        final Simulation<Gpio> sim;
        final Gpio pins;
        private final Axi4LiteManager bus;

        Board(TestRun run) {
            sim = run.simulate(() -> new Gpio(MAP));
            pins = sim.top();
            sim.reset();
            bus = new Axi4LiteManager(sim.simulator(), "s_axil");
            sim.add(bus);
        }

        void write(Register register, int value) {
            assertThat(done(bus.write(register.offset(), value)).response()).isZero();
        }

        int read(Register register) {
            return done(bus.read(register.offset())).value();
        }

        Axi4LiteAccess done(Axi4LiteAccess access) {
            sim.runUntil(access::isDone, Time.US);
            return access;
        }
    }

    @Simulate
    void outputsShowWhatWasWrittenAndReadBack(TestRun run) {
        var board = new Board(run);
        board.sim.expect(board.pins.pinEnable, 0);
        board.write(MAP.direction(), 0x0F);
        board.write(MAP.out(), 0xA5);
        board.sim.expect(board.pins.pinEnable, 0x0F);
        board.sim.expect(board.pins.pinOut, 0xA5);
        assertThat(board.read(MAP.direction())).isEqualTo(0x0F);
        assertThat(board.read(MAP.out())).isEqualTo(0xA5);
    }

    @Simulate
    void inputIsThereTwoClocksLater(TestRun run) {
        var board = new Board(run);
        // `previous` is IN, a clock later.
        var previous = board.sim.simulator().probe("previous");
        board.sim.poke(board.pins.pinIn, 0x3C);
        board.sim.step(2);
        assertThat(board.sim.simulator().peek(previous)).isZero();
        board.sim.step();
        assertThat(board.sim.simulator().peek(previous)).isEqualTo(0x3C);
        assertThat(board.read(MAP.in())).isEqualTo(0x3C);
    }

    @Simulate
    void onlyTheEdgesAskedForInterruptThreeClocksLater(TestRun run) {
        var board = new Board(run);
        board.write(MAP.rising(), 0b01);
        board.write(MAP.falling(), 0b10);
        board.sim.poke(board.pins.pinIn, 0b11);
        board.sim.step(2);
        board.sim.expect(board.pins.irq, false);
        board.sim.step();
        board.sim.expect(board.pins.irq, true);
        assertThat(board.read(MAP.pending())).isEqualTo(0b01);
        board.sim.poke(board.pins.pinIn, 0b00);
        board.sim.step(3);
        assertThat(board.read(MAP.pending())).isEqualTo(0b11);

        board.write(MAP.pending(), 0b01);
        assertThat(board.read(MAP.pending())).isEqualTo(0b10);
        board.sim.expect(board.pins.irq, true);
        board.write(MAP.pending(), 0b10);
        board.sim.expect(board.pins.irq, false);
    }

    /// The edge is moved over the clocks of the write: whichever it meets, it is pending afterwards, or has been and was cleared.
    @Simulate
    void edgeInTheClockOfAClearIsNotLost(TestRun run) {
        var board = new Board(run);
        board.write(MAP.rising(), 1);
        int lost = 0;
        for (int delay = 0; delay < 8; delay++) {
            board.sim.poke(board.pins.pinIn, 0);
            board.sim.step(4);
            board.write(MAP.pending(), 1);
            var clear = board.bus.write(MAP.pending().offset(), 1);
            boolean seen = false;
            for (int clock = 0; clock < 12; clock++) {
                board.sim.poke(board.pins.pinIn, clock >= delay ? 1 : 0);
                seen |= board.sim.peek(board.pins.irq);
                board.sim.step();
            }
            assertThat(clear.isDone()).isTrue();
            lost += seen ? 0 : 1;
        }
        assertThat(lost).isZero();
    }

    @Simulate
    void writeToAnInputOrBetweenRegistersIsRefused(TestRun run) {
        var board = new Board(run);
        assertThat(board.done(board.bus.write(MAP.in().offset(), 1)).response()).isEqualTo(2);
        assertThat(board.done(board.bus.read(MAP.block().bytes() - 4)).response()).isEqualTo(2);
    }

    @Test
    void headerAndTablesComeFromTheSameDescription() {
        assertThat(MAP.cHeader())
                .containsPattern("#define GPIO_PENDING +0x014u")
                .containsPattern("#define GPIO_PENDING_PINS_MASK +0x000000ffu");
        assertThat(MAP.markdown()).contains("| 0x014 | `PENDING` | W1C |");
    }
}
