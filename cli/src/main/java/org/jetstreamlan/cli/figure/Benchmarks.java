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
                    WaveBenchmark.S_VCD,
                    WaveBenchmark.S_FST,
                    WaveBenchmark.L_VCD,
                    WaveBenchmark.L_FST,
                    HardwareBenchmark.CRC,
                    HardwareBenchmark.REGISTER_PORT,
                    HardwareBenchmark.ADAPTER,
                    ElaborationBenchmark.L,
                    ElaborationBenchmark.CHAIN,
                    AreaBenchmark.ALL.get(0),
                    AreaBenchmark.ALL.get(1),
                    AreaBenchmark.ALL.get(2),
                    AreaBenchmark.ALL.get(3),
                    AreaBenchmark.ALL.get(4),
                    AreaBenchmark.ALL.get(5),
                    AreaBenchmark.ALL.get(6),
                    AreaBenchmark.ALL.get(7),
                    MillionBenchmark.WIDE,
                    MillionBenchmark.DEEP,
                    NamesBenchmark.ADAPTER,
                    DiffBenchmark.EDITS);
}
