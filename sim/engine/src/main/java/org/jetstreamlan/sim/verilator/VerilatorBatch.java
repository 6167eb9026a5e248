package org.jetstreamlan.sim.verilator;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jetstreamlan.sim.Batch;
import org.jetstreamlan.sim.BatchColumns;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.ProbeErrors;

/// The loop over the periods in native code, on the tables themselves.
final class VerilatorBatch implements Batch {
    /// Periods in a call: enough that the call does not matter, few enough that the collector need not wait long, which cannot move the tables
    /// meanwhile.
    private static final int ROWS = 64;

    /// A `Column` of `shim.cpp`: address, bytes, mask.
    private static final MemoryLayout COLUMN = MemoryLayout.sequenceLayout(3, JAVA_LONG);

    private final VerilatorSimulator simulator;
    private final BatchColumns columns;
    private final List<VerilatorProbe> inputs;
    private final List<VerilatorProbe> outputs;
    private final MemorySegment inputColumns;
    private final MemorySegment outputColumns;

    VerilatorBatch(VerilatorSimulator simulator, List<Probe> inputs, List<Probe> outputs) {
        this.simulator = simulator;
        columns = new BatchColumns(inputs, outputs);
        this.inputs = inputs.stream().map(simulator::own).toList();
        this.outputs = outputs.stream().map(simulator::own).toList();
        var arena = Arena.ofAuto();
        inputColumns = arena.allocate(COLUMN, inputs.size());
        outputColumns = arena.allocate(COLUMN, outputs.size());
    }

    @Override
    public void run(int periods, long[] stimulus, long[] response) {
        columns.check(periods, stimulus, response);
        // Until the first step, probes may move to another library.
        describe(inputs, inputColumns);
        describe(outputs, outputColumns);
        var from = MemorySegment.ofArray(stimulus);
        var to = MemorySegment.ofArray(response);
        long in = (long) Long.BYTES * inputs.size();
        long out = (long) Long.BYTES * outputs.size();
        for (int row = 0; row < periods; row += ROWS) {
            int rows = Math.min(ROWS, periods - row);
            long done = simulator.run(this, rows, from.asSlice(row * in), to.asSlice(row * out));
            if (done < rows) {
                refuse(stimulus, (row + (int) done) * inputs.size());
            }
        }
    }

    /// Whether all signals have a place in memory, and none must be computed.
    boolean isStored() {
        return outputs.stream().allMatch(probe -> probe.address != 0);
    }

    /// The number of whole periods done: fewer than `rows` if the design stopped or a value did not fit.
    long call(
            NativeShim shim,
            long instance,
            long rows,
            MemorySegment stimulus,
            MemorySegment response) {
        return shim.batch(
                instance,
                rows,
                inputs.size(),
                inputColumns,
                stimulus,
                outputs.size(),
                outputColumns,
                response);
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
            if ((stimulus[at + i] & ~inputs.get(i).storage.mask) != 0) {
                throw ProbeErrors.doesNotFit(inputs.get(i), stimulus[at + i]);
            }
        }
        throw new AssertionError("the loop stopped, and all values fit");
    }
}
