package org.jetstreamlan.sim.verilator;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.sim.AssertionFailure;
import org.jetstreamlan.sim.Batch;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jspecify.annotations.Nullable;

/// One native instance. A peek or poke is a memory access; a step is one call, as is settling when something is peeked after pokes.
final class VerilatorSimulator implements Simulator {
    /// Pokes and peeks are settled.
    private static final int SETTLED = 0;

    /// Something was poked since the last evaluation.
    private static final int POKED = 1;

    /// The design stopped.
    private static final int DEAD = 2;

    private static final int CLOSED = 3;

    private static final Storage BIT = new Storage(1);

    private final VerilatorModel model;
    private final boolean clocked;
    private final Map<String, MemoryCells> memories = new HashMap<>();

    /// All probes until the first step: until then the library may still be exchanged for one that shows more.
    private final List<VerilatorProbe> probes = new ArrayList<>();

    private Visibility visibility;
    private NativeShim shim;
    private long instance;
    private int state;
    private String reason = "";
    private @Nullable AssertionFailure failure;
    private long cycle;

    private record MemoryCells(long address, int depth, Storage storage) {}

    VerilatorSimulator(VerilatorModel model, Visibility visibility) {
        this.model = model;
        this.visibility = visibility;
        shim = model.shim(visibility);
        clocked = model.design().ownClock() >= 0;
        instance = create(shim);
        if (shim.code(instance) != 0) {
            die();
        }
    }

    private long create(NativeShim from) {
        int clock = model.design().ownClock();
        boolean rising =
                clock < 0
                        || model.design().ports().get(clock).role()
                                == VerilatedDesign.Role.RISING_CLOCK;
        long created = from.create(clock, rising);
        if (created == 0) {
            throw new EngineException(
                    model.circuit().top().name() + ": no memory for another instance");
        }
        rest(from, created, clock);
        return created;
    }

    /// Takes the clocks but the own to the level between their sampling edges.
    private void rest(NativeShim from, long created, int own) {
        var ports = model.design().ports();
        boolean any = false;
        for (int i = 0; i < ports.size(); i++) {
            if (i != own && ports.get(i).role() == VerilatedDesign.Role.FALLING_CLOCK) {
                BIT.write(from.port(created, i), 1);
                any = true;
            }
        }
        if (any && from.code(created) == 0) {
            from.eval(created);
        }
    }

    @Override
    public Model model() {
        return model;
    }

    @Override
    public Probe probe(String path) {
        checkAlive();
        var locator = model.locator();
        var signal = locator.signal(path);
        var place = locator.place(signal);
        if (place instanceof Locator.Place.Variable(_, _, var isState)
                && !isState
                && visibility != Visibility.ALL) {
            showAll(path);
        }
        var role =
                place instanceof Locator.Place.Port(var number)
                        ? model.design().ports().get(number).role()
                        : VerilatedDesign.Role.OUTPUT;
        var probe =
                new VerilatorProbe(
                        this,
                        path,
                        signal.width(),
                        place,
                        role.isInput(),
                        role == VerilatedDesign.Role.ASYNCHRONOUS_RESET);
        probe.address = address(probe);
        if (cycle == 0) {
            probes.add(probe);
        }
        return probe;
    }

    private long address(VerilatorProbe probe) {
        long address =
                switch (probe.place) {
                    case Locator.Place.Port(var number) -> shim.port(instance, number);
                    case Locator.Place.Variable(var scope, var name, _) ->
                            shim.variable(instance, scope, name);
                };
        if (address == 0) {
            throw new IllegalArgumentException(
                    probe.path() + " is not in the emitted Verilog, since nothing uses it");
        }
        return address;
    }

    /// Moves to the library that shows all nets. Before the first step the state is that of power-up, so that the inputs are all there
    /// is to take along.
    private void showAll(String path) {
        if (cycle != 0) {
            throw new IllegalArgumentException(
                    path
                            + " is no register, and this model was built to show those only; probe it before the first step, or use"
                            + " new VerilatorEngine(Visibility.ALL)");
        }
        var wide = model.shim(Visibility.ALL);
        long moved = create(wide);
        var ports = model.design().ports();
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i).role().isInput()) {
                new Storage(ports.get(i).width()).copy(shim.port(instance, i), wide.port(moved, i));
            }
        }
        shim.destroy(instance);
        visibility = Visibility.ALL;
        shim = wide;
        instance = moved;
        state = POKED;
        memories.clear();
        for (var probe : probes) {
            probe.address = address(probe);
        }
    }

    VerilatorProbe own(Probe probe) {
        if (probe instanceof VerilatorProbe own && own.owner == this) {
            return own;
        }
        throw new IllegalArgumentException(
                "probe '"
                        + probe.path()
                        + "' belongs to another simulator; ask this one for its own");
    }

    private VerilatorProbe input(Probe probe) {
        var own = own(probe);
        if (!own.isInput()) {
            throw new IllegalArgumentException(
                    own.path() + " is no input of the top module; only those can be poked");
        }
        return own;
    }

    @Override
    public long peek(Probe probe) {
        var own = own(probe);
        if (own.storage.width > Long.SIZE) {
            throw new IllegalArgumentException(
                    own.path() + " is " + own.width() + " bits wide; use peekWide");
        }
        if (state != SETTLED) {
            settle();
        }
        return own.storage.read(own.address);
    }

    @Override
    public BigInteger peekWide(Probe probe) {
        var own = own(probe);
        if (state != SETTLED) {
            settle();
        }
        return own.storage.readWide(own.address);
    }

    @Override
    public void poke(Probe probe, long value) {
        var own = input(probe);
        own.checkFits(value);
        checkAlive();
        if (own.storage.read(own.address) != value) {
            own.storage.write(own.address, value);
            poked(own);
        }
    }

    @Override
    public void pokeWide(Probe probe, BigInteger value) {
        var own = input(probe);
        own.checkFits(value);
        checkAlive();
        own.storage.writeWide(own.address, value);
        poked(own);
    }

    /// An asynchronous reset may be taken back before anything is peeked, and must have had its effect.
    private void poked(VerilatorProbe probe) {
        state = POKED;
        if (probe.asynchronous) {
            settle();
        }
    }

    private void settle() {
        checkAlive();
        if (shim.eval(instance) != 0) {
            die();
            throw stopped();
        }
        state = SETTLED;
    }

    @Override
    public BigInteger peekMemory(String path, int address) {
        checkAlive();
        var cells = memories.computeIfAbsent(path, this::cells);
        if (address < 0 || address >= cells.depth()) {
            throw new IllegalArgumentException(
                    "address "
                            + address
                            + " of "
                            + path
                            + ", which has "
                            + cells.depth()
                            + " cells");
        }
        var storage = cells.storage();
        return storage.readWide(cells.address() + (long) address * storage.bytes());
    }

    private MemoryCells cells(String path) {
        var found = model.locator().memory(path);
        var memory = found.memory();
        long address = shim.variable(instance, found.scope(), memory.name());
        if (address == 0) {
            throw new IllegalArgumentException(path + " is not in the emitted Verilog");
        }
        return new MemoryCells(address, memory.depth(), new Storage(memory.width()));
    }

    @Override
    public void step() {
        checkAlive();
        int code = clocked ? shim.step(instance) : shim.eval(instance);
        if (code != 0) {
            die();
            throw stopped();
        }
        state = SETTLED;
        cycle++;
    }

    @Override
    public void step(long cycles) {
        checkAlive();
        if (cycles < 0) {
            throw new IllegalArgumentException(
                    "step: " + cycles + " cycles; 0 or more are possible");
        }
        if (!clocked) {
            cycle += cycles;
            return;
        }
        long done = shim.run(instance, cycles);
        cycle += done;
        if (done < cycles) {
            die();
            throw stopped();
        }
        if (cycles > 0) {
            state = SETTLED;
        }
    }

    @Override
    public Batch batch(List<Probe> inputs, List<Probe> outputs) {
        return new VerilatorBatch(this, inputs, outputs);
    }

    /// Runs rows of a batch.
    ///
    /// @return the number of whole rows done, fewer than `rows` if a value did not fit
    long run(VerilatorBatch batch, int rows, MemorySegment stimulus, MemorySegment response) {
        checkAlive();
        if (state != SETTLED) {
            settle();
        }
        long done = batch.call(shim, instance, rows, stimulus, response);
        cycle += done;
        if (shim.code(instance) != 0) {
            die();
            throw stopped();
        }
        return done;
    }

    @Override
    public void stepTogether(String... names) {
        checkAlive();
        model.clocks().set(names);
        var ticking = List.of(names);
        // Together they rise, together they fall: two evaluations, whatever the number of clocks.
        for (boolean sampling : new boolean[] {true, false}) {
            var ports = model.design().ports();
            for (int i = 0; i < ports.size(); i++) {
                var port = ports.get(i);
                if (port.role().isClock() && ticking.contains(port.name())) {
                    boolean rising = port.role() == VerilatedDesign.Role.RISING_CLOCK;
                    BIT.write(shim.port(instance, i), rising == sampling ? 1 : 0);
                }
            }
            if (shim.eval(instance) != 0) {
                die();
                throw stopped();
            }
        }
        state = SETTLED;
        cycle++;
    }

    @Override
    public long cycle() {
        return cycle;
    }

    private void checkAlive() {
        if (state >= DEAD) {
            throw state == DEAD
                    ? stopped()
                    : new EngineException(
                            model.circuit().top().name() + ": the simulator is closed");
        }
    }

    private RuntimeException stopped() {
        return failure != null ? failure : new EngineException(reason);
    }

    private void die() {
        state = DEAD;
        var message = shim.message(instance);
        failure = StopReport.assertion(model.design(), message, cycle).orElse(null);
        reason = StopReport.of(model.design(), message, cycle, ModelBuild.loops(shim.library()));
    }

    @Override
    public void close() {
        if (state != CLOSED) {
            state = CLOSED;
            shim.destroy(instance);
            model.forget(this);
        }
    }
}
