package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// The second register of the repeat path and the link output. Header word 0, TOKEN and MARK are changed on
/// the way into `second`; a frame that is cut ends in an ABORT in place of its last word
/// (cut behind header word 0: START and ABORT), so that the word that cut it keeps its place.
///
/// ```
/// clock        0     1     2     3     4     5
/// link in    |START| w0  | w1  | p0  |TOKEN|
/// first            |START| w0  | w1  | p0  |TOKEN|
/// second                 |START| w0' | w1  | p0  |TOKEN|
/// link out                     |START| w0' | w1  |ABORT|TOKEN'|
/// ```
/// 3 clocks from link to link, a word each clock. While the transmitter sends, its word goes out and the
/// repeated one is lost.
public final class RepeatPath extends Module {
    /// The word in `first` and its place.
    public final Bits first = input(bits(32));

    public final Enumerated<Place> arriving = input(enumerated(Place.class));

    /// How the word in `first` counts up.
    public final UInt way = input(uint(NextHop.WAYS));

    public final Bool count = input(bool());
    public final Bool circulate = input(bool());

    /// TOKEN and MARK get the monitor's bit.
    public final Bool flipSymbols = input(bool());

    /// The TOKEN in `first` gets the other yield bit.
    public final Bool flipYield = input(bool());

    /// A frame that is being repeated ends here.
    public final Bool giveUp = input(bool());

    /// Of the word in `second`.
    public final Enumerated<Place> place = input(enumerated(Place.class));

    public final Bool passes = input(bool());
    public final Bool open = input(bool());
    public final Bool cut = input(bool());
    public final Bool symbolPasses = input(bool());
    public final Bits endStatus = input(bits(8));

    public final Link sent = input(Link.TYPE);

    /// ABORT is sent.
    public final Bool aborted = input(bool());

    /// `sent` goes out; else it is FILL.
    public final Bool sending = input(bool());

    public final Bits second = output(bits(32));
    public final Link linkOut = output(Link.TYPE);

    private final NextHop nextHop = child(new NextHop());
    private final Bits held = reg(bits(32));
    private final Link out = reg(Link.TYPE, init(0));

    @Override
    protected void build() {
        hold();
        repeat();
        second.assign(held);
        linkOut.assign(out);
    }

    private void hold() {
        nextHop.way.assign(way);
        var isSymbol = any(arriving.is(Place.TOKEN), arriving.is(Place.MARK));
        var hop = where(count, cat(nextHop.flipped, zeros(8)));
        var circulation = where(circulate, lit(Header.CIRCULATION_FLIP, 32));
        var monitors = where(flipSymbols.and(isSymbol), lit(LinkSymbols.FLIP, 32));
        var yields =
                where(flipYield.and(arriving.is(Place.TOKEN)), lit(LinkSymbols.YIELD_FLIP, 32));
        held.next(first.xor(hop).xor(circulation).xor(monitors).xor(yields));
    }

    /// START, ABORT, TOKEN and MARK go on as they are held, and so does END but for its status. Of the words that may go out all but one are 0.
    private void repeat() {
        var inFrame = any(place.is(Place.HEADER), place.is(Place.ATM), place.is(Place.PAYLOAD));
        var ends = cut.or(giveUp);
        var data = all(inFrame, open, ends.not(), sending.not());
        var aborts = any(all(inFrame, open, ends, sending.not()), aborted);
        var end = all(place.is(Place.END), open, sending.not());
        var symbol =
                any(
                                place.is(Place.START).and(passes),
                                place.is(Place.ABORT).and(open),
                                any(place.is(Place.TOKEN), place.is(Place.MARK)).and(symbolPasses))
                        .and(sending.not());

        var endWord = LinkSymbols.word(ControlSymbol.OPCODE_END, cat(zeros(1), endStatus));
        out.word()
                .next(
                        where(data.or(symbol), held)
                                .or(where(aborts, LinkSymbols.constant(ControlSymbol.ABORT_WORD)))
                                .or(where(end, endWord))
                                .or(sent.word()));
        out.kind().next(sent.kind());
        when(data, () -> out.kind().next(LinkWord.Kind.DATA))
                .elseWhen(any(symbol, aborts, end), () -> out.kind().next(LinkWord.Kind.CONTROL));
    }

    private static Bits where(Bool goes, Bits word) {
        return mux(goes, word, zeros(32));
    }
}
