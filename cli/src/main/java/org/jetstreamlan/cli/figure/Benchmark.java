package org.jetstreamlan.cli.figure;

import java.util.List;

/// One measurement, which gives one or more figures.
public interface Benchmark {
    /// What it measures.
    List<Figure> figures();

    /// Measures.
    ///
    /// @return one value per figure, in their order
    /// @throws Exception if it cannot; the message is one line for users
    List<Double> run() throws Exception;
}
