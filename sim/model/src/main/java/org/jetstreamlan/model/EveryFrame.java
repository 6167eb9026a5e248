package org.jetstreamlan.model;

import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.CrcVerdict;
import org.jspecify.annotations.Nullable;

/// A client that takes all that is for its station, and tells the ring's listener.
final class EveryFrame implements StationClient {
    private final RingModel ring;
    private final int station;

    EveryFrame(RingModel ring, int station) {
        this.ring = ring;
        this.station = station;
    }

    @Override
    public boolean takes(int vci, boolean foreign) {
        return !foreign;
    }

    @Override
    public boolean taps(int vci) {
        return false;
    }

    @Override
    public Counter arrived(
            long time,
            long serial,
            int atm,
            int words,
            CrcVerdict verdict,
            boolean error,
            @Nullable Damage damage) {
        if (verdict == CrcVerdict.BAD && !ring.keepsBad()) {
            return Counter.DROP_CRC;
        }
        ring.listener().delivered(station, time, serial, words, verdict, error);
        ring.count(station, Counter.DELIVERED);
        return Counter.DELIVERED;
    }

    @Override
    public boolean taken(long time, long serial, int tag, long waited, boolean sent) {
        return true;
    }

    @Override
    public int mayLeave() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void ended(long time, long serial, CompletionResult result, int status) {
        ring.listener().completed(station, time, serial, result, status);
    }

    @Override
    public void phaseChanged() {}
}
