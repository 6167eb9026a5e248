package org.jetstreamlan.sim.verilator;

import java.util.List;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.pass.FlatDesign;
import org.jetstreamlan.hdl.pass.StateWords;
import org.jetstreamlan.hdl.verilog.FixedRegisters;
import org.jetstreamlan.sim.Snapshot;

/// Takes what a native instance holds to a [Snapshot] and back: ports, registers and memories, which every build shows. A register that is
/// none in the Verilog never changes.
final class NativeState {
    private final Circuit circuit;
    private final VerilatedDesign verilated;
    private final FlatDesign design;
    private final StateWords state;
    private final FixedRegisters fixed = new FixedRegisters();

    NativeState(Circuit circuit, VerilatedDesign verilated) {
        this.circuit = circuit;
        this.verilated = verilated;
        design = FlatDesign.of(circuit);
        state = StateWords.of(design);
    }

    private interface Words {
        /// A net, the first of its words, and where it is; not called for what is not there.
        void each(StateWords.Element element, long address);
    }

    private void inputs(NativeShim shim, long instance, Words words) {
        for (StateWords.Element input : state.inputs()) {
            int port = verilated.port(state.nameOfInput(input, design));
            if (port >= 0) {
                words.each(input, shim.port(instance, port));
            }
        }
    }

    private void registers(NativeShim shim, long instance, Words words) {
        for (List<StateWords.Element> elements : List.of(state.registers(), state.readData())) {
            for (StateWords.Element element : elements) {
                int net = element.net();
                if (fixed.contains(design.moduleOfNet(net), design.localNet(net))) {
                    continue;
                }
                var scope = design.instance(design.ownerOfNet(element.net())).path();
                var name = design.net(element.net()).name();
                long address = shim.variable(instance, verilated.scope(scope), name);
                if (address != 0) {
                    words.each(element, address);
                }
            }
        }
    }

    private interface Cells {
        /// Memory `number`, and where its cell 0 is.
        void each(int number, Memory memory, long address);
    }

    private void memories(NativeShim shim, long instance, Cells cells) {
        for (var owner : design.instances()) {
            int number = owner.firstMemory();
            for (var memory : owner.module().memories()) {
                long address =
                        shim.variable(instance, verilated.scope(owner.path()), memory.name());
                if (address != 0) {
                    cells.each(number, memory, address);
                }
                number++;
            }
        }
    }

    /// What an instance holds.
    Snapshot save(NativeShim shim, long instance, long cycle) {
        var words = new long[state.count()];
        for (var register : state.registers()) {
            for (int i = 0; i < register.words(); i++) {
                words[register.firstWord() + i] = register.initWord(i);
            }
        }
        Words save =
                (element, address) ->
                        new Storage(element.width()).readWords(address, words, element.firstWord());
        inputs(shim, instance, save);
        registers(shim, instance, save);
        var cells = new long[design.memoryCount()][];
        for (var owner : design.instances()) {
            int number = owner.firstMemory();
            for (var memory : owner.module().memories()) {
                cells[number++] = new long[memory.depth() * words(memory.width())];
            }
        }
        memories(
                shim,
                instance,
                (number, memory, address) -> {
                    var storage = new Storage(memory.width());
                    int stride = words(memory.width());
                    for (int i = 0; i < memory.depth(); i++) {
                        storage.readWords(
                                address + (long) i * storage.bytes(), cells[number], i * stride);
                    }
                });
        return new Snapshot(circuit, cycle, words, cells, List.of());
    }

    /// Sets the inputs of an instance, which then has to be evaluated.
    void restoreInputs(Snapshot snapshot, NativeShim shim, long instance) {
        var words = new long[state.count()];
        snapshot.copyWords(words);
        inputs(shim, instance, restoring(words));
    }

    /// Sets registers and memories, which then have to be settled.
    void restoreState(Snapshot snapshot, NativeShim shim, long instance) {
        var words = new long[state.count()];
        snapshot.copyWords(words);
        registers(shim, instance, restoring(words));
        memories(
                shim,
                instance,
                (number, memory, address) -> {
                    var storage = new Storage(memory.width());
                    int stride = words(memory.width());
                    var cells = new long[memory.depth() * stride];
                    snapshot.copyCells(number, cells, 0);
                    for (int i = 0; i < memory.depth(); i++) {
                        storage.writeWords(address + (long) i * storage.bytes(), cells, i * stride);
                    }
                });
    }

    private static Words restoring(long[] words) {
        return (element, address) ->
                new Storage(element.width()).writeWords(address, words, element.firstWord());
    }

    private static int words(int width) {
        return (width + Long.SIZE - 1) / Long.SIZE;
    }
}
