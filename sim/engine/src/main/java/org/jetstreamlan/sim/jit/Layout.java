package org.jetstreamlan.sim.jit;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.StateWords;
import org.jetstreamlan.hdl.pass.WordOp;
import org.jetstreamlan.sim.EngineException;

/// Where each word lives in an instance's arena.
///
/// ```
///   0        firstRegister           next()
/// | inputs | registers | read data | next registers | next read data | ...
/// ... | values | memories | tables | observed values |
///       fixed    fixed      fixed    grows
/// ```
/// The edge copies *next* over *registers* in one go. A value that is the next value of a register
/// is computed straight into its place there. Read data's next word keeps the last cell read, so
/// that a port that is off costs nothing.
final class Layout {
    private static final int LIMIT = 1 << 30;

    private final Netlist netlist;
    private final StateWords state;

    /// Per computed node: its slot, or -1.
    private int[] slots;

    private final int next;
    private final int[] memoryBases;
    private final int[] tableBases;
    private int end;

    Layout(Netlist netlist) {
        this.netlist = netlist;
        state = netlist.state();
        slots = new int[netlist.graph().size()];
        Arrays.fill(slots, -1);
        next = state.count();
        end = next + state.count() - state.firstRegisterWord();
        memoryBases = new int[netlist.memories().size()];
        tableBases = new int[netlist.graph().tables().size()];
    }

    /// The slot of a node's value, or -1 if it is a constant or not kept.
    int slot(int id) {
        if (netlist.graph().op(id) == WordOp.STATE) {
            return netlist.graph().a(id);
        }
        return id < slots.length ? slots[id] : -1;
    }

    /// Gives a computed node (or an observed constant) a slot, if it has none.
    int allocate(int id) {
        if (id >= slots.length) {
            int known = slots.length;
            slots = Arrays.copyOf(slots, netlist.graph().size());
            Arrays.fill(slots, known, slots.length, -1);
        }
        if (slots[id] < 0) {
            slots[id] = end++;
        }
        return slots[id];
    }

    /// Computes node `id` straight into the next word of a register.
    void place(int id, int slot) {
        slots[id] = slot;
    }

    /// Places memories and tables behind the values; from here on only observed values are added.
    void placeMemories() {
        List<Netlist.Cells> memories = netlist.memories();
        for (int i = 0; i < memoryBases.length; i++) {
            memoryBases[i] = end;
            long size = (long) memories.get(i).memory().depth() * memories.get(i).words();
            if (end + size > LIMIT) {
                throw new EngineException(
                        "memory "
                                + memories.get(i).path()
                                + " does not fit: the jit engine holds 8 GiB of state; make it smaller or use verilator");
            }
            end += (int) size;
        }
        for (int i = 0; i < tableBases.length; i++) {
            tableBases[i] = allocateWords(netlist.graph().tables().get(i).length);
        }
    }

    /// Gives `count` new slots, beginning with the one returned.
    int allocateWords(int count) {
        end += count;
        return end - count;
    }

    /// First slot of a memory's cell 0.
    int memoryBase(int memory) {
        return memoryBases[memory];
    }

    /// First slot of the tables of a map of [org.jetstreamlan.hdl.pass.LinearMaps].
    int tableBase(int map) {
        return tableBases[map];
    }

    /// Slot of the first register.
    int firstRegister() {
        return state.firstRegisterWord();
    }

    /// Slot of the first next value.
    int next() {
        return next;
    }

    /// Slot that word `word` of state takes its next value from.
    int nextSlot(int word) {
        return next + word - state.firstRegisterWord();
    }

    /// How many words the edge copies.
    int nextCount() {
        return state.count() - state.firstRegisterWord();
    }

    /// Slots in use.
    int end() {
        return end;
    }

    /// A fresh arena: the power-up state.
    long[] powerUp() {
        long[] arena = new long[end];
        for (StateWords.Element register : state.registers()) {
            if (register.init().signum() != 0) {
                for (int i = 0; i < register.words(); i++) {
                    arena[register.firstWord() + i] = register.initWord(i);
                }
            }
        }
        for (int word = state.firstRegisterWord(); word < state.count(); word++) {
            int value = netlist.next(word);
            boolean fixed = value >= 0 && netlist.graph().isConst(value);
            arena[nextSlot(word)] = fixed ? netlist.graph().k(value) : arena[word];
        }
        for (int i = 0; i < memoryBases.length; i++) {
            fill(arena, memoryBases[i], netlist.memories().get(i));
        }
        for (int i = 0; i < tableBases.length; i++) {
            long[] tables = netlist.graph().tables().get(i);
            System.arraycopy(tables, 0, arena, tableBases[i], tables.length);
        }
        return arena;
    }

    private static void fill(long[] arena, int base, Netlist.Cells cells) {
        List<BigInteger> init = cells.memory().init();
        int words = cells.words();
        for (int i = 0; i < Math.min(init.size(), cells.memory().depth()); i++) {
            BigInteger value = init.get(i);
            for (int w = 0; w < words; w++) {
                arena[base + i * words + w] =
                        (w == 0 ? value : value.shiftRight(64 * w)).longValue();
            }
        }
    }
}
