package org.jetstreamlan.model;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.ManagementFrame;
import org.jspecify.annotations.Nullable;

/// One link of the ring: what leaves a station, word for word, until the next one reads it.
///
/// A frame takes two entries, its HEAD and its end, however long it is, so a link costs by symbols and not by words.
/// Faults are applied on the way in; nothing is read before all faults up to it are.
///
/// ```
///  FILL FILL START w0 w1 p0 p1 ... pn END FILL MARK TOKEN FILL
///            └── HEAD ──┘             END      MARK TOKEN
/// ```
final class Wire {
    private static final int STRIDE = 4;
    private static final long NEVER = Long.MAX_VALUE / 2;

    /// Words that the link takes, beyond the registers of the stations.
    final int delay;

    // Entries: time << 4 | kind, two words, serial.
    private long[] entries = new long[STRIDE * 64];
    private @Nullable ManagementFrame[] contents = new @Nullable ManagementFrame[64];
    private @Nullable Damage[] damages = new @Nullable Damage[64];
    private int mask = 63;
    private int first;
    private int end;
    private long arrival = NEVER;

    // What the station before sends: data words go on; the frame is seen as such; its HEAD, where
    // and when.
    private boolean data;
    private boolean open;
    private int headSlot;
    private long headTime;
    private @Nullable Damage damage;

    /// Of those in one word a cut comes first: what is cut cannot be spoiled.
    private final PriorityQueue<LinkFault> faults =
            new PriorityQueue<>(
                    Comparator.comparingLong(LinkFault::time)
                            .thenComparing(fault -> !(fault instanceof LinkFault.Cut)));

    private long nextFault = NEVER;
    private long blockedUntil;
    private long lostTokensFrom = NEVER;
    private long doubledTokensFrom = NEVER;
    private int doubledAfter;

    /// A word of the next data frame is to be hit: behind its START; 0 for none.
    private int targetWord;

    private int targetBits;

    /// What is to hit the frame that is under way; nothing else, if it is shorter.
    private @Nullable LinkFault aimed;

    private RingListener.@Nullable Trace trace;
    private int index;

    // Header words of the last frame that the trace has not been told of, since the frame may yet
    // break off.
    private int untold;
    private long toldTime;
    private int untoldWord0;
    private int untoldWord1;

    private double errorRate;
    private @Nullable RandomGenerator errors;

    Wire(int delay) {
        this.delay = delay;
    }

    // ---- the reader's side

    /// The time at which the first entry reaches the next station; NEVER if there is none.
    long arrival() {
        return arrival;
    }

    int kind() {
        return (int) entries[first * STRIDE] & 15;
    }

    int a() {
        return (int) (entries[first * STRIDE + 1] >> 32);
    }

    int b() {
        return (int) entries[first * STRIDE + 1];
    }

    long serial() {
        return entries[first * STRIDE + 2];
    }

    @Nullable ManagementFrame content() {
        return contents[first];
    }

    /// Of the payload that an END ends.
    @Nullable Damage damage() {
        return damages[first];
    }

    void take() {
        first = first + 1 & mask;
        arrival = first == end ? NEVER : (entries[first * STRIDE] >> 4) + delay;
    }

    void trace(int link, RingListener.@Nullable Trace newTrace) {
        index = link;
        trace = newTrace;
    }

    private void tell(long before) {
        if (trace != null && untold == 2 && toldTime + 1 < before) {
            trace.word(index, toldTime + 1, untoldWord0);
            untold = 1;
        }
        if (trace != null && untold == 1 && toldTime + 2 < before) {
            trace.word(index, toldTime + 2, untoldWord1);
            untold = 0;
        }
    }

    // ---- the writer's side

    void head(long time, int word0, int word1, long serial, @Nullable ManagementFrame content) {
        if (nextFault <= time) {
            settle(time);
        }
        if (targetWord > 0 && word0 >>> Header.TYPE.lo() < FrameType.MANAGEMENT.ordinal()) {
            long at = time + targetWord;
            aimed =
                    targetBits == 0
                            ? new LinkFault.Replace(at, Kind.INVALID, 0)
                            : new LinkFault.Flip(at, targetBits);
            plan(aimed);
            targetWord = 0;
        }
        if (trace != null) {
            tell(time);
            trace.word(index, time, Kind.word(Kind.HEAD, 0));
            untold = 2;
            toldTime = time;
            untoldWord0 = word0;
            untoldWord1 = word1;
        }
        data = true;
        open = false;
        damage = null;
        if (time < blockedUntil) {
            return;
        }
        if (nextFault == time) {
            int kind = faulty(Kind.HEAD, 0, time);
            if (kind != Kind.HEAD) {
                if (time >= blockedUntil) {
                    append(Kind.STRAY, time + 1, 0, 0, 0, null);
                }
                return;
            }
        }
        headSlot = end;
        headTime = time;
        open = true;
        append(Kind.HEAD, time, word0, word1, serial, content);
    }

    /// An entry that is one word.
    void symbol(int kind, long time, int argument) {
        symbol(kind, time, argument, null);
    }

    /// An entry that is one word.
    ///
    /// @param was END: how the payload differs from what was sent
    void symbol(int kind, long time, int argument, @Nullable Damage was) {
        if (was != null) {
            damage = Damage.joined(was, damage);
        }
        if (nextFault <= time) {
            settle(time);
        }
        if (aimed != null) {
            faults.remove(aimed);
            aimed = null;
            nextFault = faults.isEmpty() ? NEVER : faults.element().time();
        }
        if (trace != null) {
            tell(time);
            untold = 0;
            if (kind <= Kind.START) {
                trace.word(index, time, Kind.word(kind, argument));
            }
        }
        if (open && time == headTime + 1) {
            bare(time);
        }
        data = kind == Kind.STRAY;
        if (time < blockedUntil) {
            open = false;
            return;
        }
        int out = kind;
        if (nextFault == time && kind <= Kind.START) {
            out = faulty(kind, argument, time);
        } else if (kind == Kind.TOKEN && time >= lostTokensFrom) {
            lostTokensFrom = NEVER;
            out = Kind.FILL;
        } else if (kind == Kind.TOKEN && time >= doubledTokensFrom) {
            doubledTokensFrom = NEVER;
            plan(new LinkFault.Replace(time + doubledAfter, Kind.TOKEN, argument));
        }
        if (out == kind) {
            append(kind, time, argument, 0, 0, null);
        }
        open = false;
        damage = null;
    }

    /// All that leaves before `time` has been written: applies the faults up to there.
    void settle(long time) {
        tell(time);
        while (nextFault < time) {
            apply(java.util.Objects.requireNonNull(faults.poll()));
            nextFault = faults.isEmpty() ? NEVER : faults.element().time();
        }
    }

    long nextFault() {
        return nextFault;
    }

    // ---- faults

    void plan(LinkFault fault) {
        faults.add(fault);
        nextFault = faults.element().time();
    }

    /// Hits a word of the next data frame, from 1. No bits: it is INVALID.
    void target(int word, int bits) {
        targetWord = word;
        targetBits = bits;
    }

    /// The next token from `time` on is lost.
    void loseToken(long time) {
        lostTokensFrom = time;
    }

    /// The next token from `time` on comes once more, `after` words later.
    void doubleToken(long time, int after) {
        doubledTokensFrom = time;
        doubledAfter = after;
    }

    /// From `time` on one bit in each word is inverted with this probability, 0 for none.
    void errorRate(double rate, long time, RandomGenerator random) {
        errorRate = rate;
        errors = random;
        faults.removeIf(fault -> fault instanceof LinkFault.Flip);
        nextFault = faults.isEmpty() ? NEVER : faults.element().time();
        planError(time);
    }

    private void planError(long time) {
        if (errors != null && errorRate > 0) {
            double gap = Math.log(1 - errors.nextDouble()) / Math.log1p(-errorRate);
            plan(new LinkFault.Flip(time + 1 + (long) gap, 1 << errors.nextInt(32)));
        }
    }

    /// The word of an entry at `time`, which is that of the next fault; an entry that it is not any more is replaced.
    private int faulty(int kind, int argument, long time) {
        var fault = faults.remove();
        nextFault = faults.isEmpty() ? NEVER : faults.element().time();
        switch (fault) {
            case LinkFault.Flip(_, int bits) -> {
                planError(time);
                int word = Kind.word(kind, argument) ^ bits;
                int out = Kind.of(word);
                append(out, time, word >>> 16 & 0x1FF, 0, 0, null);
                return Kind.FILL;
            }
            case LinkFault.Replace(_, int other, int otherArgument) -> {
                append(other, time, otherArgument, 0, 0, null);
                return Kind.FILL;
            }
            default -> {
                apply(fault);
                return time < blockedUntil ? Kind.FILL : kind;
            }
        }
    }

    private void apply(LinkFault fault) {
        long time = fault.time();
        switch (fault) {
            case LinkFault.Flip(_, int bits) -> {
                flip(time, bits);
                planError(time);
            }
            case LinkFault.Replace(_, int kind, int argument) -> {
                if (time >= blockedUntil) {
                    bare(time);
                    append(kind, time, argument, 0, 0, null);
                    if (data) {
                        append(Kind.STRAY, time + 1, 0, 0, 0, null);
                    }
                }
            }
            case LinkFault.Cut(_, long until) -> {
                if (open || data) {
                    bare(time);
                    append(Kind.FILL, time, 0, 0, 0, null);
                }
                block(until);
                plan(new LinkFault.Over(until, false));
            }
            case LinkFault.Insert(_, int word0, int word1, int words, long serial) -> {
                bare(time);
                damage = null;
                append(Kind.HEAD, time, word0, word1, serial, null);
                block(time + words + 4);
                plan(new LinkFault.Over(time + words + 3, true));
                plan(new LinkFault.Over(time + words + 4, false));
            }
            case LinkFault.Mend _ -> {
                blockedUntil = time;
                if (data) {
                    append(Kind.STRAY, time, 0, 0, 0, null);
                }
            }
            case LinkFault.Over(_, boolean ends) -> {
                if (ends) {
                    append(Kind.END, time, FrameStatus.SENT.bits(), 0, 0, null);
                } else if (data && time >= blockedUntil) {
                    append(Kind.STRAY, time, 0, 0, 0, null);
                }
            }
        }
    }

    private void flip(long time, int bits) {
        if (time < blockedUntil) {
            return;
        }
        if (!data) {
            append(Kind.INVALID, time, 0, 0, 0, null);
        } else if (open && time - headTime == 1) {
            entries[headSlot * STRIDE + 1] ^= (long) bits << 32;
        } else if (open && time - headTime == 2) {
            int before = (int) entries[headSlot * STRIDE + 1];
            entries[headSlot * STRIDE + 1] ^= bits & 0xFFFF_FFFFL;
            if (!FrameReader.endsPdu(before) && FrameReader.endsPdu(before ^ bits)) {
                damage = Damage.joined(Damage.AT_SOURCE, damage);
            }
        } else {
            damage = new Damage((int) (time - headTime) - 3, bits, damage);
        }
    }

    /// The frame that is under way goes no further than the word before `time`.
    private void bare(long time) {
        if (open && time - headTime == 1) {
            entries[headSlot * STRIDE] = headTime << 4 | Kind.START;
        }
        open = false;
    }

    private void block(long until) {
        blockedUntil = Math.max(blockedUntil, until);
        open = false;
    }

    /// What is in this word already, by a fault or from a loop without a station, gives way.
    private void append(
            int kind, long time, int a, int b, long serial, @Nullable ManagementFrame content) {
        int last = end - 1 & mask;
        if (end != first && entries[last * STRIDE] >> 4 == time) {
            end = last;
        }
        int at = end * STRIDE;
        entries[at] = time << 4 | kind;
        entries[at + 1] = (long) a << 32 | b & 0xFFFF_FFFFL;
        entries[at + 2] = serial;
        if (kind == Kind.HEAD) {
            contents[end] = content;
        }
        damages[end] = kind == Kind.END ? damage : null;
        if (first == end) {
            arrival = time + delay;
        }
        end = end + 1 & mask;
        if (end == first) {
            grow();
        }
    }

    private void grow() {
        int size = mask + 1;
        var more = new long[2 * size * STRIDE];
        var moreContents = new @Nullable ManagementFrame[2 * size];
        var moreDamages = new @Nullable Damage[2 * size];
        for (int i = 0; i < size; i++) {
            int from = first + i & mask;
            System.arraycopy(entries, from * STRIDE, more, i * STRIDE, STRIDE);
            moreContents[i] = contents[from];
            moreDamages[i] = damages[from];
        }
        headSlot = headSlot - first & mask;
        entries = more;
        contents = moreContents;
        damages = moreDamages;
        first = 0;
        end = size;
        mask = 2 * size - 1;
    }
}
