package org.jetstreamlan.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `docs/ring.md`, States of a station.
class ClaimTest {
    private static final long BOUND = 20L * TestRing.D_MAX;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 64})
    void idsRunInRingOrderFromTheBestBid(int stations) {
        var test = TestRing.operational(stations, 4);
        assertThat(test.monitor()).isEqualTo(stations - 1);
        for (int i = 0; i < stations; i++) {
            assertThat(test.ring.id(i)).isEqualTo((i + 1) % stations);
            assertThat(test.ring.stationsCounted(i)).isEqualTo(stations);
        }
    }

    @Test
    void theLowestTtrtWinsAndThenTheHighestAddress() {
        IntFunction<StationSettings> settings =
                i -> TestRing.settings(i).withTtrt(i == 2 || i == 4 ? 3_000 : TestRing.TTRT);
        var test = TestRing.operational(6, 2, settings);
        assertThat(test.monitor()).isEqualTo(4);
    }

    @Test
    void theWinnersTtrtIsOperative() {
        IntFunction<StationSettings> settings =
                i -> TestRing.settings(i).withTtrt(i == 1 ? 2_000 : TestRing.TTRT);
        var test = TestRing.operational(3, 2, settings);
        test.ring.loseToken(0);
        test.until(() -> !test.entered.isEmpty(), 10_000);
        var first = test.entered.getFirst();
        assertThat(first.cause()).isEqualTo(RingCause.LOST_TOKEN);
        assertThat(first.time() - test.tokens.getLast().time()).isBetween(3_900L, 4_100L);
    }

    @Test
    void theRingIsUpWithinEightLatenciesAndAManagementFrameForEachStation() {
        var test = new TestRing(64, 4);
        test.ring.enableAll();
        assertThat(test.until(test::isOperational, BOUND))
                .isLessThan(8L * test.ring.latency() + 64 * 18);
    }

    /// Its ID is on the ring still, with nobody to take it off.
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8, 32, 64})
    void theOthersComeUpWhenTheWinnerLeavesWhileItNumbers(int stations) {
        int moments = 0;
        for (int delay = 0; ; delay += Math.max(1, stations / 4)) {
            for (int way = 0; way < 3; way++) {
                var test = new TestRing(stations, 3);
                test.ring.enableAll();
                int winner = stations - 1;
                test.until(() -> test.ring.phase(winner) == RingPhase.NUMBER, BOUND);
                test.ring.run(delay);
                if (test.ring.phase(winner) != RingPhase.NUMBER) {
                    assertThat(moments).isGreaterThan(30);
                    return;
                }
                switch (way) {
                    case 0 -> test.ring.powerOff(winner);
                    case 1 -> test.ring.disable(winner);
                    default -> test.ring.reset(winner);
                }
                test.until(() -> areUp(test, winner), 4 * BOUND);
                moments++;
            }
        }
    }

    /// All but the station that left are, and know it.
    private static boolean areUp(TestRing test, int left) {
        return IntStream.range(0, test.ring.size())
                .filter(i -> i != left)
                .allMatch(
                        i ->
                                test.ring.isOperational(i)
                                        && test.ring.stationsCounted(i) == test.ring.size() - 1);
    }

    @Test
    void aStationThatJoinsWithAWorseBidMakesTheOthersClaim() {
        var test = new TestRing(4, 3);
        for (int i = 1; i < 4; i++) {
            test.ring.enable(i);
        }
        test.until(() -> test.ring.isOperational(1), BOUND);
        assertThat(test.ring.stationsCounted(3)).isEqualTo(3);
        test.ring.enable(0);
        test.until(() -> test.ring.isOperational(0) && test.isOperational(), BOUND);
        assertThat(test.ring.stationsCounted(3)).isEqualTo(4);
        assertThat(test.monitor()).isEqualTo(3);
        assertThat(test.ring.cause(3)).isEqualTo(RingCause.CLAIMED);
    }

    @Test
    void aStationThatJoinsWithTheBestBidIsTheMonitor() {
        var test = new TestRing(4, 3);
        for (int i = 0; i < 3; i++) {
            test.ring.enable(i);
        }
        test.until(() -> test.ring.isOperational(1), BOUND);
        test.ring.enable(3);
        test.until(() -> test.ring.isOperational(3) && test.isOperational(), BOUND);
        assertThat(test.monitor()).isEqualTo(3);
    }

    @Test
    void aRingOf65BypassesTheLastAndReportsIt() {
        var test = new TestRing(65, 1);
        test.ring.enableAll();
        test.until(() -> test.ring.isOperational(64), BOUND);
        test.ring.run(BOUND);
        assertThat(test.monitor()).isEqualTo(64);
        assertThat(test.ring.phase(63)).isEqualTo(RingPhase.OFF);
        assertThat(test.ring.isTooMany(63)).isTrue();
        assertThat(test.ring.isTooMany(64)).isTrue();
        for (int i = 0; i < 63; i++) {
            assertThat(test.ring.isOperational(i)).as("station %d", i).isTrue();
        }
    }

    @Test
    void twoStationsWithTheBestBidAndOneAddressAreFound() {
        IntFunction<StationSettings> settings =
                i -> TestRing.settings(i).withAddress(i == 1 || i == 4 ? 0xFFFF_FFFF_FFFFL : i);
        var test = new TestRing(5, 3, settings);
        test.ring.enableAll();
        test.until(
                () -> test.ring.isDuplicate(1) || test.ring.isDuplicate(4), TestRing.T_MAX + BOUND);
        test.until(test::isOperational, 2 * TestRing.T_MAX + BOUND);
        assertThat(test.ring.stationsCounted(0)).as(test.describe()).isBetween(3, 4);
    }

    @Test
    void aStationLeavesWithoutAClaimIfItIsNotTheMonitor() {
        var test = TestRing.operational(4, 3);
        int leaves = test.station(2);
        test.ring.disable(leaves);
        test.ring.run(20 * TestRing.TTRT);
        assertThat(test.entered).hasSize(1);
        assertThat(test.ring.phase(leaves)).isEqualTo(RingPhase.OFF);
        assertThat(test.isOperational()).isTrue();
    }

    /// T changes a word before it is decided what becomes of the token.
    @Test
    void aTokenThatComesAsTheMonitorGoesOffGoesOnAsTheMonitorChangedIt() {
        int inTheVeryWord = 0;
        for (int after = 0; after < 30; after++) {
            var test = TestRing.operational(3, 3);
            int monitor = test.monitor();
            test.ring.run(test.ring.latency() + after);
            long off = test.ring.now();
            test.ring.disable(monitor);
            test.ring.run(test.ring.latency());
            var tokens = test.left.stream().filter(word -> isToken(word.word())).toList();
            for (int i = 1; i < tokens.size(); i++) {
                var goes = tokens.get(i);
                if (goes.link() == monitor && goes.time() > off) {
                    boolean changed = goes.word() != tokens.get(i - 1).word();
                    assertThat(changed).as("after %d", after).isEqualTo(goes.time() <= off + 2);
                    inTheVeryWord += goes.time() == off + 2 ? 1 : 0;
                }
            }
        }
        assertThat(inTheVeryWord).isPositive();
    }

    private static boolean isToken(int word) {
        return ControlSymbol.valid(word)
                && ControlSymbol.opcode(word) == ControlSymbol.OPCODE_TOKEN;
    }

    @Test
    void aMonitorThatLeavesIsMissedAfterFourTokens() {
        var test = TestRing.operational(4, 3);
        int monitor = test.monitor();
        test.ring.disable(monitor);
        test.until(() -> test.entered.size() > 1, 10L * test.ring.latency());
        assertThat(test.entered.get(1).cause()).isEqualTo(RingCause.MONITOR_GONE);
        test.until(test::isOperational, BOUND);
        assertThat(test.monitor()).isNotEqualTo(monitor);
    }

    @Test
    void onlyTheStationBehindACutGoesOnBeaconing() {
        var test = TestRing.operational(6, 5);
        long cut = test.ring.now() + 10;
        test.ring.cut(2, cut, cut + 10L * TestRing.T_MAX);
        test.ring.run(3L * TestRing.T_MAX);
        var beaconing = 0;
        for (int i = 0; i < 6; i++) {
            beaconing += test.ring.phase(i) == RingPhase.BEACON ? 1 : 0;
        }
        assertThat(test.ring.phase(3)).isEqualTo(RingPhase.BEACON);
        assertThat(beaconing).isEqualTo(1);
        long since =
                test.entered.reversed().stream()
                        .filter(entry -> entry.station() == 3)
                        .findFirst()
                        .orElseThrow()
                        .time();
        assertThat(since - cut)
                .isLessThan(2L * TestRing.TTRT + TestRing.T_MAX + 4L * TestRing.D_MAX);
    }

    @Test
    void aRepairedRingComesBackWithinSomeLatencies() {
        var test = TestRing.operational(6, 5);
        long repaired = test.ring.now() + 4L * TestRing.T_MAX + 777;
        test.ring.cut(2, test.ring.now() + 10, repaired);
        test.ring.runTo(repaired);
        assertThat(test.isOperational()).isFalse();
        test.until(test::isOperational, 10L * test.ring.latency() + 500);
    }

    @Test
    void theRingComesUpWhicheverWordOfItsStartIsSpoilt() {
        for (int at = 5; at < 700; at++) {
            var test = new TestRing(3, 2);
            test.ring.enableAll();
            test.ring.spoil(at % 3, at);
            test.until(test::isOperational, 2L * TestRing.T_MAX);
            assertThat(test.ring.stationsCounted(0)).as("word %d", at).isEqualTo(3);
        }
    }

    @Test
    void stationsThatComeAndGoAtRandomEndInOneRing() {
        for (long seed = 1; seed <= 40; seed++) {
            var random = new Random(seed);
            int stations = 1 + random.nextInt(9);
            var test = new TestRing(stations, random.nextInt(9));
            for (int i = 0; i < 60; i++) {
                int station = random.nextInt(stations);
                switch (random.nextInt(6)) {
                    case 0 -> test.ring.disable(station);
                    case 1 -> test.ring.reset(station);
                    case 2 -> test.ring.claim(station);
                    default -> test.ring.enable(station);
                }
                test.ring.run(random.nextInt(1_000));
            }
            test.ring.enableAll();
            test.ring.run(2);
            test.until(test::isOperational, 2L * TestRing.T_MAX);
            assertThat(test.ring.stationsCounted(0)).as("seed %d", seed).isEqualTo(stations);
        }
    }
}
