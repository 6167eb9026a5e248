package org.jetstreamlan.hdl.pass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;

/// The hierarchy as one table: every instance, in preorder, with its nets, nodes and memories
/// numbered through.
///
/// - Purpose: passes behind this one need no notion of instances; paths remain for whoever names
///   things.
/// - Precondition: instance inputs and outputs name ports of the child.
/// - Sound: numbering only; a port of an instance is linked to the net on the other side of the
///   boundary.
/// - Cost: linear in instances, nets and nodes.
public final class FlatDesign {
    /// One instance.
    ///
    /// @param parent its parent's number, -1 for the top
    /// @param path hierarchical path, empty for the top: `mac.fifo`
    /// @param domains for each domain of the module the top module's domain that drives it
    /// @param firstNode number of its first node (of [Lowering#nodes()])
    public record Instance(
            int parent,
            String path,
            Lowering lowering,
            List<Integer> domains,
            int firstNet,
            int firstNode,
            int firstMemory) {
        public ModuleDef module() {
            return lowering.module();
        }
    }

    private final List<Instance> instances = new ArrayList<>();
    private int[][] children = new int[16][];
    private Node[] nodes = new Node[4096];
    private Net[] nets = new Net[1024];

    /// Per net: the net on the other side of an instance's boundary that drives it, or -1.
    private int[] source = new int[1024];

    private int[] netOwner = new int[1024];
    private int[] nodeOwner = new int[4096];
    private int[] nodeWidths = new int[4096];
    private int[] netWidths = new int[1024];
    private int nodeCount;
    private int netCount;
    private int memoryCount;

    private FlatDesign(Circuit circuit) {
        Map<ModuleDef, Lowering> lowerings = new IdentityHashMap<>();
        List<Integer> own = new ArrayList<>();
        for (int d = 0; d < circuit.top().domains().size(); d++) {
            own.add(d);
        }
        add(-1, "", circuit.top(), own, lowerings);
    }

    /// Flattens `circuit`, lowering each distinct module once.
    public static FlatDesign of(Circuit circuit) {
        return new FlatDesign(circuit);
    }

    /// Adds an instance and all below it; recursion is as deep as the hierarchy.
    private int add(
            int parent,
            String path,
            ModuleDef module,
            List<Integer> domains,
            Map<ModuleDef, Lowering> lowerings) {
        Lowering lowering = lowerings.get(module);
        if (lowering == null) {
            lowering = Lowering.of(module);
            lowerings.put(module, lowering);
        }
        int self = instances.size();
        Instance instance =
                new Instance(parent, path, lowering, domains, netCount, nodeCount, memoryCount);
        instances.add(instance);
        memoryCount += module.memories().size();
        addNets(self, module.nets());
        addNodes(self, lowering.nodes());
        if (self >= children.length) {
            children = Arrays.copyOf(children, 2 * children.length);
        }
        List<ModuleDef.Instance> inner = module.instances();
        int[] ids = new int[inner.size()];
        children[self] = ids;
        for (int i = 0; i < ids.length; i++) {
            ModuleDef.Instance child = inner.get(i);
            List<Integer> mapped = new ArrayList<>(child.domains().size());
            for (int domain : child.domains()) {
                mapped.add(domains.get(domain));
            }
            String childPath = path.isEmpty() ? child.name() : path + '.' + child.name();
            ids[i] = add(self, childPath, child.module(), mapped, lowerings);
        }
        link(instance, ids);
        return self;
    }

    private void addNets(int owner, List<Net> more) {
        int count = netCount + more.size();
        if (count > nets.length) {
            int capacity = Math.max(count, 2 * nets.length);
            nets = Arrays.copyOf(nets, capacity);
            source = Arrays.copyOf(source, capacity);
            netOwner = Arrays.copyOf(netOwner, capacity);
            netWidths = Arrays.copyOf(netWidths, capacity);
        }
        for (Net net : more) {
            nets[netCount] = net;
            source[netCount] = -1;
            netWidths[netCount] = net.width();
            netOwner[netCount++] = owner;
        }
    }

    private void addNodes(int owner, List<Node> more) {
        int count = nodeCount + more.size();
        if (count > nodes.length) {
            int capacity = Math.max(count, 2 * nodes.length);
            nodes = Arrays.copyOf(nodes, capacity);
            nodeOwner = Arrays.copyOf(nodeOwner, capacity);
            nodeWidths = Arrays.copyOf(nodeWidths, capacity);
        }
        for (Node node : more) {
            nodes[nodeCount] = node;
            nodeWidths[nodeCount] = node.width();
            nodeOwner[nodeCount++] = owner;
        }
    }

    private void link(Instance instance, int[] ids) {
        List<Net> own = instance.module().nets();
        for (int i = 0; i < own.size(); i++) {
            Net net = own.get(i);
            if (net instanceof Net.InstanceInput in) {
                source[instances.get(ids[in.instance()]).firstNet() + in.port()] =
                        instance.firstNet() + i;
            } else if (net instanceof Net.InstanceOutput out) {
                source[instance.firstNet() + i] =
                        instances.get(ids[out.instance()]).firstNet() + out.port();
            }
        }
    }

    /// All instances, parents before children, the top first.
    public List<Instance> instances() {
        return instances;
    }

    public Instance instance(int id) {
        return instances.get(id);
    }

    /// Number of child `index` of instance `id`.
    public int child(int id, int index) {
        return children[id][index];
    }

    public int netCount() {
        return netCount;
    }

    public int nodeCount() {
        return nodeCount;
    }

    public int memoryCount() {
        return memoryCount;
    }

    public Net net(int id) {
        return nets[id];
    }

    public Node node(int id) {
        return nodes[id];
    }

    /// Width of a net in bits.
    public int netWidth(int id) {
        return netWidths[id];
    }

    /// Width of a node in bits.
    public int nodeWidth(int id) {
        return nodeWidths[id];
    }

    /// The instance that a net belongs to.
    public int ownerOfNet(int id) {
        return netOwner[id];
    }

    /// The module that declares a net.
    public ModuleDef moduleOfNet(int id) {
        return instances.get(netOwner[id]).module();
    }

    /// The instance that a node belongs to.
    public int ownerOfNode(int id) {
        return nodeOwner[id];
    }

    /// The net across an instance's boundary that drives net `id`, or -1.
    public int source(int id) {
        return source[id];
    }

    /// Number of a net in the module that declares it.
    public int localNet(int id) {
        return id - instances.get(netOwner[id]).firstNet();
    }

    /// Hierarchical name of a net: `mac.second`.
    public String netPath(int id) {
        String scope = instances.get(netOwner[id]).path();
        return scope.isEmpty() ? nets[id].name() : scope + '.' + nets[id].name();
    }
}
