package org.jetstreamlan.model;

import java.util.Arrays;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.ManagementFrame;
import org.jetstreamlan.abi.RingCause;

/// One station: reads the link before it, entry by entry, and writes the one behind it. `docs/ring.md`, Sending, stripping.
///
/// ```
/// word     t      t+1     t+2          t+3
///          comes  first   second:      leaves
///                         decided
/// ```
/// Each word is decided 2 words after it has come, and leaves 1 word later. Nothing is done in words in which nothing comes, ends or
/// expires.
final class Station {
    private static final long NEVER = Long.MAX_VALUE / 2;
    private static final int DECIDED = 2;

    final int index;
    private final RingModel model;
    private final Wire in;
    final Wire out;
    RingManager ring;
    TimedToken token;
    Tags tags;
    Sender sender;
    private Nonces nonces;
    private StationSettings settings;
    private final long[] counters = new long[Counter.values().length];
    private StationClient client;
    private long offered;

    /// All words before this one are done.
    private long now;

    private FrameReader frame = new FrameReader(this);
    private boolean repeating;

    /// A stray run began here.
    private long strayFrom = NEVER;

    private long validAt;
    private long silentAt = NEVER;

    private long wakeAt = NEVER;
    private long timersAt = NEVER;

    /// No power: the link goes through.
    private boolean bridged;

    Station(RingModel model, int index, Wire in, Wire out, StationSettings settings) {
        this.model = model;
        this.index = index;
        this.in = in;
        this.out = out;
        this.settings = settings;
        ring = new RingManager(this);
        token = new TimedToken(this);
        tags = new Tags(this);
        sender = new Sender(this);
        nonces = new Nonces(settings.seed(), 0);
        client = new EveryFrame(model, index);
    }

    // ---- for the other parts

    StationClient client() {
        return client;
    }

    void attach(StationClient newClient) {
        client = newClient;
    }

    StationSettings settings() {
        return settings;
    }

    RingListener listener() {
        return model.listener();
    }

    /// The next serial: the station in the low 8 bits, how many there were above.
    long offer() {
        return ++offered << 8 | index;
    }

    int nonce(long time) {
        return nonces.at(time);
    }

    void count(Counter counter) {
        counters[counter.ordinal()]++;
    }

    long counter(Counter counter) {
        return counters[counter.ordinal()];
    }

    /// Something is to be done in this word.
    void wake(long time) {
        wakeAt = Math.min(wakeAt, time);
    }

    /// A frame was being repeated as this word began.
    boolean repeats() {
        return repeating;
    }

    /// Something valid has come.
    void valid(long time) {
        validAt = time;
    }

    /// A management frame is looked at in the next word.
    void see(long time, ManagementFrame seen, int hops, int tag, boolean refused) {
        ring.see(time, seen, hops, tag, refused);
        timersAt = Math.min(timersAt, time + 1);
    }

    long now() {
        return now;
    }

    // ---- the host, and worse

    void refresh() {
        timersAt = now;
        wakeAt = Math.min(wakeAt, now);
    }

    void configure(StationSettings newSettings) {
        settings = newSettings;
        seed(newSettings.seed());
    }

    /// New settings while it runs; the nonces go on.
    void adjust(StationSettings newSettings) {
        settings = newSettings;
    }

    void seed(int value) {
        nonces = new Nonces(value, now);
    }

    void clearCounters() {
        Arrays.fill(counters, 0);
    }

    /// As after power-up; what it was sending breaks off.
    void reset() {
        if (frame.isRepeated()) {
            out.symbol(Kind.FILL, now + 1, 0);
        } else if (!sender.isIdle()) {
            out.symbol(Kind.FILL, now + 3, 0);
        }
        tags.cancel(now);
        ring = new RingManager(this);
        token = new TimedToken(this);
        tags = new Tags(this);
        sender = new Sender(this);
        nonces = new Nonces(settings.seed(), now);
        frame = new FrameReader(this);
        silentAt = NEVER;
        wakeAt = NEVER;
        refresh();
    }

    void bridge(boolean on) {
        reset();
        bridged = on;
    }

    // ---- time

    /// The next word in which something happens here.
    long next() {
        return Math.min(arrival(), timersAt);
    }

    private long arrival() {
        long comes = in.arrival();
        if (comes == NEVER) {
            return NEVER;
        }
        return comes + (frame.breaksOff(in.kind(), comes) ? 1 : DECIDED);
    }

    /// Does all that happens before `horizon`; says whether anything did.
    boolean run(long horizon) {
        boolean worked = false;
        while (true) {
            long comes = arrival();
            if (Math.min(comes, timersAt) >= horizon) {
                break;
            }
            worked = true;
            if (comes < timersAt) {
                receive(comes);
            } else {
                word(timersAt);
            }
        }
        now = Math.max(now, horizon);
        return worked;
    }

    /// Everything of one word: what comes, what expires, what is sent, what is decided.
    private void word(long time) {
        boolean member = ring.member;
        repeating = frame.isRepeated();
        if (wakeAt <= time) {
            wakeAt = NEVER;
        }
        while (arrival() == time) {
            receive(time);
        }
        if (ring.claiming) {
            frame.giveUp(time);
        }
        sender.ceaseMember(time);
        if (ring.member) {
            token.takeDeferred(time);
        }
        expire(time);
        if (client.due() <= time) {
            client.turn(time);
        }
        sender.step(time);
        ring.decide(time);
        if (ring.member && !member) {
            validAt = time;
            silentAt = time + 2 + settings.tvx();
        }
        if (!ring.member && sender.isIdle() && tags.out() > 0) {
            tags.cancel(time);
        }
        if (ring.manages() || ring.issues()) {
            wake(sender.isIdle() ? time + 1 : NEVER);
        }
        plan(time);
    }

    private void expire(long time) {
        if (ring.member) {
            if (token.zeroAt() == time) {
                if (token.expire(time)) {
                    ring.expire();
                }
            }
            if (silentAt <= time) {
                long due = validAt + 2 + settings.tvx();
                if (due <= time) {
                    ring.raise(RingCause.SILENCE);
                }
                silentAt = Math.max(due, time + 1);
            }
        } else if (ring.awaitsZero() && token.zeroAt() <= time) {
            ring.expire();
            wake(time + 1);
        }
    }

    private void plan(long time) {
        long next = Math.min(Math.min(wakeAt, sender.next()), ring.next());
        next = Math.min(next, Math.min(sender.purgeAt(), client.due()));
        if (ring.member) {
            next = Math.min(next, silentAt);
        }
        timersAt = Math.max(next, time + 1);
    }

    // ---- what comes

    private void receive(long time) {
        int kind = in.kind();
        if (bridged) {
            relay(time, kind);
            return;
        }
        if (frame.breaksOff(kind, in.arrival())) {
            frame.leave(time, in.arrival());
            return;
        }
        if (strayFrom != NEVER) {
            counters[Counter.STRAY_WORD.ordinal()] += in.arrival() - strayFrom;
            strayFrom = NEVER;
        }
        switch (kind) {
            case Kind.HEAD -> frame.head(time, in);
            case Kind.END -> frame.end(time, in.a(), in.damage());
            case Kind.ABORT -> frame.abort(time);
            case Kind.TOKEN -> tokenCame(time, in.a());
            case Kind.MARK -> mark(time, in.a());
            case Kind.START -> {
                count(Counter.DROP_HEADER_CHECK);
                listener().bareStart(index, time);
            }
            case Kind.BROKEN -> count(Counter.BAD_SYMBOL);
            case Kind.INVALID -> count(Counter.CODE_ERROR);
            case Kind.STRAY -> strayFrom = in.arrival();
            default -> {}
        }
        in.take();
    }

    /// Without power the link goes through, word for word.
    private void relay(long time, int kind) {
        if (kind == Kind.HEAD) {
            out.head(time + 1, in.a(), in.b(), in.serial(), in.content());
        } else {
            out.symbol(kind, time + 1, in.a(), in.damage());
        }
        in.take();
    }

    /// A member is in trouble, which is looked at in the same word.
    void raise(long time, RingCause why) {
        if (ring.member) {
            ring.raise(why);
            wake(time);
            timersAt = Math.min(timersAt, time);
        }
    }

    private void tokenCame(long time, int argument) {
        validAt = time;
        boolean sending = sender.sending(time);
        boolean current = argument >> ControlSymbol.TOKEN_EPOCH_LO == ring.epoch;
        if (ring.member && current && !sending) {
            count(Counter.TOKENS);
            tags.tokenArrived(time);
            int goes = token.accept(time, argument);
            if (goes >>> ControlSymbol.ARGUMENT_WIDTH != 0) {
                sender.capture(time, goes);
            } else {
                out.symbol(Kind.TOKEN, time + 1, goes);
            }
            plan(time);
            if (ring.hasTrouble()) {
                timersAt = time;
            }
        } else {
            if (sending || ring.member) {
                count(Counter.TOKEN_BAD);
                raise(time, RingCause.SECOND_TOKEN);
            }
            if (!ring.enabled && !sending) {
                out.symbol(Kind.TOKEN, time + 1, token.changed(time, argument));
            }
        }
    }

    private void mark(long time, int argument) {
        validAt = time;
        int source = argument >> ControlSymbol.MARK_SOURCE_LO;
        boolean circulated = (argument >> ControlSymbol.MARK_CIRCULATION & 1) != 0;
        if (source == ring.id && ring.valid) {
            tags.markReturned(time);
            return;
        }
        boolean monitor = ring.member && ring.leader;
        boolean twice = monitor && circulated;
        boolean sending = sender.sending(time);
        if (sending || twice) {
            count(Counter.FOREIGN_MARK);
        } else if (!ring.enabled || ring.member) {
            boolean marked = circulated ^ ring.monitorIn(time - 1);
            out.symbol(Kind.MARK, time + 1, Kind.argument(source, marked, false));
        }
    }
}
