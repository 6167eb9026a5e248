package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What the host sets, straight from its registers; `docs/ring.md`, Timers and settings. Times in words.
///
/// @param enable 0: repeat everything, take and send nothing, still strip what this station has sent; a
///     bypassed station takes part again after it
/// @param claim one clock: claim the ring anew
/// @param ttrt bid for the target token rotation time
/// @param dMax bound on the latency of the ring
/// @param tMax patience while the ring comes up
/// @param tvx longest time without anything valid
/// @param largest bid for F, payload words
/// @param allocation SA, synchronous words per token
/// @param overrun asynchronous frames start while THT is above 0
/// @param seed one clock: `nonce` is new
/// @param nonce random bits that nonces start from
/// @param address of this station, unique
public record MacConfig(
        Bool enable,
        Bool claim,
        UInt ttrt,
        UInt dMax,
        UInt tMax,
        UInt tvx,
        UInt largest,
        UInt allocation,
        Bool overrun,
        Bool seed,
        Bits nonce,
        Bits address)
        implements Bundle<MacConfig> {
    /// Width of a time.
    public static final int TIME = 24;

    /// Width of a number of payload words.
    public static final int FRAME = 14;

    public static final Type<MacConfig> TYPE =
            Type.bundle(
                    fields ->
                            new MacConfig(
                                    fields.field("enable", Type.bool()),
                                    fields.field("claim", Type.bool()),
                                    fields.field("ttrt", Type.uint(TIME)),
                                    fields.field("dMax", Type.uint(17)),
                                    fields.field("tMax", Type.uint(TIME)),
                                    fields.field("tvx", Type.uint(TIME)),
                                    fields.field("largest", Type.uint(FRAME)),
                                    fields.field("allocation", Type.uint(TIME)),
                                    fields.field("overrun", Type.bool()),
                                    fields.field("seed", Type.bool()),
                                    fields.field("nonce", Type.bits(32)),
                                    fields.field("address", Type.bits(48))));
}
