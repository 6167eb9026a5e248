package org.jetstreamlan.hdl;

import java.math.BigInteger;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;

/// A value of a Java enum, coded as the enum says ([Encoded], [Coded]), binary by default. The constants keep their names in the Verilog and
/// in waves. A code that no constant has is possible after [Type#fromBits] or a fault: see [#isLegal].
public final class Enumerated<E extends Enum<E>> extends Signal<Enumerated<E>> {
    private final EnumCode<E> code;

    Enumerated(EnumCode<E> code, Term term) {
        super(term);
        this.code = code;
    }

    @Override
    Enumerated<E> of(Term term) {
        return new Enumerated<>(code, term);
    }

    EnumCode<E> code() {
        return code;
    }

    /// The bit pattern of a constant.
    public BigInteger code(E value) {
        return code.code(value);
    }

    /// The constant that has a bit pattern, if any.
    public Optional<E> constant(BigInteger pattern) {
        for (E constant : code.constants) {
            if (code.code(constant).equals(pattern)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }

    /// 1 while this is `value`; in one-hot code, while the bit of `value` is 1.
    public Bool is(E value) {
        return new Bool(Term.matches(term(), code.pattern(value)));
    }

    /// 1 while this is the code of a constant; in one-hot code, while exactly one bit is 1.
    public Bool isLegal() {
        Term legal = Term.literal(BigInteger.ZERO, 1, "");
        for (E constant : code.constants) {
            legal = Term.binary(BinaryOp.OR, legal, eq(of(code.literal(constant))).term());
        }
        return new Bool(legal);
    }

    public void assign(E value) {
        assign(of(code.literal(value)));
    }

    public void next(E value) {
        next(of(code.literal(value)));
    }
}
