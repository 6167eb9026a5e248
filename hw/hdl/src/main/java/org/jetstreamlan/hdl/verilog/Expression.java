package org.jetstreamlan.hdl.verilog;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Verilog expression. Every one that the emitter makes has the self-determined width of the IR node it stands for, so
/// that no context ever widens it: all operands of one operator, and both sides of an assignment, are equally wide.
sealed interface Expression {
    /// A sized constant, `8'hff` or `8'd20`.
    record Literal(BigInteger value, int width, Radix radix) implements Expression {
        /// Whether this is the constant 0.
        boolean isZero() {
            return value.signum() == 0;
        }

        // Spelt out, since those that Java makes for a record are linked, slowly, at their first
        // call.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Literal literal
                    && value.equals(literal.value)
                    && width == literal.width
                    && radix == literal.radix;
        }

        @Override
        public int hashCode() {
            return 31 * value.hashCode() + width;
        }
    }

    /// A constant of a `casez` arm: a `?` where `care` has a 0.
    record Wildcard(BigInteger value, BigInteger care, int width) implements Expression {}

    /// A plain decimal number: an index, a shift amount, a loop bound; never an operand.
    record Plain(int value) implements Expression {}

    /// A net, parameter or memory.
    record Name(String text) implements Expression {}

    /// One bit of a vector, or one cell of a memory: `base[index]`.
    record Index(Expression base, Expression index) implements Expression {}

    /// `base[hi:lo]`.
    record Part(Expression base, int hi, int lo) implements Expression {}

    /// `base[start +: width]`.
    record MovingPart(Expression base, Expression start, int width) implements Expression {}

    /// A prefix operator.
    record Unary(UnaryOperator operator, Expression operand) implements Expression {}

    /// An infix operator.
    record Binary(BinaryOperator operator, Expression left, Expression right)
            implements Expression {}

    /// `condition ? whenTrue : whenFalse`.
    record Conditional(Expression condition, Expression whenTrue, Expression whenFalse)
            implements Expression {}

    /// `{a, b}`.
    record Concat(List<Expression> parts) implements Expression {}

    /// `{count{part}}`.
    record Repeat(int count, Expression part) implements Expression {}

    /// `$signed(argument)` or `$unsigned(argument)`; the argument's width is its own.
    record Cast(boolean signed, Expression argument) implements Expression {}

    /// How a constant is written.
    enum Radix {
        DECIMAL,
        HEXADECIMAL,
        /// Decimal and signed, `8'sd5` or `-8'sd5`; two bits wide or more.
        SIGNED
    }

    /// Prefix operators.
    enum UnaryOperator {
        COMPLEMENT("~"),
        LOGICAL_NOT("!"),
        NEGATE("-"),
        ALL("&"),
        ANY("|"),
        PARITY("^");

        final String symbol;

        UnaryOperator(String symbol) {
            this.symbol = symbol;
        }
    }

    /// Infix operators, those that bind tighter first.
    enum BinaryOperator {
        MULTIPLY("*", 9),
        ADD("+", 8),
        SUBTRACT("-", 8),
        SHIFT_LEFT("<<", 7),
        SHIFT_RIGHT(">>", 7),
        SHIFT_RIGHT_SIGNED(">>>", 7),
        LESS("<", 6),
        LESS_EQUAL("<=", 6),
        GREATER(">", 6),
        GREATER_EQUAL(">=", 6),
        EQUAL("==", 5),
        NOT_EQUAL("!=", 5),
        AND("&", 4),
        XOR("^", 3),
        OR("|", 2),
        LOGICAL_AND("&&", 1),
        LOGICAL_OR("||", 0);

        final String symbol;
        final int precedence;

        BinaryOperator(String symbol, int precedence) {
            this.symbol = symbol;
            this.precedence = precedence;
        }

        /// Whether this is `<`, `<=`, `>` or `>=`.
        boolean isOrder() {
            return precedence == LESS.precedence;
        }

        /// The comparison that is true where this one is false.
        BinaryOperator opposite() {
            return switch (this) {
                case LESS -> GREATER_EQUAL;
                case LESS_EQUAL -> GREATER;
                case GREATER -> LESS_EQUAL;
                case GREATER_EQUAL -> LESS;
                case EQUAL -> NOT_EQUAL;
                case NOT_EQUAL -> EQUAL;
                default -> throw new IllegalStateException(this + " is not a comparison");
            };
        }

        /// The comparison that says the same with its operands exchanged.
        BinaryOperator mirrored() {
            return switch (this) {
                case LESS -> GREATER;
                case LESS_EQUAL -> GREATER_EQUAL;
                case GREATER -> LESS;
                case GREATER_EQUAL -> LESS_EQUAL;
                case EQUAL, NOT_EQUAL -> this;
                default -> throw new IllegalStateException(this + " is not a comparison");
            };
        }

        boolean isComparison() {
            return precedence == LESS.precedence || precedence == EQUAL.precedence;
        }

        /// Whether this is `&&` or `||`.
        boolean isLogical() {
            return this == LOGICAL_AND || this == LOGICAL_OR;
        }

        boolean isArithmetic() {
            return precedence >= ADD.precedence;
        }

        /// Whether a chain reads the same however it is nested: a list of conditions or masks. A tree of sums or parities shows its
        /// structure.
        boolean isUnordered() {
            return this == AND || this == OR || isLogical();
        }

        /// Whether a chain `a op b op c` needs no parentheses to be read.
        boolean isAssociative() {
            return switch (this) {
                case MULTIPLY, ADD, AND, XOR, OR, LOGICAL_AND, LOGICAL_OR -> true;
                case SUBTRACT,
                        SHIFT_LEFT,
                        SHIFT_RIGHT,
                        SHIFT_RIGHT_SIGNED,
                        LESS,
                        LESS_EQUAL,
                        GREATER,
                        GREATER_EQUAL,
                        EQUAL,
                        NOT_EQUAL ->
                        false;
            };
        }
    }
}
