package org.jetstreamlan.hdl.pass;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.hdl.ir.Statement;

/// A module whose statements have become data flow: each driven net is a list of segments, each the
/// value of one node.
///
/// - Purpose: engines and checks that work on expressions need no notion of statement order.
/// - Precondition: the module passed the elaboration checks (one driver, no latch).
/// - Sound: a net is cut where any assignment begins or ends, so every assignment covers whole
///   segments; a `when` leaves in each segment a mux of what its branches left there, and what no
///   branch touches stays. A register starts with its own value (it holds), anything else with
///   nothing.
/// - Cost: one step per assignment and covered segment, one mux per segment and `when` that touches
///   it; once per module, however many instances it has.
public final class Lowering {
    private static final int NOTHING = -1;

    private final ModuleDef module;
    private final List<Node> nodes;

    /// Per net: its segments' lower bounds, ascending, then its width; empty if no statement drives
    /// it.
    private final int[][] bounds;

    /// Per net: the number of its first segment among all segments.
    private final int[] firstSegment;

    /// Per segment: the node that has its value so far. Afterwards, its driver.
    private final int[] value;

    // Undo log of the branches that are open: which segment, what it was, and where an outer branch
    // had noted it.
    private int[] changed = new int[64];
    private int[] before = new int[64];
    private int[] notedBefore = new int[64];
    private int changes;

    /// Per segment: the entry of the log that noted it last, to note a segment once per branch.
    private final int[] noted;

    private final Map<Long, Integer> slices = new HashMap<>();

    private Lowering(ModuleDef module) {
        this.module = module;
        nodes = new ArrayList<>(module.nodes());
        bounds = cut(module);
        firstSegment = new int[bounds.length + 1];
        for (int net = 0; net < bounds.length; net++) {
            firstSegment[net + 1] = firstSegment[net] + Math.max(0, bounds[net].length - 1);
        }
        value = new int[firstSegment[bounds.length]];
        Arrays.fill(value, NOTHING);
        noted = new int[value.length];
        Arrays.fill(noted, -1);
        for (int net = 0; net < bounds.length; net++) {
            if (bounds[net].length > 0 && module.nets().get(net) instanceof Net.Register register) {
                int held = append(new Node.Read(net, register.width()));
                for (int s = 0; s < bounds[net].length - 1; s++) {
                    value[firstSegment[net] + s] = segmentOf(held, net, s, bounds[net][s]);
                }
            }
        }
        run(module.body(), 0);
    }

    /// Lowers the statements of `module`.
    ///
    /// @throws IllegalArgumentException if a net is not driven on every path, which elaboration
    ///     reports first
    public static Lowering of(ModuleDef module) {
        Lowering lowering = new Lowering(module);
        lowering.requireDriven();
        return lowering;
    }

    public ModuleDef module() {
        return module;
    }

    /// The module's nodes and behind them those that stand for its statements; operands before
    /// users.
    public List<Node> nodes() {
        return nodes;
    }

    /// How many segments drive net `net`; 0 if no statement does.
    public int segments(int net) {
        return firstSegment[net + 1] - firstSegment[net];
    }

    /// Lowest bit of segment `segment` of net `net`; for `segment == segments(net)` the net's
    /// width.
    public int bound(int net, int segment) {
        return bounds[net][segment];
    }

    /// The node with the value of a segment, exactly as wide as it.
    public int driver(int net, int segment) {
        return value[firstSegment[net] + segment];
    }

    // Cutting nets where assignments begin and end

    private static int[][] cut(ModuleDef module) {
        int[][] bounds = new int[module.nets().size()][];
        Arrays.fill(bounds, new int[0]);
        cut(module, module.body(), bounds);
        return bounds;
    }

    private static void cut(ModuleDef module, List<Statement> body, int[][] bounds) {
        for (Statement statement : body) {
            switch (statement) {
                case Statement.Assign assign -> {
                    int net = assign.net();
                    if (bounds[net].length == 0) {
                        bounds[net] = new int[] {0, module.nets().get(net).width()};
                    }
                    bounds[net] = with(bounds[net], assign.lo());
                    bounds[net] = with(bounds[net], assign.lo() + assign.width());
                }
                case Statement.When when -> {
                    cut(module, when.then(), bounds);
                    cut(module, when.otherwise(), bounds);
                }
                case Statement.Select select -> {
                    for (Statement.Case option : select.cases()) {
                        cut(module, option.body(), bounds);
                    }
                    cut(module, select.otherwise(), bounds);
                }
            }
        }
    }

    private static int[] with(int[] sorted, int bound) {
        int at = Arrays.binarySearch(sorted, bound);
        if (at >= 0) {
            return sorted;
        }
        int insert = -at - 1;
        int[] more = new int[sorted.length + 1];
        System.arraycopy(sorted, 0, more, 0, insert);
        more[insert] = bound;
        System.arraycopy(sorted, insert, more, insert + 1, sorted.length - insert);
        return more;
    }

    // Running statements on symbolic values

    /// Runs `body`; changes of segments since change `branch` are those of the branch it belongs
    /// to.
    private void run(List<Statement> body, int branch) {
        for (Statement statement : body) {
            switch (statement) {
                case Statement.Assign assign -> assign(assign, branch);
                case Statement.When when -> when(when, branch);
                case Statement.Select select -> select(select, branch);
            }
        }
    }

    private void assign(Statement.Assign assign, int branch) {
        int net = assign.net();
        int s = Arrays.binarySearch(bounds[net], assign.lo());
        for (; bounds[net][s] < assign.lo() + assign.width(); s++) {
            int part = segmentOf(assign.value(), net, s, bounds[net][s] - assign.lo());
            set(firstSegment[net] + s, part, branch);
        }
    }

    private void when(Statement.When when, int branch) {
        Branch then = branch(when.then());
        Branch otherwise = branch(when.otherwise());
        Map<Integer, Integer> merged = new HashMap<>();
        for (int i = 0; i < then.segments.length; i++) {
            merged.put(then.segments[i], i);
        }
        for (int i = 0; i < otherwise.segments.length; i++) {
            int segment = otherwise.segments[i];
            Integer at = merged.remove(segment);
            int whenTrue = at == null ? value[segment] : then.values[at];
            set(segment, mux(when.condition(), whenTrue, otherwise.values[i]), branch);
        }
        for (int i = 0; i < then.segments.length; i++) {
            int segment = then.segments[i];
            if (merged.containsKey(segment)) {
                set(segment, mux(when.condition(), then.values[i], value[segment]), branch);
            }
        }
    }

    private void select(Statement.Select select, int branch) {
        int count = select.cases().size();
        Branch[] options = new Branch[count];
        int[] conditions = new int[count];
        Arrays.fill(conditions, NOTHING);
        // Values by segment and case; a segment that a case leaves alone keeps what it had.
        Map<Integer, int[]> values = new HashMap<>();
        List<Integer> touched = new ArrayList<>();
        Branch otherwise = branch(select.otherwise());
        for (int i = 0; i < count; i++) {
            options[i] = branch(select.cases().get(i).body());
        }
        for (int i = 0; i <= count; i++) {
            Branch option = i == count ? otherwise : options[i];
            for (int j = 0; j < option.segments.length; j++) {
                int segment = option.segments[j];
                int[] row = values.get(segment);
                if (row == null) {
                    row = new int[count + 1];
                    Arrays.fill(row, value[segment]);
                    values.put(segment, row);
                    touched.add(segment);
                }
                row[i] = option.values[j];
            }
        }
        boolean disjoint = select.isDisjoint();
        for (int segment : touched) {
            int[] row = values.get(segment);
            if (row == null) {
                continue;
            }
            // Where cases are disjoint their order is free, and one that agrees with the rest needs
            // no mux.
            int last = select.complete() && count > 0 ? count - 1 : count;
            int result = row[last];
            int rest = result;
            for (int i = last - 1; i >= 0; i--) {
                if (row[i] != rest) {
                    int whenCase = row[i];
                    int condition = NOTHING;
                    for (int same = i; same >= (disjoint ? 0 : i); same--) {
                        if (row[same] == whenCase) {
                            row[same] = rest;
                            conditions[same] = condition(select, same, conditions[same]);
                            condition = or(condition, conditions[same]);
                        }
                    }
                    result = mux(condition, whenCase, result);
                    rest = disjoint ? rest : result;
                }
            }
            set(segment, result, branch);
        }
    }

    /// The condition of a case, made when a segment first needs it.
    private int condition(Statement.Select select, int index, int known) {
        if (known != NOTHING) {
            return known;
        }
        int any = NOTHING;
        for (Statement.Pattern pattern : select.cases().get(index).patterns()) {
            any = or(any, matches(select.subject(), pattern));
        }
        return any == NOTHING ? append(new Node.Literal(BigInteger.ZERO, 1, "")) : any;
    }

    private int matches(int subject, Statement.Pattern pattern) {
        int width = nodes.get(subject).width();
        int compared = subject;
        if (pattern.care().bitCount() < width) {
            int care = append(new Node.Literal(pattern.care(), width, ""));
            compared = append(new Node.Binary(BinaryOp.AND, subject, care, width));
        }
        int value = append(new Node.Literal(pattern.value(), width, ""));
        return append(new Node.Binary(BinaryOp.EQ, compared, value, 1));
    }

    private int or(int a, int b) {
        return a == NOTHING ? b : append(new Node.Binary(BinaryOp.OR, a, b, 1));
    }

    /// What a branch left in the segments that it assigned.
    private record Branch(int[] segments, int[] values) {}

    /// Runs a branch and takes its effects back.
    private Branch branch(List<Statement> body) {
        if (body.isEmpty()) {
            return new Branch(new int[0], new int[0]);
        }
        int start = changes;
        run(body, start);
        int count = changes - start;
        int[] segments = Arrays.copyOfRange(changed, start, changes);
        int[] values = new int[count];
        for (int i = count - 1; i >= 0; i--) {
            values[i] = value[segments[i]];
            value[segments[i]] = before[start + i];
            noted[segments[i]] = notedBefore[start + i];
        }
        changes = start;
        return new Branch(segments, values);
    }

    private void set(int segment, int node, int branch) {
        if (noted[segment] < branch) {
            if (changes == changed.length) {
                changed = Arrays.copyOf(changed, 2 * changes);
                before = Arrays.copyOf(before, 2 * changes);
                notedBefore = Arrays.copyOf(notedBefore, 2 * changes);
            }
            changed[changes] = segment;
            before[changes] = value[segment];
            notedBefore[changes] = noted[segment];
            noted[segment] = changes++;
        }
        value[segment] = node;
    }

    // Nodes

    /// A mux, or nothing if a branch left nothing: the segment has no driver unless a later
    /// statement gives it one.
    private int mux(int select, int whenTrue, int whenFalse) {
        if (whenTrue == whenFalse || whenTrue == NOTHING || whenFalse == NOTHING) {
            return whenTrue == NOTHING ? NOTHING : whenFalse;
        }
        int width = nodes.get(whenTrue).width();
        return append(new Node.Mux(select, whenTrue, whenFalse, width));
    }

    /// The bits of `node` from `lo` up that belong in segment `segment` of net `net`.
    private int segmentOf(int node, int net, int segment, int lo) {
        int width = bounds[net][segment + 1] - bounds[net][segment];
        if (lo == 0 && nodes.get(node).width() == width) {
            return node;
        }
        long key = (long) node << 40 | (long) lo << 20 | width;
        Integer known = slices.get(key);
        if (known != null) {
            return known;
        }
        int slice = append(new Node.Slice(node, lo, width));
        slices.put(key, slice);
        return slice;
    }

    private int append(Node node) {
        nodes.add(node);
        return nodes.size() - 1;
    }

    private void requireDriven() {
        for (int net = 0; net < bounds.length; net++) {
            for (int s = 0; s < segments(net); s++) {
                if (driver(net, s) == NOTHING) {
                    throw new IllegalArgumentException(
                            "module "
                                    + module.name()
                                    + ": bits "
                                    + (bound(net, s + 1) - 1)
                                    + " to "
                                    + bound(net, s)
                                    + " of "
                                    + module.nets().get(net).name()
                                    + " are not assigned on every path; assign a default first");
                }
            }
        }
    }
}
