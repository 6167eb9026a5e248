package org.jetstreamlan.regs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Prints blocks and layouts as one C header of `#define`s: offsets in bytes, `_SHIFT` and `_MASK`
/// (in place) for each field, named values, array counts and strides. No types, so that any
/// kernel or firmware can include it.
public final class CHeaderPrinter {
    private CHeaderPrinter() {}

    /// One header.
    ///
    /// @param prefix upper case, put before every name, as `JETSTREAM`
    public static String print(String prefix, List<RegisterBlock> blocks, List<Layout> layouts) {
        var lines = new ArrayList<String>();
        var guard = prefix.toUpperCase(Locale.ROOT) + "_REGISTERS_H";
        lines.add("#ifndef " + guard);
        lines.add("#define " + guard);
        for (var block : blocks) {
            lines.add("");
            lines.add("/* %s: %d bytes */".formatted(block.name(), block.bytes()));
            for (var register : block.registers()) {
                register(lines, prefix, register);
            }
        }
        for (var layout : layouts) {
            lines.add("");
            lines.add("/* %s: %s */".formatted(layout.name(), comment(layout.description())));
            var name = prefix + "_" + layout.name();
            define(lines, name + "_BYTES", Integer.toString(layout.bytes()));
            for (int i = 0; i < layout.words().size(); i++) {
                var word = layout.words().get(i);
                var wordName = name + "_" + word.name();
                define(lines, wordName, "0x%03xu".formatted(i * Register.BYTES));
                word.fields().forEach(f -> field(lines, wordName, f));
            }
        }
        lines.add("");
        lines.add("#endif");
        return String.join("\n", lines) + "\n";
    }

    private static void register(List<String> lines, String prefix, Register register) {
        var name = prefix + "_" + register.name();
        lines.add("");
        lines.add(
                "/* %s%s: %s */"
                        .formatted(
                                register.access().words(),
                                register.readHasEffect() ? ", read has effect" : "",
                                comment(register.description())));
        define(lines, name, "0x%03xu".formatted(register.offset()));
        if (register.count() > 1) {
            define(lines, name + "_COUNT", register.count() + "u");
            define(lines, name + "_STRIDE", register.stride() + "u");
        }
        register.fields().forEach(f -> field(lines, name, f));
    }

    private static void field(List<String> lines, String owner, Field field) {
        var name = owner + "_" + field.name();
        define(lines, name + "_SHIFT", field.lo() + "u");
        define(lines, name + "_MASK", "0x%08xu".formatted(field.mask()));
        for (var value : field.values()) {
            define(lines, name + "_" + value.name(), value.value() + "u");
        }
    }

    private static void define(List<String> lines, String name, String value) {
        lines.add("#define %-56s %s".formatted(name, value));
    }

    private static String comment(String text) {
        return text.replace("*/", "* /").replace("\n", " ");
    }
}
