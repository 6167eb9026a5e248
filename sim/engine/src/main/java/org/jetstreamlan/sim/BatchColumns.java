package org.jetstreamlan.sim;

import java.util.List;

/// What the columns of a [Batch] are: inputs that can be poked and outputs, none wider than 64 bits.
public record BatchColumns(List<Probe> inputs, List<Probe> outputs) {
    /// @throws IllegalArgumentException if a signal is too wide or no input, with its name
    public BatchColumns {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        for (Probe input : inputs) {
            narrow(input);
            if (!input.isInput()) {
                throw new IllegalArgumentException(
                        input.path() + " is no input of the top module; a batch sets only those");
            }
        }
        outputs.forEach(BatchColumns::narrow);
    }

    private static void narrow(Probe probe) {
        if (probe.width() > Long.SIZE) {
            throw new IllegalArgumentException(
                    probe.path()
                            + " is "
                            + probe.width()
                            + " bits wide; a batch takes up to 64, wider ones are poked and peeked");
        }
    }

    /// @throws IllegalArgumentException if a table is too short for so many periods
    public void check(int periods, long[] stimulus, long[] response) {
        if (periods < 0) {
            throw new IllegalArgumentException(
                    "batch: " + periods + " periods; 0 or more are possible");
        }
        check("stimulus", stimulus, periods, inputs.size(), "inputs");
        check("response", response, periods, outputs.size(), "outputs");
    }

    private static void check(String name, long[] table, int periods, int columns, String what) {
        if (table.length < (long) periods * columns) {
            throw new IllegalArgumentException(
                    "batch: %s has %d values; %d periods of %d %s need %d"
                            .formatted(
                                    name,
                                    table.length,
                                    periods,
                                    columns,
                                    what,
                                    (long) periods * columns));
        }
    }
}
