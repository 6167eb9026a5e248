package org.jetstreamlan.hdl.ir;

import java.math.BigInteger;
import java.util.List;

/// One operator of a module's data flow. Operands are indices into [ModuleDef#nodes()], always lower than the
/// node's own index, so that a walk over the list in order sees operands before users and nothing recurses.
/// Values are bit patterns of `width()` bits (>= 1), unsigned unless the operator says otherwise.
public sealed interface Node {
    /// Width of the result in bits.
    int width();

    /// A constant. `label` is the name of an enum value, [#NEGATIVE], or empty.
    record Literal(BigInteger value, int width, String label) implements Node {
        /// The label of a constant that the user wrote with a minus sign.
        public static final String NEGATIVE = "-";
    }

    /// The present value of a net: a port, wire, register or an instance's output.
    record Read(int net, int width) implements Node {}

    /// Bitwise complement.
    record Not(int a, int width) implements Node {}

    /// All bits of `a` combined into one.
    record Reduce(ReduceOp op, int a) implements Node {
        @Override
        public int width() {
            return 1;
        }
    }

    /// Two operands; see [BinaryOp] for the widths.
    record Binary(BinaryOp op, int a, int b, int width) implements Node {}

    /// `select ? whenTrue : whenFalse`, all three evaluated; `select` is 1 bit wide.
    record Mux(int select, int whenTrue, int whenFalse, int width) implements Node {}

    /// Parts side by side, the first on top.
    record Concat(List<Integer> parts, int width) implements Node {}

    /// Bits `lo + width - 1` down to `lo` of `a`.
    record Slice(int a, int lo, int width) implements Node {}

    /// `a` made wider with zeros, or with copies of its top bit if `signed`.
    record Extend(int a, boolean signed, int width) implements Node {}

    /// Asynchronous read of a memory's cell; an address beyond the depth reads 0.
    record MemoryRead(int memory, int address, int width) implements Node {}

    /// Reductions.
    enum ReduceOp {
        AND,
        OR,
        XOR
    }

    /// Operators of two operands. ADD SUB MUL AND OR XOR: both operands and the result have one width (modulo
    /// 2^width). SHL SHR ASR: result as wide as `a`, `b` unsigned of any width; a shift by the width or more gives
    /// 0 (ASR: copies of the sign). Comparisons: operands of one width, result 1 bit; U unsigned, S two's complement.
    enum BinaryOp {
        ADD,
        SUB,
        MUL,
        AND,
        OR,
        XOR,
        SHL,
        SHR,
        ASR,
        EQ,
        NE,
        ULT,
        ULE,
        SLT,
        SLE;

        /// Whether the result is the 1-bit outcome of a comparison.
        public boolean isComparison() {
            return ordinal() >= EQ.ordinal();
        }

        /// What a comparison gives for equal operands.
        public boolean holdsForEqual() {
            return this == EQ || this == ULE || this == SLE;
        }

        /// Whether the second operand is a shift amount with a width of its own.
        public boolean isShift() {
            return this == SHL || this == SHR || this == ASR;
        }
    }
}
