package org.jetstreamlan.hdl.pass;

/// Operators of a [WordGraph]. Operands `a`, `b`, `c` are node ids, `k` is an immediate; every
/// value is a bit pattern of at most 64 bits, zero above its width.
public enum WordOp {
    /// `k`.
    CONST,
    /// Word `a` of the state: an input, a register, read data.
    STATE,
    /// Bitwise; complement is XOR with ones.
    AND,
    OR,
    XOR,
    /// Modulo 2^k.
    ADD,
    SUB,
    MUL,
    /// The high word of the 128-bit product of two unsigned words.
    MULHI,
    /// `a << b` modulo 2^k; an amount of 64 or more gives 0.
    SHL,
    /// `a >>> b`; an amount of 64 or more gives 0.
    SHR,
    /// `a >> b` of a 64-bit two's complement `a`, modulo 2^k; an amount of 64 or more gives copies
    /// of the sign.
    ASR,
    /// 1 or 0; ULT is unsigned.
    EQ,
    NE,
    ULT,
    /// `a ? b : c`, `a` being 0 or 1.
    MUX,
    /// The node's width in bits of `a`, from bit `k & 63` up.
    EXTRACT,
    /// `a << k | b`, where `b` is at most `k` wide.
    CAT,
    /// Two's complement `a`, of its own width, made `k` wide.
    SEXT,
    /// XOR of all bits of `a`.
    PARITY,
    /// How many bits of `a` are 1.
    COUNT,
    /// What table `k` of [LinearMaps] makes of `a`.
    LINEAR,
    /// Word `c` of the cell at address `a` of memory `b`; 0 beyond the depth.
    READ;

    /// How many of `a`, `b`, `c` are operands.
    public int arity() {
        return switch (this) {
            case CONST, STATE -> 0;
            case EXTRACT, SEXT, PARITY, COUNT, LINEAR, READ -> 1;
            case AND, OR, XOR, ADD, SUB, MUL, MULHI, SHL, SHR, ASR, EQ, NE, ULT, CAT -> 2;
            case MUX -> 3;
        };
    }
}
