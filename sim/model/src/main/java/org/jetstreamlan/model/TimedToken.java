package org.jetstreamlan.model;

import org.jetstreamlan.abi.ControlSymbol;

/// The timed token at one station: TRT, Late_Ct, THT, SA, yield, and what T tells. `docs/ring.md`, The timed token.
///
/// Times are deadlines: TRT is `zeroAt` less the time. What the hardware compares a clock late is compared here with the timers of a
/// clock before.
final class TimedToken {
    /// Tokens in a row with one T, or that the monitor has left with Y set, that are one too many.
    /// Tokens that may come with the same T.
    private static final int PATIENCE = 4;

    /// Tokens for which a station keeps Y that still finds no time.
    private static final int KEPT = 3;

    /// Tokens in a row that the monitor lets go with Y set.
    private static final int AGE = 255;

    private final Station station;

    private long zeroAt;
    private long lastExpiry = -1;
    private boolean late;
    private boolean one;
    private boolean two;
    private long settledFrom;

    // Of the token that is here: when the timers counted it, what it found, and a word before that.
    private long countedAt = -1;
    private long foundRotation;
    private long rotationBefore;
    private boolean granted;
    private boolean foundAsynchronous;
    private boolean asynchronousBefore;
    private boolean foundOne;
    private boolean foundLate;
    private long foundZeroAt;

    /// TRT was 0 as the token came, so that it expires before the token is counted.
    private boolean deferred;

    private boolean deferredBarred;

    /// The token goes on: THT follows TRT 3 words later.
    private long releasedAt = -4;

    // What remains of THT and SA at `budgetAt`, and which of them runs; what remained a word
    // before.
    private long tht;
    private long sa;
    private long budgetAt;
    private boolean serving;
    private long thtBefore;
    private long saBefore;

    private boolean lastToggle;
    private int same;
    private boolean mine;
    private boolean rested;
    private int kept;

    // What the token that is here makes of them; whether it keeps asynchronous frames from this
    // station.
    private boolean mineNext;
    private boolean restedNext;
    private boolean goesSet;
    private boolean barred;

    private int age;

    TimedToken(Station station) {
        this.station = station;
    }

    /// TRT := T_MAX two words behind `time`.
    void restart(long time) {
        zeroAt = time + 2 + station.settings().tMax();
        lastExpiry = -1;
        late = false;
    }

    void becomeMember(boolean issued) {
        one = issued;
        two = false;
        deferred = false;
        same = 0;
        lastToggle = false;
        mine = false;
        rested = false;
        kept = 0;
        age = 0;
    }

    /// The word in which TRT is 0.
    long zeroAt() {
        return zeroAt;
    }

    boolean longSince(long time) {
        return zeroAt - (time - 1) <= station.settings().tMax() >> 1;
    }

    /// TRT of a member is 0, and no token came in this word: returns whether the station claims.
    boolean expire(long time) {
        boolean claims = !two || late;
        lastExpiry = time;
        zeroAt = time + 1 + station.ring.ttrt;
        late = true;
        return claims;
    }

    private long rotation(long time) {
        if (time <= lastExpiry) {
            return lastExpiry - time;
        }
        return (time <= countedAt ? foundZeroAt : zeroAt) - time;
    }

    private boolean late(long time) {
        return time > lastExpiry && (time <= countedAt ? foundLate : late);
    }

    /// Both classes may be sent in this word, the token permitting.
    boolean settled(long time) {
        return two && time >= settledFrom;
    }

    // ---- fits, for a station without the token and with it

    boolean synchronousFits(long time, int needed) {
        return needed <= station.settings().allocation() && one;
    }

    boolean asynchronousFits(long time, int needed) {
        long left = time > releasedAt + 3 ? rotation(time - 2) : thtAt(time - 1);
        return settled(time - 1) && !late(time - 1) && fits(needed, left);
    }

    private boolean fits(int needed, long left) {
        return needed <= left || station.settings().overrun() && left > 0;
    }

    boolean synchronousFitsHeld(long time, int needed) {
        if (time - 1 <= countedAt) {
            return needed <= station.settings().allocation() && foundOne;
        }
        return needed <= saAt(time - 1);
    }

    boolean asynchronousFitsHeld(long time, int needed) {
        if (time - 1 < countedAt) {
            return asynchronousBefore && fits(needed, rotationBefore);
        }
        if (time - 1 == countedAt) {
            return foundAsynchronous && fits(needed, foundRotation);
        }
        return granted && fits(needed, thtAt(time - 1));
    }

    private long saAt(long time) {
        if (time < budgetAt) {
            return saBefore;
        }
        return serving ? Math.max(0, sa - (time - budgetAt)) : sa;
    }

    private long thtAt(long time) {
        if (time < budgetAt) {
            return thtBefore;
        }
        return serving ? tht : Math.max(0, tht - (time - budgetAt));
    }

    /// From the word behind `time` on SA runs, else THT.
    void serve(long time, boolean synchronous) {
        saBefore = saAt(time);
        thtBefore = thtAt(time);
        long from = Math.max(time + 1, budgetAt);
        sa = saAt(from);
        tht = thtAt(from);
        budgetAt = from;
        serving = synchronous;
    }

    // ---- a token

    void release(long time) {
        releasedAt = time;
    }

    /// A token is accepted: returns its argument as it goes on, with bit 9 set if this station captures it.
    int accept(long time, int argument) {
        boolean monitor = station.ring.leader;
        boolean toggle = (argument >> ControlSymbol.TOKEN_TOGGLE & 1) != 0;
        boolean unchanged = toggle == lastToggle;
        lastToggle = toggle ^ monitor;
        same = unchanged && one ? same + 1 : 0;
        if (monitor && !unchanged) {
            station.ring.secondToken();
        }
        if (same == PATIENCE && !monitor) {
            station.ring.monitorGoneAt(time + 1);
        }

        int goes = changed(time, argument);
        if (two) {
            kept = mine && mineNext ? kept + 1 : 0;
            mine = mineNext;
            rested = restedNext;
            age = goesSet ? age + 1 : 0;
        }

        var sender = station.sender;
        boolean synchronousWanted = sender.wantsSynchronous(time);
        boolean asynchronousWanted = sender.wantsAsynchronous(time);
        boolean captured = synchronousWanted || asynchronousWanted && !barred;
        station.listener().token(station.index, time, two && (late || zeroAt == time), captured);
        if (zeroAt == time) {
            deferred = true;
            deferredBarred = barred;
            asynchronousBefore = two && !late(time);
            rotationBefore = rotation(time - 1);
            station.wake(time + 1);
        } else {
            asynchronousBefore = two && !late(time);
            rotationBefore = rotation(time - 1);
            take(time + 1, barred);
        }
        return captured ? goes | 1 << ControlSymbol.ARGUMENT_WIDTH : goes;
    }

    /// The argument with which a token goes on, by what the station was a word before.
    int changed(long time, int argument) {
        if (!station.ring.memberIn(time - 1)) {
            return argument;
        }
        boolean monitor = station.ring.monitorIn(time - 1);
        boolean toggle = (argument >> ControlSymbol.TOKEN_TOGGLE & 1) != 0;
        boolean came = (argument >> ControlSymbol.TOKEN_YIELD & 1) != 0;
        boolean set = came && !(monitor && age == AGE);
        barred = set;
        goesSet = came;
        if (two) {
            makeWay(time, set);
        }
        return Kind.argument(argument >> ControlSymbol.TOKEN_EPOCH_LO, toggle ^ monitor, goesSet);
    }

    private void makeWay(long time, boolean set) {
        var sender = station.sender;
        boolean waits = sender.asynchronousWaits(time - 1);
        boolean mayStart = waits && asynchronousFits(time - 1, sender.asynchronousNeeds());
        boolean takes = !mine && !set && waits && !mayStart && !rested;
        boolean gives = mine && (mayStart || !waits || kept == KEPT);
        boolean keeps = mine && !gives;
        mineNext = takes || keeps;
        restedNext = gives || rested && set;
        goesSet = mineNext || !mine && set;
        barred = keeps || !mine && set;
    }

    /// A token that came as TRT was 0 is counted in this word.
    void takeDeferred(long time) {
        if (deferred) {
            deferred = false;
            take(time, deferredBarred);
        }
    }

    /// The timers count the token, a word behind the one in which it was accepted.
    private void take(long time, boolean barred) {
        countedAt = time;
        foundOne = one;
        foundLate = late;
        foundZeroAt = zeroAt;
        foundAsynchronous = two && !late(time);
        foundRotation = rotation(time - 1);
        granted = foundAsynchronous && !barred;
        tht = rotation(time);
        thtBefore = tht;
        sa = station.settings().allocation();
        saBefore = sa;
        budgetAt = time + 1;

        int ttrt = station.ring.ttrt;
        if (!two) {
            zeroAt = time + 1 + (one ? ttrt : station.settings().tMax());
        } else if (!late || zeroAt == time) {
            zeroAt = time + 1 + ttrt;
        }
        late = late && !two;
        settledFrom = two ? settledFrom : time + 1;
        two = one;
        one = true;
    }
}
