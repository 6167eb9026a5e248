package org.jetstreamlan.cli.figure;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jetstreamlan.cli.NamedDesign;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.verilog.Verilog;

/// Which names in the adapter's Verilog come from its Java source. Each declaration of a net or memory in the text is counted, clocks and resets left out;
/// also the wire `unused`, which keeps linters quiet. A name is a Java name if the netlist has it from a field, a local variable or a record's component. It is not if
/// the emitter made it up (the netlist does not know it), or if nothing in Java had a name, so that the netlist says what it is: `wire`, `register`,
/// `memory`, or a child's class.
final class NamesBenchmark implements Benchmark {
    static final Benchmark ADAPTER = new NamesBenchmark();

    private static final List<Figure> FIGURES =
            List.of(
                    new Figure(
                            "hdl.names_state",
                            "share of registers, ports, memories and instances in the adapter's Verilog with a Java name",
                            "%",
                            2,
                            new Target.AtLeast(100)),
                    new Figure(
                            "hdl.names_wires",
                            "share of wires in the adapter's Verilog with a Java name",
                            "%",
                            2,
                            new Target.AtLeast(95)));

    /// One or more names behind a kind and a width; several declarations may share a line.
    private static final Pattern DECLARATION =
            Pattern.compile(
                    "\\b(input|output|wire|reg)(?: (?:wire|reg))?(?: \\[\\d+:0\\])? (\\w+(?:, (?!input|output)\\w+)*)");

    private static final Pattern NO_NAME =
            Pattern.compile("(input|output|wire|register|read_data|memory|child)(_\\d+)*");

    private NamesBenchmark() {}

    @Override
    public List<Figure> figures() {
        return FIGURES;
    }

    @Override
    public List<Double> run() {
        Circuit circuit = Design.of(NamedDesign.ADAPTER.top()).circuit();
        var modules = Verilog.of(circuit).modules();
        Tally state = new Tally();
        Tally wires = new Tally();
        for (ModuleDef module : circuit.modules()) {
            count(module, modules.getOrDefault(module.name(), ""), state, wires);
        }
        return List.of(state.share(), wires.share());
    }

    /// Names counted.
    private static final class Tally {
        private int all;
        private int fromJava;

        void add(boolean isFromJava) {
            all++;
            fromJava += isFromJava ? 1 : 0;
        }

        double share() {
            return 100.0 * fromJava / all;
        }
    }

    private static void count(ModuleDef module, String verilog, Tally state, Tally wires) {
        Set<String> clocks = new HashSet<>();
        module.domains().forEach(domain -> clocks.addAll(List.of(domain.clock(), domain.reset())));
        Set<String> java = new HashSet<>();
        module.nets().stream().map(Net::name).forEach(java::add);
        module.nodeNames().stream().flatMap(Optional::stream).forEach(java::add);
        module.memories().stream().map(Memory::name).forEach(java::add);
        java.removeIf(name -> NO_NAME.matcher(name).matches());
        for (ModuleDef.Instance instance : module.instances()) {
            String ofClass = instance.module().name().split("_", -1)[0].toLowerCase(Locale.ROOT);
            String own = instance.name().replaceFirst("_\\d+$", "").toLowerCase(Locale.ROOT);
            state.add(!own.equals(ofClass) || !isUnnamed(instance, module));
        }
        for (String line : verilog.lines().toList()) {
            Matcher declaration = DECLARATION.matcher(line);
            while (declaration.find()) {
                boolean isWire = declaration.group(1).equals("wire");
                for (String name : declaration.group(2).split(", ", -1)) {
                    if (!clocks.contains(name)) {
                        (isWire ? wires : state).add(java.contains(name));
                    }
                }
            }
        }
    }

    /// Whether an instance that is named like its class has that name for want of another: a second one of the class is numbered.
    private static boolean isUnnamed(ModuleDef.Instance instance, ModuleDef module) {
        return instance.name().matches(".*_\\d+")
                && module.instances().stream()
                        .anyMatch(other -> instance.name().startsWith(other.name() + "_"));
    }
}
