package org.jetstreamlan.hdl.verilog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jetstreamlan.hdl.ir.Place;

/// From lines and names of the Verilog to lines of user code. Kept beside the Verilog, so that a line that moves in the Java source changes
/// nothing in it.
final class SourceMap {
    private record Entry(int line, String name, Place place) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            if (line != other.line) {
                return Integer.compare(line, other.line);
            }
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : place.toString().compareTo(other.place.toString());
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    /// Notes that a line of Verilog declares `name` (or nothing, if empty) and comes from `place`.
    void add(int line, String name, Place place) {
        if (place != Place.UNKNOWN) {
            entries.add(new Entry(line, name, place));
        }
    }

    /// Adds what another map says of lines that come after the first `lines` here.
    void addAll(SourceMap other, int lines) {
        for (Entry entry : other.entries) {
            entries.add(new Entry(entry.line + lines, entry.name, entry.place));
        }
    }

    /// One line an entry, three columns separated by tabs: line of Verilog, `Module.name` or `-`, place.
    String text() {
        var out = new StringBuilder(entries.size() * 32);
        var sorted = new ArrayList<Entry>(entries);
        Collections.sort(sorted);
        for (int i = 0; i < sorted.size(); i++) {
            Entry entry = sorted.get(i);
            if (i == 0 || entry.compareTo(sorted.get(i - 1)) != 0) {
                out.append(entry.line)
                        .append('\t')
                        .append(entry.name.isEmpty() ? "-" : entry.name)
                        .append('\t')
                        .append(entry.place)
                        .append('\n');
            }
        }
        return out.toString();
    }
}
