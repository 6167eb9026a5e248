package org.jetstreamlan.sim.jit;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.ir.Behaviour;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.StateWords;
import org.jetstreamlan.sim.Clocks;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.ProbeAccess;
import org.jetstreamlan.sim.ProbeErrors;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.Snapshot;
import org.jetstreamlan.sim.ValueReader;
import org.jetstreamlan.sim.WordValue;
import org.jspecify.annotations.Nullable;

/// One instance: an arena, and which of its values are stale. Nothing is evaluated before somebody
/// needs it, nothing twice in a cycle unless pokes ask for it.
final class JitSimulator implements Simulator {
    /// The arena of an instance that was closed.
    private static final long[] CLOSED = new long[0];

    private final JitModel model;
    private final Tiers tiers;
    private final StateWords.ResetGroup[] resets;
    private final Clocks clocks;
    private final Map<String, JitProbe> probes = new HashMap<>();

    /// Null where there are no black boxes.
    private final Boxes.@Nullable Running boxes;

    private Code code;
    private long[] arena;

    /// Code for what the main kernels do not keep, in its order; null if it must be asked for again.
    private Code.@Nullable Observing observers;

    /// Bits of [Schedule]: what must be evaluated before it is read.
    private int stale = Schedule.ALL;

    private long cycle;

    /// Clocks to the next look at what is active.
    private long untilLook;

    /// Values of all nodes in the first of the two clocks of a look.
    private long @Nullable [] before;

    JitSimulator(JitModel model, Tiers tiers) {
        this.model = model;
        this.tiers = tiers;
        code = tiers.best();
        arena = code.powerUp.clone();
        clocks = model.clocks();
        boxes = code.boxes == null ? null : code.boxes.start();
        resets = model.state().resetGroups().toArray(new StateWords.ResetGroup[0]);
        untilLook = tiers.first();
    }

    /// Looks at what is active, and moves over to better code if there is any.
    private void look() {
        if (before != null) {
            untilLook = tiers.add(before, code.values(arena));
            before = null;
        } else {
            before = code.values(arena);
            untilLook = 1;
        }
        Code best = tiers.best();
        if (best != code) {
            arena = best.move(code, arena);
            code = best;
            stale = Schedule.ALL;
            observers = null;
            for (JitProbe probe : probes.values()) {
                probe.move(code);
            }
        }
    }

    @Override
    public Model model() {
        return model;
    }

    @Override
    public Probe probe(String path) {
        checkOpen();
        JitProbe known = probes.get(path);
        if (known != null) {
            return known;
        }
        JitProbe probe = new JitProbe(this, model.signal(path), code);
        probes.put(path, probe);
        if ((probe.needs & Schedule.OBSERVED) != 0) {
            stale |= Schedule.OBSERVED;
            observers = null;
        }
        return probe;
    }

    private JitProbe own(Probe probe) {
        checkOpen();
        if (probe instanceof JitProbe own && own.owner == this) {
            return own;
        }
        throw ProbeErrors.foreign(probe);
    }

    private void checkOpen() {
        if (arena == CLOSED) {
            throw new EngineException(model.circuit().top().name() + ": the simulator is closed");
        }
    }

    @Override
    public long peek(Probe probe) {
        return own(probe).peek();
    }

    @Override
    public ProbeAccess access(Probe probe) {
        return own(probe);
    }

    @Override
    public BigInteger peekWide(Probe probe) {
        JitProbe own = own(probe);
        if ((stale & own.needs) != 0) {
            settle(own.needs);
        }
        return value(arena, own.slots);
    }

    @Override
    public ValueReader reader(List<Probe> probes) {
        List<JitProbe> own = new ArrayList<>();
        for (Probe probe : probes) {
            own.add(own(probe));
        }
        return new ArenaReader(this, own);
    }

    /// What the arena is laid out for.
    Code code() {
        return code;
    }

    /// The arena, in which `needs` of [Schedule] are settled.
    long[] settled(int needs) {
        checkOpen();
        if ((stale & needs) != 0) {
            settle(needs);
        }
        return arena;
    }

    /// The number whose words are in `slots`, lowest first.
    static BigInteger value(long[] s, int[] slots) {
        long[] words = new long[slots.length];
        for (int i = 0; i < slots.length; i++) {
            words[i] = s[slots[i]];
        }
        return WordValue.of(words, 0, words.length);
    }

    @Override
    public void poke(Probe probe, long value) {
        own(probe).poke(value);
    }

    void poke(JitProbe own, long value) {
        checkOpen();
        if (own.plain && (value & own.beyond) == 0) {
            if (arena[own.slot] != value) {
                arena[own.slot] = value;
                stale |= own.stales;
            }
            return;
        }
        requirePokable(own);
        if ((value & own.beyond) != 0 || own.width > Long.SIZE) {
            throw ProbeErrors.doesNotFit(own, value);
        }
        if (own.isInput()) {
            set(own, 0, value);
        } else {
            deposit(own, BigInteger.valueOf(value));
        }
    }

    private void requirePokable(JitProbe own) {
        if (!own.pokable) {
            ProbeErrors.checkPokable(model.circuit(), own);
            own.pokable = true;
        }
    }

    @Override
    public void pokeWide(Probe probe, BigInteger value) {
        JitProbe own = own(probe);
        requirePokable(own);
        ProbeErrors.checkFits(own, value);
        if (own.isInput()) {
            for (int i = 0; i < own.slots.length; i++) {
                set(own, i, value.shiftRight(64 * i).longValue());
            }
        } else {
            deposit(own, value);
        }
    }

    /// Puts a value into a register, unless an asynchronous reset holds it.
    private void deposit(JitProbe register, BigInteger value) {
        for (int i = 0; i < register.slots.length; i++) {
            code.deposit(arena, register.slots[i], value.shiftRight(64 * i).longValue());
        }
        reset(0);
        stale = Schedule.ALL;
    }

    private void set(JitProbe input, int word, long value) {
        int slot = input.slots[word];
        if (arena[slot] != value) {
            arena[slot] = value;
            stale |= input.stales;
            int[] calls = input.calls[word];
            for (int i = 0; i < calls.length; i++) {
                arena[calls[i]] |= input.masks[word][i];
            }
            if (input.reset && reset(0)) {
                stale = Schedule.ALL;
            }
            if (input.reset && boxes != null) {
                // A black box may have an asynchronous reset, which may be over before anybody
                // looks.
                settleBoxes(boxes);
            }
        }
    }

    /// Gives registers their init value whose reset is active; returns whether there are any. Synchronous resets act with the clocks `ticking`.
    private boolean reset(long ticking) {
        boolean any = false;
        for (StateWords.ResetGroup group : resets) {
            boolean active = arena[group.input()] != 0 == group.activeHigh();
            if (active && (group.asynchronous() || (ticking >>> group.domain() & 1) != 0)) {
                int count = group.to() - group.from();
                System.arraycopy(code.powerUp, group.from(), arena, group.from(), count);
                any = true;
            }
        }
        if (any) {
            code.hold(arena);
            code.gates.callAll(arena);
        }
        return any;
    }

    private void settle(int needed) {
        if (boxes != null && (stale & Schedule.BOXES) != 0) {
            settleBoxes(boxes);
        }
        compute(needed);
    }

    /// Evaluates black boxes until what they see of each other has settled. Outputs do not depend on themselves, so that this takes
    /// as many rounds as they have outputs one behind the other.
    private void settleBoxes(Boxes.Running running) {
        compute(Schedule.MAIN);
        for (int round = 0; running.evaluate(arena); round++) {
            if (round > running.limit()) {
                throw new EngineException(
                        "black boxes do not settle: a model of %s drives an output by more than the inputs it depends on"
                                .formatted(running.paths()));
            }
            stale = Schedule.ALL;
            code.gates.callAll(arena);
            compute(Schedule.MAIN);
        }
        stale &= ~Schedule.BOXES;
    }

    private void compute(int needed) {
        int todo = stale & needed;
        long[] s = arena;
        if ((todo & Schedule.STATE) != 0) {
            for (Kernel kernel : code.kernels) {
                kernel.state(s);
            }
        }
        if ((todo & Schedule.OUTPUTS) != 0) {
            for (Kernel kernel : code.kernels) {
                kernel.outputs(s);
            }
        }
        if ((todo & Schedule.NEXT) != 0) {
            for (Kernel kernel : code.kernels) {
                kernel.next(s);
            }
        }
        stale &= ~(needed & ~Schedule.BOXES);
        if ((todo & Schedule.OBSERVED) != 0) {
            observe();
        }
    }

    private void observe() {
        Code.Observing observing = observers;
        if (observing == null) {
            observing = code.observers();
            observers = observing;
            arena = Arrays.copyOf(arena, Math.max(arena.length, observing.arenaSize()));
        }
        observing.run(arena);
    }

    @Override
    public void step() {
        checkOpen();
        if (clocks.count() > 1) {
            tick(1);
            return;
        }
        sample(-1);
        if (code.gates.any()) {
            for (Kernel kernel : code.kernels) {
                kernel.edge(arena, -1);
            }
        } else {
            Layout layout = code.layout;
            System.arraycopy(
                    arena, layout.next(), arena, layout.firstRegister(), layout.nextCount());
        }
        if (resets.length > 0) {
            reset(-1);
        }
        stale = Schedule.ALL;
        cycle++;
    }

    /// What an edge does before registers change: settles, tells what the design says of itself, and works the memory ports.
    private void sample(long ticking) {
        if (--untilLook == 0) {
            look();
        }
        if ((stale & Schedule.MAIN) != 0 || boxes != null) {
            settle(Schedule.MAIN);
        }
        if (code.watches != null) {
            code.watches.look(arena, cycle);
        }
        for (Kernel kernel : code.kernels) {
            kernel.commit(arena);
        }
        if (boxes != null) {
            boxes.edge(arena, ticking);
        }
    }

    @Override
    public void stepTogether(String... names) {
        checkOpen();
        long ticking = clocks.set(names);
        if (clocks.count() > 1) {
            tick(ticking);
        } else {
            step();
        }
    }

    /// The edge of several clocks, a bit for each. Memory ports and watches look at the words that say which of them tick.
    private void tick(long ticking) {
        StateWords words = model.state();
        for (int i = 0; i < words.domains(); i++) {
            long tick = ticking >>> i & 1;
            int word = words.tickWord(i);
            if (arena[word] != tick) {
                arena[word] = tick;
                stale |= code.stales(word);
                for (Gates.Call call : code.gates.readers(word)) {
                    arena[call.word()] |= call.mask();
                }
            }
        }
        sample(ticking);
        if (code.gates.any()) {
            for (Kernel kernel : code.kernels) {
                kernel.edge(arena, ticking);
            }
        } else {
            copy(ticking, words);
        }
        reset(ticking);
        stale = Schedule.ALL;
        cycle++;
    }

    private void copy(long ticking, StateWords words) {
        long[] s = arena;
        int offset = code.layout.next() - code.layout.firstRegister();
        for (int i = 0; i < words.domains(); i++) {
            if ((ticking >>> i & 1) != 0) {
                int from = words.firstWordOfDomain(i);
                int count = words.firstWordOfDomain(i + 1) - from;
                System.arraycopy(s, offset + from, s, from, count);
            }
        }
        // A port that did not tick left the next word as it was.
        int from = words.firstReadDataWord();
        System.arraycopy(s, offset + from, s, from, words.count() - from);
    }

    @Override
    public long cycle() {
        return cycle;
    }

    @Override
    public BigInteger peekMemory(String path, int address) {
        checkOpen();
        int memory = model.memory(path);
        int base = cell(memory, path, address);
        return WordValue.of(arena, base, model.cells(memory).words());
    }

    @Override
    public void pokeMemory(String path, int address, BigInteger value) {
        checkOpen();
        int memory = model.memory(path);
        Netlist.Cells cells = model.cells(memory);
        int base = cell(memory, path, address);
        ProbeErrors.checkCellFits(path, cells.memory().width(), address, value);
        WordValue.put(value, cells.words(), arena, base);
        code.gates.callAll(arena);
        stale = Schedule.ALL;
    }

    /// The first slot of a cell.
    private int cell(int memory, String path, int address) {
        Netlist.Cells cells = model.cells(memory);
        ProbeErrors.checkCell(path, cells.memory().depth(), address);
        return code.layout.memoryBase(memory) + address * cells.words();
    }

    @Override
    public Snapshot snapshot() {
        checkOpen();
        List<Behaviour> copies = boxes == null ? List.of() : boxes.copies();
        return new Snapshot(model.circuit(), cycle, code.words(arena), code.cells(arena), copies);
    }

    @Override
    public void restore(Snapshot snapshot) {
        checkOpen();
        snapshot.requireOf(model.circuit());
        code.restore(snapshot, arena);
        if (boxes != null) {
            boxes.restore(snapshot.boxes());
        }
        stale = Schedule.ALL;
        cycle = snapshot.cycle();
    }

    @Override
    public void close() {
        arena = CLOSED;
    }
}
