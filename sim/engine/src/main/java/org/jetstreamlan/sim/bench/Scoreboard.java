package org.jetstreamlan.sim.bench;

import java.util.ArrayDeque;
import java.util.List;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.Time;

/// Compares what comes with what is expected, in order. Either side may be ahead; the first difference ends the run.
///
/// ```java
/// var board = new Scoreboard<Long>("out", sim);
/// StreamMonitor.of(sim, dut.in).to(in -> board.expect(in.value() + 1));
/// StreamMonitor.of(sim, dut.out).accepts(70).to(board::actual);
/// ...
/// board.complete();
/// ```
public final class Scoreboard<V> {
    private final String name;
    private final Simulation<?> simulation;
    private final ArrayDeque<Transfer<V>> expected = new ArrayDeque<>();
    private final ArrayDeque<Transfer<V>> actual = new ArrayDeque<>();
    private long compared;

    public Scoreboard(String name, Simulation<?> simulation) {
        this.name = name;
        this.simulation = simulation;
    }

    /// Says what is to come next.
    ///
    /// @throws AssertionError if something else has come already
    public void expect(V value) {
        expected.add(new Transfer<>(value, simulation.now()));
        compare();
    }

    /// Says what is to come next, in order.
    ///
    /// @throws AssertionError if something else has come already
    public void expect(List<V> values) {
        values.forEach(this::expect);
    }

    /// Says what has come.
    ///
    /// @throws AssertionError if something else was expected
    public void actual(Transfer<V> transfer) {
        actual.add(transfer);
        compare();
    }

    /// How many pairs were equal.
    public long compared() {
        return compared;
    }

    /// Whether nothing is left over on either side.
    public boolean isComplete() {
        return expected.isEmpty() && actual.isEmpty();
    }

    /// @throws AssertionError if something is left over on either side, with the first of it
    public void complete() {
        if (!expected.isEmpty()) {
            throw new AssertionError(
                    "%s: %d expected did not come until %s; the first is index %d, %s"
                            .formatted(
                                    name,
                                    expected.size(),
                                    Time.text(simulation.now()),
                                    compared,
                                    wanted(expected.getFirst())));
        }
        if (!actual.isEmpty()) {
            throw new AssertionError(
                    "%s: %d came that nobody expected; the first is index %d, %s"
                            .formatted(name, actual.size(), compared, came(actual.getFirst())));
        }
    }

    private void compare() {
        while (!expected.isEmpty() && !actual.isEmpty()) {
            Transfer<V> wanted = expected.removeFirst();
            Transfer<V> came = actual.removeFirst();
            if (!wanted.value().equals(came.value())) {
                throw new AssertionError(
                        "%s: first difference at index %d: %s, %s"
                                .formatted(name, compared, wanted(wanted), came(came)));
            }
            compared++;
        }
    }

    private static String wanted(Transfer<?> transfer) {
        return "expected " + transfer.value() + " (said at " + Time.text(transfer.time()) + ")";
    }

    private static String came(Transfer<?> transfer) {
        return "came " + transfer.value() + " (at " + Time.text(transfer.time()) + ")";
    }
}
