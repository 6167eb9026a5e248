package org.jetstreamlan.sim.wave;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Enumeration;

/// The head of a value change dump (IEEE 1364-2005 clause 18), with what GTKWave and Surfer read besides: groups of other kinds than
/// modules, `$attrbegin misc` for files (03), lines (04, and 05 for instances) and enums (07), and for each variable of an enum a second one of
/// type `string`, `<name>_name`, for viewers that do not know the attribute.
final class VcdDeclarations extends Declarations {
    private static final int FIRST = '!';
    private static final int CODES = '~' - '!' + 1;

    /// A variable that shows the name of another's value.
    record Text(WaveTree.Variable of, String code) {}

    private final StringBuilder head = new StringBuilder();
    private final List<Text> texts = new ArrayList<>();
    private final List<Set<String>> taken = new ArrayList<>();
    private final int firstText;

    /// @param values how many values there are, which have the numbers 1 and up
    /// @param unit of its times
    VcdDeclarations(int values, String unit) {
        firstText = values + 1;
        head.append("$version Jetstream $end\n$timescale ").append(unit).append(" $end\n");
    }

    /// Characters that stand for a number.
    static String code(int number) {
        StringBuilder code = new StringBuilder();
        int rest = number;
        do {
            code.append((char) (FIRST + rest % CODES));
            rest = rest / CODES - 1;
        } while (rest >= 0);
        return code.toString();
    }

    /// The head, complete.
    String head() {
        return head + "$enddefinitions $end\n";
    }

    List<Text> texts() {
        return texts;
    }

    @Override
    void begin(WaveTree.Group group) {
        String kind =
                switch (group.shape()) {
                    case MODULE -> "module";
                    case BUNDLE -> "struct";
                };
        head.append("$scope ").append(kind).append(' ').append(group.name()).append(" $end\n");
        Set<String> names = new HashSet<>();
        group.variables().forEach(variable -> names.add(variable.name()));
        group.groups().forEach(inner -> names.add(inner.name()));
        taken.add(names);
    }

    @Override
    void end() {
        head.append("$upscope $end\n");
        taken.removeLast();
    }

    @Override
    void file(int number, String name) {
        attribute("03 " + name, number);
    }

    @Override
    void source(boolean instance, int file, int line) {
        attribute((instance ? "05 " : "04 ") + file, line);
    }

    @Override
    void table(int number, Enumeration names) {
        attribute("07 " + text(names), number);
    }

    @Override
    void reference(int table) {
        attribute("07 \"\"", table);
    }

    private void attribute(String what, int number) {
        head.append("$attrbegin misc ").append(what).append(' ').append(number).append(" $end\n");
    }

    @Override
    void clock(String name) {
        declare("wire", 1, code(0), name);
    }

    @Override
    void variable(WaveTree.Variable variable, int number, boolean first) {
        String type = variable.isRegister() ? "reg" : "wire";
        declare(type, variable.signal().width(), code(number), shown(variable));
        if (variable.names().isPresent()) {
            String name = variable.name() + "_name";
            while (!taken.getLast().add(name)) {
                name += "_";
            }
            Text text = new Text(variable, code(firstText + texts.size()));
            texts.add(text);
            declare("string", 1, text.code(), name);
        }
    }

    private void declare(String type, int width, String code, String name) {
        head.append("$var ").append(type).append(' ').append(width).append(' ').append(code);
        head.append(' ').append(name).append(" $end\n");
    }
}
