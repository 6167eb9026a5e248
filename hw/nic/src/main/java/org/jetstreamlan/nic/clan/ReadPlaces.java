package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Flow;

/// The READs of peers that are to be answered: two of each endpoint, used in turn, in block RAM with parity. Whether a place is free is [ClanReceiver]'s to know. Latency 1 clock; a READ a
/// clock on both sides.
final class ReadPlaces extends Module {
    /// Of an endpoint, as a logarithm.
    static final int LOG2_PLACES = 1;

    private final int endpointWidth;

    /// One comes: the endpoint, and on top which of its places.
    final Flow<UInt> write;

    final PeerRead written = input(PeerRead.TYPE);

    /// Numbered as `write` is.
    final UInt asked;

    final PeerRead found = output(PeerRead.TYPE);

    /// `found` is not as it was written.
    final Bool broken = output(bool());

    private final Mem<Bits> rows;

    /// @param endpointWidth bits of an endpoint's number
    ReadPlaces(int endpointWidth) {
        this.endpointWidth = endpointWidth;
        super();
        int width = endpointWidth + LOG2_PLACES;
        this.write = input(flow(uint(width)));
        this.asked = input(uint(width));
        this.rows = mem(bits(PeerRead.TYPE.width() + 1), 1 << width, ReadUnderWrite.UNDEFINED);
    }

    @Override
    protected String moduleName() {
        return "ReadPlaces_e" + endpointWidth;
    }

    @Override
    protected void build() {
        when(
                write.valid(),
                () -> rows.write(write.payload(), cat(written.asBits().xorR(), written)));
        var row = rows.read(asked);
        found.assign(PeerRead.TYPE.fromBits(row.trunc(PeerRead.TYPE.width())));
        broken.assign(row.xorR());
    }
}
