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
        select(op)
                .is(AluOp.ADD, () -> result.assign(a.add(b)))
                .is(AluOp.SUB, () -> result.assign(a.sub(b)))
                .is(AluOp.SHIFT_LEFT, () -> result.assign(a.shl(amount)))
                .is(AluOp.SHIFT_RIGHT, () -> result.assign(a.shr(amount)))
                .is(
                        AluOp.SHIFT_RIGHT_ARITHMETIC,
                        () -> result.assign(a.asSInt().shr(amount).asUInt()))
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
