package org.jetstreamlan.model;

import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.Header;

/// Ties returned statuses to frames: `docs/ring.md`, Sending, stripping.
///
/// ```
///  ──────┬──────────────────────┬──────
///        │ out on the ring      │          a frame that comes back ends all before it as lost;
///      oldest                  next        a MARK of this station, or a token, ends all
/// ```
final class Tags {
    /// Clocks from the return of a frame until the window that it opens is seen.
    private static final int OPENS_AFTER = 4;

    private final Station station;
    private final long[] serials = new long[Header.TAGS];
    private int next;
    private int oldest;
    private boolean markOut;
    private long openAt;

    Tags(Station station) {
        this.station = station;
    }

    /// Takes the next tag.
    int start(long serial) {
        int tag = next;
        serials[tag] = serial;
        next = next + 1 & Header.TAGS - 1;
        return tag;
    }

    boolean windowOpen(long time) {
        return out() < Header.TAGS - 1 && time >= openAt;
    }

    int out() {
        return next - oldest & Header.TAGS - 1;
    }

    void markSent() {
        markOut = true;
    }

    void returned(long time, int tag, int status) {
        int place = tag - oldest & Header.TAGS - 1;
        if (place >= out()) {
            return;
        }
        while (oldest != tag) {
            end(time, CompletionResult.LOST, 0);
        }
        end(time, CompletionResult.RETURNED, status);
    }

    void markReturned(long time) {
        if (markOut) {
            endAll(time, CompletionResult.LOST);
        }
        markOut = false;
    }

    void tokenArrived(long time) {
        endAll(time, CompletionResult.LOST);
        markOut = false;
    }

    void cancel(long time) {
        endAll(time, CompletionResult.ABORTED);
    }

    private void endAll(long time, CompletionResult result) {
        while (oldest != next) {
            end(time, result, 0);
        }
    }

    private void end(long time, CompletionResult result, int status) {
        if (out() == Header.TAGS - 1) {
            openAt = time + OPENS_AFTER;
        }
        long serial = serials[oldest];
        oldest = oldest + 1 & Header.TAGS - 1;
        switch (result) {
            case RETURNED ->
                    station.count(
                            FrameStatus.accepted(status)
                                    ? Counter.RETURNED_GOOD
                                    : Counter.RETURNED_BAD);
            case LOST -> station.count(Counter.LOST);
            case ABORTED, INVALID, MEMORY_ERROR -> {}
        }
        station.client().ended(time, serial, result, status);
    }
}
