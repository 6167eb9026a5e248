package org.jetstreamlan.nic.mac;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.StationVci;

/// Several MACs in a ring, each in a simulator of its own; links are exchanged every clock.
///
/// ```
///  station 0 ── link 0 ──> station 1 ── link 1 ──> ... ──> station n-1 ── link n-1 ──> station 0
/// ```
final class TestRing {
    /// What a link does to a word.
    @FunctionalInterface
    interface Fault {
        long apply(int link, long word);
    }

    final List<MacBench> stations;
    final List<FrameCollector> links;
    Fault fault = (_, word) -> word;
    private final List<Queue<Long>> delays = new ArrayList<>();
    private long clocks;

    /// @param delay clocks that each link takes
    TestRing(int count, int delay) {
        stations = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> stations.add(newStation(i)));
        links = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            links.add(new FrameCollector());
            var queue = new ArrayDeque<Long>();
            for (int k = 0; k < delay; k++) {
                queue.add(MacBench.FILL);
            }
            delays.add(queue);
        }
    }

    private static MacBench newStation(int id) {
        var station = new MacBench();
        station.set("address", MacBench.ADDRESS + 1_000 - id);
        station.set("nonce", MacBench.EPOCH + 64L * id);
        station.recognises = atm -> StationVci.isUnicastOf(atm >>> 4 & 0xFF_FFFF, id);
        return station;
    }

    /// A station is as after power-up.
    void reset(int index) {
        stations.set(index, newStation(index));
    }

    /// A ring that has been numbered and has its token, with nothing counted yet.
    static TestRing operational(int count, int delay) {
        var ring = new TestRing(count, delay);
        ring.start();
        ring.runUntil(ring::isOperational, 40 * (count * (3 + delay) + 40));
        ring.run(2);
        ring.forget();
        return ring;
    }

    /// Station 0 claims the ring anew.
    void restart() {
        station(0).set("claim", 1);
        step();
        station(0).set("claim", 0);
        run(3);
    }

    /// Enables all stations; station 0 has the best bid.
    void start() {
        stations.forEach(station -> station.set("seed", 1));
        stations.forEach(station -> station.set("enable", 1));
        step();
        stations.forEach(station -> station.set("seed", 0));
    }

    /// Drops what has been recorded.
    void forget() {
        for (int i = 0; i < links.size(); i++) {
            links.set(i, new FrameCollector());
        }
        stations.forEach(MacBench::clearCounts);
    }

    boolean isOperational() {
        return stations.stream().allMatch(station -> station.isOperational());
    }

    int size() {
        return stations.size();
    }

    MacBench station(int index) {
        return stations.get(index);
    }

    long clocks() {
        return clocks;
    }

    void step() {
        var in = new long[size()];
        for (int i = 0; i < size(); i++) {
            long word = fault.apply(i, stations.get(i).linkOut());
            links.get(i).accept(word);
            delays.get(i).add(word);
            in[(i + 1) % size()] = delays.get(i).remove();
        }
        for (int i = 0; i < size(); i++) {
            stations.get(i).clock(in[i]);
        }
        clocks++;
    }

    void run(int count) {
        for (int i = 0; i < count; i++) {
            step();
        }
    }

    /// Steps until `done`, at most `limit` clocks.
    void runUntil(BooleanSupplier done, int limit) {
        for (int i = 0; i < limit; i++) {
            if (done.getAsBoolean()) {
                return;
            }
            step();
        }
        throw new AssertionError("not done after %d clocks".formatted(limit));
    }

    /// Damages link words of one kind once: the `skip`-th word on `link` that `matches`.
    void faultOnce(
            int link,
            int skip,
            java.util.function.LongPredicate matches,
            java.util.function.LongUnaryOperator damage) {
        var left = new int[] {skip};
        fault =
                (at, word) -> {
                    if (at != link || left[0] < 0 || !matches.test(word)) {
                        return word;
                    }
                    return left[0]-- == 0 ? damage.applyAsLong(word) : word;
                };
    }

    static boolean isControl(long word, int opcode) {
        return LinkWord.kind(word) == LinkWord.Kind.CONTROL
                && org.jetstreamlan.abi.ControlSymbol.opcode(LinkWord.bits(word)) == opcode;
    }

    static boolean isData(long word) {
        return LinkWord.kind(word) == LinkWord.Kind.DATA;
    }
}
