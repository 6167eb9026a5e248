package org.jetstreamlan.hdl.verilog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Dataflow;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Operands;
import org.jetstreamlan.hdl.ir.Statement;
import org.jetstreamlan.hdl.pass.Restriction;

/// Cuts a module's body into [Chunk]s.
///
/// Registers that one `when` or `select` drives share an `always` block, and so do registers that are assigned on neighbouring lines.
/// Nets share an `always @*` in the same way, unless one of them depends on another: a block is run as a whole, and could not see
/// that.
final class Grouping {
    private final ModuleDef module;
    private final Dataflow dataflow;
    private final Constants constants;
    private final List<Statement> body;
    private final List<List<Integer>> targets = new ArrayList<>();
    private final List<List<Integer>> statements = new ArrayList<>();
    private final int[] firstStatement;
    private final int[] childPositions;
    private final boolean[] structured;
    private final int[] leader;

    private Grouping(ModuleDef module, Dataflow dataflow, Constants constants) {
        this.module = module;
        this.dataflow = dataflow;
        this.constants = constants;
        body = Folding.of(module, constants);
        int count = module.nets().size();
        firstStatement = new int[count];
        structured = new boolean[count];
        leader = new int[count];
        childPositions = new int[module.instances().size()];
        Arrays.fill(firstStatement, -1);
        Arrays.fill(childPositions, -1);
        for (int net = 0; net < count; net++) {
            leader[net] = net;
            statements.add(new ArrayList<>());
        }
    }

    /// The groups of a module.
    ///
    /// @param dataflow of the module by itself
    /// @param apart whether each net is to have an `always @*` of its own
    static Grouping of(ModuleDef module, Dataflow dataflow, Constants constants, boolean apart) {
        var grouping = new Grouping(module, dataflow, constants);
        grouping.collectTargets();
        grouping.joinRegisters();
        if (!apart) {
            grouping.joinNets();
        }
        return grouping;
    }

    /// The module's data flow as a simulator sees it, to which a block is one thing.
    Dataflow dataflow() {
        List<List<Integer>> joined = joinedNets();
        return joined.isEmpty() ? dataflow : dataflow.with(joined);
    }

    /// The chunks of the module in the order of the source.
    List<Chunk> chunks() {
        var chunks = new ArrayList<Chunk>();
        addChildren(chunks);
        addDriven(chunks);
        Collections.sort(chunks);
        return List.copyOf(chunks);
    }

    private void collectTargets() {
        var driven = new HashMap<Integer, BitSet>();
        for (int i = 0; i < body.size(); i++) {
            var nets = new TreeSet<Integer>();
            boolean simple =
                    body.get(i) instanceof Statement.Assign assign && isFirst(assign, driven);
            Assignments.each(List.of(body.get(i)), assign -> nets.add(assign.net()));
            for (int net : nets) {
                structured[net] |= !simple;
                statements.get(net).add(i);
                if (firstStatement[net] < 0) {
                    firstStatement[net] = i;
                }
                if (module.nets().get(net) instanceof Net.InstanceInput input
                        && childPositions[input.instance()] < 0) {
                    childPositions[input.instance()] = i;
                }
            }
            targets.add(List.copyOf(nets));
        }
    }

    /// Whether no bit of an assignment has been driven before.
    private static boolean isFirst(Statement.Assign assign, Map<Integer, BitSet> driven) {
        BitSet bits = driven.computeIfAbsent(assign.net(), _ -> new BitSet());
        int next = bits.nextSetBit(assign.lo());
        bits.set(assign.lo(), assign.lo() + assign.width());
        return next < 0 || next >= assign.lo() + assign.width();
    }

    private int leader(int net) {
        int at = net;
        while (leader[at] != at) {
            leader[at] = leader[leader[at]];
            at = leader[at];
        }
        return at;
    }

    private void join(int a, int b) {
        int first = Math.min(leader(a), leader(b));
        leader[leader(a)] = first;
        leader[leader(b)] = first;
    }

    private boolean isRegister(int net) {
        return module.nets().get(net) instanceof Net.Register;
    }

    // ---- registers

    private void joinRegisters() {
        int neighbour = -1;
        for (int i = 0; i < body.size(); i++) {
            var ofKind = new TreeMap<String, Integer>();
            int last = -1;
            for (int net : targets.get(i)) {
                if (module.nets().get(net) instanceof Net.Register register) {
                    Integer other = ofKind.putIfAbsent(kind(register), net);
                    if (other != null) {
                        join(other, net);
                    }
                    last = net;
                }
            }
            if (last >= 0) {
                if (!structured[last] && neighbour >= 0 && areOfOneKind(neighbour, last)) {
                    join(neighbour, last);
                }
                neighbour = structured[last] ? -1 : last;
            }
        }
    }

    private boolean areOfOneKind(int a, int b) {
        return module.nets().get(a) instanceof Net.Register x
                && module.nets().get(b) instanceof Net.Register y
                && kind(x).equals(kind(y));
    }

    private String kind(Net.Register register) {
        return register.domain() + (isReset(register) ? " reset" : "");
    }

    private boolean isReset(Net.Register register) {
        return register.init().isPresent()
                && module.domains().get(register.domain()).spec().reset() != ClockSpec.Reset.NONE;
    }

    // ---- wires, outputs, inputs of instances

    private void joinNets() {
        for (int i = 0; i < body.size(); i++) {
            int first = -1;
            for (int net : targets.get(i)) {
                if (!isRegister(net) && structured[net]) {
                    if (first >= 0) {
                        join(first, net);
                    }
                    first = net;
                }
            }
        }
        separateLoops();
    }

    private void separateLoops() {
        boolean again = true;
        while (again) {
            again = false;
            List<List<Integer>> groups = joinedNets();
            boolean[] loops = dataflow.loopsThrough(groups);
            for (int i = 0; i < loops.length; i++) {
                if (loops[i]) {
                    groups.get(i).forEach(net -> leader[net] = net);
                    again = true;
                }
            }
        }
    }

    private List<List<Integer>> joinedNets() {
        var joined = new ArrayList<List<Integer>>();
        for (List<Integer> group : groups(false)) {
            if (group.size() > 1) {
                joined.add(group);
            }
        }
        return joined;
    }

    /// The groups of registers, or of other structured nets.
    private List<List<Integer>> groups(boolean registers) {
        var byLeader = new TreeMap<Integer, List<Integer>>();
        for (int net = 0; net < leader.length; net++) {
            if (firstStatement[net] >= 0
                    && isRegister(net) == registers
                    && (registers || structured[net])) {
                byLeader.computeIfAbsent(leader(net), _ -> new ArrayList<>()).add(net);
            }
        }
        return List.copyOf(byLeader.values());
    }

    // ---- chunks

    private void addChildren(List<Chunk> chunks) {
        for (int i = 0; i < module.instances().size(); i++) {
            chunks.add(new Chunk.Child(childPositions[i], i));
        }
    }

    private void addDriven(List<Chunk> chunks) {
        for (List<Integer> group : groups(true)) {
            Net.Register first = (Net.Register) module.nets().get(group.getFirst());
            chunks.add(
                    new Chunk.Clocked(
                            position(group),
                            first.domain(),
                            isReset(first),
                            group,
                            restricted(group)));
        }
        for (List<Integer> group : groups(false)) {
            int net = group.getFirst();
            if (group.size() == 1 && dataflow.isCyclic(net) && readsItself(net)) {
                addChosen(net, chunks);
            } else if (readsNothing(group)) {
                for (int each : group) {
                    addChosen(each, chunks);
                }
            } else {
                chunks.add(new Chunk.Combinational(position(group), group, restricted(group)));
            }
        }
        for (int net = 0; net < firstStatement.length; net++) {
            if (firstStatement[net] >= 0 && !isRegister(net) && !structured[net]) {
                var assigns = new ArrayList<Statement.Assign>();
                Assignments.each(restricted(List.of(net)), assigns::add);
                chunks.add(new Chunk.Continuous(position(List.of(net)), net, assigns));
            }
        }
    }

    /// Where a group stands: inputs of one instance just before that, all else at its first statement.
    private int position(List<Integer> group) {
        int position = Integer.MAX_VALUE;
        for (int net : group) {
            position = Math.min(position, firstStatement[net]);
        }
        if (!(module.nets().get(group.getFirst()) instanceof Net.InstanceInput first)) {
            return position;
        }
        for (int net : group) {
            if (!(module.nets().get(net) instanceof Net.InstanceInput input)
                    || input.instance() != first.instance()) {
                return position;
            }
        }
        return childPositions[first.instance()];
    }

    private List<Statement> restricted(List<Integer> group) {
        var kept = new BitSet();
        var touched = new BitSet();
        for (int net : group) {
            kept.set(net);
            for (int statement : statements.get(net)) {
                touched.set(statement);
            }
        }
        var driving = new ArrayList<Statement>(touched.cardinality());
        for (int i = touched.nextSetBit(0); i >= 0; i = touched.nextSetBit(i + 1)) {
            driving.add(body.get(i));
        }
        return Restriction.of(driving, assign -> kept.get(assign.net()));
    }

    /// Whether the statements of a net read the net itself, other than through another net.
    private boolean readsItself(int net) {
        var reached = new BitSet();
        Assignments.eachNode(restricted(List.of(net)), reached::set);
        for (int i = reached.length() - 1; i >= 0; i = reached.previousSetBit(i - 1)) {
            if (module.nodes().get(i) instanceof Node.Read read && read.net() == net) {
                return true;
            }
            for (int operand : Operands.of(module.nodes().get(i))) {
                reached.set(operand);
            }
        }
        return false;
    }

    /// Whether a group is constant, so that an `always @*` would wait for ever.
    private boolean readsNothing(List<Integer> group) {
        var varies = new boolean[1];
        Assignments.eachNode(restricted(group), node -> varies[0] |= !constants.isConstant(node));
        return !varies[0];
    }

    private void addChosen(int net, List<Chunk> chunks) {
        List<Statement> own = restricted(List.of(net));
        var bounds = new TreeSet<Integer>();
        Assignments.each(
                own,
                assign -> {
                    bounds.add(assign.lo());
                    bounds.add(assign.lo() + assign.width());
                });
        Integer lo = bounds.pollFirst();
        while (lo != null && !bounds.isEmpty()) {
            int from = lo;
            int to = bounds.first();
            List<Statement> part =
                    Restriction.of(
                            own,
                            assign -> assign.lo() <= from && assign.lo() + assign.width() >= to);
            if (!part.isEmpty()) {
                chunks.add(new Chunk.Chosen(firstStatement[net], net, from, to - from, part));
            }
            lo = bounds.pollFirst();
        }
    }
}
