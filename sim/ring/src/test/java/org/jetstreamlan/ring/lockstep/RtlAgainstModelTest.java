package org.jetstreamlan.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.ToLongBiFunction;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.model.RingListener;
import org.jetstreamlan.model.RingModel;
import org.jetstreamlan.model.StationSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same schedule into MACs and into the model: each control symbol and each header word leaves each station at the same word, and
/// deliveries and completions agree.
class RtlAgainstModelTest {
    private static final int TTRT = 1_500;
    private static final int LARGEST = 300;

    /// Something that leaves a station.
    private record Sent(int link, long time, int word) {
        static final Comparator<Sent> ORDER =
                Comparator.comparingLong(Sent::time).thenComparingInt(Sent::link);

        @Override
        public String toString() {
            String what =
                    ControlSymbol.of(word)
                            .map(Object::toString)
                            .orElseGet(() -> Integer.toHexString(word));
            return "%,d link %d %s".formatted(time, link, what);
        }
    }

    /// What one side did.
    private static final class Record {
        final List<Sent> sent = new ArrayList<>();
        final List<List<Object>> delivered = new ArrayList<>();
        final List<List<List<Object>>> completed = new ArrayList<>();

        Record(int stations) {
            for (int i = 0; i < stations; i++) {
                completed.add(new ArrayList<>());
            }
        }
    }

    private static List<StationSettings> settings(int stations, Random random) {
        var settings = new ArrayList<StationSettings>();
        for (int i = 0; i < stations; i++) {
            settings.add(
                    StationSettings.defaults(random.nextInt(1 << 20) * 64 + i)
                            .withTtrt(TTRT)
                            .withPatience(320, 6_400, TTRT + 16_800)
                            .withLargest(LARGEST)
                            .withAllocation(random.nextInt(4) * 40)
                            .withOverrun(random.nextBoolean())
                            .withSeed(random.nextInt() | 1));
        }
        return settings;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void sendsTheSameWordsAtTheSameTimes(long seed) {
        compare(seed, 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103, 104, 105, 106, 107, 108, 109})
    void recoversFromTheSameFaultsInTheSameWords(long seed) {
        compare(seed, 12);
    }

    private static void compare(long seed, int faults) {
        var random = new Random(seed);
        int stations = 1 + random.nextInt(5);
        var settings = settings(stations, random);
        int[] hops = random.ints(stations, 0, 12).toArray();
        var rtl = new Record(stations);
        var model = new Record(stations);
        var macs = new MacRing(settings, hops, observer(rtl));
        var ring = new RingModel(settings, hops);
        ring.keepBad(true);
        ring.listen(listener(model));
        ring.trace((link, time, word) -> model.sent.add(new Sent(link, time, word)));

        // Seeded in word 0, so that the registers step from word 1.
        for (int i = 0; i < stations; i++) {
            macs.set(i, "seed", 1);
        }
        macs.runTo(1);
        for (int i = 0; i < stations; i++) {
            macs.set(i, "seed", 0);
        }
        ring.runTo(1);
        for (int i = 0; i < stations; i++) {
            ring.configure(i, settings.get(i));
        }
        for (int i = 0; i < stations; i++) {
            macs.set(i, "enable", 1);
            ring.enable(i);
        }
        for (int at = 5_000; at < 60_000; at += 1 + random.nextInt(400)) {
            int station = random.nextInt(stations);
            int words = 12 + random.nextInt(random.nextInt(8) == 0 ? 340 : 120);
            int vci = StationVci.of(random.nextInt(stations), 0x200);
            boolean synchronous = random.nextBoolean();
            ring.enqueue(station, synchronous, AtmHeader.endOfPdu(vci), words, at);
            macs.enqueue(station, synchronous, AtmHeader.endOfPdu(vci).word(), words, at);
        }
        for (int i = 0; i < faults; i++) {
            int link = random.nextInt(stations);
            long at = 100 + random.nextInt(60_000);
            int mask = 1 << random.nextInt(32);
            switch (random.nextInt(6)) {
                case 0 -> {
                    long until = at + random.nextInt(12_000);
                    ring.cut(link, at, until);
                    macs.cut(link, at, until);
                }
                case 1, 2 -> {
                    ring.spoil(link, at);
                    macs.spoil(link, at);
                }
                default -> {
                    ring.flip(link, at, mask);
                    macs.flip(link, at, mask);
                }
            }
        }
        // An event is reported one word after what it reports.
        ring.runTo(80_000);
        macs.runTo(80_001);
        var modelCounts = counts(stations, ring::counter);
        var rtlCounts = counts(stations, macs::counter);
        ring.runTo(80_100);

        String where =
                "seed %d: %d stations, hops %s".formatted(seed, stations, Arrays.toString(hops));
        model.sent.removeIf(sent -> sent.time >= 80_000);
        model.sent.sort(Sent.ORDER);
        rtl.sent.sort(Sent.ORDER);
        for (int i = 0; i < Math.min(rtl.sent.size(), model.sent.size()); i++) {
            assertThat(model.sent.get(i))
                    .as(
                            "%s: word %d; before it %s",
                            where, i, model.sent.subList(Math.max(0, i - 6), i))
                    .isEqualTo(rtl.sent.get(i));
        }
        rtl.sent.removeIf(sent -> sent.time >= 80_000);
        assertThat(model.sent).as(where).hasSameSizeAs(rtl.sent);
        assertThat(modelCounts).as(where).isEqualTo(rtlCounts);
        assertThat(rtl.sent.size()).as(where).isGreaterThan(1_000);
        model.delivered.sort(Comparator.comparing(Object::toString));
        rtl.delivered.sort(Comparator.comparing(Object::toString));
        assertThat(model.delivered).as(where).isEqualTo(rtl.delivered);
        for (int i = 0; i < stations; i++) {
            var ended = model.completed.get(i);
            assertThat(ended.subList(0, Math.min(ended.size(), rtl.completed.get(i).size())))
                    .as(where)
                    .isEqualTo(rtl.completed.get(i));
        }
    }

    private static List<String> counts(int stations, ToLongBiFunction<Integer, Counter> counters) {
        var counts = new ArrayList<String>();
        for (int i = 0; i < stations; i++) {
            for (var counter : new TreeSet<>(MacRing.EVENTS.keySet())) {
                counts.add("%d %s %d".formatted(i, counter, counters.applyAsLong(i, counter)));
            }
        }
        return counts;
    }

    private static RingListener listener(Record record) {
        return new RingListener() {
            @Override
            public void delivered(
                    int station,
                    long time,
                    long serial,
                    int words,
                    CrcVerdict verdict,
                    boolean error) {
                record.delivered.add(List.of(station, time, words));
            }

            @Override
            public void completed(
                    int station, long time, long serial, CompletionResult result, int status) {
                record.completed.get(station).add(List.of(result.ordinal(), status));
            }
        };
    }

    private static MacRing.Observer observer(Record record) {
        return new MacRing.Observer() {
            private final int[] header = new int[64];

            @Override
            public void word(int link, long time, long word) {
                int bits = LinkWord.bits(word);
                boolean control = LinkWord.kind(word) == LinkWord.Kind.CONTROL;
                boolean data = LinkWord.kind(word) == LinkWord.Kind.DATA;
                if (control || data && header[link] > 0) {
                    record.sent.add(new Sent(link, time, bits));
                }
                header[link] = control && bits == ControlSymbol.START_WORD ? 2 : header[link] - 1;
            }

            @Override
            public void delivered(int station, long time, int words) {
                record.delivered.add(List.of(station, time, words));
            }

            @Override
            public void completed(int station, long time, int result, int status) {
                record.completed.get(station).add(List.of(result, status));
            }
        };
    }
}
