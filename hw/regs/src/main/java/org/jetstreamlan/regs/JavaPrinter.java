package org.jetstreamlan.regs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Prints a block as a Java class of accessors over any bus, which needs nothing but the JDK. For each register `readControl()` and `writeControl(int)` as its
/// access allows; for each field `controlMode()` and, where the register can be read and written, `controlMode(value)`, which leaves the other
/// bits; named values as enums with their codes. Array registers take the element's index.
///
/// ```java
/// var timer = new Timer(bus);
/// timer.controlMode(Timer.ControlMode.LOOP);
/// timer.controlRun(true);
/// ```
/// The same input gives the same bytes.
public final class JavaPrinter {
    private final List<String> lines = new ArrayList<>();
    private final Map<String, String> owners = new HashMap<>();

    private JavaPrinter() {}

    /// One source file.
    ///
    /// @param packageName of the class
    /// @param className upper camel case
    public static String print(String packageName, String className, RegisterBlock block) {
        var printer = new JavaPrinter();
        printer.file(packageName, className, block);
        return String.join("\n", printer.lines) + "\n";
    }

    private void file(String packageName, String className, RegisterBlock block) {
        line(0, "package %s;", packageName);
        lines.add("");
        line(0, "/// The registers of %s. Made from their description; do not edit.", block.name());
        line(0, "public final class %s {", className);
        line(1, "/// How the registers are reached; offsets in bytes from the start of the block.");
        line(1, "public interface Bus {");
        line(2, "int read(int offset);");
        lines.add("");
        line(2, "void write(int offset, int value);");
        line(1, "}");
        lines.add("");
        line(1, "/// Bytes of the block.");
        line(1, "public static final int BYTES = %d;", block.bytes());
        lines.add("");
        line(1, "private final Bus bus;");
        lines.add("");
        line(1, "public %s(Bus bus) {", className);
        line(2, "this.bus = bus;");
        line(1, "}");
        for (var register : block.registers()) {
            register(register);
        }
        line(0, "}");
    }

    private void register(Register register) {
        for (var field : register.fields()) {
            if (!field.values().isEmpty()) {
                enumeration(register, field);
            }
        }
        boolean array = register.count() > 1;
        var place = "0x%x".formatted(register.offset());
        if (array) {
            var check = "java.util.Objects.checkIndex(index, %d)".formatted(register.count());
            place = "0x%x + %d * %s".formatted(register.offset(), register.stride(), check);
        }
        var index = array ? "int index" : "";
        var access = register.access();
        if (access.readable()) {
            document(
                    register.description()
                            + (register.readHasEffect() ? " A read has an effect." : ""));
            line(1, "public int read%s(%s) {", camel(register.name()), index);
            line(2, "return bus.read(%s);", place);
            line(1, "}");
        }
        if (access.writable()) {
            document(register.description());
            var parameters = (array ? index + ", " : "") + "int value";
            line(1, "public void write%s(%s) {", camel(register.name()), parameters);
            line(2, "bus.write(%s, value);", place);
            line(1, "}");
        }
        for (var field : register.fields()) {
            if (access.readable() && !register.readHasEffect()) {
                getter(register, field, index);
            }
            if (access == Access.RW && !register.readHasEffect()) {
                setter(register, field, array);
            }
        }
    }

    private void enumeration(Register register, Field field) {
        document(field.description());
        line(1, "public enum %s {", enumName(register, field));
        var last = field.values().getLast();
        for (var value : field.values()) {
            line(2, "/// %s", value.description());
            line(2, "%s(0x%x)%s", value.name(), value.value(), value == last ? ";" : ",");
        }
        lines.add("");
        line(2, "/// In the register.");
        line(2, "public final int code;");
        lines.add("");
        line(2, "%s(int code) {", enumName(register, field));
        line(3, "this.code = code;");
        line(2, "}");
        line(1, "}");
    }

    /// Two fields' names may become one in camel case.
    private String accessorName(Register register, Field field) {
        var name = lowerFirst(camel(register.name()) + camel(field.name()));
        var owner = register.name() + "." + field.name();
        var other = owners.putIfAbsent(name, owner);
        if (other != null && !other.equals(owner)) {
            throw new IllegalArgumentException(
                    "fields %s and %s would both be '%s' in Java; rename one"
                            .formatted(other, owner, name));
        }
        return name;
    }

    private void getter(Register register, Field field, String index) {
        var word = "read%s(%s)".formatted(camel(register.name()), index.isEmpty() ? "" : "index");
        var bits = "%s >>> %d & 0x%x".formatted(word, field.lo(), field.maximum());
        document(field.description());
        var name = accessorName(register, field);
        if (!field.values().isEmpty()) {
            line(1, "///");
            line(1, "/// @throws IllegalStateException if the code has no name");
            line(1, "public %s %s(%s) {", enumName(register, field), name, index);
            line(2, "int code = %s;", bits);
            line(2, "for (var value : %s.values()) {", enumName(register, field));
            line(3, "if (value.code == code) {");
            line(4, "return value;");
            line(3, "}");
            line(2, "}");
            line(
                    2,
                    "throw new IllegalStateException(\"%s has code \" + code);",
                    register.name() + "." + field.name());
        } else if (field.width() == 1) {
            line(1, "public boolean %s(%s) {", name, index);
            line(2, "return (%s) != 0;", bits);
        } else {
            line(1, "public int %s(%s) {", name, index);
            line(2, "return %s;", bits);
        }
        line(1, "}");
    }

    private void setter(Register register, Field field, boolean array) {
        document(field.description());
        var name = accessorName(register, field);
        var leading = array ? "int index, " : "";
        var word = "read%s(%s)".formatted(camel(register.name()), array ? "index" : "");
        var write = "write%s(%s".formatted(camel(register.name()), array ? "index, " : "");
        String type;
        String code;
        if (!field.values().isEmpty()) {
            type = enumName(register, field);
            code = "value.code";
        } else if (field.width() == 1) {
            type = "boolean";
            code = "(value ? 1 : 0)";
        } else {
            type = "int";
            code = "value";
        }
        line(1, "public void %s(%s%s value) {", name, leading, type);
        if (type.equals("int") && field.width() < 32) {
            line(2, "if ((value & ~0x%x) != 0) {", field.maximum());
            line(
                    3,
                    "throw new IllegalArgumentException(\"%s does not fit %d bits: \" + value);",
                    register.name() + "." + field.name(),
                    field.width());
            line(2, "}");
        }
        line(2, "%s%s & ~0x%x | %s << %d);", write, word, field.mask(), code, field.lo());
        line(1, "}");
    }

    private static String enumName(Register register, Field field) {
        return camel(register.name()) + camel(field.name());
    }

    private void document(String text) {
        lines.add("");
        line(1, "/// %s", text.replace("\n", " "));
    }

    /// `MAX_FRAME` as `MaxFrame`.
    private static String camel(String name) {
        var camel = new StringBuilder();
        for (String word : name.split("_")) {
            if (!word.isEmpty()) {
                camel.append(word.substring(0, 1).toUpperCase(Locale.ROOT));
                camel.append(word.substring(1).toLowerCase(Locale.ROOT));
            }
        }
        return camel.toString();
    }

    private static String lowerFirst(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    private void line(int depth, String format, Object... values) {
        lines.add("    ".repeat(depth) + format.formatted(values));
    }
}
