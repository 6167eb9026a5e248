package org.jetstreamlan.hdl.verilog;

import java.util.List;
import org.jetstreamlan.hdl.ir.Place;

/// A statement inside an `always` or `initial` block.
sealed interface Procedure {
    /// `target = value;`, or `target <= value;` in a clocked block.
    record Assign(Expression target, boolean blocking, Expression value, Place place)
            implements Procedure {}

    /// `if … else …`; an `otherwise` that is one `If` prints as `else if`.
    record If(Expression condition, List<Procedure> then, List<Procedure> otherwise, Place place)
            implements Procedure {}

    /// `case`, always with a `default`.
    record Case(Expression subject, List<Arm> arms, Default otherwise, Place place)
            implements Procedure {
        /// Whether it has to be a `casez`.
        boolean hasWildcards() {
            return arms.stream()
                    .anyMatch(
                            arm ->
                                    arm.values().stream()
                                            .anyMatch(Expression.Wildcard.class::isInstance));
        }
    }

    /// One alternative of a [Case]; `note` names what patterns stand for, else it is empty.
    record Arm(List<Expression> values, List<Procedure> body, String note) {}

    /// The `default` of a [Case]; `note` says what it stands for where that is known, else empty.
    record Default(List<Procedure> body, String note) {}

    /// `for (variable = from; variable < to; variable = variable + 1) body`.
    record For(String variable, int from, int to, Procedure body) implements Procedure {}
}
