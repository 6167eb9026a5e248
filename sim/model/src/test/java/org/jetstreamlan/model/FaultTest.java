package org.jetstreamlan.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.RingPhase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever happens to a ring under load: it is in operation again within a bound, nothing is delivered twice, and each frame that was
/// offered ends, and says how. `-Djetstream.model.faults=6250` for more of each, `-Djetstream.model.stations=64` for a full ring; the seed of a failure is in its message.
class FaultTest {
    private static final int FAULTS = Integer.getInteger("jetstream.model.faults", 60);
    private static final int STATIONS = Integer.getInteger("jetstream.model.stations", 12);
    private static final int HOP = 4;

    /// SA of each, so that all of them, the largest frame and the ring's latency fit TTRT.
    private static final int ALLOCATION = 720 / STATIONS + 8;

    /// Until an idle or a lost ring is noticed, and a ring comes up: TVX, two patiences.
    private static final long BOUND =
            TestRing.TTRT + 17_500 + 2L * TestRing.T_MAX + 20L * TestRing.D_MAX;

    enum Fault {
        LOST_TOKEN,
        DOUBLED_TOKEN,
        FLIPPED_BIT,
        SPOILT_WORD,
        BURST,
        ORPHAN,
        CUT,
        FLAPPING_LINK,
        RESET,
        RESET_AND_BACK,
        NO_POWER,
        LEAVES,
        JOINS,
        MONITOR_RESET,
        BABBLES,
        CLAIM
    }

    @ParameterizedTest
    @EnumSource
    void theRingComesBackAndNothingIsLostUnsaid(Fault fault) {
        long worst = 0;
        long sum = 0;
        for (int seed = 1; seed <= FAULTS; seed++) {
            long took = inject(fault, seed);
            worst = Math.max(worst, took);
            sum += took;
        }
        System.out.printf(
                "%s: back in operation after %.2f TTRT in the mean, %.2f at most, of %d%n",
                fault,
                (double) sum / FAULTS / TestRing.TTRT,
                (double) worst / TestRing.TTRT,
                FAULTS);
        assertThat(worst).isLessThan(BOUND);
    }

    /// Words from the end of the fault until the last station is a member again.
    private static long inject(Fault fault, int seed) {
        var random = new Random(seed * 31L + fault.ordinal());
        int id = random.nextInt(STATIONS);
        IntFunction<StationSettings> settings =
                i -> TestRing.settings(i).withAllocation(ALLOCATION).withOverrun(seed % 2 == 0);
        var test = TestRing.operational(STATIONS, HOP, settings);
        var ring = test.ring;
        int station = test.station(id);
        if (fault == Fault.JOINS) {
            ring.disable(station);
            ring.run(2_000);
        }
        test.forget();
        Set<Long> offered = new HashSet<>();
        for (int i = 0; i < 400; i++) {
            int words = 12 + random.nextInt(random.nextInt(5) == 0 ? 900 : 30);
            long at = ring.now() + random.nextInt(60_000);
            var to = TestRing.to(random.nextInt(STATIONS));
            int from = random.nextInt(STATIONS);
            boolean fits = words + Frame.OVERHEAD_WORDS <= ALLOCATION;
            offered.add(ring.enqueue(from, fits && random.nextBoolean(), to, words, at));
        }
        ring.run(random.nextInt(30_000));
        long over = happen(fault, test, station, random);
        ring.runTo(over + 10);
        test.until(test::isOperational, BOUND);

        // All that waits is sent; then each frame has ended, but those of a host that was reset.
        ring.run(60_000);
        for (int i = 0; i < STATIONS; i++) {
            if (ring.phase(i) == RingPhase.MEMBER) {
                int waiting = i;
                test.until(() -> ring.waiting(waiting) == 0, 400_000);
            }
        }
        ring.run(3_000);
        assertThat(test.isOperational())
                .as("%s, seed %d:%s", fault, seed, test.describe())
                .isTrue();
        check(fault, seed, test, offered, station);
        return test.entered.isEmpty() ? 0 : Math.max(0, test.entered.getLast().time() - over);
    }

    /// More than the protocol promises anything for but this: it ends, and then the ring works.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void noScheduleOfFaultsWedgesTheRing(int first) {
        for (int seed = first; seed <= FAULTS; seed += 8) {
            var random = new Random(seed * 77L);
            int stations = 1 + random.nextInt(20);
            var test = TestRing.operational(stations, random.nextInt(20));
            for (int i = 0; i < stations; i++) {
                test.ring.saturate(i, false, TestRing.to(random.nextInt(stations)), 100);
            }
            for (int i = 0; i < 25; i++) {
                var faults = Fault.values();
                var fault = faults[random.nextInt(faults.length)];
                if (fault != Fault.MONITOR_RESET) {
                    happen(fault, test, random.nextInt(stations), random);
                }
                test.ring.run(random.nextInt(20_000));
            }
            for (int i = 0; i < stations; i++) {
                test.ring.powerOn(i);
                test.ring.enable(i);
            }
            test.ring.run(110_000);
            test.until(test::isOperational, BOUND);
            long tokens = test.counter(Counter.TOKENS);
            test.ring.run(20L * TestRing.TTRT);
            assertThat(test.counter(Counter.TOKENS) - tokens)
                    .as("seed %d:%s", seed, test.describe())
                    .isGreaterThan(15L * stations);
            assertThat(test.ring.stationsCounted(0)).as("seed %d", seed).isEqualTo(stations);
        }
    }

    private static long happen(Fault fault, TestRing test, int station, Random random) {
        var ring = test.ring;
        long at = ring.now() + 2 + random.nextInt(50);
        switch (fault) {
            case LOST_TOKEN -> ring.loseToken(station);
            case DOUBLED_TOKEN -> ring.doubleToken(station, 1 + random.nextInt(80));
            case FLIPPED_BIT -> ring.flip(station, at, 1 << random.nextInt(32));
            case SPOILT_WORD -> ring.spoil(station, at);
            case BURST -> {
                for (int i = 0; i < 30; i++) {
                    ring.flip(station, at + i, random.nextInt());
                }
                return at + 30;
            }
            case ORPHAN -> {
                int source = random.nextInt(ring.size());
                boolean circulated = random.nextBoolean();
                var header = new Header(FrameType.DATA, false, circulated, 5, source);
                ring.insertFrame(station, at, header, TestRing.to(random.nextInt(STATIONS)), 30);
            }
            case CUT -> {
                long until = at + random.nextInt(100_000);
                ring.cut(station, at, until);
                return until;
            }
            case FLAPPING_LINK -> {
                long from = at;
                for (int i = 0; i < 10; i++) {
                    long until = from + 1 + random.nextInt(2_000);
                    ring.cut(station, from, until);
                    from = until + 1 + random.nextInt(2_000);
                }
                return from;
            }
            case RESET -> ring.reset(station);
            case RESET_AND_BACK -> {
                ring.reset(station);
                ring.run(random.nextInt(4_000));
                ring.enable(station);
            }
            case NO_POWER -> ring.powerOff(station);
            case LEAVES -> ring.disable(station);
            case JOINS -> ring.enable(station);
            case MONITOR_RESET -> ring.reset(test.monitor());
            case BABBLES -> {
                long until = at + random.nextInt(40_000);
                var header = new Header(FrameType.DATA, false, random.nextBoolean(), 1, 3);
                ring.babble(station, at, until, header, TestRing.to(2), 12 + random.nextInt(300));
                return until + 320;
            }
            case CLAIM -> ring.claim(station);
        }
        return ring.now() + 60;
    }

    private static void check(
            Fault fault, int seed, TestRing test, Set<Long> offered, int station) {
        String where = "%s, seed %d:%s".formatted(fault, seed, test.describe());
        Map<Long, TestRing.Ended> ends = new HashMap<>();
        for (var ended : test.ended) {
            assertThat(ends.put(ended.serial(), ended)).as("%s ends twice", where).isNull();
        }
        var delivered = test.timesDelivered();
        delivered.remove(-1L);
        assertThat(delivered.values()).as(where).allMatch(times -> times == 1);
        for (long serial : offered) {
            int from = RingModel.offeredBy(serial);
            var end = ends.get(serial);
            boolean gone = test.ring.phase(from) == RingPhase.OFF || wasReset(fault, from, station);
            if (end == null) {
                assertThat(gone).as("%s: frame %d of %d has no end", where, serial, from).isTrue();
            } else if (end.result() == CompletionResult.RETURNED
                    && FrameStatus.accepted(end.status())
                    && !isForged(fault, test, from)) {
                assertThat(delivered).as(where).containsKey(serial);
            }
        }
        long ended = test.ended.size();
        long counted =
                test.counter(Counter.RETURNED_GOOD)
                        + test.counter(Counter.RETURNED_BAD)
                        + test.counter(Counter.LOST);
        long aborted =
                test.ended.stream().filter(e -> e.result() == CompletionResult.ABORTED).count();
        assertThat(counted + aborted).as(where).isEqualTo(ended);
    }

    /// The babbler sends in the name of id 3, which takes what comes back for its own.
    private static boolean isForged(Fault fault, TestRing test, int from) {
        return fault == Fault.BABBLES && from == test.station(3);
    }

    private static boolean wasReset(Fault fault, int from, int station) {
        return switch (fault) {
            case RESET_AND_BACK -> from == station;
            case LOST_TOKEN,
                    DOUBLED_TOKEN,
                    FLIPPED_BIT,
                    SPOILT_WORD,
                    BURST,
                    ORPHAN,
                    CUT,
                    FLAPPING_LINK,
                    RESET,
                    NO_POWER,
                    LEAVES,
                    JOINS,
                    MONITOR_RESET,
                    BABBLES,
                    CLAIM ->
                    false;
        };
    }
}
