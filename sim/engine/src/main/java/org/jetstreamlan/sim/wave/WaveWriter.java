package org.jetstreamlan.sim.wave;

import java.io.Closeable;
import java.io.IOException;

/// A file format for [WaveRows].
interface WaveWriter extends Closeable {
    /// Writes rows that follow those before, of rising cycles.
    ///
    /// @param from the first word of the first row in `rows`
    /// @param count how many rows
    void write(long[] rows, int from, int count) throws IOException;

    /// Ends the last period and the file.
    void finish() throws IOException;

    /// Lets go of the file, as it is.
    @Override
    void close() throws IOException;
}
