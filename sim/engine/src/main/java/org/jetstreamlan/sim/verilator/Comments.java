package org.jetstreamlan.sim.verilator;

/// Takes comments out of Verilog, so that a changed comment does not make a new model. Line ends stay, and with them the line numbers
/// in Verilator's messages; so do comments that tools read.
final class Comments {
    private Comments() {}

    static String strip(String verilog) {
        int length = verilog.length();
        var kept = new StringBuilder(length);
        int quote = indexOr(verilog, "\"", 0, length);
        int slash = indexOr(verilog, "/", 0, length);
        int at = 0;
        while (Math.min(quote, slash) < length) {
            int next = Math.min(quote, slash);
            kept.append(verilog, at, next);
            at = next + 1;
            if (next == quote) {
                at = endOfString(verilog, next);
                kept.append(verilog, next, at);
            } else if (verilog.startsWith("//", next)) {
                at = indexOr(verilog, "\n", next, length);
                keepPragma(verilog, next, at, kept);
            } else if (verilog.startsWith("/*", next)) {
                at = indexOr(verilog, "*/", next + 2, length - 2) + 2;
                keepPragma(verilog, next, at, kept);
            } else {
                kept.append('/');
            }
            quote = quote < at ? indexOr(verilog, "\"", at, length) : quote;
            slash = slash < at ? indexOr(verilog, "/", at, length) : slash;
        }
        return kept.append(verilog, at, length).toString();
    }

    private static void keepPragma(String verilog, int from, int to, StringBuilder kept) {
        var comment = verilog.substring(from, to);
        if (comment.substring(2).stripLeading().startsWith("verilator ")) {
            kept.append(comment);
        } else {
            int before = kept.length();
            comment.chars().filter(c -> c == '\n').forEach(_ -> kept.append('\n'));
            if (to == verilog.length() || verilog.charAt(to) == '\n') {
                trimSpaces(kept, before);
            } else {
                kept.append(' ');
            }
        }
    }

    private static int endOfString(String text, int quote) {
        int at = quote + 1;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, text.length());
    }

    private static int indexOr(String text, String wanted, int from, int otherwise) {
        int found = text.indexOf(wanted, from);
        return found < 0 ? otherwise : found;
    }

    /// Takes out the spaces before `end`.
    private static void trimSpaces(StringBuilder text, int end) {
        int from = end;
        while (from > 0 && text.charAt(from - 1) == ' ') {
            from--;
        }
        text.delete(from, end);
    }
}
