package org.jetstreamlan.cli.figure;

import java.io.IOException;
import org.jetstreamlan.sim.Model;

/// Something that runs on a model of ours and, with the same stimulus, in C++. Both say how long it took, and all outputs of all clocks as a sum.
interface Load {
    VerilatedProgram.Timed ours(Model model) throws IOException;

    VerilatedProgram.Timed theirs(VerilatedProgram rival) throws IOException;

    /// How many are run.
    int clocks();

    /// A turn of each.
    ///
    /// @return clocks a second of ours / theirs
    /// @throws IOException if their outputs are not the same
    static double ratio(VerilatedProgram.Timed ours, VerilatedProgram.Timed theirs)
            throws IOException {
        if (ours.sum() != theirs.sum()) {
            throw new IOException(
                    "outputs differ: sum %x, in C++ %x".formatted(ours.sum(), theirs.sum()));
        }
        return theirs.seconds() / ours.seconds();
    }
}
