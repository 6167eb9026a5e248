package org.jetstreamlan.ring.line;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.RingPhase;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.model.StationSettings;
import org.jetstreamlan.sim.Model;

/// Faults of all kinds, one at a time at random moments, into a ring of RTL stations that carries traffic, and what became of it.
///
/// A fault is over when it has been repaired (a cut, a line that flaps, a station off), if it needs that. Recovery is the time from then, or from the
/// injection of a fault that passes by itself, until every station with power may send, each has one id of its own, and a frame from each of two has
/// been acknowledged.
public final class FaultCampaign implements AutoCloseable {
    /// Words that a fault may last, beyond which the ring counts as wedged, in units of T_MAX.
    private static final int PATIENCE = 12;

    /// What one fault did.
    ///
    /// @param kind of the fault
    /// @param node where
    /// @param at when
    /// @param words until recovery, -1 if there was none
    public record Recovery(FaultKind kind, int node, long at, long words) {}

    private final LineRing ring;
    private final Random random;
    private final StationSettings settings;

    /// SA of each node, framing included.
    private final int allocation;

    private final List<Recovery> recoveries = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Set<Integer> delivered = new HashSet<>();
    private final Map<Integer, CompletionResult> ended = new HashMap<>();
    private final Set<Integer> acknowledged = new HashSet<>();
    private final Set<Integer> forgotten = new HashSet<>();
    private final List<Offer> offers = new ArrayList<>();
    private final Set<Integer> off = new HashSet<>();

    /// The least TTRT, in words, at which both classes have room: a quarter for allocations, the rest for the ring's latency and a frame of 12 words.
    public static int leastTtrt(int stations) {
        return Math.max(1_000, (LineRing.HOP * stations + 225) * 4 / 3 + 1);
    }

    /// @param model of [RingNode]
    /// @param stations 2 to 64
    /// @param ttrt in words, at least [#leastTtrt]
    /// @param seed of everything
    public FaultCampaign(Model model, int stations, int ttrt, long seed) {
        random = new Random(seed);
        int least = leastTtrt(stations);
        if (ttrt < least) {
            throw new IllegalArgumentException(
                    "TTRT = %,d words; %d stations need %,d".formatted(ttrt, stations, least));
        }
        settings = LineRing.settings(0, ttrt);
        allocation = ttrt / 4 / stations;
        int largest = (int) Math.min(3L * ttrt / 4 - LineRing.HOP * stations - 213, 1_000);
        var all =
                IntStream.range(0, stations)
                        .mapToObj(
                                i ->
                                        LineRing.settings(i, ttrt)
                                                .withLargest(largest)
                                                .withAllocation(allocation))
                        .toList();
        int[] cables = random.ints(stations, 0, 400).toArray();
        int[] ppm = random.ints(stations, -100, 101).toArray();
        ring = new LineRing(model, all, cables, ppm);
        ring.listen(new Book());
        ring.enableAll();
        if (!ring.runUntil(this::wellNumbered, PATIENCE * (long) settings.tMax())) {
            throw new IllegalStateException("the ring does not come up; seed " + seed);
        }
    }

    /// What happens to frames.
    private final class Book implements NodeListener {
        @Override
        public void delivered(int node, long time, Offer offer, boolean intact) {
            if (!intact) {
                violations.add("%s is not what node %d got at %,d".formatted(offer, node, time));
            } else if (!delivered.add(offer.serial())) {
                violations.add("%s came twice to node %d at %,d".formatted(offer, node, time));
            }
        }

        @Override
        public void completed(
                int node, long time, Offer offer, CompletionResult result, int status) {
            if (ended.put(offer.serial(), result) != null) {
                violations.add("%s ended twice at %,d".formatted(offer, time));
            }
            if (result == CompletionResult.RETURNED && FrameStatus.accepted(status)) {
                acknowledged.add(offer.serial());
                if (!delivered.contains(offer.serial())) {
                    violations.add("%s was acknowledged and not delivered".formatted(offer));
                }
            }
        }
    }

    public LineRing ring() {
        return ring;
    }

    /// One for each fault so far.
    public List<Recovery> recoveries() {
        return List.copyOf(recoveries);
    }

    /// What must never happen, in words: nothing, or the ring is wrong.
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /// Frames offered so far to stations that have not lost them by losing power or a reset.
    public int offered() {
        return offers.size() - forgotten.size();
    }

    public int acknowledged() {
        return acknowledged.size();
    }

    // ---- traffic

    private boolean live(int node) {
        return !off.contains(node);
    }

    private int liveNode() {
        while (true) {
            int node = random.nextInt(ring.size());
            if (live(node)) {
                return node;
            }
        }
    }

    private Offer offer(int from, int words) {
        int stations = Math.max(1, (int) ring.status(from, "stations"));
        int own = ring.station(from);
        int to = stations == 1 ? own : (own + 1 + random.nextInt(stations - 1)) % stations;
        boolean synchronous = words + Frame.OVERHEAD_WORDS <= allocation && random.nextBoolean();
        var offer = ring.offer(from, to, synchronous, words);
        offers.add(offer);
        return offer;
    }

    private void traffic(int words) {
        long end = ring.time() + words;
        while (ring.time() < end) {
            int from = liveNode();
            if (ring.waiting(from) < 3) {
                offer(from, 12 + random.nextInt(120));
            }
            ring.run(20 + random.nextInt(100));
        }
    }

    // ---- faults

    /// Carries traffic for a while, puts a fault of this kind in, and waits until the ring is well again.
    public Recovery inject(FaultKind kind) {
        traffic(200 + random.nextInt(3_000));
        int node = kind == FaultKind.MONITOR_GONE ? monitor() : liveNode();
        long at = ring.time();
        long from = apply(kind, node, at);
        long words = recover(from);
        if (words < 0) {
            violations.add("wedged after %s at node %d, %,d".formatted(kind, node, at));
        }
        restore();
        account();
        var recovery = new Recovery(kind, node, at, words);
        recoveries.add(recovery);
        return recovery;
    }

    private int monitor() {
        for (int i = 0; i < ring.size(); i++) {
            if (ring.status(i, "monitor") != 0) {
                return i;
            }
        }
        return 0;
    }

    /// @return when the fault is over
    private long apply(FaultKind kind, int node, long at) {
        switch (kind) {
            case BIT_ERRORS -> {
                ring.fault(node, LineFaults.bitErrors(1e-3, random));
                traffic(2_000);
                ring.fault(node, LineFault.NONE);
            }
            case BURST -> {
                ring.fault(node, LineFaults.burst(at + 1, at + 2 + random.nextInt(40), random));
                traffic(100);
            }
            case LOST_TOKEN -> ring.fault(node, LineFaults.loseToken());
            case DOUBLED_TOKEN -> ring.fault(node, LineFaults.doubleToken(1 + random.nextInt(300)));
            case SPOILED_HEADER ->
                    ring.fault(node, LineFaults.spoilHeader(random.nextInt(2), someBits()));
            case ORPHAN -> ring.fault(node, LineFaults.orphan(anyFrame()));
            case CUT -> {
                long until = at + 1 + random.nextInt(4 * settings.tMax());
                ring.fault(node, LineFaults.cut(at, until));
                ring.run(until - at);
            }
            case FLAPPING -> {
                long until = at + 20_000;
                int on = 100 + random.nextInt(2_000);
                ring.fault(node, LineFaults.flap(at, until, on, 20 + random.nextInt(2_000)));
                ring.run(until - at);
            }
            case DEAD, MONITOR_GONE -> kill(node);
            case SOURCE_GONE -> {
                offer(node, 100);
                ring.runUntil(() -> ring.waiting(node) == 0, 3L * settings.ttrt());
                ring.run(random.nextInt(100));
                kill(node);
            }
            case JOINS -> {
                kill(node);
                ring.run(random.nextInt(6 * settings.ttrt()));
                ring.powerOn(node);
                off.remove(node);
            }
            case RESET -> {
                forget(node);
                ring.reset(node);
            }
            case BABBLING -> {
                long until = at + 1 + random.nextInt(3 * settings.ttrt());
                ring.fault(node, LineFaults.babble(at, until, anyFrame()));
                ring.run(until - at);
            }
            case DETUNED -> {
                ring.detune(node, random.nextBoolean() ? 300 : -300);
                traffic(40_000);
                ring.detune(node, 0);
            }
        }
        return passes(kind) ? at : ring.time();
    }

    /// Whether the time of recovery begins with the fault.
    private static boolean passes(FaultKind kind) {
        return switch (kind) {
            case CUT, FLAPPING, BABBLING, JOINS, BIT_ERRORS, DETUNED -> false;
            case BURST, LOST_TOKEN, DOUBLED_TOKEN, SPOILED_HEADER, ORPHAN -> true;
            case DEAD, RESET, MONITOR_GONE, SOURCE_GONE -> true;
        };
    }

    private void kill(int node) {
        forget(node);
        off.add(node);
        ring.powerOff(node);
    }

    /// What the node was to send or has out is its own loss.
    private void forget(int node) {
        for (var offer : offers) {
            if (offer.from() == node && !ended.containsKey(offer.serial())) {
                forgotten.add(offer.serial());
            }
        }
    }

    /// 1 to 3: all are seen.
    private int someBits() {
        int bits = 0;
        for (int i = 0, count = 1 + random.nextInt(3); i < count; i++) {
            bits |= 1 << random.nextInt(32);
        }
        return bits;
    }

    private Frame anyFrame() {
        var header =
                new Header(
                        org.jetstreamlan.abi.FrameType.DATA,
                        false,
                        random.nextBoolean(),
                        random.nextInt(64),
                        random.nextInt(64));
        int vci = StationVci.of(random.nextInt(64), 0x300 + random.nextInt(100));
        return new Frame(header, AtmHeader.endOfPdu(vci), new byte[4 * (12 + random.nextInt(60))]);
    }

    /// Powers up again what is off, and lets the ring settle.
    private void restore() {
        for (int i = 0; i < ring.size(); i++) {
            ring.fault(i, LineFault.NONE);
        }
        if (!off.isEmpty()) {
            off.forEach(ring::powerOn);
            off.clear();
            if (recover(ring.time()) < 0) {
                violations.add("wedged as power came back at %,d".formatted(ring.time()));
            }
        }
    }

    // ---- recovery

    private boolean wellNumbered() {
        var ids = new HashSet<Integer>();
        int monitors = 0;
        for (int i = 0; i < ring.size(); i++) {
            if (!live(i)) {
                continue;
            }
            if (!ring.operational(i) || !ids.add(ring.station(i))) {
                return false;
            }
            monitors += ring.status(i, "monitor") != 0 ? 1 : 0;
        }
        return monitors == 1;
    }

    private long recover(long from) {
        long limit = PATIENCE * (long) settings.tMax();
        while (ring.time() - from < limit) {
            if (!ring.runUntil(this::wellNumbered, limit)) {
                return -1;
            }
            int first = liveNode();
            int second = liveNode();
            var probes = List.of(offer(first, 12), offer(second, 12));
            long patience = 6L * settings.ttrt();
            ring.runUntil(
                    () -> probes.stream().allMatch(probe -> ended.containsKey(probe.serial())),
                    patience);
            boolean alone = ring.size() - off.size() == 1;
            boolean good =
                    probes.stream()
                            .allMatch(
                                    probe ->
                                            alone
                                                    ? ended.containsKey(probe.serial())
                                                    : acknowledged.contains(probe.serial()));
            if (good && wellNumbered()) {
                return ring.time() - from;
            }
        }
        return -1;
    }

    /// Every frame offered has ended or waits.
    private void account() {
        ring.runUntil(
                () -> IntStream.range(0, ring.size()).allMatch(i -> ring.waiting(i) == 0),
                40L * settings.ttrt());
        ring.run(2L * settings.ttrt());
        for (var offer : offers) {
            int serial = offer.serial();
            if (!ended.containsKey(serial) && !forgotten.contains(serial)) {
                violations.add(
                        "%s has no end; its node is in %s".formatted(offer, phase(offer.from())));
                forgotten.add(serial);
            }
        }
    }

    private RingPhase phase(int node) {
        return ring.phase(node);
    }

    @Override
    public void close() {
        ring.close();
    }
}
