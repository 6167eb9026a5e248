package org.jetstreamlan.sim;

import java.util.List;
import org.jetstreamlan.hdl.ir.Behaviour;
import org.jetstreamlan.hdl.ir.Circuit;

/// What a design holds at one moment: inputs, registers, memories, what black boxes remember, and the number of the period. Never changes; can be
/// restored as often as one likes, into any simulator of the same circuit, on either engine. What is in it only engines ask.
///
/// ```
/// words    as org.jetstreamlan.hdl.pass.StateWords numbers them: | inputs | registers | read data |
/// cells    by memory in the order of instances, lowest word of cell 0 first
/// ```
public final class Snapshot {
    private final Circuit circuit;
    private final long cycle;
    private final long[] words;
    private final long[][] cells;
    private final List<Behaviour> boxes;

    /// @param words and `cells` are the snapshot's from here on
    /// @param boxes the black boxes in the order of instances, which nobody else has; none if they are to stay as they are
    public Snapshot(
            Circuit circuit, long cycle, long[] words, long[][] cells, List<Behaviour> boxes) {
        this.circuit = circuit;
        this.cycle = cycle;
        this.words = words;
        this.cells = cells;
        this.boxes = List.copyOf(boxes);
    }

    /// Periods that had been stepped.
    public long cycle() {
        return cycle;
    }

    /// @throws IllegalArgumentException if this is of another circuit
    public void requireOf(Circuit other) {
        if (circuit != other) {
            throw new IllegalArgumentException(
                    "a snapshot of %s cannot be restored into a simulator of another %s: take it from one that was compiled of the same Circuit"
                            .formatted(circuit.top().name(), other.top().name()));
        }
    }

    /// Word `index` of state.
    public long word(int index) {
        return words[index];
    }

    /// Copies all words of state to the beginning of `into`.
    public void copyWords(long[] into) {
        System.arraycopy(words, 0, into, 0, words.length);
    }

    /// Word `index` of a memory's cells.
    public long cellWord(int memory, int index) {
        return cells[memory][index];
    }

    /// Copies a memory's cells to `into[at]` and behind.
    public void copyCells(int memory, long[] into, int at) {
        System.arraycopy(cells[memory], 0, into, at, cells[memory].length);
    }

    /// The black boxes, to be copied and not run.
    public List<Behaviour> boxes() {
        return boxes;
    }
}
