package org.jetstreamlan.driver.clan;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.driver.RingStation;

/// What [Clan] and its objects stand on: who has which entry of an adapter's tables, and what the adapter tells of them. Of a driver in this process [AdapterClan]; of a client of
/// `jetstreamd` the daemon, which has one.
///
/// Numbers are the adapter's. Nothing here waits for the adapter but [#sleep]: what takes its time is asked for again. What is refused is a [ClanException], and nothing has changed.
public interface ClanPort extends AutoCloseable {
    /// What an endpoint has been given.
    ///
    /// @param number its own
    /// @param doorbellPage of the aperture window
    /// @param queue memory of its descriptors, which the adapter reads
    /// @param status its status page, which the adapter writes; zeros
    record Reserved(int number, int doorbellPage, MemorySegment queue, MemorySegment status) {}

    ClanSizes sizes();

    /// Clocks of the adapter's so far; through a daemon, time in clocks.
    long clocks();

    /// Those on the ring, in ring order; none while it is down.
    List<RingStation> stations();

    // ---- tags, regions

    /// @throws ClanException NO_TAG_LEFT, QUOTA_EXCEEDED
    int newTag();

    void freeTag(int tag);

    /// Lets endpoints of a tag, and their peers, reach memory of this process.
    ///
    /// @param rights of [org.jetstreamlan.abi.clan.RegionEntry]
    /// @return its key
    /// @throws ClanException NO_REGION_LEFT, QUOTA_EXCEEDED
    int register(int tag, MemorySegment memory, int rights);

    /// Gives a region another tag and other rights.
    void change(int key, int tag, int rights);

    /// Behind it nobody touches the memory any more.
    void deregister(int key);

    // ---- endpoints

    /// @throws ClanException NO_ENDPOINT_LEFT, NO_STORE_MEMORY, NO_PAGE_LEFT, OUT_OF_RANGE, QUOTA_EXCEEDED
    Reserved reserve(EndpointOptions options);

    /// Drawn for the next or present connection.
    ///
    /// @throws ClanException NOT_PERMITTED through a daemon
    int incarnation(int endpoint);

    /// @throws ClanException WRONG_STATE, OFF; NOT_PERMITTED through a daemon, whose connections are made by [Connections]
    void open(int endpoint, ClanPeer peer, ClanLevel level);

    /// Breaks it and tells the peer; without effect if it is not open.
    void breakOff(int endpoint);

    /// Begins to close it.
    void close(int endpoint);

    /// Whether it is closed, and nothing of it is on its way.
    boolean isClosed(int endpoint);

    /// Gives a closed one back, with its doorbell page.
    void release(int endpoint);

    // ---- pages, tripwires

    /// @return the first of its pages
    /// @throws ClanException NO_PAGE_LEFT, OUT_OF_RANGE, QUOTA_EXCEEDED
    int openPages(int endpoint, Aperture.Kind kind, RemoteRegion remote, long from, long bytes);

    /// Gives a run of pages back.
    ///
    /// @return false while stores through them are not acknowledged
    boolean closePages(int first);

    /// @return the tripwire's number
    /// @throws ClanException NO_TRIPWIRE_LEFT, OUT_OF_RANGE, QUOTA_EXCEEDED
    int watch(int endpoint, int key, long offset);

    void unwatch(int wire);

    // ---- stores

    /// As [org.jetstreamlan.driver.ClanBus#store(int, MemorySegment, long, int)].
    void store(int offset, MemorySegment from, long at, int bytes);

    /// As [org.jetstreamlan.driver.ClanBus#store(int, int)].
    void store(int offset, int value);

    /// Behind it the adapter has what was stored before, by an endpoint's doorbells among it: who arms a tripwire looks again behind this. Where stores are bus cycles it has.
    default void settle(int endpoint) {}

    /// As [org.jetstreamlan.driver.ClanBus#window()].
    default Optional<MemorySegment> window() {
        return Optional.empty();
    }

    // ---- what the adapter tells

    /// How often a tripwire has fired, as far as [#poll] has seen; wraps.
    int fired(int wire);

    /// How often a count of an endpoint has gone up, as far as [#poll] has seen; wraps.
    int counted(int endpoint, EndpointCount what);

    /// Takes what the adapter has told.
    ///
    /// @return how much
    int poll();

    /// What comes from now on ends the next [#sleep].
    void attend();

    /// Sleeps until something has come, or for so long; may end before.
    void sleep(long clocks);

    /// Called by who asks again.
    void pause();

    @Override
    void close();
}
