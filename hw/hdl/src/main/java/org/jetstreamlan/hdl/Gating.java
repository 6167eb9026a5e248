package org.jetstreamlan.hdl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jetstreamlan.hdl.check.HdlError;
import org.jetstreamlan.hdl.check.Spot;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.ir.Statement;
import org.jetstreamlan.hdl.pass.Restriction;
import org.jspecify.annotations.Nullable;

/// What makes the derived clock domains of one module tick. In hardware such a domain is its source's clock with an enable: no
/// clock net is gated, so that no edge can come late or too short. Where a parent binds a domain of a child to a derived one, the child gets
/// the enable as a further input.
final class Gating {
    private final Module module;
    private final Map<ClockDomain, Term> known = new IdentityHashMap<>();

    Gating(Module module) {
        this.module = module;
    }

    /// Whether a domain ticks at some edges of its source only.
    static boolean isGated(ClockDomain domain) {
        return domain.base != null || domain.enable != null;
    }

    /// What is 1 before the edges of a domain; null for one that has all edges of its source.
    @Nullable Term of(ClockDomain domain) {
        Term term = known.get(domain);
        if (term == null && isGated(domain)) {
            term = made(domain);
            known.put(domain, term);
        }
        return term;
    }

    private Term made(ClockDomain domain) {
        if (domain.enable != null) {
            return Term.net(domain.enable);
        }
        if (domain.base == null || domain.ticking == null) {
            throw new IllegalStateException(domain + " is not gated");
        }
        Term outer = of(domain.base);
        Term own = domain.ticking.term();
        return outer == null ? own : Term.both(outer, own, domain.name + "_enable", domain.site);
    }

    /// `enable`, and only while a domain ticks.
    Term and(Term enable, ClockDomain domain) {
        Term gate = of(domain);
        return gate == null ? enable : Term.both(gate, enable, null, Site.NOWHERE);
    }

    /// Whether the module has registers in derived domains.
    boolean hasRegisters() {
        for (NetDeclaration net : module.nets) {
            if (net.domain != null && isGated(net.domain)) {
                return true;
            }
        }
        return false;
    }

    /// The statements of the module, with registers of derived domains held except at their edges.
    ///
    /// @param node gives the number of a term's node
    List<Statement> held(
            List<Statement> body,
            Map<NetDeclaration, Integer> netIds,
            ToIntFunction<Term> node,
            Sources sources) {
        SequencedMap<ClockDomain, Set<Integer>> registers = new LinkedHashMap<>();
        for (NetDeclaration net : module.nets) {
            if (net.domain != null && isGated(net.domain)) {
                int id = netIds.getOrDefault(net, -1);
                registers.computeIfAbsent(net.domain, _ -> new HashSet<>()).add(id);
            }
        }
        List<Statement> rest = body;
        List<Statement> held = new ArrayList<>();
        for (Map.Entry<ClockDomain, Set<Integer>> entry : registers.entrySet()) {
            Set<Integer> own = entry.getValue();
            List<Statement> part = Restriction.of(rest, assign -> own.contains(assign.net()));
            rest = Restriction.of(rest, assign -> !own.contains(assign.net()));
            Term gate = of(entry.getKey());
            if (!part.isEmpty() && gate != null) {
                Place place = sources.placeOf(entry.getKey().site);
                held.add(new Statement.When(node.applyAsInt(gate), part, List.of(), place));
            }
        }
        held.addAll(0, rest);
        return held;
    }

    /// The enables that a module takes as inputs, in the order of its domains.
    static List<ClockDomain> inputs(Module module, Domains domains) {
        List<ClockDomain> gated = List.of();
        for (ClockDomain domain : module.domains) {
            if (domain.enable != null && domains.indexOf(domain) >= 0) {
                gated = gated.isEmpty() ? new ArrayList<>() : gated;
                gated.add(domain);
            }
        }
        return gated;
    }

    /// Lets a child know that its domains are bound to derived ones.
    static void bind(Module.Child child) {
        for (ClockDomain inner : child.module().domains) {
            if (!isGated(child.domains().get(inner.index))) {
                continue;
            }
            if (child.module() instanceof BlackBox box) {
                refuse(box, inner, child.site());
            } else {
                NetDeclaration.Group group = new NetDeclaration.Group(child.site());
                group.name = (inner.name.isEmpty() ? "" : inner.name + "_") + "clk_enable";
                group.portDomain = inner;
                inner.enable =
                        new NetDeclaration(
                                child.module(),
                                NetDeclaration.Kind.INPUT,
                                group,
                                "",
                                1,
                                null,
                                null);
            }
        }
    }

    private static void refuse(BlackBox box, ClockDomain domain, Site site) {
        String port = box.wiring(domain).clock();
        if (port != null) {
            Elaboration.report(
                    new HdlError.BadArgument(
                            Reports.path(box) + "." + port,
                            "is bound to a derived clock, which in hardware is its source's clock with an enable",
                            "bind it to the source, and give the box the enable as an input",
                            List.of(new Spot(Elaboration.placeOf(site), "adopted here"))));
        }
    }
}
