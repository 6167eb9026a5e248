package org.jetstreamlan.sim;

/// Peeks and pokes of one signal of at most 64 bits in one simulator, whose look-up and checks are done as far as they can be: see [Simulator#access(Probe)].
public interface ProbeAccess {
    /// As [Simulator#peek(Probe)].
    long peek();

    /// As [Simulator#poke(Probe, long)].
    void poke(long value);
}
