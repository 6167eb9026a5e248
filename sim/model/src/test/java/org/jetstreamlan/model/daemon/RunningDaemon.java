package org.jetstreamlan.model.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.client.ClientOptions;
import org.jetstreamlan.driver.client.JetstreamClient;
import org.jetstreamlan.driver.daemon.Backend;
import org.jetstreamlan.driver.daemon.Daemon;
import org.jetstreamlan.driver.daemon.DaemonSettings;
import org.jetstreamlan.model.adapter.ModelBackend;

/// A daemon in a thread of this process, over a modelled ring of two; clients come over its sockets as from anywhere.
final class RunningDaemon implements AutoCloseable {
    static final int STATIONS = 2;

    private final List<Path> sockets;
    private final Daemon daemon;
    private final Thread thread;
    final List<String> log = new CopyOnWriteArrayList<>();
    private volatile boolean failed;

    RunningDaemon(Path folder, DaemonSettings settings) throws IOException {
        this(folder, settings, new ModelBackend(Capabilities.ECP5, STATIONS));
    }

    RunningDaemon(Path folder, DaemonSettings settings, Backend backend) throws IOException {
        sockets = sockets(folder);
        daemon = new Daemon(backend, sockets, settings, log::add);
        thread = Thread.ofPlatform().name("jetstreamd").start(this::run);
    }

    static List<Path> sockets(Path folder) {
        return IntStream.range(0, STATIONS).mapToObj(i -> folder.resolve("station" + i)).toList();
    }

    private void run() {
        try {
            daemon.run();
        } catch (IOException | RuntimeException e) {
            failed = true;
            log.add("failed: " + e);
            e.printStackTrace();
        }
    }

    Path socket(int station) {
        return sockets.get(station);
    }

    JetstreamClient connect(int station) {
        return JetstreamClient.connect(socket(station), ClientOptions.of(4, 1 << 20));
    }

    /// A VCI that a pool of this station may have.
    static int vci(JetstreamClient at, int channel) {
        return StationVci.of(at.status().station(), StationVci.FIRST_FREE_CHANNEL + channel);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        daemon.stop();
        thread.join();
        daemon.close();
        if (failed) {
            throw new AssertionError(log.toString());
        }
    }
}
