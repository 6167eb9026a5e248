package org.jetstreamlan.hdl.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jetstreamlan.hdl.ir.Annotations;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.Crossing;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;

/// What samples what, over the boundaries of instances: vertices are the flat design's nets, nodes and memories; where data rests (registers, read
/// data, memories, inputs of the top) it has clock domains, those of the top module.
///
/// - Purpose: whoever looks at clock domains walks one graph.
/// - Precondition: no combinational loop, every net driven.
/// - Sound: an edge for each operand; the condition of a `when` is an operand since [Lowering].
/// - Cost: linear in the flat design; nothing is kept but the design itself.
public final class DomainFlow {
    /// The domain of what belongs to no clock.
    public static final int ASYNCHRONOUS = Annotations.ASYNCHRONOUS;

    /// Something that samples values at a clock edge, or an output of the top.
    ///
    /// @param instance its instance
    /// @param net number of its net in the module: a register, read data or an output; -1 for a write port
    /// @param memory number of the memory that it is a port of; -1 if it is none
    /// @param domain the top's domain
    /// @param drivers the vertices that it samples
    /// @param crossing why it may sample other domains
    public record Sink(
            int instance,
            int net,
            int memory,
            int domain,
            List<Integer> drivers,
            Optional<Crossing> crossing) {}

    private final FlatDesign design;
    private final int nets;
    private final int nodes;
    private final int[] memoryOwner;

    public DomainFlow(Circuit circuit) {
        design = FlatDesign.of(circuit);
        nets = design.netCount();
        nodes = design.nodeCount();
        memoryOwner = new int[design.memoryCount()];
        List<FlatDesign.Instance> instances = design.instances();
        for (int i = 0; i < instances.size(); i++) {
            int count = instances.get(i).module().memories().size();
            for (int m = 0; m < count; m++) {
                memoryOwner[instances.get(i).firstMemory() + m] = i;
            }
        }
    }

    /// Whether a circuit has anything that belongs to another clock than something else.
    public static boolean isTrivial(Circuit circuit) {
        if (circuit.top().domains().size() > 1) {
            return false;
        }
        for (ModuleDef module : circuit.modules()) {
            if ((module == circuit.top() || module.external().isPresent())
                    && module.annotations().ports().containsValue(Annotations.ASYNCHRONOUS)) {
                return false;
            }
        }
        return true;
    }

    public FlatDesign design() {
        return design;
    }

    /// Number of vertices.
    public int size() {
        return nets + nodes + memoryOwner.length;
    }

    public boolean isNet(int vertex) {
        return vertex < nets;
    }

    public boolean isNode(int vertex) {
        return vertex >= nets && vertex < nets + nodes;
    }

    /// The flat number of a vertex's net, node or memory.
    public int index(int vertex) {
        return isNet(vertex) ? vertex : isNode(vertex) ? vertex - nets : vertex - nets - nodes;
    }

    /// The instance of a vertex.
    public int instance(int vertex) {
        int index = index(vertex);
        return isNet(vertex)
                ? design.ownerOfNet(index)
                : isNode(vertex) ? design.ownerOfNode(index) : memoryOwner[index];
    }

    /// The number of a vertex's net, node or memory in its module; a node may be one that [Lowering] added.
    public int local(int vertex) {
        FlatDesign.Instance owner = design.instance(instance(vertex));
        int first =
                isNet(vertex)
                        ? owner.firstNet()
                        : isNode(vertex) ? owner.firstNode() : owner.firstMemory();
        return index(vertex) - first;
    }

    /// Gives `visitor` the domains in which the value of a vertex changes, if data rests there.
    public void eachDomain(int vertex, IntConsumer visitor) {
        if (isNode(vertex)) {
            return;
        }
        int number = instance(vertex);
        FlatDesign.Instance owner = design.instance(number);
        ModuleDef module = owner.module();
        int local = local(vertex);
        if (!isNet(vertex)) {
            for (Memory.WritePort port : module.memories().get(local).writes()) {
                visitor.accept(owner.domains().get(port.domain()));
            }
            return;
        }
        switch (module.nets().get(local)) {
            case Net.Register r -> visitor.accept(owner.domains().get(r.domain()));
            case Net.ReadData d ->
                    visitor.accept(
                            owner.domains()
                                    .get(
                                            module.memories()
                                                    .get(d.memory())
                                                    .reads()
                                                    .get(d.port())
                                                    .domain()));
            case Net.Input _ -> {
                if (number == 0) {
                    OptionalInt domain = module.annotations().domainOfPort(local);
                    visitor.accept(domain.orElse(ASYNCHRONOUS));
                }
            }
            case Net.ExternalOutput _ -> {
                OptionalInt domain = module.annotations().domainOfPort(local);
                if (domain.isEmpty()) {
                    visitor.accept(ASYNCHRONOUS);
                } else if (!module.domains().isEmpty()) {
                    visitor.accept(owner.domains().get(domain.getAsInt()));
                }
            }
            case Net.Output _,
                    Net.Wire _,
                    Net.InstanceInput _,
                    Net.InstanceOutput _,
                    Net.Inout _,
                    Net.InstanceInout _ -> {}
        }
    }

    /// Gives `visitor` the vertices on which the value of `vertex` depends at once.
    public void eachSource(int vertex, IntConsumer visitor) {
        if (isNet(vertex)) {
            netSources(vertex, visitor);
        } else if (isNode(vertex)) {
            nodeSources(vertex, visitor);
        }
    }

    private void netSources(int vertex, IntConsumer visitor) {
        switch (design.net(vertex)) {
            case Net.Register _, Net.ReadData _, Net.Inout _, Net.InstanceInout _ -> {}
            case Net.ExternalOutput out -> {
                int first = design.instance(design.ownerOfNet(vertex)).firstNet();
                out.inputs().forEach(input -> visitor.accept(first + input));
            }
            case Net.Input _, Net.InstanceOutput _ -> {
                if (design.source(vertex) >= 0) {
                    visitor.accept(design.source(vertex));
                }
            }
            case Net.Output _, Net.Wire _, Net.InstanceInput _ -> drivers(vertex, visitor);
        }
    }

    private void drivers(int net, IntConsumer visitor) {
        FlatDesign.Instance owner = design.instance(design.ownerOfNet(net));
        int local = net - owner.firstNet();
        Lowering lowering = owner.lowering();
        for (int s = 0; s < lowering.segments(local); s++) {
            visitor.accept(nets + owner.firstNode() + lowering.driver(local, s));
        }
    }

    private void nodeSources(int vertex, IntConsumer visitor) {
        FlatDesign.Instance owner = design.instance(instance(vertex));
        int base = nets + owner.firstNode();
        switch (design.node(index(vertex))) {
            case Node.Literal _ -> {}
            case Node.Read r -> visitor.accept(owner.firstNet() + r.net());
            case Node.Not n -> visitor.accept(base + n.a());
            case Node.Reduce r -> visitor.accept(base + r.a());
            case Node.Binary b -> {
                visitor.accept(base + b.a());
                visitor.accept(base + b.b());
            }
            case Node.Mux m -> {
                visitor.accept(base + m.select());
                visitor.accept(base + m.whenTrue());
                visitor.accept(base + m.whenFalse());
            }
            case Node.Concat c -> c.parts().forEach(part -> visitor.accept(base + part));
            case Node.Slice s -> visitor.accept(base + s.a());
            case Node.Extend e -> visitor.accept(base + e.a());
            case Node.MemoryRead r -> {
                visitor.accept(base + r.address());
                if (!crosses(owner, r.memory())) {
                    visitor.accept(nets + nodes + owner.firstMemory() + r.memory());
                }
            }
        }
    }

    private static boolean crosses(FlatDesign.Instance owner, int memory) {
        return owner.module().annotations().memoryCrossings().containsKey(memory);
    }

    /// Gives `visitor` everything that samples, in the order of instances.
    public void eachSink(Consumer<Sink> visitor) {
        for (int i = 0; i < design.instances().size(); i++) {
            FlatDesign.Instance owner = design.instance(i);
            List<Net> own = owner.module().nets();
            for (int net = 0; net < own.size(); net++) {
                if (own.get(net) instanceof Net.Register r) {
                    Optional<Crossing> crossing =
                            Optional.ofNullable(owner.module().annotations().crossings().get(net));
                    int domain = owner.domains().get(r.domain());
                    List<Integer> drivers = drivers(owner.firstNet() + net);
                    visitor.accept(new Sink(i, net, -1, domain, drivers, crossing));
                } else if (i == 0 && own.get(net) instanceof Net.Output) {
                    OptionalInt domain = owner.module().annotations().domainOfPort(net);
                    if (domain.isPresent()) {
                        List<Integer> drivers = drivers(net);
                        visitor.accept(
                                new Sink(0, net, -1, domain.getAsInt(), drivers, Optional.empty()));
                    }
                }
            }
            memoryPorts(i, visitor);
            if (owner.module().external().isPresent()) {
                boxInputs(i, visitor);
            }
        }
    }

    /// A black box samples each of its inputs in the domain of the port, unless that is asynchronous or the box has no clock.
    private void boxInputs(int instance, Consumer<Sink> visitor) {
        FlatDesign.Instance box = design.instance(instance);
        ModuleDef module = box.module();
        for (int net = 0; net < module.nets().size() && !module.domains().isEmpty(); net++) {
            OptionalInt domain = module.annotations().domainOfPort(net);
            if (module.nets().get(net) instanceof Net.Input && domain.isPresent()) {
                int sampled = box.domains().get(domain.getAsInt());
                List<Integer> drivers = List.of(box.firstNet() + net);
                visitor.accept(new Sink(instance, net, -1, sampled, drivers, Optional.empty()));
            }
        }
    }

    private List<Integer> drivers(int net) {
        List<Integer> all = new ArrayList<>();
        drivers(net, all::add);
        return all;
    }

    private void memoryPorts(int instance, Consumer<Sink> visitor) {
        FlatDesign.Instance owner = design.instance(instance);
        int base = nets + owner.firstNode();
        List<Memory> memories = owner.module().memories();
        for (int m = 0; m < memories.size(); m++) {
            for (Memory.WritePort port : memories.get(m).writes()) {
                List<Integer> drivers = new ArrayList<>();
                drivers.add(base + port.enable());
                drivers.add(base + port.address());
                drivers.add(base + port.data());
                port.mask().ifPresent(mask -> drivers.add(base + mask));
                int domain = owner.domains().get(port.domain());
                visitor.accept(new Sink(instance, -1, m, domain, drivers, Optional.empty()));
            }
            for (Memory.ReadPort port : memories.get(m).reads()) {
                List<Integer> drivers = new ArrayList<>();
                drivers.add(base + port.enable());
                drivers.add(base + port.address());
                if (!crosses(owner, m)) {
                    drivers.add(nets + nodes + owner.firstMemory() + m);
                }
                int domain = owner.domains().get(port.domain());
                visitor.accept(
                        new Sink(instance, port.data(), m, domain, drivers, Optional.empty()));
            }
        }
    }
}
