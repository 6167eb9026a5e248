package org.jetstreamlan.hdl.lib;

import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// An AXI4 port (AMBA AXI and ACE, IHI 0022), seen from the subordinate: `input(Axi4.type(...))` makes a subordinate port, `output(...)` a manager
/// port. The five channels are streams, the signals have the standard's names: a field `s_axi` gives `s_axi_awaddr`, ..., `s_axi_rready`.
///
/// Left out, as the standard lets a subordinate do (A9.3): LOCK, CACHE, PROT, QOS, REGION and the USER signals.
///
/// @param aw write address
/// @param w write data
/// @param b write response, towards the manager
/// @param ar read address
/// @param r read data, towards the manager
public record Axi4(
        Stream<Address> aw,
        Stream<WriteData> w,
        Stream<WriteResponse> b,
        Stream<Address> ar,
        Stream<ReadData> r)
        implements Bundle<Axi4> {

    /// The first beat's address and the shape of the burst.
    ///
    /// @param id transaction identifier
    /// @param addr byte address of the first beat
    /// @param len beats - 1
    /// @param size log2 of the bytes of a beat
    /// @param burst one of [Axi4#FIXED], [Axi4#INCR], [Axi4#WRAP]
    public record Address(UInt id, UInt addr, UInt len, UInt size, Bits burst)
            implements Bundle<Address> {}

    /// A beat to write; bit i of `strb` writes byte lane i.
    public record WriteData(Bits data, Bits strb, Bool last) implements Bundle<WriteData> {}

    /// The end of a write burst.
    public record WriteResponse(UInt id, Bits resp) implements Bundle<WriteResponse> {}

    /// A beat that was read.
    public record ReadData(UInt id, Bits data, Bits resp, Bool last) implements Bundle<ReadData> {}

    /// Every beat at the same address.
    public static final int FIXED = 0;

    /// Rising addresses.
    public static final int INCR = 1;

    /// Rising, and around at a boundary.
    public static final int WRAP = 2;

    /// The access is done.
    public static final int OKAY = 0;

    /// The subordinate refuses.
    public static final int SLVERR = 2;

    /// Nobody has this address; interconnects say it.
    public static final int DECERR = 3;

    /// No burst crosses an address that is a multiple of this (A3.4.1).
    public static final int BOUNDARY_BYTES = 4_096;

    /// Beats of the longest burst.
    public static final int BEATS_MAXIMUM = 256;

    /// @param addressWidth in bits
    /// @param dataWidth in bits: 8, 16, ..., 1,024
    /// @param idWidth in bits, at least 1
    public static Type<Axi4> type(int addressWidth, int dataWidth, int idWidth) {
        requireDataWidth(dataWidth);
        return Type.bundle(
                fields ->
                        new Axi4(
                                address(fields, "aw", addressWidth, idWidth),
                                new Stream<>(
                                        fields.field("wvalid", Type.bool()),
                                        new WriteData(
                                                fields.field("wdata", Type.bits(dataWidth)),
                                                fields.field("wstrb", Type.bits(dataWidth / 8)),
                                                fields.field("wlast", Type.bool())),
                                        fields.flipped("wready", Type.bool())),
                                new Stream<>(
                                        fields.flipped("bvalid", Type.bool()),
                                        new WriteResponse(
                                                fields.flipped("bid", Type.uint(idWidth)),
                                                fields.flipped("bresp", Type.bits(2))),
                                        fields.field("bready", Type.bool())),
                                address(fields, "ar", addressWidth, idWidth),
                                new Stream<>(
                                        fields.flipped("rvalid", Type.bool()),
                                        new ReadData(
                                                fields.flipped("rid", Type.uint(idWidth)),
                                                fields.flipped("rdata", Type.bits(dataWidth)),
                                                fields.flipped("rresp", Type.bits(2)),
                                                fields.flipped("rlast", Type.bool())),
                                        fields.field("rready", Type.bool()))));
    }

    private static Stream<Address> address(
            Type.Fields fields, String channel, int addressWidth, int idWidth) {
        return new Stream<>(
                fields.field(channel + "valid", Type.bool()),
                new Address(
                        fields.field(channel + "id", Type.uint(idWidth)),
                        fields.field(channel + "addr", Type.uint(addressWidth)),
                        fields.field(channel + "len", Type.uint(8)),
                        fields.field(channel + "size", Type.uint(3)),
                        fields.field(channel + "burst", Type.bits(2))),
                fields.flipped(channel + "ready", Type.bool()));
    }

    /// What an address channel carries, for buffers behind it.
    public static Type<Address> addressType(int addressWidth, int idWidth) {
        return Type.bundle(
                fields ->
                        new Address(
                                fields.field("id", Type.uint(idWidth)),
                                fields.field("addr", Type.uint(addressWidth)),
                                fields.field("len", Type.uint(8)),
                                fields.field("size", Type.uint(3)),
                                fields.field("burst", Type.bits(2))));
    }

    /// What the write data channel carries.
    public static Type<WriteData> writeDataType(int dataWidth) {
        requireDataWidth(dataWidth);
        return Type.bundle(
                fields ->
                        new WriteData(
                                fields.field("data", Type.bits(dataWidth)),
                                fields.field("strb", Type.bits(dataWidth / 8)),
                                fields.field("last", Type.bool())));
    }

    /// What the write response channel carries.
    public static Type<WriteResponse> writeResponseType(int idWidth) {
        return Type.bundle(
                fields ->
                        new WriteResponse(
                                fields.field("id", Type.uint(idWidth)),
                                fields.field("resp", Type.bits(2))));
    }

    /// What the read data channel carries.
    public static Type<ReadData> readDataType(int dataWidth, int idWidth) {
        requireDataWidth(dataWidth);
        return Type.bundle(
                fields ->
                        new ReadData(
                                fields.field("id", Type.uint(idWidth)),
                                fields.field("data", Type.bits(dataWidth)),
                                fields.field("resp", Type.bits(2)),
                                fields.field("last", Type.bool())));
    }

    private static void requireDataWidth(int dataWidth) {
        if (dataWidth < 8 || dataWidth > 1_024 || Integer.bitCount(dataWidth) != 1) {
            throw Arguments.wrong(
                    "AXI data",
                    "of " + dataWidth + " bits",
                    "make them a power of two from 8 to 1,024 bits wide");
        }
    }
}
