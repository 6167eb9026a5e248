package org.jetstreamlan.regs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Prints a block as one HTML page without scripts: a table of the registers, and for each with fields a picture of its 32 bits and what they
/// mean. The same input gives the same bytes.
public final class HtmlPrinter {
    private static final String STYLE =
            """
            body { font-family: sans-serif; margin: 2em auto; max-width: 70em; }
            table { border-collapse: collapse; margin: 1em 0; }
            th, td { border: 1px solid #999; padding: .2em .5em; text-align: left; }
            table.bits { width: 100%; table-layout: fixed; }
            table.bits th, table.bits td { text-align: center; font-size: 80%; overflow-wrap: anywhere; }
            td.none { background: #eee; }
            code { white-space: nowrap; }
            """;

    private final StringBuilder out = new StringBuilder();

    private HtmlPrinter() {}

    /// One page.
    public static String print(RegisterBlock block) {
        var printer = new HtmlPrinter();
        printer.page(block);
        return printer.out.toString();
    }

    private void page(RegisterBlock block) {
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
        out.append("<title>").append(text(block.name())).append("</title>\n");
        out.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n");
        out.append("<h1>").append(text(block.name())).append("</h1>\n");
        out.append("<p>%,d bytes, 32-bit registers.</p>\n".formatted(block.bytes()));
        out.append("<table>\n");
        row("th", "offset", "register", "access", "reset", "what");
        for (var register : block.registers()) {
            row(
                    "td",
                    offsets(register),
                    register.fields().isEmpty()
                            ? "<code>%s</code>".formatted(text(title(register)))
                            : "<a href=\"#%s\"><code>%s</code></a>"
                                    .formatted(text(register.name()), text(title(register))),
                    access(register),
                    "0x%08x".formatted(register.reset()),
                    text(register.description()));
        }
        out.append("</table>\n");
        for (var register : block.registers()) {
            if (!register.fields().isEmpty()) {
                register(register);
            }
        }
        out.append("</body>\n</html>\n");
    }

    private void register(Register register) {
        out.append("<h2 id=\"%s\">".formatted(text(register.name())));
        out.append(text(title(register))).append("</h2>\n");
        bits(register);
        out.append("<table>\n");
        row("th", "bits", "field", "reset", "what");
        for (var field : register.fields()) {
            row(
                    "td",
                    field.width() == 1
                            ? Integer.toString(field.lo())
                            : field.hi() + ".." + field.lo(),
                    "<code>%s</code>".formatted(text(field.name())),
                    "0x%x".formatted(register.reset() >>> field.lo() & field.maximum()),
                    meaning(field));
        }
        out.append("</table>\n");
    }

    private static String meaning(Field field) {
        var meaning = new StringBuilder(text(field.description()));
        for (var value : field.values()) {
            meaning.append(
                    "<br/>%d = <code>%s</code> ".formatted(value.value(), text(value.name())));
            meaning.append(text(value.description()));
        }
        return meaning.toString();
    }

    /// The 32 bits in a row, bit 31 on the left; what has no field is grey.
    private void bits(Register register) {
        var falling = new ArrayList<>(register.fields());
        falling.sort(Comparator.comparingInt(Field::lo).reversed());
        out.append("<table class=\"bits\">\n<tr>");
        for (int bit = 31; bit >= 0; bit--) {
            out.append("<th>").append(bit).append("</th>");
        }
        out.append("</tr>\n<tr>");
        int next = 31;
        for (var field : falling) {
            gap(next - field.hi());
            out.append("<td colspan=\"%d\">".formatted(field.width()));
            out.append(text(field.name())).append("</td>");
            next = field.lo() - 1;
        }
        gap(next + 1);
        out.append("</tr>\n</table>\n");
    }

    private void gap(int width) {
        if (width > 0) {
            out.append("<td class=\"none\" colspan=\"%d\"></td>".formatted(width));
        }
    }

    private void row(String cell, String... cells) {
        out.append("<tr>");
        for (String content : List.of(cells)) {
            out.append("<%s>%s</%s>".formatted(cell, content, cell));
        }
        out.append("</tr>\n");
    }

    private static String offsets(Register register) {
        return register.count() == 1
                ? "0x%03x".formatted(register.offset())
                : "0x%03x + %d i".formatted(register.offset(), register.stride());
    }

    private static String title(Register register) {
        return register.count() == 1
                ? register.name()
                : "%s[%d]".formatted(register.name(), register.count());
    }

    private static String access(Register register) {
        return register.access().words() + (register.readHasEffect() ? ", read has effect" : "");
    }

    private static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
