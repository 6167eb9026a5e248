package org.jetstreamlan.sim.wave;

import java.util.HashMap;
import java.util.Map;
import org.jetstreamlan.hdl.ir.Enumeration;
import org.jetstreamlan.hdl.ir.Place;

/// The head of a wave file: what formats say of groups, variables, enums and the user's lines, in one order for all of them.
abstract class Declarations {
    /// Per value the number by which it is written, 1 and up in the order of first mention; 0 is the clock.
    private int[] numbers = {};

    private int known;
    private final Map<String, Integer> files = new HashMap<>();
    private final Map<Enumeration, Integer> tables = new HashMap<>();

    /// Opens a group.
    abstract void begin(WaveTree.Group group);

    /// Closes the innermost group.
    abstract void end();

    /// Gives a source file a number, from 1.
    abstract void file(int number, String name);

    /// Says where what follows was declared, or, for a group, where its instance was made.
    abstract void source(boolean instance, int file, int line);

    /// Gives an enum a number, from 1.
    abstract void table(int number, Enumeration names);

    /// Says that the variable that follows is of an enum.
    abstract void reference(int table);

    /// Declares the clock, whose number is 0.
    abstract void clock(String name);

    /// Declares a variable; `first` if no other had its number before.
    abstract void variable(WaveTree.Variable variable, int number, boolean first);

    /// Declares everything; returns the numbers of the values.
    final int[] declare(WaveRows rows) {
        numbers = new int[rows.values()];
        group(rows, rows.tree().top(), true);
        return numbers;
    }

    private void group(WaveRows rows, WaveTree.Group group, boolean top) {
        place(group.place(), true);
        begin(group);
        if (top && rows.time().clocked()) {
            clock(rows.time().clock());
        }
        for (WaveTree.Variable variable : group.variables()) {
            place(variable.place(), false);
            variable.names().ifPresent(this::enumeration);
            int value = rows.valueOf(variable);
            boolean first = numbers[value] == 0;
            if (first) {
                numbers[value] = ++known;
            }
            variable(variable, numbers[value], first);
        }
        for (WaveTree.Group inner : group.groups()) {
            group(rows, inner, false);
        }
        end();
    }

    private void place(Place place, boolean instance) {
        if (place.line() > 0) {
            Integer file = files.get(place.file());
            if (file == null) {
                file = files.size() + 1;
                files.put(place.file(), file);
                file(file, place.file());
            }
            source(instance, file, place.line());
        }
    }

    private void enumeration(Enumeration names) {
        Integer table = tables.get(names);
        if (table == null) {
            table = tables.size() + 1;
            tables.put(names, table);
            table(table, names);
        }
        reference(table);
    }

    /// Name as shown, with its range of bits.
    static String shown(WaveTree.Variable variable) {
        int width = variable.signal().width();
        return width == 1 ? variable.name() : variable.name() + " [" + (width - 1) + ":0]";
    }

    /// An enum as viewers read it: `State 3 IDLE RUN DONE 00 01 10`.
    static String text(Enumeration names) {
        StringBuilder text = new StringBuilder(names.name());
        text.append(' ').append(names.constants().size());
        for (Enumeration.Constant constant : names.constants()) {
            text.append(' ').append(EnumNames.label(names, constant));
        }
        for (Enumeration.Constant constant : names.constants()) {
            String digits = constant.value().toString(2);
            text.append(' ').repeat('0', names.width() - digits.length()).append(digits);
        }
        return text.toString();
    }
}
