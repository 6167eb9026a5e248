package org.jetstreamlan.sim.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory;

/// A legal circuit made at random from a seed: every node and statement, hierarchy, registers with
/// and without reset, memories of all policies, narrow and wide values. The same seed gives the
/// same circuit on every machine.
///
/// What it makes passes elaboration: every bit driven on every path, no loop (not even net by net,
/// unless [Options#slicedNets] asks for nets whose slices feed each other), later assignments only
/// override from inside a `when` or `select`, case values disjoint. Names are legal Verilog.
public final class RandomCircuit {
    /// What to make.
    ///
    /// @param nodes about how many operators in the flat design
    /// @param modules how many modules besides the top
    /// @param maxWidth widest signal in bits
    /// @param undefinedReads whether memories may have the policy UNDEFINED, whose reads engines
    ///     may answer differently
    /// @param slicedNets whether slices of one net may depend on lower slices of it
    /// @param memories whether there are memories
    public record Options(
            int nodes,
            int modules,
            int maxWidth,
            boolean undefinedReads,
            boolean slicedNets,
            boolean memories,
            ClockSpec clock) {
        /// A few hundred operators, all features, wide values to 140 bits.
        public static final Options SMALL =
                new Options(200, 3, 140, true, true, true, ClockSpec.CORE);

        public Options nodes(int count) {
            return new Options(
                    count, modules, maxWidth, undefinedReads, slicedNets, memories, clock);
        }

        public Options modules(int count) {
            return new Options(nodes, count, maxWidth, undefinedReads, slicedNets, memories, clock);
        }

        public Options maxWidth(int bits) {
            return new Options(nodes, modules, bits, undefinedReads, slicedNets, memories, clock);
        }

        public Options undefinedReads(boolean allowed) {
            return new Options(nodes, modules, maxWidth, allowed, slicedNets, memories, clock);
        }

        public Options slicedNets(boolean allowed) {
            return new Options(nodes, modules, maxWidth, undefinedReads, allowed, memories, clock);
        }

        public Options memories(boolean allowed) {
            return new Options(
                    nodes, modules, maxWidth, undefinedReads, slicedNets, allowed, clock);
        }

        public Options clock(ClockSpec spec) {
            return new Options(
                    nodes, modules, maxWidth, undefinedReads, slicedNets, memories, spec);
        }
    }

    private RandomCircuit() {}

    /// The circuit of `seed`.
    public static Circuit of(long seed, Options options) {
        Random random = new Random(seed);
        List<RandomModule.Made> made = new ArrayList<>();
        int share = options.nodes() / (options.modules() + 1);
        for (int i = 0; i < options.modules(); i++) {
            made.add(new RandomModule("Part" + i, random, options, made).make(share, false));
        }
        RandomModule top = new RandomModule("Top", random, options, made);
        return ModuleBuilder.circuit(top.make(options.nodes(), true).definition());
    }

    /// A policy that `options` allow.
    static Memory.ReadUnderWrite policy(Random random, Options options) {
        Memory.ReadUnderWrite[] all = Memory.ReadUnderWrite.values();
        return all[random.nextInt(options.undefinedReads() ? all.length : all.length - 1)];
    }
}
