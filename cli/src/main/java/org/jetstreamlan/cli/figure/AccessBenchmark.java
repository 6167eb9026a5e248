package org.jetstreamlan.cli.figure;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.ring.lockstep.MacRing;
import org.jetstreamlan.sim.Engines;

/// Whether a synchronous frame starts within 2 TTRT, in the hardware.
final class AccessBenchmark implements Benchmark {
    static final AccessBenchmark RTL = new AccessBenchmark();

    /// Rotations at TTRT 125 us, for each policy, 40 or more; at 1 ms a 40th of them.
    private static final int ROTATIONS =
            Integer.parseInt(System.getenv().getOrDefault("JETSTREAM_RTL_ROTATIONS", "80"));

    private AccessBenchmark() {}

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(
                        "ring.access_bound_rtl",
                        "longest wait of a synchronous frame / 2 TTRT, 64 RTL stations, 95 %% of the admission limit, saturated frames of F, both policies, %,d rotations of TTRT 3,125 and %,d of 25,000 each"
                                .formatted(ROTATIONS, ROTATIONS / 40),
                        "",
                        3,
                        new Target.AtMost(1)),
                new Figure(
                        "ring.rotation_mean_rtl",
                        "mean rotation / TTRT of the same, the worst",
                        "",
                        3,
                        new Target.AtMost(1)));
    }

    @Override
    public List<Double> run() {
        var delays = new ArrayList<AccessDelay>();
        try (var mac = MacRing.compile(Engines.jit())) {
            for (boolean overrun : new boolean[] {false, true}) {
                delays.add(AccessLoad.of(3_125, overrun).rtl(mac, ROTATIONS, _ -> {}));
                delays.add(AccessLoad.of(25_000, overrun).rtl(mac, ROTATIONS / 40, _ -> {}));
            }
        }
        return List.of(
                delays.stream().mapToDouble(AccessDelay::longest).max().orElseThrow(),
                delays.stream().mapToDouble(AccessDelay::meanRotation).max().orElseThrow());
    }
}
