package org.jetstreamlan.examples.rv32i;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// The arithmetic of RV32I, combinational.
public final class Alu extends Module {
    public final Enumerated<AluOp> op = input(enumerated(AluOp.class));
    public final UInt a = input(uint(32));
    public final UInt b = input(uint(32));
    public final UInt result = output(uint(32));

    @Override
    protected void build() {
        var amount = b.trunc(5);
        // One shifter to the right for both: a bit on top, which is what comes in.
        var top = op.is(AluOp.SHIFT_RIGHT_ARITHMETIC).and(a.bit(31));
        var shiftedRight = cat(top, a).asSInt().shr(amount).asUInt().trunc(32);
        select(op)
                .is(AluOp.ADD, () -> result.assign(a.add(b)))
                .is(AluOp.SUB, () -> result.assign(a.sub(b)))
                .is(AluOp.SHIFT_LEFT, () -> result.assign(a.shl(amount)))
                .is(
                        AluOp.SHIFT_RIGHT,
                        AluOp.SHIFT_RIGHT_ARITHMETIC,
                        () -> result.assign(shiftedRight))
                .is(AluOp.LESS, () -> result.assign(flag(a.asSInt().lt(b.asSInt()))))
                .is(AluOp.LESS_UNSIGNED, () -> result.assign(flag(a.lt(b))))
                .is(AluOp.XOR, () -> result.assign(a.xor(b)))
                .is(AluOp.OR, () -> result.assign(a.or(b)))
                .is(AluOp.AND, () -> result.assign(a.and(b)))
                .is(AluOp.SECOND, () -> result.assign(b));
    }

    private static UInt flag(Bool bit) {
        return bit.asUInt().zext(32);
    }
}
