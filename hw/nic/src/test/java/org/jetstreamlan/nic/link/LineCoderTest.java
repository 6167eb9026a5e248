package org.jetstreamlan.nic.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.jetstreamlan.abi.LineCode;
import org.jetstreamlan.abi.LineFault;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The line coder's two sides against the reference, whole code spaces through.
class LineCoderTest {
    private static final int LINE_WORDS = 1 << LineCode.WORD_BITS;

    /// All 2^20 line words in the upper half beside a good lower one, and the other way round.
    @Test
    void every_received_word_is_read_as_the_reference_reads_it() {
        try (var decoder = new Decoder()) {
            for (int word = 0; word < LINE_WORDS; word++) {
                long other = partner(word);
                decoder.check((long) word << LineCode.WORD_BITS | other);
                decoder.check(other << LineCode.WORD_BITS | word);
            }
            decoder.check(0);
        }
    }

    /// A word that makes a whole with `word` where any does.
    private static long partner(int word) {
        return switch (LineCode.half(word)) {
            case FILL0 -> LineCode.FF1B;
            case FILL1 -> LineCode.FF0;
            case DATA0 -> LineCode.data(word, 1);
            case DATA1 -> LineCode.data(word, 0);
            case CONTROL, ILLEGAL -> LineCode.control(word & 0x3FFF);
        };
    }

    @Test
    void random_pairs_are_read_as_the_reference_reads_them() {
        var random = Bench.random("line decoder");
        var encoder = new LineCode.Encoder();
        try (var decoder = new Decoder()) {
            for (int i = 0; i < 100_000; i++) {
                long pair = encoder.encode(randomLink(random));
                decoder.check(pair ^ (i % 2 == 0 ? 0 : 1L << random.nextInt(40)));
            }
            decoder.check(0);
        }
    }

    /// A decoder of a 32 bit core that is fed a pair a clock.
    private static final class Decoder implements AutoCloseable {
        private final Simulator simulator =
                new JitEngine()
                        .compile(Design.of(() -> new LineDecoder(LineWidth.CORE_32)).circuit())
                        .instantiate();
        private final Probe line = simulator.probe("line");
        private final Probe kind = simulator.probe("links_0_kind");
        private final Probe word = simulator.probe("links_0_word");
        private long before = -1;

        /// Feeds a pair, and looks at what came out for the one before it.
        void check(long pair) {
            simulator.poke(line, pair);
            if (before >= 0) {
                long got =
                        LinkWord.pack(
                                LinkWord.Kind.of((int) simulator.peek(kind)),
                                (int) simulator.peek(word));
                if (got != LineCode.decode(before)) {
                    throw new AssertionError(
                            "%010x: expected %s, got %s"
                                    .formatted(
                                            before,
                                            LinkWord.of(LineCode.decode(before)),
                                            LinkWord.of(got)));
                }
            }
            simulator.step();
            before = pair;
        }

        @Override
        public void close() {
            simulator.close();
        }
    }

    private static long randomLink(Random random) {
        int bits = random.nextInt(4) == 0 ? -random.nextInt(2) : random.nextInt();
        return switch (random.nextInt(4)) {
            case 0 -> LinkWord.FILL.packed();
            case 1 -> LinkWord.pack(LinkWord.Kind.CONTROL, bits & 0x3FFF_3FFF);
            case 2 -> LinkWord.pack(LinkWord.Kind.DATA, bits);
            default ->
                    random.nextInt(50) == 0
                            ? LineFault.HALVES.packed()
                            : LinkWord.pack(LinkWord.Kind.DATA, bits);
        };
    }

    /// All 2^16 data words in both halves, with each flag, that is, and all 2^14 control words, each at disparities of both signs.
    @Test
    void every_sent_word_is_the_reference_s() {
        try (var encoder = new Encoder(LineWidth.CORE_32)) {
            for (int bits = 0; bits < 1 << 16; bits++) {
                for (int toward : new int[] {-1, 0}) {
                    encoder.send(LinkWord.pack(LinkWord.Kind.DATA, toward));
                    encoder.send(LinkWord.pack(LinkWord.Kind.DATA, bits << 16 | ~bits & 0xFFFF));
                }
            }
            for (int bits = 0; bits < 1 << 14; bits++) {
                for (int toward : new int[] {-1, 0}) {
                    int word = bits << 16 | ~bits & 0x3FFF;
                    encoder.send(LinkWord.pack(LinkWord.Kind.DATA, toward));
                    encoder.send(LinkWord.pack(LinkWord.Kind.CONTROL, word));
                }
            }
            encoder.finish();
            assertThat(encoder.signs).as("both signs of running disparity came").isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void random_words_are_sent_as_the_reference_sends_them(int halves) {
        var random = Bench.random("line encoder, " + halves + " line words a clock");
        try (var encoder = new Encoder(new LineWidth(halves))) {
            for (int i = 0; i < 40_000; i++) {
                encoder.send(randomLink(random));
            }
            encoder.finish();
        }
    }

    /// An encoder of any width beside the reference.
    private static final class Encoder implements AutoCloseable {
        private static final int LATENCY = 2;

        private final LineWidth width;
        private final Bench bench;
        private final LineCode.Encoder reference = new LineCode.Encoder();
        private final java.util.ArrayDeque<BigInteger> expected = new java.util.ArrayDeque<>();
        private final Probe line;
        private BigInteger group = BigInteger.ZERO;
        private int inGroup;
        int signs;

        Encoder(LineWidth width) {
            this.width = width;
            this.bench = new Bench(Bench.compile(() -> new LineEncoder(width)));
            this.line = bench.simulator().probe("line");
        }

        void send(long packed) {
            bench.set("links_" + inGroup + "_kind", LinkWord.kind(packed).ordinal());
            bench.set("links_" + inGroup + "_word", Integer.toUnsignedLong(LinkWord.bits(packed)));
            signs |= reference.running() > 0 ? 1 : reference.running() < 0 ? 2 : 0;
            long pair = reference.encode(packed);
            assertThat(Math.abs(reference.running())).isLessThanOrEqualTo(LineCode.DISPARITY_BOUND);
            if (width.isHalf()) {
                assertThat(bench.is("taken")).isTrue();
                clock(BigInteger.valueOf(pair >>> LineCode.WORD_BITS));
                assertThat(bench.is("taken")).isFalse();
                clock(BigInteger.valueOf(pair & LINE_WORDS - 1));
                return;
            }
            group = group.shiftLeft(LineCode.PAIR_BITS).or(BigInteger.valueOf(pair));
            if (++inGroup == width.links()) {
                clock(group);
                group = BigInteger.ZERO;
                inGroup = 0;
            }
        }

        void finish() {
            for (int i = 0; i < LATENCY; i++) {
                clock(BigInteger.ZERO);
            }
        }

        private void clock(BigInteger sent) {
            if (expected.size() == LATENCY) {
                var wanted = expected.remove();
                var got = bench.simulator().peekWide(line);
                if (!got.equals(wanted)) {
                    throw new AssertionError("%x expected, got %x".formatted(wanted, got));
                }
            }
            expected.add(sent);
            bench.step();
        }

        @Override
        public void close() {
            bench.close();
        }
    }
}
