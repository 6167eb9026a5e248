package org.jetstreamlan.hdl.ir;

import java.math.BigInteger;
import java.util.List;

/// What drives nets. A body is a list of statements; a later assignment of the same bits overrides an earlier one.
/// A value read is always the net's final value of the instant (a wire, output) or the value before the clock edge
/// (a register), never an intermediate one.
public sealed interface Statement {
    /// The user's line.
    Place place();

    /// Drives bits `lo + width - 1` down to `lo` of `net` with node `value`; `width` is the value's width.
    record Assign(int net, int lo, int width, int value, Place place) implements Statement {}

    /// Runs `then` if the 1-bit node `condition` is 1, else `otherwise`.
    record When(int condition, List<Statement> then, List<Statement> otherwise, Place place)
            implements Statement {}

    /// Runs the body of the case that has the subject's value, else `otherwise`. Case values are disjoint; `complete`
    /// says that they cover all values the subject can have, so that `otherwise` is never reached.
    record Select(
            int subject, List<Case> cases, List<Statement> otherwise, boolean complete, Place place)
            implements Statement {}

    /// One alternative of a [Select]. `labels` holds the enum names of the values, or empty strings.
    record Case(List<BigInteger> values, List<String> labels, List<Statement> body) {}
}
