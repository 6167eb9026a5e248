package org.jetstreamlan.cli.figure;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jetstreamlan.driver.client.ClientOptions;
import org.jetstreamlan.driver.client.JetstreamClient;

/// A `jetstreamd` in a process of its own, over a modelled ring of two stations.
final class DaemonProcess implements AutoCloseable {
    private static final int STATIONS = 2;
    private static final String SETTINGS = "settings.json";

    private final Path folder;
    private final Process process;

    /// @param spinMicroseconds how long it spins before it sleeps
    DaemonProcess(long spinMicroseconds) throws IOException {
        folder = Files.createTempDirectory("jetstreamd");
        Files.writeString(
                folder.resolve(SETTINGS),
                "{\"users\": [{}], \"spinMicroseconds\": %d}".formatted(spinMicroseconds));
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "org.jetstreamlan.cli.Jetstream",
                                "daemon",
                                "--stations",
                                Integer.toString(STATIONS),
                                "--sockets",
                                folder.toString(),
                                "--settings",
                                folder.resolve(SETTINGS).toString())
                        .redirectErrorStream(true)
                        .start();
        awaitReady(process.inputReader(StandardCharsets.UTF_8));
    }

    private static void awaitReady(BufferedReader log) throws IOException {
        String said = "nothing";
        for (var line = log.readLine(); line != null; line = log.readLine()) {
            said = line;
            if (line.contains("ready")) {
                return;
            }
        }
        throw new IOException("the daemon did not start, it said last: " + said);
    }

    Path socket(int station) {
        return folder.resolve("station" + station);
    }

    JetstreamClient connect(int station, ClientOptions options) {
        return JetstreamClient.connect(socket(station), options);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        for (var file :
                List.of(SETTINGS, "station0", "station1", "station0.lock", "station1.lock")) {
            Files.deleteIfExists(folder.resolve(file));
        }
        Files.delete(folder);
    }
}
