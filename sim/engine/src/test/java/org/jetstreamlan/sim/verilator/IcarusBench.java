package org.jetstreamlan.sim.verilator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.hdl.verilog.FixedRegisters;
import org.jetstreamlan.hdl.verilog.VerilogOutput;

/// A Verilog test bench that Icarus Verilog runs, obeying commands on standard input:
///
/// ```
/// p <port> <hex>      sets a port
/// s <count>           clock periods
/// c <clocks>          one period of the clocks whose port's bit is set
/// w                   settles and prints every visible signal on one line
/// m <memory> <cell>   prints a cell
/// r <register> <hex>  deposits into a register
/// d <memory> <cell> <hex>
/// ```
final class IcarusBench {
    /// A memory: its number in commands, and its depth.
    record Cells(int number, int depth) {}

    private static final Pattern DECLARED =
            Pattern.compile(
                    "\\b(?:wire|reg|localparam|input|output)\\s+(?:wire\\s+|reg\\s+)?(?:signed\\s+)?"
                            + "(?:\\[[^\\]]*\\]\\s*)?(?<name>\\w+)");

    private final VerilatedDesign design;
    private final FixedRegisters fixed = new FixedRegisters();
    private final Predicate<Observables.Signal> shown;
    private final List<String> watched = new ArrayList<>();
    private final Map<String, Integer> positions = new LinkedHashMap<>();
    private final Map<String, Integer> registers = new LinkedHashMap<>();
    private final List<String> deposits = new ArrayList<>();
    private final List<String> memories = new ArrayList<>();
    private final Map<String, Cells> cells = new LinkedHashMap<>();

    /// @param shown which signals it prints
    IcarusBench(
            Circuit circuit,
            VerilatedDesign design,
            VerilogOutput output,
            Predicate<Observables.Signal> shown) {
        this.design = design;
        this.shown = shown;
        var declared = new LinkedHashMap<String, Set<String>>();
        output.modules().forEach((name, text) -> declared.put(name, declared(text)));
        var observables = Observables.of(circuit);
        var locator = new Locator(circuit, design, observables);
        var home = design.scope("");
        watch(observables.top(), declared, locator, home);
    }

    private static Set<String> declared(String text) {
        var names = new HashSet<String>();
        var matcher = DECLARED.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group("name"));
        }
        return names;
    }

    private void watch(
            Observables.Scope scope,
            Map<String, Set<String>> declared,
            Locator locator,
            String home) {
        for (var signal : scope.signals()) {
            if (!shown.test(signal)) {
                continue;
            }
            switch (locator.place(signal)) {
                case Locator.Place.Port(var number) -> show(signal.path(), "p" + number);
                case Locator.Place.Variable(var in, var name, _) -> {
                    boolean isChilds = signal.kind() == Observables.Kind.INSTANCE_PORT;
                    if (isChilds
                            || declared.getOrDefault(scope.module().name(), Set.of())
                                    .contains(name)) {
                        var expression = "dut" + in.substring(home.length()) + "." + name;
                        show(signal.path(), expression);
                        if (isState(signal) && !fixed.contains(scope.module(), signal.index())) {
                            registers.put(signal.path(), deposits.size());
                            deposits.add(expression);
                        }
                    }
                }
            }
        }
        for (var memory : scope.module().memories()) {
            var path = (scope.path().isEmpty() ? "" : scope.path() + ".") + memory.name();
            cells.put(path, new Cells(memories.size(), memory.depth()));
            memories.add("dut." + path);
        }
        scope.children().forEach(child -> watch(child, declared, locator, home));
    }

    private static boolean isState(Observables.Signal signal) {
        return signal.kind() == Observables.Kind.REGISTER
                || signal.kind() == Observables.Kind.READ_DATA;
    }

    private void show(String path, String expression) {
        positions.put(path, watched.size());
        watched.add(expression);
    }

    /// For each visible signal its place in the line that `w` prints.
    Map<String, Integer> positions() {
        return positions;
    }

    /// Numbers of the registers that are shown, for `r`.
    Map<String, Integer> registers() {
        return registers;
    }

    Map<String, Cells> cells() {
        return cells;
    }

    String text() {
        var text = new StringBuilder("module bench;\n");
        var connections = new ArrayList<String>();
        var ports = design.ports();
        for (int i = 0; i < ports.size(); i++) {
            var port = ports.get(i);
            var kind = port.role() == VerilatedDesign.Role.OUTPUT ? "wire" : "reg";
            text.append("  %s [%d:0] p%d;\n".formatted(kind, port.width() - 1, i));
            if (port.role() != VerilatedDesign.Role.OUTPUT) {
                boolean high = port.role() == VerilatedDesign.Role.FALLING_CLOCK;
                text.append("  initial p%d = %d;\n".formatted(i, high ? 1 : 0));
            }
            connections.add(".%s(p%d)".formatted(port.name(), i));
        }
        text.append("  %s dut(%s);\n".formatted(design.top(), String.join(", ", connections)));
        text.append(
                """
                  integer in, got, which, count;
                  reg [7:0] command;
                  reg [1023:0] clocks, value;
                  initial begin
                    in = 32'h8000_0000;
                    #1;
                    got = $fscanf(in, " %c", command);
                    while (got == 1) begin
                      case (command)
                        "p": begin
                          got = $fscanf(in, "%d", which);
                          case (which)
                """);
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i).role().isInput()) {
                text.append("            %d: got = $fscanf(in, \"%%h\", p%d);\n".formatted(i, i));
            }
        }
        text.append("          endcase\n          #1;\n        end\n        \"s\": begin\n");
        text.append("          got = $fscanf(in, \"%d\", count);\n");
        int clock = design.ownClock();
        if (clock >= 0) {
            text.append(
                    "          repeat (2 * count) begin #1 p%d = ~p%d; #1; end\n"
                            .formatted(clock, clock));
        }
        text.append("        end\n        \"c\": begin\n");
        text.append(
                "          got = $fscanf(in, \"%h\", clocks);\n          repeat (2) begin\n            #1;\n");
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i).role().isClock()) {
                text.append("            if (clocks[%d]) p%d = ~p%d;\n".formatted(i, i, i));
            }
        }
        text.append("            #1;\n          end\n");
        text.append("        end\n        \"w\": begin\n          #1;\n");
        watched.forEach(
                expression ->
                        text.append("          $write(\"%%h \", %s);\n".formatted(expression)));
        text.append("          $display;\n          $fflush;\n        end\n        \"m\": begin\n");
        text.append(
                "          got = $fscanf(in, \"%d %d\", which, count);\n          case (which)\n");
        for (int i = 0; i < memories.size(); i++) {
            text.append(
                    "            %d: $display(\"%%h\", %s[count]);\n"
                            .formatted(i, memories.get(i)));
        }
        text.append(
                """
                            default: $display("no such memory");
                          endcase
                          $fflush;
                        end
                        "r": begin
                          got = $fscanf(in, "%d %h", which, value);
                          case (which)
                            -1: ;
                """);
        for (int i = 0; i < deposits.size(); i++) {
            text.append("            %d: %s = value;\n".formatted(i, deposits.get(i)));
        }
        text.append(
                """
                          endcase
                          #1;
                        end
                        "d": begin
                          got = $fscanf(in, "%d %d %h", which, count, value);
                          case (which)
                            -1: ;
                """);
        for (int i = 0; i < memories.size(); i++) {
            text.append("            %d: %s[count] = value;\n".formatted(i, memories.get(i)));
        }
        text.append(
                """
                          endcase
                          #1;
                        end
                      endcase
                      got = $fscanf(in, " %c", command);
                    end
                  end
                endmodule
                """);
        return text.toString();
    }
}
