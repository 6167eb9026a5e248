package org.jetstreamlan.hdl.ir;

import java.util.List;

/// What a design says of itself while it runs. Looked at at the sampling edge of `domain`, with the values before it, while the node
/// `enable` is 1 and the domain's reset is not active. No hardware comes of it.
public sealed interface Observation {
    /// Index of the module's clock domain.
    int domain();

    /// Node of 1 bit: the conditions around it.
    int enable();

    /// The user's line.
    Place place();

    /// A condition (a node of 1 bit) that has to hold, may be taken to hold, or should be met once.
    ///
    /// @param name label, legal and unique in the module
    /// @param message what it means that the condition is 0 (for [Kind#COVER]: 1)
    record Property(
            Kind kind,
            String name,
            int domain,
            int enable,
            int condition,
            String message,
            Place place)
            implements Observation {}

    /// A line of text: `texts` with `values` between them, `texts.size() == values.size() + 1`.
    record Print(int domain, int enable, List<String> texts, List<Value> values, Place place)
            implements Observation {}

    /// A node in a print.
    record Value(int node, Form form) {}

    /// What is said of a condition.
    enum Kind {
        /// The design sees to it.
        CHECK,
        /// Its surroundings see to it.
        ASSUME,
        /// It should happen.
        COVER
    }

    /// How a print shows a value.
    sealed interface Form {}

    /// As a number of 0 or more.
    enum Radix implements Form {
        DECIMAL,
        HEXADECIMAL,
        BINARY
    }

    /// As a two's complement number, decimal.
    record Signed(int width) implements Form {}

    /// As the name of an enum's constant; [#NO_NAME] for a code that none has.
    record Named(Enumeration values) implements Form {
        public static final String NO_NAME = "?";
    }
}
