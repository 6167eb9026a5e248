package org.jetstreamlan.examples.uart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jetstreamlan.examples.Bench;
import org.jetstreamlan.examples.EngineUnderTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UartTest {
    private static final int DEPTH = 4;
    private static final int CLOCKS_PER_BIT = 50;

    /// What came out of `received`: the data, and a letter for each flag.
    private static final class Port implements AutoCloseable {
        final Bench bench;
        final List<String> received = new ArrayList<>();
        final List<Boolean> sent = new ArrayList<>();
        int overruns;

        Port(EngineUnderTest engine, Parity parity) {
            bench = new Bench(engine, () -> new Uart(new Uart.Parameters(parity, DEPTH)));
            bench.poke("clocksPerBit", CLOCKS_PER_BIT).poke("rx", 1).poke("received_ready", 1);
        }

        void clock() {
            sent.add(bench.isSet("tx"));
            overruns += bench.isSet("overrun") ? 1 : 0;
            if (bench.isSet("received_valid") && bench.isSet("received_ready")) {
                received.add(
                        "%02x".formatted(bench.peek("received_payload_data"))
                                + (bench.isSet("received_payload_parityError") ? "P" : "")
                                + (bench.isSet("received_payload_framingError") ? "F" : "")
                                + (bench.isSet("received_payload_lineBreak") ? "B" : ""));
            }
            bench.step();
        }

        void receive(SerialLine line) {
            for (boolean level : line.levels()) {
                bench.poke("rx", level ? 1 : 0);
                clock();
            }
        }

        @Override
        public void close() {
            bench.close();
        }
    }

    static Stream<Arguments> enginesAndParities() {
        return Stream.of(EngineUnderTest.values())
                .flatMap(e -> Stream.of(Parity.values()).map(p -> Arguments.of(e, p)));
    }

    static Stream<EngineUnderTest> engines() {
        return Stream.of(EngineUnderTest.values());
    }

    private static String hex(int data) {
        return "%02x".formatted(data);
    }

    private static SerialLine exact(Parity parity) {
        return new SerialLine(parity, CLOCKS_PER_BIT);
    }

    @ParameterizedTest
    @MethodSource("enginesAndParities")
    void senderMayBeTwoPercentFastOrSlow(EngineUnderTest engine, Parity parity) {
        long seed = System.nanoTime();
        for (double offset : List.of(-0.02, 0.0, 0.02)) {
            try (var port = new Port(engine, parity)) {
                var random = new Random(seed);
                var line = new SerialLine(parity, CLOCKS_PER_BIT * (1 + offset)).idle(1);
                List<String> expected = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    int data = random.nextInt(256);
                    line.frame(data).idle(random.nextInt(4) == 0 ? random.nextDouble() : 0);
                    expected.add(hex(data));
                }
                port.receive(line.idle(2));
                assertThat(port.received)
                        .as("offset %s, seed %d", offset, seed)
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("enginesAndParities")
    void bytesGoOutInWholeFramesWithoutGaps(EngineUnderTest engine, Parity parity) {
        try (var port = new Port(engine, parity)) {
            List<Integer> bytes = List.of(0x00, 0xFF, 0x55, 0xA3, 0x01, 0x80, 0x7E);
            int given = 0;
            int frame = (10 + parity.bits()) * CLOCKS_PER_BIT;
            for (int clock = 0; clock < 2 + bytes.size() * frame; clock++) {
                port.bench.poke("toSend_valid", given < bytes.size() ? 1 : 0);
                port.bench.poke("toSend_payload", given < bytes.size() ? bytes.get(given) : 0);
                given +=
                        port.bench.isSet("toSend_valid") && port.bench.isSet("toSend_ready")
                                ? 1
                                : 0;
                port.clock();
            }
            assertThat(port.sent.subList(0, 2)).containsOnly(true);
            assertThat(exact(parity).decode(port.sent)).isEqualTo(bytes);
            port.clock();
            assertThat(port.sent.getLast()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void wrongParityBitIsMarked(EngineUnderTest engine) {
        try (var port = new Port(engine, Parity.EVEN)) {
            port.receive(
                    exact(Parity.EVEN)
                            .idle(1)
                            .frame(0x31)
                            .frame(0x32, true, true)
                            .frame(0x33)
                            .idle(1));
            assertThat(port.received).containsExactly("31", "32P", "33");
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void missingStopBitIsMarkedAndTheNextFrameIsWhole(EngineUnderTest engine) {
        try (var port = new Port(engine, Parity.NONE)) {
            var line = exact(Parity.NONE).idle(1).frame(0x31).frame(0x32, false, false);
            port.receive(line.idle(1).frame(0x33).idle(1));
            assertThat(port.received).containsExactly("31", "32F", "33");
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void breakComesOnceHoweverLong(EngineUnderTest engine) {
        try (var port = new Port(engine, Parity.NONE)) {
            port.receive(exact(Parity.NONE).idle(1).bits(false, 45).idle(1).frame(0x33).idle(1));
            assertThat(port.received).containsExactly("00FB", "33");
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void glitchOfLessThanHalfABitIsNoStartBit(EngineUnderTest engine) {
        try (var port = new Port(engine, Parity.NONE)) {
            port.receive(exact(Parity.NONE).idle(1).bits(false, 0.4).idle(1).frame(0x33).idle(1));
            assertThat(port.received).containsExactly("33");
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void bytesBeyondTheFifoAreCountedAndLost(EngineUnderTest engine) {
        try (var port = new Port(engine, Parity.NONE)) {
            var line = exact(Parity.NONE).idle(1);
            for (int i = 0; i < DEPTH + 2; i++) {
                line.frame(0x40 + i);
            }
            port.bench.poke("received_ready", 0);
            port.receive(line.idle(1));
            assertThat(port.overruns).isEqualTo(2);
            port.bench.poke("received_ready", 1);
            port.receive(exact(Parity.NONE).idle(1));
            assertThat(port.received).containsExactly("40", "41", "42", "43");
        }
    }
}
