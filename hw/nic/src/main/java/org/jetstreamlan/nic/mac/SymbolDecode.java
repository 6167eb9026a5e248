package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;

/// The first register of the repeat path, and what is in it. A control word is a symbol only if its
/// second half is the complement of the first, its opcode exists, and its argument is one that the opcode can
/// have; see [ControlSymbol].
///
/// ```
/// clock     0       1
/// link    | word  |
/// first           | word      symbol and first belong together
/// symbol          | what it is
/// ```
/// Latency 1 clock, a word each clock.
public final class SymbolDecode extends Module {
    private static final int HALF = 16;
    private static final int SYMBOL_BITS = 14;

    public final Link link = input(Link.TYPE);

    /// The word.
    public final Bits first = output(bits(32));

    public final Enumerated<Symbol> symbol = output(enumerated(Symbol.class));

    private final Bits word = reg(bits(32), init(0));
    private final Enumerated<Symbol> decoded = reg(enumerated(Symbol.class), Symbol.FILL);

    @Override
    protected void build() {
        var control = control();
        word.next(link.word());
        select(link.kind())
                .is(LinkWord.Kind.FILL, () -> decoded.next(Symbol.FILL))
                .is(LinkWord.Kind.DATA, () -> decoded.next(Symbol.DATA))
                .is(LinkWord.Kind.CONTROL, () -> decoded.next(control))
                .is(LinkWord.Kind.INVALID, () -> decoded.next(Symbol.INVALID));
        first.assign(word);
        symbol.assign(decoded);
    }

    private Enumerated<Symbol> control() {
        var upper = link.word().slice(HALF + SYMBOL_BITS - 1, HALF);
        var lower = link.word().slice(SYMBOL_BITS - 1, 0);
        var complement = upper.xor(lower).andR();
        var unused = link.word().and(lit(Integer.toUnsignedLong(ControlSymbol.ZERO_BITS), 32));
        var whole = complement.and(unused.orR().not());

        var opcode = upper.slice(SYMBOL_BITS - 1, ControlSymbol.ARGUMENT_WIDTH);
        var argument = upper.slice(ControlSymbol.ARGUMENT_WIDTH - 1, 0);
        var noArgument = argument.orR().not();
        var evenParity = argument.xorR().not();
        var statusOnly = argument.bit(ControlSymbol.ARGUMENT_WIDTH - 1).not();
        var markArgument = evenParity.and(argument.bit(ControlSymbol.TOKEN_YIELD).not());

        var kind = wire(enumerated(Symbol.class));
        kind.assign(Symbol.BROKEN);
        select(opcode)
                .is(ControlSymbol.OPCODE_START, () -> keep(kind, noArgument, Symbol.START))
                .is(ControlSymbol.OPCODE_ABORT, () -> keep(kind, noArgument, Symbol.ABORT))
                .is(ControlSymbol.OPCODE_END, () -> keep(kind, statusOnly, Symbol.END))
                .is(ControlSymbol.OPCODE_TOKEN, () -> keep(kind, evenParity, Symbol.TOKEN))
                .is(ControlSymbol.OPCODE_MARK, () -> keep(kind, markArgument, Symbol.MARK));
        return mux(whole, kind, constant(Symbol.BROKEN));
    }

    private void keep(Enumerated<Symbol> kind, Bool legal, Symbol symbol) {
        when(legal, () -> kind.assign(symbol));
    }
}
