package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// The timers of the timed token (FDDI's, X3.139) in words, one a clock; `docs/ring.md`, The timed token.
///
/// ```
/// no member   TRT counts down from T_MAX and stays at 0
/// member      TRT counts down; at 0 it reloads TTRT and Late_Ct goes up, above 0 it expires
/// token       1st since it is a member         TRT := T_MAX, nothing may be sent
///             2nd                              TRT := TTRT, synchronous frames only
///             then, Late_Ct = 0                THT := TRT, TRT := TTRT
///                   Late_Ct > 0                Late_Ct := 0, TRT goes on, synchronous frames only
/// SA          full at each token, counts down during synchronous frames; THT during asynchronous ones
/// ```
/// A frame may start only if it fits what remains, an asynchronous one, with OVERRUN, while anything remains. `fits...` are 1 clock
/// behind SA and THT, which is 1 behind TRT between tokens, and 1 behind `beyond...`, which have room for that. A token counts a clock after it
/// is accepted, and TRT restarts a clock after `restart`, so that what decides on them is not in the timers' paths.
public final class TokenTimer extends Module {
    private static final int TIME = MacConfig.TIME;

    /// TTRT of the ring.
    public final UInt ttrt = input(uint(TIME));

    public final UInt tMax = input(uint(TIME));
    public final UInt allocation = input(uint(TIME));
    public final Bool overrun = input(bool());

    /// TRT is to run from T_MAX, from the next clock on.
    public final Bool restart = input(bool());

    /// A member of the ring.
    public final Bool member = input(bool());

    /// The first token goes out.
    public final Bool issued = input(bool());

    /// A token that counts is here, of which another station keeps asynchronous frames from this one.
    public final Bool accepted = input(bool());

    public final Bool barred = input(bool());

    /// The token is held, for a synchronous frame or an asynchronous one.
    public final Bool holding = input(bool());

    public final Bool serving = input(bool());

    /// Words that must be less than what remains for the next frames to fit.
    public final UInt beyondSynchronous = input(uint(16));

    public final UInt beyondAsynchronous = input(uint(16));

    public final Bool fitsSynchronous = output(bool());

    /// The synchronous frame fits what remains of SA: between tokens, it may be sent some day.
    public final Bool withinAllowance = output(bool());

    public final Bool fitsAsynchronous = output(bool());

    /// TRT is 0 as no member, or has expired.
    public final Bool expired = output(bool());

    /// Half of T_MAX has passed.
    public final Bool longSince = output(bool());

    /// Two tokens have been here.
    public final Bool settled = output(bool());

    /// One has.
    public final Bool begun = output(bool());

    /// The token that is here is late.
    public final Bool lateEvent = output(bool());

    // TRT, THT and SA; TRT is 0.
    private final UInt rotation = reg(uint(TIME));
    private final UInt holdingTime = reg(uint(TIME));
    private final UInt allowance = reg(uint(TIME));
    private final Bool over = reg(bool());
    private final Bool late = reg(bool());
    private final Bool one = reg(bool());
    private final Bool two = reg(bool());
    private final Bool fittingSynchronous = reg(bool());
    private final Bool fittingAsynchronous = reg(bool());
    private final Bool granted = reg(bool());
    private final Bool recent = reg(bool());

    // `restart`, `accepted`, `barred` and `holding`, a clock later.
    private final Bool anew = reg(bool());
    private final Bool token = reg(bool(), init(0));
    private final Bool bars = reg(bool());
    private final Bool held = reg(bool());

    @Override
    protected void build() {
        anew.next(restart);
        token.next(accepted);
        bars.next(barred);
        held.next(holding);
        rotate();
        hold();
        var half = tMax.shr(1).zext(TIME);
        recent.next(any(restart, anew, half.lt(rotation)));
        longSince.assign(recent.not());
        settled.assign(two);
        begun.assign(one);
        lateEvent.assign(all(token, two, late));
    }

    private void rotate() {
        var twice = any(two.not(), late);
        expired.assign(all(over, anew.not(), mux(member, token.not().and(twice), high())));

        var goesOn = all(two, late, over.not());
        var loads = any(anew, member.and(any(over, token.and(goesOn.not()))));
        var patience = any(anew, token.and(one.not()));
        when(
                any(anew, member, over.not()),
                () -> rotation.next(mux(loads, mux(patience, tMax, ttrt), rotation.sub(1))));
        over.next(all(loads.not(), below(rotation, 2)));
        when(anew, () -> late.next(false))
                .elseWhen(all(member, token, two), () -> late.next(false))
                .elseWhen(all(member, over, token.not()), () -> late.next(true));
        when(member.not(), () -> one.next(issued)).elseWhen(token, () -> one.next(true));
        when(member.not(), () -> two.next(false)).elseWhen(token, () -> two.next(one));
    }

    /// Between tokens SA is full, and THT follows TRT.
    private void hold() {
        var lasting = below(allowance, 1).not();
        var remaining = below(holdingTime, 1).not();
        when(
                any(held.not(), all(serving, lasting)),
                () -> allowance.next(mux(held, allowance.sub(1), allocation)));
        when(
                any(held.not(), all(serving.not(), remaining)),
                () -> holdingTime.next(mux(held, holdingTime.sub(1), rotation)));
        when(token, () -> granted.next(all(two, late.not(), bars.not())));

        fittingSynchronous.next(beyondSynchronous.zext(TIME).lt(allowance));
        var enough = beyondAsynchronous.zext(TIME).lt(holdingTime);
        var may = mux(held, granted, all(two, late.not()));
        fittingAsynchronous.next(enough.or(overrun.and(remaining)).and(may));
        withinAllowance.assign(fittingSynchronous);
        fitsSynchronous.assign(fittingSynchronous.and(one));
        fitsAsynchronous.assign(fittingAsynchronous);
    }

    /// The borrow, which comes with the difference.
    private static Bool below(UInt time, int words) {
        return time.zext(TIME + 1).sub(words).bit(TIME);
    }
}
