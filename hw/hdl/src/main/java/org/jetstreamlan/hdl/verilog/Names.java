package org.jetstreamlan.hdl.verilog;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.ReservedWords;

/// Names taken in one module. The user's come first; those that the emitter makes give way, with a number that counts only names
/// of the same stem, so that an edit elsewhere in the module renames nothing.
final class Names {
    private final Set<String> taken = new HashSet<>();

    /// By stem, the last number tried: all below are taken.
    private final Map<String, Integer> numbers = new HashMap<>();

    Names(Collection<String> names) {
        taken.addAll(names);
    }

    /// All names that the module brings along.
    Names(ModuleDef module) {
        for (ModuleDef.Domain domain : module.domains()) {
            taken.add(domain.clock());
            taken.add(domain.reset());
        }
        for (Net net : module.nets()) {
            taken.add(net.name());
        }
        for (Memory memory : module.memories()) {
            taken.add(memory.name());
        }
        for (ModuleDef.Instance instance : module.instances()) {
            taken.add(instance.name());
        }
        for (Optional<String> name : module.nodeNames()) {
            if (name.isPresent()) {
                taken.add(name.get());
            }
        }
    }

    /// `stem`, or `stem_2` and so on where that is taken.
    String unique(String stem) {
        String name = ReservedWords.contains(stem) ? stem + "_" : stem;
        while (!taken.add(name)) {
            int number = numbers.getOrDefault(stem, 1) + 1;
            numbers.put(stem, number);
            name = stem + "_" + number;
        }
        return name;
    }
}
