package org.jetstreamlan.hdl.check;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.ir.Statement;

/// Finds bits of wires, outputs and inputs of instances that no statement drives (undriven), or that some path leaves without a value
/// (latch): semantics 9.
///
/// Bits driven on every path of a block are those of its assignments and those that all branches of one of its statements drive.
/// Cost: assignments times depth; recursion is as deep as the user nested `when`s, `else when` not counted.
final class CoverageCheck {
    private final ModuleDef module;
    private final Paths paths;
    private final List<HdlError> errors = new ArrayList<>();

    private CoverageCheck(ModuleDef module, Paths paths) {
        this.module = module;
        this.paths = paths;
    }

    static List<HdlError> of(ModuleDef module, Paths paths) {
        var check = new CoverageCheck(module, paths);
        check.run();
        return check.errors;
    }

    private void run() {
        Map<Integer, BitSet> touched = new HashMap<>();
        Map<Integer, BitSet> always = always(module.body(), touched);
        for (int net = 0; net < module.nets().size(); net++) {
            boolean mustBeDriven =
                    switch (module.nets().get(net)) {
                        case Net.Output _, Net.Wire _, Net.InstanceInput _ -> true;
                        case Net.Input _,
                                Net.Register _,
                                Net.InstanceOutput _,
                                Net.ReadData _,
                                Net.ExternalOutput _,
                                Net.Inout _,
                                Net.InstanceInout _ ->
                                false;
                    };
            if (mustBeDriven) {
                check(
                        net,
                        always.getOrDefault(net, new BitSet()),
                        touched.getOrDefault(net, new BitSet()));
            }
        }
    }

    private void check(int net, BitSet always, BitSet touched) {
        int width = module.nets().get(net).width();
        if (always.cardinality() == width) {
            return;
        }
        Place declared = module.netPlaces().get(net);
        List<Spot> spots = new ArrayList<>();
        if (module.nets().get(net) instanceof Net.InstanceInput port) {
            Place instance = module.instances().get(port.instance()).place();
            spots.add(new Spot(instance, "the instance whose input it is"));
        }
        spots.add(new Spot(declared, "declared here"));
        var undriven = new BitSet();
        undriven.set(0, width);
        undriven.andNot(touched);
        if (!undriven.isEmpty()) {
            errors.add(new HdlError.Undriven(paths.of(module, net), BitRange.of(undriven), spots));
        }
        var missed = (BitSet) touched.clone();
        missed.andNot(always);
        if (!missed.isEmpty()) {
            Set<Place> branches = new LinkedHashSet<>();
            findBranches(module.body(), net, missed, branches);
            errors.add(
                    new HdlError.Latch(
                            paths.of(module, net),
                            BitRange.of(missed),
                            declared,
                            List.copyOf(branches)));
        }
    }

    /// Bits driven on every path of a block, by net; all bits that any path drives are added to `touched`.
    private Map<Integer, BitSet> always(List<Statement> body, Map<Integer, BitSet> touched) {
        Map<Integer, BitSet> driven = new HashMap<>();
        for (Statement statement : body) {
            for (Map.Entry<Integer, BitSet> entry : always(statement, touched).entrySet()) {
                bits(driven, entry.getKey()).or(entry.getValue());
            }
        }
        return driven;
    }

    private Map<Integer, BitSet> always(Statement statement, Map<Integer, BitSet> touched) {
        return switch (statement) {
            case Statement.Assign a -> {
                bits(touched, a.net()).set(a.lo(), a.lo() + a.width());
                var bits = new BitSet();
                bits.set(a.lo(), a.lo() + a.width());
                yield Map.of(a.net(), bits);
            }
            case Statement.When w -> {
                Map<Integer, BitSet> common = always(w.then(), touched);
                Statement.When at = w;
                while (isChained(at)) {
                    at = (Statement.When) at.otherwise().getFirst();
                    retain(common, always(at.then(), touched));
                }
                retain(common, always(at.otherwise(), touched));
                yield common;
            }
            case Statement.Select s -> {
                List<Map<Integer, BitSet>> branches = new ArrayList<>();
                s.cases().forEach(c -> branches.add(always(c.body(), touched)));
                Map<Integer, BitSet> otherwise = always(s.otherwise(), touched);
                if (!s.complete() || branches.isEmpty()) {
                    branches.add(otherwise);
                }
                Map<Integer, BitSet> common = branches.getFirst();
                branches.forEach(branch -> retain(common, branch));
                yield common;
            }
        };
    }

    private static boolean isChained(Statement.When when) {
        return when.otherwise().size() == 1
                && when.otherwise().getFirst() instanceof Statement.When;
    }

    private static BitSet bits(Map<Integer, BitSet> map, int net) {
        return map.computeIfAbsent(net, _ -> new BitSet());
    }

    private static void retain(Map<Integer, BitSet> common, Map<Integer, BitSet> branch) {
        common.keySet().retainAll(branch.keySet());
        for (Map.Entry<Integer, BitSet> entry : common.entrySet()) {
            entry.getValue().and(bits(branch, entry.getKey()));
        }
    }

    /// The `when`s and `select`s of which one branch leaves some of `missed` alone, while another drives them.
    private void findBranches(List<Statement> body, int net, BitSet missed, Set<Place> branches) {
        for (Statement statement : body) {
            switch (statement) {
                case Statement.Assign _ -> {}
                case Statement.When w ->
                        findBranches(w, List.of(w.then(), w.otherwise()), net, missed, branches);
                case Statement.Select s -> {
                    List<List<Statement>> all = new ArrayList<>();
                    s.cases().forEach(c -> all.add(c.body()));
                    if (!s.complete()) {
                        all.add(s.otherwise());
                    }
                    findBranches(s, all, net, missed, branches);
                }
            }
        }
    }

    private void findBranches(
            Statement statement,
            List<List<Statement>> bodies,
            int net,
            BitSet missed,
            Set<Place> branches) {
        var any = new BitSet();
        List<BitSet> each = new ArrayList<>();
        for (List<Statement> body : bodies) {
            Map<Integer, BitSet> touched = new HashMap<>();
            always(body, touched);
            BitSet bits = bits(touched, net);
            bits.and(missed);
            any.or(bits);
            each.add(bits);
        }
        for (int i = 0; i < bodies.size(); i++) {
            if (!each.get(i).equals(any)) {
                branches.add(statement.place());
            }
            if (!each.get(i).isEmpty()) {
                findBranches(bodies.get(i), net, missed, branches);
            }
        }
    }
}
