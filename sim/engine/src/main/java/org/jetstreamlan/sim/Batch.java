package org.jetstreamlan.sim;

/// Many periods of a simulator in one call: stimulus and response are tables with a row a period. Where the engine is native code, the
/// loop is there; to a small circuit, calls cost more than the circuit.
///
/// ```
/// period     inputs          outputs, settled    then an edge of the top module's own clock
/// 0          stimulus[0..m)  response[0..n)
/// 1          stimulus[m..2m) response[n..2n)
/// ```
public interface Batch {
    /// Runs `periods` periods.
    ///
    /// @param stimulus a value for each input and period, as for [Simulator#poke(Probe, long)]
    /// @param response takes what [Simulator#peek(Probe)] gives of each output before the edge of each period
    /// @throws IllegalArgumentException if a table is too short, before anything is done; or at the period with a value that does not fit, with
    ///     all before it done
    void run(int periods, long[] stimulus, long[] response);
}
