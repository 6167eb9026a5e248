package org.jetstreamlan.cli;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jetstreamlan.driver.client.Sockets;
import org.jetstreamlan.driver.client.StationStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `jetstream stat`.
@Command(
        name = "stat",
        description =
                "Show a daemon's stations: pools, clients, the adapter's counters. Nobody is disturbed.",
        mixinStandardHelpOptions = true)
final class StatCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--sockets",
            paramLabel = "FOLDER",
            description =
                    "Where the daemon's sockets are (default: jetstream in XDG_RUNTIME_DIR, or below /tmp).")
    private Path sockets = Sockets.folder();

    @Option(names = "--json", description = "Print all of it as JSON, for programs.")
    private boolean json;

    @Option(names = "--all", description = "Counters that are 0, too.")
    private boolean all;

    @Override
    public Integer call() throws IOException {
        var stations = stations().stream().map(StationStatus::of).toList();
        PrintWriter print = spec.commandLine().getOut();
        if (json) {
            print.println(new GsonBuilder().setPrettyPrinting().create().toJson(stations));
        } else {
            stations.forEach(each -> print(print, each));
        }
        print.flush();
        return 0;
    }

    private List<Path> stations() throws IOException {
        try (var list = Files.list(sockets)) {
            var found =
                    list.filter(path -> path.getFileName().toString().matches("station\\d+"))
                            .sorted()
                            .toList();
            if (!found.isEmpty()) {
                return found;
            }
        } catch (NoSuchFileException e) {
            // As without sockets.
        }
        throw new IllegalStateException(
                "no sockets in %s; is a daemon running, or do they lie in another --sockets?"
                        .formatted(sockets));
    }

    private void print(PrintWriter print, StationStatus status) {
        print.printf(
                Locale.ROOT,
                "station %s of %d: %d of %d blocks of %,d bytes free, %d frames under way; process %d for %,d s%n",
                status.station() < 0 ? "-" : status.station(),
                status.stations(),
                status.blocksFree(),
                status.blocks(),
                status.blockBytes(),
                status.framesOutstanding(),
                status.pid(),
                status.seconds());
        print.printf(
                Locale.ROOT,
                "clients: %,d connected, %,d so far, %,d refused, %,d broke the rules%n",
                status.clients().size(),
                status.accepted(),
                status.refused(),
                status.faulty());
        if (!status.clients().isEmpty()) {
            print.printf(
                    "%n%6s %8s %6s %5s %7s %12s %14s%n",
                    "client", "process", "user", "pools", "scripts", "user bytes", "submissions");
        }
        for (var row : status.clients()) {
            print.printf(
                    Locale.ROOT,
                    "%6d %8d %6d %5d %7d %,12d %,14d%n",
                    row.number(),
                    row.pid(),
                    row.uid(),
                    row.pools(),
                    row.scripts(),
                    row.userBytes(),
                    row.submissions());
        }
        if (!status.pools().isEmpty()) {
            print.printf(
                    "%n%6s  %-28s %20s %20s %7s%n",
                    "client", "pool", "sends held/limit+res", "recvs held/limit+res", "waiting");
        }
        for (var row : status.pools()) {
            print.printf(
                    "%6d  %-28s %20s %20s %7d%n",
                    row.client(),
                    row.name(),
                    blocks(row.transmitHeld(), row.transmitLimit(), row.transmitReserve()),
                    blocks(row.receiveHeld(), row.receiveLimit(), row.receiveReserve()),
                    row.waiting());
        }
        print.println();
        status.counters()
                .forEach(
                        (counter, value) -> {
                            if (all || value != 0) {
                                print.printf(
                                        Locale.ROOT,
                                        "%-22s %,14d  %s%n",
                                        counter,
                                        value,
                                        counter.description());
                            }
                        });
        print.println();
    }

    private static String blocks(int held, int limit, int reserve) {
        return "%d/%d+%d".formatted(held, limit, reserve);
    }
}
