package org.jetstreamlan.sim.verilator;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Says in one line why a design stopped, with the user's line where it is known.
final class StopReport {
    /// First line of the shim's message.
    private static final Pattern REASON =
            Pattern.compile("(?<file>[^:]*):(?<line>\\d+): (?<why>.*)");

    /// What Verilator prints for `$fatal`: `[12] %Fatal: design.v:8: Assertion failed in TOP.harness.Top.fifo: text`.
    private static final Pattern TEXT =
            Pattern.compile("^\\[\\d+\\] %\\w+: [^:]*:\\d+: (?<text>.*)$", Pattern.MULTILINE);

    private StopReport() {}

    static String of(VerilatedDesign design, String message, long cycle) {
        int end = message.indexOf('\n');
        var first = end < 0 ? message : message.substring(0, end);
        var printed = end < 0 ? "" : message.substring(end + 1).strip();
        var reason = REASON.matcher(first);
        if (!reason.matches()) {
            return design.top() + " stopped in cycle " + cycle + ": " + message.strip();
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
        var line = reason.group("line");
        var place = design.place().apply(Integer.parseInt(line));
        return " at " + (place.isEmpty() ? "line " + line + " of its Verilog" : place);
    }
}
