package org.jetstreamlan.model;

import java.util.Arrays;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.Crc8;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.ManagementFrame;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.StationVci;
import org.jspecify.annotations.Nullable;

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

    private static final int TYPE_LO = Header.TYPE.lo();
    private static final int SOURCE_LO = Header.SOURCE.lo();
    private static final int SIX = Header.STATIONS - 1;

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

    /// All words before this one are done.
    private long now;

    // The frame in `second`: from its header word to its end.
    private boolean inside;
    private boolean opened;
    private boolean repeating;
    private boolean own;
    private boolean eligible;
    private int word0;
    private int word1;
    private long headAt;
    private long serial;
    private @Nullable ManagementFrame content;

    /// A stray run began here.
    private long strayFrom = NEVER;

    private long validAt;
    private long silentAt = NEVER;

    /// When this station began to send what it did as the last frame of another came.
    private long foreignSince = -1;

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
    }

    // ---- for the other parts

    StationSettings settings() {
        return settings;
    }

    RingListener listener() {
        return model.listener();
    }

    long offer() {
        return model.nextSerial(index);
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
        nonces = new Nonces(newSettings.seed(), now);
    }

    /// As after power-up; what it was sending breaks off.
    void reset() {
        if (opened) {
            out.symbol(Kind.FILL, now + 1, 0, false);
        } else if (!sender.isIdle()) {
            out.symbol(Kind.FILL, now + 3, 0, false);
        }
        tags.cancel(now);
        ring = new RingManager(this);
        token = new TimedToken(this);
        tags = new Tags(this);
        sender = new Sender(this);
        nonces = new Nonces(settings.seed(), now);
        inside = false;
        opened = false;
        own = false;
        eligible = false;
        foreignSince = -1;
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
        return comes + (breaksOff(comes) ? 1 : DECIDED);
    }

    /// Whether the next entry may not be where it is, in the frame in `second`: END only behind both header words.
    private boolean breaksOff(long comes) {
        if (!inside) {
            return false;
        }
        int kind = in.kind();
        return kind == Kind.END ? comes <= headAt : kind != Kind.ABORT;
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
        repeating = opened;
        if (wakeAt <= time) {
            wakeAt = NEVER;
        }
        while (arrival() == time) {
            receive(time);
        }
        if (ring.claiming && opened) {
            out.symbol(Kind.ABORT, time + 1, 0, false);
            opened = false;
        }
        sender.ceaseMember(time);
        expire(time);
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
        next = Math.min(next, sender.purgeAt());
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
        if (breaksOff(in.arrival())) {
            leave(time);
            return;
        }
        if (strayFrom != NEVER) {
            counters[Counter.STRAY_WORD.ordinal()] += in.arrival() - strayFrom;
            strayFrom = NEVER;
        }
        switch (kind) {
            case Kind.HEAD -> head(time);
            case Kind.END -> end(time);
            case Kind.ABORT -> {
                if (inside) {
                    leave(time);
                }
            }
            case Kind.TOKEN -> tokenCame(time, in.a());
            case Kind.MARK -> mark(time, in.a());
            case Kind.START -> count(Counter.DROP_HEADER_CHECK);
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
            out.symbol(kind, time + 1, in.a(), in.b() != 0);
        }
        in.take();
    }

    /// The frame ends without END: ABORT leaves in place of the word in `second`.
    private void leave(long time) {
        if (opened) {
            out.symbol(Kind.ABORT, time + 1, 0, false);
        }
        if (own) {
            var none = new FrameStatus(true, false, false, true);
            tags.returned(time, tag(word0), none.bits());
        }
        if (eligible) {
            int vci = vci();
            boolean forThis = StationVci.isSystem(vci) || StationVci.isUnicastOf(vci, ring.id);
            count(forThis ? Counter.DROP_ABORTED : Counter.REPEATED);
        }
        inside = false;
        opened = false;
        own = false;
        eligible = false;
    }

    private int vci() {
        return AtmHeader.word(word0, word1) >>> 4 & AtmHeader.VCIS - 1;
    }

    private static int tag(int word0) {
        return Header.TAG_HIGH.get(word0) << 2 | Header.TAG_LOW.get(word0);
    }

    private void head(long time) {
        int head = in.a();
        if (!Header.checkGood(head)) {
            count(Counter.DROP_HEADER_CHECK);
            return;
        }
        word0 = head;
        word1 = in.b();
        serial = in.serial();
        content = in.content();
        headAt = time;
        validAt = time;
        inside = true;

        boolean member = ring.member;
        boolean monitor = ring.leader;
        int source = head >>> SOURCE_LO & SIX;
        int type = head >>> TYPE_LO;
        boolean circulated = Header.CIRCULATION.isSet(head);
        boolean management = type == FrameType.MANAGEMENT.ordinal();
        boolean data = type == FrameType.DATA.ordinal();
        boolean sending = sender.sending(time);
        boolean mine = source == ring.id && ring.valid && !management;
        boolean above = source > ring.id;
        boolean behindMonitor = !monitor && above && !circulated;
        boolean twice = member && !management && (monitor && circulated || behindMonitor);
        boolean firstPass = circulated == (above && !monitor);
        boolean exhausted = management && ring.enabled && source == SIX && tag(head) == SIX;
        boolean stripped =
                mine
                        || management && ring.enabled && monitor
                        || exhausted
                        || sending
                        || ring.claiming
                        || ring.enabled && !member && !management
                        || twice;
        own = mine;
        eligible = member && data && !mine && !sending && firstPass;
        if (!stripped) {
            boolean marks =
                    !management
                            && !circulated
                            && (member && monitor || ring.isLast() && source == 0);
            int goes = head;
            if (management && ring.enabled && !monitor) {
                goes = counted(head);
            } else if (marks) {
                goes ^= Header.CIRCULATION_FLIP;
            }
            out.head(time + 1, goes, word1, serial, content);
            opened = true;
        }
        countHead(mine, management, sending, twice || data && !firstPass, data);
        if (member && !management && behindMonitor && !mine && !sending) {
            raise(time, RingCause.MONITOR_GONE);
        }
        if (management && !ring.enabled) {
            ring.forget();
        }
    }

    private void countHead(
            boolean mine, boolean management, boolean sending, boolean secondPass, boolean data) {
        if (mine) {
            count(Counter.OWN_RETURNED);
        } else if (management) {
            count(Counter.MANAGEMENT);
        } else if (sending) {
            count(Counter.FOREIGN_START);
            if (foreignSince == sender.since()) {
                raise(headAt, RingCause.SECOND_SENDER);
            }
            foreignSince = sender.since();
        } else if (!ring.member) {
            count(Counter.DROP_DISABLED);
        } else if (secondPass) {
            count(Counter.DROP_CIRCULATION);
        } else if (!data) {
            count(Counter.REPEATED);
        }
    }

    private void raise(long time, RingCause why) {
        if (ring.member) {
            ring.raise(why);
            wake(time);
            timersAt = Math.min(timersAt, time);
        }
    }

    /// Header word 0 one hop on: `docs/ring.md`, Management frames.
    private static int counted(int head) {
        int source = head >>> SOURCE_LO & SIX;
        var before = Header.of(head);
        int flipped;
        if (source != SIX) {
            flipped = (source ^ source + 1) << SOURCE_LO;
        } else {
            int more = before.tag() + 1 & SIX ^ before.tag();
            flipped = more >>> 2 << Header.TAG_HIGH.lo() | (more & 3) << Header.TAG_LOW.lo();
        }
        int change = Crc8.check(flipped >>> 16, 2) ^ Crc8.COSET;
        return head ^ flipped ^ change << 8;
    }

    private void end(long time) {
        if (!inside) {
            return;
        }
        long words = time - headAt - 3;
        validAt = time;
        int bits = in.a();
        boolean damaged = in.b() != 0;
        var verdict = verdict(words, damaged);
        boolean bad = verdict == CrcVerdict.BAD;
        boolean legal = FrameStatus.legal(bits);
        boolean e = isSet(bits, FrameStatus.E) || !legal;
        boolean a = isSet(bits, FrameStatus.A);
        boolean c = isSet(bits, FrameStatus.C) && legal;
        boolean n = isSet(bits, FrameStatus.N) || !legal;
        boolean management = word0 >>> TYPE_LO == FrameType.MANAGEMENT.ordinal();
        boolean recognised = false;
        boolean taken = false;
        if (eligible) {
            recognised = judge(words, verdict);
            taken = recognised || StationVci.isSystem(vci());
        }
        boolean accepted = recognised && takes && !e && !bad;
        boolean refused = false;
        if (management) {
            refused = manage(time, words, bad, e, n);
        }
        if (opened) {
            var status =
                    new FrameStatus(
                            e || bad,
                            a || recognised,
                            c || accepted,
                            n || recognised && !accepted || refused);
            out.symbol(Kind.END, time + 1, status.bits(), damaged);
        }
        if (own) {
            tags.returned(time, tag(word0), bits);
        }
        if (taken && takes) {
            count(Counter.DELIVERED);
            listener().delivered(index, time, serial, (int) words, verdict, e);
        }
        inside = false;
        opened = false;
        own = false;
        eligible = false;
    }

    /// The frame judged last is taken.
    private boolean takes;

    private static boolean isSet(int bits, int pair) {
        return (bits >>> pair & 3) == FrameStatus.SET;
    }

    private CrcVerdict verdict(long words, boolean damaged) {
        boolean endsPdu = (word1 >>> 8 & 0b1010) == 0b0010;
        if (!endsPdu) {
            return CrcVerdict.NONE;
        }
        return damaged || words == 0 ? CrcVerdict.BAD : CrcVerdict.GOOD;
    }

    /// Whether an eligible frame is for this station alone; sets `takes`, and counts one that is not taken.
    private boolean judge(long words, CrcVerdict verdict) {
        int vci = vci();
        boolean unicast = StationVci.isUnicastOf(vci, ring.id);
        takes = false;
        if (!AtmHeader.hecGood(word0, word1)) {
            count(Counter.DROP_HEC);
            return false;
        } else if (!unicast && !StationVci.isSystem(vci)) {
            count(Counter.REPEATED);
        } else if (words < Frame.PAYLOAD_BYTES_MINIMUM / 4) {
            count(Counter.DROP_RUNT);
        } else if (words > Frame.PAYLOAD_BYTES_MAXIMUM / 4) {
            count(Counter.DROP_TOO_LONG);
        } else if (verdict == CrcVerdict.BAD && !model.keepsBad()) {
            count(Counter.DROP_CRC);
        } else {
            takes = true;
        }
        return unicast;
    }

    private boolean manage(long time, long words, boolean bad, boolean e, boolean n) {
        boolean good = words == ManagementFrame.WORDS && !bad && !e && content != null;
        int hops = word0 >>> SOURCE_LO & SIX;
        if (good && content != null) {
            ring.see(time, content, hops, tag(word0), n);
            timersAt = Math.min(timersAt, time + 1);
        }
        return ring.enabled
                && !ring.leader
                && (!good || content != null && ring.differs(content, hops));
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
                out.symbol(Kind.TOKEN, time + 1, goes, false);
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
                out.symbol(Kind.TOKEN, time + 1, argument, false);
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
            int goes = monitor ? Kind.argument(source, true, false) : argument;
            out.symbol(Kind.MARK, time + 1, goes, false);
        }
    }

    @Override
    public String toString() {
        return "station %d at %,d: %s id %d next %d %s"
                .formatted(index, now, ring.phase, ring.id, next(), Arrays.toString(counters));
    }
}
