package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Bits;

/// Control symbols as signals.
final class LinkSymbols {
    private LinkSymbols() {}

    /// Xor to a TOKEN that inverts its toggle, or to a MARK that inverts its circulation bit: the bit and
    /// the parity, in both halves.
    static final int FLIP = 0x0005_0005;

    /// Xor to a TOKEN that inverts its yield bit.
    static final int YIELD_FLIP = 0x0003_0003;

    static Bits constant(int word) {
        return Bits.lit(Integer.toUnsignedLong(word), 32);
    }

    /// The core word of an opcode and a 9-bit argument.
    static Bits word(int opcode, Bits argument) {
        var controlCode = Bits.cat(Bits.lit(opcode, ControlSymbol.OPCODE_WIDTH), argument);
        var unused = Bits.lit(0, 2);
        return Bits.cat(unused, controlCode, unused, controlCode.not());
    }

    static void control(Link link, Bits word) {
        link.kind().next(LinkWord.Kind.CONTROL);
        link.word().next(word);
    }

    static void data(Link link, Bits word) {
        link.kind().next(LinkWord.Kind.DATA);
        link.word().next(word);
    }

    static void fill(Link link) {
        link.kind().next(LinkWord.Kind.FILL);
        link.word().next(0);
    }
}
