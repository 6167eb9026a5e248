package org.jetstreamlan.hdl.ir;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;

/// A module as text, one line a net, node, memory port, instance and statement: two modules are the same hardware under the
/// same names exactly if their texts are equal. Places are left out, so that a block used on two lines is still one; a child is
/// known by its name, which is unique among the modules of a design.
public final class CanonicalText {
    private final StringBuilder out = new StringBuilder();

    private CanonicalText() {}

    /// The text of a module.
    public static String of(ModuleDef module) {
        var text = new CanonicalText();
        text.module(module);
        return text.out.toString();
    }

    private void module(ModuleDef module) {
        line("module ", module.name());
        for (ModuleDef.Domain domain : module.domains()) {
            ClockSpec spec = domain.spec();
            line(
                    "domain ",
                    domain.clock()
                            + " "
                            + spec.edge()
                            + " "
                            + spec.hertz()
                            + " Hz, reset "
                            + domain.reset()
                            + " "
                            + spec.reset()
                            + (spec.resetActiveHigh() ? " high" : " low"));
        }
        if (module.external().isPresent()) {
            line("black box ", of(module.external().get()));
        }
        for (int i = 0; i < module.nets().size(); i++) {
            line("net " + i + " ", of(module.nets().get(i)));
        }
        for (int i = 0; i < module.nodes().size(); i++) {
            line(
                    "node " + i + " ",
                    module.nodeNames().get(i).map(name -> name + " = ").orElse("")
                            + of(module.nodes().get(i)));
        }
        for (int i = 0; i < module.memories().size(); i++) {
            memory(i, module.memories().get(i));
        }
        for (ModuleDef.Instance instance : module.instances()) {
            line(
                    "instance ",
                    instance.name()
                            + " "
                            + instance.module().name()
                            + box(instance.module())
                            + " domains "
                            + instance.domains());
        }
        body(module.body(), "");
        for (Observation observation : module.observations()) {
            line("observe ", of(observation));
        }
        annotations(module.annotations());
    }

    private static String box(ModuleDef module) {
        return module.external().isPresent() ? " " + of(module.external().get()) : "";
    }

    /// A black box; those of one kind with equal parameters are one.
    private static String of(External box) {
        return box.kind()
                + " "
                + box.parameters()
                + " resets "
                + box.resetsActiveHigh()
                + box.verilog().map(text -> " verilog " + text.hashCode()).orElse("");
    }

    private void annotations(Annotations all) {
        all.nets().forEach((net, attributes) -> line("attributes of net ", net + " " + attributes));
        all.memories()
                .forEach(
                        (memory, attributes) ->
                                line("attributes of memory ", memory + " " + attributes));
        all.crossings().forEach((net, kind) -> line("crossing net ", net + " " + kind));
        all.memoryCrossings()
                .forEach((memory, kind) -> line("crossing memory ", memory + " " + kind));
        all.ports().forEach((net, domain) -> line("port ", net + " in domain " + domain));
        all.synchronous().forEach(pair -> line("synchronous ", pair.toString()));
    }

    /// The line of a net.
    public static String of(Net net) {
        String kind =
                switch (net) {
                    case Net.Input _ -> "input";
                    case Net.Output _ -> "output";
                    case Net.Wire _ -> "wire";
                    case Net.Register r ->
                            "register domain "
                                    + r.domain()
                                    + r.init().map(init -> " init " + hex(init)).orElse("")
                                    + (r.label().isEmpty() ? "" : " " + r.label());
                    case Net.InstanceInput p -> "input " + p.port() + " of " + p.instance();
                    case Net.InstanceOutput p -> "output " + p.port() + " of " + p.instance();
                    case Net.ReadData d -> "read " + d.port() + " of memory " + d.memory();
                    case Net.ExternalOutput o -> "output of inputs " + o.inputs();
                    case Net.Inout _ -> "inout";
                    case Net.InstanceInout p ->
                            "inout " + p.port() + " of " + p.instance() + " is net " + p.net();
                };
        return net.name() + "<" + net.width() + "> " + kind;
    }

    /// The line of a node; operands are numbers of nodes.
    public static String of(Node node) {
        String operation =
                switch (node) {
                    case Node.Literal l ->
                            hex(l.value()) + (l.label().isEmpty() ? "" : " " + l.label());
                    case Node.Read r -> "read net " + r.net();
                    case Node.Not n -> "not " + n.a();
                    case Node.Reduce r -> "reduce " + r.op() + " " + r.a();
                    case Node.Binary b -> b.op() + " " + b.a() + " " + b.b();
                    case Node.Mux m ->
                            "mux " + m.select() + " " + m.whenTrue() + " " + m.whenFalse();
                    case Node.Concat c -> "cat " + numbers(c.parts());
                    case Node.Slice s -> "slice " + s.a() + " from " + s.lo();
                    case Node.Extend e -> (e.signed() ? "sext " : "zext ") + e.a();
                    case Node.MemoryRead r -> "cell of memory " + r.memory() + " at " + r.address();
                };
        return operation + " <" + node.width() + ">";
    }

    private static String of(Observation observation) {
        String what =
                switch (observation) {
                    case Observation.Property p ->
                            p.kind() + " " + p.name() + " " + p.condition() + " " + p.message();
                    case Observation.Print p ->
                            "print " + p.texts().size() + " " + p.texts() + " " + p.values();
                };
        return what + " domain " + observation.domain() + " enable " + observation.enable();
    }

    private void memory(int index, Memory memory) {
        line(
                "memory " + index + " ",
                memory.name()
                        + "<"
                        + memory.width()
                        + "> x "
                        + memory.depth()
                        + " granule "
                        + memory.granule()
                        + " "
                        + memory.policy()
                        + " init ["
                        + memory.init().stream()
                                .map(CanonicalText::hex)
                                .collect(Collectors.joining(" "))
                        + "]");
        for (Memory.WritePort port : memory.writes()) {
            line(
                    "  write domain ",
                    port.domain()
                            + " enable "
                            + port.enable()
                            + " address "
                            + port.address()
                            + " data "
                            + port.data()
                            + (port.mask().isPresent() ? " mask " + port.mask().getAsInt() : ""));
        }
        for (Memory.ReadPort port : memory.reads()) {
            line(
                    "  read domain ",
                    port.domain()
                            + " enable "
                            + port.enable()
                            + " address "
                            + port.address()
                            + " to net "
                            + port.data());
        }
    }

    private void body(List<Statement> body, String indent) {
        for (Statement statement : body) {
            switch (statement) {
                case Statement.Assign a ->
                        line(
                                indent,
                                "assign " + a.net() + " from " + a.lo() + " <" + a.width() + "> "
                                        + a.value());
                case Statement.When w -> chain(w, indent);
                case Statement.Select s -> {
                    line(indent, "select " + s.subject() + (s.complete() ? " complete" : ""));
                    for (Statement.Case c : s.cases()) {
                        line(indent, "case " + values(c));
                        body(c.body(), indent + "  ");
                    }
                    otherwise(s.otherwise(), indent);
                    line(indent, "end");
                }
            }
        }
    }

    /// A `when` with its `else when`s: a loop, not a recursion, and no deeper indented.
    private void chain(Statement.When first, String indent) {
        Statement.When at = first;
        line(indent, "when " + at.condition());
        body(at.then(), indent + "  ");
        while (at.otherwise().size() == 1
                && at.otherwise().getFirst() instanceof Statement.When next) {
            at = next;
            line(indent, "else when " + at.condition());
            body(at.then(), indent + "  ");
        }
        otherwise(at.otherwise(), indent);
        line(indent, "end");
    }

    private void otherwise(List<Statement> body, String indent) {
        if (!body.isEmpty()) {
            line(indent, "otherwise");
            body(body, indent + "  ");
        }
    }

    private static String values(Statement.Case c) {
        return c.patterns().stream()
                .map(p -> hex(p.value()) + " care " + hex(p.care()) + " " + p.label())
                .collect(Collectors.joining(", "));
    }

    private static String numbers(List<Integer> parts) {
        return parts.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static String hex(BigInteger value) {
        return "0x" + value.toString(16);
    }

    private void line(String start, String rest) {
        out.append(start).append(rest).append('\n');
    }
}
