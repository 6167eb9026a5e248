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

    /// Difference modulo 2^width with a constant.
    public SInt sub(long value) {
        return new SInt(Term.binary(BinaryOp.SUB, term(), literal(value)));
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

    /// Less; 1 bit.
    public Bool lt(SInt other) {
        return new Bool(Term.binary(BinaryOp.SLT, term(), other.term()));
    }

    /// Less than a constant.
    public Bool lt(long value) {
        return new Bool(Term.binary(BinaryOp.SLT, term(), literal(value)));
    }

    /// Less or equal; 1 bit.
    public Bool le(SInt other) {
        return new Bool(Term.binary(BinaryOp.SLE, term(), other.term()));
    }

    /// Less than a constant or equal to it.
    public Bool le(long value) {
        return new Bool(Term.binary(BinaryOp.SLE, term(), literal(value)));
    }

    /// Greater; 1 bit.
    public Bool gt(SInt other) {
        return new Bool(Term.binary(BinaryOp.SLT, other.term(), term()));
    }

    /// Greater than a constant.
    public Bool gt(long value) {
        return new Bool(Term.binary(BinaryOp.SLT, literal(value), term()));
    }

    /// Greater or equal; 1 bit.
    public Bool ge(SInt other) {
        return new Bool(Term.binary(BinaryOp.SLE, other.term(), term()));
    }

    /// Greater than a constant or equal to it.
    public Bool ge(long value) {
        return new Bool(Term.binary(BinaryOp.SLE, literal(value), term()));
    }

    /// Times 2^amount modulo 2^width.
    public SInt shl(int amount) {
        return new SInt(Arithmetic.shiftLeft(term(), amount));
    }

    /// Times 2^amount modulo 2^width; by the width or more gives 0.
    public SInt shl(UInt amount) {
        return new SInt(Term.binary(BinaryOp.SHL, term(), amount.term()));
    }

    /// Divided by 2^amount, rounding down; by the width or more gives copies of the sign.
    public SInt shr(int amount) {
        return new SInt(Arithmetic.shiftRightSigned(term(), amount));
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
