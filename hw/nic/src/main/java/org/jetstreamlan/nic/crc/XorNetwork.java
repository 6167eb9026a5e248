package org.jetstreamlan.nic.crc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;

/// Shared two-input gates for the parities of several sets of input bits. Left to itself, synthesis takes
/// two thirds more for the CRC-32 of a word.
///
/// Greedy, as Paar (ISIT 1997), but shallow first: of all pairs of terms that stand together in some set, the pair with the
/// least depth, and of those the one in most sets, becomes a gate; then again, until each set is one
/// term. A term is known by the mask of the inputs that it is the parity of.
///
/// @param gates in an order in which each stands behind what it needs
record XorNetwork(List<Gate> gates) {
    /// The parity of the inputs in `left` or `right`, which have none in common.
    record Gate(long left, long right) {
        long mask() {
            return left | right;
        }
    }

    /// Two terms that could become a gate.
    private record Pair(long left, long right, int depth, int uses) {
        /// Shallow, then shared, then far apart, which places best.
        boolean isBetterThan(Pair other) {
            if (depth != other.depth) {
                return depth < other.depth;
            }
            if (uses != other.uses) {
                return uses > other.uses;
            }
            return distance() > other.distance();
        }

        private int distance() {
            return Long.numberOfTrailingZeros(right) - Long.numberOfTrailingZeros(left);
        }
    }

    /// The gates for these sets, each a mask of inputs.
    static XorNetwork of(long[] masks) {
        var sets = new ArrayList<List<Long>>();
        for (long mask : masks) {
            var terms = new ArrayList<Long>();
            for (long rest = mask; rest != 0; rest &= rest - 1) {
                terms.add(Long.lowestOneBit(rest));
            }
            sets.add(terms);
        }
        var gates = new ArrayList<Gate>();
        var depths = new HashMap<Long, Integer>();
        while (sets.stream().anyMatch(terms -> terms.size() > 1)) {
            var pair = best(sets, depths);
            var gate = new Gate(pair.left, pair.right);
            gates.add(gate);
            depths.put(gate.mask(), pair.depth + 1);
            for (var terms : sets) {
                if (terms.contains(gate.left) && terms.contains(gate.right)) {
                    terms.remove(gate.left);
                    terms.remove(gate.right);
                    terms.add(gate.mask());
                }
            }
        }
        return new XorNetwork(List.copyOf(gates));
    }

    private static Pair best(List<List<Long>> sets, Map<Long, Integer> depths) {
        var uses = new HashMap<Gate, Integer>();
        var order = new ArrayList<Gate>();
        for (var terms : sets) {
            for (int i = 0; i < terms.size(); i++) {
                for (int j = i + 1; j < terms.size(); j++) {
                    var gate = new Gate(terms.get(i), terms.get(j));
                    if (uses.merge(gate, 1, Integer::sum) == 1) {
                        order.add(gate);
                    }
                }
            }
        }
        Pair best = null;
        for (var gate : order) {
            int depth =
                    Math.max(depths.getOrDefault(gate.left, 0), depths.getOrDefault(gate.right, 0));
            var pair = new Pair(gate.left, gate.right, depth, uses.getOrDefault(gate, 0));
            if (best == null || pair.isBetterThan(best)) {
                best = pair;
            }
        }
        if (best == null) {
            throw new IllegalStateException("no pair in " + sets);
        }
        return best;
    }

    /// The signals of all terms. Gates are named after their masks; those that feed a single gate stand
    /// in it.
    Map<Long, Bool> parities(Bits vector) {
        var signals = new HashMap<Long, Bool>();
        for (int i = 0; i < vector.width(); i++) {
            signals.put(1L << i, vector.bit(i));
        }
        var inner = usedOnce();
        for (var gate : gates) {
            long mask = gate.mask();
            signals.put(mask, signal(signals, gate.left).xor(signal(signals, gate.right)));
            if (!inner.contains(mask)) {
                signal(signals, mask).named("parity_%x".formatted(mask));
            }
        }
        return signals;
    }

    private static Bool signal(Map<Long, Bool> signals, long mask) {
        var signal = signals.get(mask);
        if (signal == null) {
            throw new IllegalStateException("no term %x".formatted(mask));
        }
        return signal;
    }

    private Set<Long> usedOnce() {
        var once = new HashSet<Long>();
        var often = new HashSet<Long>();
        for (var gate : gates) {
            for (long term : new long[] {gate.left, gate.right}) {
                if (!once.add(term)) {
                    often.add(term);
                }
            }
        }
        once.removeAll(often);
        return once;
    }
}
