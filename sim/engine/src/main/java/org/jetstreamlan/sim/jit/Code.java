package org.jetstreamlan.sim.jit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import org.jetstreamlan.hdl.pass.FlatDesign;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.hdl.pass.StateWords;
import org.jetstreamlan.hdl.pass.WordOp;
import org.jetstreamlan.sim.Snapshot;
import org.jspecify.annotations.Nullable;

/// A netlist as byte code, and how an arena for it looks. What the state of a design is does not depend on it: [#move] takes it from one
/// code's arena to another's.
///
/// Simulators in different threads share it. What they run never changes; what they look at ([#place]) may add nodes to the netlist and slots to
/// the layout, under the lock that all codes of a netlist share.
final class Code {
    final Layout layout;
    final Kernel[] kernels;
    final Gates gates;
    final @Nullable Watches watches;
    final @Nullable Boxes boxes;

    /// The arena at power-up, shared by all instances: registers in it have their init values.
    final long[] powerUp;

    private final Netlist netlist;
    private final Schedule schedule;
    private final Observers observers;
    private final ReadWriteLock lock;
    private final int[] held;

    /// @param activity how chunks are cut that run only when something they read has changed, or null if all always run
    /// @param lock of the netlist; while another thread may use that, the caller holds it for reading
    Code(
            Netlist netlist,
            Set<Optimisation> optimisations,
            @Nullable Activity activity,
            ReadWriteLock lock) {
        this.netlist = netlist;
        this.lock = lock;
        layout = new Layout(netlist);
        schedule = new Schedule(netlist, layout, optimisations, activity);
        gates = schedule.gates();
        Masks masks = new Masks(netlist.graph(), optimisations.contains(Optimisation.MASKS));
        kernels =
                new KernelWriter(netlist, schedule.guards(), gates, masks, layout).write(schedule);
        watches = netlist.watches().isEmpty() ? null : new Watches(netlist, layout);
        boxes = netlist.boxes().isEmpty() ? null : new Boxes(netlist, layout);
        powerUp = layout.powerUp();
        if (boxes != null) {
            boxes.setConstants(powerUp);
        }
        if (watches != null) {
            watches.setConstants(powerUp, netlist);
        }
        gates.callAll(powerUp);
        observers = new Observers(netlist, schedule, masks, layout);
        held = held(netlist);
    }

    /// An empty profile of the netlist.
    Profile profile() {
        return new Profile(netlist.graph(), schedule.live());
    }

    /// Computes all nodes from the state in an arena of this code.
    long[] values(long[] s) {
        lock.readLock().lock();
        try {
            long[] values = new long[netlist.graph().size()];
            new Interpreter(netlist, layout, schedule.live()).evaluate(s, values);
            return values;
        } finally {
            lock.readLock().unlock();
        }
    }

    /// What is stale when a word that says which clocks tick has changed.
    int stales(int word) {
        return schedule.stales(word);
    }

    /// The state in an arena of `from`, as an arena of this code. Everything else is stale.
    long[] move(Code from, long[] s) {
        long[] arena = powerUp.clone();
        int state = layout.next() + layout.nextCount();
        System.arraycopy(s, 0, arena, 0, state);
        for (int i = 0; i < netlist.memories().size(); i++) {
            Netlist.Cells cells = netlist.memories().get(i);
            int words = cells.memory().depth() * cells.words();
            System.arraycopy(s, from.layout.memoryBase(i), arena, layout.memoryBase(i), words);
        }
        return arena;
    }

    /// The words of state in an arena.
    long[] words(long[] s) {
        return Arrays.copyOf(s, layout.next());
    }

    /// The cells of all memories in an arena.
    long[][] cells(long[] s) {
        long[][] cells = new long[netlist.memories().size()][];
        for (int i = 0; i < cells.length; i++) {
            Netlist.Cells memory = netlist.memories().get(i);
            int base = layout.memoryBase(i);
            int words = memory.memory().depth() * memory.words();
            cells[i] = Arrays.copyOfRange(s, base, base + words);
        }
        return cells;
    }

    /// Puts a snapshot's words and cells into an arena. Everything else is stale.
    void restore(Snapshot snapshot, long[] s) {
        snapshot.copyWords(s);
        hold(s);
        for (int i = 0; i < netlist.memories().size(); i++) {
            snapshot.copyCells(i, s, layout.memoryBase(i));
        }
        gates.callAll(s);
    }

    /// Puts a value into a word of a register. Everything is stale.
    void deposit(long[] s, int word, long value) {
        s[word] = value;
        hold(s);
        gates.callAll(s);
    }

    /// The edge copies next words, and those of registers that hold are computed nowhere: whoever changes such registers calls this.
    void hold(long[] s) {
        for (int word : held) {
            s[layout.nextSlot(word)] = s[word];
        }
    }

    /// Words of read data, and of registers that are assigned nothing but themselves.
    private static int[] held(Netlist netlist) {
        int[] held = new int[netlist.state().count()];
        int count = 0;
        for (int word = netlist.state().firstRegisterWord(); word < held.length; word++) {
            int next = netlist.next(word);
            boolean itself =
                    next >= 0
                            && netlist.graph().op(next) == WordOp.STATE
                            && netlist.graph().a(next) == word;
            if (next < 0 || itself) {
                held[count++] = word;
            }
        }
        return Arrays.copyOf(held, count);
    }

    /// Where a signal's value lives.
    JitProbe.Place place(Observables.Signal signal) {
        lock.writeLock().lock();
        try {
            return find(signal);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private JitProbe.Place find(Observables.Signal signal) {
        FlatDesign.Instance instance = netlist.design().instance(signal.instance());
        return switch (signal.kind()) {
            case RESET -> {
                int word = netlist.state().resetWord(instance.domains().get(signal.index()));
                for (StateWords.Element input : netlist.state().inputs()) {
                    if (input.firstWord() == word) {
                        yield inputPlace(input, true);
                    }
                }
                throw new IllegalArgumentException(signal.path() + " is connected to nothing");
            }
            case INPUT -> {
                for (StateWords.Element input : netlist.state().inputs()) {
                    if (signal.instance() == 0 && input.net() == signal.index()) {
                        yield inputPlace(input, false);
                    }
                }
                yield place(netlist.net(instance.firstNet() + signal.index()));
            }
            case REGISTER, READ_DATA ->
                    statePlace(instance.firstNet() + signal.index(), signal.width());
            case OUTPUT, WIRE, INSTANCE_PORT ->
                    place(netlist.net(instance.firstNet() + signal.index()));
            case NODE -> place(netlist.node(instance.firstNode() + signal.index()));
        };
    }

    private JitProbe.Place inputPlace(StateWords.Element input, boolean reset) {
        int[] slots = new int[input.words()];
        int stales = 0;
        List<List<Gates.Call>> readers = new ArrayList<>();
        for (int i = 0; i < slots.length; i++) {
            slots[i] = input.firstWord() + i;
            stales |= schedule.stales(slots[i]);
            readers.add(gates.readers(slots[i]));
        }
        return new JitProbe.Place(slots, Schedule.NONE, true, stales, readers, reset);
    }

    /// A register is looked at, and poked, where its state is, whatever else holds its value.
    private JitProbe.Place statePlace(int net, int width) {
        int first = netlist.state().firstWord(net);
        if (first < 0) {
            return place(netlist.net(net));
        }
        int[] slots = new int[Math.max(1, (width + Long.SIZE - 1) / Long.SIZE)];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = first + i;
        }
        int needs = boxes == null ? Schedule.NONE : Schedule.BOXES;
        return new JitProbe.Place(slots, needs, false, 0, List.of(), false);
    }

    private JitProbe.Place place(int[] words) {
        int[] slots = new int[words.length];
        int needs = boxes == null ? Schedule.NONE : Schedule.BOXES;
        for (int i = 0; i < words.length; i++) {
            slots[i] = observers.observe(words[i]);
            boolean main = slots[i] < powerUp.length && schedule.isAlwaysComputed(words[i]);
            needs |= main ? schedule.needs(words[i]) : Schedule.ALL;
        }
        return new JitProbe.Place(slots, needs, false, 0, List.of(), false);
    }

    /// Code for observed values, and how many slots an arena needs for it.
    ///
    /// @param kernels to be run in this order
    /// @param rewritten slots that they write, and others read
    record Observing(Kernel[] kernels, Observers.Rewritten[] rewritten, int arenaSize) {
        void run(long[] s) {
            long[] before = new long[rewritten.length];
            for (int i = 0; i < before.length; i++) {
                before[i] = s[rewritten[i].slot()];
            }
            for (Kernel kernel : kernels) {
                kernel.state(s);
            }
            for (int i = 0; i < before.length; i++) {
                if (s[rewritten[i].slot()] != before[i]) {
                    for (Gates.Call call : rewritten[i].readers()) {
                        s[call.word()] |= call.mask();
                    }
                }
            }
        }
    }

    /// What must run for values that were asked for so far.
    Observing observers() {
        lock.writeLock().lock();
        try {
            List<Kernel> all = new ArrayList<>();
            observers.batches().forEach(batch -> all.addAll(List.of(batch)));
            var rewritten = observers.rewritten().toArray(new Observers.Rewritten[0]);
            return new Observing(all.toArray(new Kernel[0]), rewritten, layout.end());
        } finally {
            lock.writeLock().unlock();
        }
    }
}
