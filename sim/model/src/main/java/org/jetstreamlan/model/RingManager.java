package org.jetstreamlan.model;

import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.ManagementFrame;
import org.jetstreamlan.abi.ManagementFrame.Operation;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;
import org.jspecify.annotations.Nullable;

/// Brings the ring up and back: claim, beacon, station ids, the first token. `docs/ring.md`, States of a station: the methods
/// are the rows of its table. What is decided in one word holds from the next.
final class RingManager {
    private static final long NEVER = Long.MAX_VALUE / 2;

    private final Station station;

    RingPhase phase = RingPhase.OFF;
    RingCause cause = RingCause.NONE;
    boolean enabled;

    /// In CLAIM or BEACON.
    boolean claiming;

    boolean member;

    // The word from which on `member` and `leader` hold, and what they were before.
    private long enteredAt;
    private boolean wasMember;
    private boolean wasLeader;

    /// Active monitor, or about to be.
    boolean leader;

    /// `id` is this station's.
    boolean valid;

    int id;
    int epoch;
    int ttrt;
    int largest;
    int stations;
    boolean tooMany;
    boolean duplicate;

    /// The last ID had no place left.
    private boolean crowded;

    // What the host wants.
    private boolean enable;
    private boolean hostClaims;
    private boolean bypassed;

    private boolean confirmed;
    private int nonce;

    /// Behind an ID until it is a MEMBER, whatever became of the id since.
    private boolean numbered;

    // NUMBER: CONFIRM goes round, else ID; it is out, until when it is waited for.
    private boolean confirming;
    private boolean awaiting;
    private long patienceEnds = NEVER;

    // What has come up in this word, or will in the next.
    private @Nullable RingCause trouble;
    private boolean expired;
    private long goneAt = NEVER;
    private long seenAt = NEVER;
    private @Nullable ManagementFrame seen;
    private int seenHops;
    private int seenTag;
    private boolean seenRefused;
    private boolean issued;

    RingManager(Station station) {
        this.station = station;
    }

    // ---- what the host does

    void enable(boolean on) {
        enable = on;
    }

    void claimAnew() {
        hostClaims = true;
    }

    // ---- what the others ask

    /// Station N - 1, which marks the monitor's frames.
    boolean isLast() {
        return confirmed && id != 0 && id + 1 == stations;
    }

    /// A management frame waits to be sent.
    boolean manages() {
        return claiming || phase == RingPhase.NUMBER && !awaiting;
    }

    boolean issues() {
        return phase == RingPhase.ISSUE;
    }

    boolean memberIn(long time) {
        return time < enteredAt ? wasMember : member;
    }

    /// Whether the station was the monitor, a MEMBER, in this word.
    boolean monitorIn(long time) {
        return memberIn(time) && (time < enteredAt ? wasLeader : leader);
    }

    /// That frame, made as its START leaves: a CLAIM if the phase has just changed otherwise.
    ManagementFrame frame() {
        var operation =
                switch (phase) {
                    case OFF, CLAIM, FOLLOW, ISSUE, MEMBER -> Operation.CLAIM;
                    case BEACON -> Operation.BEACON;
                    case NUMBER -> confirming ? Operation.CONFIRM : Operation.ID;
                };
        var settings = station.settings();
        return new ManagementFrame(
                operation,
                confirming ? stations : 0,
                nonce,
                settings.ttrt(),
                settings.largest(),
                settings.address());
    }

    void managed(long time) {
        if (phase == RingPhase.NUMBER) {
            awaiting = true;
            patienceEnds = time + 1 + 2L * station.settings().dMax();
        }
    }

    void issued(long time) {
        issued = true;
        station.wake(time);
    }

    // ---- what comes up

    void secondToken() {
        raise(RingCause.SECOND_TOKEN);
    }

    /// The most urgent stays.
    void raise(RingCause why) {
        if (trouble == null || why.ordinal() < trouble.ordinal()) {
            trouble = why;
        }
    }

    boolean hasTrouble() {
        return trouble != null;
    }

    void monitorGoneAt(long time) {
        goneAt = time;
    }

    void expire() {
        expired = true;
    }

    /// A good management frame has ended; it is looked at one word later.
    void see(long time, ManagementFrame frame, int hops, int tag, boolean refused) {
        seenAt = time + 1;
        seen = frame;
        seenHops = hops;
        seenTag = tag;
        seenRefused = refused;
    }

    /// Whether a management frame with this count is refused: it counts the station otherwise than its id.
    boolean differs(ManagementFrame frame, int hops) {
        return frame.operation() == Operation.CONFIRM
                && !(valid && (hops + 1 & Header.STATIONS - 1) == id && epochOf(frame) == epoch);
    }

    /// A management frame has passed a station that is OFF.
    void forget() {
        valid = false;
        confirmed = false;
    }

    /// The next word in which something is decided without anything coming.
    long next() {
        long next = Math.min(Math.min(goneAt, seenAt), patienceEnds);
        if (awaitsZero()) {
            next = Math.min(next, station.token.zeroAt());
        }
        return next;
    }

    /// TRT makes the station act when it is 0.
    boolean awaitsZero() {
        return switch (phase) {
            case CLAIM, FOLLOW, NUMBER, MEMBER -> true;
            case OFF, BEACON, ISSUE -> false;
        };
    }

    // ---- decisions

    void decide(long time) {
        if (goneAt == time) {
            goneAt = NEVER;
            raise(RingCause.MONITOR_GONE);
        }
        boolean takesPart = enable && !bypassed;
        enabled = takesPart;
        var frame = seenAt == time ? seen : null;
        if (seenAt == time) {
            seenAt = NEVER;
        }
        if (!takesPart) {
            off(time);
        } else if (phase == RingPhase.OFF) {
            claim(time, RingCause.JOIN);
        } else if (hostClaims && phase != RingPhase.CLAIM) {
            claim(time, RingCause.HOST);
        } else if (frame != null) {
            if (patienceEnds == time) {
                patienceEnds++;
            }
            switch (frame.operation()) {
                case CLAIM -> claimed(time, frame);
                case BEACON -> beaconed(time, frame);
                case ID -> identified(time, frame);
                case CONFIRM -> confirmed(time, frame);
                case NONE -> watch(time);
            }
        } else {
            watch(time);
        }
        hostClaims = false;
        trouble = null;
        expired = false;
        issued = false;
    }

    private void off(long time) {
        if (phase != RingPhase.OFF) {
            enter(time, RingPhase.OFF);
        }
        if (!enable) {
            bypassed = false;
            tooMany = false;
            duplicate = false;
        }
    }

    private void enter(long time, RingPhase next) {
        enteredAt = time + 1;
        wasMember = member;
        wasLeader = leader;
        phase = next;
        claiming = next == RingPhase.CLAIM || next == RingPhase.BEACON;
        numbered &= claiming || next == RingPhase.FOLLOW;
        member = next == RingPhase.MEMBER;
        confirming = false;
        awaiting = false;
        patienceEnds = NEVER;
        goneAt = NEVER;
        if (next != RingPhase.MEMBER) {
            leader = next == RingPhase.NUMBER || next == RingPhase.ISSUE;
        }
        if (member && !wasMember) {
            station.token.becomeMember(issued);
            station.sender.becomeMember(time);
        }
        station.wake(time + 1);
        station.listener().phase(station.index, time + 1, next, cause);
        station.client().phaseChanged();
    }

    private void enterAnew(long time, RingPhase next) {
        enter(time, next);
        station.token.restart(time);
    }

    private void claim(long time, RingCause why) {
        boolean draws = phase != RingPhase.BEACON;
        cause = why;
        enterAnew(time, RingPhase.CLAIM);
        forget();
        station.count(Counter.CLAIMS);
        if (draws) {
            int random = station.nonce(time + 1);
            nonce = (random & 63) == epoch ? random ^ 1 : random;
        }
    }

    private void follow(long time) {
        enterAnew(time, RingPhase.FOLLOW);
        forget();
    }

    private static int epochOf(ManagementFrame frame) {
        return frame.nonce() & 63;
    }

    private boolean sameBid(ManagementFrame frame) {
        var own = station.settings();
        return frame.ttrt() == own.ttrt() && frame.address() == own.address();
    }

    private boolean mine(ManagementFrame frame) {
        return sameBid(frame) && frame.nonce() == nonce;
    }

    private boolean better(ManagementFrame frame) {
        var own = station.settings();
        return frame.ttrt() == own.ttrt()
                ? frame.address() > own.address()
                : frame.ttrt() < own.ttrt();
    }

    private void claimed(long time, ManagementFrame frame) {
        if (phase == RingPhase.BEACON) {
            claim(time, RingCause.HEALED);
        } else if (mine(frame)) {
            if (phase == RingPhase.CLAIM) {
                win(time);
            }
        } else if (better(frame)) {
            if (phase != RingPhase.FOLLOW || valid) {
                follow(time);
            }
        } else if (phase != RingPhase.CLAIM) {
            claim(time, RingCause.CLAIMED);
        } else if (sameBid(frame) && station.token.longSince(time)) {
            duplicate = true;
            bypass(time);
        }
    }

    private void bypass(long time) {
        bypassed = true;
        station.wake(time + 1);
    }

    private void win(long time) {
        enterAnew(time, RingPhase.NUMBER);
        var own = station.settings();
        valid = true;
        id = 0;
        epoch = nonce & 63;
        ttrt = own.ttrt();
        largest = own.largest();
    }

    private void beaconed(long time, ManagementFrame frame) {
        if (mine(frame)) {
            if (phase == RingPhase.BEACON) {
                claim(time, RingCause.HEALED);
            }
        } else if (phase != RingPhase.FOLLOW) {
            follow(time);
        }
    }

    private void identified(long time, ManagementFrame frame) {
        boolean wasNumbered = phase == RingPhase.MEMBER && !leader;
        if (phase == RingPhase.FOLLOW && isStray(frame)) {
            claim(time, RingCause.MONITOR_GONE);
        } else if (phase == RingPhase.NUMBER && mine(frame) && awaiting && !confirming) {
            counted(time);
        } else if (wasNumbered) {
            follow(time);
        }
        if (phase == RingPhase.FOLLOW) {
            boolean full = seenHops == Header.STATIONS - 1;
            numbered = !full;
            valid = !full;
            epoch = epochOf(frame);
            id = full ? 0 : seenHops + 1;
            if (full && crowded) {
                tooMany = true;
                bypass(time);
            }
            crowded = full;
        }
    }

    /// An ID that has been here before: who sent it has gone, and nobody takes it off the ring.
    private boolean isStray(ManagementFrame frame) {
        return numbered && epochOf(frame) == epoch && seenHops + 1 > id;
    }

    private void counted(long time) {
        stations = seenHops + 1;
        again(time);
        boolean full = seenTag != 0;
        tooMany |= full && crowded;
        crowded = full;
        if (!full) {
            confirming = !seenRefused;
        }
    }

    private void again(long time) {
        awaiting = false;
        patienceEnds = NEVER;
        station.wake(time + 1);
    }

    private void confirmed(long time, ManagementFrame frame) {
        if (phase == RingPhase.FOLLOW && !differs(frame, seenHops)) {
            enterAnew(time, RingPhase.MEMBER);
            confirmed = true;
            stations = frame.stations();
            ttrt = frame.ttrt();
            largest = frame.largestFrame();
        } else if (phase == RingPhase.NUMBER && mine(frame) && awaiting && confirming) {
            again(time);
            if (seenHops + 1 != stations || seenRefused) {
                confirming = false;
            } else {
                enter(time, RingPhase.ISSUE);
            }
        }
    }

    private void watch(long time) {
        switch (phase) {
            case CLAIM -> {
                if (expired) {
                    enter(time, RingPhase.BEACON);
                }
            }
            case FOLLOW -> {
                if (expired) {
                    claim(time, RingCause.TIME_OUT);
                }
            }
            case NUMBER -> {
                if (expired) {
                    claim(time, RingCause.TIME_OUT);
                } else if (patienceEnds == time) {
                    again(time);
                }
            }
            case ISSUE -> {
                if (issued) {
                    enterAnew(time, RingPhase.MEMBER);
                    confirmed = true;
                }
            }
            case MEMBER -> {
                var why = expired ? RingCause.LOST_TOKEN : trouble;
                if (why != null) {
                    claim(time, why);
                }
            }
            case OFF, BEACON -> {}
        }
    }
}
