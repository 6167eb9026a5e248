package org.jetstreamlan.cli.figure.circuit;

import java.util.Arrays;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.Trigger;

/// Processes of a test bench that wait for each edge of one clock of a small design. Prints nanoseconds: a turn of two processes, each of which is a
/// hand-over between virtual threads, and a wait of one that is alone; the medians of some rounds, after some that warm the JVM up.
final class TakingTurns {
    private static final int WARM = 5;
    private static final int ROUNDS = 7;
    private static final int EDGES = 300_000;

    private TakingTurns() {}

    private static final class Counter extends Module {
        final UInt count = output(uint(8));
        private final UInt value = reg(uint(8), init(0));

        @Override
        protected void build() {
            value.next(value.add(1));
            count.assign(value);
        }
    }

    public static void main(String[] args) {
        IO.println("turns " + median(2) + " " + median(1));
    }

    private static long median(int processes) {
        long[] rounds = new long[ROUNDS];
        for (int i = -WARM; i < ROUNDS; i++) {
            rounds[Math.max(i, 0)] = nanosecondsOfATurn(processes);
        }
        Arrays.sort(rounds);
        return rounds[ROUNDS / 2];
    }

    private static long nanosecondsOfATurn(int processes) {
        try (var sim = Simulation.of(Engines.jit(), Counter::new)) {
            for (int i = 0; i < processes; i++) {
                sim.start(
                        "process " + i,
                        () -> {
                            for (int edge = 0; edge < EDGES; edge++) {
                                sim.await(Trigger.edge());
                            }
                        });
            }
            long before = System.nanoTime();
            sim.run();
            return (System.nanoTime() - before) / ((long) EDGES * processes);
        }
    }
}
