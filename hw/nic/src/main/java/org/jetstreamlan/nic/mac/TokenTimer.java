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
/// behind SA and THT, which is 1 behind TRT between tokens, and 1 behind `needed...`, which have room for that.
public final class TokenTimer extends Module {
    private static final int TIME = MacConfig.TIME;

    /// TTRT of the ring.
    public final UInt ttrt = input(uint(TIME));

    public final UInt tMax = input(uint(TIME));
    public final UInt allocation = input(uint(TIME));
    public final Bool overrun = input(bool());

    /// TRT is to run from T_MAX.
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

    /// Words that the next frames need.
    public final UInt neededSynchronous = input(uint(16));

    public final UInt neededAsynchronous = input(uint(16));

    public final Bool fitsSynchronous = output(bool());
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

    private final UInt rotation = reg(uint(TIME), init(0));
    private final UInt holdingTime = reg(uint(TIME), init(0));
    private final UInt allowance = reg(uint(TIME), init(0));
    private final Bool late = reg(bool(), init(0));
    private final Bool one = reg(bool(), init(0));
    private final Bool two = reg(bool(), init(0));
    private final Bool fittingSynchronous = reg(bool(), init(0));
    private final Bool fittingAsynchronous = reg(bool(), init(0));
    private final Bool granted = reg(bool(), init(0));
    private final Bool elapsed = reg(bool(), init(0));

    @Override
    protected void build() {
        rotate();
        hold();
        elapsed.next(rotation.le(tMax.shr(1).zext(TIME)));
        longSince.assign(elapsed);
        settled.assign(two);
        begun.assign(one);
        lateEvent.assign(all(accepted, two, late));
    }

    private void rotate() {
        var over = rotation.eq(0);
        var twice = any(two.not(), late);
        expired.assign(over.and(mux(member, accepted.not().and(twice), high())));
        rotation.next(rotation.sub(1));
        when(
                        restart,
                        () -> {
                            rotation.next(tMax);
                            late.next(false);
                        })
                .elseWhen(member.not(), () -> when(over, () -> rotation.next(0)))
                .elseWhen(accepted.and(two.not()), () -> rotation.next(mux(one, ttrt, tMax)))
                .elseWhen(accepted.and(late.not()), () -> rotation.next(ttrt))
                .elseWhen(
                        accepted,
                        () -> {
                            late.next(false);
                            when(over, () -> rotation.next(ttrt));
                        })
                .elseWhen(
                        over,
                        () -> {
                            late.next(true);
                            rotation.next(ttrt);
                        });
        when(member.not(), () -> one.next(issued)).elseWhen(accepted, () -> one.next(true));
        when(member.not(), () -> two.next(false)).elseWhen(accepted, () -> two.next(one));
    }

    /// Between tokens SA is full, and THT follows TRT.
    private void hold() {
        when(holding.not(), () -> allowance.next(allocation))
                .elseWhen(serving, () -> run(allowance));
        when(holding.not(), () -> holdingTime.next(rotation))
                .elseWhen(serving.not(), () -> run(holdingTime));
        when(accepted, () -> granted.next(all(two, late.not(), barred.not())));

        fittingSynchronous.next(neededSynchronous.zext(TIME).le(allowance).and(one));
        var enough = neededAsynchronous.zext(TIME).le(holdingTime);
        var some = overrun.and(holdingTime.ne(0));
        var may = mux(holding, granted, all(two, late.not()));
        fittingAsynchronous.next(enough.or(some).and(may));
        fitsSynchronous.assign(fittingSynchronous);
        fitsAsynchronous.assign(fittingAsynchronous);
    }

    private void run(UInt budget) {
        when(budget.ne(0), () -> budget.next(budget.sub(1)));
    }
}
