package org.jetstreamlan.examples.uart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.bench.StreamDriver;
import org.jetstreamlan.sim.junit.Simulate;
import org.jetstreamlan.sim.junit.TestRun;

class UartTest {
    private static final int DEPTH = 4;
    private static final int CLOCKS_PER_BIT = 50;

    /// What came out of `received`: the data, and a letter for each flag.
    private static final class Port {
        final Simulation<Uart> sim;
        final Uart uart;
        final List<String> received = new ArrayList<>();
        final List<Boolean> sent = new ArrayList<>();
        int overruns;

        Port(TestRun run, Parity parity) {
            sim = run.simulate(() -> new Uart(new Uart.Parameters(parity, DEPTH)));
            uart = sim.top();
            sim.reset();
            sim.poke(uart.clocksPerBit, CLOCKS_PER_BIT);
            sim.poke(uart.rx, true);
            sim.poke(uart.received.ready(), true);
        }

        void clock() {
            sent.add(sim.peek(uart.tx));
            overruns += sim.peek(uart.overrun) ? 1 : 0;
            if (sim.peek(uart.received.valid()) && sim.peek(uart.received.ready())) {
                var payload = uart.received.payload();
                received.add(
                        hex(sim.peek(payload.data()))
                                + (sim.peek(payload.parityError()) ? "P" : "")
                                + (sim.peek(payload.framingError()) ? "F" : "")
                                + (sim.peek(payload.lineBreak()) ? "B" : ""));
            }
            sim.step();
        }

        void receive(SerialLine line) {
            for (boolean level : line.levels()) {
                sim.poke(uart.rx, level);
                clock();
            }
        }
    }

    private static String hex(long data) {
        return "%02x".formatted(data);
    }

    private static SerialLine exact(Parity parity) {
        return new SerialLine(parity, CLOCKS_PER_BIT);
    }

    @Simulate
    void senderMayBeTwoPercentFastOrSlow(TestRun run) {
        for (Parity parity : Parity.values()) {
            for (double offset : List.of(-0.02, 0.0, 0.02)) {
                var port = new Port(run, parity);
                var line = new SerialLine(parity, CLOCKS_PER_BIT * (1 + offset)).idle(1);
                List<String> expected = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    int data = run.random().nextInt(256);
                    boolean pauses = run.random().nextInt(4) == 0;
                    line.frame(data).idle(pauses ? run.random().nextDouble() : 0);
                    expected.add(hex(data));
                }
                port.receive(line.idle(2));
                assertThat(port.received)
                        .as("parity %s, offset %s", parity, offset)
                        .isEqualTo(expected);
            }
        }
    }

    @Simulate
    void bytesGoOutInWholeFramesWithoutGaps(TestRun run) {
        for (Parity parity : Parity.values()) {
            var port = new Port(run, parity);
            List<Long> bytes = List.of(0x00L, 0xFFL, 0x55L, 0xA3L, 0x01L, 0x80L, 0x7EL);
            StreamDriver.of(port.sim, port.uart.toSend).queue(bytes);
            int frame = (10 + parity.bits()) * CLOCKS_PER_BIT;
            for (int clock = 0; clock < 2 + bytes.size() * frame; clock++) {
                port.clock();
            }
            assertThat(port.sent.subList(0, 2)).containsOnly(true);
            assertThat(exact(parity).decode(port.sent)).isEqualTo(bytes);
            port.clock();
            assertThat(port.sent.getLast()).isTrue();
        }
    }

    @Simulate
    void wrongParityBitIsMarked(TestRun run) {
        var port = new Port(run, Parity.EVEN);
        port.receive(
                exact(Parity.EVEN).idle(1).frame(0x31).frame(0x32, true, true).frame(0x33).idle(1));
        assertThat(port.received).containsExactly("31", "32P", "33");
    }

    @Simulate
    void missingStopBitIsMarkedAndTheNextFrameIsWhole(TestRun run) {
        var port = new Port(run, Parity.NONE);
        var line = exact(Parity.NONE).idle(1).frame(0x31).frame(0x32, false, false);
        port.receive(line.idle(1).frame(0x33).idle(1));
        assertThat(port.received).containsExactly("31", "32F", "33");
    }

    @Simulate
    void breakComesOnceHoweverLong(TestRun run) {
        var port = new Port(run, Parity.NONE);
        port.receive(exact(Parity.NONE).idle(1).bits(false, 45).idle(1).frame(0x33).idle(1));
        assertThat(port.received).containsExactly("00FB", "33");
    }

    @Simulate
    void glitchOfLessThanHalfABitIsNoStartBit(TestRun run) {
        var port = new Port(run, Parity.NONE);
        port.receive(exact(Parity.NONE).idle(1).bits(false, 0.4).idle(1).frame(0x33).idle(1));
        assertThat(port.received).containsExactly("33");
    }

    @Simulate
    void bytesBeyondTheFifoAreCountedAndLost(TestRun run) {
        var port = new Port(run, Parity.NONE);
        var line = exact(Parity.NONE).idle(1);
        for (int i = 0; i < DEPTH + 2; i++) {
            line.frame(0x40 + i);
        }
        port.sim.poke(port.uart.received.ready(), false);
        port.receive(line.idle(1));
        assertThat(port.overruns).isEqualTo(2);
        port.sim.poke(port.uart.received.ready(), true);
        port.receive(exact(Parity.NONE).idle(1));
        assertThat(port.received).containsExactly("40", "41", "42", "43");
    }
}
