package org.jetstreamlan.cli.demo;

import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jspecify.annotations.Nullable;

/// When the waves are recorded: the life of the first frame, from the doorbell at its source to some clocks behind the completion there.
///
/// ```
///          doorbell      START                     END comes back   completion
/// clocks ────┼─────────────┼──── payload ────────────────┼──────────────┼────────┼──
/// open       └──────────────────────────────────────────────────────────┴ BEHIND ┘
/// ```
final class WaveWindow {
    /// Clocks that are recorded behind the completion.
    static final int BEHIND = 256;

    /// Counts the completions that the adapter has written.
    private static final String COMPLETIONS = "transmit.completionEntries.answered";

    private @Nullable Simulator source;
    private @Nullable Probe completions;
    private long completionsBefore;
    private boolean open;
    private boolean completed;
    private int left = BEHIND;

    /// The source's doorbell is about to ring.
    void open(Simulator atSource) {
        Probe probe = atSource.probe(COMPLETIONS);
        source = atSource;
        completions = probe;
        completionsBefore = atSource.peek(probe);
        open = true;
    }

    /// To be called once a clock.
    void clock() {
        if (!open || source == null || completions == null) {
            return;
        }
        completed = completed || source.peek(completions) != completionsBefore;
        open = !completed || left-- > 0;
    }

    boolean isOpen() {
        return open;
    }
}
