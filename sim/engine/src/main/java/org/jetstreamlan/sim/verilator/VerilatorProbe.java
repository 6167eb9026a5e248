package org.jetstreamlan.sim.verilator;

import java.util.Optional;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.ProbeAccess;

/// A net as an address in one simulator's native instance.
final class VerilatorProbe implements Probe, ProbeAccess {
    final VerilatorSimulator owner;
    private final String path;
    final Locator.Place place;
    private final boolean input;
    private final boolean register;

    /// Whether it is known that it can be poked.
    boolean pokable;

    /// Whether this is an input of at most 64 bits that takes effect when it is looked at.
    final boolean plain;

    /// The bits of a `long` that do not belong to the value.
    final long beyond;

    /// The reset that holds this register while it is active.
    final Optional<Locator.Hold> hold;

    /// Whether a change takes effect on registers at once, without an edge.
    final boolean asynchronous;

    final Storage storage;

    /// Whether a value that the Verilog has under no name can be had from the same circuit on another engine.
    final boolean computable;

    /// Changes when its simulator changes to another library; 0 if the value must be computed.
    long address;

    VerilatorProbe(
            VerilatorSimulator owner,
            Observables.Signal signal,
            Locator locator,
            VerilatedDesign design) {
        this.owner = owner;
        path = signal.path();
        place = locator.place(signal);
        var role =
                place instanceof Locator.Place.Port(var number)
                        ? design.ports().get(number).role()
                        : VerilatedDesign.Role.OUTPUT;
        input = role.isInput();
        asynchronous = role == VerilatedDesign.Role.ASYNCHRONOUS_RESET;
        register =
                signal.kind() == Observables.Kind.REGISTER
                        || signal.kind() == Observables.Kind.READ_DATA;
        hold = locator.hold(signal);
        computable = signal.kind() == Observables.Kind.NODE;
        storage = new Storage(signal.width());
        beyond = ~storage.mask;
        plain = input && !asynchronous && storage.width <= Long.SIZE;
    }

    @Override
    public long peek() {
        return owner.peek(this);
    }

    @Override
    public void poke(long value) {
        owner.poke(this, value);
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public int width() {
        return storage.width;
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
