package org.jetstreamlan.sim.cover;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A module with what was counted in all its instances together, in whichever design they are: a point that one of them has met is met.
record ModuleTotal(CoveredModule module, InstanceCounts counts, int instances) {
    private ModuleTotal plus(ModuleTotal other) {
        return new ModuleTotal(module, counts.plus(other.counts), instances + other.instances);
    }

    /// The modules of several designs, those that are equal as one; without those of which nothing is covered.
    static List<ModuleTotal> of(List<Coverage> designs) {
        Map<CoveredModule, ModuleTotal> totals = new LinkedHashMap<>();
        for (Coverage design : designs) {
            Map<CoveredModule, ModuleTotal> own = new IdentityHashMap<>();
            List<CoveredModule> order = new ArrayList<>();
            for (Coverage.Instance instance : design.instances()) {
                CoveredModule module = instance.module();
                if (!own.containsKey(module)) {
                    order.add(module);
                }
                ModuleTotal one = new ModuleTotal(module, instance.counts(), 1);
                own.merge(module, one, ModuleTotal::plus);
            }
            for (CoveredModule module : order) {
                ModuleTotal total = own.get(module);
                if (total != null && module.words() + module.points().size() > 0) {
                    totals.merge(module, total, ModuleTotal::plus);
                }
            }
        }
        return List.copyOf(totals.values());
    }
}
