package org.jetstreamlan.hdl;

import org.jetstreamlan.hdl.check.HdlException;

/// For blocks that are asked for something that makes no hardware, the library's and a user's own: the mistake is shown like any other of a design.
///
/// ```java
/// if (depth < 1) {
///     throw Arguments.wrong("a FIFO", "of depth " + depth, "give it a depth of 1 or more");
/// }
/// ```
public final class Arguments {
    private Arguments() {}

    /// Ends the run with error JH-ARGUMENT at the innermost line outside the library.
    ///
    /// @param what the thing
    /// @param problem what is wrong with it, with the value
    /// @param suggestion the next step, with the limit
    public static HdlException wrong(String what, String problem, String suggestion) {
        return Reports.fatalArgument(what, problem, suggestion);
    }
}
