package org.jetstreamlan.sim.symbolic;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.StateWords;
import org.jetstreamlan.hdl.pass.WordGraph;
import org.jetstreamlan.hdl.pass.WordOp;
import org.jetstreamlan.hdl.pass.WordValues;
import org.jetstreamlan.sim.BlackBoxes;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.Snapshot;

/// Runs a design for all values of some variables at once: from a snapshot on, an input may be a word of functions ([Decisions]) in a clock, and all that comes
/// of it is functions of the same variables. An output that is then `TRUE` is 1 whatever the variables are, which is a proof; one that is not
/// has an example, to be run on any engine.
///
/// ```java
/// var runs = new SymbolicSimulator(circuit);
/// runs.restore(snapshot);
/// runs.poke("word", IntStream.range(0, 32).map(runs.functions()::variable).toArray());
/// runs.step();
/// ```
///
/// What is the same for all values is a number, which costs some nanoseconds an operator and clock. Designs of one clock, without asynchronous reset, black boxes
/// and ports of more than 64 bits. What a design checks itself is not looked at.
public final class SymbolicSimulator {
    private final Circuit circuit;
    private final Netlist netlist;
    private final WordGraph graph;
    private final StateWords state;

    /// Nodes to be computed, operands first.
    private final int[] order;

    private final SymbolicStore nodes;
    private final SymbolicStore words;
    private final List<SymbolicStore> cells = new ArrayList<>();

    private Decisions functions = new Decisions();
    private SymbolicWords operators = new SymbolicWords(functions);
    private boolean isSettled;

    /// A design at power-up: inputs and memory cells are 0 until [#restore] says otherwise.
    ///
    /// @throws EngineException if the design has something that cannot be run so
    public SymbolicSimulator(Circuit circuit) {
        this.circuit = circuit;
        netlist = Netlist.of(circuit);
        graph = netlist.graph();
        state = netlist.state();
        requireOneClock();
        nodes = new SymbolicStore(graph.size());
        words = new SymbolicStore(state.count());
        for (Netlist.Cells memory : netlist.memories()) {
            cells.add(new SymbolicStore(memory.memory().depth() * memory.words()));
        }
        order = order();
    }

    private void requireOneClock() {
        String top = circuit.top().name();
        if (state.domains() > 1) {
            throw new EngineException(
                    "%s has %d clocks; symbolic runs are of designs with one"
                            .formatted(top, state.domains()));
        }
        if (state.resetGroups().stream().anyMatch(StateWords.ResetGroup::asynchronous)) {
            throw new EngineException(
                    top
                            + " has an asynchronous reset; symbolic runs are of designs with a synchronous one, or none");
        }
        BlackBoxes.first(circuit)
                .ifPresent(
                        box -> {
                            throw new EngineException(
                                    "%s has a black box, %s; symbolic runs are of designs without"
                                            .formatted(top, box));
                        });
    }

    /// All that outputs, registers and memories take, constants left out.
    private int[] order() {
        boolean[] needed = new boolean[graph.size()];
        netlist.outputs().forEach(output -> mark(needed, output));
        for (int word = 0; word < state.count(); word++) {
            if (netlist.next(word) >= 0) {
                needed[netlist.next(word)] = true;
            }
        }
        for (Netlist.Cells memory : netlist.memories()) {
            for (Netlist.Write write : memory.writes()) {
                mark(needed, write.enable(), write.address());
                mark(needed, write.data());
                mark(needed, write.mask());
            }
            memory.reads().forEach(read -> mark(needed, read.enable(), read.address()));
        }
        for (int id = needed.length - 1; id >= 0; id--) {
            for (int i = 0; needed[id] && i < graph.op(id).arity(); i++) {
                needed[graph.operand(id, i)] = true;
            }
            if (graph.isConst(id)) {
                nodes.put(id, graph.k(id));
            }
        }
        return IntStream.range(0, needed.length)
                .filter(id -> needed[id] && !graph.isConst(id))
                .toArray();
    }

    private static void mark(boolean[] needed, int... ids) {
        for (int id : ids) {
            needed[id] = true;
        }
    }

    /// What bits are functions in, since the last [#restore].
    public Decisions functions() {
        return functions;
    }

    /// Puts the design into a state that an engine has reached, and forgets all functions.
    ///
    /// @throws IllegalArgumentException if the snapshot is of another circuit
    public void restore(Snapshot snapshot) {
        snapshot.requireOf(circuit);
        functions = new Decisions();
        operators = new SymbolicWords(functions);
        for (int word = 0; word < state.count(); word++) {
            words.put(word, snapshot.word(word));
        }
        for (int memory = 0; memory < cells.size(); memory++) {
            Netlist.Cells of = netlist.memories().get(memory);
            for (int i = 0; i < of.memory().depth() * of.words(); i++) {
                cells.get(memory).put(i, snapshot.cellWord(memory, i));
            }
        }
        isSettled = false;
    }

    /// Sets an input to a number.
    public void poke(String input, long value) {
        words.put(input(input).firstWord(), value);
        isSettled = false;
    }

    /// Sets an input to functions, lowest bit first.
    ///
    /// @throws IllegalArgumentException if they are not as many as the input has bits
    public void poke(String input, int[] bits) {
        StateWords.Element element = input(input);
        if (bits.length != element.width()) {
            throw new IllegalArgumentException(
                    "%s has %d bits, not %d".formatted(input, element.width(), bits.length));
        }
        words.put(element.firstWord(), bits.clone());
        isSettled = false;
    }

    private StateWords.Element input(String name) {
        return state.inputs().stream()
                .filter(input -> state.nameOfInput(input, netlist.design()).equals(name))
                .filter(input -> input.words() == 1)
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "%s has no input %s of up to 64 bits"
                                                .formatted(circuit.top().name(), name)));
    }

    /// The bits of an output, lowest first.
    public int[] peek(String output) {
        settle();
        int number = 0;
        for (Net net : circuit.top().nets()) {
            if (net instanceof Net.Output) {
                if (net.name().equals(output) && net.width() <= Long.SIZE) {
                    int[] bits = new int[net.width()];
                    int[] known = nodes.bits(netlist.outputs().get(number)[0], net.width());
                    System.arraycopy(known, 0, bits, 0, known.length);
                    return bits;
                }
                number++;
            }
        }
        throw new IllegalArgumentException(
                "%s has no output %s of up to 64 bits".formatted(circuit.top().name(), output));
    }

    /// One period.
    public void step() {
        settle();
        for (int word = 0; word < state.count(); word++) {
            if (netlist.next(word) >= 0) {
                words.copy(nodes, netlist.next(word), word);
            }
        }
        state.resetGroups().forEach(this::reset);
        for (int memory = 0; memory < cells.size(); memory++) {
            boolean isWriteFirst =
                    netlist.memories().get(memory).memory().policy()
                            == Memory.ReadUnderWrite.WRITE_FIRST;
            if (!isWriteFirst) {
                load(memory);
            }
            store(memory);
            if (isWriteFirst) {
                load(memory);
            }
        }
        isSettled = false;
    }

    private void reset(StateWords.ResetGroup group) {
        int input = SymbolicWords.bit(words.bits(group.input(), 1), 0);
        int active = group.activeHigh() ? input : functions.not(input);
        if (active == Decisions.FALSE) {
            return;
        }
        for (StateWords.Element register : state.registers()) {
            if (register.firstWord() < group.from() || register.firstWord() >= group.to()) {
                continue;
            }
            for (int i = 0; i < register.words(); i++) {
                int width = register.wordWidth(i);
                int[] init = SymbolicWords.literal(register.initWord(i), width);
                int word = register.firstWord() + i;
                words.put(word, operators.choose(active, init, words.bits(word, width), width));
            }
        }
    }

    private void load(int memory) {
        Netlist.Cells of = netlist.memories().get(memory);
        for (Netlist.Read read : of.reads()) {
            int enable = bit(read.enable());
            for (int i = 0; i < of.words() && enable != Decisions.FALSE; i++) {
                int width = width(of, i);
                int[] cell = cell(memory, read.address(), i);
                int[] before = words.bits(read.data() + i, width);
                words.put(read.data() + i, operators.choose(enable, cell, before, width));
            }
        }
    }

    private void store(int memory) {
        Netlist.Cells of = netlist.memories().get(memory);
        for (Netlist.Write write : of.writes()) {
            int enable = bit(write.enable());
            for (int cell = 0; cell < of.memory().depth() && enable != Decisions.FALSE; cell++) {
                int here = functions.and(enable, isAt(write.address(), cell));
                for (int i = 0; i < of.words() && here != Decisions.FALSE; i++) {
                    int at = cell * of.words() + i;
                    int width = width(of, i);
                    int[] before = cells.get(memory).bits(at, width);
                    int[] data = bits(write.data()[i]);
                    if (write.mask().length > 0) {
                        data = masked(bits(write.mask()[i]), data, before, width);
                    }
                    cells.get(memory).put(at, operators.choose(here, data, before, width));
                }
            }
        }
    }

    private int[] masked(int[] mask, int[] data, int[] before, int width) {
        int[] bits = new int[width];
        for (int i = 0; i < width; i++) {
            int old = SymbolicWords.bit(before, i);
            bits[i] = functions.choose(SymbolicWords.bit(mask, i), SymbolicWords.bit(data, i), old);
        }
        return bits;
    }

    private static int width(Netlist.Cells memory, int word) {
        return Math.min(Long.SIZE, memory.memory().width() - Long.SIZE * word);
    }

    /// Whether an address is that of a cell.
    private int isAt(int address, int cell) {
        if (nodes.isNumber(address)) {
            return nodes.value(address) == cell ? Decisions.TRUE : Decisions.FALSE;
        }
        return operators.equal(bits(address), SymbolicWords.literal(cell, Integer.SIZE));
    }

    /// Word `word` of the cell at an address; 0 beyond the depth.
    private int[] cell(int memory, int address, int word) {
        Netlist.Cells of = netlist.memories().get(memory);
        int width = width(of, word);
        int[] found = new int[width];
        for (int cell = 0; cell < of.memory().depth(); cell++) {
            int here = isAt(address, cell);
            if (here != Decisions.FALSE) {
                int[] value = cells.get(memory).bits(cell * of.words() + word, width);
                found = operators.choose(here, value, found, width);
            }
        }
        return found;
    }

    private int[] bits(int node) {
        return nodes.bits(node, graph.width(node));
    }

    private int bit(int node) {
        return SymbolicWords.bit(bits(node), 0);
    }

    private void settle() {
        if (!isSettled) {
            for (int id : order) {
                compute(id);
            }
            isSettled = true;
        }
    }

    private void compute(int id) {
        WordOp op = graph.op(id);
        int a = graph.a(id);
        switch (op) {
            case STATE -> nodes.copy(words, a, id);
            case READ -> read(id);
            case MUX -> {
                if (nodes.isNumber(a)) {
                    nodes.copy(nodes, nodes.value(a) != 0 ? graph.b(id) : graph.c(id), id);
                } else {
                    nodes.put(
                            id,
                            operators.of(graph, id, bits(a), bits(graph.b(id)), bits(graph.c(id))));
                }
            }
            default -> {
                int b = op.arity() > 1 ? graph.b(id) : a;
                if (nodes.isNumber(a) && nodes.isNumber(b)) {
                    long value = WordValues.of(graph, id, nodes.value(a), nodes.value(b), 0);
                    nodes.put(id, value);
                } else {
                    nodes.put(id, operators.of(graph, id, bits(a), bits(b), new int[0]));
                }
            }
        }
    }

    private void read(int id) {
        int address = graph.a(id);
        int memory = graph.b(id);
        Netlist.Cells of = netlist.memories().get(memory);
        if (!nodes.isNumber(address)) {
            nodes.put(id, cell(memory, address, graph.c(id)));
        } else if (Long.compareUnsigned(nodes.value(address), of.memory().depth()) < 0) {
            int cell = (int) nodes.value(address);
            nodes.copy(cells.get(memory), cell * of.words() + graph.c(id), id);
        } else {
            nodes.put(id, 0);
        }
    }
}
