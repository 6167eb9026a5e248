package org.jetstreamlan.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jetstreamlan.ring.line.FaultCampaign;
import org.jetstreamlan.ring.line.FaultKind;
import org.jetstreamlan.ring.line.LineRing;
import org.jetstreamlan.sim.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `jetstream faults`.
@Command(
        name = "faults",
        description =
                "Put faults into a ring of RTL stations that carries traffic, and say how long it took to recover.",
        mixinStandardHelpOptions = true)
final class FaultsCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--stations",
            paramLabel = "N",
            defaultValue = "5",
            description = "2 to 64 (default: ${DEFAULT-VALUE}).")
    private int stations;

    @Option(
            names = "--ttrt",
            paramLabel = "WORDS",
            defaultValue = "3125",
            description =
                    "Target token rotation time, 25 words are 1 us at 800 Mbit/s (default: ${DEFAULT-VALUE}).")
    private int ttrt;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            split = ",",
            description = "Only these kinds of fault: ${COMPLETION-CANDIDATES}.")
    private Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);

    @Option(
            names = "--times",
            paramLabel = "K",
            defaultValue = "3",
            description = "Faults of each kind (default: ${DEFAULT-VALUE}).")
    private int times;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Repeats a run; without it a new one is taken and printed.")
    private long seed = System.nanoTime();

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = "jit",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private EngineChoice engine;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "build/faults",
            description =
                    "Where to write faults.csv, a line for each fault (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Override
    public Integer call() throws IOException {
        refuseUnless(stations >= 2 && stations <= 64, "--stations: %d is not in 2..64", stations);
        int least = FaultCampaign.leastTtrt(stations);
        refuseUnless(
                ttrt >= least && ttrt < 1 << 20,
                "--ttrt: %,d words are not in %,d..1,048,575, which %d stations need",
                ttrt,
                least,
                stations);
        refuseUnless(times >= 1, "--times: %d is less than 1", times);
        PrintWriter print = spec.commandLine().getOut();
        print.printf(
                Locale.ROOT, "%d RTL stations, TTRT %,d words, seed %d%n", stations, ttrt, seed);
        var all = new ArrayList<FaultCampaign.Recovery>();
        var violations = new ArrayList<String>();
        var rows = new ArrayList<String>();
        try (Model model = LineRing.compile(engine.make());
                ProgressBar bar = bar((long) kinds.size() * times)) {
            for (FaultKind kind : kinds) {
                bar.setExtraMessage(kind.name());
                try (var campaign =
                        new FaultCampaign(model, stations, ttrt, seed + kind.ordinal())) {
                    for (int i = 0; i < times; i++) {
                        campaign.inject(kind);
                        bar.step();
                    }
                    all.addAll(campaign.recoveries());
                    violations.addAll(campaign.violations());
                    rows.add(row(kind, campaign));
                }
            }
        }
        print.printf(
                "%-15s %6s  %15s %15s  %8s %12s  %s%n",
                "fault", "times", "median/TTRT", "worst/TTRT", "offered", "acknowledged", "what");
        rows.forEach(print::println);
        write(all);
        print.println(out.resolve("faults.csv"));
        violations.forEach(violation -> print.println("VIOLATION: " + violation));
        return violations.isEmpty() ? 0 : 1;
    }

    private static ProgressBar bar(long steps) {
        return new ProgressBarBuilder()
                .setTaskName("faults")
                .setInitialMax(steps)
                .setUpdateIntervalMillis(500)
                .build();
    }

    private String row(FaultKind kind, FaultCampaign campaign) {
        long[] words =
                campaign.recoveries().stream()
                        .mapToLong(FaultCampaign.Recovery::words)
                        .sorted()
                        .toArray();
        return String.format(
                Locale.ROOT,
                "%-15s %6d  %15.2f %15.2f  %,8d %,12d  %s",
                kind,
                words.length,
                (double) words[words.length / 2] / ttrt,
                (double) words[words.length - 1] / ttrt,
                campaign.offered(),
                campaign.acknowledged(),
                kind.description());
    }

    private void write(List<FaultCampaign.Recovery> recoveries) throws IOException {
        var lines = new ArrayList<String>();
        lines.add("kind,node,at_words,recovery_words,recovery_ttrt");
        for (var recovery : recoveries) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%s,%d,%d,%d,%.3f",
                            recovery.kind(),
                            recovery.node(),
                            recovery.at(),
                            recovery.words(),
                            (double) recovery.words() / ttrt));
        }
        Files.createDirectories(out);
        Files.write(out.resolve("faults.csv"), lines);
    }

    private void refuseUnless(boolean isRight, String otherwise, Object... values) {
        if (!isRight) {
            throw new ParameterException(
                    spec.commandLine(), String.format(Locale.ROOT, otherwise, values));
        }
    }
}
