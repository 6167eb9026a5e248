package org.jetstreamlan.nic.link;

import org.jetstreamlan.abi.LineCode;
import org.jetstreamlan.abi.LineCode.Half;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;

/// One line word: what it is and what it carries, see [LineCode]. Combinational.
final class HalfDecoder extends Module {
    private static final int MARK_HI = LineCode.MARK_LO + 1;

    final Bits word = input(bits(LineCode.WORD_BITS));

    final Enumerated<Half> kind = output(enumerated(Half.class));

    /// 16 data bits, or 14 user bits below two zeros.
    final Bits carried = output(bits(LineCode.DATA_BITS));

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var code = word.slice(LineCode.CODE_BITS - 1, 0);
        var field = word.slice(LineCode.WORD_BITS - 1, LineCode.CODE_BITS);
        // The last bit of a C-field is 1 in each word that is not inverted, 0 in each that is.
        var inverted = word.bit(0).not();
        var plain = field.xor(mux(inverted, ones(16), zeros(16)));
        var mark = plain.slice(MARK_HI, LineCode.MARK_LO);
        var control = cat(zeros(2), plain.slice(15, MARK_HI + 1), plain.slice(6, 0));
        var isControl = mark.eq(LineCode.CONTROL_MARK);

        kind.assign(Half.ILLEGAL);
        carried.assign(plain);
        select(code)
                .is(LineCode.DATA_FLAG0, () -> kind.assign(Half.DATA0))
                .is(inverse(LineCode.DATA_FLAG0), () -> kind.assign(Half.DATA0))
                .is(LineCode.DATA_FLAG1, () -> kind.assign(Half.DATA1))
                .is(inverse(LineCode.DATA_FLAG1), () -> kind.assign(Half.DATA1))
                .is(
                        LineCode.CONTROL,
                        () -> {
                            carried.assign(control);
                            when(isControl, () -> kind.assign(Half.CONTROL))
                                    .elseWhen(word.eq(LineCode.FF0), () -> kind.assign(Half.FILL0))
                                    .elseWhen(
                                            any(word.eq(LineCode.FF1A), word.eq(LineCode.FF1B)),
                                            () -> kind.assign(Half.FILL1));
                        })
                .is(
                        inverse(LineCode.CONTROL),
                        () -> {
                            carried.assign(control);
                            when(isControl, () -> kind.assign(Half.CONTROL));
                        });
    }

    private static long inverse(int code) {
        return ~code & 0xF;
    }
}
