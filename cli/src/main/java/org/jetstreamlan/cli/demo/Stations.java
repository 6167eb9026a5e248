package org.jetstreamlan.cli.demo;

import java.util.HashMap;
import java.util.Map;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.RingOptions;
import org.jetstreamlan.ring.RingSimulation;

/// The host software of every station of a ring: each brings its station up, prepares, waits until all are prepared, works, and waits until all are done.
///
/// ```
/// open ─> start ─> await operational ─> prepare ─┬─ all ─> work ─┬─ all ─> close
/// ```
final class Stations {
    /// Something a station's host does with its driver.
    @FunctionalInterface
    interface Step {
        void run(Driver driver) throws Exception;
    }

    private record Job(Step prepare, Step work) {}

    private static final Job IDLE = new Job(driver -> {}, driver -> {});

    /// Of station 0, so that it becomes the active monitor.
    private static final long BEST_ADDRESS = 0x0200_5E10_0000L;

    /// The same in each run.
    private static final int FIRST_NONCE = 0x1357_9BDF;

    private final RingSimulation ring;
    private final long bringUpClocks;
    private final Map<Integer, Job> jobs = new HashMap<>();
    private int prepared;
    private int done;

    Stations(RingSimulation ring, long bringUpClocks) {
        this.ring = ring;
        this.bringUpClocks = bringUpClocks;
    }

    /// What a station does; the others only bring their stations up.
    void at(int station, Step prepare, Step work) {
        jobs.put(station, new Job(prepare, work));
    }

    /// Runs all of it. Station 0 has the best bid for active monitor.
    void run() {
        for (int station = 0; station < ring.stations(); station++) {
            int id = station;
            ring.bench().start("station " + id, () -> host(id));
        }
        ring.bench().run();
    }

    private void host(int id) throws Exception {
        Job job = jobs.getOrDefault(id, IDLE);
        Driver driver = Driver.open(ring.adapter(id));
        driver.start(RingOptions.station(BEST_ADDRESS - id).nonce(FIRST_NONCE + id));
        driver.awaitOperational(bringUpClocks);
        job.prepare().run(driver);
        prepared++;
        ring.await(() -> prepared == ring.stations(), Long.MAX_VALUE);
        job.work().run(driver);
        done++;
        ring.await(() -> done == ring.stations(), Long.MAX_VALUE);
        driver.close();
    }
}
