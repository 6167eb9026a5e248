package org.jetstreamlan.hdl.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.ir.Statement;

/// What depends on what within one instant, bit for bit. Vertices are the bits of nodes, the bits of nets, and the conditions of
/// `when` and `select`; edges are enumerated when asked for, not stored.
///
/// A carry chain is not spelled out: bit 5 of a sum depends on bit 5 of both operands and on bit 4 of the sum, which says the same
/// with a number of edges linear in the width.
final class BitDataflow {
    private final ModuleDef module;
    private final Map<ModuleDef, BitDataflow> known;
    private final int[] nodeBase;
    private final int[] netBase;
    private final int controlBase;
    private final List<List<Drive>> drives = new ArrayList<>();
    private final List<Control> controls = new ArrayList<>();
    private final int[][] feeds;
    private final Map<Integer, BitSet> inputs = new HashMap<>();

    /// One assignment of a net; `control` is the innermost choice it stands under, -1 if none.
    record Drive(int lo, int width, int value, int control, Place place) {}

    private record Control(int node, int outer) {}

    private BitDataflow(ModuleDef module, Map<ModuleDef, BitDataflow> known) {
        this.module = module;
        this.known = known;
        nodeBase = new int[module.nodes().size() + 1];
        for (int i = 0; i < module.nodes().size(); i++) {
            nodeBase[i + 1] = nodeBase[i] + module.nodes().get(i).width();
        }
        netBase = new int[module.nets().size() + 1];
        netBase[0] = nodeBase[nodeBase.length - 1];
        feeds = new int[module.instances().size()][];
        for (int i = 0; i < feeds.length; i++) {
            feeds[i] = new int[module.instances().get(i).module().nets().size()];
        }
        for (int i = 0; i < module.nets().size(); i++) {
            Net net = module.nets().get(i);
            netBase[i + 1] = netBase[i] + net.width();
            drives.add(new ArrayList<>());
            if (net instanceof Net.InstanceInput input) {
                feeds[input.instance()][input.port()] = i + 1;
            }
        }
        controlBase = netBase[netBase.length - 1];
        collectDrives();
    }

    static BitDataflow of(ModuleDef module, Map<ModuleDef, BitDataflow> known) {
        BitDataflow present = known.get(module);
        if (present == null) {
            present = new BitDataflow(module, known);
            known.put(module, present);
        }
        return present;
    }

    // ---- vertices

    int size() {
        return controlBase + controls.size();
    }

    int vertexOfNode(int node, int bit) {
        return nodeBase[node] + bit;
    }

    int vertexOfNet(int net, int bit) {
        return netBase[net] + bit;
    }

    boolean isNode(int vertex) {
        return vertex < netBase[0];
    }

    boolean isNet(int vertex) {
        return vertex >= netBase[0] && vertex < controlBase;
    }

    /// The node or net that a vertex is a bit of.
    int owner(int vertex) {
        int[] base = isNode(vertex) ? nodeBase : netBase;
        int at = Arrays.binarySearch(base, vertex);
        return at >= 0 ? at : -at - 2;
    }

    /// Which bit of its owner a vertex is.
    int bit(int vertex) {
        return vertex - (isNode(vertex) ? nodeBase : netBase)[owner(vertex)];
    }

    /// The line that makes bit `bit` of `net` depend on vertex `source`, if it is one of the user's.
    Place placeOf(int net, int bit, int source) {
        for (Drive drive : drives.get(net)) {
            if (drive.lo <= bit
                    && bit < drive.lo + drive.width
                    && (source == vertexOfNode(drive.value, bit - drive.lo)
                            || source == controlBase + drive.control)) {
                return drive.place;
            }
        }
        return module.netPlaces().get(net);
    }

    private record Block(List<Statement> body, int control) {}

    private void collectDrives() {
        var blocks = new ArrayDeque<Block>();
        blocks.push(new Block(module.body(), -1));
        while (!blocks.isEmpty()) {
            Block block = blocks.pop();
            for (Statement statement : block.body) {
                switch (statement) {
                    case Statement.Assign a -> {
                        if (!(module.nets().get(a.net()) instanceof Net.Register)) {
                            drives.get(a.net())
                                    .add(
                                            new Drive(
                                                    a.lo(),
                                                    a.width(),
                                                    a.value(),
                                                    block.control,
                                                    a.place()));
                        }
                    }
                    case Statement.When w -> {
                        controls.add(new Control(w.condition(), block.control));
                        int control = controls.size() - 1;
                        blocks.push(new Block(w.otherwise(), control));
                        blocks.push(new Block(w.then(), control));
                    }
                    case Statement.Select s -> {
                        controls.add(new Control(s.subject(), block.control));
                        int control = controls.size() - 1;
                        s.cases().forEach(c -> blocks.push(new Block(c.body(), control)));
                        blocks.push(new Block(s.otherwise(), control));
                    }
                }
            }
        }
    }

    // ---- edges

    /// Gives `visitor` every vertex on which `vertex` depends at once.
    void eachSource(int vertex, IntConsumer visitor) {
        if (isNode(vertex)) {
            int node = owner(vertex);
            nodeSources(node, vertex - nodeBase[node], visitor);
        } else if (isNet(vertex)) {
            int net = owner(vertex);
            netSources(net, vertex - netBase[net], visitor);
        } else {
            Control control = controls.get(vertex - controlBase);
            all(control.node, visitor);
            if (control.outer >= 0) {
                visitor.accept(controlBase + control.outer);
            }
        }
    }

    private void all(int node, IntConsumer visitor) {
        for (int v = nodeBase[node]; v < nodeBase[node + 1]; v++) {
            visitor.accept(v);
        }
    }

    private void nodeSources(int node, int bit, IntConsumer visitor) {
        switch (module.nodes().get(node)) {
            case Node.Literal _ -> {}
            case Node.Read r -> visitor.accept(vertexOfNet(r.net(), bit));
            case Node.Not n -> visitor.accept(vertexOfNode(n.a(), bit));
            case Node.Reduce r -> all(r.a(), visitor);
            case Node.Binary b -> binarySources(node, b, bit, visitor);
            case Node.Mux m -> {
                all(m.select(), visitor);
                visitor.accept(vertexOfNode(m.whenTrue(), bit));
                visitor.accept(vertexOfNode(m.whenFalse(), bit));
            }
            case Node.Concat c -> {
                int base = c.width();
                for (int part : c.parts()) {
                    base -= module.nodes().get(part).width();
                    if (bit >= base) {
                        visitor.accept(vertexOfNode(part, bit - base));
                        break;
                    }
                }
            }
            case Node.Slice s -> visitor.accept(vertexOfNode(s.a(), s.lo() + bit));
            case Node.Extend e -> {
                int top = module.nodes().get(e.a()).width() - 1;
                if (bit <= top || e.signed()) {
                    visitor.accept(vertexOfNode(e.a(), Math.min(bit, top)));
                }
            }
            case Node.MemoryRead r -> all(r.address(), visitor);
        }
    }

    private void binarySources(int node, Node.Binary b, int bit, IntConsumer visitor) {
        switch (b.op()) {
            case AND, OR, XOR -> {
                visitor.accept(vertexOfNode(b.a(), bit));
                visitor.accept(vertexOfNode(b.b(), bit));
            }
            case ADD, SUB, MUL -> {
                visitor.accept(vertexOfNode(b.a(), bit));
                visitor.accept(vertexOfNode(b.b(), bit));
                if (bit > 0) {
                    visitor.accept(vertexOfNode(node, bit - 1));
                }
            }
            case SHL -> {
                visitor.accept(vertexOfNode(b.a(), bit));
                if (bit > 0) {
                    visitor.accept(vertexOfNode(node, bit - 1));
                } else {
                    all(b.b(), visitor);
                }
            }
            case SHR, ASR -> {
                visitor.accept(vertexOfNode(b.a(), bit));
                if (bit < b.width() - 1) {
                    visitor.accept(vertexOfNode(node, bit + 1));
                } else {
                    all(b.b(), visitor);
                }
            }
            case EQ, NE, ULT, ULE, SLT, SLE -> {
                all(b.a(), visitor);
                all(b.b(), visitor);
            }
        }
    }

    private void netSources(int net, int bit, IntConsumer visitor) {
        for (Drive drive : drives.get(net)) {
            if (drive.lo <= bit && bit < drive.lo + drive.width) {
                visitor.accept(vertexOfNode(drive.value, bit - drive.lo));
                if (drive.control >= 0) {
                    visitor.accept(controlBase + drive.control);
                }
            }
        }
        if (module.nets().get(net) instanceof Net.ExternalOutput output) {
            for (int input : output.inputs()) {
                for (int i = 0; i < module.nets().get(input).width(); i++) {
                    visitor.accept(vertexOfNet(input, i));
                }
            }
        }
        if (module.nets().get(net) instanceof Net.InstanceOutput output) {
            ModuleDef child = module.instances().get(output.instance()).module();
            BitDataflow inside = of(child, known);
            int[] ports = feeds[output.instance()];
            inside.inputsOf(output.port(), bit).stream()
                    .filter(v -> ports[inside.owner(v)] > 0)
                    .forEach(
                            v ->
                                    visitor.accept(
                                            vertexOfNet(
                                                    ports[inside.owner(v)] - 1, inside.bit(v))));
        }
    }

    /// The bits of input nets, as vertices, on which a bit of an output depends.
    private BitSet inputsOf(int net, int bit) {
        BitSet present = inputs.get(vertexOfNet(net, bit));
        if (present != null) {
            return present;
        }
        var found = new BitSet();
        var seen = new BitSet();
        var open = new ArrayDeque<Integer>();
        open.add(vertexOfNet(net, bit));
        seen.set(vertexOfNet(net, bit));
        while (!open.isEmpty()) {
            int vertex = open.pop();
            if (isNet(vertex) && module.nets().get(owner(vertex)) instanceof Net.Input) {
                found.set(vertex);
            }
            eachSource(
                    vertex,
                    source -> {
                        if (!seen.get(source)) {
                            seen.set(source);
                            open.push(source);
                        }
                    });
        }
        inputs.put(vertexOfNet(net, bit), found);
        return found;
    }
}
