package org.jetstreamlan.hdl.lib.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jetstreamlan.hdl.lib.Bench;
import org.jetstreamlan.hdl.lib.count.UpDownCounter.End;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Counters and timers against a few lines of Java, under random inputs.
class CountersTest {
    private static final int CLOCKS = 3_000;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8, 10, 17})
    void counterGoesAroundAtItsModulo(int modulo) {
        Random random = new Random(modulo);
        try (Bench bench = new Bench(() -> new Counter(modulo))) {
            long expected = 0;
            for (int i = 0; i < CLOCKS; i++) {
                boolean enable = random.nextInt(4) != 0;
                boolean clear = random.nextInt(50) == 0;
                bench.poke("enable", enable ? 1 : 0).poke("clear", clear ? 1 : 0);
                assertThat(bench.peek("value")).as("clock " + i).isEqualTo(expected);
                assertThat(bench.peek("wraps") != 0)
                        .isEqualTo(enable && !clear && expected == modulo - 1);
                bench.step();
                expected = clear ? 0 : enable ? (expected + 1) % modulo : expected;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 7, 12})
    void upDownCounterWrapsOrStaysAtItsEnds(int maximum) {
        for (End end : End.values()) {
            Random random = new Random(maximum);
            try (Bench bench = new Bench(() -> new UpDownCounter(maximum, end))) {
                long expected = 0;
                for (int i = 0; i < CLOCKS; i++) {
                    boolean rising = i / 40 % 2 == 0;
                    boolean up = random.nextInt(4) < (rising ? 3 : 1);
                    boolean down = random.nextInt(4) < (rising ? 1 : 3);
                    bench.poke("up", up ? 1 : 0).poke("down", down ? 1 : 0);
                    assertThat(bench.peek("value")).as("%s, clock %d", end, i).isEqualTo(expected);
                    bench.step();
                    long next = expected + (up ? 1 : 0) - (down ? 1 : 0);
                    expected =
                            end == End.WRAP
                                    ? Math.floorMod(next, maximum + 1)
                                    : Math.clamp(next, 0, maximum);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 16})
    void tickerTicksOnceAPeriod(int period) {
        Random random = new Random(period);
        try (Bench bench = new Bench(() -> new Ticker(period))) {
            int since = 0;
            for (int i = 0; i < CLOCKS; i++) {
                boolean restart = i > CLOCKS / 2 && random.nextInt(3 * period) == 0;
                bench.poke("restart", restart ? 1 : 0);
                since++;
                boolean tick = since == period && !restart;
                assertThat(bench.peek("tick") != 0).as("clock " + i).isEqualTo(tick);
                since = tick || restart ? 0 : since;
                bench.step();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 9})
    void timerExpiresOnceAfterItsStart(int clocks) {
        Random random = new Random(clocks);
        try (Bench bench = new Bench(() -> new Timer(clocks))) {
            int left = 0;
            int expiries = 0;
            for (int i = 0; i < CLOCKS; i++) {
                boolean start = random.nextInt(2 * clocks + 2) == 0;
                boolean stop = random.nextInt(60) == 0;
                bench.poke("start", start ? 1 : 0).poke("stop", stop ? 1 : 0);
                assertThat(bench.peek("running") != 0).isEqualTo(left > 0);
                assertThat(bench.peek("expired") != 0).isEqualTo(left == 1);
                expiries += left == 1 ? 1 : 0;
                left = stop ? 0 : start ? clocks : Math.max(0, left - 1);
                bench.step();
            }
            assertThat(expiries).isGreaterThan(20);
        }
    }
}
