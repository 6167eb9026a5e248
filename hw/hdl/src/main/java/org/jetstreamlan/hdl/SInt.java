package org.jetstreamlan.hdl;

import java.math.BigInteger;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;

/// A two's complement number.
public final class SInt extends Signal<SInt> {
    SInt(Term term) {
        super(term);
    }

    @Override
    SInt of(Term term) {
        return new SInt(term);
    }

    @Override
    Term literal(long value) {
        return Literals.fitted(BigInteger.valueOf(value), term(), "SInt", true);
    }

    /// A constant; it must fit.
    public static SInt lit(long value, int width) {
        return new SInt(
                Literals.fitted(BigInteger.valueOf(value), Term.zeros(width), "SInt", true));
    }

    /// Sum modulo 2^width.
    public SInt add(SInt other) {
        return new SInt(Term.binary(BinaryOp.ADD, term(), other.term()));
    }

    /// Sum modulo 2^width with a constant.
    public SInt add(long value) {
        return new SInt(Term.binary(BinaryOp.ADD, term(), literal(value)));
    }

    /// Exact sum, one bit wider than the wider operand.
    public SInt addFull(SInt other) {
        int width = Math.max(width(), other.width()) + 1;
        return sext(width).add(other.sext(width));
    }

    /// Difference modulo 2^width.
    public SInt sub(SInt other) {
        return new SInt(Term.binary(BinaryOp.SUB, term(), other.term()));
    }

    /// Product modulo 2^width.
    public SInt mul(SInt other) {
        return new SInt(Term.binary(BinaryOp.MUL, term(), other.term()));
    }

    /// Product modulo 2^width with a constant.
    public SInt mul(long value) {
        return new SInt(Term.binary(BinaryOp.MUL, term(), literal(value)));
    }

    /// Exact product, as wide as both operands together.
    public SInt mulFull(SInt other) {
        int width = width() + other.width();
        return sext(width).mul(other.sext(width));
    }

    public Bool lt(SInt other) {
        return new Bool(Term.binary(BinaryOp.SLT, term(), other.term()));
    }

    public Bool le(SInt other) {
        return new Bool(Term.binary(BinaryOp.SLE, term(), other.term()));
    }

    public Bool gt(SInt other) {
        return new Bool(Term.binary(BinaryOp.SLT, other.term(), term()));
    }

    public Bool ge(SInt other) {
        return new Bool(Term.binary(BinaryOp.SLE, other.term(), term()));
    }

    /// Divided by 2^amount, rounding down; by the width or more gives copies of the sign.
    public SInt shr(UInt amount) {
        return new SInt(Term.binary(BinaryOp.ASR, term(), amount.term()));
    }

    /// The same number in `width` bits, not fewer than now.
    public SInt sext(int width) {
        return new SInt(Term.extend(term(), true, width));
    }

    /// The low `width` bits.
    public SInt trunc(int width) {
        return new SInt(Term.trunc(term(), width));
    }
}
