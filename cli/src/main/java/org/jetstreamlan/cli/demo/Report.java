package org.jetstreamlan.cli.demo;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jetstreamlan.ring.Occupancy;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// The one-page report of a run: what was sent, the figures, the ring's occupancy over time, and what lies beside it in the folder.
public final class Report {
    private static final int PLOT_WIDTH = 960;
    private static final int PLOT_HEIGHT = 300;

    private Report() {}

    /// Writes the page.
    ///
    /// @param files names in the same folder, with what they are
    static void write(
            Path page,
            DemoResult result,
            Origin origin,
            Occupancy occupancy,
            SequencedMap<String, String> files)
            throws IOException {
        Files.writeString(page, html(result, origin, plot(result, occupancy), files));
    }

    /// The figures as name and value, for the page and the terminal.
    static SequencedMap<String, String> figures(DemoResult result) {
        SequencedMap<String, String> rows = new LinkedHashMap<>();
        rows.put(
                "file",
                "%s, %,d %s"
                        .formatted(
                                result.file(),
                                result.fileBytes(),
                                result.fileBytes() == 1 ? "byte" : "bytes"));
        rows.put("SHA-256 sent", result.sha256());
        rows.put(
                "SHA-256 received",
                result.receivedSha256() + (result.intact() ? " (equal)" : " (DIFFERENT)"));
        rows.put(
                "ring",
                "%d stations, station %d to station %d, engine %s"
                        .formatted(
                                result.stations(),
                                result.source(),
                                result.destination(),
                                result.engine()));
        rows.put(
                "AAL5 PDUs",
                "%,d, of which %,d sent again".formatted(result.pdus(), result.sentAgain()));
        rows.put(
                "core clocks",
                "%,d from the first doorbell to the last receive event, %,d in all"
                        .formatted(result.busyClocks(), result.totalClocks()));
        rows.put(
                "payload share of the link",
                "%.4f (%,.0f Mbit/s at %,d MHz)"
                        .formatted(
                                result.payloadShare(),
                                result.payloadMegabits(),
                                result.hertz() / 1_000_000));
        rows.put(
                "access delay",
                "mean %,.1f clocks (%,.2f µs), largest %,d clocks (%,.2f µs)"
                        .formatted(
                                result.accessDelayMean(),
                                result.microseconds(result.accessDelayMean()),
                                result.accessDelayMaximum(),
                                result.microseconds(result.accessDelayMaximum())));
        rows.put(
                "wall time",
                "%.2f s: %.2f s build, %.2f s simulation (%,.0f clocks/s, %d adapters each)"
                        .formatted(
                                result.wallSeconds(),
                                result.buildSeconds(),
                                result.simulationSeconds(),
                                result.clocksPerSecond(),
                                result.stations()));
        return rows;
    }

    private static byte[] plot(DemoResult result, Occupancy occupancy) throws IOException {
        XYChart chart =
                new XYChartBuilder()
                        .width(PLOT_WIDTH)
                        .height(PLOT_HEIGHT)
                        .xAxisTitle("time in µs at the core clock")
                        .yAxisTitle("data words / all words")
                        .build();
        Styler styler = chart.getStyler();
        styler.setLegendVisible(false);
        styler.setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setXAxisMin(0.0);
        chart.getStyler().setXAxisDecimalPattern("#,##0");
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setYAxisMax(1.0);
        chart.getStyler().setPlotGridLinesColor(new Color(0xDD, 0xDD, 0xDD));
        double[] times = occupancy.times();
        for (int i = 0; i < times.length; i++) {
            times[i] *= 1e6 / result.hertz();
        }
        if (times.length > 0) {
            XYSeries series = chart.addSeries("occupancy", times, occupancy.shares());
            series.setMarker(SeriesMarkers.NONE);
            series.setLineColor(new Color(0x1F, 0x4E, 0x8C));
            series.setLineStyle(new BasicStroke(1.5f));
        }
        return BitmapEncoder.getBitmapBytes(chart, BitmapEncoder.BitmapFormat.PNG);
    }

    private static SequencedMap<String, String> origin(Origin origin) {
        SequencedMap<String, String> rows = new LinkedHashMap<>();
        rows.put("command", origin.command());
        rows.put("program", origin.version());
        rows.put(
                "date",
                OffsetDateTime.now(ZoneOffset.UTC)
                        .format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'")));
        return rows;
    }

    private static String html(
            DemoResult result, Origin origin, byte[] plot, Map<String, String> files) {
        String verdict =
                result.intact()
                        ? "<p class=\"good\">The file arrived intact.</p>"
                        : "<p class=\"bad\">The file did NOT arrive intact.</p>";
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <title>Jetstream: a file crosses the ring</title>
                <style>
                body { font: 15px/1.5 system-ui, sans-serif; max-width: 62em; margin: 2em auto; padding: 0 1em; color: #222; }
                h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin-top: 1.6em; }
                table { border-collapse: collapse; } td { padding: .25em 1em .25em 0; vertical-align: top; }
                td:first-child { color: #555; white-space: nowrap; } td + td { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
                .good { color: #14602b; font-weight: 600; } .bad { color: #a3121f; font-weight: 600; }
                img { max-width: 100%%; } code { font-size: .95em; }
                </style>
                </head>
                <body>
                <h1>Jetstream: a file crosses the ring</h1>
                %s
                <table>
                %s
                </table>
                <h2>Occupancy of the link back into station %d</h2>
                <img alt="share of data words over time" src="data:image/png;base64,%s">
                <h2>Beside this page</h2>
                <table>
                %s
                </table>
                <h2>How it was made</h2>
                <table>
                %s
                </table>
                </body>
                </html>
                """
                .formatted(
                        verdict,
                        rows(figures(result)),
                        result.source(),
                        Base64.getEncoder().encodeToString(plot),
                        files.entrySet().stream()
                                .map(
                                        file ->
                                                "<tr><td><a href=\"%s\"><code>%s</code></a></td><td>%s</td></tr>"
                                                        .formatted(
                                                                escaped(file.getKey()),
                                                                escaped(file.getKey()),
                                                                escaped(file.getValue())))
                                .collect(Collectors.joining("\n")),
                        rows(origin(origin)));
    }

    private static String rows(Map<String, String> figures) {
        return figures.entrySet().stream()
                .map(
                        row ->
                                "<tr><td>%s</td><td>%s</td></tr>"
                                        .formatted(escaped(row.getKey()), escaped(row.getValue())))
                .collect(Collectors.joining("\n"));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /// The figures as aligned lines.
    public static String text(DemoResult result) {
        return figures(result).entrySet().stream()
                .map(row -> String.format(Locale.ROOT, "  %-26s %s", row.getKey(), row.getValue()))
                .collect(Collectors.joining("\n"));
    }
}
