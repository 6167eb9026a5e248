package org.jetstreamlan.model.adapter;

import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.model.RingModel;
import org.jetstreamlan.model.StationSettings;
import org.jspecify.annotations.Nullable;

/// A [RingModel] with an [AdapterModel] at each station. The hosts are one thread: whoever waits lets the ring go on.
///
/// ```java
/// var ring = new AdapterRing(Capabilities.ECP5, 2, 20);
/// var driver = Driver.open(ring.adapter(0));
/// ```
public final class AdapterRing implements HostTime {
    /// Words between two looks at what is waited for.
    private static final int LOOK_WORDS = 32;

    private final RingModel ring;
    private final List<AdapterModel> adapters;
    private HostTime time = this;

    /// Adapters without CLAN.
    ///
    /// @param sizes of each adapter
    /// @param stations 1..64
    /// @param hopDelay words that each link takes, beyond the 3 of each station
    public AdapterRing(Capabilities sizes, int stations, int hopDelay) {
        this(sizes, null, stations, hopDelay);
    }

    /// @param clan of each adapter; null without CLAN
    public AdapterRing(Capabilities sizes, @Nullable ClanSizes clan, int stations, int hopDelay) {
        int[] hops = new int[stations];
        Arrays.fill(hops, hopDelay);
        ring =
                new RingModel(
                        IntStream.range(0, stations).mapToObj(StationSettings::defaults).toList(),
                        hops);
        var payloads = new SentPayloads(stations);
        adapters =
                IntStream.range(0, stations)
                        .mapToObj(i -> new AdapterModel(sizes, clan, this, i, payloads))
                        .toList();
    }

    /// The ring itself, for faults and counters.
    public RingModel ring() {
        return ring;
    }

    public AdapterModel adapter(int station) {
        return adapters.get(station);
    }

    /// Has somebody else keep the time: hosts with threads of their own.
    public void keepTime(HostTime keeper) {
        time = keeper;
    }

    HostTime time() {
        return time;
    }

    @Override
    public long now() {
        return ring.now();
    }

    @Override
    public void pass(long words) {
        ring.run(words);
    }

    @Override
    public boolean await(BooleanSupplier done, long words) {
        long end = ring.now() + words;
        while (!done.getAsBoolean()) {
            if (ring.now() >= end) {
                return false;
            }
            ring.runTo(Math.min(end, ring.now() + LOOK_WORDS));
        }
        return true;
    }
}
