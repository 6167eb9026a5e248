package org.jetstreamlan.hdl;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jetstreamlan.hdl.ir.ReservedWords;
import org.jspecify.annotations.Nullable;

/// The names taken in one module, each legal and unique in its Verilog.
final class ModuleNames {
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> nextSuffix = new HashMap<>();
    private final Map<Object, String> names = new IdentityHashMap<>();

    /// `wanted` if it is free, else the first free one of `wanted_1`, `wanted_2`, ...
    String take(Object what, String wanted) {
        String base = legal(wanted);
        String name = base;
        while (!taken.add(name)) {
            int suffix = nextSuffix.getOrDefault(base, 1);
            nextSuffix.put(base, suffix + 1);
            name = base + "_" + suffix;
        }
        names.put(what, name);
        return name;
    }

    /// The names of a module that has the contents of `original`, whose names these are.
    ModuleNames forTwin(Module twin, Module original) {
        ModuleNames result = new ModuleNames();
        for (int i = 0; i < twin.nets.size(); i++) {
            result.names.put(twin.nets.get(i), names.get(original.nets.get(i)));
        }
        return result;
    }

    /// A reserved word of Verilog gets an underscore.
    static String legal(String wanted) {
        return ReservedWords.contains(wanted) ? wanted + "_" : wanted;
    }

    @Nullable String nameOf(Term term) {
        return term.operation instanceof Term.Operation.Net net
                ? names.get(net.declaration())
                : names.get(term);
    }
}
