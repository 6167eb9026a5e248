package org.jetstreamlan.cli.figure;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.Pool;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.RingOptions;
import org.jetstreamlan.driver.Script;

/// What an operation inside a script takes: [#TURNS] times alloc, send and free of a block in one run, on a card that answers at once ([MemoryCard]), completions included.
/// Nobody has written the blocks, so each send clears first what it sends.
/// The median of [#RUNS] runs, after some that warm up.
final class PoolBenchmark implements Benchmark {
    static final Benchmark OPERATION = new PoolBenchmark();

    private static final int RUNS = 7;
    private static final int WARM_RUNS = 5;
    private static final int SCRIPTS = 20_000;
    private static final int TURNS = 21;
    private static final int OPERATIONS = 3 * TURNS;
    private static final int BYTES = 40;
    private static final int VCI = 0x200;

    private PoolBenchmark() {}

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(
                        "pool.op",
                        "an operation inside a script (alloc, send, free) on a card in memory",
                        "ns",
                        1,
                        new Target.AtMost(100)));
    }

    @Override
    public List<Double> run() throws Exception {
        try (var arena = Arena.ofConfined();
                var driver = Driver.open(new MemoryCard())) {
            driver.start(RingOptions.station(1));
            var pool = driver.openPool(PoolOptions.named("figure").limits(TURNS + 1, 0));
            var script = Script.allocate(arena, MemorySegment.ofArray(new byte[0]));
            for (int i = 0; i < TURNS; i++) {
                var block = script.alloc(i, 1);
                script.send(block, BYTES, VCI);
                script.free(block);
            }
            for (int i = 0; i < WARM_RUNS; i++) {
                nanoseconds(pool, script);
            }
            return List.of(Measured.median(RUNS, () -> nanoseconds(pool, script)));
        }
    }

    private static double nanoseconds(Pool pool, Script script) {
        long start = System.nanoTime();
        for (int i = 0; i < SCRIPTS; i++) {
            if (pool.run(script) != Outcome.OK) {
                throw new IllegalStateException(script.message());
            }
        }
        return (System.nanoTime() - start) / ((double) SCRIPTS * OPERATIONS);
    }
}
