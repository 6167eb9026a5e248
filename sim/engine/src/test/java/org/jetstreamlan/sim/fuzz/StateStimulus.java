package org.jetstreamlan.sim.fuzz;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.hdl.verilog.FixedRegisters;
import org.jetstreamlan.sim.PowerUp;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.Snapshot;

/// Sets the state of several simulators from outside, at random and in all alike: power-up, pokes of registers and cells, snapshots that are restored later.
final class StateStimulus {
    private record Register(int width, List<Probe> probes) {}

    private record Cells(String path, Memory memory) {}

    private final List<Simulator> simulators;
    private final List<Register> registers = new ArrayList<>();
    private final List<Cells> memories = new ArrayList<>();
    private List<Snapshot> snapshots = List.of();

    StateStimulus(Circuit circuit, List<Simulator> simulators) {
        this.simulators = simulators;
        var observables = Observables.of(circuit);
        var fixed = new FixedRegisters();
        for (var signal : observables.all()) {
            boolean isRegister =
                    signal.kind() == Observables.Kind.REGISTER
                            || signal.kind() == Observables.Kind.READ_DATA;
            var module = observables.module(signal.instance());
            if (isRegister && !fixed.contains(module, signal.index())) {
                registers.add(
                        new Register(
                                signal.width(),
                                simulators.stream()
                                        .map(each -> each.probe(signal.path()))
                                        .toList()));
            }
        }
        collect(observables.top());
    }

    private void collect(Observables.Scope scope) {
        for (var memory : scope.module().memories()) {
            String path = scope.path().isEmpty() ? "" : scope.path() + '.';
            memories.add(new Cells(path + memory.name(), memory));
        }
        scope.children().forEach(this::collect);
    }

    /// Before the first step.
    void powerUp(Random random) {
        PowerUp powerUp =
                switch (random.nextInt(4)) {
                    case 0 -> PowerUp.INIT;
                    case 1 -> PowerUp.ZERO;
                    default -> PowerUp.random(random.nextLong());
                };
        simulators.forEach(each -> each.powerUp(powerUp));
    }

    /// Now and then something.
    void act(Random random) {
        switch (random.nextInt(24)) {
            case 0, 1, 2 -> pokeRegister(random);
            case 3, 4 -> pokeCell(random);
            case 5 -> snapshots = simulators.stream().map(Simulator::snapshot).toList();
            case 6 -> {
                for (int i = 0; i < snapshots.size(); i++) {
                    simulators.get(i).restore(snapshots.get(i));
                }
            }
            default -> {}
        }
    }

    private void pokeRegister(Random random) {
        if (!registers.isEmpty()) {
            var register = registers.get(random.nextInt(registers.size()));
            var value = new BigInteger(register.width(), random);
            for (int i = 0; i < simulators.size(); i++) {
                simulators.get(i).pokeWide(register.probes().get(i), value);
            }
        }
    }

    private void pokeCell(Random random) {
        if (!memories.isEmpty()) {
            var cells = memories.get(random.nextInt(memories.size()));
            int address = random.nextInt(cells.memory().depth());
            var value = new BigInteger(cells.memory().width(), random);
            simulators.forEach(each -> each.pokeMemory(cells.path(), address, value));
        }
    }
}
