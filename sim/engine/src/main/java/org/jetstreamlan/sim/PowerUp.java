package org.jetstreamlan.sim;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.pass.FlatDesign;
import org.jetstreamlan.hdl.pass.StateWords;
import org.jetstreamlan.hdl.verilog.FixedRegisters;

/// What a design holds before the first edge where nothing but a reset would define it: registers that have a reset or no `init`, read data, and
/// memory cells without given contents. The same on all engines; `docs/semantics.md`, sentences 17 and 53.
public sealed interface PowerUp {
    /// Registers their `init`, all else 0: what the emitted Verilog says.
    record Init() implements PowerUp {}

    /// 0.
    record Zero() implements PowerUp {}

    /// Bits by chance, any pattern, codes that no constant of an enum has among them.
    record Random(long seed) implements PowerUp {
        @Override
        public String toString() {
            return "random " + seed;
        }
    }

    PowerUp INIT = new Init();
    PowerUp ZERO = new Zero();

    /// The same bits for the same seed and design.
    static PowerUp random(long seed) {
        return new Random(seed);
    }

    /// The state of power-up, with the inputs that `simulator` has now: registers that an asynchronous reset holds have their `init`.
    default Snapshot state(Simulator simulator) {
        Circuit circuit = simulator.model().circuit();
        FlatDesign design = FlatDesign.of(circuit);
        StateWords state = StateWords.of(design);
        long[] words = new long[state.count()];
        for (StateWords.Element input : state.inputs()) {
            String path = state.nameOfInput(input, design);
            if (!path.isEmpty()) {
                put(words, input, simulator.peekWide(simulator.probe(path)));
            }
        }
        LongSupplier bits = bits();
        boolean[] undefined = undefined(design, state, words);
        for (List<StateWords.Element> elements : List.of(state.registers(), state.readData())) {
            for (StateWords.Element element : elements) {
                put(words, element, element.init());
                if (undefined[element.firstWord()]) {
                    for (int i = 0; i < element.words(); i++) {
                        words[element.firstWord() + i] =
                                bits.getAsLong() >>> Long.SIZE - element.wordWidth(i);
                    }
                }
            }
        }
        long[][] cells = new long[design.memoryCount()][];
        int count = 0;
        for (FlatDesign.Instance instance : design.instances()) {
            for (Memory memory : instance.module().memories()) {
                cells[count++] = cells(memory, bits);
            }
        }
        return new Snapshot(circuit, 0, words, cells, List.of());
    }

    /// A word of what is not defined.
    private LongSupplier bits() {
        return switch (this) {
            case Init _, Zero _ -> () -> 0;
            case Random(var seed) -> new SplittableRandom(seed)::nextLong;
        };
    }

    private static void put(long[] words, StateWords.Element element, BigInteger value) {
        WordValue.put(value, element.words(), words, element.firstWord());
    }

    /// Per first word of a register or read data whether this power-up says what it holds.
    private boolean[] undefined(FlatDesign design, StateWords state, long[] words) {
        boolean[] undefined = new boolean[words.length];
        if (this instanceof Init) {
            return undefined;
        }
        for (StateWords.Element register : state.registers()) {
            undefined[register.firstWord()] =
                    design.net(register.net()) instanceof Net.Register net && net.init().isEmpty();
        }
        for (StateWords.Element data : state.readData()) {
            undefined[data.firstWord()] = true;
        }
        for (StateWords.ResetGroup group : state.resetGroups()) {
            boolean held = group.asynchronous() && words[group.input()] != 0 == group.activeHigh();
            Arrays.fill(undefined, group.from(), group.to(), !held);
        }
        FixedRegisters fixed = new FixedRegisters();
        for (StateWords.Element register : state.registers()) {
            int net = register.net();
            undefined[register.firstWord()] &=
                    !fixed.contains(design.moduleOfNet(net), design.localNet(net));
        }
        return undefined;
    }

    private static long[] cells(Memory memory, LongSupplier bits) {
        int stride = (memory.width() + Long.SIZE - 1) / Long.SIZE;
        long[] cells = new long[memory.depth() * stride];
        int given = Math.min(memory.init().size(), memory.depth());
        for (int i = 0; i < cells.length; i++) {
            int low = i % stride * Long.SIZE;
            int unused = Math.max(0, low + Long.SIZE - memory.width());
            cells[i] =
                    i / stride < given
                            ? memory.init().get(i / stride).shiftRight(low).longValue()
                            : bits.getAsLong() >>> unused;
        }
        return cells;
    }
}
