package org.jetstreamlan.sim.verilator;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jetstreamlan.sim.AssertionFailure;
import org.jetstreamlan.sim.Batch;
import org.jetstreamlan.sim.BlackBoxes;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.ProbeAccess;
import org.jetstreamlan.sim.ProbeErrors;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.Snapshot;
import org.jetstreamlan.sim.SnapshotRefused;
import org.jetstreamlan.sim.ValueReader;
import org.jetstreamlan.sim.WordValue;
import org.jspecify.annotations.Nullable;

/// One native instance. A peek or poke is a memory access; a step is one call, as is settling when something is peeked after pokes.
final class VerilatorSimulator implements Simulator {
    /// Pokes and peeks are settled.
    private static final int SETTLED = 0;

    /// Something was poked since the last evaluation.
    private static final int POKED = 1;

    /// Registers or cells were written since.
    private static final int DEPOSITED = 2;

    /// The design stopped.
    private static final int DEAD = 3;

    private static final int CLOSED = 4;

    private static final Storage BIT = new Storage(1);

    private final VerilatorModel model;
    private final boolean clocked;
    private final Map<String, MemoryCells> memories = new HashMap<>();

    private final Map<String, VerilatorProbe> probes = new HashMap<>();

    private Visibility visibility;
    private NativeShim shim;
    private long instance;
    private int state;
    private String reason = "";
    private @Nullable AssertionFailure failure;
    private long cycle;

    /// The same design on the jit engine, for what the Verilog has no name for.
    private @Nullable Simulator shadow;

    private record MemoryCells(long address, int depth, Storage storage) {
        long at(int cell) {
            return address + (long) cell * storage.bytes();
        }
    }

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
        checkOpen();
        var known = probes.get(path);
        if (known != null) {
            return known;
        }
        var locator = model.locator();
        var probe = new VerilatorProbe(this, locator.signal(path), locator, model.design());
        if (probe.place instanceof Locator.Place.Variable(_, _, var isState)
                && !isState
                && visibility != Visibility.ALL) {
            showAll(path);
        }
        probe.address = address(probe);
        probes.put(path, probe);
        return probe;
    }

    private long address(VerilatorProbe probe) {
        long address =
                switch (probe.place) {
                    case Locator.Place.Port(var number) -> shim.port(instance, number);
                    case Locator.Place.Variable(var scope, var name, _) ->
                            shim.variable(instance, scope, name);
                };
        boolean computable = probe.computable && hidden().isEmpty();
        if (address == 0 && !computable) {
            throw new IllegalArgumentException(
                    probe.path() + " is not in the emitted Verilog; use jit");
        }
        return address;
    }

    /// Moves to the library that shows all nets, with all that the design holds. A black box stays behind: that can be done in its power-up state only.
    private void showAll(String path) {
        checkAlive();
        if (cycle != 0) {
            refuseHidden(
                    path
                            + " is no register, and was not probed before the first step: a library that shows it cannot take over %s; probe it earlier, or use new VerilatorEngine(Visibility.ALL)");
        }
        settleIfNeeded();
        var saved = model.state().save(shim, instance, cycle);
        replace(Visibility.ALL);
        load(saved);
    }

    /// Takes a fresh instance in place of the present one.
    private void replace(Visibility wanted) {
        var from = model.shim(wanted);
        long fresh = create(from);
        shim.destroy(instance);
        visibility = wanted;
        shim = from;
        instance = fresh;
        state = SETTLED;
        memories.clear();
        for (var probe : probes.values()) {
            probe.address = address(probe);
        }
    }

    /// @param message with a place for what cannot be seen from here
    /// @throws SnapshotRefused if there is anything
    private void refuseHidden(String message) {
        var hidden = hidden();
        if (hidden.isPresent()) {
            throw new SnapshotRefused(message.formatted(hidden.get()));
        }
    }

    /// State that cannot be seen from here.
    private Optional<String> hidden() {
        return model.design().flat()
                ? BlackBoxes.first(model.circuit())
                        .map(box -> "what the black box " + box + " remembers")
                : Optional.of("registers that the Verilog has in structs or interfaces");
    }

    /// A value that the Verilog has under no name, since it was written out where it is used.
    private BigInteger computed(VerilatorProbe own) {
        var known = shadow;
        if (known == null) {
            known = model.shadow().instantiate();
            shadow = known;
        }
        checkOpen();
        settleIfNeeded();
        known.restore(model.state().save(shim, instance, cycle));
        return known.peekWide(known.probe(own.path()));
    }

    @Override
    public Snapshot snapshot() {
        checkAlive();
        refuseHidden(
                "no snapshot of "
                        + model.circuit().top().name()
                        + ": the verilator engine does not see %s; use jit");
        settleIfNeeded();
        return model.state().save(shim, instance, cycle);
    }

    /// A design that stopped lives again.
    @Override
    public void restore(Snapshot snapshot) {
        if (state != DEAD) {
            checkAlive();
        }
        snapshot.requireOf(model.circuit());
        if (!snapshot.boxes().isEmpty() || !model.design().flat()) {
            refuseHidden(
                    "the snapshot of "
                            + model.circuit().top().name()
                            + " cannot be restored: the verilator engine does not see %s; use jit");
        }
        if (state == DEAD) {
            replace(visibility);
        }
        load(snapshot);
        cycle = snapshot.cycle();
    }

    /// An asynchronous reset that becomes active with the inputs acts on registers that are then set anyway.
    private void load(Snapshot snapshot) {
        model.state().restoreInputs(snapshot, shim, instance);
        state = POKED;
        settle();
        model.state().restoreState(snapshot, shim, instance);
        state = DEPOSITED;
    }

    VerilatorProbe own(Probe probe) {
        if (probe instanceof VerilatorProbe own && own.owner == this) {
            return own;
        }
        throw ProbeErrors.foreign(probe);
    }

    private void requirePokable(VerilatorProbe own) {
        if (!own.pokable) {
            ProbeErrors.checkPokable(model.circuit(), own);
            own.pokable = true;
        }
    }

    @Override
    public long peek(Probe probe) {
        return peek(own(probe));
    }

    long peek(VerilatorProbe own) {
        if (own.storage.width > Long.SIZE) {
            throw ProbeErrors.tooWide(own);
        }
        settleIfNeeded();
        return own.address != 0 ? own.storage.read(own.address) : computed(own).longValue();
    }

    @Override
    public ProbeAccess access(Probe probe) {
        return own(probe);
    }

    @Override
    public BigInteger peekWide(Probe probe) {
        var own = own(probe);
        settleIfNeeded();
        return own.address != 0 ? own.storage.readWide(own.address) : computed(own);
    }

    @Override
    public ValueReader reader(List<Probe> probes) {
        return new VerilatorReader(this, probes.stream().map(this::own).toList());
    }

    /// Takes the words of values, each to its place, as [ValueReader#read] does.
    void read(VerilatorProbe[] wanted, int[] offsets, long[] into, int at) {
        settleIfNeeded();
        for (int i = 0; i < wanted.length; i++) {
            var own = wanted[i];
            if (own.address != 0) {
                own.storage.readWords(own.address, into, at + offsets[i]);
            } else {
                WordValue.put(computed(own), own.storage.words(), into, at + offsets[i]);
            }
        }
    }

    @Override
    public void poke(Probe probe, long value) {
        poke(own(probe), value);
    }

    void poke(VerilatorProbe own, long value) {
        if (own.plain && state <= DEPOSITED && (value & own.beyond) == 0) {
            if (own.storage.read(own.address) != value) {
                own.storage.write(own.address, value);
                if (state == SETTLED) {
                    state = POKED;
                }
            }
            return;
        }
        requirePokable(own);
        if (own.storage.width > Long.SIZE || (value & own.beyond) != 0) {
            throw ProbeErrors.doesNotFit(own, value);
        }
        checkAlive();
        if (!own.isInput()) {
            deposit(own, BigInteger.valueOf(value));
        } else if (own.storage.read(own.address) != value) {
            own.storage.write(own.address, value);
            poked(own);
        }
    }

    @Override
    public void pokeWide(Probe probe, BigInteger value) {
        var own = own(probe);
        requirePokable(own);
        ProbeErrors.checkFits(own, value);
        checkAlive();
        if (!own.isInput()) {
            deposit(own, value);
        } else {
            own.storage.writeWide(own.address, value);
            poked(own);
        }
    }

    /// An asynchronous reset may be taken back before anything is peeked, and must have had its effect.
    private void poked(VerilatorProbe probe) {
        if (state == SETTLED) {
            state = POKED;
        }
        if (probe.asynchronous) {
            settle();
        }
    }

    /// Puts a value into a register, unless an asynchronous reset holds it.
    private void deposit(VerilatorProbe register, BigInteger value) {
        boolean isHeld =
                register.hold.isPresent()
                        && BIT.read(shim.port(instance, register.hold.get().port()))
                                != 0
                                == register.hold.get().activeHigh();
        if (!isHeld) {
            register.storage.writeWide(register.address, value);
            state = DEPOSITED;
        }
    }

    /// A design that stopped is looked at as it is.
    private void settleIfNeeded() {
        if (state != SETTLED && state != DEAD) {
            settle();
        }
    }

    private void settle() {
        checkAlive();
        if ((state == DEPOSITED ? shim.settle(instance) : shim.inputs(instance)) != 0) {
            die();
            throw stopped();
        }
        state = SETTLED;
    }

    /// What is done before an edge: inputs settle with it, registers do not.
    private void beforeEdge() {
        if (state > POKED) {
            settle();
        }
    }

    @Override
    public BigInteger peekMemory(String path, int address) {
        checkOpen();
        var cells = cells(path, address);
        return cells.storage().readWide(cells.at(address));
    }

    @Override
    public void pokeMemory(String path, int address, BigInteger value) {
        checkAlive();
        var cells = cells(path, address);
        ProbeErrors.checkCellFits(path, cells.storage().width, address, value);
        cells.storage().writeWide(cells.at(address), value);
        state = DEPOSITED;
    }

    private MemoryCells cells(String path, int address) {
        var cells = memories.computeIfAbsent(path, this::cells);
        ProbeErrors.checkCell(path, cells.depth(), address);
        return cells;
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
        beforeEdge();
        if (period() != 0) {
            die();
            throw stopped();
        }
        state = SETTLED;
        cycle++;
    }

    private int period() {
        if (!clocked) {
            return shim.inputs(instance);
        }
        return state == SETTLED ? shim.tick(instance) : shim.step(instance);
    }

    @Override
    public void step(long cycles) {
        checkAlive();
        if (cycles < 0) {
            throw new IllegalArgumentException(
                    "step: " + cycles + " cycles; 0 or more are possible");
        }
        beforeEdge();
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
        var stored = new VerilatorBatch(this, inputs, outputs);
        return stored.isStored() ? stored : Simulator.super.batch(inputs, outputs);
    }

    /// Runs rows of a batch.
    ///
    /// @return the number of whole rows done, fewer than `rows` if a value did not fit
    long run(VerilatorBatch batch, int rows, MemorySegment stimulus, MemorySegment response) {
        checkAlive();
        settleIfNeeded();
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
        beforeEdge();
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
        checkOpen();
        if (state == DEAD) {
            throw stopped();
        }
    }

    private void checkOpen() {
        if (state == CLOSED) {
            throw new EngineException(model.circuit().top().name() + ": the simulator is closed");
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
            if (shadow != null) {
                shadow.close();
            }
            shim.destroy(instance);
            model.forget(this);
        }
    }
}
