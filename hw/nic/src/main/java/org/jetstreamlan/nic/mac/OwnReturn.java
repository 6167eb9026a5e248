package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Flow;

/// Reads tag and status of this station's own frames as they are stripped. A frame without END
/// counts as returned, with E and N set.
///
/// Latency 1 clock behind `second`; one frame each 3 clocks at most.
public final class OwnReturn extends Module {
    /// The word in `first`: header word 0 when `deciding`.
    public final Bits first = input(bits(32));

    public final Bool deciding = input(bool());

    /// The word in `second`.
    public final Bits second = input(bits(32));

    public final Enumerated<Place> place = input(enumerated(Place.class));
    public final Bool cut = input(bool());

    /// The frame in `second` is this station's.
    public final Bool own = input(bool());

    public final Flow<ReturnedFrame> returned = output(flow(ReturnedFrame.TYPE));

    private final Flow<ReturnedFrame> report = reg(flow(ReturnedFrame.TYPE), init(0));

    @Override
    protected void build() {
        when(deciding, () -> report.payload().tag().next(tag().asUInt()));
        var whole = place.is(Place.END);
        var status = second.slice(ControlSymbol.ARGUMENT_LO + 7, ControlSymbol.ARGUMENT_LO);
        var none = lit(new FrameStatus(true, false, false, true).bits(), 8);
        report.payload().status().next(mux(whole, status, none));
        report.valid().next(own.and(any(whole, place.is(Place.ABORT), cut)));
        returned.assign(report);
    }

    private Bits tag() {
        return cat(
                first.slice(Header.TAG_HIGH.lo() + 3, Header.TAG_HIGH.lo()),
                first.slice(Header.TAG_LOW.lo() + 1, Header.TAG_LOW.lo()));
    }
}
