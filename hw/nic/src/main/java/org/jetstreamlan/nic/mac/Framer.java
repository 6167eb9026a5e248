package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;

/// Gives each word its place: that of the word in `first` at once (`arriving`), that of the word in `second` from a
/// register. Both together are what the repeat path decides by: START with the header word behind it, the
/// last word of a frame with the word that cuts it.
///
/// ```
/// first    | START | word 0 | word 1 | pay 0 | pay 1 | TOKEN | fill
/// arriving | START | HEADER | ATM    | PAYL. | PAYL. | TOKEN | OUTSIDE
/// second           | START  | word 0 | word 1| pay 0 | pay 1 | TOKEN
/// place            | START  | HEADER | ATM   | PAYL. | PAYL. | TOKEN
/// cut                                                |▔▔▔▔▔▔▔|
/// ```
/// Latency 1 clock to `place`, a word each clock.
public final class Framer extends Module {
    /// Of the word in `first`.
    public final Enumerated<Symbol> symbol = input(enumerated(Symbol.class));

    /// The header check of the word in `first` is right, if it is header word 0.
    public final Bool checkGood = input(bool());

    /// Of the word in `first`.
    public final Enumerated<Place> arriving = output(enumerated(Place.class));

    /// Of the word in `second`.
    public final Enumerated<Place> place = output(enumerated(Place.class));

    /// `second` holds a word inside a frame, from header word 0 to the last before END.
    public final Bool inside = output(bool());

    /// The frame in `second` goes no further: `first` is neither its next word nor its end.
    public final Bool cut = output(bool());

    private final Enumerated<Place> reached = reg(enumerated(Place.class), Place.OUTSIDE);

    @Override
    protected void build() {
        arriving.assign(Place.OUTSIDE);
        select(symbol)
                .is(Symbol.DATA, this::data)
                .is(Symbol.START, () -> arriving.assign(Place.START))
                .is(
                        Symbol.END,
                        () ->
                                when(
                                        any(reached.is(Place.ATM), reached.is(Place.PAYLOAD)),
                                        () -> arriving.assign(Place.END)))
                .is(Symbol.ABORT, () -> when(inside, () -> arriving.assign(Place.ABORT)))
                .is(Symbol.TOKEN, () -> arriving.assign(Place.TOKEN))
                .is(Symbol.MARK, () -> arriving.assign(Place.MARK));
        reached.next(arriving);
        place.assign(reached);
        inside.assign(
                any(reached.is(Place.HEADER), reached.is(Place.ATM), reached.is(Place.PAYLOAD)));

        var stays = any(symbol.is(Symbol.DATA), symbol.is(Symbol.ABORT));
        var ends = symbol.is(Symbol.END).and(reached.is(Place.HEADER).not());
        cut.assign(all(inside, stays.not(), ends.not()));
    }

    private void data() {
        var header = mux(checkGood, constant(Place.HEADER), constant(Place.SKIPPED));
        select(reached)
                .is(Place.START, () -> arriving.assign(header))
                .is(Place.HEADER, () -> arriving.assign(Place.ATM))
                .is(Place.ATM, Place.PAYLOAD, () -> arriving.assign(Place.PAYLOAD))
                .is(Place.SKIPPED, () -> arriving.assign(Place.SKIPPED));
    }
}
