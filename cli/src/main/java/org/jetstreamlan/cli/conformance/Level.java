package org.jetstreamlan.cli.conformance;

/// How much of the specification a case asks for; each level has those before it.
public enum Level {
    EARLY_ADOPTER,
    FUNCTIONAL,
    FULL;

    /// As in figures, tags and options.
    public String label() {
        return switch (this) {
            case EARLY_ADOPTER -> "early";
            case FUNCTIONAL -> "functional";
            case FULL -> "full";
        };
    }
}
