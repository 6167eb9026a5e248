package org.jetstreamlan.sim.cover;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A file of the source with what was run in it: counts on the left, ways, states, arcs, cover points and missing bits on the right.
final class SourcePage {
    private final Html html;

    private SourcePage(String title) {
        html = new Html(title);
    }

    static String of(SourceCoverage file, Optional<SourceTree.Source> source) {
        SourcePage page = new SourcePage(file.file());
        page.head(source);
        SortedMap<Integer, SourceCoverage.Line> known = file.lines();
        List<String> lines = source.map(SourceTree.Source::lines).orElse(List.of());
        int last = lines.isEmpty() ? known.lastKey() : lines.size();
        for (int number = 1; number <= last; number++) {
            SourceCoverage.Line line = known.get(number);
            if (line != null || !lines.isEmpty()) {
                page.line(number, lines.isEmpty() ? "" : lines.get(number - 1), line);
            }
        }
        return page.html.raw("</table>\n").done();
    }

    private void head(Optional<SourceTree.Source> source) {
        html.raw("<p><a href=\"index.html\">all modules</a> · ");
        html.text(
                source.map(found -> found.path().toString())
                        .orElse("the source was not found; name its folder with --source"));
        html.raw(
                "</p>\n<p class=\"key\"><span style=\"background:#e5f4ea\">run, all ways taken</span>");
        html.raw("<span style=\"background:#fdf2cf\">something is missing</span>");
        html.raw("<span style=\"background:#fbe0dd\">never run</span></p>\n");
        html.raw("<table class=\"source\">\n");
    }

    private void line(int number, String text, SourceCoverage.@Nullable Line line) {
        html.raw("<tr id=\"l").raw(Integer.toString(number)).raw("\" class=\"");
        html.raw(line == null ? "" : state(line)).raw("\"><td class=\"number\">");
        html.raw(Integer.toString(number)).raw("</td><td class=\"count\">");
        if (line != null && line.count() >= 0) {
            html.raw(Long.toString(line.count()));
        }
        html.raw("</td><td class=\"code\">").text(text).raw("</td><td class=\"notes\">");
        if (line != null) {
            notes(line);
        }
        html.raw("</td></tr>\n");
    }

    private static String state(SourceCoverage.Line line) {
        if (line.count() == 0) {
            return "missed";
        }
        boolean isPart =
                line.others().values().stream().anyMatch(SourceCoverage.Count::isMissed)
                        || line.bits().values().stream().anyMatch(bits -> !missing(bits).isEmpty())
                        || line.branches().stream()
                                .flatMap(branch -> branch.ways().values().stream())
                                .anyMatch(SourceCoverage.Count::isMissed);
        if (isPart) {
            return "part";
        }
        return "run";
    }

    private void notes(SourceCoverage.Line line) {
        for (SourceCoverage.Branch branch : line.branches()) {
            branch.ways().forEach(this::count);
        }
        line.others().forEach(this::count);
        for (Map.Entry<String, SourceCoverage.Bits> signal : line.bits().entrySet()) {
            String missing = missing(signal.getValue());
            if (!missing.isEmpty()) {
                note("missed", signal.getKey() + " " + missing);
            }
        }
    }

    private void count(String label, SourceCoverage.Count count) {
        if (!count.isReachable()) {
            note("never", label + " unreachable");
        } else {
            note(count.times() == 0 ? "missed" : "", label + " " + count.times());
        }
    }

    private void note(String kind, String text) {
        html.raw("<span class=\"note ").raw(kind).raw("\">").text(text).raw("</span>");
    }

    /// What bits did not do; empty if they did everything.
    private static String missing(SourceCoverage.Bits bits) {
        String rises = SourceCoverage.missing(bits, bits.rises());
        String falls = SourceCoverage.missing(bits, bits.falls());
        if (rises.equals(falls)) {
            return rises.isEmpty() ? "" : "[" + rises + "] does not change";
        }
        String up = rises.isEmpty() ? "" : "[" + rises + "] does not rise";
        String down = falls.isEmpty() ? "" : "[" + falls + "] does not fall";
        return up + (up.isEmpty() || down.isEmpty() ? "" : ", ") + down;
    }
}
