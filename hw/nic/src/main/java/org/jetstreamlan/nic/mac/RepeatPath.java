package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;

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

    /// Bytes 0..2 of the word in `first`, counted up.
    public final Bits counted = input(bits(24));

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

    /// `sent` goes out.
    public final Bool sending = input(bool());

    public final Bits second = output(bits(32));
    public final Link linkOut = output(Link.TYPE);

    private final Bits held = reg(bits(32), init(0));
    private final Link out = reg(Link.TYPE, init(0));
    private final Bits startWord = wire(bits(32));
    private final Bits abortWord = wire(bits(32));

    @Override
    protected void build() {
        startWord.assign(LinkSymbols.constant(ControlSymbol.START_WORD));
        abortWord.assign(LinkSymbols.constant(ControlSymbol.ABORT_WORD));
        hold();
        LinkSymbols.fill(out);
        when(sending, () -> out.next(sent)).otherwise(this::repeat);
        second.assign(held);
        linkOut.assign(out);
    }

    private void hold() {
        var isSymbol = any(arriving.is(Place.TOKEN), arriving.is(Place.MARK));
        var monitors = flipSymbols.and(isSymbol);
        var yields = flipYield.and(arriving.is(Place.TOKEN));
        var none = zeros(32);
        var flip =
                mux(monitors, lit(LinkSymbols.FLIP, 32), none)
                        .xor(mux(yields, lit(LinkSymbols.YIELD_FLIP, 32), none));
        held.next(first.xor(flip));
        when(count, () -> held.next(cat(counted, first.slice(7, 0))))
                .elseWhen(circulate, () -> held.next(first.xor(lit(Header.CIRCULATION_FLIP, 32))));
    }

    private void repeat() {
        var end = LinkSymbols.word(ControlSymbol.OPCODE_END, cat(zeros(1), endStatus));
        select(place)
                .is(Place.START, () -> symbol(passes, startWord))
                .is(Place.HEADER, this::frameWord)
                .is(Place.ATM, Place.PAYLOAD, this::frameWord)
                .is(Place.END, () -> symbol(open, end))
                .is(Place.ABORT, () -> symbol(open, abortWord))
                .is(Place.TOKEN, Place.MARK, () -> symbol(symbolPasses, held));
    }

    private void symbol(Bool goes, Bits word) {
        when(goes, () -> LinkSymbols.control(out, word));
    }

    private void frameWord() {
        var ends = cut.or(giveUp);
        when(open.and(ends.not()), () -> LinkSymbols.data(out, held));
        symbol(open.and(ends), abortWord);
    }
}
