package org.jetstreamlan.sim.jit;

import org.jetstreamlan.sim.Probe;

/// A net as slots of one simulator's arena.
final class JitProbe implements Probe {
    final JitSimulator owner;
    private final String path;
    final int width;
    private final boolean input;

    /// Slot of the lowest word.
    final int slot;

    /// One per word, lowest first.
    final int[] slots;

    /// What must be settled before they are read, as in [Schedule].
    final int needs;

    /// What a poke makes stale; 0 if this is no input.
    final int stales;

    /// Whether this is the reset input, which some register may follow at once.
    final boolean reset;

    JitProbe(JitSimulator owner, String path, int width, Place place) {
        this.owner = owner;
        this.path = path;
        this.width = width;
        input = place.input();
        slots = place.slots();
        slot = slots[0];
        needs = place.needs();
        stales = place.stales();
        reset = place.reset();
    }

    /// Where a value lives; the same for all simulators of a model.
    record Place(int[] slots, int needs, boolean input, int stales, boolean reset) {}

    @Override
    public String path() {
        return path;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public boolean isInput() {
        return input;
    }
}
