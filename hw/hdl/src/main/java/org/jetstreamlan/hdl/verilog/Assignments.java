package org.jetstreamlan.hdl.verilog;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jetstreamlan.hdl.ir.Statement;

/// Walks over statement trees, without recursion and in no particular order.
final class Assignments {
    private Assignments() {}

    /// Every assignment, however deep.
    static void each(List<Statement> body, Consumer<Statement.Assign> visitor) {
        walk(body, visitor, _ -> {});
    }

    /// Every node that the statements use: values, conditions, subjects.
    static void eachNode(List<Statement> body, IntConsumer visitor) {
        walk(body, assign -> visitor.accept(assign.value()), visitor);
    }

    private static void walk(
            List<Statement> body, Consumer<Statement.Assign> assigns, IntConsumer choices) {
        var blocks = new ArrayDeque<List<Statement>>();
        blocks.push(body);
        while (!blocks.isEmpty()) {
            for (Statement statement : blocks.pop()) {
                switch (statement) {
                    case Statement.Assign a -> assigns.accept(a);
                    case Statement.When w -> {
                        choices.accept(w.condition());
                        blocks.push(w.then());
                        blocks.push(w.otherwise());
                    }
                    case Statement.Select s -> {
                        choices.accept(s.subject());
                        s.cases().forEach(c -> blocks.push(c.body()));
                        blocks.push(s.otherwise());
                    }
                }
            }
        }
    }
}
