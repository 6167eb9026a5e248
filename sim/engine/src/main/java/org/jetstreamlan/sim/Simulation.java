package org.jetstreamlan.sim;

import java.math.BigInteger;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Signal;
import org.jetstreamlan.hdl.ir.ModuleDef;

/// A design with a test bench around it: values by Java reference, time, clocks and processes; on any engine.
///
/// ```java
/// try (var sim = Simulation.of(Engines.jit(), Accumulator::new)) {
///     var dut = sim.top();
///     sim.poke(dut.add.valid(), true);
///     sim.poke(dut.add.payload(), 5);
///     sim.step(3);
///     sim.expect(dut.sum, 15);
/// }
/// ```
public final class Simulation<M extends Module> extends TestBench {
    private final Design<M> design;
    private final Simulator simulator;
    private final AutoCloseable model;
    private final Signals signals;
    private final Timeline timeline;

    private Simulation(Simulator simulator, AutoCloseable model, Design<M> design, long seed) {
        Ticks ticks = new Ticks(simulator);
        super(ticks, seed);
        this.design = design;
        this.simulator = simulator;
        this.model = model;
        signals = new Signals(kernel(), design, simulator);
        timeline = kernel().timeline();
        kernel().signals(signals::of);
        for (ModuleDef.Domain domain : design.circuit().top().domains()) {
            if (ticks.add(domain.clock())) {
                kernel().timeline().addClock(domain.clock(), domain.spec().hertz());
            }
        }
        drive(false);
    }

    /// Compiles what `top` makes; on close the model goes, too.
    ///
    /// @throws org.jetstreamlan.hdl.check.HdlException with all errors of the design
    public static <M extends Module> Simulation<M> of(Engine engine, Supplier<M> top) {
        return of(engine, Design.of(top));
    }

    /// Compiles a design; on close the model goes, too.
    public static <M extends Module> Simulation<M> of(Engine engine, Design<M> design) {
        Model model = engine.compile(design.circuit());
        return new Simulation<>(model.instantiate(), model, design, Seed.next());
    }

    /// An instance of a model, which stays the caller's.
    ///
    /// @param design of which the model was compiled
    public static <M extends Module> Simulation<M> of(Model model, Design<M> design) {
        return of(model.instantiate(), design, Seed.next());
    }

    /// Around a simulator, such as one that writes waves, which is closed with the simulation.
    ///
    /// @param design of which its model was compiled
    /// @param seed of [#random]
    public static <M extends Module> Simulation<M> of(
            Simulator simulator, Design<M> design, long seed) {
        return new Simulation<>(simulator, () -> {}, design, seed);
    }

    /// The user's module, for references to its signals.
    public M top() {
        return design.top();
    }

    public Design<M> design() {
        return design;
    }

    /// The instance below: signals by name, and no time.
    public Simulator simulator() {
        return simulator;
    }

    // ---- values

    /// Sets an input of the top module, or deposits into a register until it changes; at once. Of an `SInt` a signed number; the pattern of 64 bits is any `long`.
    ///
    /// @throws IllegalArgumentException if the value does not fit, or the design drives the signal
    /// @throws IllegalStateException in an agent's or process's moment before an edge
    public void poke(Signal<?> signal, long value) {
        pokable(signal).poke(value);
    }

    /// As [#poke(Signal, long)].
    public void poke(Bool signal, boolean value) {
        pokable(signal).poke(value);
    }

    /// As [#poke(Signal, long)].
    public <E extends Enum<E>> void poke(Enumerated<E> signal, E value) {
        pokable(signal).pokeBits(signal.code(value));
    }

    /// As [#poke(Signal, long)], for any width.
    public void poke(Signal<?> signal, BigInteger value) {
        pokable(signal).poke(value);
    }

    /// Sets all signals of a bundle or vector from the bit pattern that [Data#asBits] has.
    public void pokeBits(Data<?> data, BigInteger bits) {
        if (bits.signum() < 0 || bits.bitLength() > data.width()) {
            throw new IllegalArgumentException(
                    "bits 0x%s for %d bits: cut them first"
                            .formatted(bits.toString(16), data.width()));
        }
        checkPoke();
        int low = data.width();
        for (Signal<?> leaf : data.fromTop()) {
            SignalHandle handle = signals.of(leaf);
            low -= handle.width();
            BigInteger mask = BigInteger.ONE.shiftLeft(handle.width()).subtract(BigInteger.ONE);
            handle.pokeBits(bits.shiftRight(low).and(mask));
        }
    }

    private SignalHandle pokable(Signal<?> signal) {
        checkPoke();
        return signals.of(signal);
    }

    private void checkPoke() {
        kernel().refuseTheLost();
        if (timeline.isSampling()) {
            throw new IllegalStateException(
                    "poke before an edge at "
                            + Time.text(now())
                            + ", where values are settled: wait for the edge first");
        }
    }

    /// The settled value, at most 64 bits; of an `SInt` a signed number.
    public long peek(Signal<?> signal) {
        return handle(signal).peek();
    }

    /// The settled value.
    public boolean peek(Bool signal) {
        return handle(signal).peek() != 0;
    }

    /// The settled value.
    ///
    /// @throws IllegalStateException if no constant has this code
    public <E extends Enum<E>> E peek(Enumerated<E> signal) {
        SignalHandle handle = handle(signal);
        BigInteger bits = handle.bits();
        return signal.constant(bits)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        handle.path() + " is " + handle.text(bits)));
    }

    /// [#peek(Signal)] for any width.
    public BigInteger peekWide(Signal<?> signal) {
        return handle(signal).peekWide();
    }

    /// The bit pattern of a signal, bundle or vector, in the order of [Data#asBits].
    public BigInteger peekBits(Data<?> data) {
        kernel().refuseTheLost();
        BigInteger bits = BigInteger.ZERO;
        for (Signal<?> leaf : data.fromTop()) {
            SignalHandle handle = signals.of(leaf);
            bits = bits.shiftLeft(handle.width()).or(handle.bits());
        }
        return bits;
    }

    /// The bit pattern of a memory's cell.
    ///
    /// @throws IllegalArgumentException if there is no such cell
    public BigInteger peek(Mem<?> memory, int address) {
        kernel().refuseTheLost();
        return simulator.peekMemory(signals.path(memory), address);
    }

    /// Deposits a bit pattern into a memory's cell, at once.
    ///
    /// @throws IllegalArgumentException if there is no such cell, or the value does not fit
    public void poke(Mem<?> memory, int address, BigInteger bits) {
        checkPoke();
        simulator.pokeMemory(signals.path(memory), address, bits);
    }

    /// As [#poke(Mem, int, BigInteger)]; the pattern of 64 bits is any `long`.
    public void poke(Mem<?> memory, int address, long bits) {
        boolean isPattern = bits < 0 && memory.width() == Long.SIZE;
        poke(
                memory,
                address,
                isPattern ? new BigInteger(Long.toUnsignedString(bits)) : BigInteger.valueOf(bits));
    }

    private SignalHandle handle(Signal<?> signal) {
        kernel().refuseTheLost();
        return signals.of(signal);
    }

    /// A signal of the running instance, for [#simulator] in hot loops.
    public Probe probe(Signal<?> signal) {
        return handle(signal).probe();
    }

    /// @throws AssertionError if the signal has another value, with both
    public void expect(Signal<?> signal, long value) {
        expect(signal, SignalHandle.number(signal, value));
    }

    /// @throws AssertionError if the signal has another value, with both
    public void expect(Bool signal, boolean value) {
        expect(signal, value ? BigInteger.ONE : BigInteger.ZERO);
    }

    /// @throws AssertionError if the signal has another value, with both
    public <E extends Enum<E>> void expect(Enumerated<E> signal, E value) {
        SignalHandle handle = handle(signal);
        if (!handle.bits().equals(signal.code(value))) {
            throw unexpected(handle, value.name());
        }
    }

    /// @throws AssertionError if the signal has another value, with both
    public void expect(Signal<?> signal, BigInteger value) {
        SignalHandle handle = handle(signal);
        if (!handle.bits().equals(handle.pattern(value))) {
            throw unexpected(handle, handle.text(handle.pattern(value)));
        }
    }

    private AssertionError unexpected(SignalHandle handle, String expected) {
        return new AssertionError(
                "%s is %s, expected %s, at %s"
                        .formatted(
                                handle.path(),
                                handle.text(handle.bits()),
                                expected,
                                Time.text(now())));
    }

    // ---- snapshots

    /// What the design holds now, the time, and where the clocks are. Random numbers and what agents were given to do are no part of it.
    ///
    /// @throws SnapshotRefused if processes are alive or an agent is in the middle of something, with who and where, or if a black box has state that
    ///     cannot be had
    public SimulationSnapshot snapshot() {
        kernel().requireQuiet("snapshot");
        return new SimulationSnapshot(simulator.snapshot(), kernel().timeline().moment());
    }

    /// Goes back, or on, to a snapshot. Agents stay what they are, and drive anew.
    ///
    /// @throws SnapshotRefused as [#snapshot]
    /// @throws IllegalArgumentException if it is of another design
    public void restore(SimulationSnapshot snapshot) {
        kernel().requireQuiet("restore");
        simulator.restore(snapshot.design());
        kernel().timeline().restore(snapshot.moment());
        signals.forget();
    }

    /// Puts the design into another state of power-up; resets are inactive.
    ///
    /// @throws IllegalStateException after the first edge
    public void powerUp(PowerUp powerUp) {
        checkPoke();
        simulator.powerUp(powerUp);
    }

    // ---- clocks and resets

    /// The clock of one of the top's domains.
    public ClockGenerator clock(ClockDomain domain) {
        return clock(design.clock(domain));
    }

    /// Until a signal is 1.
    public void runUntil(Bool signal, long limit) {
        runUntil(Trigger.until(signal, 1), limit);
    }

    /// Holds all resets active for an edge of each clock that runs. Without, resets are inactive, and registers have their power-up values.
    public void reset() {
        drive(true);
        for (ClockGenerator clock : kernel().timeline().clocks()) {
            if (clock.isRunning()) {
                await(Trigger.edge(clock));
            }
        }
        drive(false);
    }

    private void drive(boolean active) {
        for (ModuleDef.Domain domain : design.circuit().top().domains()) {
            if (!domain.reset().isEmpty()) {
                boolean level = active == domain.spec().resetActiveHigh();
                simulator.poke(simulator.probe(domain.reset()), level ? 1 : 0);
            }
        }
    }

    /// Unwinds what processes are left, and frees the instance.
    @Override
    public void close() {
        kernel().requireCallerOfClose();
        try (model;
                simulator) {
            super.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
