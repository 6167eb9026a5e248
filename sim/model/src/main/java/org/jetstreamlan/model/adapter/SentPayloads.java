package org.jetstreamlan.model.adapter;

import java.lang.foreign.MemorySegment;
import org.jetstreamlan.model.RingModel;
import org.jspecify.annotations.Nullable;

/// The payloads of the frames on a ring, as their sources sent them.
///
/// At most 63 frames of a station are on the ring; those that it gave up with its membership are gone before it has sent as many again.
final class SentPayloads {
    private static final int KEPT = 128;

    private final @Nullable MemorySegment[][] payloads;

    SentPayloads(int stations) {
        payloads = new MemorySegment[stations][KEPT];
    }

    /// Memory for the payload of a frame that starts.
    MemorySegment begin(long serial, int bytes) {
        var ofStation = payloads[RingModel.offeredBy(serial)];
        int place = place(serial);
        var old = ofStation[place];
        if (old != null && old.byteSize() >= bytes) {
            return old;
        }
        var memory = MemorySegment.ofArray(new byte[Integer.highestOneBit(bytes) << 1]);
        ofStation[place] = memory;
        return memory;
    }

    /// The payload of a frame that has started; null for one that no station has sent.
    @Nullable MemorySegment of(long serial) {
        return serial < 0 ? null : payloads[RingModel.offeredBy(serial)][place(serial)];
    }

    private static int place(long serial) {
        return (int) RingModel.count(serial) & KEPT - 1;
    }
}
