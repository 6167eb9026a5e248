package org.jetstreamlan.nic.link;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// Moves a [WordAligner] until what comes is line words, and says when it no longer is. It needs nothing of the far end but that fill comes at times, as it does behind
/// each frame: a ring hop has no way back.
///
/// - Hunting: a faulty word moves the place by one bit, and so does a time of [#NO_FILL_CLOCKS] without fill; [#TO_LOCK] fills
///   without a fault between them lock. Fill is read at no other place than its own ([org.jetstreamlan.abi.LineCode]), so a lock is never a wrong one while
///   the line has no errors.
/// - Locked: each fault counts one up, each [#FORGET_CLOCKS] without one count one down; [#TO_LOSE] lose the lock, and so does the time without fill. The hunt
///   begins at the place that was.
///
/// On a line of fill alone lock comes within [#LOCK_CLOCKS] clocks.
public final class WordLock extends Module {
    static final int TO_LOCK = 4;
    static final int TO_LOSE = 8;
    static final int FORGET_CLOCKS = 16;

    /// More than the longest frame with what may stand around it without fill, on a 16 bit core too.
    static final int NO_FILL_CLOCKS = 1 << 16;

    /// Aligner, decoder, and one for the slip.
    private static final int SETTLE_CLOCKS = WordAligner.SLIP_CLOCKS + 3;

    /// 40 places; a wrong one shows within 2 clocks.
    static final int LOCK_CLOCKS = 40 * (SETTLE_CLOCKS + 3) + 2 * TO_LOCK;

    /// A fill word has come.
    public final Bool fill = input(bool());

    /// An INVALID word has come.
    public final Bool fault = input(bool());

    public final Bool slip = output(bool());
    public final Bool locked = output(bool());

    private final Enumerated<LockState> state =
            reg(enumerated(LockState.class), LockState.SETTLING);
    private final UInt score = reg(uint(3), init(0));
    private final UInt settle = reg(uint(3), init(0));
    private final UInt quiet = reg(uint(4), init(0));
    private final UInt sinceFill = reg(uint(16), init(0));
    private final Bool late = reg(bool(), init(0));

    @Override
    protected void build() {
        slip.assign(low());
        locked.assign(state.is(LockState.LOCKED));
        sinceFill.next(sinceFill.add(1));
        late.next(sinceFill.andR());
        select(state)
                .is(LockState.SETTLING, this::settling)
                .is(LockState.HUNTING, this::hunting)
                .is(LockState.LOCKED, this::locked);
        when(fill.or(state.is(LockState.SETTLING)), () -> sinceFill.next(0));
    }

    private void settling() {
        score.next(0);
        settle.next(settle.add(1));
        when(settle.eq(SETTLE_CLOCKS), () -> state.next(LockState.HUNTING));
    }

    private void hunting() {
        when(
                        fault.or(late),
                        () -> {
                            slip.assign(high());
                            settle.next(0);
                            state.next(LockState.SETTLING);
                        })
                .elseWhen(
                        fill,
                        () -> {
                            score.next(score.add(1));
                            when(
                                    score.eq(TO_LOCK - 1),
                                    () -> {
                                        score.next(0);
                                        state.next(LockState.LOCKED);
                                    });
                        });
    }

    private void locked() {
        quiet.next(quiet.add(1));
        when(
                        fault,
                        () -> {
                            quiet.next(0);
                            score.next(score.add(1));
                        })
                .elseWhen(
                        quiet.eq(FORGET_CLOCKS - 1).and(score.ne(0)),
                        () -> score.next(score.sub(1)));
        when(
                late.or(fault.and(score.eq(TO_LOSE - 1))),
                () -> {
                    score.next(0);
                    state.next(LockState.HUNTING);
                });
    }
}
