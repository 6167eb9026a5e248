package org.jetstreamlan.hdl.verilog;

import java.util.List;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Enumeration;
import org.jetstreamlan.hdl.ir.Observation;
import org.jetstreamlan.hdl.verilog.Expression.Binary;
import org.jetstreamlan.hdl.verilog.Expression.BinaryOperator;
import org.jetstreamlan.hdl.verilog.Expression.Literal;
import org.jetstreamlan.hdl.verilog.Expression.Radix;

/// Text of [Item.Observations].
///
/// ```
/// `ifndef SYNTHESIS
/// always @(posedge clk)
///   if (!rst) begin
///     if (put && full) begin
///       $display("%m: check no_put_while_full failed: no put while full");
///       $stop;
///     end
///   end
/// `endif
/// `ifdef FORMAL
/// always @(posedge clk)
///   if (!rst) begin
///     if (put) no_put_while_full: assert (!full);
///   end
/// `endif
/// ```
/// In SystemVerilog the first block has prints only, and properties are concurrent, for every tool but those that prove with immediate ones:
///
/// ```
/// `ifndef FORMAL
/// `ifndef SYNTHESIS
/// no_put_while_full: assert property (
///   @(posedge clk) disable iff ($sampled(rst))
///   put |-> !full
/// ) else $error("check no_put_while_full failed: no put while full");
/// `endif
/// `endif
/// ```
/// `disable iff` looks at a reset as it is after the edge; a synchronous one counts as it was before.
final class ObservationPrinter {
    private final Printer printer;
    private final boolean system;

    ObservationPrinter(Printer printer, boolean system) {
        this.printer = printer;
        this.system = system;
    }

    void print(Item.Observations block) {
        List<Item.Watch> simulated = block.watches().stream().filter(this::isSimulated).toList();
        if (!simulated.isEmpty()) {
            block("`ifndef SYNTHESIS", block, () -> simulated.forEach(this::simulation));
        }
        List<Item.Watch> proven =
                block.watches().stream()
                        .filter(watch -> watch.observation() instanceof Observation.Property)
                        .toList();
        if (!proven.isEmpty()) {
            if (system) {
                printer.directive("`ifndef FORMAL");
                printer.directive("`ifndef SYNTHESIS");
                proven.forEach(watch -> concurrent(block, watch));
                printer.directive("`endif");
                printer.directive("`endif");
            }
            block("`ifdef FORMAL", block, () -> proven.forEach(this::proof));
        }
    }

    /// Whether it stands in a block of statements that a simulator runs.
    private boolean isSimulated(Item.Watch watch) {
        return switch (watch.observation()) {
            case Observation.Property p -> p.kind() != Observation.Kind.COVER && !system;
            case Observation.Print _ -> true;
        };
    }

    private void block(String directive, Item.Observations block, Runnable body) {
        printer.directive(directive);
        if (block.asynchronousReset()) {
            printer.lines(
                    "/* verilator lint_off SYNCASYNCNET */  // the reset is looked at here, as before the edge");
        }
        printer.lines("always @(" + event(block) + ")");
        String head =
                block.reset()
                        .map(reset -> "if (" + ExpressionPrinter.text(reset) + ") begin")
                        .orElse("begin");
        printer.indented(
                () -> {
                    printer.lines(head);
                    printer.indented(body);
                    printer.lines("end");
                });
        if (block.asynchronousReset()) {
            printer.lines("/* verilator lint_on SYNCASYNCNET */");
        }
        printer.directive("`endif");
    }

    private static String event(Item.Observations block) {
        String edge = block.clock().edge() == ClockSpec.Edge.RISING ? "posedge" : "negedge";
        return edge + " " + block.clock().signal();
    }

    private void concurrent(Item.Observations block, Item.Watch watch) {
        if (watch.observation() instanceof Observation.Property p) {
            String disable =
                    block.reset()
                            .map(active -> ExpressionPrinter.text(Expressions.negated(active)))
                            .map(
                                    reset ->
                                            block.asynchronousReset()
                                                    ? reset
                                                    : "$sampled(" + reset + ")")
                            .map(reset -> " disable iff (" + reset + ")")
                            .orElse("");
            boolean cover = p.kind() == Observation.Kind.COVER;
            String condition = watch.condition().map(ExpressionPrinter::text).orElseThrow();
            String property =
                    watch.enable()
                            .map(ExpressionPrinter::text)
                            .map(
                                    on ->
                                            cover
                                                    ? "(" + on + ") && (" + condition + ")"
                                                    : on + " |-> " + condition)
                            .orElse(condition);
            printer.named(p.name(), p.place());
            printer.lines(p.name() + ": " + verb(p.kind()) + " property (");
            printer.indented(
                    () -> {
                        printer.lines("@(" + event(block) + ")" + disable);
                        printer.lines(property);
                    });
            printer.named(p.name(), p.place());
            printer.lines(cover ? ");" : ") else $error(" + quoted(failure(p), p.message()) + ");");
        }
    }

    private static String verb(Observation.Kind kind) {
        return switch (kind) {
            case CHECK -> "assert";
            case ASSUME -> "assume";
            case COVER -> "cover";
        };
    }

    private void simulation(Item.Watch watch) {
        switch (watch.observation()) {
            case Observation.Property p -> {
                Expression fails = watch.condition().map(Expressions::negated).orElseThrow();
                Expression condition =
                        watch.enable()
                                .<Expression>map(
                                        on -> new Binary(BinaryOperator.LOGICAL_AND, on, fails))
                                .orElse(fails);
                printer.named(p.name(), p.place());
                printer.lines("if (" + ExpressionPrinter.text(condition) + ") begin");
                printer.indented(
                        () -> {
                            printer.named(p.name(), p.place());
                            printer.lines(
                                    "$display(" + quoted("%m: " + failure(p), p.message()) + ");");
                            printer.named(p.name(), p.place());
                            printer.lines("$stop;");
                        });
                printer.lines("end");
            }
            case Observation.Print p -> {
                printer.named("", p.place());
                StringBuilder format = new StringBuilder(escaped(p.texts().getFirst()));
                for (int i = 0; i < p.values().size(); i++) {
                    format.append(
                            switch (p.values().get(i).form()) {
                                case Observation.Radix.DECIMAL -> "%0d";
                                case Observation.Radix.HEXADECIMAL -> "%0h";
                                case Observation.Radix.BINARY -> "%0b";
                                case Observation.Signed _ -> "%0d";
                                case Observation.Named _ -> "%0s";
                            });
                    format.append(escaped(p.texts().get(i + 1)));
                }
                StringBuilder values = new StringBuilder();
                for (int i = 0; i < p.values().size(); i++) {
                    values.append(',');
                    LineBreaks.mark(values, 0);
                    values.append(shown(p.values().get(i).form(), watch.values().get(i)));
                }
                printer.lines(guard(watch) + "$display(\"" + format + "\"" + values + ");");
            }
        }
    }

    private static String shown(Observation.Form form, Expression value) {
        String text = ExpressionPrinter.text(value);
        return switch (form) {
            case Observation.Radix _ -> text;
            case Observation.Signed _ -> "$signed(" + text + ")";
            case Observation.Named named -> name(text, named.values());
        };
    }

    /// `state == 2'd0 ? "IDLE" : state == 2'd1 ? "BUSY" : "?"`.
    private static String name(String value, Enumeration values) {
        StringBuilder choice = new StringBuilder();
        for (Enumeration.Constant constant : values.constants()) {
            var code = new Literal(constant.value(), values.width(), Radix.DECIMAL);
            choice.append(value).append(" == ").append(ExpressionPrinter.text(code));
            choice.append(" ? \"").append(values.nameOf(constant)).append("\" :");
            LineBreaks.mark(choice, 1);
        }
        return choice.append('"').append(Observation.Named.NO_NAME).append('"').toString();
    }

    private void proof(Item.Watch watch) {
        if (watch.observation() instanceof Observation.Property p) {
            printer.named(p.name(), p.place());
            printer.lines(
                    guard(watch)
                            + p.name()
                            + ": "
                            + verb(p.kind())
                            + " ("
                            + watch.condition().map(ExpressionPrinter::text).orElseThrow()
                            + ");");
        }
    }

    private static String failure(Observation.Property p) {
        String kind = p.kind() == Observation.Kind.CHECK ? "check" : "assumption";
        return kind + " " + p.name() + " failed: ";
    }

    private static String guard(Item.Watch watch) {
        return watch.enable().map(on -> "if (" + ExpressionPrinter.text(on) + ") ").orElse("");
    }

    private static String quoted(String format, String text) {
        return "\"" + format + escaped(text) + "\"";
    }

    /// Text as part of a format string.
    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("%", "%%");
    }
}
