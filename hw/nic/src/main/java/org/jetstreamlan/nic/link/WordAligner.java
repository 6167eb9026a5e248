package org.jetstreamlan.nic.link;

import org.jetstreamlan.abi.LineCode;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// Cuts the bit stream of a SERDES, whose words begin anywhere, at the boundaries of line words; of a 32 or 64 bit core, at those of link words.
/// `slip` moves the cut by one bit, from the last place back to the first.
///
/// ```
///                 older                             newer, first on the line on top
/// window   |  last of the line word before  |       line       |
///          |<- place ->|         aligned        |
/// ```
/// Latency 2 clocks, and up to one more by the place; a slip shows in `aligned` after [#SLIP_CLOCKS].
public final class WordAligner extends Module {
    /// Clocks from `slip` to the first word that is cut at the new place throughout.
    static final int SLIP_CLOCKS = 3;

    /// The lower bits of the place, which the second clock shifts by.
    private static final int FINE_BITS = 3;

    private final LineWidth width;
    private final int places;
    private final int placeBits;

    public final Bits line;
    public final Bool slip = input(bool());
    public final Bits aligned;

    private final UInt place;
    private final Bits previous;
    private final Bits coarse;
    private final UInt fine = reg(uint(FINE_BITS), init(0));
    private final Bits cut;

    public WordAligner(LineWidth width) {
        this.width = width;
        int cuts = width.isHalf() ? LineCode.WORD_BITS : LineCode.PAIR_BITS;
        this.places = cuts;
        this.placeBits = 32 - Integer.numberOfLeadingZeros(cuts - 1);
        super();
        this.line = input(bits(width.bits()));
        this.aligned = output(bits(width.bits()));
        this.place = reg(uint(placeBits), init(0));
        this.previous = reg(bits(places - 1), init(0));
        this.coarse = reg(bits(width.bits() + (1 << FINE_BITS) - 1), init(0));
        this.cut = reg(bits(width.bits()), init(0));
    }

    @Override
    protected String moduleName() {
        return "WordAligner_" + 16 * width.halves();
    }

    @Override
    protected Object parameters() {
        return width;
    }

    @Override
    protected void build() {
        when(slip, () -> place.next(mux(place.eq(places - 1), num(0, placeBits), place.add(1))));
        previous.next(line.trunc(places - 1));

        var window = cat(previous, line);
        var octets = cat(place.slice(placeBits - 1, FINE_BITS), zeros(FINE_BITS)).asUInt();
        coarse.next(top(window.shl(octets), coarse.width()));
        fine.next(place.trunc(FINE_BITS));
        cut.next(top(coarse.shl(fine), width.bits()));
        aligned.assign(cut);
    }

    private static Bits top(Bits bits, int width) {
        return bits.slice(bits.width() - 1, bits.width() - width);
    }
}
