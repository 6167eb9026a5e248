package org.jetstreamlan.hdl.lib.coding;

import java.util.List;
import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Flow;

/// A running CRC of any [CrcSpec], a word of any width each clock.
///
/// ```
/// clock         0    1    2    3    4
/// start         ____/▔▔▔▔\______________    with the first word
/// word          ____| w0 | w1 | w2 |____
/// crc           xxxxxxxxx|crc0|crc1|crc2     of w0; of w0 w1; of w0 w1 w2
/// ```
/// Latency 1 clock, a word each clock. A word is the next bits of the message: with `reflectIn` its bit 0 goes first (so byte lane 0 goes
/// first, as on AXI), else its top bit (so the top byte goes first, network order).
///
/// The register holds the remainder plus the initial value, so that a start is an AND with 0, and where `xorOut` is the initial value
/// the check is the register itself. Word and remainder are added before the matrix: one matrix, with as many inputs as the word has bits,
/// does for both.
public final class Crc extends Module {
    private final CrcSpec spec;
    private final int wordWidth;

    /// Forget what came before; together with the first word.
    public final Bool start = input(bool());

    public final Flow<Bits> word;

    /// The check over the words since start.
    public final Bits crc;

    /// @param wordWidth bits of the message in a clock
    public Crc(CrcSpec spec, int wordWidth) {
        if (wordWidth < 1) {
            throw Arguments.wrong(
                    "a CRC",
                    "of words of " + wordWidth + " bits",
                    "give it words of 1 bit or more");
        }
        this.spec = spec;
        this.wordWidth = wordWidth;
        super();
        this.word = input(flow(bits(wordWidth)));
        this.crc = output(bits(spec.width()));
    }

    @Override
    protected String moduleName() {
        return "Crc" + spec.width() + "_" + Long.toHexString(spec.polynomial()) + "_d" + wordWidth;
    }

    @Override
    protected Object parameters() {
        return List.of(spec, wordWidth);
    }

    @Override
    protected void build() {
        int width = spec.width();
        var remainder = reg(bits(width), init(0));
        var before = mux(start, zeros(width), remainder);
        var message = spec.reflectIn() ? reversed(word.payload()) : word.payload();
        var sum = message.xor(aligned(before));
        var matrix = XorMatrix.remainder(width, spec.polynomial(), wordWidth);
        var product = matrix.times(sum);
        var shifted = wordWidth < width ? product.xor(before.shl(wordWidth)) : product;
        when(word.valid(), () -> remainder.next(plus(shifted, change())));
        crc.assign(
                plus(
                        spec.reflectOut() ? reversed(remainder) : remainder,
                        spec.finished(spec.init())));
    }

    /// The remainder's top bits over the word's first ones.
    private Bits aligned(Bits remainder) {
        int width = spec.width();
        return wordWidth <= width
                ? remainder.slice(width - 1, width - wordWidth)
                : cat(remainder, zeros(wordWidth - width));
    }

    /// What a word of zeros makes of the initial value, plus the initial value.
    private long change() {
        long remainder = spec.init();
        for (int i = 0; i < wordWidth; i++) {
            remainder = spec.shifted(remainder, 0);
        }
        return remainder ^ spec.init();
    }

    private Bits plus(Bits bits, long constant) {
        if (constant == 0) {
            return bits;
        }
        return constant == CrcSpec.ones(spec.width())
                ? bits.not()
                : bits.xor(lit(constant, spec.width()));
    }

    private static Bits reversed(Bits bits) {
        Bool[] all = new Bool[bits.width()];
        for (int i = 0; i < all.length; i++) {
            all[i] = bits.bit(i);
        }
        return cat(all);
    }
}
