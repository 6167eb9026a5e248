package org.jetstreamlan.cli.figure.circuit;

import java.util.List;
import org.jetstreamlan.sim.Batch;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// Random words, gaps and stalls for a [Chain]: three inputs are set and three outputs looked at each clock. The C++ and Python benches of the
/// rivals do the same; all outputs go into one sum, which must be the same.
public final class ChainStimulus {
    private static final int ROWS = 1 << 14;

    private ChainStimulus() {}

    /// Clock by clock; the sum.
    public static long run(Simulator simulator, int clocks) {
        Probe payload = simulator.probe("in_payload");
        Probe valid = simulator.probe("in_valid");
        Probe ready = simulator.probe("out_ready");
        Probe first = simulator.probe("out_payload");
        Probe second = simulator.probe("out_valid");
        Probe third = simulator.probe("in_ready");
        int random = 1;
        long sum = 0;
        for (int i = 0; i < clocks; i++) {
            random = next(random);
            simulator.poke(payload, random & 0xFFFF_FFFFL);
            simulator.poke(valid, isValid(random));
            simulator.poke(ready, isReady(random));
            sum = sum(sum, simulator.peek(first), simulator.peek(second), simulator.peek(third));
            simulator.step();
        }
        return sum;
    }

    /// The same, some thousand clocks at once.
    public static long runBatches(Simulator simulator, int clocks) {
        Batch batch =
                simulator.batch(
                        probes(simulator, "in_payload", "in_valid", "out_ready"),
                        probes(simulator, "out_payload", "out_valid", "in_ready"));
        long[] stimulus = new long[3 * ROWS];
        long[] response = new long[3 * ROWS];
        int random = 1;
        long sum = 0;
        for (int done = 0; done < clocks; done += ROWS) {
            int rows = Math.min(ROWS, clocks - done);
            for (int i = 0; i < 3 * rows; i += 3) {
                random = next(random);
                stimulus[i] = random & 0xFFFF_FFFFL;
                stimulus[i + 1] = isValid(random);
                stimulus[i + 2] = isReady(random);
            }
            batch.run(rows, stimulus, response);
            for (int i = 0; i < 3 * rows; i += 3) {
                sum = sum(sum, response[i], response[i + 1], response[i + 2]);
            }
        }
        return sum;
    }

    /// A word counts only if it is valid.
    private static long sum(long sum, long payload, long valid, long ready) {
        return sum * 31 + (payload & -valid) + valid + ready;
    }

    private static List<Probe> probes(Simulator simulator, String... paths) {
        return List.of(paths).stream().map(simulator::probe).toList();
    }

    private static int next(int random) {
        int next = random ^ random << 13;
        next ^= next >>> 17;
        return next ^ next << 5;
    }

    private static long isValid(int random) {
        return (random >>> 8 & 7) != 0 ? 1 : 0;
    }

    private static long isReady(int random) {
        return (random >>> 16 & 7) != 0 ? 1 : 0;
    }
}
