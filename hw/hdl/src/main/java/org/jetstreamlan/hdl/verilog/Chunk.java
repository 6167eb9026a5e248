package org.jetstreamlan.hdl.verilog;

import java.util.List;
import org.jetstreamlan.hdl.ir.Statement;

/// What becomes one piece of Verilog: an `assign`, an `always` block or an instance. `position` is the index of the first statement of
/// the module's body that it comes from, so that the Verilog is in the order of the source.
sealed interface Chunk extends Comparable<Chunk> {
    int position();

    /// Place among chunks of one position: what is assigned, then the instance, then what is clocked.
    default int rank() {
        return 0;
    }

    @Override
    default int compareTo(Chunk other) {
        return position() == other.position()
                ? Integer.compare(rank(), other.rank())
                : Integer.compare(position(), other.position());
    }

    /// A net that is assigned outside any `when` only: `assign`s.
    record Continuous(int position, int net, List<Statement.Assign> assigns) implements Chunk {}

    /// Nets driven together: `always @*`.
    record Combinational(int position, List<Integer> nets, List<Statement> body) implements Chunk {}

    /// Bits of a net that depend on other bits of the same net in a way that no `always @*` can say: `assign` with `?:`.
    record Chosen(int position, int net, int lo, int width, List<Statement> body)
            implements Chunk {}

    /// Registers of one domain that are driven together: `always @(posedge clock)`. `reset` says whether they are reset.
    record Clocked(
            int position, int domain, boolean reset, List<Integer> registers, List<Statement> body)
            implements Chunk {
        @Override
        public int rank() {
            return 2;
        }
    }

    /// An instance.
    record Child(int position, int instance) implements Chunk {
        @Override
        public int rank() {
            return 1;
        }
    }
}
