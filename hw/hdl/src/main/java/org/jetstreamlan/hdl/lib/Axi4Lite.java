package org.jetstreamlan.hdl.lib;

import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// An AXI4-Lite port (IHI 0022, chapter B1), seen from the subordinate: `input(Axi4Lite.type(...))` makes a subordinate port, `output(...)` a manager
/// port. The five channels are streams, the signals have the standard's names: a field `s_axil` gives `s_axil_awaddr`, ..., `s_axil_rready`.
/// Left out, as the standard lets a subordinate do: PROT.
///
/// @param aw write address
/// @param w write data
/// @param b write response, towards the manager
/// @param ar read address
/// @param r read data, towards the manager
public record Axi4Lite(
        Stream<UInt> aw, Stream<WriteData> w, Stream<Bits> b, Stream<UInt> ar, Stream<ReadData> r)
        implements Bundle<Axi4Lite> {

    /// A word to write; bit i of `strb` writes byte lane i.
    public record WriteData(Bits data, Bits strb) implements Bundle<WriteData> {}

    /// A word that was read.
    public record ReadData(Bits data, Bits resp) implements Bundle<ReadData> {}

    /// @param addressWidth in bits
    /// @param dataWidth in bits, 32 or 64
    public static Type<Axi4Lite> type(int addressWidth, int dataWidth) {
        if (dataWidth != 32 && dataWidth != 64) {
            throw Arguments.wrong(
                    "AXI4-Lite data", "of " + dataWidth + " bits", "make them 32 or 64 bits wide");
        }
        return Type.bundle(
                fields ->
                        new Axi4Lite(
                                address(fields, "aw", addressWidth),
                                new Stream<>(
                                        fields.field("wvalid", Type.bool()),
                                        new WriteData(
                                                fields.field("wdata", Type.bits(dataWidth)),
                                                fields.field("wstrb", Type.bits(dataWidth / 8))),
                                        fields.flipped("wready", Type.bool())),
                                new Stream<>(
                                        fields.flipped("bvalid", Type.bool()),
                                        fields.flipped("bresp", Type.bits(2)),
                                        fields.field("bready", Type.bool())),
                                address(fields, "ar", addressWidth),
                                new Stream<>(
                                        fields.flipped("rvalid", Type.bool()),
                                        new ReadData(
                                                fields.flipped("rdata", Type.bits(dataWidth)),
                                                fields.flipped("rresp", Type.bits(2))),
                                        fields.field("rready", Type.bool()))));
    }

    private static Stream<UInt> address(Type.Fields fields, String channel, int addressWidth) {
        return new Stream<>(
                fields.field(channel + "valid", Type.bool()),
                fields.field(channel + "addr", Type.uint(addressWidth)),
                fields.flipped(channel + "ready", Type.bool()));
    }
}
