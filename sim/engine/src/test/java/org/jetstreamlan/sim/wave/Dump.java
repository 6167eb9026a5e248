package org.jetstreamlan.sim.wave;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jetstreamlan.sim.junit.Needed;

/// What a wave file says: each variable's changes, by hierarchical name, `12000 101`, in picoseconds. Values have no leading zeros; values that are given
/// again are left out.
record Dump(Map<String, List<String>> changes, List<String> attributes) {
    private static final Pattern TIMESCALE =
            Pattern.compile("\\$timescale\\s+(?<count>1|10|100)\\s*(?<unit>[munp]?s)\\s+\\$end");
    private static final List<String> UNITS = List.of("ps", "ns", "us", "ms", "s");

    /// Reads a VCD without any help.
    static Dump ofVcd(String text) {
        Map<String, List<String>> byCode = new HashMap<>();
        Map<String, List<String>> changes = new TreeMap<>();
        List<String> attributes = new ArrayList<>();
        List<String> scopes = new ArrayList<>();
        long unit = picoseconds(text);
        long time = 0;
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "$scope" -> scopes.add(words[2]);
                case "$upscope" -> scopes.removeLast();
                case "$attrbegin" -> attributes.add(line);
                case "$var" -> {
                    String path = String.join(".", scopes) + "." + words[4];
                    changes.put(path, byCode.computeIfAbsent(words[3], _ -> new ArrayList<>()));
                }
                default -> {
                    if (line.startsWith("#")) {
                        time = unit * Long.parseLong(line.substring(1));
                    } else if (line.startsWith("b")) {
                        add(byCode, words[1], time, new BigInteger(words[0].substring(1), 2));
                    } else if (line.startsWith("s")) {
                        byCode.getOrDefault(words[1], new ArrayList<>())
                                .add(time + " " + words[0].substring(1));
                    } else if (line.startsWith("0") || line.startsWith("1")) {
                        add(byCode, line.substring(1), time, new BigInteger(line.substring(0, 1)));
                    }
                }
            }
        }
        return new Dump(changes, attributes);
    }

    private static long picoseconds(String vcd) {
        Matcher scale = TIMESCALE.matcher(vcd);
        assertThat(scale.find()).as("there is a $timescale").isTrue();
        int thousands = UNITS.indexOf(scale.group("unit"));
        return Long.parseLong(scale.group("count")) * (long) Math.pow(1_000, thousands);
    }

    private static void add(
            Map<String, List<String>> changes, String code, long time, BigInteger value) {
        List<String> known = changes.getOrDefault(code, new ArrayList<>());
        String digits = value.toString(2);
        if (known.isEmpty() || !known.getLast().endsWith(" " + digits)) {
            known.add(time + " " + digits);
        }
    }

    /// Reads an FST file with the reader of GTKWave, which makes a VCD of it.
    static Dump byLibfst(Path fst) throws IOException {
        return ofVcd(read("libfst", fst));
    }

    /// Reads a VCD or FST file with the reader of Surfer; an attribute is a variable's enum.
    static Dump byWellen(Path file) throws IOException {
        Map<String, List<String>> changes = new TreeMap<>();
        List<String> attributes = new ArrayList<>();
        for (String line : read("wellen", file).lines().toList()) {
            String[] parts = line.split(";", -1);
            changes.put(parts[0], List.of(parts).subList(2, parts.length));
            if (!parts[1].equals("None")) {
                attributes.add(parts[0] + " " + parts[1]);
            }
        }
        return new Dump(changes, attributes);
    }

    private static String read(String reader, Path file) throws IOException {
        Path script = file.resolveSibling("read_waves.py");
        try (var resource = Dump.class.getResourceAsStream("read_waves.py")) {
            Files.write(script, resource.readAllBytes());
        }
        Path text = file.resolveSibling("read.txt");
        Process process =
                new ProcessBuilder(
                                python().toString(),
                                script.toString(),
                                reader,
                                file.toString(),
                                text.toString())
                        .redirectErrorStream(true)
                        .start();
        try {
            String said = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError("%s cannot read %s: %s".formatted(reader, file, said));
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return Files.readString(text);
    }

    /// The Python that has both readers.
    private static Path python() {
        Path venv = Path.of(System.getProperty("jetstream.root", "."), "build/venv");
        Path libraries = venv.resolve("lib");
        Path missing = libraries.resolve("pywellen");
        if (Files.isDirectory(libraries)) {
            try (var pythons = Files.newDirectoryStream(libraries, "python3*")) {
                for (Path python : pythons) {
                    missing = python.resolve("site-packages/pywellen");
                }
            } catch (IOException _) {
                return Needed.file(missing, "make venv");
            }
        }
        Needed.file(missing, "make venv");
        return venv.resolve("bin/python");
    }
}
