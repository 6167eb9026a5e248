package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// What becomes of TOKEN and MARK in `second`.
///
/// ```
///                          TOKEN                         MARK of this station   MARK of another
/// off                      repeated                      stripped               repeated
/// no member                fill                          stripped               fill
/// sending                  destroyed, counted            stripped               absorbed, counted
/// another epoch            destroyed, counted
/// member                   captured if wanted,           stripped               repeated; by the monitor
///                          else repeated                                        only once
/// ```
/// Decides within the clock; the reports to the tag tracker come a clock later, in the order of what they report. What the yield bit
/// becomes is decided while the TOKEN is in `first`, by what `fits` was a clock before.
public final class TokenGate extends Module {
    /// Tokens that may come with the same T.
    private static final int PATIENCE = 4;

    /// Tokens for which a station keeps Y that still finds no time: at the next one it gives Y up.
    private static final int KEPT = 3;

    /// Tokens in a row that the monitor lets go with Y set.
    private static final int AGE = 255;

    /// The word in `first`, and its place.
    public final Bits first = input(bits(32));

    public final Enumerated<Place> arriving = input(enumerated(Place.class));

    /// Of the word in `second`.
    public final Enumerated<Place> place = input(enumerated(Place.class));

    public final StationState state = input(StationState.TYPE);

    /// The link output is the transmitter's in this clock.
    public final Bool sending = input(bool());

    /// A frame may be sent, a synchronous one or else an asynchronous one that Y does not bar.
    public final Bool wantedSynchronous = input(bool());

    public final Bool wantedAsynchronous = input(bool());

    /// An asynchronous frame waits.
    public final Bool waits = input(bool());

    /// Two tokens have been here; one has.
    public final Bool settled = input(bool());

    public final Bool begun = input(bool());

    /// The symbol in `second` goes out.
    public final Bool passes = output(bool());

    /// The token in `second` counts; it is captured if `captured`, too.
    public final Bool accepted = output(bool());

    public final Bool captured = output(bool());

    /// It keeps asynchronous frames from this station.
    public final Bool barred = output(bool());

    /// The TOKEN in `first` goes on with the other yield bit.
    public final Bool flipYield = output(bool());

    /// [#accepted], a clock later.
    public final Bool tokenReport = output(bool());

    /// A MARK of this station has come back, a clock later.
    public final Bool markReport = output(bool());

    public final Bool tokenBadEvent = output(bool());
    public final Bool foreignMarkEvent = output(bool());

    /// A token that is not this ring's only one; the toggle has not changed.
    public final Bool secondTokenEvent = output(bool());

    public final Bool monitorGoneEvent = output(bool());

    private final Bool thisEpoch = reg(bool());
    private final Bool thisStation = reg(bool());
    private final Bool circulated = reg(bool());
    private final Bool toggle = reg(bool());
    private final Bool tokenSeen = reg(bool(), init(0));
    private final Bool markSeen = reg(bool(), init(0));

    // The toggle of the last token, as the monitor sent it; tokens since it changed.
    private final Bool lastToggle = reg(bool());
    private final UInt same = reg(uint(3));

    // Yield: as `docs/ring.md` names them. What the TOKEN in `second` makes of them.
    private final Bool mine = reg(bool());
    private final Bool rested = reg(bool());
    private final UInt age = reg(uint(8));
    private final UInt kept = reg(uint(2));
    private final Bool mineNext = reg(bool());
    private final Bool restedNext = reg(bool());
    private final Bool aged = reg(bool());
    private final Bool keptOff = reg(bool());

    @Override
    protected void build() {
        thisEpoch.next(argument(ControlSymbol.TOKEN_EPOCH_LO, 6).eq(state.epoch()));
        thisStation.next(argument(ControlSymbol.MARK_SOURCE_LO, 6).asUInt().eq(state.station()));
        circulated.next(argument(ControlSymbol.MARK_CIRCULATION, 1).orR());
        toggle.next(argument(ControlSymbol.TOKEN_TOGGLE, 1).orR());

        var token = place.is(Place.TOKEN);
        var counts = all(token, state.member(), thisEpoch, sending.not());
        var wanted = wantedSynchronous.or(wantedAsynchronous.and(keptOff.not()));
        var taken = counts.and(wanted);
        var bad = token.and(sending.or(state.member().and(thisEpoch.not())));
        accepted.assign(counts);
        captured.assign(taken);
        barred.assign(keptOff);
        tokenBadEvent.assign(bad);

        var mark = place.is(Place.MARK);
        var own = all(mark, thisStation, state.valid());
        var foreign = mark.and(own.not());
        var twice = all(state.member(), state.monitor(), circulated);
        foreignMarkEvent.assign(foreign.and(sending.or(twice)));

        var repeatsAll = state.enabled().not();
        var tokenPasses = all(token, any(repeatsAll, counts), taken.not());
        var markPasses = all(foreign, any(repeatsAll, state.member()), twice.not());
        passes.assign(tokenPasses.or(markPasses));

        tokenSeen.next(counts);
        markSeen.next(own);
        tokenReport.assign(tokenSeen);
        markReport.assign(markSeen);
        watch(counts, bad);
        makeWay(counts);
    }

    /// T changes with each rotation, by the monitor, to which it comes back as it was sent.
    private void watch(Bool counts, Bool bad) {
        var unchanged = toggle.eq(lastToggle);
        var monitor = state.monitor();
        when(counts, () -> lastToggle.next(toggle.xor(monitor)));
        when(state.member().not(), () -> same.next(0))
                .elseWhen(
                        counts, () -> same.next(mux(unchanged.and(begun), same.add(1), num(0, 3))));
        var wrong = all(counts, monitor, unchanged.not());
        secondTokenEvent.assign(state.member().and(bad).or(wrong));
        monitorGoneEvent.assign(same.eq(PATIENCE).and(monitor.not()));
        when(state.member().not(), () -> lastToggle.next(false));
    }

    private void makeWay(Bool counts) {
        var came = argument(ControlSymbol.TOKEN_YIELD, 1).orR();
        var old = state.monitor().and(age.eq(AGE));
        var set = came.and(old.not());
        var fits = wantedAsynchronous;
        var takes = all(mine.not(), set.not(), settled, waits, fits.not(), rested.not());
        var gives = mine.and(any(fits, waits.not(), kept.eq(KEPT)));
        var keeps = mine.and(gives.not());
        var goesSet = any(takes, keeps, mine.not().and(set));

        flipYield.assign(all(state.member(), settled, came.xor(goesSet)));
        mineNext.next(takes.or(keeps));
        restedNext.next(gives.or(rested.and(set)));
        aged.next(goesSet);
        keptOff.next(keeps.or(mine.not().and(set)));

        when(
                        state.member().not(),
                        () -> {
                            mine.next(false);
                            rested.next(false);
                            age.next(0);
                            kept.next(0);
                        })
                .elseWhen(
                        counts.and(settled),
                        () -> {
                            mine.next(mineNext);
                            rested.next(restedNext);
                            age.next(mux(aged, age.add(1), num(0, 8)));
                            kept.next(mux(mine.and(mineNext), kept.add(1), num(0, 2)));
                        });
    }

    private Bits argument(int lo, int width) {
        int from = ControlSymbol.ARGUMENT_LO + lo;
        return first.slice(from + width - 1, from);
    }
}
