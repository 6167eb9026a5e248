package org.jetstreamlan.driver.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jetstreamlan.driver.shared.EventFlag;

/// Serves the adapters of a backend to other processes, each at a socket of its own, until it is told to stop. One thread: clients have their turns one after the other, a script each.
///
/// ```java
/// try (var daemon = new Daemon(backend, sockets, DaemonSettings.forUser(uid), System.out::println)) {
///     daemon.run();      // until stop(), by another thread
/// }
/// ```
public final class Daemon implements AutoCloseable {
    private static final int SLEEP_MILLISECONDS = 1_000;

    /// While the status files do not show yet what was done, or visitors wait for a descriptor.
    private static final int NAP_MILLISECONDS = 100;

    private static final long SERVE_NANOSECONDS = 1_000_000;
    private static final long UPDATE_NANOSECONDS = 100_000_000;

    private final Backend backend;
    private final long spinNanoseconds;
    private final Watches watches;
    private final EventFlag stopBell = EventFlag.create();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final List<StationService> stations = new ArrayList<>();
    private long served;
    private long updated;
    private boolean unshown;

    /// Opens all adapters and their sockets, and waits until the ring is up.
    ///
    /// @param backend closed by [#close]
    /// @param sockets a path for each station
    /// @param log receives a line for each thing that happens
    /// @throws IOException if a socket cannot be had: its path is another daemon's, or no socket
    public Daemon(
            Backend backend, List<Path> sockets, DaemonSettings settings, Consumer<String> log)
            throws IOException {
        this(backend, sockets, settings, log, new Watches());
    }

    Daemon(
            Backend backend,
            List<Path> sockets,
            DaemonSettings settings,
            Consumer<String> log,
            Watches watches)
            throws IOException {
        this.backend = backend;
        this.watches = watches;
        spinNanoseconds = settings.spinNanoseconds();
        watches.addBell(stopBell.descriptor());
        try {
            for (int i = 0; i < backend.stations(); i++) {
                stations.add(
                        new StationService(i, backend, sockets.get(i), settings, watches, log));
            }
            for (var station : stations) {
                station.bringUp();
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /// Serves until [#stop].
    public void run() throws IOException {
        long idleSince = System.nanoTime();
        while (!stopping.get()) {
            boolean worked = turn();
            boolean busy = busy();
            if (busy) {
                backend.pass();
            }
            long now = System.nanoTime();
            if (now - served > SERVE_NANOSECONDS) {
                served = now;
                serve(now);
            }
            if (worked || busy) {
                unshown = true;
                idleSince = now;
            } else if (now - idleSince > spinNanoseconds) {
                sleep();
                idleSince = System.nanoTime();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private boolean turn() {
        boolean worked = false;
        for (int i = 0; i < stations.size(); i++) {
            worked |= stations.get(i).turn();
        }
        return worked;
    }

    private boolean busy() {
        for (int i = 0; i < stations.size(); i++) {
            if (stations.get(i).busy()) {
                return true;
            }
        }
        return backend.isActive();
    }

    private void serve(long now) throws IOException {
        watches.await(0);
        for (var station : stations) {
            station.serve();
        }
        if (now - updated > UPDATE_NANOSECONDS) {
            updated = now;
            unshown = false;
            for (var station : stations) {
                station.update();
            }
        }
    }

    private void sleep() throws IOException {
        boolean may = true;
        boolean nap = unshown;
        long due = Long.MAX_VALUE;
        for (int i = 0; i < stations.size(); i++) {
            may &= stations.get(i).maySleep();
            nap |= stations.get(i).isShut();
            due = Math.min(due, stations.get(i).untilDue());
        }
        try {
            int longest =
                    (int)
                            Math.min(
                                    nap ? NAP_MILLISECONDS : SLEEP_MILLISECONDS,
                                    1 + due / 1_000_000);
            watches.await(may && !stopping.get() ? longest : 0);
        } finally {
            stations.forEach(StationService::awake);
        }
    }

    /// Ends [#run] soon; by any thread, or in a signal's, and at any time: also when it is closed.
    public void stop() {
        stopping.set(true);
        stopBell.raise();
    }

    /// Tells all clients, and lets go of everything.
    @Override
    public void close() throws IOException {
        for (var station : stations) {
            station.close("the daemon stops");
        }
        stations.clear();
        watches.close();
        stopBell.close();
        backend.close();
    }
}
