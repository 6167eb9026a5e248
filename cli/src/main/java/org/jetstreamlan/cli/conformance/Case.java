package org.jetstreamlan.cli.conformance;

/// One thing that must be so.
///
/// @param level at which it is asked for
/// @param row functions that it is about, a line of the list in `docs/via.md`
/// @param name the rule
/// @param alone spoils the ring, so no other case may have it
public record Case(Level level, Row row, String name, boolean alone, Body body) {
    /// Throws an AssertionError that names what was and what should be.
    @FunctionalInterface
    public interface Body {
        void run(ViaBench bench);
    }

    @Override
    public String toString() {
        return "%s, %s: %s".formatted(row.functions(), level.label(), name);
    }
}
