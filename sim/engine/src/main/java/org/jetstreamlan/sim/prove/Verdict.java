package org.jetstreamlan.sim.prove;

import java.nio.file.Path;
import org.jetstreamlan.hdl.ir.Place;

/// What became of a proof.
public sealed interface Verdict {
    /// One line.
    String text();

    /// It is proven, as far as the method goes.
    record Holds() implements Verdict {
        @Override
        public String text() {
            return "holds";
        }
    }

    /// A run of the design in which a check fails; of a cover point, that no run reaches it, which no wave shows.
    ///
    /// @param path hierarchical name of the check: `fifo.never_full`
    /// @param message the user's words
    /// @param place the user's line
    /// @param step clocks since power-up
    /// @param wave a VCD file of the run; of a mutant its witness for Yosys, which is written sooner
    record Fails(String kind, String path, String message, Place place, int step, Path wave)
            implements Verdict {
        @Override
        public String text() {
            return "%s %s fails in clock %d: %s (%s); wave in %s"
                    .formatted(kind, path, step, message, place, wave);
        }
    }

    /// A cover point that no run of that length reaches.
    record Unreached(String path, Place place, int depth) implements Verdict {
        @Override
        public String text() {
            return "cover point %s is not reached within %d clocks (%s)"
                    .formatted(path, depth, place);
        }
    }

    /// Neither proven nor refuted.
    record Undecided(String why) implements Verdict {
        @Override
        public String text() {
            return why;
        }
    }
}
