package org.jetstreamlan.sim.fuzz;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.sim.Clocks;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.Snapshot;

/// Runs a circuit as `docs/semantics.md` says, with no thought of speed.
final class ReferenceSimulator implements Simulator {
    private record ReferenceProbe(Observables.Signal signal, boolean isInput) implements Probe {
        @Override
        public boolean isRegister() {
            return switch (signal.kind()) {
                case REGISTER, READ_DATA -> true;
                case RESET, INPUT, OUTPUT, WIRE, INSTANCE_PORT, NODE -> false;
            };
        }

        @Override
        public String path() {
            return signal.path();
        }

        @Override
        public int width() {
            return signal.width();
        }
    }

    private final Model model;
    private final Observables observables;
    private final List<ReferenceInstance> instances = new ArrayList<>();
    private final boolean[] resets;
    private long cycle;

    /// What has been computed is of a state before; found out when somebody looks.
    private boolean stale;

    ReferenceSimulator(Model model) {
        this.model = model;
        observables = Observables.of(model.circuit());
        resets = new boolean[model.circuit().top().domains().size()];
        collect(new ReferenceInstance(model.circuit().top(), "", null, 0));
        stale = true;
    }

    private void refresh() {
        if (stale) {
            instances.getFirst().forget();
            stale = false;
        }
    }

    private void collect(ReferenceInstance instance) {
        instances.add(instance);
        if (instance.module.external().isPresent()) {
            instance.startBox(domain -> isReset(instance, domain));
        }
        for (ReferenceInstance child : instance.children) {
            collect(child);
        }
    }

    @Override
    public Model model() {
        return model;
    }

    @Override
    public Probe probe(String path) {
        Observables.Signal signal = observables.require(path);
        boolean input =
                signal.kind() == Observables.Kind.RESET
                        || signal.instance() == 0 && signal.kind() == Observables.Kind.INPUT;
        return new ReferenceProbe(signal, input);
    }

    @Override
    public long peek(Probe probe) {
        return peekWide(probe).longValue();
    }

    @Override
    public BigInteger peekWide(Probe probe) {
        refresh();
        Observables.Signal signal = ((ReferenceProbe) probe).signal();
        ReferenceInstance instance = instances.get(signal.instance());
        return switch (signal.kind()) {
            case RESET ->
                    resets[instance.domains.get(signal.index())] ? BigInteger.ONE : BigInteger.ZERO;
            case NODE -> instance.node(signal.index());
            case INPUT, OUTPUT, WIRE, REGISTER, READ_DATA, INSTANCE_PORT ->
                    instance.net(signal.index());
        };
    }

    @Override
    public void poke(Probe probe, long value) {
        pokeWide(probe, ModuleBuilder.unsigned(value, probe.width()));
    }

    @Override
    public void pokeWide(Probe probe, BigInteger value) {
        Observables.Signal signal = ((ReferenceProbe) probe).signal();
        if (signal.kind() == Observables.Kind.RESET) {
            resets[signal.index()] = value.signum() != 0;
            for (ReferenceInstance instance : instances) {
                for (int i = 0; i < instance.state.length; i++) {
                    applyReset(instance, i, 0);
                }
                if (instance.module.external().isPresent()) {
                    instance.box().reset();
                }
            }
        } else {
            ReferenceInstance instance = instances.get(signal.instance());
            instance.state[signal.index()] = value;
            applyReset(instance, signal.index(), 0);
        }
        stale = true;
    }

    private boolean isReset(ReferenceInstance instance, int domain) {
        ModuleDef.Domain own = instance.module.domains().get(domain);
        return own.spec().reset() != ClockSpec.Reset.NONE
                && !own.reset().isEmpty()
                && resets[instance.domains.get(domain)] == own.spec().resetActiveHigh();
    }

    private void applyReset(ReferenceInstance instance, int net, long ticking) {
        if (instance.module.nets().get(net) instanceof Net.Register register
                && register.init().isPresent()) {
            ClockSpec spec = instance.module.domains().get(register.domain()).spec();
            int domain = instance.domains.get(register.domain());
            boolean listens =
                    switch (spec.reset()) {
                        case NONE -> false;
                        case SYNCHRONOUS -> (ticking >>> domain & 1) != 0;
                        case ASYNCHRONOUS -> true;
                    };
            if (listens && resets[domain] == spec.resetActiveHigh()) {
                instance.state[net] = register.init().get();
            }
        }
    }

    @Override
    public BigInteger peekMemory(String path, int address) {
        return cells(path)[address];
    }

    @Override
    public void pokeMemory(String path, int address, BigInteger value) {
        cells(path)[address] = value;
        stale = true;
    }

    private BigInteger[] cells(String path) {
        for (ReferenceInstance instance : instances) {
            for (int i = 0; i < instance.cells.length; i++) {
                String name = instance.module.memories().get(i).name();
                if (path.equals(instance.path.isEmpty() ? name : instance.path + '.' + name)) {
                    return instance.cells[i];
                }
            }
        }
        throw new IllegalArgumentException("no memory " + path);
    }

    @Override
    public Snapshot snapshot() {
        return new StateByProbes(this).save();
    }

    @Override
    public void restore(Snapshot snapshot) {
        new StateByProbes(this).restore(snapshot);
        cycle = snapshot.cycle();
    }

    @Override
    public void step() {
        tick(1);
    }

    @Override
    public void stepTogether(String... clocks) {
        tick(new Clocks(model.circuit()).set(clocks));
    }

    private void tick(long ticking) {
        // Everything is sampled before anything changes.
        refresh();
        List<Runnable> commits = new ArrayList<>();
        for (ReferenceInstance instance : instances) {
            sampleRegisters(instance, commits, ticking);
            for (int i = 0; i < instance.cells.length; i++) {
                sampleMemory(instance, i, commits, ticking);
            }
        }
        List<ReferenceBox> boxes = new ArrayList<>();
        for (ReferenceInstance instance : instances) {
            if (instance.module.external().isPresent()) {
                boxes.add(instance.box());
            }
        }
        boxes.forEach(ReferenceBox::settle);
        boxes.forEach(box -> box.edge(ticking));
        commits.forEach(Runnable::run);
        stale = true;
        cycle++;
    }

    private void sampleRegisters(ReferenceInstance instance, List<Runnable> commits, long ticking) {
        ModuleDef module = instance.module;
        for (int i = 0; i < module.nets().size(); i++) {
            if (module.nets().get(i) instanceof Net.Register register
                    && (ticking >>> instance.domains.get(register.domain()) & 1) != 0) {
                int net = i;
                BigInteger next = instance.next(net);
                commits.add(
                        () -> {
                            instance.state[net] = next;
                            applyReset(instance, net, ticking);
                        });
            }
        }
    }

    private void sampleMemory(
            ReferenceInstance instance, int index, List<Runnable> commits, long ticking) {
        Memory memory = instance.module.memories().get(index);
        BigInteger[] after = instance.cells[index].clone();
        for (Memory.WritePort port : memory.writes()) {
            BigInteger address = instance.node(port.address());
            if (ticks(instance, port.domain(), ticking)
                    && instance.isSet(port.enable())
                    && address.compareTo(BigInteger.valueOf(memory.depth())) < 0) {
                BigInteger data = instance.node(port.data());
                int cell = address.intValueExact();
                for (int bit = 0; bit < memory.width(); bit++) {
                    boolean written =
                            port.mask().isEmpty()
                                    || instance.node(port.mask().getAsInt())
                                            .testBit(bit / memory.granule());
                    if (written) {
                        after[cell] =
                                data.testBit(bit)
                                        ? after[cell].setBit(bit)
                                        : after[cell].clearBit(bit);
                    }
                }
            }
        }
        BigInteger[] seen =
                memory.policy() == Memory.ReadUnderWrite.WRITE_FIRST
                        ? after
                        : instance.cells[index].clone();
        for (Memory.ReadPort port : memory.reads()) {
            if (ticks(instance, port.domain(), ticking) && instance.isSet(port.enable())) {
                BigInteger address = instance.node(port.address());
                BigInteger data =
                        address.compareTo(BigInteger.valueOf(memory.depth())) < 0
                                ? seen[address.intValueExact()]
                                : BigInteger.ZERO;
                commits.add(() -> instance.state[port.data()] = data);
            }
        }
        commits.add(() -> System.arraycopy(after, 0, instance.cells[index], 0, after.length));
    }

    private static boolean ticks(ReferenceInstance instance, int domain, long ticking) {
        return (ticking >>> instance.domains.get(domain) & 1) != 0;
    }

    @Override
    public void step(long cycles) {
        for (long i = 0; i < cycles; i++) {
            step();
        }
    }

    @Override
    public long cycle() {
        return cycle;
    }

    @Override
    public void close() {}
}
