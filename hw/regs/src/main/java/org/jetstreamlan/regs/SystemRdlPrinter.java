package org.jetstreamlan.regs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Prints a block as SystemRDL 2.0 (Accellera), for the tools that make documentation, UVM models or headers of it.
///
/// | here | SystemRDL |
/// | --- | --- |
/// | RO | `sw = r; hw = w;` |
/// | RW | `sw = rw; hw = r;` |
/// | WO | `sw = w; hw = r;` |
/// | W1C | `sw = rw; onwrite = woclr; hw = w;` |
/// | read has effect | `onread = ruser;` in an `external` register, as the standard demands |
/// | named values | `enum` and `encode` |
///
/// A register without fields gets one, `VALUE`, of all its bits. The same input gives the same bytes.
public final class SystemRdlPrinter {
    private final List<String> lines = new ArrayList<>();

    private SystemRdlPrinter() {}

    /// One `addrmap`.
    public static String print(RegisterBlock block) {
        var printer = new SystemRdlPrinter();
        printer.block(block);
        return String.join("\n", printer.lines) + "\n";
    }

    private void block(RegisterBlock block) {
        line(0, "addrmap %s {", escaped(block.name()));
        line(1, "default regwidth = 32;");
        line(1, "default accesswidth = 32;");
        line(1, "littleendian;");
        for (var register : block.registers()) {
            for (var field : register.fields()) {
                if (!field.values().isEmpty()) {
                    enumeration(register, field);
                }
            }
        }
        for (var register : block.registers()) {
            register(register);
        }
        line(0, "};");
    }

    private void enumeration(Register register, Field field) {
        lines.add("");
        line(1, "enum %s {", enumName(register, field));
        for (var value : field.values()) {
            line(
                    2,
                    "%s = %d'h%x { desc = %s; };",
                    value.name(),
                    field.width(),
                    value.value(),
                    quoted(value.description()));
        }
        line(1, "};");
    }

    private void register(Register register) {
        lines.add("");
        line(1, "reg {");
        line(2, "desc = %s;", quoted(register.description()));
        var fields =
                register.fields().isEmpty()
                        ? List.of(Field.of("VALUE", 0, 32, register.description()))
                        : register.fields();
        for (var field : fields) {
            field(register, field);
        }
        var array = register.count() == 1 ? "" : "[%d]".formatted(register.count());
        var stride = register.count() == 1 ? "" : " += 0x%x".formatted(register.stride());
        var external = hasReadEffect(register) ? "external " : "";
        line(1, "} %s%s%s @ 0x%x%s;", external, register.name(), array, register.offset(), stride);
    }

    private void field(Register register, Field field) {
        line(2, "field {");
        line(3, "desc = %s;", quoted(field.description()));
        line(
                3,
                switch (register.access()) {
                    case RO -> "sw = r; hw = w;";
                    case RW -> "sw = rw; hw = r;";
                    case WO -> "sw = w; hw = r;";
                    case W1C -> "sw = rw; onwrite = woclr; hw = w;";
                });
        if (hasReadEffect(register)) {
            line(3, "onread = ruser;");
        }
        if (!field.values().isEmpty()) {
            line(3, "encode = %s;", enumName(register, field));
        }
        line(
                2,
                "} %s[%d:%d] = %d'h%x;",
                field.name(),
                field.hi(),
                field.lo(),
                field.width(),
                register.reset() >>> field.lo() & field.maximum());
    }

    private static boolean hasReadEffect(Register register) {
        return register.readHasEffect() && register.access().readable();
    }

    private static String enumName(Register register, Field field) {
        return register.name() + "_" + field.name() + "_VALUES";
    }

    /// Keywords are in lower case, as no name but the block's may be: that is escaped then, as the standard has it.
    private static String escaped(String name) {
        return name.equals(name.toLowerCase(Locale.ROOT)) ? "\\" + name : name;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ") + '"';
    }

    private void line(int depth, String format, Object... values) {
        lines.add("    ".repeat(depth) + format.formatted(values));
    }
}
