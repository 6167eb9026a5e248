package org.jetstreamlan.hdl.check;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Place;

/// Finds inputs, wires, registers and memories of a module of which nothing reads a single bit. A hint, not an error: a library block may
/// have outputs and inputs that one use of it has no need of; what a parent leaves unread of a child is no matter here.
///
/// A register that only feeds itself counts as read. Cost: one walk over nodes and nets.
final class UnusedCheck {
    private UnusedCheck() {}

    static List<HdlError> of(ModuleDef module, Paths paths) {
        if (module.external().isPresent()) {
            return List.of();
        }
        var read = new BitSet();
        var readMemories = new BitSet();
        for (Node node : module.nodes()) {
            if (node instanceof Node.Read r) {
                read.set(r.net());
            } else if (node instanceof Node.MemoryRead r) {
                readMemories.set(r.memory());
            }
        }
        var hints = new ArrayList<HdlError>();
        for (int net = 0; net < module.nets().size(); net++) {
            String kind =
                    switch (module.nets().get(net)) {
                        case Net.Input _ -> "input";
                        case Net.Wire _ -> "wire";
                        case Net.Register _ -> "register";
                        case Net.ReadData _ -> "data of a memory read";
                        case Net.Output _,
                                Net.InstanceInput _,
                                Net.InstanceOutput _,
                                Net.ExternalOutput _,
                                Net.Inout _,
                                Net.InstanceInout _ ->
                                "";
                    };
            if (!kind.isEmpty() && !read.get(net)) {
                hints.add(
                        new HdlError.Unused(
                                paths.of(module, net), kind, module.netPlaces().get(net)));
            }
        }
        for (int i = 0; i < module.memories().size(); i++) {
            Memory memory = module.memories().get(i);
            if (memory.reads().isEmpty() && !readMemories.get(i)) {
                Place place =
                        memory.writes().isEmpty()
                                ? Place.UNKNOWN
                                : memory.writes().getFirst().place();
                hints.add(
                        new HdlError.Unused(
                                paths.of(module) + "." + memory.name(), "memory", place));
            }
        }
        return hints;
    }
}
