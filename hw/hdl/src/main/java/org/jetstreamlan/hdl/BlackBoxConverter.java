package org.jetstreamlan.hdl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jetstreamlan.hdl.check.HdlError;
import org.jetstreamlan.hdl.check.Spot;
import org.jetstreamlan.hdl.ir.Annotations;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.External;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.ir.ReservedWords;

/// A black box to its IR: ports under the names that its Verilog dictates, and what it says of itself.
final class BlackBoxConverter {
    static final String WRAP =
            "wrap it in a Verilog module of your own that has another name there, and make that the black box";

    private final BlackBox box;
    private final List<ClockSpec> specs;
    private final Domains domains;
    private final ModuleNames names;
    private final Sources sources;
    private final Map<NetDeclaration, Integer> ids = new IdentityHashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final List<Net> nets = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();

    BlackBoxConverter(
            BlackBox box,
            List<ClockSpec> specs,
            Domains domains,
            ModuleNames names,
            Sources sources) {
        this.box = box;
        this.specs = specs;
        this.domains = domains;
        this.names = names;
        this.sources = sources;
    }

    /// What is wrong with a name that cannot be changed here, if anything.
    static Optional<String> mistake(String name) {
        if (ReservedWords.isLegal(name)) {
            return Optional.empty();
        }
        return Optional.of(
                ReservedWords.contains(name)
                        ? "is a reserved word of Verilog, SystemVerilog or C++, and the black box dictates it"
                        : "has other characters than letters, digits and _, and the black box dictates it");
    }

    ModuleDef convert() {
        requirePortsOnly();
        Optional<String> mistake = mistake(box.verilogName);
        if (mistake.isPresent()) {
            String stands = "stands for a module '" + box.verilogName + "', a name that ";
            error("", stands + mistake.get(), WRAP, sources.placeOf(box.site));
        }
        List<ModuleDef.Domain> formals = domains();
        for (NetDeclaration port : box.nets) {
            if (port.isPort()) {
                ids.put(port, ids.size());
            }
        }
        Annotations.Builder annotations = new Annotations.Builder();
        for (NetDeclaration port : box.nets) {
            if (port.isPort()) {
                add(port, annotations);
            }
        }
        for (Inout pin : box.inouts) {
            String name = pin.nameOr(sources.nameAt(pin.site).orElse("inout"));
            pin.name = name;
            take(name, sources.placeOf(pin.site));
            nets.add(new Net.Inout(name, pin.width));
            places.add(sources.placeOf(pin.site));
        }
        return ModuleDef.blackBox(
                box.verilogName,
                formals,
                List.copyOf(nets),
                annotations.build(),
                List.copyOf(places),
                external());
    }

    private void add(NetDeclaration port, Annotations.Builder annotations) {
        Place place = sources.placeOf(port.group.site);
        if (port.group.name == null) {
            port.group.name = sources.nameAt(port.group.site).orElse(port.kind.fallback);
        }
        String name = port.wantedName();
        take(name, place);
        names.take(port, name);
        int id = nets.size();
        places.add(place);
        if (port.kind == NetDeclaration.Kind.INPUT) {
            nets.add(new Net.Input(name, port.width));
        } else {
            nets.add(new Net.ExternalOutput(name, port.width, dependencies(port)));
        }
        if (port.group.asynchronous || belongsToNoClock(port, nets.get(id))) {
            annotations.port(id, Annotations.ASYNCHRONOUS);
        } else if (port.group.portDomain != null) {
            annotations.port(id, domains.indexOf(port.group.portDomain));
        }
        if (!port.attributes.isEmpty()) {
            error(name, "has attributes", "leave them out: a black box is not written", place);
        }
    }

    /// Whether a port that was declared in no domain is in none: the box has other clocks than its own, or it has no clock and the output
    /// comes from no input.
    private boolean belongsToNoClock(NetDeclaration port, Net net) {
        if (port.group.portDomain != null || domains.indexOf(box.domain()) >= 0) {
            return false;
        }
        return !box.wiring.isEmpty()
                || (net instanceof Net.ExternalOutput output && output.inputs().isEmpty());
    }

    private List<Integer> dependencies(NetDeclaration output) {
        List<NetDeclaration> declared = box.dependencies.get(output);
        List<Integer> inputs = new ArrayList<>();
        for (NetDeclaration port : declared == null ? box.nets : declared) {
            if (port.kind == NetDeclaration.Kind.INPUT && ids.containsKey(port)) {
                inputs.add(ids.getOrDefault(port, -1));
            }
        }
        return List.copyOf(inputs);
    }

    /// The domains whose clock the box takes, under the names of its ports.
    private List<ModuleDef.Domain> domains() {
        List<ModuleDef.Domain> formals = new ArrayList<>();
        Place place = sources.placeOf(box.site);
        for (ClockDomain domain : box.domains) {
            BlackBox.Wiring wiring = box.wiring(domain);
            ClockSpec spec = specs.get(domain.index);
            if (wiring.clock() == null) {
                if (wiring.reset() != null || domain.index > 0) {
                    error(
                            domain.toString(),
                            "has no clock port in the black box",
                            "name it with clock(port" + (domain.index > 0 ? ", domain)" : ")"),
                            place);
                }
                continue;
            }
            take(wiring.clock(), place);
            if (wiring.reset() != null) {
                take(wiring.reset(), place);
            }
            if (spec.edge() == ClockSpec.Edge.FALLING) {
                error(
                        wiring.clock(),
                        "samples at the rising edge and is bound to a clock whose sampling edge is the falling one",
                        "bind the black box to a domain with a rising edge",
                        place);
            }
            formals.add(
                    new ModuleDef.Domain(
                            wiring.clock(), wiring.reset() == null ? "" : wiring.reset(), spec));
        }
        return formals;
    }

    private External external() {
        List<Boolean> resets = new ArrayList<>();
        for (ClockDomain domain : box.domains) {
            if (domains.indexOf(domain) >= 0) {
                resets.add(box.wiring(domain).resetActiveHigh());
            }
        }
        return new External(
                box.getClass().getName() + ParameterName.of(box),
                List.copyOf(box.parameters.values()),
                List.copyOf(resets),
                box.verilog(),
                box.model()
                        .map(
                                _ ->
                                        () ->
                                                new BlackBoxBehaviour(
                                                        box.model().orElseThrow(), ids, domains)));
    }

    // ---- mistakes

    private void requirePortsOnly() {
        Optional<Site> other =
                box.nets.stream()
                        .filter(net -> !net.isPort())
                        .map(net -> net.group.site)
                        .findFirst()
                        .or(() -> box.memories.stream().map(memory -> memory.site).findFirst())
                        .or(() -> box.children.stream().map(Module.Child::site).findFirst())
                        .or(() -> box.observations.stream().map(Observe::site).findFirst())
                        .or(() -> box.body.stream().map(Drive::site).findFirst());
        if (other.isPresent()) {
            error(
                    "",
                    "is a black box and has more than ports",
                    "put registers, wires, memories and children into a module that holds the black box",
                    sources.placeOf(other.get()));
        }
    }

    /// Takes the name of a port, which must be free.
    private void take(String name, Place place) {
        Optional<String> mistake = mistake(name);
        if (mistake.isPresent()) {
            error(name, mistake.get(), WRAP, place);
        }
        if (!taken.add(name)) {
            error(
                    name,
                    "is the name of two ports of the black box",
                    "give each port the name that it has in the Verilog, with the field's name or .named(...)",
                    place);
        }
    }

    private void error(String port, String problem, String suggestion, Place place) {
        String path = Reports.path(box);
        Elaboration.report(
                new HdlError.BadArgument(
                        port.isEmpty() ? path : path + "." + port,
                        problem,
                        suggestion,
                        List.of(new Spot(place, ""))));
    }
}
