package org.jetstreamlan.hdl.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.ir.ReservedWords;

/// Finds names that Verilog cannot take: reserved words, odd characters, one name for two things in one module.
final class NamesCheck {
    private final String path;
    private final Set<String> taken = new HashSet<>();
    private final List<HdlError> errors = new ArrayList<>();

    private NamesCheck(String path) {
        this.path = path;
    }

    static List<HdlError> of(ModuleDef module, Paths paths) {
        var check = new NamesCheck(paths.of(module));
        if (module.external().isPresent()) {
            // Its names are not of our choice; the black box was asked about them when it was made.
            return check.errors;
        }
        for (ModuleDef.Domain domain : module.domains()) {
            check.add(domain.clock(), Place.UNKNOWN);
            if (!domain.reset().isEmpty()) {
                check.add(domain.reset(), Place.UNKNOWN);
            }
        }
        for (int i = 0; i < module.nets().size(); i++) {
            check.add(module.nets().get(i).name(), module.netPlaces().get(i));
        }
        for (Memory memory : module.memories()) {
            check.add(memory.name(), Place.UNKNOWN);
        }
        for (ModuleDef.Instance instance : module.instances()) {
            check.add(instance.name(), instance.place());
        }
        for (int i = 0; i < module.nodes().size(); i++) {
            if (module.nodeNames().get(i).isPresent()) {
                check.add(module.nodeNames().get(i).get(), module.nodePlaces().get(i));
            }
        }
        return check.errors;
    }

    private void add(String name, Place place) {
        legal(name, place);
        if (!taken.add(name)) {
            errors.add(
                    new HdlError.BadName(
                            path + "." + name, "is taken by another signal of the module", place));
        }
    }

    private void legal(String name, Place place) {
        if (!ReservedWords.isLegal(name)) {
            String mistake =
                    ReservedWords.contains(name)
                            ? "is a reserved word of Verilog"
                            : "has other characters than letters, digits and _";
            errors.add(new HdlError.BadName(path + "." + name, mistake, place));
        }
    }
}
