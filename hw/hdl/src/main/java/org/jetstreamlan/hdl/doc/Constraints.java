package org.jetstreamlan.hdl.doc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jetstreamlan.hdl.ir.Annotations;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Crossing;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.pass.DomainFlow;
import org.jetstreamlan.hdl.pass.FlatDesign;

/// The timing constraints of a design: its clocks, and each place where a value goes from one to an unrelated one.
///
/// | crossing | bound |
/// | --- | --- |
/// | [Crossing#BIT] | none: early or late, it is right |
/// | [Crossing#GRAY] | delay at most a period of the source; difference between bits at most a period of the faster clock |
/// | [Crossing#HELD] | delay at most a period of the target: the request that says it may be sampled takes longer |
///
/// Names are those of the Verilog, levels apart by `/`, with `*` for the bits and for what a tool appends (`_reg`).
public final class Constraints {
    private static final double NANOSECONDS = 1e9;

    /// What a source is to the tools: registers and memories, ports of the top, pins of a black box.
    private enum Origin {
        CELL,
        PORT,
        PIN
    }

    /// A way from sources of one clock, or of none, to what another samples.
    private record Way(
            Crossing kind, int from, int to, Origin origin, Set<String> sources, String target) {}

    private final Circuit circuit;
    private final ModuleDef top;
    private final int[] groups;

    private Constraints(Circuit circuit) {
        this.circuit = circuit;
        top = circuit.top();
        groups = new int[top.domains().size()];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = i;
        }
        for (Annotations.Synchronous pair : top.annotations().synchronous()) {
            int from = groups[pair.first()];
            int to = groups[pair.second()];
            for (int i = 0; i < groups.length; i++) {
                groups[i] = groups[i] == from ? to : groups[i];
            }
        }
    }

    /// Whether a design has anything but one clock.
    public static boolean areNeeded(Circuit circuit) {
        return circuit.top().domains().size() > 1;
    }

    /// Synopsys Design Constraints, with `-datapath_only` and `set_bus_skew` as Vivado has them.
    public static String sdc(Circuit circuit) {
        return new Constraints(circuit).sdc();
    }

    /// Lattice's preferences, for Diamond and nextpnr-ecp5. nextpnr bounds no way between unrelated clocks: it takes the frequencies, warns that it
    /// does not know `BLOCK PATH`, and passes over `MAXDELAY`.
    public static String lpf(Circuit circuit) {
        return new Constraints(circuit).lpf();
    }

    private String sdc() {
        var out = new StringBuilder("# " + top.name() + ": clocks\n");
        for (ModuleDef.Domain domain : top.domains()) {
            out.append(
                    "create_clock -name %s -period %s [get_ports {%s}]\n"
                            .formatted(
                                    domain.clock(), number(period(domain.spec())), domain.clock()));
        }
        synchronous(out);
        List<Way> ways = ways();
        unrelated(ways, out);
        for (Way way : ways) {
            String from =
                    "[get_%ss {%s}]"
                            .formatted(
                                    way.origin.name().toLowerCase(Locale.ROOT), cells(way.sources));
            String to =
                    way.target.isEmpty()
                            ? "[get_clocks {%s}]".formatted(clock(way.to))
                            : "[get_cells {%s*}]".formatted(way.target);
            out.append(
                    "\n# %s: %s to %s\n"
                            .formatted(
                                    title(way.kind),
                                    way.from < 0 ? "no clock" : clock(way.from),
                                    clock(way.to)));
            switch (way.kind) {
                case BIT -> out.append("set_false_path -from %s -to %s\n".formatted(from, to));
                case GRAY -> {
                    out.append(maxDelay(from, to, limit(way)));
                    if (way.from >= 0) {
                        double skew = Math.min(period(way.from), period(way.to));
                        out.append(
                                "set_bus_skew -from %s -to %s %s\n"
                                        .formatted(from, to, number(skew)));
                    }
                }
                case HELD -> out.append(maxDelay(from, to, limit(way)));
            }
        }
        return out.toString();
    }

    /// Says of which clocks the ways between them are timed like any other.
    private void synchronous(StringBuilder out) {
        for (Annotations.Synchronous pair : top.annotations().synchronous()) {
            if (pair.first() != pair.second()) {
                out.append(
                        "# %s and %s are synchronous: ways between them are timed from edge to edge\n"
                                .formatted(clock(pair.first()), clock(pair.second())));
            }
        }
    }

    private static String maxDelay(String from, String to, double limit) {
        return "set_max_delay -datapath_only -from %s -to %s %s\n"
                .formatted(from, to, number(limit));
    }

    /// How long a value may be on its way, in ns.
    private double limit(Way way) {
        return way.kind == Crossing.GRAY && way.from >= 0 ? period(way.from) : period(way.to);
    }

    /// Pairs of clocks between which nothing goes at all.
    private void unrelated(List<Way> ways, StringBuilder out) {
        boolean first = true;
        for (int a = 0; a < groups.length; a++) {
            for (int b = a + 1; b < groups.length; b++) {
                int one = a;
                int other = b;
                boolean met =
                        groups[a] == groups[b]
                                || ways.stream()
                                        .anyMatch(
                                                way ->
                                                        (way.from == one && way.to == other)
                                                                || (way.from == other
                                                                        && way.to == one));
                if (!met) {
                    out.append(first ? "\n# nothing goes from one of these to the other\n" : "");
                    first = false;
                    out.append(
                            "set_clock_groups -asynchronous -group [get_clocks {%s}] -group [get_clocks {%s}]\n"
                                    .formatted(clock(a), clock(b)));
                }
            }
        }
    }

    private String lpf() {
        var out = new StringBuilder("# " + top.name() + ": clocks\n");
        for (ModuleDef.Domain domain : top.domains()) {
            out.append(
                    "FREQUENCY PORT \"%s\" %s MHZ;\n"
                            .formatted(domain.clock(), number(domain.spec().hertz() / 1e6)));
        }
        synchronous(out);
        List<Way> ways = ways();
        if (!ways.isEmpty()) {
            out.append("BLOCK ASYNCPATHS;\n");
        }
        for (Way way : ways) {
            String begin = way.from < 0 ? "no clock" : clock(way.from);
            out.append("\n# %s: %s to %s\n".formatted(title(way.kind), begin, clock(way.to)));
            for (String source : way.sources) {
                String from =
                        switch (way.origin) {
                            case CELL -> "CELL \"%s*\"".formatted(source);
                            case PORT -> "PORT \"%s\"".formatted(source);
                            // The black box as a whole: its pins have other names after mapping.
                            case PIN ->
                                    "CELL \"%s\""
                                            .formatted(
                                                    source.substring(0, source.lastIndexOf('/')));
                        };
                String target =
                        way.target.isEmpty()
                                ? "CLKNET \"%s\"".formatted(clock(way.to))
                                : "CELL \"%s*\"".formatted(way.target);
                String path = "FROM %s TO %s".formatted(from, target);
                out.append(
                        way.kind == Crossing.BIT
                                ? "BLOCK PATH %s;\n".formatted(path)
                                : "MAXDELAY %s %s NS;\n".formatted(path, number(limit(way))));
            }
        }
        return out.toString();
    }

    // ---- what crosses

    private List<Way> ways() {
        if (DomainFlow.isTrivial(circuit)) {
            return List.of();
        }
        var flow = new DomainFlow(circuit);
        var ways = new ArrayList<Way>();
        flow.eachSink(sink -> sink.crossing().ifPresent(kind -> registers(flow, sink, kind, ways)));
        for (FlatDesign.Instance instance : flow.design().instances()) {
            instance.module()
                    .annotations()
                    .memoryCrossings()
                    .forEach((memory, kind) -> memory(instance, memory, kind, ways));
        }
        return ways;
    }

    /// What a register that crosses samples of other clocks, one way for each of them.
    private void registers(DomainFlow flow, DomainFlow.Sink sink, Crossing kind, List<Way> ways) {
        Map<Integer, Map<Origin, Set<String>>> sources = new TreeMap<>();
        var seen = new BitSet();
        var open = new ArrayDeque<>(sink.drivers());
        while (!open.isEmpty()) {
            int vertex = open.pop();
            if (seen.get(vertex)) {
                continue;
            }
            seen.set(vertex);
            flow.eachDomain(
                    vertex,
                    domain -> {
                        if (domain < 0 || groups[domain] != groups[sink.domain()]) {
                            sources.computeIfAbsent(domain, _ -> new TreeMap<>())
                                    .computeIfAbsent(origin(flow, vertex), _ -> new TreeSet<>())
                                    .add(name(flow, vertex));
                        }
                    });
            flow.eachSource(vertex, open::push);
        }
        FlatDesign.Instance owner = flow.design().instance(sink.instance());
        String target = path(owner, owner.module().nets().get(sink.net()).name());
        sources.forEach(
                (domain, byOrigin) ->
                        byOrigin.forEach(
                                (origin, names) ->
                                        ways.add(
                                                new Way(
                                                        kind,
                                                        domain,
                                                        sink.domain(),
                                                        origin,
                                                        names,
                                                        target))));
    }

    private static Origin origin(DomainFlow flow, int vertex) {
        if (!flow.isNet(vertex)) {
            return Origin.CELL;
        }
        Net net = flow.design().net(flow.index(vertex));
        return net instanceof Net.Input
                ? Origin.PORT
                : net instanceof Net.ExternalOutput ? Origin.PIN : Origin.CELL;
    }

    /// From the cells of a memory to whatever reads them with another clock.
    private void memory(FlatDesign.Instance owner, int number, Crossing kind, List<Way> ways) {
        Memory memory = owner.module().memories().get(number);
        Set<Integer> from = new TreeSet<>();
        memory.writes().forEach(port -> from.add(owner.domains().get(port.domain())));
        Set<Integer> to = new TreeSet<>();
        memory.reads().forEach(port -> to.add(owner.domains().get(port.domain())));
        if (memory.reads().isEmpty()) {
            to.addAll(owner.domains());
        }
        for (int source : from) {
            for (int target : to) {
                if (groups[source] != groups[target]) {
                    Set<String> cells = Set.of(path(owner, memory.name()));
                    ways.add(new Way(kind, source, target, Origin.CELL, cells, ""));
                }
            }
        }
    }

    private static String name(DomainFlow flow, int vertex) {
        FlatDesign.Instance owner = flow.design().instance(flow.instance(vertex));
        int local = flow.local(vertex);
        return path(
                owner,
                flow.isNet(vertex)
                        ? owner.module().nets().get(local) instanceof Net.ReadData data
                                ? owner.module().memories().get(data.memory()).name()
                                : owner.module().nets().get(local).name()
                        : owner.module().memories().get(local).name());
    }

    private static String path(FlatDesign.Instance owner, String name) {
        return owner.path().isEmpty() ? name : owner.path().replace('.', '/') + "/" + name;
    }

    // ---- words

    private static String title(Crossing kind) {
        return switch (kind) {
            case BIT -> "one bit";
            case GRAY -> "Gray code";
            case HELD -> "held";
        };
    }

    private static String cells(Set<String> names) {
        return String.join(" ", names.stream().map(name -> name + "*").toList());
    }

    private String clock(int domain) {
        return top.domains().get(domain).clock();
    }

    private double period(int domain) {
        return period(top.domains().get(domain).spec());
    }

    /// In ns.
    private static double period(ClockSpec spec) {
        return NANOSECONDS / spec.hertz();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
