package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;

/// What becomes of TOKEN and MARK in `second`.
///
/// ```
///                          TOKEN                         MARK of this station   MARK of another
/// disabled                 repeated                      stripped               repeated
/// not confirmed            fill                          stripped               fill
/// sending                  destroyed, counted            stripped               absorbed, counted
/// another epoch            destroyed, counted
/// member                   captured if wanted,           stripped               repeated; by the monitor
///                          else repeated                                        only once
/// ```
/// Decides within the clock; the reports to the tag tracker come a clock later, in the order of what they report.
public final class TokenGate extends Module {
    /// The word in `first`.
    public final Bits first = input(bits(32));

    /// Of the word in `second`.
    public final Enumerated<Place> place = input(enumerated(Place.class));

    public final StationState state = input(StationState.TYPE);

    /// The link output is the transmitter's in this clock.
    public final Bool sending = input(bool());

    /// The transmitter has something that it may send.
    public final Bool wanted = input(bool());

    /// The symbol in `second` goes out.
    public final Bool passes = output(bool());

    /// The token in `second` counts; it is captured if `captured`, too.
    public final Bool accepted = output(bool());

    public final Bool captured = output(bool());

    /// [#accepted], a clock later.
    public final Bool tokenReport = output(bool());

    /// A MARK of this station has come back, a clock later.
    public final Bool markReport = output(bool());

    public final Bool tokenBadEvent = output(bool());
    public final Bool foreignMarkEvent = output(bool());

    private final Bool thisEpoch = reg(bool(), init(0));
    private final Bool thisStation = reg(bool(), init(0));
    private final Bool circulated = reg(bool(), init(0));
    private final Bool tokenSeen = reg(bool(), init(0));
    private final Bool markSeen = reg(bool(), init(0));

    @Override
    protected void build() {
        thisEpoch.next(argument(ControlSymbol.TOKEN_EPOCH_LO, 6).eq(state.epoch()));
        thisStation.next(argument(ControlSymbol.MARK_SOURCE_LO, 6).asUInt().eq(state.station()));
        circulated.next(argument(ControlSymbol.MARK_CIRCULATION, 1).orR());

        var token = place.is(Place.TOKEN);
        var counts = all(token, state.member(), thisEpoch, sending.not());
        var taken = counts.and(wanted);
        accepted.assign(counts);
        captured.assign(taken);
        tokenBadEvent.assign(token.and(sending.or(state.member().and(thisEpoch.not()))));

        var mark = place.is(Place.MARK);
        var mine = all(mark, thisStation, state.valid());
        var foreign = mark.and(mine.not());
        var twice = all(state.member(), state.monitor(), circulated);
        foreignMarkEvent.assign(foreign.and(sending.or(twice)));

        var repeatsAll = state.enabled().not();
        var tokenPasses = all(token, any(repeatsAll, counts), taken.not());
        var markPasses = all(foreign, any(repeatsAll, state.member()), twice.not());
        passes.assign(tokenPasses.or(markPasses));

        tokenSeen.next(counts);
        markSeen.next(mine);
        tokenReport.assign(tokenSeen);
        markReport.assign(markSeen);
    }

    private Bits argument(int lo, int width) {
        int from = ControlSymbol.ARGUMENT_LO + lo;
        return first.slice(from + width - 1, from);
    }
}
