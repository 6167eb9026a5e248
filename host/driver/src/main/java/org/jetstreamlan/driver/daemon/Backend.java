package org.jetstreamlan.driver.daemon;

import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.driver.RingOptions;

/// The adapters that a daemon owns, one for each station that it serves. Used by its thread only.
public interface Backend extends AutoCloseable {
    /// How many adapters.
    int stations();

    /// The adapter of a station; may be asked for again after it has failed.
    Adapter adapter(int station);

    /// How its station joins the ring.
    RingOptions options(int station);

    /// Lets time go by where it does so only when told to: called in each turn of the daemon while frames are under way, which does not sleep then.
    void pass();

    /// Whether time has to go by for something of which no driver knows: stores and transfers of CLAN, which programs begin and adapters end.
    default boolean isActive() {
        return false;
    }

    @Override
    void close();
}
