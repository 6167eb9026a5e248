package org.jetstreamlan.sim.verilator;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.sim.AssertionFailure;

/// Says in one line why a design stopped, with the user's line where it is known.
final class StopReport {
    /// First line of the shim's message.
    private static final Pattern REASON =
            Pattern.compile("(?<file>[^:]*):(?<line>\\d+): (?<why>.*)");

    /// What Verilator prints for `$fatal`: `[12] %Fatal: design.v:8: Assertion failed in TOP.harness.Top.fifo: text`.
    private static final Pattern TEXT =
            Pattern.compile("^\\[\\d+\\] %\\w+: [^:]*:\\d+: (?<text>.*)$", Pattern.MULTILINE);

    /// What the emitted Verilog prints before it stops at a check: `TOP.harness.Top.fifo: check never_full failed: level above depth`. Of an assertion in
    /// SystemVerilog Verilator says `Assertion failed in TOP.harness.Top.fifo.never_full: check never_full failed: level above depth`.
    private static final Pattern ASSERTION =
            Pattern.compile(
                    "(?:^|Assertion failed in )(?<path>[\\w.]+): (?<kind>check|assumption) (?<name>\\w+) failed: (?<message>.*)$",
                    Pattern.MULTILINE);

    private static final Pattern UNSETTLED = Pattern.compile("did not converge");

    private StopReport() {}

    /// The check or assumption of the design that did not hold, if it was one.
    static Optional<AssertionFailure> assertion(
            VerilatedDesign design, String message, long cycle) {
        var printed = ASSERTION.matcher(message);
        var reason = REASON.matcher(message.lines().findFirst().orElse(""));
        if (!printed.find() || !reason.matches()) {
            return Optional.empty();
        }
        var top = "TOP." + VerilatedDesign.HARNESS + "." + design.top();
        var label = "." + printed.group("name");
        var path = printed.group("path");
        var scope = path.endsWith(label) ? path.substring(0, path.length() - label.length()) : path;
        var below = scope.startsWith(top + ".") ? scope.substring(top.length() + 1) + "." : "";
        return Optional.of(
                new AssertionFailure(
                        below + printed.group("name"),
                        printed.group("kind"),
                        printed.group("message"),
                        place(design.place().apply(Integer.parseInt(reason.group("line")))),
                        cycle));
    }

    private static Place place(String text) {
        int colon = text.lastIndexOf(':');
        return colon < 0
                ? Place.UNKNOWN
                : new Place(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    /// @param loops lines of Verilog through which a combinational loop goes
    static String of(VerilatedDesign design, String message, long cycle, List<Integer> loops) {
        int end = message.indexOf('\n');
        var first = end < 0 ? message : message.substring(0, end);
        var printed = end < 0 ? "" : message.substring(end + 1).strip();
        var reason = REASON.matcher(first);
        if (!reason.matches()) {
            return design.top() + " stopped in cycle " + cycle + ": " + message.strip();
        }
        if (!loops.isEmpty() && UNSETTLED.matcher(first).find()) {
            return design.top()
                    + " stopped in cycle "
                    + cycle
                    + ": a combinational loop does not settle; it goes through "
                    + loops.stream()
                            .map(line -> user(design, line))
                            .distinct()
                            .collect(Collectors.joining(", "))
                    + "; break it with a register";
        }
        var text = TEXT.matcher(printed);
        var why = text.find() ? text.group("text") : reason.group("why");
        return design.top()
                + " stopped in cycle "
                + cycle
                + where(design, reason)
                + ": "
                + why.replace("TOP." + VerilatedDesign.HARNESS + ".", "");
    }

    private static String where(VerilatedDesign design, Matcher reason) {
        if (!reason.group("file").equals(VerilatedDesign.DESIGN)) {
            return "";
        }
        return " at " + user(design, Integer.parseInt(reason.group("line")));
    }

    /// The user's line behind one of the Verilog, if it is known.
    private static String user(VerilatedDesign design, int line) {
        var place = design.place().apply(line);
        return place.isEmpty() ? "line " + line + " of its Verilog" : place;
    }
}
