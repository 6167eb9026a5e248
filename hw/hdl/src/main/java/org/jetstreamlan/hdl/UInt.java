package org.jetstreamlan.hdl;

import org.jetstreamlan.hdl.ir.Node.BinaryOp;

/// An unsigned number. The verb says the width: `add` keeps it, `addFull` grows by one.
public final class UInt extends Signal<UInt> {
    UInt(Term term) {
        super(term);
    }

    @Override
    UInt of(Term term) {
        return new UInt(term);
    }

    /// A constant; it must fit.
    public static UInt lit(long value, int width) {
        return new UInt(Literals.pattern(value, width, "UInt"));
    }

    /// Sum modulo 2^width.
    public UInt add(UInt other) {
        return new UInt(Term.binary(BinaryOp.ADD, term(), other.term()));
    }

    /// Sum modulo 2^width with a constant.
    public UInt add(long value) {
        return new UInt(Term.binary(BinaryOp.ADD, term(), literal(value)));
    }

    /// Sum with its carry, one bit wider than the wider operand.
    public UInt addFull(UInt other) {
        int width = Math.max(width(), other.width()) + 1;
        return zext(width).add(other.zext(width));
    }

    /// Difference modulo 2^width.
    public UInt sub(UInt other) {
        return new UInt(Term.binary(BinaryOp.SUB, term(), other.term()));
    }

    /// Difference modulo 2^width with a constant.
    public UInt sub(long value) {
        return new UInt(Term.binary(BinaryOp.SUB, term(), literal(value)));
    }

    /// Product modulo 2^width.
    public UInt mul(UInt other) {
        return new UInt(Term.binary(BinaryOp.MUL, term(), other.term()));
    }

    /// Product, as wide as both operands together.
    public UInt mulFull(UInt other) {
        int width = width() + other.width();
        return zext(width).mul(other.zext(width));
    }

    public Bool lt(UInt other) {
        return new Bool(Term.binary(BinaryOp.ULT, term(), other.term()));
    }

    public Bool le(UInt other) {
        return new Bool(Term.binary(BinaryOp.ULE, term(), other.term()));
    }

    public Bool gt(UInt other) {
        return new Bool(Term.binary(BinaryOp.ULT, other.term(), term()));
    }

    public Bool ge(UInt other) {
        return new Bool(Term.binary(BinaryOp.ULE, other.term(), term()));
    }

    public Bool lt(long value) {
        return new Bool(Term.binary(BinaryOp.ULT, term(), literal(value)));
    }

    public Bool le(long value) {
        return new Bool(Term.binary(BinaryOp.ULE, term(), literal(value)));
    }

    public Bool gt(long value) {
        return new Bool(Term.binary(BinaryOp.ULT, literal(value), term()));
    }

    public Bool ge(long value) {
        return new Bool(Term.binary(BinaryOp.ULE, literal(value), term()));
    }

    /// Times 2^amount, width kept.
    public UInt shl(int amount) {
        return new UInt(Arithmetic.shiftLeft(term(), amount));
    }

    /// Divided by 2^amount, width kept.
    public UInt shr(int amount) {
        return new UInt(Arithmetic.shiftRight(term(), amount));
    }

    /// Times 2^amount, width kept; by the width or more gives 0.
    public UInt shl(UInt amount) {
        return new UInt(Term.binary(BinaryOp.SHL, term(), amount.term()));
    }

    /// Divided by 2^amount; by the width or more gives 0.
    public UInt shr(UInt amount) {
        return new UInt(Term.binary(BinaryOp.SHR, term(), amount.term()));
    }

    /// The same number in `width` bits, not fewer than now.
    public UInt zext(int width) {
        return new UInt(Term.extend(term(), false, width));
    }

    /// The number modulo 2^width.
    public UInt trunc(int width) {
        return new UInt(Term.trunc(term(), width));
    }
}
