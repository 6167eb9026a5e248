package org.jetstreamlan.cli.proof;

import org.jetstreamlan.abi.LineCode;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.nic.link.LineDecoder;
import org.jetstreamlan.nic.link.LineEncoder;
import org.jetstreamlan.nic.link.LineWidth;
import org.jetstreamlan.nic.mac.Link;

/// What [LineEncoder] makes of a link word [LineDecoder] reads as that word; with 1 to 3 bits of one half's C-field inverted it reads INVALID. The
/// 32-bit core; nothing is reduced.
final class LineCodeProof extends Module {
    private static final int WORD = LineCode.WORD_BITS;

    private final Link sent = input(Link.TYPE);

    /// The bits of a C-field that come inverted, in the upper half or the lower.
    private final Bits error = input(bits(LineCode.CODE_BITS));

    private final Bool upper = input(bool());

    private final LineEncoder encoder = child(new LineEncoder(LineWidth.CORE_32));
    private final LineDecoder decoder = child(new LineDecoder(LineWidth.CORE_32));

    // Encoder and decoder take 3 clocks.
    private final Link sent1 = reg(Link.TYPE, init(0));
    private final Link sent2 = reg(Link.TYPE, init(0));
    private final Link sent3 = reg(Link.TYPE, init(0));
    private final Bool damaged = reg(bool(), init(0));
    private final Bits running = reg(bits(2), init(0));
    private final Bool complete = reg(bool(), init(0));

    @Override
    protected void build() {
        var isControl = sent.kind().is(LinkWord.Kind.CONTROL);
        var isData = sent.kind().is(LinkWord.Kind.DATA);
        var free = sent.word().and(lit(0xC000C000L, 32)).orR().not();
        assume(isControl.not().or(free), "a control word has two halves of 14 bits");

        encoder.links.at(0).assign(sent);
        var place = mux(upper, cat(error, zeros(WORD)), error.zext(WORD + LineCode.CODE_BITS));
        decoder.line.assign(encoder.line.xor(place.zext(2 * WORD)));
        assume(error.andR().not(), "up to 3 bits are wrong");

        // What is neither data nor control is sent as FILL.
        var carries = isData.or(isControl);
        sent1.kind().next(mux(carries, sent.kind(), constant(LinkWord.Kind.FILL)));
        sent1.word().next(mux(carries, sent.word(), zeros(32)));
        sent2.next(sent1);
        sent3.next(sent2);
        damaged.next(error.orR());
        running.next(cat(running.bit(0), high()));
        complete.next(running.bit(1));

        var came = decoder.links.at(0);
        when(
                complete.and(damaged.not()),
                () -> {
                    check(came.kind().asBits().eq(sent3.kind().asBits()), "a word has its kind");
                    check(came.word().eq(sent3.word()), "a word has its bits");
                });
        when(
                complete.and(damaged),
                () ->
                        check(
                                came.kind().is(LinkWord.Kind.INVALID),
                                "an error in a C-field makes the word INVALID"));
    }
}
