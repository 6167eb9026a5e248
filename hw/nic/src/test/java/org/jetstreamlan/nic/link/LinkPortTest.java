package org.jetstreamlan.nic.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.jetstreamlan.abi.LineCode;
import org.jetstreamlan.abi.LineFault;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.junit.jupiter.api.Test;

/// Whole link ports: line bits in, line bits out.
class LinkPortTest {
    private static final Model MODEL = Bench.compile(LinkPort::new);
    private static final long PAIR_MASK = (1L << LineCode.PAIR_BITS) - 1;

    /// A port, and the bit phase of the line to it.
    private static final class Port implements AutoCloseable {
        final Simulator simulator = MODEL.instantiate();
        final Map<LineFault, Integer> faults = new EnumMap<>(LineFault.class);
        final int phase;
        private final Probe lineIn = simulator.probe("lineIn");
        private final Probe lineOut = simulator.probe("lineOut");
        private final Probe receivedKind = simulator.probe("received_kind");
        private final Probe receivedWord = simulator.probe("received_word");
        private final Probe sentKind = simulator.probe("sent_kind");
        private final Probe sentWord = simulator.probe("sent_word");
        private final Probe locked = simulator.probe("locked");
        private final Probe[] events = {
            simulator.probe("events_illegalCode"),
            simulator.probe("events_flagMismatch"),
            simulator.probe("events_wrongHalves"),
            simulator.probe("events_lockLost")
        };
        private long before;

        Port(int phase) {
            this.phase = phase;
        }

        /// An edge of the recovered clock.
        void line(long pair) {
            simulator.poke(
                    lineIn, (before << LineCode.PAIR_BITS - phase | pair >>> phase) & PAIR_MASK);
            before = pair;
            simulator.step("recovered_clk");
        }

        long lineOut() {
            return simulator.peek(lineOut);
        }

        /// An edge of the core clock; the word before it.
        long core(long sent) {
            simulator.poke(sentKind, LinkWord.kind(sent).ordinal());
            simulator.poke(sentWord, Integer.toUnsignedLong(LinkWord.bits(sent)));
            long word = received();
            for (LineFault fault : LineFault.values()) {
                if (simulator.peek(events[fault.ordinal()]) != 0) {
                    faults.merge(fault, 1, Integer::sum);
                }
            }
            simulator.step("clk");
            return word;
        }

        long received() {
            return LinkWord.pack(
                    LinkWord.Kind.of((int) simulator.peek(receivedKind)),
                    (int) simulator.peek(receivedWord));
        }

        boolean isLocked() {
            return simulator.peek(locked) != 0;
        }

        @Override
        public void close() {
            simulator.close();
        }
    }

    /// 64 ports with bit phases and clocks by lot send on what they receive: all that the first sends comes out of the last.
    @Test
    void sixty_four_ports_in_a_row_pass_frames_of_64_KiB() {
        var random = Bench.random("64 link ports");
        int ports = 64;
        var hops = new ArrayList<Port>();
        var period = new long[ports + 1];
        var next = new long[ports + 1];
        for (int i = 0; i <= ports; i++) {
            hops.add(new Port(random.nextInt(40)));
            period[i] = BufferChain.PERIOD + random.nextInt(-4_000, 4_001);
            next[i] = random.nextLong(1, BufferChain.PERIOD);
        }
        int warmUp = 700;
        var lengths = new int[] {FrameSource.LONGEST, 14, 14, 1_000};
        var count = new int[1];
        var source = new FrameSource(() -> lengths[count[0]++ % lengths.length], 2_500);
        var came = new ArrayList<Long>();
        for (long words = 0; words < 22_000; ) {
            int clock = 0;
            for (int k = 1; k <= ports; k++) {
                clock = next[k] < next[clock] ? k : clock;
            }
            next[clock] += period[clock];
            var port = hops.get(clock);
            long line = port.lineOut();
            if (clock == 0) {
                words++;
                port.core(words < warmUp ? FrameSource.FILL : source.next());
            } else {
                long word = port.core(port.received());
                if (clock == ports && word != FrameSource.FILL) {
                    came.add(word);
                }
            }
            if (clock < ports) {
                hops.get(clock + 1).line(line);
            }
        }
        assertThat(hops.subList(1, ports + 1)).allMatch(Port::isLocked);
        assertThat(came).hasSizeGreaterThan(FrameSource.LONGEST);
        assertThat(came).isEqualTo(List.copyOf(source.sent).subList(0, came.size()));
        hops.forEach(port -> assertThat(port.faults).isEmpty());
        hops.forEach(Port::close);
    }

    /// From the edge that takes the first bit of START, at every bit phase.
    @Test
    void latency_is_as_stated() {
        var range = new TreeSet<Integer>();
        for (int phase = 0; phase < LineCode.PAIR_BITS; phase++) {
            var encoder = new LineCode.Encoder();
            try (var port = new Port(phase)) {
                for (int i = 0; i < 600; i++) {
                    port.line(encoder.encode(i == 500 ? FrameSource.START : FrameSource.FILL));
                    if (port.core(FrameSource.FILL) == FrameSource.START) {
                        range.add(i - 500);
                    }
                }
            }
        }
        assertThat(range).isNotEmpty().allMatch(clocks -> clocks >= 11 && clocks <= 14);
    }

    /// Random bit errors on the line: what the port counts is what the reference finds in the damaged words.
    @Test
    void every_fault_is_counted_by_its_kind() {
        var random = Bench.random("link port, faults");
        var encoder = new LineCode.Encoder();
        var expected = new EnumMap<LineFault, Integer>(LineFault.class);
        try (var port = new Port(0)) {
            for (int i = 0; i < 40_000; i++) {
                boolean quiet = i < 500 || i >= 39_900;
                boolean fill = quiet || i % 8 == 0;
                long word =
                        fill
                                ? FrameSource.FILL
                                : LinkWord.pack(LinkWord.Kind.DATA, random.nextInt());
                long pair = encoder.encode(word);
                if (!quiet && i % 32 == 5) {
                    pair ^= errors(random);
                    if (LinkWord.kind(LineCode.decode(pair)) == LinkWord.Kind.INVALID) {
                        var fault = LineFault.of(LinkWord.bits(LineCode.decode(pair)));
                        expected.merge(fault, 1, Integer::sum);
                    }
                }
                port.line(pair);
                port.core(FrameSource.FILL);
            }
            assertThat(port.isLocked()).isTrue();
            assertThat(port.faults).isEqualTo(expected);
            assertThat(expected)
                    .containsOnlyKeys(LineFault.ILLEGAL_CODE, LineFault.FLAG, LineFault.HALVES);
        }
    }

    /// Errors in the C-field of one half or of both.
    private static long errors(Random random) {
        long both = random.nextInt(1, 256);
        return (both >>> 4) << LineCode.WORD_BITS | both & 0xF;
    }

    /// A cut line: one INVALID, then FILL for ever, and lock again by itself when the line is back.
    @Test
    void a_cut_line_is_told_once_and_heals() {
        var encoder = new LineCode.Encoder();
        try (var port = new Port(13)) {
            for (int i = 0; i < 500; i++) {
                port.line(encoder.encode(FrameSource.FILL));
                port.core(FrameSource.FILL);
            }
            assertThat(port.isLocked()).isTrue();
            long last = 0;
            for (int i = 0; i < 100; i++) {
                port.line(0);
                last = port.core(FrameSource.FILL);
            }
            assertThat(last).isEqualTo(FrameSource.FILL);
            assertThat(port.isLocked()).isFalse();
            assertThat(port.faults).containsEntry(LineFault.LOCK_LOST, 1);
            for (int i = 0; i < 500; i++) {
                port.line(encoder.encode(FrameSource.FILL));
                last = port.core(FrameSource.FILL);
            }
            assertThat(port.isLocked()).isTrue();
            assertThat(last).isEqualTo(FrameSource.FILL);
        }
    }

    /// The recovered clock stops in a frame: ABORT, then FILL.
    @Test
    void a_stopped_line_clock_aborts_the_frame() {
        var encoder = new LineCode.Encoder();
        var came = new ArrayList<Long>();
        try (var port = new Port(7)) {
            for (int i = 0; i < 600; i++) {
                long word =
                        i < 500
                                ? FrameSource.FILL
                                : i == 500
                                        ? FrameSource.START
                                        : LinkWord.pack(LinkWord.Kind.DATA, i);
                port.line(encoder.encode(word));
                port.core(FrameSource.FILL);
            }
            for (int i = 0; i < 50; i++) {
                came.add(port.core(FrameSource.FILL));
            }
            assertThat(came).containsOnlyOnce(FrameSource.ABORT);
            assertThat(came.subList(came.indexOf(FrameSource.ABORT) + 1, came.size()))
                    .containsOnly(FrameSource.FILL);
        }
    }
}
