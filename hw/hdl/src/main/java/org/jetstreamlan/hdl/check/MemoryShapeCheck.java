package org.jetstreamlan.hdl.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Attribute;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Node;

/// Finds memories that synthesis can make of flip-flops only. Where the design asks for RAM, `attribute("ram_style", "block")` or `"distributed"`, that is an
/// error; else a hint, from [#LARGE] bits on.
///
/// What RAM can do: block RAM has two ports, reads at a clock only, and cannot give a read the old cell that another port writes at the same edge; LUT RAM has one
/// write port. A port of several cells counts once: its narrow ports differ in constant low bits of the address. Held to yosys 0.70 on ECP5 by
/// `MemoryInferenceTest`. Cost: one walk over memory ports and nodes.
final class MemoryShapeCheck {
    /// A memory of fewer bits may well be flip-flops.
    static final int LARGE = 1024;

    private static final int BLOCK_PORTS = 2;

    private final ModuleDef module;
    private final Paths paths;
    private final List<HdlError> found = new ArrayList<>();

    private MemoryShapeCheck(ModuleDef module, Paths paths) {
        this.module = module;
        this.paths = paths;
    }

    /// Memories that are not what the design asks for.
    static List<HdlError> errors(ModuleDef module, Paths paths) {
        var check = new MemoryShapeCheck(module, paths);
        for (int i = 0; i < module.memories().size(); i++) {
            for (Attribute attribute : module.annotations().ofMemory(i)) {
                if (attribute.name().equals("ram_style")) {
                    check.asked(i, attribute.value());
                }
            }
        }
        return check.found;
    }

    /// Large memories that become flip-flops.
    static List<HdlError> hints(ModuleDef module, Paths paths) {
        var check = new MemoryShapeCheck(module, paths);
        for (int i = 0; i < module.memories().size(); i++) {
            Memory memory = module.memories().get(i);
            String why = check.notBlock(i);
            if ((long) memory.width() * memory.depth() >= LARGE
                    && !why.isEmpty()
                    && !check.notDistributed(i).isEmpty()) {
                check.add(i, "RAM", why);
            }
        }
        return check.found;
    }

    private void asked(int memory, String style) {
        String why =
                switch (style) {
                    case "block" -> notBlock(memory);
                    case "distributed" -> notDistributed(memory);
                    default -> "";
                };
        if (!why.isEmpty()) {
            add(memory, style + " RAM", why);
        }
    }

    private void add(int index, String kind, String why) {
        Memory memory = module.memories().get(index);
        var spots = new ArrayList<Spot>();
        memory.writes().forEach(port -> spots.add(new Spot(port.place(), "written")));
        memory.reads().forEach(port -> spots.add(new Spot(port.place(), "read")));
        for (int node = 0; node < module.nodes().size(); node++) {
            if (isReadOf(index, module.nodes().get(node))) {
                spots.add(new Spot(module.nodePlaces().get(node), "read at once"));
            }
        }
        found.add(
                new HdlError.MemoryShape(
                        paths.of(module) + "." + memory.name(),
                        kind,
                        why,
                        spots.stream().distinct().toList()));
    }

    /// Why a memory cannot be block RAM; empty if it can.
    private String notBlock(int index) {
        Memory memory = module.memories().get(index);
        if (isReadAtOnce(index)) {
            return "it is read at once, without a clock";
        }
        int writers = writers(memory);
        if (writers > BLOCK_PORTS) {
            return "it has " + writers + " write ports, block RAM has " + BLOCK_PORTS;
        }
        boolean oneClock =
                memory.writes().stream().map(Memory.WritePort::domain).distinct().count() == 1;
        boolean oldCell = memory.policy() == Memory.ReadUnderWrite.READ_FIRST;
        return writers == BLOCK_PORTS && oneClock && oldCell && !memory.reads().isEmpty()
                ? "it is READ_FIRST with two write ports at one clock"
                : "";
    }

    /// Why a memory cannot be LUT RAM; empty if it can.
    private String notDistributed(int index) {
        int writers = writers(module.memories().get(index));
        return writers > 1 ? "it has " + writers + " write ports, LUT RAM has 1" : "";
    }

    private boolean isReadAtOnce(int memory) {
        return module.nodes().stream().anyMatch(node -> isReadOf(memory, node));
    }

    private static boolean isReadOf(int memory, Node node) {
        return node instanceof Node.MemoryRead read && read.memory() == memory;
    }

    /// Write ports, those of neighbouring cells taken together.
    private int writers(Memory memory) {
        Set<List<Integer>> groups = new HashSet<>();
        for (Memory.WritePort port : memory.writes()) {
            groups.add(List.of(port.domain(), group(port.address())));
        }
        return groups.size();
    }

    /// The address without constant low bits.
    private int group(int address) {
        return module.nodes().get(address) instanceof Node.Concat c
                        && c.parts().size() == 2
                        && module.nodes().get(c.parts().get(1)) instanceof Node.Literal
                ? c.parts().getFirst()
                : address;
    }
}
