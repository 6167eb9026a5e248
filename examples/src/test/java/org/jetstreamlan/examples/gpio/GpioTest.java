package org.jetstreamlan.examples.gpio;

import static org.assertj.core.api.Assertions.assertThat;

import org.jetstreamlan.examples.Bench;
import org.jetstreamlan.examples.EngineUnderTest;
import org.jetstreamlan.regs.Register;
import org.jetstreamlan.sim.axi.Axi4LiteAccess;
import org.jetstreamlan.sim.axi.Axi4LiteManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GpioTest {
    private static final GpioRegisters MAP = new GpioRegisters(8);

    /// A design and the bus manager at its port.
    private static final class Board implements AutoCloseable {
        final Bench pins;
        private final Axi4LiteManager bus;

        Board(EngineUnderTest engine) {
            pins = new Bench(engine, () -> new Gpio(MAP));
            bus = new Axi4LiteManager(pins.simulator, "s_axil");
        }

        void write(Register register, int value) {
            assertThat(done(bus.write(register.offset(), value)).response()).isZero();
        }

        int read(Register register) {
            return done(bus.read(register.offset())).value();
        }

        Axi4LiteAccess done(Axi4LiteAccess access) {
            while (!access.isDone()) {
                bus.tick();
                pins.step();
            }
            return access;
        }

        @Override
        public void close() {
            pins.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void outputsShowWhatWasWrittenAndReadBack(EngineUnderTest engine) {
        try (var board = new Board(engine)) {
            assertThat(board.pins.peek("pinEnable")).isZero();
            board.write(MAP.direction(), 0x0F);
            board.write(MAP.out(), 0xA5);
            assertThat(board.pins.peek("pinEnable")).isEqualTo(0x0F);
            assertThat(board.pins.peek("pinOut")).isEqualTo(0xA5);
            assertThat(board.read(MAP.direction())).isEqualTo(0x0F);
            assertThat(board.read(MAP.out())).isEqualTo(0xA5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void inputIsThereTwoClocksLater(EngineUnderTest engine) {
        try (var board = new Board(engine)) {
            // `previous` is IN, a clock later.
            board.pins.poke("pinIn", 0x3C).step(2);
            assertThat(board.pins.peek("previous")).isZero();
            board.pins.step();
            assertThat(board.pins.peek("previous")).isEqualTo(0x3C);
            assertThat(board.read(MAP.in())).isEqualTo(0x3C);
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheEdgesAskedForInterruptThreeClocksLater(EngineUnderTest engine) {
        try (var board = new Board(engine)) {
            board.write(MAP.rising(), 0b01);
            board.write(MAP.falling(), 0b10);
            board.pins.poke("pinIn", 0b11).step(2);
            assertThat(board.pins.isSet("irq")).isFalse();
            board.pins.step();
            assertThat(board.pins.isSet("irq")).isTrue();
            assertThat(board.read(MAP.pending())).isEqualTo(0b01);
            board.pins.poke("pinIn", 0b00).step(3);
            assertThat(board.read(MAP.pending())).isEqualTo(0b11);

            board.write(MAP.pending(), 0b01);
            assertThat(board.read(MAP.pending())).isEqualTo(0b10);
            assertThat(board.pins.isSet("irq")).isTrue();
            board.write(MAP.pending(), 0b10);
            assertThat(board.pins.isSet("irq")).isFalse();
        }
    }

    /// The edge is moved over the clocks of the write: whichever it meets, it is pending afterwards, or has been and was cleared.
    @ParameterizedTest
    @EnumSource
    void edgeInTheClockOfAClearIsNotLost(EngineUnderTest engine) {
        try (var board = new Board(engine)) {
            board.write(MAP.rising(), 1);
            int lost = 0;
            for (int delay = 0; delay < 8; delay++) {
                board.pins.poke("pinIn", 0).step(4);
                board.write(MAP.pending(), 1);
                var clear = board.bus.write(MAP.pending().offset(), 1);
                boolean seen = false;
                for (int clock = 0; clock < 12; clock++) {
                    board.pins.poke("pinIn", clock >= delay ? 1 : 0);
                    board.bus.tick();
                    seen |= board.pins.isSet("irq");
                    board.pins.step();
                }
                assertThat(clear.isDone()).isTrue();
                lost += seen ? 0 : 1;
            }
            assertThat(lost).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void writeToAnInputOrBetweenRegistersIsRefused(EngineUnderTest engine) {
        try (var board = new Board(engine)) {
            assertThat(board.done(board.bus.write(MAP.in().offset(), 1)).response()).isEqualTo(2);
            assertThat(board.done(board.bus.read(MAP.block().bytes() - 4)).response()).isEqualTo(2);
        }
    }

    @Test
    void headerAndTablesComeFromTheSameDescription() {
        assertThat(MAP.cHeader())
                .containsPattern("#define GPIO_PENDING +0x014u")
                .containsPattern("#define GPIO_PENDING_PINS_MASK +0x000000ffu");
        assertThat(MAP.markdown()).contains("| 0x014 | `PENDING` | W1C |");
    }
}
