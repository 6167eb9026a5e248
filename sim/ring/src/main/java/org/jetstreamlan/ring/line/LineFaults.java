package org.jetstreamlan.ring.line;

import java.util.random.RandomGenerator;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.LineCode;
import org.jetstreamlan.abi.LinkWord;

/// What can be wrong with a line. Those that know what a pair says put another one in its place, whatever the disparity.
public final class LineFaults {
    private LineFaults() {}

    private static long encoded(long word) {
        return new LineCode.Encoder().encode(word);
    }

    private static boolean isToken(long pair) {
        long word = LineCode.decode(pair);
        return LinkWord.kind(word) == LinkWord.Kind.CONTROL
                && ControlSymbol.opcode(LinkWord.bits(word)) == ControlSymbol.OPCODE_TOKEN;
    }

    private static boolean isStart(long pair) {
        return LineCode.decode(pair)
                == LinkWord.pack(LinkWord.Kind.CONTROL, ControlSymbol.START_WORD);
    }

    private static boolean isFill(long pair) {
        return LinkWord.kind(LineCode.decode(pair)) == LinkWord.Kind.FILL;
    }

    /// Each bit is wrong with this probability, whatever the others are.
    ///
    /// @param rate 0 to 1
    public static LineFault bitErrors(double rate, RandomGenerator random) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException(
                    "bit error rate %s: it is a probability, 0 to 1".formatted(rate));
        }
        double none = Math.pow(1 - rate, LineCode.PAIR_BITS);
        return (_, pair) -> {
            // Few pairs have any: those are told by one number.
            double first = random.nextDouble();
            return first < none
                    ? pair
                    : pair ^ wrongBits(rate, (first - none) / (1 - none), random);
        };
    }

    /// Of 40 bits at least one.
    ///
    /// @param which uniform, 0 to 1: tells the first of them
    private static long wrongBits(double rate, double which, RandomGenerator random) {
        double none = Math.pow(1 - rate, LineCode.PAIR_BITS);
        long bits = 0;
        double before = 0;
        for (int bit = 0; bit < LineCode.PAIR_BITS; bit++) {
            if (bits == 0) {
                before += rate * Math.pow(1 - rate, bit) / (1 - none);
                bits = which < before || bit == LineCode.PAIR_BITS - 1 ? 1L << bit : 0;
            } else if (random.nextDouble() < rate) {
                bits |= 1L << bit;
            }
        }
        return bits;
    }

    /// Random bits from `from` until before `until`.
    public static LineFault burst(long from, long until, RandomGenerator random) {
        return (time, pair) ->
                time >= from && time < until
                        ? random.nextLong() & (1L << LineCode.PAIR_BITS) - 1
                        : pair;
    }

    /// Nothing comes from `from` until before `until`.
    public static LineFault cut(long from, long until) {
        return (time, pair) -> time >= from && time < until ? 0 : pair;
    }

    /// Comes and goes: `on` words up, `off` down, until before `until`.
    public static LineFault flap(long from, long until, int on, int off) {
        return (time, pair) ->
                time >= from && time < until && (time - from) % (on + off) >= on ? 0 : pair;
    }

    /// The next token is lost.
    public static LineFault loseToken() {
        boolean[] done = {false};
        return (_, pair) -> {
            if (done[0] || !isToken(pair)) {
                return pair;
            }
            done[0] = true;
            return encoded(LinkWord.FILL.packed());
        };
    }

    /// The next token comes once more in the place of a fill, `after` words behind it or later.
    public static LineFault doubleToken(int after) {
        return new LineFault() {
            private long token;
            private long due = -1;

            @Override
            public long apply(long time, long pair) {
                if (due < 0 && isToken(pair)) {
                    token = pair;
                    due = time + after;
                } else if (due >= 0 && token != 0 && time >= due && isFill(pair)) {
                    long again = token;
                    token = 0;
                    return again;
                }
                return pair;
            }
        };
    }

    /// Bits of a header word of the next frame, under a check that is not made anew.
    ///
    /// @param which 0 or 1
    public static LineFault spoilHeader(int which, int bits) {
        return new LineFault() {
            /// Header word that is next, -1 outside.
            private int next = -1;

            private boolean done;

            @Override
            public long apply(long time, long pair) {
                long word = LineCode.decode(pair);
                if (isStart(pair)) {
                    next = 0;
                } else if (next >= 0 && LinkWord.kind(word) == LinkWord.Kind.DATA) {
                    boolean here = next == which && !done;
                    next = next == 0 ? 1 : -1;
                    if (here) {
                        done = true;
                        int wrong = LinkWord.bits(word) ^ bits;
                        return encoded(LinkWord.pack(LinkWord.Kind.DATA, wrong));
                    }
                } else {
                    next = -1;
                }
                return pair;
            }
        };
    }

    /// A frame that nobody has sent, in the place of the next fill and what is behind it.
    public static LineFault orphan(Frame frame) {
        var encoder = new LineCode.Encoder();
        long[] words = frame.linkWords();
        return new LineFault() {
            private int at;

            @Override
            public long apply(long time, long pair) {
                if (at == words.length || (at == 0 && !isFill(pair))) {
                    return pair;
                }
                return encoder.encode(words[at++]);
            }
        };
    }

    /// Frames one behind the other, whatever comes, from `from` until before `until`.
    public static LineFault babble(long from, long until, Frame frame) {
        var encoder = new LineCode.Encoder();
        long[] words = frame.linkWords();
        return new LineFault() {
            private int at;

            @Override
            public long apply(long time, long pair) {
                if (time < from || time >= until) {
                    return pair;
                }
                long word = words[at];
                at = (at + 1) % words.length;
                return encoder.encode(word);
            }
        };
    }
}
