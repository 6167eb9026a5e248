package org.jetstreamlan.cli.figure;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Curves over a scale of powers of two, as a picture and as a table.
final class CurvePlot {
    private static final int LEFT = 70;
    private static final int TOP = 40;
    private static final int WIDTH = 420;
    private static final int HEIGHT = 300;
    private static final int LINES = 5;
    private static final List<String> COLOURS =
            List.of(
                    "#08519c", "#6baed6", "#a63603", "#fd8d3c", "#006d2c", "#74c476", "#555",
                    "#bbb");

    private final String title;
    private final String across;
    private final String up;
    private final Map<String, Map<Integer, Double>> curves;
    private final StringBuilder svg = new StringBuilder();

    /// @param across name and unit of what the curves go over, at least 1
    /// @param up name and unit of their values, at least 0
    CurvePlot(String title, String across, String up, Map<String, Map<Integer, Double>> curves) {
        this.title = title;
        this.across = across;
        this.up = up;
        this.curves = curves;
    }

    private int most() {
        return curves.values().stream()
                .flatMap(curve -> curve.keySet().stream())
                .mapToInt(Integer::intValue)
                .max()
                .orElse(1);
    }

    private int least() {
        return curves.values().stream()
                .flatMap(curve -> curve.keySet().stream())
                .mapToInt(Integer::intValue)
                .min()
                .orElse(1);
    }

    private double top() {
        double most =
                curves.values().stream()
                        .flatMap(curve -> curve.values().stream())
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(1);
        double unit = Math.pow(10, Math.floor(Math.log10(most)));
        return unit * Math.ceil(most / unit);
    }

    String csv() {
        var text = new StringBuilder("curve,%s,%s%n".formatted(across, up));
        curves.forEach(
                (name, curve) ->
                        curve.forEach(
                                (at, value) ->
                                        text.append(
                                                String.format(
                                                        Locale.ROOT,
                                                        "\"%s\",%d,%.4f%n",
                                                        name,
                                                        at,
                                                        value))));
        return text.toString();
    }

    String svg() {
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 410" font-family="sans-serif" font-size="13">
                <rect width="760" height="410" fill="#fff"/>
                """);
        text(LEFT, 22, "start", title);
        double top = top();
        for (int i = 0; i <= LINES; i++) {
            double y = TOP + (double) HEIGHT * i / LINES;
            line(LEFT, y, LEFT + WIDTH, y);
            double value = top * (LINES - i) / LINES;
            text(
                    LEFT - 8,
                    y + 4,
                    "end",
                    value >= 10 || value == 0 ? "%,.0f".formatted(value) : "%.2f".formatted(value));
        }
        for (int at = Integer.highestOneBit(least()); at <= most(); at *= 4) {
            double x = x(Math.max(at, least()));
            line(x, TOP, x, TOP + HEIGHT);
            text(x, TOP + HEIGHT + 18, "middle", "%,d".formatted(Math.max(at, least())));
        }
        text(LEFT + WIDTH / 2.0, TOP + HEIGHT + 40, "middle", across);
        text(LEFT, TOP - 4, "start", up);
        int row = 0;
        for (var curve : curves.entrySet()) {
            curve(curve.getKey(), curve.getValue(), COLOURS.get(row % COLOURS.size()), row, top);
            row++;
        }
        return svg.append("</svg>\n").toString();
    }

    private double x(double at) {
        double low = Math.log(least());
        double high = Math.log(Math.max(most(), least() + 1));
        return LEFT + WIDTH * (Math.log(at) - low) / (high - low);
    }

    private void curve(
            String name, Map<Integer, Double> curve, String colour, int row, double top) {
        var path = new StringBuilder();
        curve.forEach(
                (at, value) -> {
                    double y = TOP + HEIGHT * (1 - value / top);
                    path.append(path.isEmpty() ? "M" : "L").append(point(x(at), y));
                    svg.append(
                            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n"
                                    .formatted(x(at), y, colour));
                });
        svg.append(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n"
                        .formatted(path, colour));
        double y = TOP + 10 + 20.0 * row;
        svg.append(
                "<path d=\"M%s l20,0\" stroke=\"%s\" stroke-width=\"2\"/>%n"
                        .formatted(point(LEFT + WIDTH + 16, y), colour));
        text(LEFT + WIDTH + 42, y + 4, "start", name);
    }

    private void line(double x1, double y1, double x2, double y2) {
        svg.append(
                "<path d=\"M%s L%s\" stroke=\"#ddd\"/>%n".formatted(point(x1, y1), point(x2, y2)));
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
