package org.jetstreamlan.cli.figure;

import java.io.IOException;
import org.jetstreamlan.cli.figure.circuit.ChainStimulus;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;

/// [ChainStimulus] and `chain.cpp`.
///
/// @param batches whether ours hands its stimulus over in batches
record ChainLoad(int clocks, boolean batches) implements Load {
    @Override
    public VerilatedProgram.Timed ours(Model model) {
        try (Simulator simulator = model.instantiate()) {
            long start = System.nanoTime();
            long sum =
                    batches
                            ? ChainStimulus.runBatches(simulator, clocks)
                            : ChainStimulus.run(simulator, clocks);
            return new VerilatedProgram.Timed((System.nanoTime() - start) / 1e9, sum);
        }
    }

    @Override
    public VerilatedProgram.Timed theirs(VerilatedProgram rival) throws IOException {
        return rival.run(Integer.toString(clocks));
    }
}
