package org.jetstreamlan.hdl.lib;

import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// An APB4 port (AMBA APB, IHI 0024C), seen from the subordinate: `input(Apb.type(...))` makes a subordinate port, `output(...)` a requester's.
/// A field `s_apb` gives `s_apb_psel`, ..., `s_apb_pslverr`.
///
/// ```
/// clock       0    1    2    3    4
/// psel        _____/▔▔▔▔▔▔▔▔▔▔▔▔▔▔\_    setup in 1, access from 2 on
/// penable     __________/▔▔▔▔▔▔▔▔▔\_
/// paddr ...   _____|  stay            |_
/// pready      xxxxxxxxxx\____/▔▔▔▔\x    one wait state; answer in 3
/// ```
///
/// @param psel an access is under way
/// @param penable its second and further clocks
/// @param paddr byte address
/// @param pwrite 1 for a write
/// @param pwdata what is written
/// @param pstrb bit i: byte lane i is written; 0 in reads
/// @param pprot bit 0 privileged, 1 non-secure, 2 instruction
/// @param pready the access ends in this clock
/// @param prdata what is read
/// @param pslverr the subordinate refuses
public record Apb(
        Bool psel,
        Bool penable,
        UInt paddr,
        Bool pwrite,
        Bits pwdata,
        Bits pstrb,
        Bits pprot,
        Bool pready,
        Bits prdata,
        Bool pslverr)
        implements Bundle<Apb> {
    /// @param addressWidth in bits, up to 32
    /// @param dataWidth in bits: 8, 16 or 32
    public static Type<Apb> type(int addressWidth, int dataWidth) {
        if (dataWidth != 8 && dataWidth != 16 && dataWidth != 32) {
            throw Arguments.wrong(
                    "APB data", "of " + dataWidth + " bits", "make them 8, 16 or 32 bits wide");
        }
        if (addressWidth < 1 || addressWidth > 32) {
            throw Arguments.wrong(
                    "an APB address", "of " + addressWidth + " bits", "make it 1 to 32 bits wide");
        }
        return Type.bundle(
                fields ->
                        new Apb(
                                fields.field("psel", Type.bool()),
                                fields.field("penable", Type.bool()),
                                fields.field("paddr", Type.uint(addressWidth)),
                                fields.field("pwrite", Type.bool()),
                                fields.field("pwdata", Type.bits(dataWidth)),
                                fields.field("pstrb", Type.bits(dataWidth / 8)),
                                fields.field("pprot", Type.bits(3)),
                                fields.flipped("pready", Type.bool()),
                                fields.flipped("prdata", Type.bits(dataWidth)),
                                fields.flipped("pslverr", Type.bool())));
    }
}
