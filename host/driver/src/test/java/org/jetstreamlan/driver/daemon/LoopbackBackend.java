package org.jetstreamlan.driver.daemon;

import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.driver.RingOptions;

/// One adapter for a daemon.
record LoopbackBackend(Adapter card) implements Backend {
    @Override
    public int stations() {
        return 1;
    }

    @Override
    public Adapter adapter(int station) {
        return card;
    }

    @Override
    public RingOptions options(int station) {
        return RingOptions.station(1);
    }

    @Override
    public void pass() {}

    @Override
    public void close() {}
}
