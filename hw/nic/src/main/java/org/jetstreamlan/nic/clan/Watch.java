package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.TripwireEntry;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A run of cells that are written, or leave: what tripwires look at.
///
/// @param some there are such cells that a tripwire can name
/// @param outbound they leave
/// @param aperture through a page of the aperture, `place`; else `place` is the entry of their region
/// @param first counted from that of the region's, or page's, first byte
/// @param last the same; may lie beyond what a tripwire can name
public record Watch(Bool some, Bool outbound, Bool aperture, UInt place, UInt first, UInt last)
        implements Bundle<Watch> {
    /// Bits of a cell that a tripwire can name: 128 MiB.
    public static final int CELL_WIDTH = TripwireEntry.FIRST.width();

    /// Bits of `place`.
    public static final int PLACE_WIDTH = TripwireEntry.PLACE.width();

    /// Bits of what says where cells are: outbound, aperture, place.
    static final int WHERE_WIDTH = PLACE_WIDTH + 2;

    public static final Type<Watch> TYPE =
            Type.bundle(
                    fields ->
                            new Watch(
                                    fields.field("some", Type.bool()),
                                    fields.field("outbound", Type.bool()),
                                    fields.field("aperture", Type.bool()),
                                    fields.field("place", Type.uint(PLACE_WIDTH)),
                                    fields.field("first", Type.uint(CELL_WIDTH)),
                                    fields.field("last", Type.uint(CELL_WIDTH + 1))));

    /// Where they are.
    Bits where() {
        return Bits.cat(outbound, aperture, place);
    }

    /// A frame that has been written.
    static Watch of(TakenFrame frame) {
        var cells = ReceiveBuffer.cellsOf(frame.bus(), frame.bytes());
        return new Watch(
                frame.near().and(cells.ne(0)),
                Bool.low(),
                Bool.low(),
                frame.region(),
                frame.cell(),
                last(frame.cell(), cells));
    }

    /// A frame of stores.
    ///
    /// @param page of the aperture
    /// @param offset in it
    /// @param cells of the frame, at least 1
    static Watch of(UInt page, UInt offset, UInt cells) {
        var first = offset.slice(offset.width() - 1, 3).asUInt().zext(CELL_WIDTH);
        return new Watch(
                Bool.high(),
                Bool.high(),
                Bool.high(),
                page.zext(PLACE_WIDTH),
                first,
                last(first, cells));
    }

    private static UInt last(UInt first, UInt cells) {
        int width = CELL_WIDTH + 1;
        return first.zext(width).add(cells.zext(width)).sub(1);
    }
}
