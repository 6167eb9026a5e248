package org.jetstreamlan.ring.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Optional;
import java.util.Random;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.symbolic.Decisions;
import org.jetstreamlan.sim.symbolic.SymbolicSimulator;
import org.junit.jupiter.api.Test;

/// No wedge, proven: three MACs, RTL, with the shortest timers, are back in operation within a bound, without any reset, after one word of one link became any other, of all
/// kinds and bits, in each clock from power-up to the fourth rotation. Calculated: one symbolic run for each clock, link and kind is all 2^32 runs with
/// a word of that kind.
///
/// | property | meaning | if absent |
/// | --- | --- | --- |
/// | `jetstream.wedge.all` | all clocks and links: a quarter of an hour | 12 of them by chance |
/// | `jetstream.seed` | which | drawn by chance |
class AnyWordTest {
    private static final int STATIONS = 3;

    /// From power-up, so that claim, numbering, first tokens and frames of all stations are among it.
    private static final int CLOCKS = 1_400;

    /// Of stations that do not know when to give up; and a clock at which one begins to number the others.
    private static final int PATIENCE = 64;

    private static final int NUMBERS = 120;

    private static final int BITS = 32;
    private static final int HALF = BITS / 2;
    private static final int BY_CHANCE = 12;

    /// A silent ring is noticed, and then claims; a claim or a numbering that was spoiled once more begins again T_MAX later. Words.
    private static final int BOUND = SmallRing.TVX + 2 * SmallRing.T_MAX + 2 * SmallRing.TTRT;

    /// The token may go round 256 times with a Y that no station has set.
    private static final int YIELDED = 256 * 3 * STATIONS;

    private final long seed = Long.getLong("jetstream.seed", new Random().nextLong());
    private final Random random = new Random(seed);

    /// Bit `i` and bit `i + 16` of the word are looked at together in a control symbol.
    private static int variableOf(int bit) {
        return bit < HALF ? 2 * bit : 2 * (bit - HALF) + 1;
    }

    /// A ring in both simulators, at power-up.
    private static final class Ring implements AutoCloseable {
        private final Model model;
        private final Simulator simulator;
        private final SymbolicSimulator runs;
        private long recoveries;
        private int worst;
        private int worstYielded;

        Ring(Circuit circuit) {
            model = new JitEngine().compile(circuit);
            simulator = model.instantiate();
            runs = new SymbolicSimulator(circuit);
            simulator.poke(simulator.probe("rst"), 1);
            simulator.step();
            simulator.poke(simulator.probe("rst"), 0);
        }

        /// In this clock a word of a link becomes any of a kind.
        ///
        /// @return a word after which the ring is not back in time, if there is one
        Optional<Integer> wedgesAfter(int link, LinkWord.Kind kind) {
            hit(link, kind);
            Decisions functions = runs.functions();
            int isYield = kind == LinkWord.Kind.CONTROL ? isYield() : Decisions.FALSE;
            for (int words = 0; ; words++) {
                int isAway = functions.not(runs.peek("back")[0]);
                int isOther = functions.and(isAway, functions.not(isYield));
                if (words == BOUND && isOther != Decisions.FALSE) {
                    return Optional.of(word(isOther));
                }
                if (words == BOUND + YIELDED && isAway != Decisions.FALSE) {
                    return Optional.of(word(isAway));
                }
                worst = isOther == Decisions.FALSE ? worst : Math.max(worst, words + 1);
                if (isAway == Decisions.FALSE) {
                    worstYielded = Math.max(worstYielded, words);
                    recoveries++;
                    return Optional.empty();
                }
                runs.step();
            }
        }

        private void hit(int link, LinkWord.Kind kind) {
            runs.restore(simulator.snapshot());
            runs.poke("damaged", 1L << link);
            runs.poke("clear", 1);
            runs.poke("instead_kind", kind.ordinal());
            int[] word = new int[BITS];
            for (int i = 0; i < BITS; i++) {
                word[i] = runs.functions().variable(variableOf(i));
            }
            runs.poke("instead_word", word);
            runs.step();
            runs.poke("damaged", 0);
            runs.poke("clear", 0);
        }

        /// Whether a control word is a TOKEN with Y.
        private int isYield() {
            Decisions functions = runs.functions();
            int yield = ControlSymbol.ARGUMENT_LO + ControlSymbol.TOKEN_YIELD;
            int all = functions.variable(variableOf(yield));
            for (int i = 0; i < ControlSymbol.OPCODE_WIDTH; i++) {
                int bit = functions.variable(variableOf(ControlSymbol.OPCODE_LO + i));
                boolean isSet = (ControlSymbol.OPCODE_TOKEN >> i & 1) != 0;
                all = functions.and(all, isSet ? bit : functions.not(bit));
            }
            return all;
        }

        private int word(int function) {
            long values = runs.functions().example(function);
            int word = 0;
            for (int i = 0; i < BITS; i++) {
                word |= (int) (values >>> variableOf(i) & 1) << i;
            }
            return word;
        }

        @Override
        public void close() {
            simulator.close();
            model.close();
        }
    }

    private static void requireBack(Ring ring, int clock, int link) {
        for (var kind : LinkWord.Kind.values()) {
            assertThat(ring.wedgesAfter(link, kind).map("%08X"::formatted))
                    .as("wedged after %s on link %d in clock %d", kind, link, clock)
                    .isEmpty();
        }
    }

    @Test
    void afterAnyWordInAnyClock() {
        boolean complete = Boolean.getBoolean("jetstream.wedge.all");
        System.out.println("-Djetstream.seed=" + seed);
        var clocks = new BitSet();
        if (complete) {
            clocks.set(0, CLOCKS);
        }
        while (!complete && clocks.cardinality() < BY_CHANCE) {
            clocks.set(random.nextInt(CLOCKS));
        }
        try (var ring = new Ring(Design.of(() -> new SmallRing(STATIONS)).circuit())) {
            for (int clock = 0; clock < CLOCKS; clock++) {
                int chosen = complete ? -1 : random.nextInt(STATIONS);
                for (int link = 0; clocks.get(clock) && link < STATIONS; link++) {
                    if (complete || link == chosen) {
                        requireBack(ring, clock, link);
                    }
                }
                ring.simulator.step();
            }
            System.out.printf(
                    "%,d clocks, links and kinds; the longest recovery %,d words, %,d after a stray Y%n",
                    ring.recoveries, ring.worst, ring.worstYielded);
        }
    }

    /// Stations that wait 64 times as long for what was lost while the ring came up: that is found, and the other simulator says so, too.
    @Test
    void patientStationsAreNotBackInTime() {
        try (var ring = new Ring(Design.of(() -> new SmallRing(STATIONS, PATIENCE)).circuit())) {
            ring.simulator.step(NUMBERS);
            Optional<Integer> word = Optional.empty();
            while (word.isEmpty()) {
                ring.simulator.step();
                assertThat(ring.simulator.cycle()).isLessThan(CLOCKS);
                word = ring.wedgesAfter(STATIONS - 1, LinkWord.Kind.INVALID);
            }
            Simulator simulator = ring.simulator;
            simulator.poke(simulator.probe("damaged"), 1L << STATIONS - 1);
            simulator.poke(simulator.probe("clear"), 1);
            simulator.poke(simulator.probe("instead_kind"), LinkWord.Kind.INVALID.ordinal());
            simulator.poke(simulator.probe("instead_word"), Integer.toUnsignedLong(word.get()));
            simulator.step();
            simulator.poke(simulator.probe("damaged"), 0);
            simulator.poke(simulator.probe("clear"), 0);
            simulator.step(BOUND);
            assertThat(simulator.peek(simulator.probe("back"))).isZero();
            simulator.step(PATIENCE * BOUND);
            assertThat(simulator.peek(simulator.probe("back"))).isOne();
        }
    }
}
