package org.jetstreamlan.ring.line;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.LineCode;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.model.StationSettings;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Model;
import org.jspecify.annotations.Nullable;

/// Up to 64 RTL stations, all instances of one compiled [RingNode], each with a clock of its own, joined by lines.
///
/// ```
///  node 0 ── line 0 ──> node 1 ── line 1 ──> ... ──> node n-1 ── line n-1 ──> node 0
/// ```
/// The core clock of a node is the recovered clock of the next. A cable takes whole pairs of line words and some bits more, so that no receiver
/// knows where a word begins. What one edge does is seen by the next edge of any other clock; edges come in the order of time. Time is in words of
/// node 0's clock.
public final class LineRing implements AutoCloseable {
    public static final int STATIONS_MAXIMUM = 64;

    /// A nominal clock period in units of time; 1 ppm is 1,000 units.
    private static final long PERIOD = 1_000_000_000L;

    /// Unit of the hold-off of all nodes, in words.
    public static final int HOLD_OFF = 100;

    /// Words that a station and the line behind it take at most.
    static final int HOP = 40;

    private static final long PPM = PERIOD / 1_000_000;
    private static final long PAIR = (1L << LineCode.PAIR_BITS) - 1;

    private final Model model;
    private final List<Node> nodes = new ArrayList<>();
    private final Cable[] cables;
    private final LineFault[] faults;
    private final long[] periods;
    private final long[] edges;
    private final boolean[] bypassed;
    private final List<Offer> offers = new ArrayList<>();
    private NodeListener listener = new NodeListener() {};
    private long time;

    /// The stretch of line behind a node.
    private static final class Cable {
        private final long[] pairs;
        private final int shift;
        private int at;
        private long before;

        Cable(int bits) {
            pairs = new long[bits / LineCode.PAIR_BITS + 1];
            shift = bits % LineCode.PAIR_BITS;
        }

        /// What comes out as `pair` goes in.
        long pass(long pair) {
            long shifted = (before << LineCode.PAIR_BITS - shift | pair >>> shift) & PAIR;
            before = pair;
            pairs[at] = shifted;
            at = (at + 1) % pairs.length;
            return pairs[at];
        }
    }

    /// What the host of station `index` sets: a lower number bids better. The latency of 64 stations is bounded by 64 times [#HOP].
    ///
    /// @param ttrt in words
    public static StationSettings settings(int index, int ttrt) {
        int dMax = STATIONS_MAXIMUM * HOP;
        return new StationSettings(
                0x0200_5E10_0000L - index,
                0x1357_9BDF * (index + 1),
                ttrt,
                dMax,
                32 * dMax,
                ttrt + 16_400 + dMax,
                16_382,
                0,
                false);
    }

    /// Compiles a node.
    public static Model compile(Engine engine) {
        return engine.compile(Design.of(RingNode::new).circuit());
    }

    /// Powers up and resets all stations; none is enabled.
    ///
    /// @param model of [RingNode]; stays the caller's
    /// @param cableBits length of the line behind each node, in bits
    /// @param ppm deviation of each node's oscillator from nominal
    public LineRing(Model model, List<StationSettings> settings, int[] cableBits, int[] ppm) {
        int count = settings.size();
        if (count < 1
                || count > STATIONS_MAXIMUM
                || cableBits.length != count
                || ppm.length != count) {
            throw new IllegalArgumentException(
                    "ring of %d stations with %d cables and %d clocks: 1 to %d stations are possible, each with one of both"
                            .formatted(count, cableBits.length, ppm.length, STATIONS_MAXIMUM));
        }
        this.model = model;
        cables = new Cable[count];
        faults = new LineFault[count];
        periods = new long[count];
        edges = new long[count];
        bypassed = new boolean[count];
        Arrays.fill(faults, LineFault.NONE);
        for (int i = 0; i < count; i++) {
            cables[i] = new Cable(cableBits[i]);
            periods[i] = PERIOD + ppm[i] * PPM;
            edges[i] = PERIOD * i / count;
            var node = new Node(this, i, model.instantiate(), settings.get(i));
            nodes.add(node);
            node.reset();
        }
    }

    public int size() {
        return nodes.size();
    }

    /// Words of node 0's clock since the ring began.
    public long time() {
        return time;
    }

    public void listen(NodeListener newListener) {
        listener = newListener;
    }

    NodeListener listener() {
        return listener;
    }

    public void enable(int node) {
        nodes.get(node).enable(true);
    }

    public void enableAll() {
        nodes.forEach(node -> node.enable(true));
    }

    public void disable(int node) {
        nodes.get(node).enable(false);
    }

    /// As after power-up; what it was to send is forgotten. It stays enabled if it was.
    public void reset(int node) {
        nodes.get(node).reset();
    }

    /// Without power its relay joins the lines at both sides.
    public void powerOff(int node) {
        bypassed[node] = true;
    }

    /// As after power-up.
    public void powerOn(int node) {
        bypassed[node] = false;
        nodes.get(node).reset();
    }

    /// What becomes of all that leaves a node from now on.
    public void fault(int node, LineFault fault) {
        faults[node] = fault;
    }

    /// Another frequency from now on.
    public void detune(int node, int ppm) {
        periods[node] = PERIOD + ppm * PPM;
    }

    /// Offers a frame of `words` payload words to a node, 1 to 16,382. One beyond F, or its class's SA, waits for ever.
    public Offer offer(int node, int toStation, boolean synchronous, int words) {
        if (words < 1 || words > Frame.PAYLOAD_WORDS_MAXIMUM) {
            throw new IllegalArgumentException(
                    "a frame of %d payload words: it has 1 to %,d"
                            .formatted(words, Frame.PAYLOAD_WORDS_MAXIMUM));
        }
        var offer = new Offer(offers.size(), node, toStation, synchronous, words);
        offers.add(offer);
        nodes.get(node).offer(offer);
        return offer;
    }

    @Nullable Offer offered(int serial) {
        return serial >= 0 && serial < offers.size() ? offers.get(serial) : null;
    }

    /// Frames of a class that wait at a node.
    public int waiting(int node, boolean synchronous) {
        return nodes.get(node).waiting(synchronous);
    }

    public int waiting(int node) {
        return nodes.get(node).waiting();
    }

    public RingPhase phase(int node) {
        return nodes.get(node).phase();
    }

    public RingCause cause(int node) {
        return nodes.get(node).cause();
    }

    /// The id that the node's MAC has.
    public int station(int node) {
        return nodes.get(node).station();
    }

    public boolean operational(int node) {
        return nodes.get(node).operational();
    }

    public boolean operational() {
        for (int i = 0; i < nodes.size(); i++) {
            if (!bypassed[i] && !nodes.get(i).operational()) {
                return false;
            }
        }
        return true;
    }

    /// A field of [org.jetstreamlan.nic.mac.MacStatus].
    public long status(int node, String name) {
        return nodes.get(node).status(name);
    }

    /// How often an event of [org.jetstreamlan.nic.mac.MacEvents], `underflow` or `overflow` has happened.
    public long count(int node, String event) {
        return nodes.get(node).count(event);
    }

    /// Goes on by `words` of node 0's clock.
    public void run(long words) {
        long end = time + words;
        while (time < end) {
            edge();
        }
    }

    /// Goes on until `done`, looked at each 16 words, at most `limit` words.
    ///
    /// @return whether it came true
    public boolean runUntil(BooleanSupplier done, long limit) {
        long end = time + limit;
        while (!done.getAsBoolean()) {
            if (time >= end) {
                return false;
            }
            run(16);
        }
        return true;
    }

    /// The next edge of a core clock.
    private void edge() {
        int who = 0;
        for (int i = 1; i < edges.length; i++) {
            if (edges[i] < edges[who]) {
                who = i;
            }
        }
        edges[who] += periods[who];
        if (!bypassed[who]) {
            var node = nodes.get(who);
            long pair = node.lineOut();
            node.clock(time);
            send(who, pair);
        }
        if (who == 0) {
            time++;
        }
    }

    private void send(int from, long pair) {
        int to = from;
        long on = pair;
        for (int hops = 0; hops < edges.length; hops++) {
            on = cables[to].pass(faults[to].apply(time, on));
            to = (to + 1) % edges.length;
            if (!bypassed[to]) {
                nodes.get(to).receive(on);
                return;
            }
        }
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
    }
}
