package org.jetstreamlan.model.adapter;

import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.driver.RingOptions;
import org.jetstreamlan.driver.daemon.Backend;

/// A modelled ring, all of whose stations one daemon serves: it can be tried without hardware. Time goes by with what the drivers do, and while frames are under way; when nothing is to be done the
/// ring stands still.
public final class ModelBackend implements Backend {
    private static final int HOP_WORDS = 4;

    /// Most words in a turn of the daemon, and between two looks.
    private static final int PASS_WORDS = 4_096;

    private static final int LOOK_WORDS = 64;

    private final AdapterRing ring;

    /// @param sizes of each adapter
    /// @param stations 1..64
    public ModelBackend(Capabilities sizes, int stations) {
        ring = new AdapterRing(sizes, ClanSizes.DEFAULT, stations, HOP_WORDS);
    }

    /// The ring, for faults.
    public AdapterRing ring() {
        return ring;
    }

    @Override
    public int stations() {
        return ring.ring().size();
    }

    @Override
    public Adapter adapter(int station) {
        return ring.adapter(station);
    }

    @Override
    public RingOptions options(int station) {
        return RingOptions.station(1L + station).named("jetstreamd-" + station);
    }

    /// Until a host has something to take.
    @Override
    public void pass() {
        int before = events();
        int words = 0;
        while (words < PASS_WORDS && events() == before) {
            ring.pass(LOOK_WORDS);
            words += LOOK_WORDS;
        }
    }

    @Override
    public boolean isActive() {
        for (int i = 0; i < stations(); i++) {
            if (ring.adapter(i).isActive()) {
                return true;
            }
        }
        return false;
    }

    private int events() {
        int events = 0;
        for (int i = 0; i < stations(); i++) {
            events += ring.adapter(i).events();
        }
        return events;
    }

    @Override
    public void close() {}
}
