package org.jetstreamlan.nic.master;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;
import org.jetstreamlan.sim.bench.Stalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The AXI4 manager and the rings that it serves, against a memory that stalls and refuses. That no rule of AXI is broken, the
/// subordinate says in every test.
class MasterTest {
    private static final Map<Integer, Model> MODELS = new HashMap<>();
    private static final int SIZE = 1 << MasterRig.SLOT_WIDTH;

    private final Random random = Bench.random("master");

    private static MasterBench bench(int dataWidth, Pace pace) {
        return new MasterBench(
                MODELS.computeIfAbsent(
                        dataWidth, width -> Bench.compile(() -> new MasterRig(width))),
                dataWidth,
                pace);
    }

    private Pace stalling() {
        return new Pace(
                1 + random.nextInt(20),
                Stalls.of(random.nextInt(90), random.nextLong()),
                Stalls.of(random.nextInt(90), random.nextLong()));
    }

    private int[] entry() {
        return random.ints(RingEntry.WORDS - 1).toArray();
    }

    private static int[] withSequence(int[] entry, int index) {
        int[] words = Arrays.copyOf(entry, RingEntry.WORDS);
        words[RingEntry.WORDS - 1] = index + 1 & 0xFFFF;
        return words;
    }

    private static void putDescriptor(MasterBench bench, int index, int[] words) {
        for (int i = 0; i < words.length; i++) {
            bench.word(MasterBench.FETCH_RING + index % SIZE * RingEntry.BYTES + 4 * i, words[i]);
        }
    }

    /// All four clients at once, whatever the memory does; each gets all of its own and nothing else.
    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void clientsShareTheBusUnderRandomStalls(int dataWidth) {
        for (int round = 0; round < 20; round++) {
            try (var bench = bench(dataWidth, stalling())) {
                share(bench);
            }
        }
    }

    private void share(MasterBench bench) {
        List<int[]> entries = new ArrayList<>();
        List<int[]> descriptors = new ArrayList<>();
        List<byte[]> wanted = new ArrayList<>();
        int space = 0x3000;
        for (int i = 0; i < 40; i++) {
            entries.add(entry());
            descriptors.add(random.ints(RingEntry.WORDS).toArray());
            int bytes = bench.beatBytes * (1 + random.nextInt(32));
            byte[] data = new byte[bytes];
            random.nextBytes(data);
            if (space % 4096 + bytes > 4096) {
                space += 4096 - space % 4096;
            }
            if (space + bytes <= MasterBench.BYTES) {
                bench.writes.add(new MasterBench.Burst(MasterBench.BASE + space, data));
                wanted.add(data);
                space += bytes;
            }
        }
        bench.entries.addAll(entries);
        int produced = 0;
        int host = 0;
        int writes = wanted.size();
        for (int clock = 0; clock < 200_000; clock++) {
            if (produced < descriptors.size()
                    && produced - bench.fetched.size() < SIZE
                    && random.nextInt(10) == 0) {
                putDescriptor(bench, produced, descriptors.get(produced));
                produced++;
                bench.bench.set("producer", produced);
                bench.bench.set("answersRead", bench.fetched.size());
            }
            bench.takesFetched = random.nextInt(4) != 0;
            bench.clock();
            for (; host < bench.filled(); host++) {
                assertThat(bench.entry(MasterBench.FILL_RING, host))
                        .isEqualTo(withSequence(entries.get(host), host));
            }
            if (host == entries.size()
                    && bench.fetched.size() == descriptors.size()
                    && bench.answers.size() == writes) {
                break;
            }
        }
        assertThat(host).isEqualTo(entries.size());
        assertThat(bench.fetched).usingRecursiveComparison().isEqualTo(descriptors);
        assertThat(bench.answers).hasSize(writes).containsOnly(false);
        space = 0x3000;
        for (byte[] data : wanted) {
            space += space % 4096 + data.length > 4096 ? 4096 - space % 4096 : 0;
            byte[] lies = bench.memory.asSlice(space, data.length).toArray(ValueLayout.JAVA_BYTE);
            assertThat(lies).isEqualTo(data);
            bench.reads.add(new long[] {MasterBench.BASE + space, data.length});
            space += data.length;
        }
        while (bench.read.size() < wanted.size()) {
            bench.clock();
        }
        assertThat(bench.read).usingRecursiveComparison().isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void theProducerMovesBehindTheResponse(int dataWidth) {
        try (var bench = bench(dataWidth, new Pace(50, Stalls.NONE, Stalls.NONE))) {
            bench.entries.add(entry());
            while (!RingEntry.isWritten(bench.memory, MasterBench.FILL_RING, 0)) {
                assertThat(bench.filled()).isZero();
                bench.clock();
            }
            bench.run(45);
            assertThat(bench.filled()).as("written, not answered").isZero();
            assertThat(bench.subordinate.written()).isZero();
            bench.run(10);
            assertThat(bench.filled()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void anEntryTakesItsBeatsAndAClock(int dataWidth) {
        try (var bench = bench(dataWidth, new Pace(10, Stalls.NONE, Stalls.NONE))) {
            for (int i = 0; i < 50; i++) {
                bench.entries.add(entry());
            }
            int clocks = 0;
            while (!bench.entries.isEmpty()) {
                bench.clock();
                clocks++;
            }
            assertThat(clocks).isLessThanOrEqualTo(50 * (256 / dataWidth + 1) + 2);
        }
    }

    /// 4 ahead, each some 30 clocks: faster than the smallest frames, of 17 clocks.
    @Test
    void descriptorsAreFetchedAhead() {
        try (var bench = bench(64, new Pace(20, Stalls.NONE, Stalls.NONE))) {
            for (int i = 0; i < SIZE; i++) {
                putDescriptor(bench, i, new int[RingEntry.WORDS]);
            }
            bench.bench.set("producer", SIZE);
            int clocks = 0;
            while (bench.fetched.size() < SIZE) {
                bench.clock();
                clocks++;
            }
            assertThat(clocks).isLessThan(17 * SIZE);
        }
    }

    @Test
    void noEntryIsFetchedWithoutASlotForItsAnswerOrWithoutEnable() {
        try (var bench = bench(64, Pace.FAST)) {
            bench.bench.set("enable", false);
            bench.bench.set("producer", SIZE + 3);
            bench.run(50);
            assertThat(bench.fetched).isEmpty();
            bench.bench.set("enable", true);
            bench.run(200);
            assertThat(bench.fetched).hasSize(SIZE);
            bench.bench.set("answersRead", 2);
            bench.run(50);
            assertThat(bench.fetched).hasSize(SIZE + 2);
            assertThat(bench.bench.get("consumer")).isEqualTo(SIZE + 2);
        }
    }

    @Test
    void aRingThatIsNotThereIsLeftAlone() {
        try (var bench = bench(64, Pace.FAST)) {
            bench.bench.set("fillPlace_valid", false);
            bench.bench.set("fillPlace_base", 0);
            bench.bench.set("fetchPlace_valid", false);
            bench.bench.set("fetchPlace_base", 0);
            bench.entries.add(entry());
            bench.bench.set("producer", 1);
            bench.run(100);
            assertThat(bench.subordinate.written() + bench.subordinate.read()).isZero();
            bench.placeRings();
            bench.run(50);
            assertThat(bench.filled()).isEqualTo(1);
            assertThat(RingEntry.isWritten(bench.memory, MasterBench.FILL_RING, 0)).isTrue();
            assertThat(bench.fetched).hasSize(1);
            assertThat(bench.fetched.getFirst()).as("not refused").isNotEmpty();
        }
    }

    /// The third of eight entries is refused: two are published, the others never, and nothing hangs.
    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void aRefusedEntryStopsItsRingAlone(int dataWidth) {
        try (var bench = bench(dataWidth, stalling())) {
            bench.subordinate.refuse(
                    MasterBench.BASE + MasterBench.FILL_RING + 2 * RingEntry.BYTES, 32);
            for (int i = 0; i < 8; i++) {
                bench.entries.add(entry());
            }
            int failures = 0;
            for (int i = 0; i < 3_000; i++) {
                bench.clock();
                failures += bench.bench.is("fillFailed") ? 1 : 0;
            }
            assertThat(bench.filled()).isEqualTo(2);
            assertThat(failures).isEqualTo(1);
            assertThat(bench.bench.is("fillStopped")).isTrue();
            bench.writes.add(
                    new MasterBench.Burst(MasterBench.BASE + 0x3000, new byte[bench.beatBytes]));
            bench.bench.set("producer", 1);
            while (bench.fetched.isEmpty() || bench.answers.isEmpty()) {
                bench.clock();
            }
            assertThat(bench.bench.is("fetchStopped")).isFalse();

            bench.subordinate.refuse(0, 0);
            bench.bench.set("producer", 0);
            restart(bench);
            bench.entries.clear();
            bench.entries.add(entry());
            while (bench.filled() == 0) {
                bench.clock();
            }
        }
    }

    private static void restart(MasterBench bench) {
        bench.bench.set("restart", true);
        bench.run(2);
        while (bench.bench.is("busy")) {
            bench.clock();
        }
        bench.bench.set("restart", false);
        bench.forget();
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void aRefusedDescriptorEndsItsRing(int dataWidth) {
        try (var bench = bench(dataWidth, stalling())) {
            // Of the third entry, the last word alone.
            bench.subordinate.refuse(
                    MasterBench.BASE + MasterBench.FETCH_RING + 3 * RingEntry.BYTES - 4, 4);
            bench.bench.set("producer", 8);
            bench.run(3_000);
            assertThat(bench.fetched).hasSize(3);
            assertThat(bench.fetched.get(2)).as("refused").isEmpty();
            assertThat(bench.bench.get("consumer")).isEqualTo(2);
            assertThat(bench.bench.is("fetchStopped")).isTrue();
            assertThat(bench.bench.is("busy")).isFalse();
        }
    }

    @Test
    void outsideTheMemoryAnswersAreErrors() {
        try (var bench = bench(64, stalling())) {
            bench.writes.add(new MasterBench.Burst(0x1000, new byte[64]));
            bench.writes.add(new MasterBench.Burst(MasterBench.BASE + 0x3000, new byte[64]));
            bench.reads.add(new long[] {MasterBench.BASE + MasterBench.BYTES, 8});
            bench.reads.add(new long[] {MasterBench.BASE, 8});
            bench.run(3_000);
            assertThat(bench.answers).containsExactly(true, false);
            assertThat(bench.read.get(0)).isEmpty();
            assertThat(bench.read.get(1)).hasSize(8);
        }
    }

    /// At any clock of an entry and of a fetch: what has begun ends as it was, and `busy` says when.
    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void aRestartAtAnyClockEndsWhatHasBegun(int dataWidth) {
        for (int at = 0; at < 60; at++) {
            try (var bench = bench(dataWidth, stalling())) {
                int[] entry = entry();
                for (int i = 0; i < 5; i++) {
                    bench.entries.add(entry);
                }
                bench.bench.set("producer", 5);
                bench.run(at);
                bench.bench.set("producer", 0);
                restart(bench);
                long written = bench.subordinate.written();
                for (int i = 0; i < 5; i++) {
                    int[] lies = bench.entry(MasterBench.FILL_RING, i);
                    assertThat(lies).isIn(new int[RingEntry.WORDS], withSequence(entry, i));
                }
                bench.run(100);
                assertThat(bench.subordinate.written()).isEqualTo(written);
                assertThat(bench.filled()).isZero();
                assertThat(bench.bench.get("consumer")).isZero();

                int before = bench.fetched.size();
                bench.entries.add(entry);
                bench.bench.set("producer", 1);
                while (bench.filled() == 0 || bench.fetched.size() == before) {
                    bench.clock();
                }
            }
        }
    }
}
