package org.jetstreamlan.sim.verilator;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jetstreamlan.sim.Batch;
import org.jetstreamlan.sim.BatchColumns;
import org.jetstreamlan.sim.Probe;

/// The loop over the periods in native code. Rows go through memory outside the heap, some hundreds at a time.
final class VerilatorBatch implements Batch {
    /// Enough that the call does not matter, few enough that they stay in the processor's first cache.
    private static final int ROWS = 256;

    /// A `Column` of `shim.cpp`: address, bytes, mask.
    private static final MemoryLayout COLUMN = MemoryLayout.sequenceLayout(3, JAVA_LONG);

    private final VerilatorSimulator simulator;
    private final BatchColumns columns;
    private final List<VerilatorProbe> inputs;
    private final List<VerilatorProbe> outputs;
    private final MemorySegment inputColumns;
    private final MemorySegment outputColumns;
    private final MemorySegment stimulusRows;
    private final MemorySegment responseRows;

    VerilatorBatch(VerilatorSimulator simulator, List<Probe> inputs, List<Probe> outputs) {
        this.simulator = simulator;
        columns = new BatchColumns(inputs, outputs);
        this.inputs = inputs.stream().map(simulator::own).toList();
        this.outputs = outputs.stream().map(simulator::own).toList();
        var arena = Arena.ofAuto();
        inputColumns = arena.allocate(COLUMN, inputs.size());
        outputColumns = arena.allocate(COLUMN, outputs.size());
        stimulusRows = arena.allocate(JAVA_LONG, (long) ROWS * inputs.size());
        responseRows = arena.allocate(JAVA_LONG, (long) ROWS * outputs.size());
    }

    @Override
    public void run(int periods, long[] stimulus, long[] response) {
        columns.check(periods, stimulus, response);
        // Until the first step, probes may move to another library.
        describe(inputs, inputColumns);
        describe(outputs, outputColumns);
        int in = inputs.size();
        int out = outputs.size();
        for (int row = 0; row < periods; row += ROWS) {
            int rows = Math.min(ROWS, periods - row);
            MemorySegment.copy(stimulus, row * in, stimulusRows, JAVA_LONG, 0, rows * in);
            long done = simulator.run(rows, this);
            MemorySegment.copy(responseRows, JAVA_LONG, 0, response, row * out, rows * out);
            if (done < rows) {
                refuse(stimulus, (row + (int) done) * in);
            }
        }
    }

    /// The number of whole periods done: fewer than `rows` if the design stopped or a value did not fit.
    long call(NativeShim shim, long instance, long rows) {
        return shim.batch(
                instance,
                rows,
                inputs.size(),
                inputColumns,
                stimulusRows,
                outputs.size(),
                outputColumns,
                responseRows);
    }

    private static void describe(List<VerilatorProbe> probes, MemorySegment table) {
        for (int i = 0; i < probes.size(); i++) {
            var probe = probes.get(i);
            table.setAtIndex(JAVA_LONG, 3L * i, probe.address);
            table.setAtIndex(JAVA_LONG, 3L * i + 1, probe.storage.bytes());
            table.setAtIndex(JAVA_LONG, 3L * i + 2, probe.storage.mask);
        }
    }

    private void refuse(long[] stimulus, int at) {
        for (int i = 0; i < inputs.size(); i++) {
            inputs.get(i).checkFits(stimulus[at + i]);
        }
        throw new AssertionError("the loop stopped, and all values fit");
    }
}
