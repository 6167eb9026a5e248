package org.jetstreamlan.hdl.verilog;

import java.util.ArrayList;
import java.util.List;

/// Breaks one long line of text into several. The text carries marks, each standing for a blank that may become a line
/// end and saying how deep in the expression it is; a break is put at the outermost mark that fits, the last one of those.
final class LineBreaks {
    /// Longest line, in columns.
    static final int COLUMNS = 120;

    // Control characters that no text has, below 256, since a string with others takes twice the
    // space and time.
    private static final char FIRST_MARK = '\u0080';
    private static final char LAST_MARK = '\u009F';
    private static final int CONTINUATION = 4;

    private LineBreaks() {}

    /// Appends a blank at which a line may end.
    static void mark(StringBuilder out, int depth) {
        out.append((char) Math.min(FIRST_MARK + depth, LAST_MARK));
    }

    /// The text on one line.
    static String flat(String marked) {
        var line = new StringBuilder(marked);
        for (int i = 0; i < line.length(); i++) {
            if (isMark(line.charAt(i))) {
                line.setCharAt(i, ' ');
            }
        }
        return line.toString();
    }

    /// The text as lines, the first indented by `indent`, the others by four more.
    static List<String> lines(int indent, String marked) {
        var lines = new ArrayList<String>();
        int start = 0;
        int column = indent;
        while (column + marked.length() - start > COLUMNS) {
            int at = breakAt(marked, start, start + COLUMNS - column);
            if (at < 0) {
                break;
            }
            lines.add(" ".repeat(column) + flat(marked.substring(start, at)));
            start = at + 1;
            column = indent + CONTINUATION;
        }
        lines.add(" ".repeat(column) + flat(marked.substring(start)));
        return lines;
    }

    private static int breakAt(String marked, int start, int end) {
        int best = -1;
        for (int i = start + 1; i < marked.length(); i++) {
            if (i > end && best >= 0) {
                return best;
            }
            if (isMark(marked.charAt(i))
                    && (best < 0 || (i <= end && marked.charAt(i) <= marked.charAt(best)))) {
                best = i;
            }
        }
        return best;
    }

    private static boolean isMark(char c) {
        return c >= FIRST_MARK && c <= LAST_MARK;
    }
}
