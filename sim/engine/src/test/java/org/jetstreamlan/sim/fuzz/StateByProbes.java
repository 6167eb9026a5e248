package org.jetstreamlan.sim.fuzz;

import java.math.BigInteger;
import java.util.List;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.pass.FlatDesign;
import org.jetstreamlan.hdl.pass.StateWords;
import org.jetstreamlan.hdl.verilog.FixedRegisters;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.Snapshot;

/// Snapshots of simulators that have no better way: register by register, cell by cell.
public final class StateByProbes {
    private final Simulator simulator;
    private final Circuit circuit;
    private final FlatDesign design;
    private final StateWords state;
    private final FixedRegisters fixed = new FixedRegisters();

    public StateByProbes(Simulator simulator) {
        this.simulator = simulator;
        circuit = simulator.model().circuit();
        design = FlatDesign.of(circuit);
        state = StateWords.of(design);
    }

    private interface Part {
        void at(String path, int width, int firstWord);
    }

    private void inputs(Part part) {
        for (var input : state.inputs()) {
            String path = input.net() < 0 ? "" : design.netPath(input.net());
            for (int i = 0; input.net() < 0 && i < state.domains(); i++) {
                if (state.resetWord(i) == input.firstWord()) {
                    path = circuit.top().domains().get(i).reset();
                }
            }
            if (!path.isEmpty()) {
                part.at(path, input.width(), input.firstWord());
            }
        }
    }

    private void registers(Part part) {
        for (var elements : List.of(state.registers(), state.readData())) {
            for (var element : elements) {
                int net = element.net();
                if (!fixed.contains(design.moduleOfNet(net), design.localNet(net))) {
                    part.at(design.netPath(element.net()), element.width(), element.firstWord());
                }
            }
        }
    }

    private static int stride(Memory memory) {
        return (memory.width() + 63) / 64;
    }

    /// What the simulator holds.
    public Snapshot save() {
        var words = new long[state.count()];
        Part save =
                (path, width, first) ->
                        put(simulator.peekWide(simulator.probe(path)), width, words, first);
        inputs(save);
        for (var register : state.registers()) {
            put(register.init(), register.width(), words, register.firstWord());
        }
        registers(save);
        var cells = new long[design.memoryCount()][];
        for (var owner : design.instances()) {
            int number = owner.firstMemory();
            for (var memory : owner.module().memories()) {
                cells[number] = new long[memory.depth() * stride(memory)];
                for (int i = 0; i < memory.depth(); i++) {
                    var value = simulator.peekMemory(path(owner, memory), i);
                    put(value, memory.width(), cells[number], i * stride(memory));
                }
                number++;
            }
        }
        return new Snapshot(circuit, simulator.cycle(), words, cells, List.of());
    }

    /// Inputs first: what an active asynchronous reset does to registers is then undone.
    public void restore(Snapshot snapshot) {
        snapshot.requireOf(circuit);
        var words = new long[state.count()];
        snapshot.copyWords(words);
        Part restore =
                (path, width, first) ->
                        simulator.pokeWide(simulator.probe(path), get(width, words, first));
        inputs(restore);
        registers(restore);
        for (var owner : design.instances()) {
            int number = owner.firstMemory();
            for (var memory : owner.module().memories()) {
                var cells = new long[memory.depth() * stride(memory)];
                snapshot.copyCells(number++, cells, 0);
                for (int i = 0; i < memory.depth(); i++) {
                    var value = get(memory.width(), cells, i * stride(memory));
                    simulator.pokeMemory(path(owner, memory), i, value);
                }
            }
        }
    }

    private static String path(FlatDesign.Instance owner, Memory memory) {
        return owner.path().isEmpty() ? memory.name() : owner.path() + '.' + memory.name();
    }

    private static void put(BigInteger value, int width, long[] into, int at) {
        for (int i = 0; 64 * i < width; i++) {
            into[at + i] = value.shiftRight(64 * i).longValue();
        }
    }

    private static BigInteger get(int width, long[] from, int at) {
        var value = BigInteger.ZERO;
        for (int i = (width - 1) / 64; i >= 0; i--) {
            value = value.shiftLeft(64).or(new BigInteger(Long.toUnsignedString(from[at + i])));
        }
        return value;
    }
}
