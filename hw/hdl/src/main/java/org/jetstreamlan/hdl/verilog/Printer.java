package org.jetstreamlan.hdl.verilog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jetstreamlan.hdl.ir.Attribute;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.External;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.verilog.Procedure.If;

/// Text of modules, and beside it the [SourceMap] of its lines. One declaration a line, or one bundle of ports, connections or wires ([Rows]); nothing
/// aligned with its neighbours, so that a change of one thing changes its own lines only.
final class Printer {
    private static final int INDENT = 2;
    private static final String SPLIT = " /* verilator split_var */";

    private final boolean system;
    private final StringBuilder out = new StringBuilder();
    private final SourceMap map = new SourceMap();
    private String module = "";
    private Map<String, List<Attribute>> attributes = Map.of();
    private int line = 1;
    private int indent;

    /// The declaration of the variable that loops over memories, which stands beside the first of them.
    /// A declaration that waits for the first loop, and the same for one that only simulation sees.
    private String loopVariable = "";

    private String simulatedLoopVariable = "";

    /// Name of the module.
    String name() {
        return module;
    }

    Printer() {
        this(Dialect.VERILOG_2005);
    }

    Printer(Dialect dialect) {
        system = dialect.isSystemVerilog();
    }

    /// The text so far.
    String text() {
        return out.toString();
    }

    /// Number of lines so far.
    int lineCount() {
        return line - 1;
    }

    /// Where the lines so far come from.
    SourceMap map() {
        return map;
    }

    /// Prints a module.
    void module(VerilogModule verilog) {
        module = verilog.name();
        attributes = verilog.attributes();
        var ports = new ArrayList<Rows.Entry>();
        for (VerilogModule.Port port : verilog.ports()) {
            String text = attributes(port.name()) + direction(port) + port.name();
            ports.add(new Rows.Entry(port.name(), port.bundle(), text, port.place()));
        }
        list("module " + verilog.name(), ports, true);
        indent += INDENT;
        items(verilog.items());
        indent -= INDENT;
        lines("endmodule");
    }

    /// `head (…);` with the entries in rows; clock and reset stand beside the head. A module's end of the list has a line of its own, before the
    /// body.
    private void list(String head, List<Rows.Entry> entries, boolean isModule) {
        if (entries.isEmpty()) {
            lines(head + (isModule ? ";" : " ();"));
            return;
        }
        String before = head + " (";
        int left = entries.size();
        indent += INDENT;
        for (List<Rows.Entry> row : Rows.ofList(entries, LineBreaks.COLUMNS - indent - 2)) {
            left -= row.size();
            String text = text(row) + (left > 0 ? "," : isModule ? "" : ");");
            boolean beside =
                    !before.isEmpty()
                            && Rows.isClock(row.getFirst())
                            && indent + before.length() + text.length() <= LineBreaks.COLUMNS;
            if (!before.isEmpty() && !beside) {
                unindented(before);
            }
            for (Rows.Entry entry : row) {
                if (isModule) {
                    named(entry.name(), entry.place());
                } else {
                    from(entry.place());
                }
            }
            if (beside) {
                unindented(before + text);
            } else {
                lines(text);
            }
            before = "";
        }
        indent -= INDENT;
        if (isModule) {
            lines(");");
        }
    }

    private void unindented(String text) {
        indent -= INDENT;
        lines(text);
        indent += INDENT;
    }

    private static String text(List<Rows.Entry> row) {
        var text = new StringBuilder();
        for (Rows.Entry entry : row) {
            text.append(text.isEmpty() ? "" : ", ").append(entry.text());
        }
        return text.toString();
    }

    /// Items in their order; neighbouring wires without a value in rows.
    private void items(List<Item> items) {
        var wires = new ArrayList<Rows.Entry>();
        for (Item item : items) {
            if (item instanceof Item.Wire w && w.value().isEmpty()) {
                String type = attributes(w.name()) + vector(variable("wire"), w.width());
                wires.add(new Rows.Entry(w.name(), w.bundle(), type + w.name() + ";", w.place()));
            } else {
                wires(wires);
                item(item);
            }
        }
        wires(wires);
    }

    /// `wire a, b; wire [7:0] c;`
    private void wires(List<Rows.Entry> wires) {
        for (List<Rows.Entry> row : Rows.of(wires, LineBreaks.COLUMNS - indent)) {
            var text = new StringBuilder();
            String before = "";
            for (Rows.Entry wire : row) {
                named(wire.name(), wire.place());
                String type =
                        wire.text().substring(0, wire.text().length() - wire.name().length() - 1);
                text.append(text.isEmpty() ? type : type.equals(before) ? ", " : "; " + type);
                text.append(wire.name());
                before = type;
            }
            lines(text.append(';').toString());
        }
        wires.clear();
    }

    private String direction(VerilogModule.Port port) {
        String direction = port.direction().word + " ";
        return port.type().isPresent()
                ? (port.type().get().isInterface() ? "" : direction)
                        + port.type().get().name()
                        + " "
                : direction + vector(variable(port.reg() ? "reg" : "wire"), port.width());
    }

    /// The word for what is declared, which SystemVerilog has one of.
    private String variable(String word) {
        return system ? "logic" : word;
    }

    private void item(Item item) {
        switch (item) {
            case Item.Constant c -> {
                named(c.name(), c.place());
                lines(
                        "localparam "
                                + vector(system ? "logic" : "", c.width())
                                + assignment(c.name(), "=", c.value()));
            }
            case Item.EnumType e -> {
                lines("typedef enum " + vector("logic", e.width()) + "{");
                indented(
                        () -> {
                            for (int i = 0; i < e.constants().size(); i++) {
                                Item.Constant constant = e.constants().get(i);
                                lines(
                                        constant.name()
                                                + " = "
                                                + ExpressionPrinter.text(constant.value())
                                                + (i + 1 < e.constants().size() ? "," : ""));
                            }
                        });
                lines("} " + e.type() + ";");
            }
            case Item.Variable v -> {
                named(v.name(), v.place());
                declaration(v.type() + " ", v.name(), v.powerUp(), v.split() ? SPLIT : "");
            }
            case Item.Bus b -> {
                named(b.name(), b.place());
                lines(b.type() + " " + b.name() + " ();");
            }
            case Item.Wire w -> {
                named(w.name(), w.place());
                String declared = attributes(w.name()) + vector("wire", w.width());
                if (w.value().isPresent()) {
                    lines(declared + assignment(w.name(), "=", w.value().get()));
                }
            }
            case Item.SplitWire w -> {
                named(w.name(), w.place());
                declaration(vector(variable("wire"), w.width()), w.name(), Optional.empty(), SPLIT);
            }
            case Item.Reg r -> {
                named(r.name(), r.place());
                declaration(vector(variable("reg"), r.width()), r.name(), r.powerUp(), "");
            }
            case Item.Array a -> {
                named(a.name(), a.place());
                String declared =
                        attributes(a.name())
                                + (a.collisionsFree() ? "(* no_rw_check *) " : "")
                                + vector(variable("reg"), a.width())
                                + (a.name() + " [0:" + (a.depth() - 1) + "];");
                String variable = loopVariable.isEmpty() ? "" : " " + loopVariable;
                String initial = declared + variable + " initial";
                Optional<Procedure> beside = a.powerUp().filter(loop -> fits(initial, loop, ""));
                if (beside.isPresent()) {
                    procedure(initial + " ", beside.get(), "");
                } else {
                    lines(declared);
                    if (!loopVariable.isEmpty()) {
                        lines(loopVariable);
                    }
                    a.powerUp().ifPresent(loop -> block("initial", List.of(loop)));
                }
                loopVariable = "";
            }
            case Item.LoopVariable v -> {
                String declared = "integer " + v.name() + ";";
                loopVariable = v.simulationOnly() ? "" : declared;
                simulatedLoopVariable = v.simulationOnly() ? declared : "";
            }
            case Item.Assign a -> {
                from(a.place());
                lines("assign " + assignment(ExpressionPrinter.text(a.target()), "=", a.value()));
            }
            case Item.Always always -> block(head(always), always.body());
            case Item.Initial initial -> {
                if (initial.simulationOnly()) {
                    directive("`ifndef SYNTHESIS");
                }
                if (initial.simulationOnly() && !simulatedLoopVariable.isEmpty()) {
                    lines(simulatedLoopVariable);
                    simulatedLoopVariable = "";
                }
                block("initial", initial.body());
                if (initial.simulationOnly()) {
                    directive("`endif");
                }
            }
            case Item.Observations o -> new ObservationPrinter(this, system).print(o);
            case Item.Instance instance -> instance(instance);
            case Item.Gap _ -> lines("");
        }
    }

    /// `(* async_reg = "true", keep = 1 *) `, or nothing.
    private String attributes(String name) {
        List<Attribute> own = attributes.getOrDefault(name, List.of());
        return own.isEmpty()
                ? ""
                : own.stream()
                        .map(one -> one.name() + " = " + literal(one.value()))
                        .collect(Collectors.joining(", ", "(* ", " *) "));
    }

    private static String literal(String value) {
        return value.matches("-?[0-9]+") ? value : quoted(value);
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /// A variable, and its value at power-up.
    private void declaration(
            String type, String name, Optional<Expression> powerUp, String comment) {
        String declared = attributes(name) + type + name + comment + ";";
        lines(
                powerUp.isPresent()
                        ? declared + " initial " + assignment(name, "=", powerUp.get())
                        : declared);
    }

    private String head(Item.Always always) {
        if (always.events().isEmpty()) {
            return system ? "always_comb" : "always @*";
        }
        return (system ? "always_ff @" : "always @") + events(always);
    }

    private static String events(Item.Always always) {
        var events = new StringBuilder();
        for (Item.Event event : always.events()) {
            events.append(events.isEmpty() ? "(" : " or ");
            events.append(event.edge() == ClockSpec.Edge.RISING ? "posedge " : "negedge ");
            events.append(event.signal());
        }
        return events.append(')').toString();
    }

    private void instance(Item.Instance instance) {
        named(instance.name(), instance.place());
        var entries = new ArrayList<Rows.Entry>();
        for (Item.Connection connection : instance.connections()) {
            String text =
                    "."
                            + connection.port()
                            + "("
                            + ExpressionPrinter.text(connection.value())
                            + ")";
            entries.add(
                    new Rows.Entry(
                            connection.port(), connection.bundle(), text, connection.place()));
        }
        String head = instance.module() + " ";
        if (!instance.parameters().isEmpty()) {
            parameters(instance);
            head = ") ";
        }
        list(head + instance.name(), entries, false);
    }

    /// `Module #(` and a line for each parameter.
    private void parameters(Item.Instance instance) {
        lines(instance.module() + " #(");
        indent += INDENT;
        for (int i = 0; i < instance.parameters().size(); i++) {
            External.Parameter parameter = instance.parameters().get(i);
            String value =
                    switch (parameter) {
                        case External.Parameter.Number n -> Integer.toString(n.value());
                        case External.Parameter.Text t -> quoted(t.value());
                        case External.Parameter.Vector v ->
                                ExpressionPrinter.text(Expressions.number(v.value(), v.width()));
                    };
            lines(
                    "."
                            + parameter.name()
                            + "("
                            + value
                            + (i + 1 < instance.parameters().size() ? ")," : ")"));
        }
        indent -= INDENT;
    }

    /// A block's head and body: a plain statement on the same line if it fits, another on the next, several between `begin`
    /// and `end`.
    private void block(String head, List<Procedure> body) {
        if (body.size() == 1
                && (isPlain(body.getFirst()) || isShort(body.getFirst()))
                && fits(head, body.getFirst(), "")) {
            procedure(head + " ", body.getFirst(), "");
        } else if (body.size() == 1) {
            lines(head);
            indent += INDENT;
            procedure("", body.getFirst(), "");
            indent -= INDENT;
        } else {
            lines(head + " begin");
            body(body);
            lines("end");
        }
    }

    private static boolean isPlain(Procedure procedure) {
        return switch (procedure) {
            case Procedure.Assign _, Procedure.For _ -> true;
            case If _, Procedure.Case _ -> false;
        };
    }

    /// Whether a statement may stand on the line of a case's value: it has no branches.
    private static boolean isShort(Procedure procedure) {
        return switch (procedure) {
            case Procedure.Assign _ -> true;
            case If i ->
                    i.otherwise().isEmpty() && i.then().size() == 1 && isPlain(i.then().getFirst());
            case Procedure.Case _, Procedure.For _ -> false;
        };
    }

    private boolean fits(String head, Procedure procedure, String comment) {
        var alone = new Printer();
        alone.procedure(head + " ", procedure, comment);
        return alone.line == 2 && indent + alone.out.length() - 1 <= LineBreaks.COLUMNS;
    }

    private void body(List<Procedure> body) {
        indent += INDENT;
        for (Procedure procedure : body) {
            procedure("", procedure, "");
        }
        indent -= INDENT;
    }

    /// A statement; `before` comes before it on its first line, `comment` after it if it is one line.
    private void procedure(String before, Procedure procedure, String comment) {
        switch (procedure) {
            case Procedure.Assign a -> {
                from(a.place());
                lines(before + text(a) + comment);
            }
            case If first -> conditional(before, first, comment);
            case Procedure.Case c -> {
                from(c.place());
                lines(
                        before
                                + (c.hasWildcards() ? "casez (" : "case (")
                                + ExpressionPrinter.text(c.subject())
                                + ")");
                // Icarus 11 leaves what stands before an empty statement out of `@*`; here those
                // are conditions.
                String nothing = c.subject() instanceof Expression.Literal ? "begin end" : ";";
                indent += INDENT;
                for (Procedure.Arm arm : c.arms()) {
                    arm(
                            arm.values().stream()
                                    .map(ExpressionPrinter::text)
                                    .collect(Collectors.joining("," + blank())),
                            arm.body(),
                            nothing,
                            arm.note());
                }
                arm("default", c.otherwise().body(), ";", c.otherwise().note());
                indent -= INDENT;
                lines("endcase");
            }
            case Procedure.For f ->
                    procedure(
                            before
                                    + ("for (" + f.variable() + " = " + f.from() + "; ")
                                    + (f.variable() + " < " + f.to() + "; ")
                                    + (f.variable() + " = " + f.variable() + " + 1) "),
                            f.body(),
                            "");
        }
    }

    private static String blank() {
        var mark = new StringBuilder();
        LineBreaks.mark(mark, 0);
        return mark.toString();
    }

    private static String text(Procedure.Assign assign) {
        return assignment(
                ExpressionPrinter.text(assign.target()),
                assign.blocking() ? "=" : "<=",
                assign.value());
    }

    private static String assignment(String target, String operator, Expression value) {
        return target + " " + operator + " " + ExpressionPrinter.text(value) + ";";
    }

    /// `if` and its `else if`s, however many: a loop, not a recursion.
    private void conditional(String before, If first, String comment) {
        String head = before;
        If at = first;
        while (true) {
            from(at.place());
            head += "if (" + ExpressionPrinter.text(at.condition()) + ")";
            boolean closed = branch(head, at.then(), comment);
            List<Procedure> otherwise = at.otherwise();
            if (otherwise.isEmpty()) {
                if (closed) {
                    lines("end");
                }
                return;
            }
            head = (closed ? "end " : "") + "else ";
            if (otherwise.size() == 1 && otherwise.getFirst() instanceof If next) {
                at = next;
                continue;
            }
            if (branch(head.stripTrailing(), otherwise, "")) {
                lines("end");
            }
            return;
        }
    }

    /// A branch after its head; whether it was opened with `begin`, so that `end` is due.
    private boolean branch(String head, List<Procedure> body, String comment) {
        if (body.size() == 1 && body.getFirst() instanceof Procedure.Assign assign) {
            String line = head + " " + text(assign) + comment;
            if (indent + line.length() <= LineBreaks.COLUMNS && !head.startsWith("end ")) {
                from(assign.place());
                lines(line);
                return false;
            }
        }
        if (body.size() == 1
                && body.getFirst() instanceof Procedure.Case
                && !head.startsWith("end ")) {
            procedure(head + " ", body.getFirst(), comment);
            return false;
        }
        lines(head + " begin");
        body(body);
        return true;
    }

    /// An alternative; `nothing` is its statement if `body` is empty.
    private void arm(String values, List<Procedure> body, String nothing, String note) {
        String comment = note.isEmpty() ? "" : "  // " + note;
        if (body.isEmpty()) {
            lines(values + ": " + nothing + comment);
            return;
        }
        if (body.size() == 1 && isShort(body.getFirst())) {
            if (fits(values + ":", body.getFirst(), comment)) {
                procedure(values + ": ", body.getFirst(), comment);
                return;
            }
        }
        lines(values + ": begin" + comment);
        body(body);
        lines("end");
    }

    /// `wire [7:0] `, or `wire ` for one bit.
    static String vector(String kind, int width) {
        String range = width == 1 ? "" : "[" + (width - 1) + ":0] ";
        return (kind.isEmpty() ? "" : kind + " ") + range;
    }

    /// The next line declares `name`, or nothing, and comes from `place`.
    void named(String name, Place place) {
        map.add(line, module + "." + name, place);
    }

    private void from(Place place) {
        map.add(line, "", place);
    }

    /// A line at the left margin.
    void directive(String text) {
        int kept = indent;
        indent = 0;
        lines(text);
        indent = kept;
    }

    /// Runs `body` with its lines indented.
    void indented(Runnable body) {
        indent += INDENT;
        body.run();
        indent -= INDENT;
    }

    /// A line, broken at its [LineBreaks] marks if it is too long.
    void lines(String marked) {
        List<String> lines = marked.isEmpty() ? List.of("") : LineBreaks.lines(indent, marked);
        for (String each : lines) {
            out.append(each).append('\n');
        }
        line += lines.size();
    }
}
