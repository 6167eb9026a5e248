package org.jetstreamlan.regs;

import java.util.List;
import java.util.stream.Collectors;

/// Prints blocks and layouts as Markdown tables, one row a register or word, one table for the
/// fields below it. Ends with a line feed; the same input gives the same bytes.
public final class MarkdownPrinter {
    private MarkdownPrinter() {}

    /// A register block.
    public static String print(RegisterBlock block) {
        var out = new StringBuilder();
        out.append("## ").append(block.name()).append("\n\n");
        out.append("%,d bytes, 32-bit registers.\n\n".formatted(block.bytes()));
        out.append("| offset | register | access | reset | what |\n");
        out.append("| --- | --- | --- | --- | --- |\n");
        for (var register : block.registers()) {
            out.append(
                    "| %s | `%s` | %s | 0x%08x | %s |\n"
                            .formatted(
                                    offsets(register),
                                    arrayName(register),
                                    access(register),
                                    register.reset(),
                                    cell(register.description())));
        }
        for (var register : block.registers()) {
            if (!register.fields().isEmpty()) {
                out.append("\n### ").append(arrayName(register)).append("\n\n");
                fields(out, register.fields());
            }
        }
        return out.toString();
    }

    /// A memory layout.
    public static String print(Layout layout) {
        var out = new StringBuilder();
        out.append("## ").append(layout.name()).append("\n\n");
        out.append("%s %,d bytes.\n".formatted(layout.description(), layout.bytes()));
        for (int i = 0; i < layout.words().size(); i++) {
            var word = layout.words().get(i);
            out.append("\n### word %d, `%s`\n\n".formatted(i, word.name()));
            fields(out, word.fields());
        }
        return out.toString();
    }

    private static void fields(StringBuilder out, List<Field> fields) {
        out.append("| bits | field | what |\n| --- | --- | --- |\n");
        for (var field : fields) {
            var values =
                    field.values().stream()
                            .map(
                                    v ->
                                            "%d = `%s` %s"
                                                    .formatted(
                                                            v.value(), v.name(), v.description()))
                            .collect(Collectors.joining("; "));
            out.append(
                    "| %s | `%s` | %s%s |\n"
                            .formatted(
                                    field.width() == 1
                                            ? Integer.toString(field.lo())
                                            : field.hi() + ".." + field.lo(),
                                    field.name(),
                                    cell(field.description()),
                                    values.isEmpty() ? "" : " (" + cell(values.strip()) + ")"));
        }
    }

    private static String offsets(Register register) {
        return register.count() == 1
                ? "0x%03x".formatted(register.offset())
                : "0x%03x + %d i".formatted(register.offset(), register.stride());
    }

    private static String arrayName(Register register) {
        return register.count() == 1
                ? register.name()
                : "%s[%d]".formatted(register.name(), register.count());
    }

    private static String access(Register register) {
        return register.access() + (register.readHasEffect() ? ", read has effect" : "");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
