package org.jetstreamlan.sim.verilator;

/// Takes comments out of Verilog, so that a changed comment does not make a new model. Line ends stay, and with them the line numbers
/// in Verilator's messages; so do comments that tools read.
final class Comments {
    private Comments() {}

    static String strip(String verilog) {
        var kept = new StringBuilder(verilog.length());
        int at = 0;
        while (at < verilog.length()) {
            char c = verilog.charAt(at);
            if (c == '"') {
                int end = endOfString(verilog, at);
                kept.append(verilog, at, end);
                at = end;
            } else if (verilog.startsWith("//", at)) {
                int end = indexOr(verilog, "\n", at, verilog.length());
                keepPragma(verilog, at, end, kept);
                at = end;
            } else if (verilog.startsWith("/*", at)) {
                int end = indexOr(verilog, "*/", at + 2, verilog.length() - 2) + 2;
                keepPragma(verilog, at, end, kept);
                at = end;
            } else {
                if (c == '\n') {
                    trimSpaces(kept);
                }
                kept.append(c);
                at++;
            }
        }
        return kept.toString();
    }

    private static void keepPragma(String verilog, int from, int to, StringBuilder kept) {
        var comment = verilog.substring(from, to);
        if (comment.substring(2).stripLeading().startsWith("verilator ")) {
            kept.append(comment);
        } else {
            comment.chars().filter(c -> c == '\n').forEach(_ -> kept.append('\n'));
            kept.append(' ');
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

    private static void trimSpaces(StringBuilder text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        text.setLength(end);
    }
}
