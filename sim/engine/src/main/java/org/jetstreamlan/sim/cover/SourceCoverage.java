package org.jetstreamlan.sim.cover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jetstreamlan.hdl.ir.Place;

/// What was covered of a file of the source, line by line; all modules that have something there together.
final class SourceCoverage {
    /// What is known of a line.
    static final class Line {
        /// How often the statements at the line were run, together; -1 if there is none.
        private long count = -1;

        private final SortedMap<Integer, Branch> branches = new TreeMap<>();
        private final Map<String, Count> others = new LinkedHashMap<>();
        private final Map<String, Bits> bits = new LinkedHashMap<>();

        /// How often the statements at the line were run, together; -1 if there is none.
        long count() {
            return count;
        }

        /// The `when`s and `select`s that begin at the line, in the order of the source.
        List<Branch> branches() {
            return List.copyOf(branches.values());
        }

        /// States, arcs and cover points by their name.
        Map<String, Count> others() {
            return others;
        }

        /// Signals that are declared at the line, by name; those of one name and width in several modules are one.
        Map<String, Bits> bits() {
            return bits;
        }
    }

    /// A `when` or `select`: its ways by their labels.
    record Branch(Map<String, Count> ways) {
        /// Whether any was taken.
        boolean isMet() {
            return ways.values().stream().anyMatch(way -> way.times > 0);
        }
    }

    /// @param isReachable whether it can be more than 0
    record Count(long times, boolean isReachable) {
        private Count plus(Count other) {
            long sum = times + other.times;
            return new Count(sum < 0 ? Long.MAX_VALUE : sum, isReachable || other.isReachable);
        }

        boolean isMissed() {
            return isReachable && times == 0;
        }
    }

    /// @param rises by word the bits that rose
    record Bits(int width, long[] rises, long[] falls) {
        private Bits plus(Bits other) {
            Bits both = new Bits(width, rises.clone(), falls.clone());
            for (int i = 0; i < rises.length; i++) {
                both.rises[i] |= other.rises[i];
                both.falls[i] |= other.falls[i];
            }
            return both;
        }
    }

    private final String file;
    private final SortedMap<Integer, Line> lines = new TreeMap<>();

    /// Names of signals at each line, to tell this file from others of its name.
    private final Map<Integer, String> names = new HashMap<>();

    private SourceCoverage(String file) {
        this.file = file;
    }

    /// The file's name, without folders.
    String file() {
        return file;
    }

    /// The lines of which something is known.
    SortedMap<Integer, Line> lines() {
        return lines;
    }

    /// By line the name of something that is declared there.
    Map<Integer, String> names() {
        return names;
    }

    /// All files, by name.
    static List<SourceCoverage> of(List<ModuleTotal> modules) {
        SortedMap<String, SourceCoverage> files = new TreeMap<>();
        for (ModuleTotal module : modules) {
            new Gathering(files, module).run();
        }
        return List.copyOf(files.values());
    }

    /// Adds one module to all files.
    private static final class Gathering {
        private final SortedMap<String, SourceCoverage> files;
        private final CoveredModule module;
        private final InstanceCounts counts;

        /// Number of a branch among those that begin at its line.
        private final Map<Integer, Integer> ordinals = new HashMap<>();

        private final Map<Place, Integer> branchesAt = new HashMap<>();

        Gathering(SortedMap<String, SourceCoverage> files, ModuleTotal total) {
            this.files = files;
            module = total.module();
            counts = total.counts();
        }

        private SourceCoverage file(Place place) {
            return files.computeIfAbsent(place.file(), SourceCoverage::new);
        }

        private Line line(Place place) {
            return file(place).lines.computeIfAbsent(place.line(), _ -> new Line());
        }

        void run() {
            for (CoveredModule.Line each : module.lines()) {
                if (!module.unreachable().contains(each.point())) {
                    Line line = line(each.place());
                    long sum = Math.max(line.count, 0) + counts.points()[each.point()];
                    line.count = sum < 0 ? Long.MAX_VALUE : sum;
                }
            }
            for (int i = 0; i < module.points().size(); i++) {
                Point point = module.points().get(i);
                if (point.place().line() > 0) {
                    Count count = new Count(counts.points()[i], !module.unreachable().contains(i));
                    add(point, count);
                }
            }
            int word = 0;
            for (CoveredModule.Signal signal : module.signals()) {
                if (signal.place().line() > 0) {
                    add(signal, word);
                }
                word += signal.words();
            }
        }

        private void add(Point point, Count count) {
            Line line = line(point.place());
            switch (point) {
                case Point.Clocked _, Point.Access _ -> {}
                case Point.Way way -> {
                    int ordinal =
                            ordinals.computeIfAbsent(
                                    way.branch(),
                                    _ -> branchesAt.merge(way.place(), 1, Integer::sum) - 1);
                    line.branches
                            .computeIfAbsent(ordinal, _ -> new Branch(new LinkedHashMap<>()))
                            .ways()
                            .merge(way.label(), count, Count::plus);
                }
                case Point.State _, Point.Arc _, Point.Event _ ->
                        line.others.merge(Labels.of(point), count, Count::plus);
            }
        }

        private void add(CoveredModule.Signal signal, int word) {
            long[] rises = new long[signal.words()];
            long[] falls = new long[signal.words()];
            System.arraycopy(counts.rises(), word, rises, 0, rises.length);
            System.arraycopy(counts.falls(), word, falls, 0, falls.length);
            Map<String, Bits> known = line(signal.place()).bits;
            Bits bits = new Bits(signal.width(), rises, falls);
            Bits other = known.get(signal.name());
            String name =
                    other == null || other.width == bits.width
                            ? signal.name()
                            : signal.name() + " of " + bits.width + " bits";
            known.merge(name, bits, Bits::plus);
            file(signal.place()).names.putIfAbsent(signal.place().line(), signal.name());
        }
    }

    /// `7:4, 0`: the bits that have no 1 in some words.
    static String missing(Bits bits, long[] of) {
        List<String> ranges = new ArrayList<>();
        for (int hi = bits.width - 1; hi >= 0; hi--) {
            if (isMissing(of, hi)) {
                int lo = hi;
                while (lo > 0 && isMissing(of, lo - 1)) {
                    lo--;
                }
                ranges.add(hi == lo ? Integer.toString(hi) : hi + ":" + lo);
                hi = lo;
            }
        }
        return String.join(", ", ranges);
    }

    private static boolean isMissing(long[] words, int bit) {
        return (words[bit / Long.SIZE] >>> bit % Long.SIZE & 1) == 0;
    }
}
