package org.jetstreamlan.hdl.lib;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// An AXI4-Stream port (IHI 0051), seen from the receiver: `input(Axi4Stream.type(...))` receives, `output(...)` sends. A field `s_axis` gives
/// `s_axis_tvalid`, `s_axis_tdata`, `s_axis_tkeep`, `s_axis_tlast`, `s_axis_tready`. Byte lane 0, bits 7..0, goes first.
///
/// @param t the only channel
public record Axi4Stream(Stream<Transfer> t) implements Bundle<Axi4Stream> {
    /// One transfer of a packet; bit i of `keep` = 1 where byte lane i belongs to it.
    public record Transfer(Bits data, Bits keep, Bool last) implements Bundle<Transfer> {}

    /// @param dataBytes width in bytes
    public static Type<Axi4Stream> type(int dataBytes) {
        return Type.bundle(
                fields ->
                        new Axi4Stream(
                                new Stream<>(
                                        fields.field("tvalid", Type.bool()),
                                        new Transfer(
                                                fields.field("tdata", Type.bits(8 * dataBytes)),
                                                fields.field("tkeep", Type.bits(dataBytes)),
                                                fields.field("tlast", Type.bool())),
                                        fields.flipped("tready", Type.bool()))));
    }
}
