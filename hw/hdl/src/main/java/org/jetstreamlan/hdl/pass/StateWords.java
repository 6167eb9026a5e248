package org.jetstreamlan.hdl.pass;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;

/// Numbers the words of state of a [FlatDesign]: inputs, outputs of black boxes, registers by their clock and by how they are reset, read data of memories.
///
/// ```
/// 0                           registers() of clock 0                             clock 1   readData()   count()
/// | inputs | ticks | boxes | reset group 0 | 1 | 2 | 3 | without reset         | ...     | read data  |
/// ```
/// To the design, outputs of black boxes are inputs that the engine sets instead of the user.
/// The resets of all domains are the first inputs. Where there are several clocks each has a word that is 1 while it ticks.
///
/// - Purpose: engines copy and reset whole ranges at once.
/// - Precondition: every domain of an instance has the edge of the top's that it is mapped to.
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

    /// Registers of a domain of the top that one kind of reset sets to their `init`: words `from` to `to - 1`.
    ///
    /// @param input word of the reset input
    public record ResetGroup(
            int domain, int input, boolean asynchronous, boolean activeHigh, int from, int to) {}

    private final int[] firstWords;
    private final List<Element> inputs = new ArrayList<>();
    private final List<Element> registers = new ArrayList<>();
    private final List<Element> readData = new ArrayList<>();
    private final List<ResetGroup> resetGroups = new ArrayList<>();
    private final int[] resets;
    private final int[] ticks;

    /// By domain of the top the first word of its registers, and behind the last one the end.
    private final int[] domainWords;

    private int firstRegisterWord;
    private int firstReadDataWord;
    private int count;

    /// The words of a design.
    ///
    /// @throws IllegalArgumentException if clock domains do not fit
    public static StateWords of(FlatDesign design) {
        return new StateWords(design);
    }

    private StateWords(FlatDesign design) {
        firstWords = new int[design.netCount()];
        Arrays.fill(firstWords, -1);
        ModuleDef top = design.instance(0).module();
        int domains = top.domains().size();
        resets = new int[domains];
        ticks = new int[domains];
        domainWords = new int[domains + 1];
        for (int i = 0; i < domains; i++) {
            resets[i] = -1;
            ticks[i] = -1;
            if (top.domains().get(i).spec().reset() != ClockSpec.Reset.NONE) {
                resets[i] = count;
                inputs.add(new Element(-1, count++, 1, BigInteger.ZERO));
            }
        }
        for (int net = 0; net < top.nets().size(); net++) {
            if (top.nets().get(net) instanceof Net.Input) {
                add(inputs, design, net, BigInteger.ZERO);
            }
        }
        if (domains > 1) {
            for (int i = 0; i < domains; i++) {
                ticks[i] = count++;
            }
        }
        for (int net = 0; net < design.netCount(); net++) {
            if (design.net(net) instanceof Net.ExternalOutput) {
                firstWords[net] = count;
                count += (design.netWidth(net) + 63) / 64;
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
        // For each domain 0 and 1 synchronous low and high, 2 and 3 asynchronous low and high, 4
        // untouched by any reset.
        int[] group = new int[design.netCount()];
        for (int net = 0; net < group.length; net++) {
            group[net] = -1;
            if (design.net(net) instanceof Net.Register register) {
                FlatDesign.Instance owner = design.instance(design.ownerOfNet(net));
                ClockSpec spec = requireTopClock(design, owner, register.name(), register.domain());
                int domain = owner.domains().get(register.domain());
                group[net] = 5 * domain + groupOf(register, spec);
            }
        }
        int[][] members = members(group, 5 * resets.length);
        for (int g = 0; g < members.length; g++) {
            int domain = g / 5;
            int kind = g % 5;
            int from = count;
            if (kind == 0) {
                domainWords[domain] = from;
            }
            for (int net : members[g]) {
                if (design.net(net) instanceof Net.Register register) {
                    add(registers, design, net, register.init().orElse(BigInteger.ZERO));
                }
            }
            if (kind < 4 && count > from) {
                resetGroups.add(
                        new ResetGroup(
                                domain, resets[domain], kind >= 2, (kind & 1) != 0, from, count));
            }
        }
        domainWords[resets.length] = count;
    }

    /// The nets of each group, in order.
    private static int[][] members(int[] group, int groups) {
        int[] sizes = new int[groups];
        for (int g : group) {
            if (g >= 0) {
                sizes[g]++;
            }
        }
        int[][] members = new int[groups][];
        for (int g = 0; g < groups; g++) {
            members[g] = new int[sizes[g]];
        }
        for (int net = group.length - 1; net >= 0; net--) {
            if (group[net] >= 0) {
                members[group[net]][--sizes[group[net]]] = net;
            }
        }
        return members;
    }

    private static int groupOf(Net.Register register, ClockSpec spec) {
        if (register.init().isEmpty() || spec.reset() == ClockSpec.Reset.NONE) {
            return 4;
        }
        int high = spec.resetActiveHigh() ? 1 : 0;
        return spec.reset() == ClockSpec.Reset.ASYNCHRONOUS ? 2 + high : high;
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

    /// Name of the port of the top module that an input is, which may be a domain's reset; empty for the reset of a domain that has none as a port.
    public String nameOfInput(Element input, FlatDesign design) {
        if (input.net() >= 0) {
            return design.netPath(input.net());
        }
        int domain = 0;
        while (resetWord(domain) != input.firstWord()) {
            domain++;
        }
        return design.instance(0).module().domains().get(domain).reset();
    }

    /// How many clock domains the top has.
    public int domains() {
        return resets.length;
    }

    /// Word of the reset input of a domain of the top, -1 if it has none.
    public int resetWord(int domain) {
        return resets[domain];
    }

    /// Word that is 1 while a clock of the top ticks, -1 in a design of one clock.
    public int tickWord(int domain) {
        return ticks[domain];
    }

    /// First word of the registers of a domain of the top; of the number behind the last one, their end.
    public int firstWordOfDomain(int domain) {
        return domainWords[domain];
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
