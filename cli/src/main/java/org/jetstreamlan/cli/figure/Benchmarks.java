package org.jetstreamlan.cli.figure;

import java.util.List;

/// All benchmarks, in the order in which they run and stand in `docs/figures.md`.
public final class Benchmarks {
    private Benchmarks() {}

    public static final List<Benchmark> ALL =
            List.of(
                    DemoBenchmark.WALL,
                    DemoBenchmark.FIRST,
                    DemoBenchmark.SHARE,
                    SimulationBenchmark.FIRST_CYCLE,
                    SimulationBenchmark.JIT_VS_VERILATOR,
                    ElaborationBenchmark.L,
                    ElaborationBenchmark.CHAIN,
                    HardwareBenchmark.CRC,
                    HardwareBenchmark.REGISTER_PORT,
                    HardwareBenchmark.ADAPTER);
}
