package org.jetstreamlan.hdl;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;

/// Plain bits without an arithmetic reading.
public final class Bits extends Signal<Bits> {
    Bits(Term term) {
        super(term);
    }

    @Override
    Bits of(Term term) {
        return new Bits(term);
    }

    /// A constant bit pattern; for 64 bits any `long`.
    public static Bits lit(long value, int width) {
        return new Bits(Literals.pattern(value, width, "Bits"));
    }

    /// A constant of any width.
    public static Bits lit(BigInteger value, int width) {
        return new Bits(Literals.pattern(value, width, "Bits"));
    }

    /// Values side by side, the first on top.
    public static Bits cat(Data<?>... parts) {
        List<Term> terms = new ArrayList<>();
        for (Data<?> part : parts) {
            for (Signal<?> leaf : part.fromTop()) {
                terms.add(leaf.term());
            }
        }
        return new Bits(Term.concat(terms));
    }

    /// Shifted towards the top by a constant, zeros come in, width kept.
    public Bits shl(int amount) {
        return new Bits(Arithmetic.shiftLeft(term(), amount));
    }

    /// Shifted towards bit 0 by a constant, zeros come in, width kept.
    public Bits shr(int amount) {
        return new Bits(Arithmetic.shiftRight(term(), amount));
    }

    /// Shifted towards the top; by the width or more gives 0.
    public Bits shl(UInt amount) {
        return new Bits(Term.binary(BinaryOp.SHL, term(), amount.term()));
    }

    /// Shifted towards bit 0; by the width or more gives 0.
    public Bits shr(UInt amount) {
        return new Bits(Term.binary(BinaryOp.SHR, term(), amount.term()));
    }

    /// Zeros on top, to `width` bits in all.
    public Bits zext(int width) {
        return new Bits(Term.extend(term(), false, width));
    }

    /// The low `width` bits.
    public Bits trunc(int width) {
        return new Bits(Term.trunc(term(), width));
    }
}
