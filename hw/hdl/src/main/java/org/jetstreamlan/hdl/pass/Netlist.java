package org.jetstreamlan.hdl.pass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Observation;

/// A whole circuit as an engine wants it: words of state, what each takes at the next clock edge,
/// memories, outputs.
///
/// The passes that lead here, in order: [Lowering] (statements to data flow, per module),
/// [FlatDesign] (hierarchy to one table), [StateWords] (which words of state there are),
/// [WordLowering] (bits to words), which makes nodes through [Simplification] and [CommonSubexpressions].
///
/// - Purpose: the one input of a code generator.
/// - Precondition: the circuit passed elaboration.
/// - Sound: see the passes; nothing is computed here.
/// - Cost: linear in the flat design.
public final class Netlist {
    /// A write port; all fields are word graph nodes.
    ///
    /// @param data one per word of a cell
    /// @param mask bits to be written, one per word of a cell; empty if all are
    public record Write(int enable, int address, int[] data, int[] mask) {}

    /// A synchronous read port.
    ///
    /// @param data number of the first word of state that takes the cell
    public record Read(int enable, int address, int data) {}

    /// A memory with its ports.
    ///
    /// @param path hierarchical name: `buffer.cells`
    /// @param words words per cell
    public record Cells(
            String path, Memory memory, int words, List<Write> writes, List<Read> reads) {}

    /// A check, assumption, cover point or print of an instance.
    ///
    /// @param path hierarchical name of its instance, empty for the top
    /// @param trigger node that is 1 at an edge at which there is something to tell: the condition does not hold (a cover point: holds), or the
    ///     line is to be printed
    /// @param values words of a print's values
    public record Watch(String path, Observation observation, int trigger, List<int[]> values) {}

    /// A black box.
    ///
    /// @param path hierarchical name of its instance
    /// @param instance its number in the flat design
    /// @param inputs by net of its module the words of an input; empty for others
    public record Box(String path, int instance, List<int[]> inputs) {}

    private final FlatDesign design;
    private final WordGraph graph;
    private final WordLowering lowering;
    private final StateWords state;

    /// Per word of state: what a register takes at the edge; -1 for inputs and read data.
    private final int[] next;

    private final List<int[]> outputs = new ArrayList<>();
    private final List<Cells> memories = new ArrayList<>();
    private final List<Watch> watches = new ArrayList<>();
    private final List<Box> boxes = new ArrayList<>();

    private Netlist(Circuit circuit, Words words) {
        design = FlatDesign.of(circuit);
        state = StateWords.of(design);
        graph = words.graph();
        lowering = new WordLowering(design, words, state.firstWords());
        List<Net> topNets = circuit.top().nets();
        for (int i = 0; i < topNets.size(); i++) {
            if (topNets.get(i) instanceof Net.Output) {
                outputs.add(lowering.net(i));
            }
        }
        next = new int[state.count()];
        Arrays.fill(next, -1);
        for (StateWords.Element register : state.registers()) {
            int[] driver = registerDriver(register, words);
            System.arraycopy(driver, 0, next, register.firstWord(), driver.length);
        }
        for (FlatDesign.Instance instance : design.instances()) {
            List<Memory> own = instance.module().memories();
            for (Memory memory : own) {
                memories.add(cells(instance, memory, words));
            }
            for (Observation observation : instance.module().observations()) {
                watches.add(watch(instance, observation, words));
            }
        }
        for (int i = 0; i < design.instances().size(); i++) {
            if (design.instance(i).module().external().isPresent()) {
                boxes.add(box(i));
            }
        }
    }

    private Box box(int number) {
        FlatDesign.Instance instance = design.instance(number);
        List<Net> nets = instance.module().nets();
        List<int[]> inputs = new ArrayList<>(nets.size());
        for (int net = 0; net < nets.size(); net++) {
            inputs.add(
                    nets.get(net) instanceof Net.Input
                            ? lowering.net(instance.firstNet() + net)
                            : new int[0]);
        }
        return new Box(instance.path(), number, inputs);
    }

    /// Runs the passes.
    ///
    /// @throws CombinationalLoop if a net depends on itself
    /// @throws IllegalArgumentException if a net is not driven, or clock domains do not fit
    public static Netlist of(Circuit circuit) {
        return of(circuit, new Simplification(new WordGraph()));
    }

    /// As [#of(Circuit)], with nodes made by `words` in its graph, which is empty.
    public static Netlist of(Circuit circuit, Words words) {
        return new Netlist(circuit, words);
    }

    private int[] registerDriver(StateWords.Element register, Words words) {
        int net = register.net();
        FlatDesign.Instance owner = design.instance(design.ownerOfNet(net));
        Lowering statements = owner.lowering();
        int local = net - owner.firstNet();
        int[] driver = new int[register.words()];
        if (statements.segments(local) == 0) {
            for (int i = 0; i < driver.length; i++) {
                driver[i] = words.state(register.firstWord() + i, register.wordWidth(i));
            }
            return driver;
        }
        // A register's segments, cut at words and put together again.
        int[] filled = new int[driver.length];
        for (int s = 0; s < statements.segments(local); s++) {
            int from = statements.bound(local, s);
            int[] value = lowering.node(owner.firstNode() + statements.driver(local, s));
            int width = statements.bound(local, s + 1) - from;
            for (int done = 0; done < width; ) {
                int word = (from + done) / 64;
                int count = Math.min(width - done, register.wordWidth(word) - filled[word]);
                count = Math.min(count, 64 - done % 64);
                int bits = words.extract(value[done / 64], done % 64, count);
                driver[word] =
                        filled[word] == 0 ? bits : words.cat(bits, driver[word], filled[word]);
                filled[word] += count;
                done += count;
            }
        }
        return driver;
    }

    private Cells cells(FlatDesign.Instance instance, Memory memory, Words words) {
        int base = instance.firstNode();
        int count = (memory.width() + 63) / 64;
        List<Write> writes = new ArrayList<>();
        for (Memory.WritePort port : memory.writes()) {
            int enable = ticking(instance, port.domain(), base + port.enable(), words);
            int address = lowering.address(base + port.address());
            int[] data = lowering.node(base + port.data());
            int[] mask =
                    port.mask().isPresent()
                            ? spread(words, base + port.mask().getAsInt(), memory)
                            : new int[0];
            writes.add(new Write(enable, address, data, mask));
        }
        List<Read> reads = new ArrayList<>();
        for (Memory.ReadPort port : memory.reads()) {
            int enable = ticking(instance, port.domain(), base + port.enable(), words);
            int address = lowering.address(base + port.address());
            reads.add(
                    new Read(enable, address, state.firstWord(instance.firstNet() + port.data())));
        }
        String path =
                instance.path().isEmpty() ? memory.name() : instance.path() + '.' + memory.name();
        return new Cells(path, memory, count, writes, reads);
    }

    /// A condition that holds only while the clock of `domain` ticks.
    private int ticking(FlatDesign.Instance instance, int domain, int node, Words words) {
        int condition = lowering.node(node)[0];
        int tick = state.tickWord(instance.domains().get(domain));
        return tick < 0 ? condition : words.and(condition, words.state(tick, 1));
    }

    private Watch watch(FlatDesign.Instance instance, Observation observation, Words words) {
        int base = instance.firstNode();
        int trigger =
                words.and(
                        ticking(instance, observation.domain(), base + observation.enable(), words),
                        awake(instance, observation, words));
        List<int[]> values = new ArrayList<>();
        switch (observation) {
            case Observation.Property p -> {
                int condition = lowering.node(base + p.condition())[0];
                boolean cover = p.kind() == Observation.Kind.COVER;
                trigger = words.and(trigger, cover ? condition : words.not(condition, 1));
            }
            case Observation.Print p ->
                    p.values().forEach(value -> values.add(lowering.node(base + value.node())));
        }
        return new Watch(instance.path(), observation, trigger, values);
    }

    /// Whether the reset of an observation's domain is not active.
    private int awake(FlatDesign.Instance instance, Observation observation, Words words) {
        ClockSpec spec = instance.module().domains().get(observation.domain()).spec();
        int input = state.resetWord(instance.domains().get(observation.domain()));
        if (spec.reset() == ClockSpec.Reset.NONE || input < 0) {
            return words.constant(1);
        }
        int reset = words.state(input, 1);
        return spec.resetActiveHigh() ? words.not(reset, 1) : reset;
    }

    /// A mask of one bit per granule as one bit per bit.
    private int[] spread(Words words, int maskNode, Memory memory) {
        int[] mask = lowering.node(maskNode);
        int[] bits = new int[(memory.width() + 63) / 64];
        for (int w = 0; w < bits.length; w++) {
            int end = Math.min(memory.width(), 64 * w + 64);
            int filled = 0;
            for (int at = 64 * w; at < end; ) {
                int granule = at / memory.granule();
                int count = Math.min(end, (granule + 1) * memory.granule()) - at;
                int bit = words.extract(mask[granule / 64], granule % 64, 1);
                int copies = words.sext(bit, 1, count);
                bits[w] = filled == 0 ? copies : words.cat(copies, bits[w], filled);
                filled += count;
                at += count;
            }
        }
        return bits;
    }

    public FlatDesign design() {
        return design;
    }

    public WordGraph graph() {
        return graph;
    }

    public StateWords state() {
        return state;
    }

    /// The value that word `word` of state takes at the clock edge; -1 for inputs and read data.
    public int next(int word) {
        return next[word];
    }

    /// Words of the top module's outputs, in the order of its nets.
    public List<int[]> outputs() {
        return outputs;
    }

    /// All memories, in the order of instances.
    public List<Cells> memories() {
        return memories;
    }

    /// What the design says of itself, in the order of instances.
    public List<Watch> watches() {
        return watches;
    }

    /// All black boxes, in the order of instances.
    public List<Box> boxes() {
        return boxes;
    }

    /// The words of any net, lowest first; may add nodes to the graph.
    public int[] net(int net) {
        return lowering.net(net);
    }

    /// The words of any node, lowest first; may add nodes to the graph.
    public int[] node(int node) {
        return lowering.node(node);
    }
}
