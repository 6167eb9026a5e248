package org.jetstreamlan.nic.link;

import org.jetstreamlan.abi.LineCode.Half;
import org.jetstreamlan.abi.LineFault;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.nic.mac.Link;

/// Two line words that have come, the upper half of a link word first, to that link word; an INVALID one has the [LineFault] in its bits.
/// Combinational.
final class PairDecoder extends Module {
    final Enumerated<Half> upper = input(enumerated(Half.class));
    final Enumerated<Half> lower = input(enumerated(Half.class));
    final Bits upperCarried = input(bits(16));
    final Bits lowerCarried = input(bits(16));

    final Link link = output(Link.TYPE);

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var illegal = upper.is(Half.ILLEGAL).or(lower.is(Half.ILLEGAL));
        var upperData = upper.is(Half.DATA0).or(upper.is(Half.DATA1));
        var lowerData = lower.is(Half.DATA0).or(lower.is(Half.DATA1));
        var both = cat(upperCarried, lowerCarried);

        link.kind().assign(LinkWord.Kind.INVALID);
        link.word().assign(LineFault.HALVES.ordinal());
        when(illegal, () -> link.word().assign(LineFault.ILLEGAL_CODE.ordinal()))
                .elseWhen(
                        upper.is(Half.DATA0).and(lower.is(Half.DATA1)),
                        () -> {
                            link.kind().assign(LinkWord.Kind.DATA);
                            link.word().assign(both);
                        })
                .elseWhen(
                        upper.is(Half.CONTROL).and(lower.is(Half.CONTROL)),
                        () -> {
                            link.kind().assign(LinkWord.Kind.CONTROL);
                            link.word().assign(both);
                        })
                .elseWhen(
                        upper.is(Half.FILL0).and(lower.is(Half.FILL1)),
                        () -> {
                            link.kind().assign(LinkWord.Kind.FILL);
                            link.word().assign(0);
                        })
                .elseWhen(
                        upperData.and(lowerData),
                        () -> link.word().assign(LineFault.FLAG.ordinal()));
    }
}
