package org.jetstreamlan.hdl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jspecify.annotations.Nullable;

/// Which of a module's clock domains it or a child really uses, and whether their resets are: only those become ports.
final class Domains {
    private final int[] index;
    private final boolean[] reset;

    private Domains(int[] index, boolean[] reset) {
        this.index = index;
        this.reset = reset;
    }

    /// `known` holds the children's already, and takes the module's.
    static Domains of(Module module, Map<Module, Domains> known) {
        int count = module.domains.size();
        boolean[] used = new boolean[count];
        boolean[] reset = new boolean[count];
        if (module instanceof BlackBox box) {
            box.wiring.forEach(
                    (domain, wiring) -> {
                        used[domain.index] = wiring.clock() != null;
                        reset[domain.index] = wiring.reset() != null;
                    });
            return numbered(module, used, reset, known);
        }
        for (NetDeclaration net : module.nets) {
            if (net.domain != null) {
                used[net.domain.index] = true;
                reset[net.domain.index] |= net.init != null;
            }
            if (net.group.portDomain != null) {
                used[net.group.portDomain.index] = true;
            }
        }
        for (Mem<?> memory : module.memories) {
            for (Mem.Write write : memory.writes) {
                used[write.domain().index] = true;
            }
            for (Mem.Read read : memory.reads) {
                used[read.domain().index] = true;
            }
        }
        for (Observe observation : module.observations) {
            used[observation.domain().index] = true;
            reset[observation.domain().index] = true;
        }
        for (Module.Child child : module.children) {
            Domains inner = known.get(child.module());
            if (inner == null) {
                throw new IllegalStateException("child converted after its parent");
            }
            for (int i = 0; i < inner.index.length; i++) {
                if (inner.index[i] >= 0) {
                    int outer = child.domains().get(i).index;
                    used[outer] = true;
                    reset[outer] |= inner.reset[i];
                }
            }
        }
        return numbered(module, used, reset, known);
    }

    private static Domains numbered(
            Module module, boolean[] used, boolean[] reset, Map<Module, Domains> known) {
        int count = used.length;
        int[] index = new int[count];
        int next = 0;
        for (int i = 0; i < count; i++) {
            index[i] = used[i] ? next++ : -1;
        }
        Domains domains = new Domains(index, reset);
        known.put(module, domains);
        return domains;
    }

    int indexOf(@Nullable ClockDomain domain) {
        return domain == null ? 0 : index[domain.index];
    }

    List<ModuleDef.Domain> formals(Module module, List<ClockSpec> specs) {
        List<ModuleDef.Domain> formals = new ArrayList<>();
        for (ClockDomain domain : module.domains) {
            int i = domain.index;
            if (index[i] >= 0) {
                String prefix = domain.name.isEmpty() ? "" : domain.name + "_";
                boolean hasReset = reset[i] && specs.get(i).reset() != ClockSpec.Reset.NONE;
                String resetName = specs.get(i).resetActiveHigh() ? "rst" : "rst_n";
                formals.add(
                        new ModuleDef.Domain(
                                prefix + "clk", hasReset ? prefix + resetName : "", specs.get(i)));
            }
        }
        return formals;
    }

    /// For each domain that the child uses the index of this module's domain it is bound to.
    List<Integer> binding(Module.Child child, Domains inner) {
        List<Integer> bound = new ArrayList<>();
        for (int i = 0; i < inner.index.length; i++) {
            if (inner.index[i] >= 0) {
                bound.add(index[child.domains().get(i).index]);
            }
        }
        return bound;
    }
}
