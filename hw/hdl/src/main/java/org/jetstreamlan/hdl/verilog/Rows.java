package org.jetstreamlan.hdl.verilog;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Place;

/// Which neighbours in a list share a line: those of one bundle, which is what one line of the source declared, if they fit. A bundle that does not fit is
/// told apart by the next word of its names (`axi_aw_…` from `axi_w_…`), as often as it takes; what is left alone has a line of its own. Where only the
/// names differ the lines are filled.
///
/// So the lines depend on the bundle only: one that changes leaves the lines of its neighbours as they are.
final class Rows {
    /// One thing in the list.
    ///
    /// @param bundle what it has in common with the others of its bundle; [Place#UNKNOWN] if it has none
    record Entry(String name, Object bundle, String text, Place place) {}

    private final int columns;
    private final int between;
    private final List<List<Entry>> rows = new ArrayList<>();

    private Rows(int columns, int between) {
        this.columns = columns;
        this.between = between;
    }

    /// The rows of a list of ports or connections, with `, ` between them: clocks, then the others, all on one line if they fit.
    static List<List<Entry>> ofList(List<Entry> entries, int columns) {
        int clocks = 0;
        while (clocks < entries.size() && isClock(entries.get(clocks))) {
            clocks++;
        }
        var rows = new Rows(columns, 2);
        rows.addBundles(entries.subList(0, clocks));
        List<Entry> others = entries.subList(clocks, entries.size());
        if (!others.isEmpty() && rows.fits(others)) {
            rows.rows.add(others);
        } else {
            rows.addBundles(others);
        }
        return rows.rows;
    }

    /// The rows of statements, with a blank between them.
    static List<List<Entry>> of(List<Entry> entries, int columns) {
        var rows = new Rows(columns, 1);
        rows.addBundles(entries);
        return rows.rows;
    }

    /// Whether an entry is the clock or reset of a domain.
    static boolean isClock(Entry entry) {
        return entry.bundle instanceof ModuleDef.Domain;
    }

    private void addBundles(List<Entry> entries) {
        int start = 0;
        for (int i = 1; i <= entries.size(); i++) {
            if (i == entries.size() || !sameBundle(entries.get(start), entries.get(i))) {
                add(entries.subList(start, i));
                start = i;
            }
        }
    }

    private static boolean sameBundle(Entry a, Entry b) {
        if (a.bundle == b.bundle) {
            return a.bundle != Place.UNKNOWN;
        }
        return a.bundle instanceof Place one
                && b.bundle instanceof Place other
                && one.line() == other.line()
                && one.line() > 0
                && one.file().equals(other.file());
    }

    private void add(List<Entry> bundle) {
        if (bundle.size() == 1 || fits(bundle)) {
            rows.add(bundle);
            return;
        }
        if (isUniform(bundle)) {
            fill(bundle);
            return;
        }
        int stem = commonStem(bundle);
        int start = 0;
        for (int i = 1; i <= bundle.size(); i++) {
            if (i == bundle.size()
                    || !word(bundle.get(start), stem).equals(word(bundle.get(i), stem))) {
                addPart(bundle.subList(start, i), bundle.size());
                start = i;
            }
        }
    }

    private void addPart(List<Entry> part, int whole) {
        if (part.size() < whole) {
            add(part);
        } else {
            part.forEach(entry -> rows.add(List.of(entry)));
        }
    }

    private static boolean isUniform(List<Entry> bundle) {
        String first = withoutName(bundle.getFirst());
        for (Entry entry : bundle) {
            if (!withoutName(entry).equals(first)) {
                return false;
            }
        }
        return true;
    }

    private static String withoutName(Entry entry) {
        int at = entry.text.indexOf(entry.name);
        return entry.text.substring(0, at) + entry.text.substring(at + entry.name.length());
    }

    private void fill(List<Entry> bundle) {
        int start = 0;
        for (int i = 1; i <= bundle.size(); i++) {
            if (i == bundle.size() || !fits(bundle.subList(start, i + 1))) {
                rows.add(bundle.subList(start, i));
                start = i;
            }
        }
    }

    /// Declarations that follow one of the same type add only their names: `wire a, b;`.
    private boolean fits(List<Entry> row) {
        int length = 0;
        String before = "";
        for (Entry entry : row) {
            String type = entry.text.endsWith(";") ? withoutName(entry) : "";
            boolean nameOnly = !type.isEmpty() && type.equals(before);
            length += nameOnly ? entry.name.length() + 2 : entry.text.length() + between;
            before = type;
        }
        return length - between <= columns;
    }

    /// Length of the words, each with its `_`, that all names begin with.
    private static int commonStem(List<Entry> bundle) {
        String first = bundle.getFirst().name;
        int common = first.length();
        for (Entry entry : bundle) {
            common = Math.min(common, entry.name.length());
            for (int i = 0; i < common; i++) {
                if (entry.name.charAt(i) != first.charAt(i)) {
                    common = i;
                }
            }
        }
        return first.lastIndexOf('_', common - 1) + 1;
    }

    private static String word(Entry entry, int from) {
        int end = entry.name.indexOf('_', from);
        return entry.name.substring(from, end < 0 ? entry.name.length() : end);
    }
}
