package org.jetstreamlan.nic.link;

import org.jetstreamlan.abi.LineCode;
import org.jetstreamlan.abi.LineCode.Half;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Vec;
import org.jetstreamlan.nic.mac.Link;

/// Line words, whose boundaries are known, to link words; the reference is [LineCode#decode].
///
/// ```
/// clock      0      1      2      3
/// line    | W0   | W1   |             W: 20, 40 or 80 bits
/// links          | L0   | L1   |      32 and 64 bit core: valid always
///
/// line    | FF0  | FF1a | a    | b    |
/// links          |      | FILL | FILL | ab     16 bit core: valid each second clock
/// valid   _______________/▔▔▔▔▔▔\______/▔▔▔
/// ```
/// Latency 1 clock after the last bit of a link word, throughput as in [LineWidth]. On a 16 bit core an FF0 is always an upper half: the
/// half before it, if it waits for its other one, comes out as INVALID with it.
public final class LineDecoder extends Module {
    private final LineWidth width;

    /// First on the line on top.
    public final Bits line;

    /// The first on the line is element 0.
    public final Vec<Link> links;

    /// `links` are new in this clock.
    public final Bool valid = output(bool());

    private final Vec<Link> decoded;

    public LineDecoder(LineWidth width) {
        this.width = width;
        super();
        this.line = input(bits(width.bits()));
        this.links = output(vec(width.links(), Link.TYPE));
        this.decoded = reg(vec(width.links(), Link.TYPE), init(0));
    }

    @Override
    protected String moduleName() {
        return "LineDecoder_" + 16 * width.halves();
    }

    @Override
    protected Object parameters() {
        return width;
    }

    @Override
    protected void build() {
        links.assign(decoded);
        if (width.isHalf()) {
            buildHalf();
        } else {
            for (int i = 0; i < width.links(); i++) {
                var pair = pair(half(2 * i), half(2 * i + 1));
                decoded.at(i).next(pair.link);
            }
            valid.assign(high());
        }
    }

    private HalfDecoder half(int index) {
        var half = child(new HalfDecoder());
        int top = width.bits() - 1 - index * LineCode.WORD_BITS;
        half.word.assign(line.slice(top, top - LineCode.WORD_BITS + 1));
        return half;
    }

    private PairDecoder pair(HalfDecoder upper, HalfDecoder lower) {
        var pair = child(new PairDecoder());
        pair.upper.assign(upper.kind);
        pair.upperCarried.assign(upper.carried);
        pair.lower.assign(lower.kind);
        pair.lowerCarried.assign(lower.carried);
        return pair;
    }

    private void buildHalf() {
        var half = half(0);
        Enumerated<Half> upper = reg(enumerated(Half.class), Half.ILLEGAL);
        Bits upperCarried = reg(bits(LineCode.DATA_BITS), init(0));
        Bool waiting = reg(bool(), init(0));
        Bool ready = reg(bool(), init(0));
        var pair = child(new PairDecoder());
        pair.upper.assign(upper);
        pair.upperCarried.assign(upperCarried);
        pair.lower.assign(half.kind);
        pair.lowerCarried.assign(half.carried);

        upper.next(half.kind);
        upperCarried.next(half.carried);
        waiting.next(waiting.not().or(half.kind.is(Half.FILL0)));
        ready.next(waiting);
        when(waiting, () -> decoded.at(0).next(pair.link));
        valid.assign(ready);
    }
}
