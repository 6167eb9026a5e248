package org.jetstreamlan.nic.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jetstreamlan.abi.LineCode;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Word alignment and word lock on a bit stream that begins anywhere.
class LineReceiverTest {
    private static final Map<Integer, Model> MODELS = new HashMap<>();

    /// A receiver and the bits on their way to it.
    private static final class Line implements AutoCloseable {
        final LineWidth width;
        final Bench bench;
        final LineCode.Encoder encoder = new LineCode.Encoder();
        final List<Long> received = new ArrayList<>();
        private final Probe line;
        private BigInteger waiting;
        private int bits;

        /// @param phase bits that come before the first word
        Line(int halves, int phase) {
            width = new LineWidth(halves);
            bench =
                    new Bench(
                            MODELS.computeIfAbsent(
                                    halves, _ -> Bench.compile(() -> new LineReceiver(width))));
            line = bench.simulator().probe("line");
            waiting = BigInteger.ZERO;
            bits = phase;
        }

        void send(long packed) {
            bits(encoder.encode(packed), LineCode.PAIR_BITS);
        }

        void send(long packed, int times) {
            for (int i = 0; i < times; i++) {
                send(packed);
            }
        }

        /// Bits as they are, the first on top.
        void bits(long pattern, int count) {
            waiting = waiting.shiftLeft(count).or(BigInteger.valueOf(pattern));
            bits += count;
            while (bits >= width.bits()) {
                bits -= width.bits();
                clock(waiting.shiftRight(bits));
                waiting = waiting.and(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE));
            }
        }

        private void clock(BigInteger word) {
            bench.simulator().pokeWide(line, word);
            if (isLocked() && bench.is("valid")) {
                for (int i = 0; i < width.links(); i++) {
                    var kind = LinkWord.Kind.of((int) bench.get("links_" + i + "_kind"));
                    received.add(LinkWord.pack(kind, (int) bench.get("links_" + i + "_word")));
                }
            }
            bench.step();
        }

        boolean isLocked() {
            return bench.is("locked");
        }

        @Override
        public void close() {
            bench.close();
        }
    }

    private static final long FILL = LinkWord.FILL.packed();

    private static long data(Random random) {
        return LinkWord.pack(LinkWord.Kind.DATA, random.nextInt());
    }

    /// From each phase, on fill alone, and then every word comes as it was sent.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void fill_locks_at_every_phase(int halves) {
        var random = Bench.random("line receiver, " + halves);
        int phases = 2 * LineCode.PAIR_BITS;
        for (int phase = 0; phase < phases; phase++) {
            try (var line = new Line(halves, phase)) {
                int fills = WordLock.LOCK_CLOCKS * Math.max(1, halves / 2);
                line.send(FILL, fills);
                assertThat(line.isLocked()).as("phase %d", phase).isTrue();
                assertThat(line.received).containsOnly(FILL);
                line.received.clear();
                var sent = new ArrayList<Long>();
                for (int i = 0; i < 50; i++) {
                    long word = random.nextInt(3) == 0 ? FILL : data(random);
                    sent.add(word);
                    line.send(word);
                }
                line.send(FILL, 12);
                assertThat(line.received).as("phase %d", phase).containsSequence(sent);
            }
        }
    }

    /// A station that comes to a ring in full traffic finds the words by their C-fields and locks at the gaps.
    @Test
    void random_frames_lock_too() {
        var random = Bench.random("lock in traffic");
        try (var line = new Line(2, 17)) {
            int words = 0;
            while (!line.isLocked() && words < 4_000) {
                for (int i = 0; i < 60; i++, words++) {
                    line.send(data(random));
                }
                line.send(FILL);
            }
            assertThat(line.isLocked()).as("after %d words", words).isTrue();
            assertThat(line.received.stream().map(LinkWord::kind))
                    .doesNotContain(LinkWord.Kind.INVALID);
        }
    }

    /// One wrong bit in 1,000 costs words and no lock.
    @Test
    void bit_errors_do_not_lose_lock() {
        var random = Bench.random("bit errors");
        try (var line = new Line(2, 3)) {
            line.send(FILL, WordLock.LOCK_CLOCKS);
            for (int i = 0; i < 5_000; i++) {
                long pair = line.encoder.encode(i % 20 == 0 ? FILL : data(random));
                long wrong = random.nextInt(25) == 0 ? 1L << random.nextInt(40) : 0;
                line.bits(pair ^ wrong, LineCode.PAIR_BITS);
                assertThat(line.isLocked()).as("word %d", i).isTrue();
            }
            assertThat(line.received.stream().map(LinkWord::kind)).contains(LinkWord.Kind.INVALID);
        }
    }

    /// After a bit is lost on the way, words are wrong until lock is lost; fill finds the new place.
    @Test
    void a_slipped_bit_loses_lock_and_the_next_fill_finds_it() {
        var random = Bench.random("slip");
        try (var line = new Line(2, 0)) {
            line.send(FILL, WordLock.LOCK_CLOCKS);
            line.send(data(random), 20);
            line.bits(0, 1);
            int words = 0;
            while (line.isLocked() && words < 200) {
                line.send(data(random));
                words++;
            }
            assertThat(words).isBetween(WordLock.TO_LOSE, 100);
            line.send(FILL, WordLock.LOCK_CLOCKS);
            assertThat(line.isLocked()).isTrue();
            line.received.clear();
            line.send(LinkWord.pack(LinkWord.Kind.DATA, 0x1234_5678));
            line.send(FILL, 8);
            assertThat(line.received).contains(LinkWord.pack(LinkWord.Kind.DATA, 0x1234_5678));
        }
    }

    /// A place at which all words are legal, but none is fill, is left in the end.
    @Test
    void a_place_without_fill_is_left() {
        try (var line = new Line(2, 0)) {
            line.send(FILL);
            line.send(LinkWord.pack(LinkWord.Kind.DATA, 0), 1_000);
            long place = line.bench.get("aligner.place");
            line.send(LinkWord.pack(LinkWord.Kind.DATA, 0), 1_000);
            assertThat(line.bench.get("aligner.place")).isEqualTo(place);
            boolean left = false;
            for (int i = 0; i < 65_000; i++) {
                line.send(LinkWord.pack(LinkWord.Kind.DATA, 0));
                left |= line.bench.get("aligner.place") != place;
            }
            assertThat(left).isTrue();
        }
    }

    /// Legal words for ever, but no fill: the place is not believed.
    @Test
    void words_without_fill_never_lock() {
        try (var line = new Line(2, 0)) {
            line.send(LinkWord.pack(LinkWord.Kind.DATA, 0), 200);
            assertThat(line.isLocked()).isFalse();
            line.send(FILL, WordLock.LOCK_CLOCKS);
            assertThat(line.isLocked()).isTrue();
            line.send(LinkWord.pack(LinkWord.Kind.DATA, 0), 60_000);
            assertThat(line.isLocked()).as("a 64 KiB frame is no reason").isTrue();
            line.send(LinkWord.pack(LinkWord.Kind.DATA, 0), 6_000);
            assertThat(line.isLocked()).as("2^16 words without fill").isFalse();
        }
    }

    /// A dead line, all zeros or all ones.
    @ParameterizedTest
    @ValueSource(longs = {0, 0xFF_FFFF_FFFFL})
    void a_dead_line_loses_lock(long level) {
        try (var line = new Line(2, 5)) {
            line.send(FILL, WordLock.LOCK_CLOCKS);
            for (int i = 0; i < 20; i++) {
                line.bits(level, LineCode.PAIR_BITS);
            }
            assertThat(line.isLocked()).isFalse();
        }
    }
}
