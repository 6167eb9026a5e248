package org.jetstreamlan.hdl.lib.coding;

import java.util.ArrayList;
import java.util.Arrays;
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
    /// Up to so many bits a name lists them.
    private static final int SPELT_OUT = 4;

    /// The parity of the inputs in `left` or `right`, which have none in common.
    record Gate(long left, long right) {
        long mask() {
            return left | right;
        }
    }

    /// The gates for these sets, at most 64, each a mask of inputs.
    static XorNetwork of(long[] masks) {
        return new Search(masks).run();
    }

    /// The terms that the sets consist of, oldest first, while gates are being found.
    private static final class Search {
        private final List<Gate> gates = new ArrayList<>();

        /// By term that stands in a set: the inputs that it is the parity of, the sets, and how deep it is.
        private long[] inputs = new long[2 * Long.SIZE];

        private long[] sets = new long[inputs.length];
        private int[] depths = new int[inputs.length];
        private int count;

        // The best pair so far, older term first.
        private int left;
        private int right;
        private int depth;
        private int uses;

        Search(long[] masks) {
            for (int input = 0; input < Long.SIZE; input++) {
                long users = 0;
                for (int set = 0; set < masks.length; set++) {
                    users |= (masks[set] >>> input & 1) << set;
                }
                add(1L << input, users, 0);
            }
        }

        XorNetwork run() {
            while (findBest()) {
                long users = sets[left] & sets[right];
                var gate = new Gate(inputs[left], inputs[right]);
                gates.add(gate);
                without(users, right);
                without(users, left);
                add(gate.mask(), users, depth + 1);
            }
            return new XorNetwork(List.copyOf(gates));
        }

        /// Takes a term out of some sets.
        private void without(long users, int term) {
            sets[term] &= ~users;
            if (sets[term] == 0) {
                count--;
                System.arraycopy(inputs, term + 1, inputs, term, count - term);
                System.arraycopy(sets, term + 1, sets, term, count - term);
                System.arraycopy(depths, term + 1, depths, term, count - term);
            }
        }

        private void add(long mask, long users, int termDepth) {
            if (users == 0) {
                return;
            }
            if (count == inputs.length) {
                inputs = Arrays.copyOf(inputs, 2 * count);
                sets = Arrays.copyOf(sets, 2 * count);
                depths = Arrays.copyOf(depths, 2 * count);
            }
            inputs[count] = mask;
            sets[count] = users;
            depths[count++] = termDepth;
        }

        /// Finds the best of the pairs that stand together in some set; false if there is none. Terms are never shallower than those before.
        private boolean findBest() {
            uses = 0;
            for (int a = 0; a < count; a++) {
                for (int b = a + 1; b < count; b++) {
                    if (uses > 0 && depths[b] > depth) {
                        break;
                    }
                    long both = sets[a] & sets[b];
                    if (both != 0 && isBetter(a, b, both)) {
                        left = a;
                        right = b;
                        depth = depths[b];
                        uses = Long.bitCount(both);
                    }
                }
            }
            return uses > 0;
        }

        /// Shallow, then shared, then far apart, which places best, then in the first set.
        private boolean isBetter(int a, int b, long both) {
            if (uses == 0 || depths[b] < depth) {
                return true;
            }
            int shared = Long.bitCount(both);
            if (shared != uses) {
                return shared > uses;
            }
            int apart = distance(a, b) - distance(left, right);
            if (apart != 0) {
                return apart > 0;
            }
            return Long.numberOfTrailingZeros(both)
                    < Long.numberOfTrailingZeros(sets[left] & sets[right]);
        }

        private int distance(int a, int b) {
            return Long.numberOfTrailingZeros(inputs[b]) - Long.numberOfTrailingZeros(inputs[a]);
        }
    }

    /// The signals of all terms. Gates are named after the bits that they are the parity of, bit 0 of `vector` counted as `lo`; those that feed a
    /// single gate stand in it.
    Map<Long, Bool> parities(Bits vector, int lo) {
        var signals = new HashMap<Long, Bool>();
        for (int i = 0; i < vector.width(); i++) {
            signals.put(1L << i, vector.bit(i));
        }
        var inner = usedOnce();
        for (var gate : gates) {
            long mask = gate.mask();
            signals.put(mask, signal(signals, gate.left).xor(signal(signals, gate.right)));
            if (!inner.contains(mask)) {
                signal(signals, mask).named(name(mask, lo));
            }
        }
        return signals;
    }

    private static String name(long mask, int lo) {
        if (Long.bitCount(mask) > SPELT_OUT) {
            return "parity_of_" + Long.toHexString(mask) + (lo == 0 ? "" : "_from_" + lo);
        }
        var name = new StringBuilder("parity");
        for (long rest = mask; rest != 0; rest &= rest - 1) {
            name.append('_').append(lo + Long.numberOfTrailingZeros(rest));
        }
        return name.toString();
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
