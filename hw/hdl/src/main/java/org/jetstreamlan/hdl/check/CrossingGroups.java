package org.jetstreamlan.hdl.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jetstreamlan.hdl.check.HdlError.DomainCrossing;
import org.jetstreamlan.hdl.pass.FlatDesign;

/// Makes one error of all that samples one clock with another because of the same mistake, which is taken to be so if all of it goes through the
/// same instances: a stream has many bits, a FIFO at the wrong clock many registers.
final class CrossingGroups {
    /// What errors have in common: the clocks, and the instances on the way below the innermost that holds the whole way.
    private record Key(String from, String to, boolean throughLogic, Set<Integer> instances) {}

    private final FlatDesign design;
    private final Map<Key, List<DomainCrossing>> groups = new LinkedHashMap<>();

    CrossingGroups(FlatDesign design) {
        this.design = design;
    }

    /// @param instances those on the way
    void add(List<Integer> instances, DomainCrossing error) {
        groups.computeIfAbsent(
                        new Key(
                                error.from(),
                                error.to(),
                                error.throughLogic(),
                                belowCommon(instances)),
                        _ -> new ArrayList<>())
                .add(error);
    }

    /// In the order in which the first of each was found.
    List<HdlError> errors() {
        List<HdlError> errors = new ArrayList<>();
        groups.forEach(
                (key, group) -> {
                    if (key.instances.isEmpty()) {
                        errors.addAll(group);
                    } else {
                        errors.add(merged(key, group));
                    }
                });
        return errors;
    }

    private DomainCrossing merged(Key key, List<DomainCrossing> group) {
        DomainCrossing first = group.getFirst();
        List<String> others = group.stream().skip(1).map(DomainCrossing::name).distinct().toList();
        return new DomainCrossing(
                first.name(),
                first.from(),
                first.to(),
                first.throughLogic(),
                first.hops(),
                others,
                remedy(key));
    }

    /// What to do about the one instance on the way, if values go wrong through it in both directions.
    private String remedy(Key key) {
        if (key.instances.size() != 1
                || !groups.containsKey(
                        new Key(key.to, key.from, key.throughLogic, key.instances))) {
            return "";
        }
        FlatDesign.Instance instance = design.instance(key.instances.iterator().next());
        return switch (instance.module().domains().size()) {
            case 1 ->
                    "if %1$s should have the clock of what it is connected to: give it that domain, child(..., domain), and a verb such as queue() a module of that domain around it"
                            .formatted(instance.path());
            case 2 ->
                    "give %s its two domains in the other order: first the one that it takes from"
                            .formatted(instance.path());
            default -> "";
        };
    }

    /// The ancestors of `instances`, themselves included, that stand directly below the innermost common one.
    private Set<Integer> belowCommon(List<Integer> instances) {
        List<List<Integer>> lines = instances.stream().map(this::line).toList();
        int depth = 0;
        while (sameAt(lines, depth)) {
            depth++;
        }
        Set<Integer> below = new TreeSet<>();
        for (List<Integer> line : lines) {
            if (line.size() > depth) {
                below.add(line.get(depth));
            }
        }
        return below;
    }

    private static boolean sameAt(List<List<Integer>> lines, int depth) {
        for (List<Integer> line : lines) {
            if (line.size() <= depth || !line.get(depth).equals(lines.getFirst().get(depth))) {
                return false;
            }
        }
        return true;
    }

    /// From the top to an instance.
    private List<Integer> line(int instance) {
        var line = new ArrayList<Integer>();
        for (int i = instance; i > 0; i = design.instance(i).parent()) {
            line.addFirst(i);
        }
        line.addFirst(0);
        return line;
    }
}
