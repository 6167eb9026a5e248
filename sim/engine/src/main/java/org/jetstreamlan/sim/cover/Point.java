package org.jetstreamlan.sim.cover;

import org.jetstreamlan.hdl.ir.Place;

/// Something of a module that is counted: once for each edge of its clock before which it holds, if the domain's reset is not active.
public sealed interface Point {
    /// The user's line; of states and arcs that of the machine's register.
    Place place();

    /// An edge, whatever holds: how often what stands outside of every condition was run.
    record Clocked(Place place) implements Point {}

    /// One way through a `when` or `select`.
    ///
    /// @param branch number of the statement in its module; its ways have the same
    /// @param label `true`, `false`, a case's values, `otherwise`
    record Way(int branch, String label, Place place) implements Point {}

    /// A port of a memory that is used: a write, or a read that is enabled.
    record Access(String memory, Place place) implements Point {}

    /// A state machine is in a state.
    ///
    /// @param machine its register
    record State(String machine, String state, Place place) implements Point {}

    /// A state machine takes a transition; `from` is [#ANY] where it does not depend on the state.
    record Arc(String machine, String from, String to, Place place) implements Point {
        public static final String ANY = "*";
    }

    /// The user's cover point.
    record Event(String name, Place place) implements Point {}
}
