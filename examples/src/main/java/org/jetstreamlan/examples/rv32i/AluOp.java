package org.jetstreamlan.examples.rv32i;

/// What the [Alu] does with its operands. The first eight in the order of `funct3`.
public enum AluOp {
    ADD,
    SHIFT_LEFT,
    LESS,
    LESS_UNSIGNED,
    XOR,
    SHIFT_RIGHT,
    OR,
    AND,
    SUB,
    SHIFT_RIGHT_ARITHMETIC,
    /// The second operand as it is.
    SECOND
}
