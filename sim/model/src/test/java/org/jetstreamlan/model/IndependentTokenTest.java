package org.jetstreamlan.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The token rules of `docs/ring.md` once more, in one loop and without a clock: from the arrivals of the tokens it is worked out
/// when each station must pass the token on, and compared with when it did.
class IndependentTokenTest {
    /// Words around a limit where a frame more or less may be sent, since the comparison lags.
    private static final int EDGE = 5;

    private int stations;
    private boolean overrun;
    private int[] synchronous = new int[0];
    private int[] asynchronous = new int[0];
    private long[] expires = new long[0];
    private boolean[] late = new boolean[0];
    private int[] seen = new int[0];
    private boolean[] mine = new boolean[0];
    private boolean[] rested = new boolean[0];
    private int[] kept = new int[0];
    private boolean yield;
    private int age;

    /// A limit was near: for what a station sent with this token, and for whether it set Y, which shows later.
    private boolean edge;

    private boolean doubtful;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void eachTokenGoesOnWhenTheRulesSay(long seed) {
        var random = new Random(seed);
        stations = 2 + random.nextInt(12);
        int hop = random.nextInt(15);
        overrun = random.nextBoolean();
        int rest = TestRing.TTRT - stations * (6 + hop) - TestRing.LARGEST - 21;
        int share = rest / stations;
        int[] sa = new int[stations];
        synchronous = new int[stations];
        asynchronous = new int[stations];
        for (int id = 0; id < stations; id++) {
            int words = 12 + random.nextInt(share - 30);
            // Just one such frame fits.
            sa[id] = words + 16 + random.nextInt(4);
            synchronous[id] = random.nextInt(3) == 0 ? 0 : words;
            asynchronous[id] = random.nextInt(3) == 0 ? 0 : 12 + random.nextInt(980);
        }
        int count = stations;
        boolean policy = overrun;
        IntFunction<StationSettings> settings =
                i -> TestRing.settings(i).withAllocation(sa[(i + 1) % count]).withOverrun(policy);
        var test = new TestRing(stations, hop, settings);
        for (int i = 0; i < stations; i++) {
            int id = (i + 1) % stations;
            test.ring.saturate(i, true, TestRing.to((id + 1) % stations), synchronous[id]);
            test.ring.saturate(i, false, TestRing.to((id + 1) % stations), asynchronous[id]);
        }
        test.ring.enableAll();
        test.ring.run(400L * TestRing.TTRT);

        start();
        long checked = 0;
        for (int i = 0; i + 1 < test.tokens.size() && !doubtful; i++) {
            var token = test.tokens.get(i);
            int id = test.ring.id(token.station());
            long holds = arrive(id, token.time());
            if (!edge && !doubtful) {
                long passed = test.tokens.get(i + 1).time() - token.time() - 3 - hop;
                assertThat(passed - holds)
                        .as("seed %d, token %d, station %d of %d", seed, i, id, stations)
                        .isBetween(0L, fills(holds));
                checked++;
            }
        }
        assertThat(checked).as("seed %d", seed).isGreaterThan(3L * stations);
    }

    private static long fills(long words) {
        return words / 2_500 + 2;
    }

    private void start() {
        expires = new long[stations];
        late = new boolean[stations];
        seen = new int[stations];
        seen[0] = 1;
        mine = new boolean[stations];
        rested = new boolean[stations];
        kept = new int[stations];
        yield = false;
        age = 0;
    }

    /// Words that the station holds this token, beyond what repeating it takes.
    private long arrive(int id, long time) {
        edge = false;
        seen[id]++;
        long tht = turn(id, time);
        if (seen[id] == 1) {
            return 0;
        }
        long words = 0;
        if (synchronous[id] > 0) {
            words += synchronous[id] + 5;
        }
        if (seen[id] > 2) {
            boolean wants = asynchronous[id] > 0;
            boolean fits = wants && fits(id, tht);
            doubtful |= edge;
            boolean barred = decideYield(id, wants, fits);
            if (wants && !barred) {
                for (long left = tht; fits(id, left); left -= asynchronous[id] + 5) {
                    words += asynchronous[id] + 5;
                }
            }
        }
        return words == 0 ? 0 : words + 4;
    }

    private boolean fits(int id, long left) {
        long limit = overrun ? 1 : asynchronous[id] + 16;
        if (Math.abs(left - limit) < EDGE) {
            edge = true;
        }
        return left >= limit;
    }

    /// TRT, Late_Ct: THT, or less than 0 for a late token.
    private long turn(int id, long time) {
        if (seen[id] <= 2) {
            expires[id] = time + TestRing.TTRT + 1;
            return -1_000_000;
        }
        if (expires[id] < time) {
            doubtful |= time - expires[id] < EDGE;
            late[id] = true;
            expires[id] += TestRing.TTRT + 1;
        }
        if (late[id]) {
            late[id] = false;
            return -1_000_000;
        }
        long tht = expires[id] - time;
        expires[id] = time + TestRing.TTRT + 1;
        return tht;
    }

    /// Whether asynchronous frames have to wait.
    private boolean decideYield(int id, boolean wants, boolean fits) {
        boolean set = yield && !(id == 0 && age == 255);
        boolean barred;
        if (mine[id]) {
            boolean gives = fits || !wants || kept[id] == 3;
            kept[id]++;
            mine[id] = !gives;
            rested[id] |= gives;
            yield = !gives;
            barred = !gives;
        } else if (set) {
            barred = true;
        } else {
            barred = false;
            yield = wants && !fits && !rested[id];
            mine[id] = yield;
            kept[id] = 0;
            rested[id] = false;
        }
        if (id == 0) {
            age = yield ? age + 1 : 0;
        }
        return barred;
    }
}
