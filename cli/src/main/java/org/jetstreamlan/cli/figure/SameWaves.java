package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Holds two VCDs of the module `Top` to the same variables and the same changes at the same times. In names, `.` and `_` are
/// alike, since one writes `in_valid` and the other groups it as `in.valid`.
final class SameWaves {
    private SameWaves() {}

    /// @throws IOException if a variable of ours is not among theirs or differs, or if nothing changed
    static void check(Path ours, Path theirs) throws IOException {
        Map<String, List<String>> expected = changes(theirs);
        Map<String, List<String>> found = changes(ours);
        long count = 0;
        for (Map.Entry<String, List<String>> variable : found.entrySet()) {
            List<String> their = expected.get(variable.getKey());
            if (their == null || !their.equals(variable.getValue())) {
                throw new IOException(
                        "%s differs between %s and %s".formatted(variable.getKey(), ours, theirs));
            }
            count += their.size();
        }
        Set<String> more = new HashSet<>(expected.keySet());
        more.removeAll(found.keySet());
        if (!more.isEmpty() || count < 10_000) {
            throw new IOException(
                    "%s has %d changes and lacks %s of %s".formatted(ours, count, more, theirs));
        }
    }

    private static Map<String, List<String>> changes(Path vcd) throws IOException {
        Map<String, List<String>> byCode = new HashMap<>();
        Map<String, List<String>> changes = new HashMap<>();
        List<String> scopes = new ArrayList<>();
        long unit = 1;
        long time = 0;
        for (String raw : Files.readAllLines(vcd)) {
            String line = raw.strip();
            String[] words = line.split(" +", -1);
            switch (words[0]) {
                case "$timescale" -> unit = picoseconds(words[1]);
                case "$scope" -> scopes.add(words[2]);
                case "$upscope" -> scopes.removeLast();
                case "$var" -> {
                    List<String> of = byCode.computeIfAbsent(words[3], _ -> new ArrayList<>());
                    // Verilator puts a scope around the top, which has its ports, too.
                    int top = scopes.indexOf("Top");
                    List<String> path = new ArrayList<>(scopes.subList(top + 1, scopes.size()));
                    // Ours shows the clock once.
                    if (top >= 0 && (path.isEmpty() || !words[4].equals("clk"))) {
                        path.add(words[4]);
                        changes.put(String.join("_", path), of);
                    }
                }
                default -> {
                    if (line.startsWith("#")) {
                        time = unit * Long.parseLong(line.substring(1));
                    } else if (line.startsWith("b")) {
                        add(byCode, words[1], time, words[0].substring(1));
                    } else if (line.startsWith("0") || line.startsWith("1")) {
                        add(byCode, line.substring(1), time, line.substring(0, 1));
                    }
                }
            }
        }
        return changes;
    }

    /// A unit of a dump that is told in one word.
    private static long picoseconds(String unit) throws IOException {
        return switch (unit) {
            case "1ps" -> 1;
            case "10ps" -> 10;
            case "100ps" -> 100;
            case "1ns" -> 1_000;
            default -> throw new IOException("no timescale of ours or Verilator's: " + unit);
        };
    }

    private static void add(
            Map<String, List<String>> byCode, String code, long time, String digits) {
        String value = digits.replaceFirst("^0+(?=.)", "");
        List<String> known = byCode.computeIfAbsent(code, _ -> new ArrayList<>());
        if (known.isEmpty() || !known.getLast().endsWith(" " + value)) {
            known.add(time + " " + value);
        }
    }
}
