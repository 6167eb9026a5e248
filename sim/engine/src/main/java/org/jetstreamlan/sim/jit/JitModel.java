package org.jetstreamlan.sim.jit;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.pass.FlatDesign;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.hdl.pass.StateWords;
import org.jetstreamlan.sim.Clocks;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;
import org.jspecify.annotations.Nullable;

/// A circuit as generated code, shared by all its simulators. Simulators may live in different
/// threads.
final class JitModel implements Model {
    private final Circuit circuit;
    private final Netlist netlist;
    private final Layout layout;
    private final Schedule schedule;
    private final Kernel[] kernels;
    private final @Nullable Watches watches;
    private final @Nullable Boxes boxes;
    private final long[] powerUp;
    private final Observers observers;
    private final Clocks clocks;
    private @Nullable Observables observables;
    private boolean closed;

    JitModel(Circuit circuit, Netlist netlist) {
        this.circuit = circuit;
        this.netlist = netlist;
        clocks = new Clocks(circuit);
        layout = new Layout(netlist);
        schedule = new Schedule(netlist, layout);
        kernels = new KernelWriter(netlist, schedule.guards(), layout).write(schedule);
        watches = netlist.watches().isEmpty() ? null : new Watches(netlist, layout);
        boxes = netlist.boxes().isEmpty() ? null : new Boxes(netlist, layout);
        powerUp = layout.powerUp();
        if (boxes != null) {
            boxes.setConstants(powerUp);
        }
        if (watches != null) {
            watches.setConstants(powerUp, netlist);
        }
        observers = new Observers(netlist, schedule, layout);
    }

    @Override
    public Circuit circuit() {
        return circuit;
    }

    @Override
    public synchronized Simulator instantiate() {
        if (closed) {
            throw new EngineException(circuit.top().name() + ": the model is closed");
        }
        return new JitSimulator(this, kernels, powerUp, powerUp.clone());
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    @Nullable Watches watches() {
        return watches;
    }

    @Nullable Boxes boxes() {
        return boxes;
    }

    Clocks clocks() {
        return clocks;
    }

    Layout layout() {
        return layout;
    }

    StateWords state() {
        return netlist.state();
    }

    /// The signal at a path.
    synchronized Observables.Signal signal(String path) {
        Observables known = observables;
        if (known == null) {
            known = Observables.of(circuit);
            observables = known;
        }
        return known.require(path);
    }

    /// What is stale when a word that says which clocks tick has changed.
    int stales(int word) {
        return schedule.stales(word);
    }

    /// Where a signal's value lives.
    synchronized JitProbe.Place place(Observables.Signal signal) {
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
            case OUTPUT, WIRE, REGISTER, READ_DATA, INSTANCE_PORT ->
                    place(netlist.net(instance.firstNet() + signal.index()));
            case NODE -> place(netlist.node(instance.firstNode() + signal.index()));
        };
    }

    private JitProbe.Place inputPlace(StateWords.Element input, boolean reset) {
        int[] slots = new int[input.words()];
        int stales = 0;
        for (int i = 0; i < slots.length; i++) {
            slots[i] = input.firstWord() + i;
            stales |= schedule.stales(slots[i]);
        }
        return new JitProbe.Place(slots, Schedule.NONE, true, stales, reset);
    }

    private JitProbe.Place place(int[] words) {
        int[] slots = new int[words.length];
        int needs = boxes == null ? Schedule.NONE : Schedule.BOXES;
        for (int i = 0; i < words.length; i++) {
            slots[i] = observers.observe(words[i]);
            boolean main = slots[i] < powerUp.length && schedule.isAlwaysComputed(words[i]);
            needs |= main ? schedule.needs(words[i]) : Schedule.ALL;
        }
        return new JitProbe.Place(slots, needs, false, 0, false);
    }

    /// Code that must run for observed values, in this order.
    synchronized Kernel[] observers() {
        List<Kernel> kernels = new ArrayList<>();
        observers.batches().forEach(batch -> kernels.addAll(List.of(batch)));
        return kernels.toArray(new Kernel[0]);
    }

    /// How many slots an arena needs now.
    synchronized int arenaSize() {
        return layout.end();
    }

    /// Number of the memory at a path.
    int memory(String path) {
        List<Netlist.Cells> memories = netlist.memories();
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < memories.size(); i++) {
            if (memories.get(i).path().equals(path)) {
                return i;
            }
            names.append(i == 0 ? "" : ", ").append(memories.get(i).path());
        }
        throw new IllegalArgumentException(
                "no memory '"
                        + path
                        + "' in "
                        + circuit.top().name()
                        + "; it has "
                        + (names.isEmpty() ? "none" : names));
    }

    Netlist.Cells cells(int memory) {
        return netlist.memories().get(memory);
    }
}
