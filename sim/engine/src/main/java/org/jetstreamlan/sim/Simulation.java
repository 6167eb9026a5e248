package org.jetstreamlan.sim;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Signal;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.sim.bench.Clocked;

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
/// Time is in picoseconds, see [Time]. What happens in one instant, and in which order, stands in `docs/simulation.md`. A process, and the caller while no
/// process runs, may call everything here; no other thread may.
public final class Simulation<M extends Module> implements AutoCloseable {
    private final Design<M> design;
    private final Simulator simulator;
    private final AutoCloseable model;
    private final Signals signals;
    private final Kernel kernel;
    private final long seed;
    private final RandomGenerator random;

    private Simulation(Simulator simulator, AutoCloseable model, Design<M> design, long seed) {
        this.design = design;
        this.simulator = simulator;
        this.model = model;
        this.seed = seed;
        random = new SplittableRandom(seed);
        signals = new Signals(this, design, simulator);
        List<String> names = new ArrayList<>();
        kernel = new Kernel(new Ticks(simulator, names), signals::of, "seed " + Seed.text(seed));
        for (ModuleDef.Domain domain : design.circuit().top().domains()) {
            if (!names.contains(domain.clock())) {
                names.add(domain.clock());
                kernel.addClock(domain.clock(), domain.spec().hertz());
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

    /// Sets an input of the top module, at once; of an `SInt` a signed number. The pattern of 64 bits is any `long`.
    ///
    /// @throws IllegalArgumentException if the value does not fit, or the design drives the signal
    /// @throws IllegalStateException in an agent's or process's moment before an edge
    public void poke(Signal<?> signal, long value) {
        pokable(signal).poke(value);
    }

    /// As [#poke(Signal, long)].
    public void poke(Bool signal, boolean value) {
        pokable(signal).poke(value ? 1 : 0);
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
            SignalHandle handle = signals.toPoke(leaf);
            low -= handle.width();
            BigInteger mask = BigInteger.ONE.shiftLeft(handle.width()).subtract(BigInteger.ONE);
            handle.pokeBits(bits.shiftRight(low).and(mask));
        }
    }

    private SignalHandle pokable(Signal<?> signal) {
        checkPoke();
        return signals.toPoke(signal);
    }

    private void checkPoke() {
        kernel.refuseTheLost();
        if (kernel.isSampling()) {
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
        kernel.refuseTheLost();
        BigInteger bits = BigInteger.ZERO;
        for (Signal<?> leaf : data.fromTop()) {
            SignalHandle handle = signals.of(leaf);
            bits = bits.shiftLeft(handle.width()).or(handle.bits());
        }
        return bits;
    }

    /// The bit pattern of a memory's cell.
    public BigInteger peek(Mem<?> memory, int address) {
        kernel.refuseTheLost();
        return simulator.peekMemory(signals.path(memory), address);
    }

    private SignalHandle handle(Signal<?> signal) {
        kernel.refuseTheLost();
        return signals.of(signal);
    }

    /// A signal of the running instance, for [#simulator] in hot loops.
    public Probe probe(Signal<?> signal) {
        return handle(signal).probe();
    }

    /// @throws AssertionError if the signal has another value, with both
    public void expect(Signal<?> signal, long value) {
        expect(signal, BigInteger.valueOf(value));
    }

    /// @throws AssertionError if the signal has another value
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

    // ---- time

    /// Picoseconds since power-up.
    public long now() {
        return kernel.now();
    }

    /// The top's own clock.
    ///
    /// @throws IllegalStateException if it has none
    public ClockGenerator clock() {
        return kernel.clock(null);
    }

    /// The clock of one of the top's domains.
    public ClockGenerator clock(ClockDomain domain) {
        return clock(design.clock(domain));
    }

    /// The clock of this name.
    public ClockGenerator clock(String name) {
        for (ClockGenerator clock : kernel.clocks()) {
            if (clock.name().equals(name)) {
                return clock;
            }
        }
        throw new IllegalArgumentException(
                "no clock '%s' in %s; its clocks are %s"
                        .formatted(name, design.circuit().top().name(), kernel.clocks()));
    }

    /// To the next edge of the top's own clock.
    public void step() {
        step(1);
    }

    /// To the `cycles`-th next edge of the top's own clock; 0 is none.
    public void step(long cycles) {
        if (cycles != 0) {
            await(Trigger.cycles(clock(), cycles));
        }
    }

    /// Until `time` picoseconds from now.
    public void advance(long time) {
        await(Trigger.after(time));
    }

    /// Until a trigger comes; which one of `firstOf`.
    ///
    /// @param limit picoseconds from now
    /// @throws SimulationFailure if the limit comes first, or nothing can make it come
    public Trigger runUntil(Trigger trigger, long limit) {
        Trigger late = new Trigger.Limit(Time.atLeast(0, limit, "a limit"));
        Trigger came = kernel.await(Trigger.firstOf(trigger, late));
        if (came == late) {
            throw kernel.failed(
                    SimulationFailure.Kind.TIME_OUT,
                    "time-out after %s, at %s: no sign of %s"
                            .formatted(
                                    Time.text(limit), Time.text(now()), kernel.described(trigger)));
        }
        return came;
    }

    /// Until a signal is 1.
    public void runUntil(Bool signal, long limit) {
        runUntil(Trigger.until(signal, 1), limit);
    }

    /// Until a condition holds.
    public void runUntil(BooleanSupplier condition, long limit) {
        runUntil(Trigger.until(condition), limit);
    }

    /// Until all processes have ended that are not in the background; without limit.
    ///
    /// @throws SimulationFailure if one fails, or nothing can wake them
    public void run() {
        kernel.await(new Trigger.AllEnded());
    }

    /// As [#run()].
    ///
    /// @param limit picoseconds from now
    /// @throws SimulationFailure if the limit comes first, too
    public void run(long limit) {
        Trigger late = new Trigger.Limit(Time.atLeast(0, limit, "a limit"));
        if (kernel.await(Trigger.firstOf(new Trigger.AllEnded(), late)) == late) {
            throw kernel.failed(
                    SimulationFailure.Kind.TIME_OUT,
                    "time-out after %s, at %s: not all processes have ended"
                            .formatted(Time.text(limit), Time.text(now())));
        }
    }

    /// Holds all resets active for an edge of each clock that runs. Without, resets are inactive, and registers have their power-up values.
    public void reset() {
        drive(true);
        for (ClockGenerator clock : kernel.clocks()) {
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

    // ---- processes

    /// Starts a process: it runs when the caller waits next, or the process that starts it does.
    public BenchProcess start(String name, BenchProcess.Body body) {
        return kernel.start(name, false, body);
    }

    /// Starts a process for whose end no [#run] waits.
    public BenchProcess background(String name, BenchProcess.Body body) {
        return kernel.start(name, true, body);
    }

    /// Waits; which trigger came, of `firstOf` the member. The caller itself can wait, too.
    ///
    /// @throws SimulationFailure to the caller, if the run cannot go on
    public Trigger await(Trigger trigger) {
        return kernel.await(trigger);
    }

    /// Has an agent drive and sample at each edge of the top's own clock.
    public void add(Clocked agent) {
        add(clock(), agent);
    }

    /// Has an agent drive and sample at each edge of a clock.
    public void add(ClockGenerator clock, Clocked agent) {
        kernel.add(clock, agent);
    }

    /// How many wake-ups without time going by are an endless loop: 100,000.
    public void wakeLimit(int wakes) {
        kernel.wakeLimit(wakes);
    }

    /// For how long, on the wall's clock, a process may run without waiting: 30 s; 0 is for ever.
    public void patience(Duration patience) {
        kernel.patience(patience);
    }

    // ---- randomness

    /// A new one each time, unless the system property `jetstream.seed` says which.
    public long seed() {
        return seed;
    }

    /// Random numbers that come again with the seed.
    public RandomGenerator random() {
        return random;
    }

    /// Unwinds what processes are left, and frees the instance.
    @Override
    public void close() {
        kernel.unwind();
        try (model) {
            simulator.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// The clocks of a simulator.
    private static final class Ticks implements Hardware {
        private final Simulator simulator;
        private final List<String> names;
        private final Map<Long, String[]> sets = new HashMap<>();

        Ticks(Simulator simulator, List<String> names) {
            this.simulator = simulator;
            this.names = names;
        }

        @Override
        public void edge(long clocks) {
            if (clocks == 1) {
                simulator.step();
            } else {
                simulator.stepTogether(sets.computeIfAbsent(clocks, this::namesOf));
            }
        }

        private String[] namesOf(long clocks) {
            List<String> set = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                if ((clocks >>> i & 1) != 0) {
                    set.add(names.get(i));
                }
            }
            return set.toArray(new String[0]);
        }

        @Override
        public void edges(int clock, long count) {
            if (clock == 0) {
                simulator.step(count);
            } else {
                for (long i = 0; i < count; i++) {
                    edge(1L << clock);
                }
            }
        }

        @Override
        public long cycle() {
            return simulator.cycle();
        }
    }
}
