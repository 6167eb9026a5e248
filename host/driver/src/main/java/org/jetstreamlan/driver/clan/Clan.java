package org.jetstreamlan.driver.clan;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.RingStation;

/// The CLAN half of an adapter, for programs of one process: endpoints, regions, apertures and tripwires, and what the adapter tells of them. The adapter is one whose driver is in this process, or
/// one of `jetstreamd`'s, lent by it.
///
/// Used by one thread at a time, as its driver.
public final class Clan implements AutoCloseable {
    private static final long PATIENCE_CLOCKS = 50_000_000;

    /// Longest sleep before the driver looks after the ring again.
    private static final long TURN_CLOCKS = 100_000;

    private final ClanPort port;
    private final List<ClanEndpoint> endpoints = new ArrayList<>();
    private boolean closed;

    /// @param port its from now on: closed with it
    public Clan(ClanPort port) {
        this.port = port;
    }

    /// Whether an adapter, and its backend, have CLAN.
    public static boolean isIn(Adapter adapter) {
        return AdapterClan.isIn(adapter);
    }

    /// Turns it on.
    ///
    /// @param driver of the adapter, open
    /// @throws ClanException NO_CLAN
    public static Clan open(Driver driver, Adapter adapter) {
        return new Clan(AdapterClan.open(driver, adapter));
    }

    /// With a source of incarnations and generations of its own, for what is to happen again.
    ///
    /// @throws ClanException NO_CLAN
    public static Clan open(Driver driver, Adapter adapter, RandomGenerator random) {
        return new Clan(AdapterClan.open(driver, adapter, random));
    }

    public ClanSizes sizes() {
        return port.sizes();
    }

    ClanPort port() {
        return port;
    }

    /// The adapter's own, which this process has.
    ///
    /// @throws ClanException NOT_PERMITTED if it is a daemon's
    AdapterClan own() {
        if (port instanceof AdapterClan adapter) {
            return adapter;
        }
        throw new ClanException(
                ClanException.Reason.NOT_PERMITTED,
                "CLAN: the adapter is the daemon's, and this is for its owner alone");
    }

    /// Clocks of the adapter so far.
    public long clocks() {
        return port.clocks();
    }

    /// Stations that are on the ring, in ring order; none while it is down.
    public List<RingStation> stations() {
        return port.stations();
    }

    /// Value of a counter.
    ///
    /// @throws ClanException NOT_PERMITTED through a daemon
    public long counter(ClanCounter counter) {
        return own().counter(counter);
    }

    /// Clocks as a member without progress that break an endpoint.
    ///
    /// @throws ClanException NOT_PERMITTED through a daemon
    public void breakTime(long clocks) {
        own().breakTime(clocks);
    }

    // ---- what programs get

    /// A tag for a domain of protection: endpoints reach the regions of their own tag.
    ///
    /// @throws ClanException NO_TAG_LEFT, QUOTA_EXCEEDED
    public int newTag() {
        return port.newTag();
    }

    /// Gives a tag back, which no endpoint and no region has any more.
    public void freeTag(int tag) {
        port.freeTag(tag);
    }

    /// Lets endpoints of `tag`, and their peers, reach memory.
    ///
    /// @param rights of [org.jetstreamlan.abi.clan.RegionEntry]
    /// @throws ClanException NO_REGION_LEFT, NOT_NATIVE, QUOTA_EXCEEDED
    public Region register(int tag, MemorySegment memory, int rights) {
        if (!memory.isNative()) {
            throw new ClanException(
                    ClanException.Reason.NOT_NATIVE,
                    "region: %,d bytes on the heap have no address; allocate them from an Arena"
                            .formatted(memory.byteSize()));
        }
        return new Region(port, port.register(tag, memory, rights), tag, memory, rights);
    }

    /// Reserves an endpoint.
    ///
    /// @throws ClanException NO_ENDPOINT_LEFT, NO_STORE_MEMORY, NO_PAGE_LEFT, OUT_OF_RANGE, QUOTA_EXCEEDED
    public ClanEndpoint endpoint(EndpointOptions options) {
        var endpoint = new ClanEndpoint(this, options, port.reserve(options));
        endpoints.add(endpoint);
        return endpoint;
    }

    void released(ClanEndpoint endpoint) {
        port.release(endpoint.number());
        endpoints.remove(endpoint);
    }

    void closeAperture(int first) {
        if (!await(() -> port.closePages(first), PATIENCE_CLOCKS)) {
            throw new ClanException(
                    ClanException.Reason.TIME_OUT,
                    "aperture page %d: stores through it are not acknowledged in %,d clocks; break its endpoint"
                            .formatted(first, PATIENCE_CLOCKS));
        }
    }

    /// Watches the 8 bytes around a place of a region.
    ///
    /// @param endpoint of the same tag, through whose doorbells it is armed
    /// @param offset in the region
    /// @throws ClanException NO_TRIPWIRE_LEFT, OUT_OF_RANGE, QUOTA_EXCEEDED
    public Tripwire watch(ClanEndpoint endpoint, Region region, long offset) {
        var tripwire =
                new Tripwire(this, endpoint, port.watch(endpoint.number(), region.key(), offset));
        endpoint.add(tripwire);
        return tripwire;
    }

    // ---- what the adapter tells

    /// Takes what has come, looks after the ring, and opens endpoints again that a new numbering of it holds.
    ///
    /// @return events taken
    public int poll() {
        return port.poll();
    }

    /// What the adapter has refused since the last call: each counter once for each time that it was seen.
    ///
    /// @throws ClanException NOT_PERMITTED through a daemon
    public List<ClanCounter> takeRefusals() {
        return own().takeRefusals();
    }

    /// Sleeps until `done`; events are taken and the ring is looked after meanwhile.
    ///
    /// @param timeoutClocks longest sleep
    /// @return whether it is
    public boolean await(BooleanSupplier done, long timeoutClocks) {
        long begin = port.clocks();
        while (true) {
            port.attend();
            poll();
            if (done.getAsBoolean()) {
                return true;
            }
            long left = timeoutClocks - (port.clocks() - begin);
            if (left <= 0) {
                return false;
            }
            port.sleep(Math.min(left, TURN_CLOCKS));
        }
    }

    void awaitClosed(ClanEndpoint endpoint) {
        long begin = port.clocks();
        while (!port.isClosed(endpoint.number())) {
            if (port.clocks() - begin > PATIENCE_CLOCKS) {
                throw new ClanException(
                        ClanException.Reason.TIME_OUT,
                        "endpoint %d: it is not %s after %,d clocks; is the ring up?"
                                .formatted(
                                        endpoint.number(), EndpointState.CLOSED, PATIENCE_CLOCKS));
            }
            poll();
            port.pause();
        }
    }

    /// Ends all connections, and lets the adapter forget all memory.
    ///
    /// @throws ClanException TIME_OUT
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            List.copyOf(endpoints).forEach(ClanEndpoint::close);
            port.close();
        }
    }
}
