package org.jetstreamlan.model.adapter;

import java.util.function.IntSupplier;
import org.jetstreamlan.abi.Registers;

/// When an interrupt says what has happened: with the COUNT-th event since it last did, or TIME x 16 clocks after the first of
/// them; with each event if COUNT is below 2 or TIME 0.
final class Moderation {
    private static final int UNIT_CLOCKS = 16;

    private final IntSupplier settings;
    private int unsaid;
    private long first;

    /// @param settings what the register holds
    Moderation(IntSupplier settings) {
        this.settings = settings;
    }

    void reset() {
        unsaid = 0;
    }

    /// An event at a clock; whether that is to be said now.
    boolean happens(long clock) {
        if (unsaid == 0) {
            first = clock;
        }
        unsaid++;
        return unsaid >= Registers.MODERATION_COUNT.get(settings.getAsInt())
                ? said()
                : isDue(clock);
    }

    /// Whether the time is up at a clock for something that has not been said.
    boolean isDue(long clock) {
        long time = Registers.MODERATION_TIME.get(settings.getAsInt());
        return unsaid > 0 && clock - first >= UNIT_CLOCKS * time && said();
    }

    private boolean said() {
        unsaid = 0;
        return true;
    }
}
