package org.jetstreamlan.sim.cover;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A reader of LCOV's tracefile that takes nothing but what `man geninfo` describes, in its order, and recounts its sums.
final class Tracefile {
    private static final Pattern BRANCH =
            Pattern.compile("BRDA:(?<line>\\d+),\\d+,\\d+,(?<taken>-|\\d+)");
    private static final Pattern LINE = Pattern.compile("DA:(?<line>\\d+),(?<count>\\d+)");

    /// By file its lines with their counts.
    final Map<String, Map<Integer, Long>> lines = new LinkedHashMap<>();

    /// By file its ways, as they stand there.
    final Map<String, List<String>> ways = new LinkedHashMap<>();

    private final List<String> records;
    private int next;

    Tracefile(String text) {
        records = text.lines().toList();
        while (next < records.size()) {
            file();
        }
    }

    private String take(String kind) {
        String record = next < records.size() ? records.get(next++) : "the end";
        if (!record.startsWith(kind)) {
            throw new AssertionError("line %d is %s, not %s".formatted(next, record, kind));
        }
        return record.substring(kind.length());
    }

    private void sum(String kind, long expected) {
        String found = take(kind);
        if (!found.equals(Long.toString(expected))) {
            throw new AssertionError(
                    "%s%s at line %d, not %d".formatted(kind, found, next, expected));
        }
    }

    private Matcher match(Pattern pattern) {
        Matcher matcher = pattern.matcher(take(""));
        if (!matcher.matches()) {
            throw new AssertionError("line %d is not %s".formatted(next, pattern));
        }
        return matcher;
    }

    private void file() {
        take("TN:");
        String file = take("SF:");
        List<String> branches = new ArrayList<>();
        long taken = 0;
        while (records.get(next).startsWith("BRDA:")) {
            Matcher branch = match(BRANCH);
            branches.add(branch.group());
            String times = branch.group("taken");
            taken += times.equals("-") || times.equals("0") ? 0 : 1;
        }
        sum("BRF:", branches.size());
        sum("BRH:", taken);
        Map<Integer, Long> counts = new LinkedHashMap<>();
        long run = 0;
        int last = 0;
        while (records.get(next).startsWith("DA:")) {
            Matcher line = match(LINE);
            int number = Integer.parseInt(line.group("line"));
            if (number <= last) {
                throw new AssertionError("line %d comes after %d".formatted(number, last));
            }
            last = number;
            counts.put(number, Long.parseLong(line.group("count")));
            run += line.group("count").equals("0") ? 0 : 1;
        }
        sum("LF:", counts.size());
        sum("LH:", run);
        if (!take("end_of_record").isEmpty() || lines.put(file, counts) != null) {
            throw new AssertionError("at line " + next);
        }
        ways.put(file, branches);
    }
}
