package org.jetstreamlan.hdl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jspecify.annotations.Nullable;

/// Modules that get their contents from one built before, because their authors say with [Module#parameters()] that they would be the same: of a
/// thousand equal modules one is built. What the constructors declared and left in fields is compared too, so that a payload of another type, or a
/// number that the parameters leave out, makes no twin.
final class Twins {
    private record Built(Module module, Object parameters, List<ClockSpec> specs) {}

    /// By the name of the module, which mostly tells those with other parameters apart.
    private final Map<String, List<Built>> built = new HashMap<>();

    private final Map<Module, Module> originals = new IdentityHashMap<>();
    private final ModuleFields fields;

    Twins(ModuleFields fields) {
        this.fields = fields;
    }

    /// Whether `module`, whose constructor has run, has a twin that is built; it need not be built then, nor its children.
    boolean find(Module module, List<ClockSpec> specs) {
        Object parameters = module.parameters();
        if (parameters == module) {
            return false;
        }
        for (Built one : built.getOrDefault(module.moduleName(), List.of())) {
            if (one.module().getClass() == module.getClass()
                    && one.parameters().equals(parameters)
                    && one.specs().equals(specs)
                    && areSame(
                            module, one.module(), new SameFields(fields, module, one.module()))) {
                join(module, one.module());
                return true;
            }
        }
        return false;
    }

    /// Takes a module that is built, with all below it.
    void add(Module module, List<ClockSpec> specs) {
        Object parameters = module.parameters();
        if (parameters != module) {
            built.computeIfAbsent(module.moduleName(), _ -> new ArrayList<>(1))
                    .add(new Built(module, parameters, specs));
        }
    }

    /// The module whose contents are those of `module`; null if that was built itself.
    @Nullable Module originalOf(Module module) {
        return originals.get(module);
    }

    private void join(Module module, Module original) {
        originals.put(module, original);
        for (int i = 0; i < module.children.size(); i++) {
            join(module.children.get(i).module(), original.children.get(i).module());
        }
    }

    private static boolean areSame(Module a, Module b, SameFields same) {
        if (a.nets.size() != b.declared().nets()
                || a.memories.size() != b.declared().memories()
                || a.inouts.size() != b.declared().inouts()
                || a.children.size() != b.declared().children()) {
            return false;
        }
        for (int i = 0; i < a.domains.size(); i++) {
            if (Gating.isGated(a.domains.get(i)) != Gating.isGated(b.domains.get(i))) {
                return false;
            }
        }
        for (int i = 0; i < a.nets.size(); i++) {
            if (!isSame(a.nets.get(i), b.nets.get(i))) {
                return false;
            }
        }
        for (int i = 0; i < a.memories.size(); i++) {
            if (!isSame(a.memories.get(i), b.memories.get(i))) {
                return false;
            }
        }
        for (int i = 0; i < a.children.size(); i++) {
            if (!isSame(a.children.get(i), b.children.get(i), same)) {
                return false;
            }
        }
        return same.in(a, b);
    }

    private static boolean isSame(NetDeclaration a, NetDeclaration b) {
        return a.kind == b.kind
                && a.width == b.width
                && a.path.equals(b.path)
                && (a.code == null ? null : a.code.type) == (b.code == null ? null : b.code.type)
                && Objects.equals(a.group.name, b.group.name)
                && Objects.equals(a.group.types, b.group.types)
                && a.attributes.equals(b.attributes)
                && a.crossing == b.crossing
                && a.group.asynchronous == b.group.asynchronous
                && index(a.group.portDomain) == index(b.group.portDomain)
                && index(a.domain) == index(b.domain)
                && Objects.equals(a.init, b.init);
    }

    private static boolean isSame(Mem<?> a, Mem<?> b) {
        return a.width == b.width
                && a.depth == b.depth
                && a.policy == b.policy
                && a.crossing == b.crossing
                && a.attributes.equals(b.attributes)
                && a.init.equals(b.init);
    }

    private static boolean isSame(Module.Child a, Module.Child b, SameFields same) {
        Object parameters = a.module().parameters();
        return parameters != a.module()
                && a.module().getClass() == b.module().getClass()
                && parameters.equals(b.module().parameters())
                && areSame(a.domains(), b.domains())
                && areSame(a.module(), b.module(), same);
    }

    private static boolean areSame(List<ClockDomain> a, List<ClockDomain> b) {
        for (int i = 0; i < a.size(); i++) {
            if (a.get(i).index != b.get(i).index || !a.get(i).name.equals(b.get(i).name)) {
                return false;
            }
        }
        return a.size() == b.size();
    }

    private static int index(@Nullable ClockDomain domain) {
        return domain == null ? -1 : domain.index;
    }
}
