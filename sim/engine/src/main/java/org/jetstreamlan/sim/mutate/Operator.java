package org.jetstreamlan.sim.mutate;

/// What is done to a design to make a mutant of it.
public enum Operator {
    OPERATION("an operator is another one"),
    INVERSION("a complement is left out"),
    CONSTANT("a constant is off by one"),
    MUX("the inputs of a multiplexer change places"),
    SLICE("a slice is moved by one bit"),
    CONDITION_INVERTED("the condition of a statement is inverted"),
    CONDITION_TRUE("the condition of a statement is always true"),
    CONDITION_FALSE("the condition of a statement is never true"),
    ASSIGNMENT("an assignment is dropped: a register holds, another net is 0"),
    RESET("a reset value is off by one");

    private final String description;

    Operator(String description) {
        this.description = description;
    }

    /// One clause without a capital, as in a table.
    public String description() {
        return description;
    }
}
