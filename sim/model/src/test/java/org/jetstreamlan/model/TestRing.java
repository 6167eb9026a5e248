package org.jetstreamlan.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;
import org.jetstreamlan.abi.StationVci;

/// A ring with someone who writes down what happens on it.
final class TestRing {
    static final int TTRT = 3_125;
    static final int D_MAX = 640;
    static final int T_MAX = 12_800;
    static final int LARGEST = 1_000;

    /// A frame that a station has taken.
    record Delivery(int station, long time, long serial, int words, CrcVerdict verdict) {}

    /// The end of a frame that was offered.
    record Ended(int station, long time, long serial, CompletionResult result, int status) {}

    record Token(int station, long time, boolean late, boolean captured) {}

    record Started(int station, long time, long serial, boolean synchronous, long waited) {}

    record Entered(int station, long time, RingPhase phase, RingCause cause) {}

    record Left(int link, long time, int word) {}

    final RingModel ring;
    final List<Delivery> deliveries = new ArrayList<>();
    final List<Ended> ended = new ArrayList<>();
    final List<Token> tokens = new ArrayList<>();
    final List<Started> started = new ArrayList<>();
    final List<Entered> entered = new ArrayList<>();
    final List<Left> left = new ArrayList<>();

    TestRing(int stations, int hop, IntFunction<StationSettings> settings) {
        var all = new ArrayList<StationSettings>();
        for (int i = 0; i < stations; i++) {
            all.add(settings.apply(i));
        }
        int[] hops = new int[stations];
        Arrays.fill(hops, hop);
        ring = new RingModel(all, hops);
        ring.listen(listener());
        ring.trace((link, time, word) -> left.add(new Left(link, time, word)));
    }

    TestRing(int stations, int hop) {
        this(stations, hop, TestRing::settings);
    }

    /// Short timers, no synchronous allocation; the highest station wins the claim.
    static StationSettings settings(int index) {
        return StationSettings.defaults(index)
                .withTtrt(TTRT)
                .withPatience(D_MAX, T_MAX, TTRT + 17_500)
                .withLargest(LARGEST);
    }

    /// All stations enabled, and with their tokens.
    static TestRing operational(int stations, int hop, IntFunction<StationSettings> settings) {
        var test = new TestRing(stations, hop, settings);
        test.ring.enableAll();
        test.until(test::isOperational, 20L * D_MAX + 10_000);
        test.forget();
        return test;
    }

    static TestRing operational(int stations, int hop) {
        return operational(stations, hop, TestRing::settings);
    }

    /// All stations that are on have had their tokens, and there are some.
    boolean isOperational() {
        int on = 0;
        for (int i = 0; i < ring.size(); i++) {
            if (ring.phase(i) != RingPhase.OFF) {
                on++;
                if (!ring.isOperational(i)) {
                    return false;
                }
            }
        }
        return on > 0;
    }

    void forget() {
        deliveries.clear();
        ended.clear();
        tokens.clear();
        started.clear();
        entered.clear();
        left.clear();
    }

    /// Runs until that is so, at most `limit` words: gives the words.
    long until(BooleanSupplier done, long limit) {
        long from = ring.now();
        while (!done.getAsBoolean()) {
            if (ring.now() - from > limit) {
                throw new AssertionError(
                        "not done after %,d words: %s".formatted(limit, describe()));
            }
            ring.run(16);
        }
        return ring.now() - from;
    }

    String describe() {
        var text = new StringBuilder();
        for (int i = 0; i < ring.size(); i++) {
            text.append(" %d:%s(%s)id%d".formatted(i, ring.phase(i), ring.cause(i), ring.id(i)));
        }
        return text.toString();
    }

    int monitor() {
        return station(0);
    }

    /// The station with this id.
    int station(int id) {
        for (int i = 0; i < ring.size(); i++) {
            if (ring.id(i) == id) {
                return i;
            }
        }
        throw new AssertionError("no station has id %d:%s".formatted(id, describe()));
    }

    /// Offers a frame from the station with id `from` to the one with id `to`, now.
    long send(int from, int to, int words, boolean synchronous) {
        return ring.enqueue(station(from), synchronous, to(to), words, ring.now());
    }

    static AtmHeader to(int id) {
        return AtmHeader.endOfPdu(StationVci.of(id, StationVci.FIRST_FREE_CHANNEL));
    }

    Map<Long, Integer> timesDelivered() {
        var times = new HashMap<Long, Integer>();
        deliveries.forEach(delivery -> times.merge(delivery.serial, 1, Integer::sum));
        return times;
    }

    long counter(Counter counter) {
        long sum = 0;
        for (int i = 0; i < ring.size(); i++) {
            sum += ring.counter(i, counter);
        }
        return sum;
    }

    private RingListener listener() {
        return new RingListener() {
            @Override
            public void started(
                    int station, long time, long serial, boolean synchronous, long waited) {
                started.add(new Started(station, time, serial, synchronous, waited));
            }

            @Override
            public void delivered(
                    int station,
                    long time,
                    long serial,
                    int words,
                    CrcVerdict verdict,
                    boolean error) {
                deliveries.add(new Delivery(station, time, serial, words, verdict));
            }

            @Override
            public void completed(
                    int station, long time, long serial, CompletionResult result, int status) {
                ended.add(new Ended(station, time, serial, result, status));
            }

            @Override
            public void token(int station, long time, boolean late, boolean captured) {
                tokens.add(new Token(station, time, late, captured));
            }

            @Override
            public void phase(int station, long time, RingPhase phase, RingCause cause) {
                entered.add(new Entered(station, time, phase, cause));
            }
        };
    }
}
