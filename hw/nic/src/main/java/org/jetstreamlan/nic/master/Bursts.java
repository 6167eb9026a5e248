package org.jetstreamlan.nic.master;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Axi4;

/// What all bursts of the manager have in common.
final class Bursts {
    private static final int PAGE_BITS = Integer.numberOfTrailingZeros(Axi4.BOUNDARY_BYTES);

    private Bursts() {}

    /// log2 of the bytes of a beat.
    static int log2BeatBytes(int dataWidth) {
        return Integer.numberOfTrailingZeros(dataWidth / 8);
    }

    /// Whole beats at rising addresses, identifier 0.
    static void describe(Axi4.Address channel, UInt address, UInt len, int dataWidth) {
        channel.id().assign(0);
        channel.addr().assign(address);
        channel.len().assign(len);
        channel.size().assign(log2BeatBytes(dataWidth));
        channel.burst().assign(Axi4.INCR);
    }

    /// Whether the last beat lies in the page of the first.
    static Bool staysInPage(UInt address, UInt len, int dataWidth) {
        var beat = address.slice(PAGE_BITS - 1, log2BeatBytes(dataWidth)).asUInt();
        var last = beat.addFull(len.zext(beat.width()));
        return last.bit(beat.width()).not();
    }
}
