package org.jetstreamlan.sim.cover;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.jetstreamlan.hdl.ir.Place;

/// Coverage as text: lines of fields with a tab between. First the description of the design, then the counts, then a checksum.
///
/// ```
/// jetstream-coverage  1
/// design   Fifo
/// module   Fifo
/// signal   count    4      Fifo.java   31            a name, bits
/// way      0        true   Fifo.java   40            branch, label
/// line     2        Fifo.java          41            index of a point
/// unreachable       7                                index of a point
/// instance          0                                path, index of its module
/// counts
/// points   12 0 5                                    by instance, in the order above
/// rises    f 0                                       hexadecimal words
/// falls    e 0
/// end      8c736521                                  CRC-32 of everything before this line
/// ```
final class CoverageText {
    private static final String MAGIC = "jetstream-coverage\t1";

    private CoverageText() {}

    // ---- out

    /// What is to be covered.
    static String description(String design, List<Coverage.Instance> instances) {
        StringBuilder out = new StringBuilder();
        line(out, "design", design);
        Map<CoveredModule, Integer> modules = new IdentityHashMap<>();
        for (Coverage.Instance instance : instances) {
            if (modules.putIfAbsent(instance.module(), modules.size()) == null) {
                module(out, instance.module());
            }
        }
        for (Coverage.Instance instance : instances) {
            line(out, "instance", instance.path(), modules.getOrDefault(instance.module(), 0));
        }
        return out.toString();
    }

    private static void module(StringBuilder out, CoveredModule module) {
        line(out, "module", module.name());
        for (CoveredModule.Signal signal : module.signals()) {
            Place place = signal.place();
            line(out, "signal", signal.name(), signal.width(), place.file(), place.line());
        }
        for (Point point : module.points()) {
            String file = point.place().file();
            int at = point.place().line();
            switch (point) {
                case Point.Clocked _ -> line(out, "clocked", file, at);
                case Point.Way way -> line(out, "way", way.branch(), way.label(), file, at);
                case Point.Access access -> line(out, "access", access.memory(), file, at);
                case Point.State state ->
                        line(out, "state", state.machine(), state.state(), file, at);
                case Point.Arc arc ->
                        line(out, "arc", arc.machine(), arc.from(), arc.to(), file, at);
                case Point.Event event -> line(out, "event", event.name(), file, at);
            }
        }
        for (CoveredModule.Line each : module.lines()) {
            line(out, "line", each.point(), each.place().file(), each.place().line());
        }
        for (int point : new TreeSet<>(module.unreachable())) {
            line(out, "unreachable", point);
        }
    }

    static String write(String description, List<Coverage.Instance> instances) {
        StringBuilder out = new StringBuilder(MAGIC).append('\n').append(description);
        line(out, "counts");
        for (Coverage.Instance instance : instances) {
            words(out, "points", instance.counts().points(), 10);
            words(out, "rises", instance.counts().rises(), 16);
            words(out, "falls", instance.counts().falls(), 16);
        }
        long sum = checksum(out);
        line(out, "end", Long.toHexString(sum));
        return out.toString();
    }

    private static void words(StringBuilder out, String kind, long[] words, int radix) {
        out.append(kind).append('\t');
        for (int i = 0; i < words.length; i++) {
            out.append(i == 0 ? "" : " ").append(Long.toUnsignedString(words[i], radix));
        }
        out.append('\n');
    }

    private static void line(StringBuilder out, Object... fields) {
        for (int i = 0; i < fields.length; i++) {
            String text =
                    fields[i]
                            .toString()
                            .replace("\\", "\\\\")
                            .replace("\t", "\\t")
                            .replace("\n", "\\n");
            out.append(i == 0 ? "" : "\t").append(text);
        }
        out.append('\n');
    }

    private static long checksum(CharSequence text) {
        CRC32 sum = new CRC32();
        sum.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }

    /// 16 hexadecimal digits for a text.
    static String digest(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /// The first line in which two descriptions differ.
    static String difference(String mine, String other) {
        Iterator<String> its = other.lines().iterator();
        for (String line : mine.lines().toList()) {
            String next = its.hasNext() ? its.next() : "nothing";
            if (!line.equals(next)) {
                return "'%s' here, '%s' there"
                        .formatted(line.replace('\t', ' '), next.replace('\t', ' '));
            }
        }
        return "'nothing' here, '%s' there".formatted(its.next().replace('\t', ' '));
    }

    // ---- in

    /// @throws IOException if the text is no coverage, or is not whole
    static Coverage read(String text) throws IOException {
        if (!text.startsWith(MAGIC + "\n")) {
            throw new IOException("this is no coverage of version 1");
        }
        int end = text.lastIndexOf("end\t");
        String sum = end < 0 ? "" : text.substring(end + 4).strip();
        if (end < 0 || !sum.equals(Long.toHexString(checksum(text.substring(0, end))))) {
            throw new IOException(
                    "the checksum at its end is wrong or missing: the file was cut or changed; remove it and run again");
        }
        try {
            return new Reader(text.substring(0, end)).read();
        } catch (RuntimeException e) {
            throw new IOException("not as this version writes it: " + e.getMessage(), e);
        }
    }

    /// Reads line by line.
    private static final class Reader {
        private final List<String[]> lines = new ArrayList<>();
        private int next = 1;

        Reader(String text) {
            text.lines().forEach(line -> lines.add(fields(line)));
        }

        private static String[] fields(String line) {
            String[] fields = line.split("\t", -1);
            for (int i = 0; i < fields.length; i++) {
                if (fields[i].indexOf('\\') >= 0) {
                    fields[i] = fields[i].translateEscapes();
                }
            }
            return fields;
        }

        private boolean isNext(String kind) {
            return next < lines.size() && lines.get(next)[0].equals(kind);
        }

        private String[] take(String kind) {
            if (!isNext(kind)) {
                throw new IllegalArgumentException(
                        "line %d should be '%s'".formatted(next + 1, kind));
            }
            return lines.get(next++);
        }

        Coverage read() {
            Coverage.Builder coverage = new Coverage.Builder(take("design")[1]);
            List<CoveredModule> modules = new ArrayList<>();
            while (isNext("module")) {
                modules.add(module());
            }
            List<String[]> instances = new ArrayList<>();
            while (isNext("instance")) {
                instances.add(take("instance"));
            }
            take("counts");
            for (String[] instance : instances) {
                CoveredModule module = modules.get(Integer.parseInt(instance[2]));
                long[] points = words("points", module.points().size(), 10);
                long[] rises = words("rises", module.words(), 16);
                long[] falls = words("falls", module.words(), 16);
                coverage.add(instance[1], module, new InstanceCounts(points, rises, falls));
            }
            return coverage.build();
        }

        private long[] words(String kind, int count, int radix) {
            String text = take(kind)[1];
            String[] words = text.isEmpty() ? new String[0] : text.split(" ", -1);
            if (words.length != count) {
                throw new IllegalArgumentException(
                        "line %d has %d words, not %d".formatted(next, words.length, count));
            }
            long[] values = new long[count];
            for (int i = 0; i < count; i++) {
                values[i] = Long.parseUnsignedLong(words[i], radix);
            }
            return values;
        }

        private CoveredModule module() {
            String name = take("module")[1];
            List<CoveredModule.Signal> signals = new ArrayList<>();
            while (isNext("signal")) {
                String[] f = take("signal");
                signals.add(new CoveredModule.Signal(f[1], Integer.parseInt(f[2]), place(f)));
            }
            List<Point> points = new ArrayList<>();
            while (!isNext("line")
                    && !isNext("unreachable")
                    && !isNext("module")
                    && !isNext("instance")) {
                points.add(point(lines.get(next++)));
            }
            List<CoveredModule.Line> found = new ArrayList<>();
            while (isNext("line")) {
                String[] f = take("line");
                found.add(new CoveredModule.Line(place(f), Integer.parseInt(f[1])));
            }
            Set<Integer> unreachable = new TreeSet<>();
            while (isNext("unreachable")) {
                unreachable.add(Integer.parseInt(take("unreachable")[1]));
            }
            return new CoveredModule(name, signals, points, unreachable, found);
        }

        private Point point(String[] f) {
            Place place = place(f);
            return switch (f[0]) {
                case "clocked" -> new Point.Clocked(place);
                case "way" -> new Point.Way(Integer.parseInt(f[1]), f[2], place);
                case "access" -> new Point.Access(f[1], place);
                case "state" -> new Point.State(f[1], f[2], place);
                case "arc" -> new Point.Arc(f[1], f[2], f[3], place);
                case "event" -> new Point.Event(f[1], place);
                default ->
                        throw new IllegalArgumentException(
                                "line %d is of a kind that is not known: '%s'"
                                        .formatted(next, f[0]));
            };
        }

        /// The last two fields.
        private static Place place(String[] f) {
            return new Place(f[f.length - 2], Integer.parseInt(f[f.length - 1]));
        }
    }
}
