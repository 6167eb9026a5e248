package org.jetstreamlan.hdl;

import java.math.BigInteger;
import java.util.List;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.hdl.ir.Node.ReduceOp;

/// A value of a fixed number of bits: [Bits], [UInt], [SInt], [Bool] or [Enumerated]. Compared by identity; hardware equality
/// is [#eq].
public abstract sealed class Signal<S extends Signal<S>> implements Data<S>
        permits Bits, UInt, SInt, Bool, Enumerated {
    private final Term term;

    Signal(Term term) {
        this.term = term;
    }

    final Term term() {
        return term;
    }

    /// The same kind of signal around another term.
    abstract S of(Term term);

    /// A literal of this signal's width from a Java number; out of range is an error at the caller's line.
    Term literal(long value) {
        return Literals.fitted(BigInteger.valueOf(value), term, getClass().getSimpleName(), false);
    }

    @Override
    public final int width() {
        return term.width;
    }

    @Override
    public final List<Signal<?>> leaves() {
        return List.of(this);
    }

    @Override
    public final List<Signal<?>> fromTop() {
        return leaves();
    }

    @Override
    @SuppressWarnings("unchecked")
    public final S rebuilt(List<Signal<?>> leaves) {
        return (S) leaves.getFirst();
    }

    /// [#assign] of a constant; it must fit.
    public final void assign(long value) {
        Drive.record(this, of(literal(value)), false, Site.capture());
    }

    /// [#next] of a constant; it must fit.
    public final void next(long value) {
        Drive.record(this, of(literal(value)), true, Site.capture());
    }

    /// Equal; 1 bit.
    public final Bool eq(S other) {
        return new Bool(Term.binary(BinaryOp.EQ, term, other.term()));
    }

    /// Equal to a constant; it must fit.
    public final Bool eq(long value) {
        return new Bool(Term.binary(BinaryOp.EQ, term, literal(value)));
    }

    /// Not equal; 1 bit.
    public final Bool ne(S other) {
        return new Bool(Term.binary(BinaryOp.NE, term, other.term()));
    }

    /// Not equal to a constant; it must fit.
    public final Bool ne(long value) {
        return new Bool(Term.binary(BinaryOp.NE, term, literal(value)));
    }

    /// Bitwise and.
    public final S and(S other) {
        return of(Term.binary(BinaryOp.AND, term, other.term()));
    }

    /// Bitwise or.
    public final S or(S other) {
        return of(Term.binary(BinaryOp.OR, term, other.term()));
    }

    /// Bitwise exclusive or.
    public final S xor(S other) {
        return of(Term.binary(BinaryOp.XOR, term, other.term()));
    }

    /// Bitwise complement.
    public final S not() {
        return of(Term.not(term));
    }

    /// Bit `index`, 0 the lowest.
    public final Bool bit(int index) {
        return new Bool(Term.bit(term, index));
    }

    /// The bit that `index` selects; beyond the width 0.
    public final Bool bit(UInt index) {
        Reports.constantIndex("bit", index.term(), width(), "bits");
        return new Bool(Term.slice(Term.binary(BinaryOp.SHR, term, index.term()), 0, 0));
    }

    /// Bits `hi` down to `lo`, both included.
    public final Bits slice(int hi, int lo) {
        return new Bits(Term.slice(term, hi, lo));
    }

    /// `width` bits from bit `lo` up; bits beyond the top are 0.
    public final Bits slice(UInt lo, int width) {
        Term wide = Term.extend(term, false, Math.max(width, term.width));
        Term shifted = Term.binary(BinaryOp.SHR, wide, lo.term());
        return new Bits(Term.slice(shifted, width - 1, 0));
    }

    /// 1 if all bits are 1.
    public final Bool andR() {
        return new Bool(Term.reduce(ReduceOp.AND, term));
    }

    /// 1 if any bit is 1.
    public final Bool orR() {
        return new Bool(Term.reduce(ReduceOp.OR, term));
    }

    /// Parity: 1 if an odd number of bits is 1.
    public final Bool xorR() {
        return new Bool(Term.reduce(ReduceOp.XOR, term));
    }

    /// The same bits as a number.
    public final UInt asUInt() {
        return new UInt(term);
    }

    /// The same bits in two's complement.
    public final SInt asSInt() {
        return new SInt(term);
    }

    @Override
    public final Bits asBits() {
        return new Bits(term);
    }

    @Override
    public final boolean equals(Object other) {
        return this == other;
    }

    @Override
    public final int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public final String toString() {
        String name =
                term.operation instanceof Term.Operation.Net net
                        ? net.declaration().wantedName()
                        : term.name == null ? "expression" : term.name;
        return getClass().getSimpleName() + "<" + term.width + "> " + name;
    }
}
