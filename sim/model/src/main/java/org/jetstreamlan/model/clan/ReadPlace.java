package org.jetstreamlan.model.clan;

import org.jetstreamlan.abi.clan.ClanFrame;

/// A READ of the peer that is being answered.
final class ReadPlace {
    private static final long NEVER = Long.MAX_VALUE;

    boolean taken;
    int key;
    private long address;
    private long left;
    private long response;

    /// The number of the last RESPONSE, once it has one.
    private long lastSequence = NEVER;

    /// @param place lowest bits of where the bytes go
    void take(int regionKey, long from, long bytes, int place) {
        taken = true;
        key = regionKey;
        address = from;
        left = bytes;
        response = place;
        lastSequence = NEVER;
    }

    boolean hasFrame() {
        return taken && left > 0;
    }

    /// The next RESPONSE: to the end of 4 KiB of places at most.
    ///
    /// @param sequence that it gets
    OutFrame next(long sequence) {
        int inPage = (int) response & ClanFrame.DATA_BYTES_MAXIMUM - 1;
        int bytes = (int) Math.min(left, ClanFrame.DATA_BYTES_MAXIMUM - inPage);
        var frame = OutFrame.ofResponse(response, new OutFrame.Piece(key, address, bytes));
        address += bytes;
        response += bytes;
        left -= bytes;
        if (left == 0) {
            lastSequence = sequence;
        }
        return frame;
    }

    /// All below `sequence` are acknowledged.
    void acknowledged(long sequence) {
        if (sequence > lastSequence) {
            taken = false;
            lastSequence = NEVER;
        }
    }
}
