package org.jetstreamlan.hdl.pass;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;

/// Numbers the words of state of a [FlatDesign]: inputs, registers by how they are reset, read data
/// of memories.
///
/// ```
/// 0          registers()                                    readData()      count()
/// | inputs | reset group 0 | 1 | 2 | 3 | without reset     | read data      |
/// ```
///
/// - Purpose: engines copy and reset whole ranges at once.
/// - Precondition: every domain of an instance is mapped to the top's only one, with the same edge.
/// - Sound: numbering only.
/// - Cost: linear in nets.
public final class StateWords {
    /// A net (or the top's reset) that holds state.
    ///
    /// @param net its number, or -1 for the reset input
    /// @param init power-up value
    public record Element(int net, int firstWord, int width, BigInteger init) {
        public int words() {
            return (width + 63) / 64;
        }

        /// Bits in use of word `index`.
        public int wordWidth(int index) {
            return Math.min(64, width - 64 * index);
        }

        /// Word `index` of the power-up value.
        public long initWord(int index) {
            return WordLowering.bits(init, 64 * index, wordWidth(index));
        }
    }

    /// Registers that one kind of reset sets to their `init`: words `from` to `to - 1`.
    public record ResetGroup(boolean asynchronous, boolean activeHigh, int from, int to) {}

    private final int[] firstWords;
    private final List<Element> inputs = new ArrayList<>();
    private final List<Element> registers = new ArrayList<>();
    private final List<Element> readData = new ArrayList<>();
    private final List<ResetGroup> resetGroups = new ArrayList<>();
    private int firstRegisterWord;
    private int firstReadDataWord;
    private int count;

    StateWords(FlatDesign design) {
        firstWords = new int[design.netCount()];
        Arrays.fill(firstWords, -1);
        ModuleDef top = design.instance(0).module();
        for (ModuleDef.Domain domain : top.domains()) {
            if (domain.spec().reset() != ClockSpec.Reset.NONE) {
                inputs.add(new Element(-1, count++, 1, BigInteger.ZERO));
            }
        }
        for (int net = 0; net < top.nets().size(); net++) {
            if (top.nets().get(net) instanceof Net.Input) {
                add(inputs, design, net, BigInteger.ZERO);
            }
        }
        firstRegisterWord = count;
        addRegisters(design);
        firstReadDataWord = count;
        for (int net = 0; net < design.netCount(); net++) {
            if (design.net(net) instanceof Net.ReadData data) {
                Memory memory = design.moduleOfNet(net).memories().get(data.memory());
                int domain = memory.reads().get(data.port()).domain();
                FlatDesign.Instance owner = design.instance(design.ownerOfNet(net));
                requireTopClock(design, owner, data.name(), domain);
                add(readData, design, net, BigInteger.ZERO);
            }
        }
        for (FlatDesign.Instance instance : design.instances()) {
            for (Memory memory : instance.module().memories()) {
                for (Memory.WritePort port : memory.writes()) {
                    requireTopClock(design, instance, memory.name(), port.domain());
                }
            }
        }
    }

    private void addRegisters(FlatDesign design) {
        // 0 and 1 synchronous low and high, 2 and 3 asynchronous low and high, 4 untouched by any
        // reset.
        byte[] group = new byte[design.netCount()];
        for (int net = 0; net < group.length; net++) {
            group[net] = -1;
            if (design.net(net) instanceof Net.Register register) {
                FlatDesign.Instance owner = design.instance(design.ownerOfNet(net));
                ClockSpec spec = requireTopClock(design, owner, register.name(), register.domain());
                group[net] = groupOf(register, spec);
            }
        }
        for (int g = 0; g <= 4; g++) {
            int from = count;
            for (int net = 0; net < group.length; net++) {
                if (group[net] == g && design.net(net) instanceof Net.Register register) {
                    add(registers, design, net, register.init().orElse(BigInteger.ZERO));
                }
            }
            if (g < 4 && count > from) {
                resetGroups.add(new ResetGroup(g >= 2, (g & 1) != 0, from, count));
            }
        }
    }

    private static byte groupOf(Net.Register register, ClockSpec spec) {
        if (register.init().isEmpty() || spec.reset() == ClockSpec.Reset.NONE) {
            return 4;
        }
        int high = spec.resetActiveHigh() ? 1 : 0;
        return (byte) (spec.reset() == ClockSpec.Reset.ASYNCHRONOUS ? 2 + high : high);
    }

    /// The specification of the clock of something called `name`, which must be the top module's
    /// own clock.
    private static ClockSpec requireTopClock(
            FlatDesign design, FlatDesign.Instance owner, String name, int domain) {
        ClockSpec spec = owner.module().domains().get(domain).spec();
        ClockSpec top =
                design.instance(0).module().domains().get(owner.domains().get(domain)).spec();
        if (spec.edge() != top.edge()) {
            throw new IllegalArgumentException(
                    pathOf(owner, name)
                            + " samples at the other edge than the top module's clock does; give both the same ClockSpec");
        }
        if (spec.reset() != ClockSpec.Reset.NONE && top.reset() == ClockSpec.Reset.NONE) {
            throw new IllegalArgumentException(
                    pathOf(owner, name)
                            + " has a reset, the top module's clock domain has none; give the top's ClockSpec one");
        }
        return spec;
    }

    private static String pathOf(FlatDesign.Instance owner, String name) {
        return owner.path().isEmpty() ? name : owner.path() + '.' + name;
    }

    private void add(List<Element> list, FlatDesign design, int net, BigInteger init) {
        Element element = new Element(net, count, design.net(net).width(), init);
        list.add(element);
        firstWords[net] = count;
        count += element.words();
    }

    /// Per net: the number of its first word, or -1 if it is no state.
    int[] firstWords() {
        return firstWords;
    }

    /// Number of the first word of net `net`, or -1 if it is no state.
    public int firstWord(int net) {
        return firstWords[net];
    }

    /// Inputs of the top module, its reset first.
    public List<Element> inputs() {
        return inputs;
    }

    /// The top module's reset input.
    public Optional<Element> reset() {
        return inputs.isEmpty() || inputs.getFirst().net() >= 0
                ? Optional.empty()
                : Optional.of(inputs.getFirst());
    }

    public List<Element> registers() {
        return registers;
    }

    public List<Element> readData() {
        return readData;
    }

    public List<ResetGroup> resetGroups() {
        return resetGroups;
    }

    /// First word of a register; inputs lie below it.
    public int firstRegisterWord() {
        return firstRegisterWord;
    }

    /// First word of read data; registers lie below it.
    public int firstReadDataWord() {
        return firstReadDataWord;
    }

    public int count() {
        return count;
    }
}
