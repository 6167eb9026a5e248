package org.jetstreamlan.nic.link;

import org.jetstreamlan.abi.LineCode;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.SInt;
import org.jetstreamlan.hdl.Vec;
import org.jetstreamlan.hdl.lib.coding.BitCount;
import org.jetstreamlan.nic.mac.Link;

/// Link words to line words; the reference is [LineCode.Encoder]. FILL and INVALID are sent as fill.
///
/// ```
/// clock      0      1      2      3
/// links   | L0   | L1   |
/// plain          | P0   | P1   |         not inverted, with its disparity
/// line                  | W0   | W1   |  inverted where that brings the running disparity towards 0
/// ```
/// Latency 2 clocks, throughput as in [LineWidth]; on a 16 bit core `links` are taken in the clocks in which `taken` is 1 and their lower
/// half goes a clock later. Between line words the running disparity stays within [LineCode#DISPARITY_BOUND].
public final class LineEncoder extends Module {
    /// Half a disparity, of a line word or running: -9..9.
    private static final int BALANCE_BITS = 5;

    private final LineWidth width;

    /// The first on the line is element 0.
    public final Vec<Link> links;

    public final Bool taken = output(bool());

    /// First on the line on top.
    public final Bits line;

    private final SInt balance = reg(sint(BALANCE_BITS), init(0));
    private final Bits out;

    public LineEncoder(LineWidth width) {
        this.width = width;
        super();
        this.links = input(vec(width.links(), Link.TYPE));
        this.line = output(bits(width.bits()));
        this.out = reg(bits(width.bits()), init(0));
    }

    @Override
    protected String moduleName() {
        return "LineEncoder_" + 16 * width.halves();
    }

    @Override
    protected Object parameters() {
        return width;
    }

    @Override
    protected void build() {
        var lines = new Bits[width.halves()];
        SInt before = balance;
        for (int i = 0; i < width.halves(); i++) {
            var half = child(new PlainHalf());
            if (width.isHalf()) {
                inTwoClocks(half);
            } else {
                half.link.assign(links.at(i / 2));
                half.lower.assign(i % 2 != 0);
            }
            var next = child(new Balance());
            next.plain.assign(half.plain);
            next.excess.assign(half.excess);
            next.isFill.assign(half.isFill);
            next.before.assign(before);
            lines[i] = next.word;
            before = next.after;
        }
        balance.next(before);
        out.next(cat(lines));
        line.assign(out);
        if (!width.isHalf()) {
            taken.assign(high());
        }
    }

    private void inTwoClocks(PlainHalf half) {
        Bool lower = reg(bool(), init(0));
        Link held = reg(Link.TYPE, init(0));
        lower.next(lower.not());
        when(lower.not(), () -> held.next(links.at(0)));
        half.link.assign(mux(lower, held, links.at(0)));
        half.lower.assign(lower);
        taken.assign(lower.not());
    }

    /// A half of a link word as a line word that is not inverted, a clock later.
    static final class PlainHalf extends Module {
        final Link link = input(Link.TYPE);
        final Bool lower = input(bool());

        final Bits plain = output(bits(LineCode.WORD_BITS));

        /// Half its disparity.
        final SInt excess = output(sint(BALANCE_BITS));

        final Bool isFill = output(bool());

        private final Bits word = reg(bits(LineCode.WORD_BITS), init(LineCode.FF0));
        private final SInt half = reg(sint(BALANCE_BITS), init(0));
        private final Bool fill = reg(bool(), init(1));

        @Override
        protected Object parameters() {
            return moduleName();
        }

        @Override
        protected void build() {
            var carried = mux(lower, link.word().slice(15, 0), link.word().slice(31, 16));
            var data = link.kind().is(LinkWord.Kind.DATA);
            var control = link.kind().is(LinkWord.Kind.CONTROL);
            var mark = lit(LineCode.CONTROL_MARK, 2);
            var coded = wire(bits(LineCode.WORD_BITS));
            coded.assign(code(LineCode.FF0, LineCode.FF1A, LineCode.WORD_BITS));
            when(
                            data,
                            () ->
                                    coded.assign(
                                            cat(
                                                    carried,
                                                    code(
                                                            LineCode.DATA_FLAG0,
                                                            LineCode.DATA_FLAG1,
                                                            4))))
                    .elseWhen(
                            control,
                            () ->
                                    coded.assign(
                                            cat(
                                                    carried.slice(13, 7),
                                                    mark,
                                                    carried.slice(6, 0),
                                                    lit(LineCode.CONTROL, 4))));
            word.next(coded);
            half.next(BitCount.ones(coded).sub(LineCode.WORD_BITS / 2).asSInt());
            fill.next(data.or(control).not());
            plain.assign(word);
            excess.assign(half);
            isFill.assign(fill);
        }

        private Bits code(int ofUpper, int ofLower, int width) {
            return mux(lower, lit(ofLower, width), lit(ofUpper, width));
        }
    }

    /// The form in which a line word goes out, and the running disparity behind it.
    static final class Balance extends Module {
        final Bits plain = input(bits(LineCode.WORD_BITS));
        final SInt excess = input(sint(BALANCE_BITS));
        final Bool isFill = input(bool());
        final SInt before = input(sint(BALANCE_BITS));

        final Bits word = output(bits(LineCode.WORD_BITS));
        final SInt after = output(sint(BALANCE_BITS));

        @Override
        protected Object parameters() {
            return moduleName();
        }

        @Override
        protected void build() {
            var isHigh = before.gt(0);
            var negative = excess.bit(BALANCE_BITS - 1);
            var inverts = isHigh.ne(negative).and(excess.ne(0));
            var flip =
                    mux(
                            isFill,
                            lit(LineCode.FF1A ^ LineCode.FF1B, LineCode.WORD_BITS),
                            ones(LineCode.WORD_BITS));
            word.assign(mux(inverts, plain.xor(flip), plain));
            after.assign(mux(inverts, before.sub(excess), before.add(excess)));
        }
    }
}
