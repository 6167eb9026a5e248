package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jetstreamlan.cli.figure.ViaLoad.Receiver;
import org.jetstreamlan.via.VipReliability;

/// VIA's latency and bandwidth over sizes, levels and ways to wait, for a table, files and pictures: data, number of VIs, completion queue against direct polling; and what functions without data take.
public final class ViaStudy {
    /// Bytes of a message; 112 go by stores, 113 do not.
    private static final List<Integer> SIZES =
            List.of(4, 16, 64, 112, 113, 256, 1_024, 4_096, 16_384, 32_768, 65_536);

    /// Most bytes of the picture of short messages.
    private static final int SHORT = 1_024;

    private static final List<Integer> VIS = List.of(0, 1, 3, 7, 15);
    private static final long SEED = 1;

    /// Bytes that a trial of bandwidth moves, about.
    private static final int MOVED = 1 << 20;

    /// Words by curve and size.
    private final Map<String, Map<Integer, Double>> latencies = new LinkedHashMap<>();

    /// Shares of the link by curve and size.
    private final Map<String, Map<Integer, Double>> bandwidths = new LinkedHashMap<>();

    /// Words by way of waiting and number of other VIs.
    private final Map<String, Map<Integer, Double>> vis = new LinkedHashMap<>();

    /// Words by function without data and number of VIs.
    private final Map<String, Map<Integer, Double>> operations = new LinkedHashMap<>();

    private ViaStudy() {}

    /// @param progress told what is measured next
    public static ViaStudy run(Consumer<String> progress) throws IOException {
        var study = new ViaStudy();
        for (var level : VipReliability.values()) {
            for (var receiver : List.of(Receiver.POLLING, Receiver.BLOCKING)) {
                String name = label(level) + ", " + receiver.name().toLowerCase(Locale.ROOT);
                progress.accept("latency, " + name);
                var load = new ViaLoad(SEED);
                for (int bytes : SIZES) {
                    study.put(
                            study.latencies, name, bytes, load.latency(level, bytes, receiver, 0));
                }
            }
            progress.accept("bandwidth, " + label(level));
            var load = new ViaLoad(SEED);
            for (int bytes : SIZES) {
                study.put(
                        study.bandwidths,
                        label(level),
                        bytes,
                        load.bandwidth(level, bytes, count(bytes)));
            }
        }
        progress.accept("CLAN alone");
        var load = new ViaLoad(SEED);
        study.put(study.latencies, "a store, polling", 8, load.storeLatency(false));
        study.put(study.latencies, "a store, tripwire", 8, load.storeLatency(true));
        for (int bytes : SIZES) {
            study.put(
                    study.bandwidths,
                    "DMA without VIA",
                    bytes,
                    load.dmaBandwidth(bytes, count(bytes)));
        }
        for (var receiver : Receiver.values()) {
            String name = receiver.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            progress.accept("number of VIs, " + name);
            for (int others : VIS) {
                double words =
                        new ViaLoad(SEED)
                                .latency(VipReliability.RELIABLE_DELIVERY, 4, receiver, others);
                study.put(study.vis, name, others + 1, words);
            }
        }
        for (int others : VIS) {
            progress.accept("functions without data, beside %d VIs".formatted(others));
            new ViaLoad(SEED)
                    .operations(others)
                    .forEach((name, words) -> study.put(study.operations, name, others + 1, words));
        }
        return study;
    }

    private static String label(VipReliability level) {
        return level.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static int count(int bytes) {
        return Math.clamp(MOVED / bytes, 32, 512);
    }

    private void put(Map<String, Map<Integer, Double>> curves, String name, int at, double value) {
        curves.computeIfAbsent(name, _ -> new TreeMap<>()).put(at, value);
    }

    /// Writes `via-latency-short`, `via-latency`, `via-bandwidth`, `via-vis` and `via-operations`, each as CSV and SVG.
    ///
    /// @return the files
    public List<Path> write(Path folder) throws IOException {
        Files.createDirectories(folder);
        var files = new ArrayList<Path>();
        String oneWay = "One way, from postSend to the receive being done";
        String words = "words of the link";
        var curves = new CurvePlot(oneWay, "bytes", words, upTo(SHORT, latencies));
        files.addAll(write(folder, "via-latency-short", curves));
        curves = new CurvePlot(oneWay, "bytes", words, latencies);
        files.addAll(write(folder, "via-latency", curves));
        curves = new CurvePlot("Payload words / words of the link", "bytes", "share", bandwidths);
        files.addAll(write(folder, "via-bandwidth", curves));
        curves = new CurvePlot("4 bytes, one way, beside idle VIs", "VIs of each host", words, vis);
        files.addAll(write(folder, "via-vis", curves));
        curves =
                new CurvePlot(
                        "Functions without data, beside idle VIs",
                        "VIs of each host, with the new one",
                        words,
                        operations);
        files.addAll(write(folder, "via-operations", curves));
        return files;
    }

    private static Map<String, Map<Integer, Double>> upTo(
            int most, Map<String, Map<Integer, Double>> curves) {
        var cut = new LinkedHashMap<String, Map<Integer, Double>>();
        curves.forEach(
                (name, curve) -> {
                    var kept = new TreeMap<>(curve);
                    kept.keySet().removeIf(at -> at > most);
                    cut.put(name, kept);
                });
        return cut;
    }

    private static List<Path> write(Path folder, String name, CurvePlot plot) throws IOException {
        var svg = folder.resolve(name + ".svg");
        var csv = folder.resolve(name + ".csv");
        Files.writeString(svg, plot.svg());
        Files.writeString(csv, plot.csv());
        return List.of(svg, csv);
    }
}
