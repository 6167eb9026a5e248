package org.jetstreamlan.hdl.verilog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The structs or interfaces of a circuit and what they are called: after the Java record, `header_t`; records of one name with different fields
/// also after the records in them, `flow_header_t`, or their width, and if that is not enough, after their contents. A further type changes the names of those of its own record only.
final class BundleTypes {
    /// What a bundle looks like. Equal shapes are one type.
    ///
    /// @param base name of the Java record
    /// @param inner names of the records inside it, `Header`, which tell a `Stream` of one from that of another
    record Shape(String base, String inner, boolean isInterface, List<Field> fields) {
        int width() {
            return fields.stream().mapToInt(Field::width).sum();
        }

        /// Names of the leaves, in order: `header.length`.
        List<String> leaves() {
            var leaves = new ArrayList<String>();
            for (Field field : fields) {
                if (field.shape.isEmpty()) {
                    leaves.add(field.name);
                } else {
                    field.shape.get().leaves().forEach(leaf -> leaves.add(field.name + "." + leaf));
                }
            }
            return leaves;
        }
    }

    /// A field of a shape.
    ///
    /// @param shape of the struct that it is, if it is one
    /// @param back for an interface: whether it goes against the first field
    record Field(String name, int width, Optional<Shape> shape, boolean back) {}

    private final String prefix;
    private final Map<Shape, String> names = new LinkedHashMap<>();

    /// @param packageName of the structs
    /// @param shapes those that variables have
    BundleTypes(String packageName, Collection<Shape> shapes) {
        prefix = packageName + "::";
        var all = new LinkedHashSet<Shape>();
        shapes.forEach(shape -> addInnerFirst(shape, all));
        for (Shape shape : all) {
            names.put(shape, name(shape, all));
        }
    }

    private static void addInnerFirst(Shape shape, Set<Shape> all) {
        shape.fields.forEach(field -> field.shape.ifPresent(inner -> addInnerFirst(inner, all)));
        all.add(shape);
    }

    private static String name(Shape shape, Set<Shape> all) {
        String stem = stem(shape, all);
        return shape.isInterface ? stem + "_if" : snake(stem) + "_t";
    }

    /// The first name that no other shape could have in the same way.
    private static String stem(Shape shape, Set<Shape> all) {
        var others = all.stream().filter(other -> other.base.equals(shape.base)).toList();
        List<Function<Shape, String>> ways =
                List.of(
                        Shape::base,
                        one -> one.inner.isEmpty() ? "" : one.base + "_" + one.inner,
                        one -> one.base + "_w" + one.width(),
                        one -> one.base + "_" + one.inner + "_w" + one.width());
        for (Function<Shape, String> way : ways) {
            String name = way.apply(shape);
            if (!name.isEmpty()
                    && others.stream().filter(one -> way.apply(one).equals(name)).count() == 1) {
                return name;
            }
        }
        return shape.base + String.format(Locale.ROOT, "_%08x", shape.toString().hashCode());
    }

    /// `ReadData` as `read_data`.
    static String snake(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    /// The type as modules write it.
    String typeOf(Shape shape) {
        String name = names.getOrDefault(shape, shape.base);
        return shape.isInterface ? name : prefix + name;
    }

    /// The package with the structs, or the interfaces; by name their text.
    Map<String, String> declarations() {
        var units = new LinkedHashMap<String, String>();
        var structs = new Printer(Dialect.SYSTEM_VERILOG);
        String packageName = prefix.substring(0, prefix.length() - 2);
        names.forEach(
                (shape, name) -> {
                    if (shape.isInterface) {
                        var printer = new Printer(Dialect.SYSTEM_VERILOG);
                        interfaceOf(printer, name, shape);
                        units.put(name, printer.text());
                    } else {
                        structs.indented(() -> struct(structs, name, shape));
                    }
                });
        if (!structs.text().isEmpty()) {
            units.put(
                    packageName,
                    "package " + packageName + ";\n" + structs.text() + "endpackage\n");
        }
        return units;
    }

    private void struct(Printer printer, String name, Shape shape) {
        printer.lines("typedef struct packed {");
        printer.indented(() -> shape.fields.forEach(field -> printer.lines(declared(field))));
        printer.lines("} " + name + ";");
    }

    private String declared(Field field) {
        return field.shape
                        .map(inner -> names.getOrDefault(inner, "") + " ")
                        .orElseGet(() -> Printer.vector("logic", field.width))
                + field.name
                + ";";
    }

    private static void interfaceOf(Printer printer, String name, Shape shape) {
        printer.lines("interface " + name + ";");
        printer.indented(
                () -> {
                    for (Field field : shape.fields) {
                        printer.lines(Printer.vector("logic", field.width) + field.name + ";");
                    }
                    printer.lines("");
                    printer.lines(modport("source", shape, false));
                    printer.lines(modport("sink", shape, true));
                });
        printer.lines("endinterface");
    }

    private static String modport(String name, Shape shape, boolean reversed) {
        var line = new StringBuilder("modport ").append(name).append(" (");
        String direction = "";
        for (int i = 0; i < shape.fields.size(); i++) {
            Field field = shape.fields.get(i);
            if (i > 0) {
                line.append(',');
                LineBreaks.mark(line, 0);
            }
            String next = field.back == reversed ? "output " : "input ";
            line.append(next.equals(direction) ? "" : next).append(field.name);
            direction = next;
        }
        return line.append(");").toString();
    }
}
