package org.jetstreamlan.sim.jit;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.pass.FlatDesign;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.WordGraph;

/// Which nodes belong together because they come from one instance of a module that is there several times, so that [Sharing] finds them alike.
///
/// - Purpose: chunks end where an instance does, instead of holding the end of one and the beginning of the next.
/// - Precondition: none. A *cone* is the part of such an instance, with all inside it, that [Schedule] can compute in one go. An instance that contains
///   others is taken as a whole if it fits a chunk.
/// - Sound: any division is; it only decides which of several orders of computation is taken.
/// - Cost: a pass over the nodes; where no module is there often, one over the instances.
final class Cones {
    /// What belongs to no cone.
    static final int NONE = 0;

    /// So often must a module be there.
    private static final int OFTEN = 4;

    /// Fewer nodes than these are not worth a method.
    private static final int FEW = 64;

    private Cones() {}

    /// By node the number of its instance, plus 1, or [#NONE]; empty if there are no cones.
    static int[] of(Netlist netlist, boolean[] live) {
        WordGraph graph = netlist.graph();
        List<FlatDesign.Instance> instances = netlist.design().instances();
        boolean[] often = often(instances);
        if (often.length == 0) {
            return new int[0];
        }
        int[] sizes = new int[instances.size()];
        for (int id = 0; id < live.length; id++) {
            if (live[id] && !graph.isLeaf(id)) {
                sizes[graph.instance(id)]++;
            }
        }
        for (int i = sizes.length - 1; i > 0; i--) {
            sizes[instances.get(i).parent()] += sizes[i];
        }
        int[] roots = new int[sizes.length];
        boolean any = false;
        for (int i = 1; i < roots.length; i++) {
            int parent = instances.get(i).parent();
            boolean whole = often[parent] && sizes[parent] <= Chunk.SIZE;
            roots[i] = whole ? roots[parent] : often[i] && sizes[i] >= FEW ? i + 1 : NONE;
            any |= roots[i] != NONE;
        }
        if (!any) {
            return new int[0];
        }
        int[] cones = new int[live.length];
        for (int id = 0; id < cones.length; id++) {
            cones[id] = roots[graph.instance(id)];
        }
        return cones;
    }

    /// By instance whether its module is there often; empty if none is.
    private static boolean[] often(List<FlatDesign.Instance> instances) {
        Map<ModuleDef, int[]> counts = new IdentityHashMap<>();
        int most = 0;
        for (FlatDesign.Instance instance : instances) {
            int[] count = counts.computeIfAbsent(instance.module(), module -> new int[1]);
            most = Math.max(most, ++count[0]);
        }
        if (most < OFTEN) {
            return new boolean[0];
        }
        boolean[] often = new boolean[instances.size()];
        for (int i = 0; i < often.length; i++) {
            int[] count = counts.get(instances.get(i).module());
            often[i] = count != null && count[0] >= OFTEN;
        }
        return often;
    }

    /// Lets nodes leave their cone where too few of it can be computed together; whether there were any.
    ///
    /// @param regions by node what is computed together, its low 26 bits being 0
    static boolean dropSmall(int[] cones, long[] regions) {
        Map<Long, int[]> sizes = new HashMap<>();
        int[][] sizeOf = new int[cones.length][];
        long last = -1;
        int[] size = {};
        for (int id = 0; id < cones.length; id++) {
            if (cones[id] != NONE) {
                long key = regions[id] | cones[id];
                if (key != last) {
                    size = sizes.computeIfAbsent(key, absent -> new int[1]);
                    last = key;
                }
                size[0]++;
                sizeOf[id] = size;
            }
        }
        boolean any = false;
        for (int id = 0; id < cones.length; id++) {
            if (cones[id] != NONE && sizeOf[id][0] < FEW) {
                cones[id] = NONE;
                any = true;
            }
        }
        return any;
    }
}
