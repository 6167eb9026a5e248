package org.jetstreamlan.sim.fuzz;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Statement;

/// A circuit without memories as Verilog that nobody would like to read: a wire for every node, statements as multiplexers, no folding,
/// sharing or grouping. It has nothing in common with the library's own Verilog but the circuit, ports, registers and instances by name.
final class PlainVerilog {
    /// Before the names of modules.
    static final String PREFIX = "plain_";

    private final ModuleDef module;
    private final StringBuilder out = new StringBuilder();
    private int values;

    private PlainVerilog(ModuleDef module) {
        this.module = module;
    }

    static String of(Circuit circuit) {
        var all = new StringBuilder();
        for (ModuleDef module : circuit.modules()) {
            all.append(new PlainVerilog(module).text());
        }
        return all.toString();
    }

    private String text() {
        out.append("module ").append(PREFIX).append(module.name()).append('(');
        String separator = "";
        for (ModuleDef.Domain domain : module.domains()) {
            out.append(separator).append("input ").append(domain.clock());
            out.append(domain.reset().isEmpty() ? "" : ", input " + domain.reset());
            separator = ", ";
        }
        for (Net net : module.nets()) {
            if (net instanceof Net.Input || net instanceof Net.Output) {
                String direction = net instanceof Net.Input ? "input " : "output ";
                out.append(separator)
                        .append(direction)
                        .append(range(net.width()))
                        .append(net.name());
                separator = ", ";
            }
        }
        out.append(");\n");
        for (Net net : module.nets()) {
            declare(net);
        }
        for (int i = 0; i < module.nodes().size(); i++) {
            Node node = module.nodes().get(i);
            line("wire " + range(node.width()) + n(i) + " = " + expression(node));
        }
        run(module.body(), new TreeMap<>()).forEach(this::drive);
        module.instances().forEach(this::instance);
        return out.append("endmodule\n").toString();
    }

    private void line(String text) {
        out.append(text).append(";\n");
    }

    private static String range(int width) {
        return "[" + (width - 1) + ":0] ";
    }

    private static String n(int node) {
        return "plain_n" + node;
    }

    private static String number(BigInteger value, int width) {
        return width + "'h" + value.toString(16);
    }

    private void declare(Net net) {
        switch (net) {
            case Net.Input _, Net.Output _ -> {}
            case Net.Wire _, Net.InstanceInput _, Net.InstanceOutput _ ->
                    line("wire " + range(net.width()) + net.name());
            case Net.Register register -> {
                line("reg " + range(net.width()) + net.name());
                String value = number(register.init().orElse(BigInteger.ZERO), net.width());
                line("initial " + net.name() + " = " + value);
            }
            case Net.ReadData _, Net.ExternalOutput _, Net.Inout _, Net.InstanceInout _ ->
                    throw new IllegalArgumentException(net.name() + " of a memory or black box");
        }
    }

    private String expression(Node node) {
        return switch (node) {
            case Node.Literal literal -> number(literal.value(), literal.width());
            case Node.Read read -> module.nets().get(read.net()).name();
            case Node.Not not -> "~" + n(not.a());
            case Node.Reduce reduce ->
                    switch (reduce.op()) {
                                case AND -> "&";
                                case OR -> "|";
                                case XOR -> "^";
                            }
                            + n(reduce.a());
            case Node.Binary binary -> binary(binary.op(), n(binary.a()), n(binary.b()));
            case Node.Mux mux ->
                    n(mux.select()) + " ? " + n(mux.whenTrue()) + " : " + n(mux.whenFalse());
            case Node.Concat concat ->
                    "{"
                            + String.join(
                                    ", ", concat.parts().stream().map(PlainVerilog::n).toList())
                            + "}";
            case Node.Slice slice ->
                    n(slice.a()) + "[" + (slice.lo() + slice.width() - 1) + ":" + slice.lo() + "]";
            case Node.Extend extend -> {
                int width = module.nodes().get(extend.a()).width();
                String top = extend.signed() ? n(extend.a()) + "[" + (width - 1) + "]" : "1'b0";
                int more = extend.width() - width;
                yield more == 0
                        ? n(extend.a())
                        : "{{" + more + "{" + top + "}}, " + n(extend.a()) + "}";
            }
            case Node.MemoryRead _ -> throw new IllegalArgumentException("a memory");
        };
    }

    private static String binary(Node.BinaryOp op, String a, String b) {
        return switch (op) {
            case ADD -> a + " + " + b;
            case SUB -> a + " - " + b;
            case MUL -> a + " * " + b;
            case AND -> a + " & " + b;
            case OR -> a + " | " + b;
            case XOR -> a + " ^ " + b;
            case SHL -> a + " << " + b;
            case SHR -> a + " >> " + b;
            case ASR -> "$signed(" + a + ") >>> " + b;
            case EQ -> a + " == " + b;
            case NE -> a + " != " + b;
            case ULT -> a + " < " + b;
            case ULE -> a + " <= " + b;
            case SLT -> "$signed(" + a + ") < $signed(" + b + ")";
            case SLE -> "$signed(" + a + ") <= $signed(" + b + ")";
        };
    }

    /// What the nets that `body` assigns have after it, where `before` says what they had.
    private Map<Integer, String> run(List<Statement> body, Map<Integer, String> before) {
        var now = new TreeMap<>(before);
        for (Statement statement : body) {
            switch (statement) {
                case Statement.Assign assign -> now.put(assign.net(), assigned(assign, now));
                case Statement.When when ->
                        choose(
                                n(when.condition()),
                                run(when.then(), now),
                                run(when.otherwise(), now),
                                now);
                case Statement.Select select -> select(select, now);
            }
        }
        return now;
    }

    private String assigned(Statement.Assign assign, Map<Integer, String> now) {
        int width = module.nets().get(assign.net()).width();
        String old = value(assign.net(), now);
        int end = assign.lo() + assign.width();
        String above = end < width ? old + "[" + (width - 1) + ":" + end + "], " : "";
        String below = assign.lo() > 0 ? ", " + old + "[" + (assign.lo() - 1) + ":0]" : "";
        return fresh(width, "{" + above + n(assign.value()) + below + "}");
    }

    private void select(Statement.Select select, Map<Integer, String> now) {
        List<Statement.Case> cases = select.cases();
        boolean lastIsDefault = select.complete() && !cases.isEmpty();
        List<Statement> otherwise = lastIsDefault ? cases.getLast().body() : select.otherwise();
        Map<Integer, String> result = run(otherwise, now);
        for (Statement.Case one : cases.reversed()) {
            var matches = new StringBuilder("1'b0");
            for (Statement.Pattern pattern : one.patterns()) {
                int width = module.nodes().get(select.subject()).width();
                matches.append(" | ((").append(n(select.subject())).append(" & ");
                matches.append(number(pattern.care(), width)).append(") == ");
                matches.append(number(pattern.value(), width)).append(')');
            }
            var both = new TreeMap<>(now);
            choose(fresh(1, matches.toString()), run(one.body(), now), result, both);
            result = both;
        }
        now.putAll(result);
    }

    private void choose(
            String condition,
            Map<Integer, String> whenTrue,
            Map<Integer, String> whenFalse,
            Map<Integer, String> now) {
        var nets = new TreeMap<>(whenTrue);
        nets.putAll(whenFalse);
        for (int net : nets.keySet()) {
            String a = whenTrue.containsKey(net) ? whenTrue.get(net) : value(net, now);
            String b = whenFalse.containsKey(net) ? whenFalse.get(net) : value(net, now);
            int width = module.nets().get(net).width();
            nets.put(net, a.equals(b) ? a : fresh(width, condition + " ? " + a + " : " + b));
        }
        now.putAll(nets);
    }

    /// What a net has that is not assigned yet: a register its value, a wire nothing that anybody sees.
    private String value(int net, Map<Integer, String> now) {
        String known = now.get(net);
        if (known != null) {
            return known;
        }
        Net it = module.nets().get(net);
        return it instanceof Net.Register
                ? it.name()
                : fresh(it.width(), number(BigInteger.ZERO, it.width()));
    }

    private String fresh(int width, String expression) {
        String name = "plain_v" + values++;
        line("wire " + range(width) + name + " = " + expression);
        return name;
    }

    private void drive(int net, String value) {
        Net it = module.nets().get(net);
        if (!(it instanceof Net.Register register)) {
            line("assign " + it.name() + " = " + value);
            return;
        }
        ModuleDef.Domain domain = module.domains().get(register.domain());
        String edge = domain.spec().edge() == ClockSpec.Edge.RISING ? "posedge " : "negedge ";
        String next = it.name() + " <= " + value;
        if (register.init().isEmpty() || domain.reset().isEmpty()) {
            line("always @(" + edge + domain.clock() + ") " + next);
            return;
        }
        boolean high = domain.spec().resetActiveHigh();
        String asynchronous =
                domain.spec().reset() == ClockSpec.Reset.ASYNCHRONOUS
                        ? (high ? " or posedge " : " or negedge ") + domain.reset()
                        : "";
        line(
                "always @(%s%s%s) if (%s%s) %s <= %s; else %s"
                        .formatted(
                                edge,
                                domain.clock(),
                                asynchronous,
                                high ? "" : "!",
                                domain.reset(),
                                it.name(),
                                number(register.init().get(), it.width()),
                                next));
    }

    private void instance(ModuleDef.Instance instance) {
        int index = module.instances().indexOf(instance);
        ModuleDef child = instance.module();
        var connections = new java.util.ArrayList<String>();
        for (int i = 0; i < child.domains().size(); i++) {
            ModuleDef.Domain inner = child.domains().get(i);
            ModuleDef.Domain outer = module.domains().get(instance.domains().get(i));
            connections.add("." + inner.clock() + "(" + outer.clock() + ")");
            if (!inner.reset().isEmpty()) {
                connections.add("." + inner.reset() + "(" + outer.reset() + ")");
            }
        }
        for (Net net : module.nets()) {
            if (net instanceof Net.InstanceInput in && in.instance() == index) {
                connections.add("." + child.nets().get(in.port()).name() + "(" + net.name() + ")");
            } else if (net instanceof Net.InstanceOutput to && to.instance() == index) {
                connections.add("." + child.nets().get(to.port()).name() + "(" + net.name() + ")");
            }
        }
        line(
                PREFIX
                        + child.name()
                        + " "
                        + instance.name()
                        + "("
                        + String.join(", ", connections)
                        + ")");
    }
}
