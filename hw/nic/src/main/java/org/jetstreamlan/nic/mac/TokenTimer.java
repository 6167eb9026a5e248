package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// The timers of the timed token (FDDI's, X3.139): TRT, Late_Ct and THT, in words, one a clock.
///
/// ```
/// TRT      counts down from TTRT; at 0 it reloads and Late_Ct goes up
/// token, Late_Ct = 0    THT := TRT, TRT := TTRT
/// token, Late_Ct > 0    Late_Ct := 0, TRT goes on, no asynchronous frames
/// THT      counts down while the token is held
/// ```
/// A frame may start only if it fits what remains: `fits` compares THT while the token is held, else what THT would
/// become. It is 1 clock behind the timers and 1 behind `needed`; `needed` has room for that.
///
/// The synchronous class, yield and recovery come later: an allocation is a second THT here,
/// `missing` is where recovery starts.
public final class TokenTimer extends Module {
    public final UInt ttrt = input(uint(32));

    /// 0 holds TRT at TTRT; TTRT is valid from the first clock of 1.
    public final Bool running = input(bool());

    /// A token that counts is here.
    public final Bool accepted = input(bool());

    /// The token is held for an asynchronous frame.
    public final Bool holding = input(bool());

    /// Words that the next frame needs.
    public final UInt needed = input(uint(16));

    public final Bool fits = output(bool());

    /// The token that is here is late.
    public final Bool lateEvent = output(bool());

    /// TRT has expired with Late_Ct > 0.
    public final Bool missingEvent = output(bool());

    private final UInt rotation = reg(uint(32), init(0));
    private final UInt holdingTime = reg(uint(32), init(0));
    private final Bool late = reg(bool(), init(0));
    private final Bool fitting = reg(bool(), init(0));
    private final Bool ran = reg(bool(), init(0));

    @Override
    protected void build() {
        var expired = rotation.eq(0);
        rotation.next(mux(expired, ttrt, rotation.sub(1)));
        missingEvent.assign(low());
        lateEvent.assign(accepted.and(late));
        ran.next(running);
        when(
                        running.and(ran).not(),
                        () -> {
                            rotation.next(ttrt);
                            late.next(false);
                        })
                .elseWhen(accepted.and(late.not()), () -> rotation.next(ttrt))
                .elseWhen(accepted, () -> late.next(expired))
                .elseWhen(
                        expired,
                        () -> {
                            late.next(true);
                            missingEvent.assign(late);
                        });

        when(
                        holding,
                        () -> {
                            when(holdingTime.ne(0), () -> holdingTime.next(holdingTime.sub(1)));
                        })
                .elseWhen(accepted, () -> holdingTime.next(mux(late, num(0, 32), rotation)));

        var budget = mux(holding, holdingTime, rotation);
        fitting.next(needed.zext(32).le(budget).and(holding.or(late.not())));
        fits.assign(fitting);
    }
}
