package org.jetstreamlan.cli.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;
import org.jetstreamlan.model.RingListener;
import org.jetstreamlan.model.RingModel;
import org.jetstreamlan.model.StationSettings;
import org.jetstreamlan.ring.lockstep.MacListener;
import org.jetstreamlan.ring.lockstep.MacRing;
import org.jetstreamlan.sim.Model;

/// 64 stations a word of cable apart at the limit of admission, `docs/ring.md`, Bounds: each always has a synchronous frame that fills its allocation and an
/// asynchronous frame of F.
///
/// @param ttrt in words
/// @param largest F
/// @param overrun the policy of all
record AccessLoad(int ttrt, int largest, boolean overrun) {
    static final int STATIONS = 64;
    private static final int HOP = 1;
    private static final int OVERHEAD = 16;
    private static final long PATIENCE = 100_000;

    /// TTRT 125 us or 1 ms.
    static AccessLoad of(int ttrt, boolean overrun) {
        return new AccessLoad(ttrt, ttrt == 25_000 ? 16_382 : 500, overrun);
    }

    /// What admission leaves to all, in words per rotation.
    private int limit() {
        int latency = STATIONS * (RingModel.STATION_WORDS + HOP);
        return ttrt - latency - STATIONS * 3 - largest - 21;
    }

    private int allocation() {
        return limit() / STATIONS;
    }

    /// Share of the limit that is allocated: the rest does not divide by 64.
    double share() {
        return (double) allocation() * STATIONS / limit();
    }

    private List<StationSettings> settings() {
        var settings = new ArrayList<StationSettings>();
        for (int i = 0; i < STATIONS; i++) {
            settings.add(
                    StationSettings.defaults(i)
                            .withTtrt(ttrt)
                            .withLargest(largest)
                            .withAllocation(allocation())
                            .withOverrun(overrun));
        }
        return settings;
    }

    private static int[] hops() {
        int[] hops = new int[STATIONS];
        Arrays.fill(hops, HOP);
        return hops;
    }

    private static IllegalStateException fell(int station, RingPhase phase, RingCause cause) {
        return new IllegalStateException(
                "station %d went to %s for %s".formatted(station, phase, cause));
    }

    // ---- the model

    /// Runs the model for so many rotations.
    AccessDelay model(long rotations) {
        var ring = new RingModel(settings(), hops());
        ring.enableAll();
        while (!IntStream.range(0, STATIONS).allMatch(ring::isOperational)) {
            ring.run(ttrt);
        }
        for (int i = 0; i < STATIONS; i++) {
            int id = ring.id(i);
            ring.saturate(i, true, RingLoad.to((id + 5) % STATIONS), allocation() - OVERHEAD);
            ring.saturate(i, false, RingLoad.to((id + 9) % STATIONS), largest);
        }
        int monitor =
                IntStream.range(0, STATIONS).filter(ring::isMonitor).findFirst().orElseThrow();
        var delay = new AccessDelay(ttrt);
        ring.listen(
                new RingListener() {
                    @Override
                    public void started(
                            int station, long time, long serial, boolean synchronous, long waited) {
                        if (synchronous) {
                            delay.waited(waited);
                        }
                    }

                    @Override
                    public void token(int station, long time, boolean late, boolean captured) {
                        if (station == monitor) {
                            delay.token(time);
                        }
                    }

                    @Override
                    public void phase(int station, long time, RingPhase phase, RingCause cause) {
                        throw fell(station, phase, cause);
                    }
                });
        while (delay.rotations() < rotations) {
            ring.run(ttrt);
        }
        return delay;
    }

    // ---- the hardware

    /// Runs RTL for so many rotations.
    ///
    /// @param mac model of [org.jetstreamlan.nic.mac.Mac]
    /// @param progress told about once in a rotation
    AccessDelay rtl(Model mac, long rotations, Consumer<AccessDelay> progress) {
        try (var ring = new MacRing(mac, settings(), hops())) {
            ring.configure(settings());
            for (int i = 0; i < STATIONS; i++) {
                ring.set(i, "enable", 1);
            }
            while (!IntStream.range(0, STATIONS).allMatch(i -> is(ring, i, "operational"))) {
                if (ring.now() > PATIENCE) {
                    throw new IllegalStateException("the ring does not come up");
                }
                ring.runTo(ring.now() + 100);
            }
            for (int i = 0; i < STATIONS; i++) {
                int id = (int) ring.station(i).status("station");
                ring.saturate(i, true, RingLoad.to((id + 5) % STATIONS), allocation() - OVERHEAD);
                ring.saturate(i, false, RingLoad.to((id + 9) % STATIONS), largest);
            }
            int monitor =
                    IntStream.range(0, STATIONS)
                            .filter(i -> is(ring, i, "monitor"))
                            .findFirst()
                            .orElseThrow();
            var delay = new AccessDelay(ttrt);
            ring.listen(listener(delay, monitor));
            while (delay.rotations() < rotations) {
                ring.runTo(ring.now() + ttrt);
                progress.accept(delay);
            }
            return delay;
        }
    }

    private static boolean is(MacRing ring, int station, String status) {
        return ring.station(station).status(status) != 0;
    }

    private static MacListener listener(AccessDelay delay, int monitor) {
        return new MacListener() {
            @Override
            public void taken(int station, long time, boolean synchronous, long waited) {
                if (synchronous) {
                    delay.waited(waited + MacRing.START_WORDS);
                }
            }

            @Override
            public void token(int station, long time) {
                if (station == monitor) {
                    delay.token(time);
                }
            }

            @Override
            public void phase(int station, long time, RingPhase phase, RingCause cause) {
                throw fell(station, phase, cause);
            }
        };
    }
}
