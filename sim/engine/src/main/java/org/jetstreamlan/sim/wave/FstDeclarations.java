package org.jetstreamlan.sim.wave;

import org.jetstreamlan.hdl.ir.Enumeration;

/// Hierarchy and geometry of an FST file.
///
/// ```
/// group      254, kind, name 0, type 0          end of group  255
/// attribute  252, 0 (misc), kind, name 0, number
/// variable   kind, direction, name 0, width, handle that it shares (0: a new one)
/// ```
/// Handles count from 1 in the order of first mention. Attributes stand before what they are about: 3 numbers a source file, 4 is a line of one
/// where something was declared and 5 where an instance was made (the file's number is the name), 7 declares an enum or, without a name, refers
/// to one.
final class FstDeclarations extends Declarations {
    private static final int ATTRIBUTE = 252;
    private static final int GROUP = 254;
    private static final int END = 255;

    private static final int FILE = 3;
    private static final int LINE = 4;
    private static final int INSTANCE_LINE = 5;
    private static final int ENUM = 7;

    private static final int REGISTER = 5;
    private static final int WIRE = 16;

    final Bytes hierarchy = new Bytes();

    /// The widths of all handles.
    final Bytes geometry = new Bytes();

    int groups;
    int variables;
    int handles;

    /// Handle of number 0, or, where there is no clock, of none.
    private final int firstHandle;

    FstDeclarations(boolean clocked) {
        firstHandle = clocked ? 1 : 0;
    }

    /// The handle of a value's number.
    int handle(int number) {
        return firstHandle + number;
    }

    @Override
    void begin(WaveTree.Group group) {
        groups++;
        int kind =
                switch (group.shape()) {
                    case MODULE -> 0;
                    case BUNDLE -> 6;
                };
        hierarchy.put(GROUP).put(kind).text(group.name()).text(group.type());
    }

    @Override
    void end() {
        hierarchy.put(END);
    }

    private Bytes attribute(int kind) {
        return hierarchy.put(ATTRIBUTE).put(0).put(kind);
    }

    @Override
    void file(int number, String name) {
        attribute(FILE).text(name).number(number);
    }

    @Override
    void source(boolean instance, int file, int line) {
        attribute(instance ? INSTANCE_LINE : LINE).number(file).put(0).number(line);
    }

    @Override
    void table(int number, Enumeration names) {
        attribute(ENUM).text(text(names)).number(number);
    }

    @Override
    void reference(int table) {
        attribute(ENUM).text("").number(table);
    }

    @Override
    void clock(String name) {
        declare(WIRE, 1, name, 1, 0);
    }

    @Override
    void variable(WaveTree.Variable variable, int number, boolean first) {
        int direction =
                switch (variable.signal().kind()) {
                    case INPUT, RESET -> 1;
                    case OUTPUT -> 2;
                    case WIRE, REGISTER, READ_DATA, INSTANCE_PORT, NODE -> 0;
                };
        declare(
                variable.isRegister() ? REGISTER : WIRE,
                direction,
                shown(variable),
                variable.signal().width(),
                first ? 0 : handle(number));
    }

    private void declare(int kind, int direction, String name, int width, int shared) {
        variables++;
        if (shared == 0) {
            handles++;
            geometry.number(width);
        }
        hierarchy.put(kind).put(direction).text(name).number(width).number(shared);
    }
}
