package org.jetstreamlan.cli.figure;

import java.util.List;
import java.util.stream.Stream;

/// All benchmarks, in the order in which they run and stand in `docs/figures.md`.
public final class Benchmarks {
    private Benchmarks() {}

    public static final List<Benchmark> ALL =
            Stream.of(
                            List.of(
                                    DemoBenchmark.WALL,
                                    DemoBenchmark.FIRST,
                                    DemoBenchmark.SHARE,
                                    SimulationBenchmark.FIRST_CYCLE,
                                    SimulationBenchmark.JIT_VS_VERILATOR,
                                    ProcessBenchmark.ONE_CARRIER,
                                    ProcessBenchmark.DEFAULTS,
                                    WaveBenchmark.S_VCD,
                                    WaveBenchmark.S_FST,
                                    WaveBenchmark.L_VCD,
                                    WaveBenchmark.L_FST,
                                    SpeedBenchmark.S,
                                    SpeedBenchmark.L,
                                    SpeedBenchmark.ADAPTER,
                                    SpeedBenchmark.RING,
                                    FfmBenchmark.ADAPTER,
                                    FfmBenchmark.S,
                                    FfmBenchmark.L,
                                    PokePeekBenchmark.JIT,
                                    PokePeekBenchmark.VERILATOR,
                                    ColdBenchmark.S,
                                    ColdBenchmark.L,
                                    SoakBenchmark.JIT,
                                    SoakBenchmark.VERILATOR),
                            BenchRivalBenchmark.ALL,
                            List.of(
                                    HardwareBenchmark.CRC,
                                    HardwareBenchmark.CRC_64,
                                    HardwareBenchmark.CHECKSUM,
                                    HardwareBenchmark.CHECKSUM_INSERT,
                                    HardwareBenchmark.VCI,
                                    HardwareBenchmark.BUFFER,
                                    HardwareBenchmark.DMA,
                                    HardwareBenchmark.TRIPWIRE,
                                    HardwareBenchmark.REGISTER_PORT,
                                    HardwareBenchmark.ADAPTER,
                                    HardwareBenchmark.LINK,
                                    HardwareBenchmark.MAC,
                                    ElaborationBenchmark.L,
                                    ElaborationBenchmark.CHAIN),
                            AreaBenchmark.ALL,
                            RingBenchmark.ALL,
                            List.of(
                                    PoolBenchmark.OPERATION,
                                    CopyChecksumBenchmark.ALL,
                                    ScriptGainBenchmark.ALL,
                                    WakeUpBenchmark.ALL,
                                    KillBenchmark.ALL,
                                    IsolationBenchmark.ALL,
                                    StoreLatencyBenchmark.ALL,
                                    ClanBandwidthBenchmark.ALL),
                            TripwireBenchmark.ALL,
                            List.of(
                                    ConformanceBenchmark.ALL,
                                    ViaBenchmark.ALL,
                                    HostCostBenchmark.ALL,
                                    ViaPromisesBenchmark.MODEL,
                                    ViaPromisesBenchmark.RTL,
                                    LineRateBenchmark.ALL,
                                    MillionBenchmark.WIDE,
                                    MillionBenchmark.DEEP,
                                    NamesBenchmark.ADAPTER,
                                    DiffBenchmark.EDITS))
                    .flatMap(List::stream)
                    .toList();
}
