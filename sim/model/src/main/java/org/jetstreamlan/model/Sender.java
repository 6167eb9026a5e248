package org.jetstreamlan.model;

import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.ManagementFrame;
import org.jetstreamlan.abi.StationVci;
import org.jspecify.annotations.Nullable;

/// What a station sends: with the token, frames, MARK and TOKEN; without it, management frames and the first token.
/// `docs/ring.md`, Sending, stripping.
///
/// ```
/// state     IDLE | GAP  |START |HEADER| ATM  |PAYLD | ...  | END  | GAP  | MARK |TOKEN | IDLE
///                                                                  decisions are in GAP
/// link out              | fill | fill |START | w0   | w1   | p0   | ...  | END  | fill | MARK |TOKEN
/// ```
/// A word leaves 2 words after its state. A frame is one state here, until its END.
final class Sender {
    /// Beyond the payload; see the rule in `docs/ring.md`.
    static final int OVERHEAD_WORDS = 16;

    /// Words sent for each FILL that an elastic buffer may remove.
    private static final int WORDS_PER_FILL = 2_500;

    private static final long NEVER = Long.MAX_VALUE / 2;
    private static final int OUT = 2;
    private static final int INIT = AtmHeader.endOfPdu(StationVci.INIT).word();

    private enum State {
        IDLE,
        GAP,
        START,
        END,
        ABORT,
        MARK,
        TOKEN
    }

    private final Station station;
    final FrameQueue synchronous;
    final FrameQueue asynchronous;

    private State state = State.IDLE;

    /// The word of `state`; NEVER if IDLE.
    private long at = NEVER;

    // The words in which the link out is this station's, and how many there were before.
    private long sendsFrom = NEVER;
    private long sendsTo = -1;
    private long sentWords;
    private long fillsPaid;

    private boolean management;
    private boolean servesSynchronous;
    private boolean anySent;
    private int argument;
    private long startedAt;
    private int words;
    private int leaves;
    private @Nullable Damage damage;

    // What an aborted or purged frame leaves over is taken in these words.
    private long drainsFrom = -1;
    private long drainsTo = -1;

    /// From when on SA is full again and F is the ring's.
    private long restedAt = 3;

    Sender(Station station) {
        this.station = station;
        synchronous = new FrameQueue(station);
        asynchronous = new FrameQueue(station);
    }

    boolean isIdle() {
        return state == State.IDLE;
    }

    boolean sending(long time) {
        return time >= sendsFrom && time <= sendsTo;
    }

    /// The first word of what it sends or has sent last.
    long since() {
        return sendsFrom;
    }

    /// The word of the next step; NEVER without one.
    long next() {
        return at;
    }

    void becomeMember(long time) {
        restedAt = time + 4;
    }

    /// Forgets the frames that wait.
    void withdraw() {
        synchronous.clear();
        asynchronous.clear();
    }

    // ---- what waits

    boolean asynchronousWaits(long time) {
        return mayTake(time)
                && time >= asynchronous.since() + 2
                && asynchronous.words() <= station.ring.largest;
    }

    int asynchronousNeeds() {
        return asynchronous.words() + OVERHEAD_WORDS;
    }

    private boolean synchronousWaits(long time) {
        return mayTake(time) && time >= synchronous.since() + 2;
    }

    private boolean mayTake(long time) {
        return station.ring.memberIn(time) && (time < drainsFrom || time > drainsTo);
    }

    boolean wantsSynchronous(long time) {
        return synchronousWaits(time)
                && station.token.synchronousFits(time, synchronous.words() + OVERHEAD_WORDS);
    }

    boolean wantsAsynchronous(long time) {
        return asynchronousWaits(time) && station.token.asynchronousFits(time, asynchronousNeeds());
    }

    // ---- steps

    /// The token that was accepted in this word is captured.
    void capture(long time, int tokenArgument) {
        argument = tokenArgument;
        management = false;
        if (time >= purgeAt()) {
            purge(time);
        }
        begin(time, State.GAP);
    }

    private void begin(long time, State next) {
        sendsFrom = time + 1;
        sendsTo = NEVER;
        anySent = false;
        state = next;
        at = time + 1;
    }

    private void rest(long time) {
        state = State.IDLE;
        at = NEVER;
        sendsTo = time + 1;
        if (!management) {
            station.token.release(time);
            station.client().tokenGone();
        }
        restedAt = time + 4;
        sentWords += sendsTo - sendsFrom + 1;
        station.wake(time + 1);
    }

    private void go(State next, long time) {
        state = next;
        at = time;
    }

    private boolean givesUp() {
        return station.ring.enabled && !station.ring.member && !management;
    }

    /// What the station does in this word: takes up what waits, or goes a step on.
    void step(long time) {
        if (state == State.IDLE) {
            idle(time);
        } else if (at == time) {
            switch (state) {
                case IDLE -> {}
                case GAP -> gap(time);
                case START -> start(time);
                case END -> end(time);
                case ABORT -> abort(time);
                case MARK -> mark(time);
                case TOKEN -> token(time);
            }
        }
    }

    private void idle(long time) {
        var ring = station.ring;
        if (ring.manages() && !station.repeats()) {
            management = true;
            begin(time, State.START);
        } else if (ring.issues() && !station.repeats() && time > drainsTo) {
            management = false;
            argument = Kind.argument(ring.epoch, false, false);
            begin(time, State.TOKEN);
            ring.issued(time);
        } else if (time >= purgeAt()) {
            purge(time);
        }
    }

    /// From when on a frame that may never be sent is taken from its queue.
    long purgeAt() {
        if (state != State.IDLE || !station.ring.member) {
            return NEVER;
        }
        long since = Math.min(purgeable(synchronous, true), purgeable(asynchronous, false));
        return since == NEVER ? NEVER : Math.max(Math.max(since + 3, restedAt), drainsTo + 1);
    }

    private long purgeable(FrameQueue queue, boolean ofSynchronous) {
        if (queue.size() == 0 || station.tags.out() >= Header.TAGS - 1) {
            return NEVER;
        }
        boolean tooLong =
                ofSynchronous
                        ? queue.words() + OVERHEAD_WORDS > station.settings().allocation()
                        : queue.words() > station.ring.largest;
        return tooLong ? queue.since() : NEVER;
    }

    private void purge(long time) {
        boolean ofSynchronous = purgeable(synchronous, true) <= time - 3;
        var queue = ofSynchronous ? synchronous : asynchronous;
        drainsFrom = time + 1;
        drainsTo = time + 1 + queue.words();
        station.token.serve(time, ofSynchronous);
        long serial = queue.serial();
        long waited = time - queue.since();
        int tag = station.tags.start(serial);
        queue.take(time + 1);
        station.count(Counter.PURGED);
        station.client().taken(time, serial, tag, waited, false);
    }

    private void start(long time) {
        startedAt = time;
        if (management) {
            var content = station.ring.frame();
            words = ManagementFrame.WORDS;
            damage = null;
            station.ring.managed(time);
            head(FrameType.MANAGEMENT, 0, 0, INIT, -1, content);
        } else {
            var queue = servesSynchronous ? synchronous : asynchronous;
            words = queue.words();
            long serial = queue.serial();
            int atm = queue.atm();
            var type = queue.type();
            long waited = time + OUT - queue.since();
            station.listener()
                    .started(station.index, time + OUT, serial, servesSynchronous, waited);
            queue.take(time + 2);
            int tag = station.tags.start(serial);
            boolean right = station.client().taken(time + OUT, serial, tag, waited, true);
            damage = right ? null : Damage.AT_SOURCE;
            head(type, station.ring.id, tag, atm, serial, null);
            leaves = station.client().mayLeave();
        }
        if (!management && leaves < words) {
            go(State.ABORT, time + 3 + leaves);
        } else {
            go(State.END, time + 3 + words);
        }
        if (givesUp()) {
            ceaseMember(time);
        }
    }

    private void head(
            FrameType type,
            int source,
            int tag,
            int atm,
            long serial,
            @Nullable ManagementFrame content) {
        boolean ofClass = !management && servesSynchronous;
        station.out.head(
                startedAt + OUT,
                Header.word0(type, ofClass, tag, source, atm),
                atm << 8 | AtmHeader.hec(atm),
                serial,
                content);
    }

    /// The station is no member any more: a frame under way ends with ABORT, unless its last word is next.
    void ceaseMember(long time) {
        boolean sends = state == State.END || state == State.ABORT;
        if (sends && givesUp() && time < startedAt + 2 + words) {
            go(State.ABORT, Math.min(at, Math.max(time, startedAt + 2)));
        }
    }

    private void end(long time) {
        station.out.symbol(Kind.END, time + OUT, FrameStatus.SENT.bits(), damage);
        if (!management) {
            station.count(Counter.SENT);
        }
        anySent = true;
        go(State.GAP, time + 1);
    }

    private void abort(long time) {
        station.out.symbol(Kind.ABORT, time + OUT, 0);
        drainsFrom = time + 1;
        drainsTo = startedAt + 2 + words;
        anySent = true;
        go(State.GAP, time + 1);
    }

    private void gap(long time) {
        var timed = station.token;
        boolean wantsSynchronous =
                synchronousWaits(time)
                        && timed.synchronousFitsHeld(time, synchronous.words() + OVERHEAD_WORDS);
        boolean wantsAsynchronous =
                asynchronousWaits(time) && timed.asynchronousFitsHeld(time, asynchronousNeeds());
        if (time < drainsFrom || time > drainsTo) {
            timed.serve(time, wantsSynchronous);
        }
        if (givesUp()) {
            rest(time);
        } else if ((sentWords + time - sendsFrom) / WORDS_PER_FILL > fillsPaid) {
            fillsPaid++;
            go(State.GAP, time + 1);
        } else if (management) {
            rest(time);
        } else if (wantsSynchronous || wantsAsynchronous) {
            servesSynchronous = wantsSynchronous;
            go(station.tags.windowOpen(time) ? State.START : State.GAP, time + 1);
        } else {
            go(anySent ? State.MARK : State.TOKEN, time + 1);
        }
    }

    private void mark(long time) {
        if (givesUp()) {
            rest(time);
            return;
        }
        int mark = Kind.argument(station.ring.id, false, false);
        station.out.symbol(Kind.MARK, time + OUT, mark);
        station.tags.markSent();
        go(State.TOKEN, time + 1);
    }

    private void token(long time) {
        if (!givesUp()) {
            int kept = argument & (1 << ControlSymbol.ARGUMENT_WIDTH) - 1;
            station.out.symbol(Kind.TOKEN, time + OUT, kept);
        }
        rest(time);
    }
}
