package org.jetstreamlan.model.clan;

import java.lang.foreign.MemorySegment;

/// What the CLAN half needs of its station, and of the host's bus.
public interface ClanStation {
    /// Words since the ring began.
    long now();

    /// Id on the ring; below 0 without one.
    int id();

    /// Whether it is a member of a ring whose F carries CLAN's frames.
    boolean carriesClan();

    /// Puts a frame behind those that wait.
    ///
    /// @return its serial
    long offer(int atm, int words);

    /// Memory for the payload of a frame that starts.
    MemorySegment payload(long serial, int bytes);

    /// [ClanModel#due()] has changed.
    void wake();

    /// Reads host memory.
    ///
    /// @return whether the bus has answered without an error; else nothing is read
    boolean read(long address, MemorySegment into, long at, long bytes);

    /// Writes host memory.
    ///
    /// @return whether the bus has answered without an error; else nothing is written
    boolean write(long address, MemorySegment from, long at, long bytes);
}
