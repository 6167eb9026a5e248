package org.jetstreamlan.ring;

import java.util.function.BooleanSupplier;
import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.sim.TestBench;
import org.jetstreamlan.sim.Trigger;

/// A ring of adapters with host programs, whatever the adapters are: RTL in a [RingSimulation], models in a [ModelSimulation]. Host
/// programs are processes of [#bench]; they reach a station's adapter through [#adapter].
public interface HostedRing extends AutoCloseable {
    /// Number of stations.
    int stations();

    /// The driver's view of a station's adapter.
    Adapter adapter(int station);

    /// Time, and the processes that are the host software of all stations.
    TestBench bench();

    /// Core clocks since reset was released.
    long clocks();

    /// From now on nothing goes over the link out of `station`.
    void cut(int station);

    /// The link out of `station` is whole again.
    void mend(int station);

    /// Inverts bits of a word of the next data frame on the link out of `station`.
    ///
    /// @param word 1 and 2 are the header; the frame is that long
    /// @param bits 0: the word becomes INVALID
    void damage(int station, int word, int bits);

    /// Called by host software: lets the clock run until `done`.
    ///
    /// @param clocks at most this many
    /// @return whether `done` came true in time
    default boolean await(BooleanSupplier done, long clocks) {
        var inTime = Trigger.until(done);
        return clocks < 1
                ? done.getAsBoolean()
                : bench().await(Trigger.firstOf(inTime, Trigger.cycles(clocks))) == inTime;
    }

    @Override
    void close();
}
