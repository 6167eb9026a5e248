package org.jetstreamlan.cli.figure;

import java.util.Locale;
import java.util.Map;

/// A picture of how many synchronous frames wait how long: the share, on a scale of powers of ten, that waits for so much of 2 TTRT or more. The model is a broad pale
/// line, RTL a narrow dark one on it.
final class AccessPlot {
    private static final int LEFT = 70;
    private static final int TOP = 40;
    private static final int WIDTH = 600;
    private static final int HEIGHT = 300;

    /// The lowest power of ten.
    private static final int DECADES = 6;

    private final Map<String, AccessDelay> delays;
    private final StringBuilder svg = new StringBuilder();

    AccessPlot(Map<String, AccessDelay> delays) {
        this.delays = delays;
    }

    String svg() {
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 410" font-family="sans-serif" font-size="13">
                <rect width="700" height="410" fill="#fff"/>
                """);
        text(LEFT, 22, "start", "Synchronous frames that wait for so long or longer");
        grid();
        curve("model fits", "#9ecae1", 7);
        curve("model overrun", "#fdbe85", 7);
        curve("rtl fits", "#08519c", 2);
        curve("rtl overrun", "#a63603", 2);
        legend("model fits", "#9ecae1", 7, 0);
        legend("rtl fits", "#08519c", 2, 1);
        legend("model overrun", "#fdbe85", 7, 2);
        legend("rtl overrun", "#a63603", 2, 3);
        return svg.append("</svg>\n").toString();
    }

    private static double x(double share) {
        return LEFT + WIDTH * share / 1.05;
    }

    private static double y(double share) {
        return TOP + HEIGHT * Math.min(DECADES, -Math.log10(share)) / DECADES;
    }

    private void grid() {
        for (int decade = 0; decade <= DECADES; decade++) {
            double y = TOP + (double) HEIGHT * decade / DECADES;
            line(LEFT, y, LEFT + WIDTH, y, "#ddd");
            text(LEFT - 8, y + 4, "end", decade == 0 ? "all" : "1e-" + decade);
        }
        for (int tenth = 0; tenth <= 10; tenth++) {
            double x = x(tenth / 10.0);
            line(x, TOP, x, TOP + HEIGHT, tenth == 10 ? "#c00" : "#eee");
            text(x, TOP + HEIGHT + 18, "middle", "%.1f".formatted(tenth / 10.0));
        }
        text(LEFT + WIDTH / 2.0, TOP + HEIGHT + 40, "middle", "wait / 2 TTRT; 1 is the bound");
    }

    private void curve(String name, String colour, int width) {
        var delay = delays.get(name);
        if (delay == null) {
            return;
        }
        var path = new StringBuilder();
        for (int bin = 0; bin <= AccessDelay.BINS && delay.atLeast(bin) > 0; bin++) {
            double x = x((double) bin / AccessDelay.BINS);
            double next = x((bin + 1.0) / AccessDelay.BINS);
            double y = y(delay.atLeast(bin));
            path.append(path.isEmpty() ? "M" : "L").append(point(x, y));
            path.append("L").append(point(next, y));
        }
        double end = x(delay.longest());
        path.append("M").append(point(end, TOP + HEIGHT)).append("l0,-8");
        svg.append(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%d\"/>%n"
                        .formatted(path, colour, width));
    }

    private void legend(String name, String colour, int width, int row) {
        var delay = delays.get(name);
        if (delay == null) {
            return;
        }
        double y = TOP + HEIGHT / 2.0 + 20 * row;
        svg.append(
                "<path d=\"M%s l24,0\" stroke=\"%s\" stroke-width=\"%d\"/>%n"
                        .formatted(point(LEFT + 14, y), colour, width));
        text(
                LEFT + 46,
                y + 4,
                "start",
                "%s: %,d rotations".formatted(name.replace("rtl", "RTL"), delay.rotations()));
    }

    private void line(double x1, double y1, double x2, double y2, String colour) {
        svg.append(
                "<path d=\"M%s L%s\" stroke=\"%s\"/>%n"
                        .formatted(point(x1, y1), point(x2, y2), colour));
    }

    private void text(double x, double y, String anchor, String text) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                        x,
                        y,
                        anchor,
                        text));
    }

    private static String point(double x, double y) {
        return String.format(Locale.ROOT, "%.1f,%.1f", x, y);
    }
}
