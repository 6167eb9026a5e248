package org.jetstreamlan.sim;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jetstreamlan.sim.bench.Clocked;

/// Time, clocks and processes around something that has edges: a design ([Simulation]), or whatever the test bench puts together itself. Time is in picoseconds, see
/// [Time]. What happens in one instant, and in which order, stands in `docs/simulation.md`.
///
/// A process, and the caller while no process runs, may call everything here; no other thread may.
public sealed class TestBench implements AutoCloseable permits Simulation {
    private final Kernel kernel;
    private final long seed;
    private final RandomGenerator random;

    TestBench(Hardware hardware, long seed) {
        this.seed = seed;
        random = new SplittableRandom(seed);
        kernel = new Kernel(hardware, "seed " + Seed.text(seed));
    }

    /// Around something with one clock, which is the own one of triggers.
    ///
    /// @param clock its name
    /// @param hertz its frequency
    /// @param edge what an edge does
    public TestBench(String clock, long hertz, Runnable edge) {
        this(new OneClock(edge), Seed.next());
        kernel.timeline().addClock(clock, hertz);
    }

    Kernel kernel() {
        return kernel;
    }

    // ---- time

    /// Picoseconds since the start.
    public long now() {
        return kernel.now();
    }

    /// The own clock: of a design that of the top.
    ///
    /// @throws IllegalStateException if it has none
    public ClockGenerator clock() {
        return kernel.clock(null);
    }

    /// The clock of this name.
    public ClockGenerator clock(String name) {
        for (ClockGenerator clock : kernel.timeline().clocks()) {
            if (clock.name().equals(name)) {
                return clock;
            }
        }
        throw new IllegalArgumentException(
                "no clock '%s'; there are %s".formatted(name, kernel.timeline().clocks()));
    }

    /// To the next edge of the own clock.
    public void step() {
        step(1);
    }

    /// To the `cycles`-th next edge of the own clock; 0 is none.
    public void step(long cycles) {
        if (cycles < 0) {
            throw new IllegalArgumentException(
                    "step of " + cycles + " cycles: 0 or more are possible");
        }
        if (cycles != 0 && !kernel.stepped(cycles)) {
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

    /// Until a condition holds.
    public void runUntil(BooleanSupplier condition, long limit) {
        runUntil(Trigger.until(condition), limit);
    }

    /// Until all processes have ended that are not in the background; without limit.
    ///
    /// @throws SimulationFailure if one fails, or nothing can wake them
    public void run() {
        requireCallerOfRun();
        kernel.await(new Trigger.AllEnded());
    }

    /// As [#run()].
    ///
    /// @param limit picoseconds from now
    /// @throws SimulationFailure if the limit comes first, too
    public void run(long limit) {
        requireCallerOfRun();
        Trigger late = new Trigger.Limit(Time.atLeast(0, limit, "a limit"));
        if (kernel.await(Trigger.firstOf(new Trigger.AllEnded(), late)) == late) {
            throw kernel.failed(
                    SimulationFailure.Kind.TIME_OUT,
                    "time-out after %s, at %s: not all processes have ended"
                            .formatted(Time.text(limit), Time.text(now())));
        }
    }

    private void requireCallerOfRun() {
        kernel.requireCaller("run", "it would wait for its own end; await(join(process)) instead");
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

    /// Has an agent drive and sample at each edge of the own clock.
    public void add(Clocked agent) {
        add(clock(), agent);
    }

    /// Has an agent drive and sample at each edge of a clock.
    public void add(ClockGenerator clock, Clocked agent) {
        kernel.timeline().add(clock, agent);
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

    /// Unwinds what processes are left.
    @Override
    public void close() {
        kernel.close();
    }

    /// One clock that is a piece of the test bench's code.
    private static final class OneClock implements Hardware {
        private final Runnable edge;
        private long cycle;

        OneClock(Runnable edge) {
            this.edge = edge;
        }

        @Override
        public void edge(long clocks) {
            edge.run();
            cycle++;
        }

        @Override
        public void edges(int clock, long count) {
            for (long i = 0; i < count; i++) {
                edge(1);
            }
        }

        @Override
        public long cycle() {
            return cycle;
        }
    }
}
