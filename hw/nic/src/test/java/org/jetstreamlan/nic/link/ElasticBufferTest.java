package org.jetstreamlan.nic.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.nic.Bench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Up to 64 stations in a row, each at a clock of its own. Where it says so, clocks differ ten times as much and frames are a tenth as long, so that
/// a frame drifts by as many words and many frames can be run.
class ElasticBufferTest {
    private static final int STATIONS = 64;
    private static final int TENTH = 10;

    /// How the clocks of the source and the stations behind it differ, in ppm.
    enum Order {
        ALTERNATING {
            @Override
            double ppm(int clock, Random random) {
                return clock % 2 == 0 ? 100 : -100;
            }
        },
        FAST_THEN_SLOW {
            @Override
            double ppm(int clock, Random random) {
                return clock < STATIONS / 2 ? 100 : -100;
            }
        },
        SLOW_THEN_FAST {
            @Override
            double ppm(int clock, Random random) {
                return clock < STATIONS / 2 ? -100 : 100;
            }
        },
        RANDOM {
            @Override
            double ppm(int clock, Random random) {
                return random.nextDouble(-100, 100);
            }
        };

        abstract double ppm(int clock, Random random);

        double[] clocks(int stations, Random random) {
            var ppm = new double[stations + 1];
            for (int i = 0; i <= stations; i++) {
                ppm[i] = ppm(i, random);
            }
            return ppm;
        }
    }

    private static double[] times(int factor, double... ppm) {
        var scaled = ppm.clone();
        for (int i = 0; i < ppm.length; i++) {
            scaled[i] *= factor;
        }
        return scaled;
    }

    private static long[] phases(int clocks, Random random) {
        return random.longs(clocks, 1, BufferChain.PERIOD).toArray();
    }

    /// What comes out at the end, held against what was sent.
    private static final class Sink {
        final FrameSource source;
        final List<Integer> gaps = new ArrayList<>();
        int frames;
        private int gap = -1;

        Sink(FrameSource source) {
            this.source = source;
        }

        void accept(long word) {
            if (word == FrameSource.FILL) {
                gap++;
                return;
            }
            assertThat(word).isEqualTo(source.sent.remove());
            if (word == FrameSource.START && frames > 0) {
                assertThat(gap).as("fill behind frame %d", frames).isPositive();
                gaps.add(gap);
            }
            frames += word == FrameSource.END ? 1 : 0;
            gap = 0;
        }
    }

    private static void requireNothingLost(
            double[] ppm, long[] phases, IntSupplier lengths, int wordsPerFill, long words) {
        var source = new FrameSource(lengths, wordsPerFill);
        var sink = new Sink(source);
        try (var chain = new BufferChain(ppm, phases, source::next, sink::accept)) {
            chain.run(words);
            assertThat(chain.underflows()).isZero();
            assertThat(chain.overflows()).isZero();
            assertThat(sink.frames).isPositive();
            // What is still on its way: no more than the buffers hold.
            assertThat(source.sent.size()).isLessThan((ppm.length - 1) * 64);
        }
    }

    /// The real thing: 64 stations, 64 KiB, 1 Gbaud.
    @ParameterizedTest
    @EnumSource
    void longest_frames_back_to_back_pass_64_stations(Order order) {
        var random = Bench.random("elastic buffers, " + order);
        double[] ppm = order.clocks(STATIONS, random);
        long[] phases = phases(STATIONS + 1, random);
        requireNothingLost(
                ppm, phases, () -> FrameSource.LONGEST, FrameSource.WORDS_PER_FILL, 40_000);
    }

    /// A tenth of the scale, long after all transients.
    @ParameterizedTest
    @EnumSource
    void many_frames_pass_64_stations(Order order) {
        var random = Bench.random("elastic buffers, tenth, " + order);
        double[] ppm = times(TENTH, order.clocks(STATIONS, random));
        long[] phases = phases(STATIONS + 1, random);
        requireNothingLost(
                ppm,
                phases,
                () -> FrameSource.LONGEST / TENTH,
                FrameSource.WORDS_PER_FILL / TENTH,
                50_000);
    }

    /// Frames of any length, pauses, 8 stations of any clocks, at a tenth of the scale.
    @Test
    void random_frames_and_clocks_lose_nothing() {
        var random = Bench.random("elastic buffers, random");
        for (int run = 0; run < 10; run++) {
            double[] ppm = random.doubles(9, -1_000, 1_000).toArray();
            int shortest = 14 + random.nextInt(200);
            requireNothingLost(
                    ppm,
                    phases(9, random),
                    () ->
                            random.nextInt(20) == 0
                                    ? 0
                                    : random.nextInt(3) == 0
                                            ? FrameSource.LONGEST / TENTH
                                            : shortest + random.nextInt(50),
                    FrameSource.WORDS_PER_FILL / TENTH,
                    20_000);
        }
    }

    /// One fill behind each frame and no more: none is taken away, however full the buffer.
    @Test
    void the_fill_behind_a_frame_stays() {
        var source = new FrameSource(() -> 14, Integer.MAX_VALUE);
        var sink = new Sink(source);
        try (var chain =
                new BufferChain(
                        new double[] {1_000, 0}, new long[] {1, 2}, source::next, sink::accept)) {
            chain.run(20_000);
            assertThat(chain.overflows()).isZero();
            assertThat(sink.gaps).isNotEmpty().containsOnly(1);
        }
    }

    /// Clocks alike, at any phase: nothing is put in or left out.
    @Test
    void equal_clocks_change_nothing() {
        for (int part = 0; part < 16; part++) {
            var source = new FrameSource(() -> 100, 50);
            var sink = new Sink(source);
            long[] phases = {BufferChain.PERIOD * part / 16 + 1, BufferChain.PERIOD};
            try (var chain = new BufferChain(new double[2], phases, source::next, sink::accept)) {
                chain.run(3_000);
                assertThat(sink.gaps).as("phase %d", part).containsOnly(3, 4);
            }
        }
    }

    /// The worst that others can do to a station: 63 before it drift a little and in step, and each takes a fill at the same time, while it needs one
    /// more than any. Its buffer waits, which takes its depth. At a fortieth of the scale.
    @Test
    void a_station_behind_63_others_waits_for_its_fill() {
        int scale = 40;
        var ppm = new double[STATIONS + 1];
        for (int i = 0; i < STATIONS; i++) {
            ppm[i] = 100 - 0.5 * i;
        }
        ppm[STATIONS] = -100;
        var source =
                new FrameSource(
                        () -> FrameSource.LONGEST / scale, FrameSource.WORDS_PER_FILL / scale);
        var sink = new Sink(source);
        long highest = 0;
        try (var chain =
                new BufferChain(
                        times(scale, ppm), new long[STATIONS + 1], source::next, sink::accept)) {
            for (int i = 0; i < 1_600; i++) {
                chain.run(100);
                highest = Math.max(highest, chain.level());
            }
            assertThat(chain.overflows()).isZero();
            assertThat(chain.underflows()).isZero();
            assertThat(highest).isBetween(30L, 46L);
        }
    }

    /// Least and most clocks from the edge that takes a START to the one that gives it on, longest frames, real scale.
    private static int[] latency(int ppm, int stationPpm, Random random) {
        var written = new ArrayList<Long>();
        var range = new int[] {Integer.MAX_VALUE, 0};
        var times = new long[2];
        var source = new FrameSource(() -> FrameSource.LONGEST, FrameSource.WORDS_PER_FILL);
        try (var chain =
                new BufferChain(
                        new double[] {ppm, stationPpm},
                        phases(2, random),
                        () -> {
                            long word = source.next();
                            times[0]++;
                            if (word == FrameSource.START) {
                                written.add(times[0]);
                            }
                            return word;
                        },
                        word -> {
                            times[1]++;
                            if (word == FrameSource.START) {
                                int clocks = (int) (times[0] - written.removeFirst());
                                range[0] = Math.min(range[0], clocks);
                                range[1] = Math.max(range[1], clocks);
                            }
                        })) {
            chain.run(20);
            chain.run(12L * FrameSource.LONGEST);
        }
        return range;
    }

    @Test
    void latency_is_as_stated() {
        var random = Bench.random("elastic buffer, latency");
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (int ppm : new int[] {-100, 0, 100}) {
            int[] range = latency(ppm, -ppm, random);
            least = Math.min(least, range[0]);
            most = Math.max(most, range[1]);
        }
        assertThat(least).isGreaterThanOrEqualTo(8);
        assertThat(most).isLessThanOrEqualTo(11);
    }

    /// Past the tolerance, real scale: each frame that is lost is counted and ended by ABORT, none is silently cut or joined to another; and with clocks that
    /// are right again all is well.
    @ParameterizedTest
    @CsvSource({"-300, 100, 3", "-2000, -100, 3", "1000, -100, 10", "300, -100, 0"})
    void past_the_tolerance_frames_are_aborted_and_counted(
            int sourcePpm, int stationPpm, int atLeast) {
        var source = new FrameSource(() -> FrameSource.LONGEST, FrameSource.WORDS_PER_FILL);
        var sink = new EndCounter();
        try (var chain =
                new BufferChain(
                        new double[] {sourcePpm, stationPpm},
                        new long[] {1, 2},
                        source::next,
                        sink::accept)) {
            chain.run(30L * FrameSource.LONGEST);
            assertThat(sink.aborted).isGreaterThanOrEqualTo(atLeast);
            assertThat(source.frames - sink.whole - sink.aborted).isBetween(-1, 1);
            if (atLeast == 0) {
                assertThat(chain.underflows() + chain.overflows()).isZero();
            } else {
                assertThat(chain.underflows() > 0).isEqualTo(sourcePpm < 0);
                assertThat(chain.overflows() > 0).isEqualTo(sourcePpm > 0);
                assertThat(chain.underflows() + chain.overflows())
                        .isGreaterThanOrEqualTo(sink.aborted);
            }

            chain.ppm(0, 0);
            chain.run(2L * FrameSource.LONGEST);
            long faults = chain.underflows() + chain.overflows();
            int whole = sink.whole;
            int aborted = sink.aborted;
            chain.run(8L * FrameSource.LONGEST);
            assertThat(sink.whole - whole).isGreaterThanOrEqualTo(7);
            assertThat(sink.aborted).isEqualTo(aborted);
            assertThat(chain.underflows() + chain.overflows()).isEqualTo(faults);
        }
    }

    /// Frames by how they end; one that is whole has all its words in order.
    private static final class EndCounter {
        int whole;
        int aborted;
        private boolean open;
        private int data;
        private int first;

        void accept(long word) {
            switch (LinkWord.kind(word)) {
                case FILL -> assertThat(open).as("fill in a frame").isFalse();
                case DATA -> {
                    assertThat(open).as("data outside a frame").isTrue();
                    first = data == 0 ? LinkWord.bits(word) : first;
                    assertThat(LinkWord.bits(word)).isEqualTo(first + data);
                    data++;
                }
                case CONTROL -> {
                    assertThat(open).isEqualTo(word != FrameSource.START);
                    open = word == FrameSource.START;
                    whole += word == FrameSource.END ? 1 : 0;
                    aborted += word == FrameSource.ABORT ? 1 : 0;
                    if (word == FrameSource.END) {
                        assertThat(data).isEqualTo(FrameSource.LONGEST);
                    }
                    data = 0;
                }
                case INVALID -> throw new AssertionError("INVALID");
            }
        }
    }
}
