package org.jetstreamlan.sim;

import java.util.List;

/// Pokes, peeks and steps: right on every engine.
final class ProbeBatch implements Batch {
    private final Simulator simulator;
    private final BatchColumns columns;
    private final Probe[] inputs;
    private final Probe[] outputs;

    ProbeBatch(Simulator simulator, List<Probe> inputs, List<Probe> outputs) {
        this.simulator = simulator;
        columns = new BatchColumns(inputs, outputs);
        this.inputs = inputs.toArray(new Probe[0]);
        this.outputs = outputs.toArray(new Probe[0]);
    }

    @Override
    public void run(int periods, long[] stimulus, long[] response) {
        columns.check(periods, stimulus, response);
        int in = 0;
        int out = 0;
        for (int i = 0; i < periods; i++) {
            for (Probe input : inputs) {
                simulator.poke(input, stimulus[in++]);
            }
            for (Probe output : outputs) {
                response[out++] = simulator.peek(output);
            }
            simulator.step();
        }
    }
}
