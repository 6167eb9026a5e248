package org.jetstreamlan.abi;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jetstreamlan.abi.LinkItem.Fault;
import org.jetstreamlan.abi.LinkItem.Violation;

/// Reads a stream of link words as a station does, and says what is on it: frames with their
/// verdicts, tokens, marks, and everything that may not be there. The reference that RTL and
/// captures are compared with.
///
/// ```
///              START          word 0 good       word 1
///   OUTSIDE ──────────> FIRST ───────────> SECOND ─────> PAYLOAD ──┐ data
///      ^  ^               │ bad                             │  <───┘
///      │  └─── END ────  SKIP                               │
///      └──────── END, ABORT, or any word but data ──────────┘
/// ```
/// A word that cuts a frame is then read as if it had come outside one: a TOKEN stays a token.
public final class LinkDecoder {
    private enum State {
        OUTSIDE,
        FIRST,
        SECOND,
        PAYLOAD,
        SKIP
    }

    private final Consumer<? super LinkItem> items;
    private State state = State.OUTSIDE;
    private boolean stray;
    private long index;
    private long start;
    private int word0;
    private int word1;
    private int[] payload = new int[64];
    private int length;

    /// A decoder that gives what it finds to `items`.
    public LinkDecoder(Consumer<? super LinkItem> items) {
        this.items = items;
    }

    /// One packed link word; see [LinkWord].
    public void accept(long packed) {
        int bits = LinkWord.bits(packed);
        switch (LinkWord.kind(packed)) {
            case FILL -> {
                cut(bits);
                stray = false;
            }
            case DATA -> data(bits);
            case CONTROL -> control(bits);
            case INVALID -> {
                cut(bits);
                violation(Violation.Kind.CODE_ERROR, bits);
            }
        }
        index++;
    }

    /// Words read so far.
    public long index() {
        return index;
    }

    private void data(int bits) {
        switch (state) {
            case OUTSIDE -> {
                if (!stray) {
                    violation(Violation.Kind.STRAY_WORD, bits);
                }
                stray = true;
            }
            case FIRST -> {
                word0 = bits;
                if (Header.checkGood(bits)) {
                    state = State.SECOND;
                } else {
                    violation(Violation.Kind.HEADER_CHECK, bits);
                    state = State.SKIP;
                }
            }
            case SECOND -> {
                word1 = bits;
                length = 0;
                state = State.PAYLOAD;
            }
            case PAYLOAD -> {
                if (length < Frame.PAYLOAD_WORDS_MAXIMUM) {
                    if (length == payload.length) {
                        payload = Arrays.copyOf(payload, 2 * length);
                    }
                    payload[length] = bits;
                }
                length++;
            }
            case SKIP -> {}
        }
    }

    private void control(int bits) {
        stray = false;
        var found = ControlSymbol.of(bits);
        if (found.isEmpty()) {
            cut(bits);
            violation(Violation.Kind.BAD_SYMBOL, bits);
            return;
        }
        switch (found.get()) {
            case ControlSymbol.Start _ -> {
                cut(bits);
                start = index;
                state = State.FIRST;
            }
            case ControlSymbol.End end -> end(bits, end.status(), EnumSet.noneOf(Fault.class));
            case ControlSymbol.Abort _ -> end(bits, NO_STATUS, EnumSet.of(Fault.ABORTED));
            case ControlSymbol.Token token -> {
                cut(bits);
                items.accept(new LinkItem.TokenSeen(index, token));
            }
            case ControlSymbol.Mark mark -> {
                cut(bits);
                items.accept(new LinkItem.MarkSeen(index, mark));
            }
        }
    }

    private static final FrameStatus NO_STATUS = new FrameStatus(true, false, false, true);

    private void end(int bits, FrameStatus status, Set<Fault> faults) {
        switch (state) {
            case OUTSIDE -> violation(Violation.Kind.STRAY_END, bits);
            case FIRST, SECOND -> violation(Violation.Kind.NO_HEADER, bits);
            case PAYLOAD -> frame(status, faults);
            case SKIP -> {}
        }
        state = State.OUTSIDE;
    }

    private void cut(int bits) {
        switch (state) {
            case OUTSIDE, SKIP -> {}
            case FIRST, SECOND -> violation(Violation.Kind.NO_HEADER, bits);
            case PAYLOAD -> frame(NO_STATUS, EnumSet.of(Fault.CUT));
        }
        state = State.OUTSIDE;
    }

    private void frame(FrameStatus status, Set<Fault> faults) {
        int kept = Math.min(length, Frame.PAYLOAD_WORDS_MAXIMUM);
        var bytes = new byte[4 * kept];
        var words = java.lang.foreign.MemorySegment.ofArray(bytes);
        for (int i = 0; i < kept; i++) {
            words.set(WindowWords.WIRE, 4L * i, payload[i]);
        }
        var atm = AtmHeader.of(AtmHeader.word(word0, word1));
        var frame = new Frame(Header.of(word0), atm, bytes);
        if (!AtmHeader.hecGood(word0, word1)) {
            faults.add(Fault.HEC);
        }
        if (length < Frame.PAYLOAD_WORDS_MINIMUM) {
            faults.add(Fault.RUNT);
        }
        if (length > Frame.PAYLOAD_WORDS_MAXIMUM) {
            faults.add(Fault.TOO_LONG);
        }
        if (frame.crcVerdict() == CrcVerdict.BAD) {
            faults.add(Fault.CRC);
        }
        items.accept(new LinkItem.FrameSeen(start, index, frame, status, faults));
    }

    private void violation(Violation.Kind kind, int bits) {
        items.accept(new Violation(index, kind, bits));
    }
}
