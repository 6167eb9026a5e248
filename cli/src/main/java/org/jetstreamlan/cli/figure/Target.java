package org.jetstreamlan.cli.figure;

/// What a figure should be.
public sealed interface Target {
    /// Whether a value is what it should be.
    boolean metBy(double value);

    /// Relation and number, in the figure's format.
    String printed(Figure figure);

    record AtMost(double limit) implements Target {
        @Override
        public boolean metBy(double value) {
            return value <= limit;
        }

        @Override
        public String printed(Figure figure) {
            return "<= " + figure.printed(limit);
        }
    }

    record AtLeast(double limit) implements Target {
        @Override
        public boolean metBy(double value) {
            return value >= limit;
        }

        @Override
        public String printed(Figure figure) {
            return ">= " + figure.printed(limit);
        }
    }

    /// No target yet: the value is only reported.
    record Reported() implements Target {
        @Override
        public boolean metBy(double value) {
            return true;
        }

        @Override
        public String printed(Figure figure) {
            return "reported -";
        }
    }
}
