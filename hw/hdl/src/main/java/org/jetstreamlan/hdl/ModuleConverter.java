package org.jetstreamlan.hdl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Annotations;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Observation;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.ir.ReservedWords;
import org.jetstreamlan.hdl.ir.Statement;
import org.jetstreamlan.hdl.pass.Restriction;

/// One built module to its IR: numbers for terms and nets, names, statements.
final class ModuleConverter {
    private final Module module;
    private final List<ClockSpec> specs;
    private final Map<Module, ModuleDef> children;
    private final ModuleNames names;
    private final Sources sources;

    private final List<Net> nets = new ArrayList<>();
    private final List<Place> netPlaces = new ArrayList<>();
    private final Map<NetDeclaration, Integer> netIds = new IdentityHashMap<>();
    private final Map<Inout, Integer> inoutIds = new IdentityHashMap<>();
    private final Map<Mem<?>, Integer> memoryIds = new IdentityHashMap<>();

    private final TermNodes nodes;

    /// How many have got the name of an array or collection so far.
    private final Map<String, Integer> collected = new HashMap<>();

    /// Wires that were declared inside a `when` or `select`, by the block they live in; what drives them is no matter of its condition.
    private final Map<List<Drive>, Set<NetDeclaration>> localWires = new IdentityHashMap<>();

    /// By input of an instance that says when a derived domain ticks, that domain.
    private final SequencedMap<Integer, ClockDomain> enables = new LinkedHashMap<>();

    private final List<Statement> hoisted = new ArrayList<>();

    private final Map<Module, Domains> knownDomains;
    private final Domains domains;
    private final Gating gating;
    private boolean formalsEmpty;

    ModuleConverter(
            Module module,
            List<ClockSpec> specs,
            Map<Module, ModuleDef> children,
            Map<Module, Domains> knownDomains,
            ModuleNames names,
            Sources sources) {
        this.module = module;
        this.specs = specs;
        this.children = children;
        this.names = names;
        this.sources = sources;
        this.knownDomains = knownDomains;
        this.domains = Domains.of(module, knownDomains);
        this.gating = new Gating(module);
        nodes = new TermNodes(module, netIds, memoryIds);
    }

    ModuleDef convert() {
        if (module instanceof BlackBox box) {
            return new BlackBoxConverter(box, specs, domains, names, sources).convert();
        }
        List<ModuleDef.Domain> formals = domains.formals(module, specs);
        formalsEmpty = formals.isEmpty();
        for (ModuleDef.Domain formal : formals) {
            names.take(formal.clock(), formal.clock());
            if (!formal.reset().isEmpty()) {
                names.take(formal.reset(), formal.reset());
            }
        }
        nameGroups();
        addOwn(true);
        for (Inout inout : module.inouts) {
            addInout(inout);
        }
        List<ClockDomain> gated = Gating.inputs(module, domains);
        for (ClockDomain domain : gated) {
            if (domain.enable != null) {
                addOwn(domain.enable);
            }
        }
        for (Mem<?> memory : module.memories) {
            memoryIds.put(memory, memoryIds.size());
        }
        addOwn(false);
        List<ModuleDef.Instance> instances = addInstances();
        List<String> memoryNames = new ArrayList<>();
        for (Mem<?> memory : module.memories) {
            String wanted = memory.name != null ? memory.name : declaredName(memory.site, "memory");
            memory.name = names.take(memory, wanted);
            memoryNames.add(memory.name);
        }
        for (NetDeclaration net : module.nets) {
            if (net.kind == NetDeclaration.Kind.WIRE && net.scope != module.body) {
                localWires.computeIfAbsent(net.scope, _ -> new HashSet<>()).add(net);
            }
        }
        for (Module.Child child : module.children) {
            if (child.scope() != module.body) {
                for (NetDeclaration net : child.module().nets) {
                    if (net.kind == NetDeclaration.Kind.INPUT) {
                        localWires.computeIfAbsent(child.scope(), _ -> new HashSet<>()).add(net);
                    }
                }
            }
        }
        List<Statement> body = new ArrayList<>(statements(module.body));
        body.addAll(hoisted);
        addEnables(body);
        if (gating.hasRegisters()) {
            body = gating.held(body, netIds, nodes::of, sources);
        }
        List<Memory> memories = new ArrayList<>();
        for (int i = 0; i < module.memories.size(); i++) {
            memories.add(memory(module.memories.get(i), memoryNames.get(i)));
        }
        List<Observation> observations = observations();
        String name = module.moduleName();
        if (!ReservedWords.isLegal(name)) {
            Reports.moduleName(module, name);
        }
        return new ModuleDef(
                gated.isEmpty() ? name : name + "_gated",
                formals,
                List.copyOf(nets),
                nodes.all(),
                memories,
                instances,
                body,
                observations,
                annotations(),
                nodes.names(names, sources),
                List.copyOf(netPlaces),
                nodes.places(sources));
    }

    private Annotations annotations() {
        Annotations.Builder all = new Annotations.Builder();
        boolean ownUnused = !formalsEmpty && domains.indexOf(module.domains.getFirst()) < 0;
        for (NetDeclaration net : module.nets) {
            int id = netIds.getOrDefault(net, -1);
            if (!net.attributes.isEmpty()) {
                all.net(id, Attributes.list(net.attributes));
            }
            if (net.code != null && id >= 0) {
                all.enumeration(id, net.code.enumeration());
            }
            if (net.crossing != null) {
                all.crossing(id, net.crossing);
            }
            if (net.group.portDomain != null) {
                all.port(id, domains.indexOf(net.group.portDomain));
            } else if (net.isPort() && (net.group.asynchronous || ownUnused)) {
                all.port(id, Annotations.ASYNCHRONOUS);
            }
        }
        for (int i = 0; i < module.memories.size(); i++) {
            Mem<?> memory = module.memories.get(i);
            if (!memory.attributes.isEmpty()) {
                all.memory(i, Attributes.list(memory.attributes));
            }
            if (memory.crossing != null) {
                all.memoryCrossing(i, memory.crossing);
            }
        }
        for (ClockDomain[] pair : module.synchronous) {
            int first = domains.indexOf(pair[0]);
            int second = domains.indexOf(pair[1]);
            if (first >= 0 && second >= 0) {
                all.synchronous(first, second);
            }
        }
        bundles(all);
        return all.build();
    }

    /// The declarations that made several nets; one whose nets could not have the names of its fields stays in pieces.
    private void bundles(Annotations.Builder all) {
        int at = 0;
        while (at < module.nets.size()) {
            NetDeclaration.Group group = module.nets.get(at).group;
            List<Aggregates.Leaf> leaves = new ArrayList<>();
            boolean named = true;
            for (; at < module.nets.size() && module.nets.get(at).group == group; at++) {
                NetDeclaration net = module.nets.get(at);
                int id = netIds.getOrDefault(net, -1);
                if (group.types != null) {
                    leaves.add(new Aggregates.Leaf(net.path, id));
                    named &= id >= 0 && nets.get(id).name().equals(net.wantedName());
                }
            }
            if (group.types != null && group.name != null && named) {
                all.bundles(Aggregates.of(group.name, leaves, group.types));
            }
        }
    }

    // ---- names

    private void nameGroups() {
        for (NetDeclaration net : module.nets) {
            if (net.group.name == null) {
                net.group.name = declaredName(net.group.site, net.kind.fallback);
            }
        }
    }

    /// The Java variable's name; of an array or collection with a number.
    private String declaredName(Site site, String fallback) {
        String name = sources.nameAt(site).orElse(null);
        if (name != null) {
            return name;
        }
        String collector = sources.collectorAt(site).orElse(null);
        return collector == null
                ? fallback
                : collector + "_" + (collected.merge(collector, 1, Integer::sum) - 1);
    }

    // ---- nets and instances

    private void addOwn(boolean ports) {
        for (NetDeclaration net : module.nets) {
            if (net.isPort() == ports) {
                addOwn(net);
            }
        }
    }

    private void addOwn(NetDeclaration net) {
        String name = names.take(net, net.wantedName());
        if (net.isPort() && net.hasOwnName() && !name.equals(ModuleNames.legal(net.wantedName()))) {
            Reports.portName(net);
        }
        int width = net.width;
        add(
                net,
                switch (net.kind) {
                    case INPUT -> new Net.Input(name, width);
                    case OUTPUT -> new Net.Output(name, width);
                    case WIRE -> new Net.Wire(name, width);
                    case REGISTER ->
                            new Net.Register(
                                    name,
                                    width,
                                    domains.indexOf(net.domain),
                                    Optional.ofNullable(net.init).map(Init::value),
                                    net.init == null ? "" : net.init.label());
                    case READ_DATA -> readData(net, name);
                });
    }

    private void addInout(Inout inout) {
        inout.name = names.take(inout, inout.nameOr(sources.nameAt(inout.site).orElse("inout")));
        if (!inout.used) {
            Reports.unconnected(inout, "leads to no black box", "connect a child's pin to it");
        }
        inoutIds.put(inout, nets.size());
        nets.add(new Net.Inout(inout.name, inout.width));
        netPlaces.add(sources.placeOf(inout.site));
    }

    /// A child's pin, which is one with an inout of this module.
    private void addPin(Inout pin, String instanceName, int instance, int port) {
        if (pin.outer == null) {
            Reports.unconnected(
                    pin,
                    "is connected to nothing",
                    "connect(pin, port) it to an inout of the parent");
            return;
        }
        String name = names.take(pin, instanceName + "_" + pin.nameOr("inout"));
        int outer = inoutIds.getOrDefault(pin.outer, -1);
        nets.add(new Net.InstanceInout(name, pin.width, instance, port, outer));
        netPlaces.add(sources.placeOf(pin.site));
    }

    /// The enable of a child's domain, which is bound to a derived one here.
    private void addEnable(
            Module.Child child, ClockDomain domain, String instanceName, int instance, int port) {
        if (domain.enable == null) {
            throw new IllegalStateException(domain + " has no enable");
        }
        String name = names.take(new Object(), instanceName + "_" + domain.enable.wantedName());
        enables.put(nets.size(), child.domains().get(domain.index));
        add(domain.enable, new Net.InstanceInput(name, 1, instance, port));
    }

    private void addEnables(List<Statement> body) {
        for (Map.Entry<Integer, ClockDomain> entry : enables.entrySet()) {
            int net = entry.getKey();
            Term gate = gating.of(entry.getValue());
            if (gate != null) {
                body.add(new Statement.Assign(net, 0, 1, nodes.of(gate), netPlaces.get(net)));
            }
        }
    }

    private Net readData(NetDeclaration net, String name) {
        for (Mem<?> memory : module.memories) {
            for (int port = 0; port < memory.reads.size(); port++) {
                if (memory.reads.get(port).data().operation instanceof Term.Operation.Net data
                        && data.declaration() == net) {
                    return new Net.ReadData(
                            name, net.width, memoryIds.getOrDefault(memory, 0), port);
                }
            }
        }
        throw new IllegalStateException("read data " + name + " without a memory port");
    }

    private void add(NetDeclaration declaration, Net net) {
        netIds.put(declaration, nets.size());
        nets.add(net);
        netPlaces.add(sources.placeOf(declaration.group.site));
    }

    private List<ModuleDef.Instance> addInstances() {
        List<ModuleDef.Instance> instances = new ArrayList<>();
        for (Module.Child child : module.children) {
            ModuleDef def = definition(child.module());
            String wanted =
                    child.module().instanceName == null ? "child" : child.module().instanceName;
            String name = names.take(child, wanted);
            child.module().instanceName = name;
            int index = instances.size();
            int port = 0;
            for (NetDeclaration net : child.module().nets) {
                if (net.isPort()) {
                    String netName =
                            names.take(new Object(), name + "_" + def.nets().get(port).name());
                    add(
                            net,
                            net.kind == NetDeclaration.Kind.INPUT
                                    ? new Net.InstanceInput(netName, net.width, index, port)
                                    : new Net.InstanceOutput(netName, net.width, index, port));
                    port++;
                }
            }
            for (Inout pin : child.module().inouts) {
                addPin(pin, name, index, port++);
            }
            for (ClockDomain domain : Gating.inputs(child.module(), domainsOf(child.module()))) {
                addEnable(child, domain, name, index, port++);
            }
            instances.add(
                    new ModuleDef.Instance(
                            name,
                            def,
                            domains.binding(child, domainsOf(child.module())),
                            sources.placeOf(child.site())));
        }
        return instances;
    }

    private Domains domainsOf(Module child) {
        Domains inner = knownDomains.get(child);
        if (inner == null) {
            throw new IllegalStateException(child.moduleName() + " converted after its parent");
        }
        return inner;
    }

    private ModuleDef definition(Module child) {
        ModuleDef def = children.get(child);
        if (def == null) {
            throw new IllegalStateException(child.moduleName() + " converted after its parent");
        }
        return def;
    }

    // ---- statements and memory ports

    private List<Statement> statements(List<Drive> drives) {
        List<Statement> result = new ArrayList<>();
        for (Drive drive : drives) {
            nodes.at(drive.site());
            switch (drive) {
                case Drive.Assign assign -> {
                    Integer net = netIds.get(assign.net());
                    if (net == null) {
                        Reports.foreign(assign.net(), assign.site());
                    } else {
                        result.add(
                                new Statement.Assign(
                                        net,
                                        assign.lo(),
                                        assign.value().width,
                                        nodes.of(assign.value()),
                                        sources.placeOf(assign.site())));
                    }
                }
                case Drive.When when ->
                        result.add(
                                new Statement.When(
                                        nodes.of(when.condition()),
                                        statements(when.then()),
                                        statements(when.otherwise()),
                                        sources.placeOf(when.site())));
                case Drive.Select select -> result.add(select(select));
            }
        }
        return localWires.containsKey(drives)
                ? withoutLocals(result, localWires.get(drives))
                : List.copyOf(result);
    }

    private List<Statement> withoutLocals(List<Statement> body, Set<NetDeclaration> wires) {
        Set<Integer> locals = new HashSet<>();
        wires.forEach(wire -> locals.add(netIds.get(wire)));
        hoisted.addAll(Restriction.of(body, assign -> locals.contains(assign.net())));
        return Restriction.of(body, assign -> !locals.contains(assign.net()));
    }

    private List<Observation> observations() {
        List<Observation> result = new ArrayList<>();
        for (Observe one : module.observations) {
            nodes.at(one.site());
            int domain = domains.indexOf(one.domain());
            Place place = sources.placeOf(one.site());
            result.add(
                    switch (one) {
                        case Observe.Property p ->
                                new Observation.Property(
                                        p.kind(),
                                        names.take(p, p.label()),
                                        domain,
                                        nodes.of(gating.and(p.enable(), one.domain())),
                                        nodes.of(p.condition()),
                                        p.message(),
                                        place);
                        case Observe.Print p -> {
                            List<Observation.Value> values = new ArrayList<>();
                            for (int i = 0; i < p.values().size(); i++) {
                                values.add(
                                        new Observation.Value(
                                                nodes.of(p.values().get(i)), p.forms().get(i)));
                            }
                            yield new Observation.Print(
                                    domain,
                                    nodes.of(gating.and(p.enable(), one.domain())),
                                    p.texts(),
                                    values,
                                    place);
                        }
                    });
        }
        return List.copyOf(result);
    }

    private Statement select(Drive.Select select) {
        int subject = nodes.of(select.subject());
        List<Statement.Case> cases = new ArrayList<>();
        int constants = 0;
        for (Drive.Case one : select.cases()) {
            cases.add(new Statement.Case(List.copyOf(one.patterns()), statements(one.body())));
            constants += one.patterns().size();
        }
        boolean allConstants = select.otherwise().isEmpty() && constants == select.constants();
        Statement.Select converted =
                new Statement.Select(
                        subject,
                        List.copyOf(cases),
                        statements(select.otherwise()),
                        allConstants,
                        sources.placeOf(select.site()));
        return allConstants || !converted.coversAll(select.subject().width)
                ? converted
                : new Statement.Select(
                        subject, converted.cases(), converted.otherwise(), true, converted.place());
    }

    private Memory memory(Mem<?> memory, String name) {
        List<Memory.WritePort> writes = new ArrayList<>();
        for (Mem.Write write : memory.writes) {
            nodes.at(write.site());
            writes.add(
                    new Memory.WritePort(
                            domains.indexOf(write.domain()),
                            nodes.of(gating.and(write.enable(), write.domain())),
                            nodes.of(write.address()),
                            nodes.of(write.data()),
                            write.mask() == null
                                    ? OptionalInt.empty()
                                    : OptionalInt.of(nodes.of(write.mask())),
                            sources.placeOf(write.site())));
        }
        List<Memory.ReadPort> reads = new ArrayList<>();
        for (Mem.Read read : memory.reads) {
            nodes.at(read.site());
            Term.Operation.Net data = (Term.Operation.Net) read.data().operation;
            reads.add(
                    new Memory.ReadPort(
                            domains.indexOf(read.domain()),
                            nodes.of(gating.and(read.enable(), read.domain())),
                            nodes.of(read.address()),
                            netIds.getOrDefault(data.declaration(), -1),
                            sources.placeOf(read.site())));
        }
        return new Memory(
                name,
                memory.width,
                memory.depth,
                memory.granule,
                memory.policy,
                memory.init,
                writes,
                reads);
    }
}
