package org.jetstreamlan.sim.jit;

import java.util.List;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.ProbeAccess;
import org.jetstreamlan.sim.ProbeErrors;

/// A net as slots of one simulator's arena.
final class JitProbe implements Probe, ProbeAccess {
    final JitSimulator owner;
    final int width;

    /// The bits of a `long` that do not belong to the value.
    final long beyond;

    private final Observables.Signal signal;
    private final boolean register;
    private boolean input;

    /// Whether it is known of a register that it can be poked.
    boolean pokable;

    /// Whether this is an input of at most 64 bits of which a poke makes values stale, and does nothing else.
    boolean plain;

    /// Slot of the lowest word.
    int slot;

    /// One per word, lowest first.
    int[] slots = {};

    /// What must be settled before they are read, as in [Schedule].
    int needs;

    /// What a poke makes stale; 0 if this is no input.
    int stales;

    /// Per slot: words and bits that call the chunks that read it.
    int[][] calls = {};

    long[][] masks = {};

    /// Whether this is the reset input, which some register may follow at once.
    boolean reset;

    JitProbe(JitSimulator owner, Observables.Signal signal, Code code) {
        this.owner = owner;
        this.signal = signal;
        width = signal.width();
        beyond = width < Long.SIZE ? -1L << width : 0;
        register =
                signal.kind() == Observables.Kind.REGISTER
                        || signal.kind() == Observables.Kind.READ_DATA;
        move(code);
    }

    /// Finds the net in arenas of `code`.
    void move(Code code) {
        Place place = code.place(signal);
        input = place.input();
        slots = place.slots();
        slot = slots[0];
        needs = place.needs();
        stales = place.stales();
        reset = place.reset();
        plain =
                input
                        && width <= Long.SIZE
                        && !reset
                        && place.readers().stream().allMatch(List::isEmpty);
        calls = new int[place.readers().size()][];
        masks = new long[calls.length][];
        for (int i = 0; i < calls.length; i++) {
            List<Gates.Call> readers = place.readers().get(i);
            calls[i] = readers.stream().mapToInt(Gates.Call::word).toArray();
            masks[i] = readers.stream().mapToLong(Gates.Call::mask).toArray();
        }
    }

    /// Where a value lives; the same for all simulators of a model.
    ///
    /// @param readers per slot of an input: what must run again after a poke
    record Place(
            int[] slots,
            int needs,
            boolean input,
            int stales,
            List<List<Gates.Call>> readers,
            boolean reset) {}

    @Override
    public long peek() {
        long[] arena = owner.settled(needs);
        if (width > Long.SIZE) {
            throw ProbeErrors.tooWide(this);
        }
        return arena[slot];
    }

    @Override
    public void poke(long value) {
        owner.poke(this, value);
    }

    @Override
    public String path() {
        return signal.path();
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public boolean isInput() {
        return input;
    }

    @Override
    public boolean isRegister() {
        return register;
    }
}
