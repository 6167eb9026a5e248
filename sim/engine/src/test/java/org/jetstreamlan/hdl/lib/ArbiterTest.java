package org.jetstreamlan.hdl.lib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.lib.Arbiter.Policy;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArbiterTest {
    private static final int INPUTS = 3;

    /// Asks on all inputs in `asking`; input i offers `100 * i` plus what it has sent.
    private static final class Rig implements AutoCloseable {
        private final Model model;
        private final Simulator simulator;
        private final Probe[] valid = new Probe[INPUTS];
        private final Probe[] payload = new Probe[INPUTS];
        private final Probe[] ready = new Probe[INPUTS];
        private final boolean[] offers = new boolean[INPUTS];
        private final int[] sent = new int[INPUTS];
        private int stalled = -1;

        Rig(Policy policy) {
            this(() -> new Arbiter<>(Type.bits(16), INPUTS, policy));
        }

        Rig(Supplier<Arbiter<?>> arbiter) {
            model = new JitEngine().compile(Design.<Arbiter<?>>of(arbiter).circuit());
            simulator = model.instantiate();
            for (int i = 0; i < INPUTS; i++) {
                valid[i] = simulator.probe("in_" + i + "_valid");
                payload[i] = simulator.probe("in_" + i + "_payload");
                ready[i] = simulator.probe("in_" + i + "_ready");
            }
            simulator.poke(simulator.probe("rst"), 1);
            simulator.step();
            simulator.poke(simulator.probe("rst"), 0);
        }

        /// One clock; returns the input whose payload moved, or -1.
        int clock(int asking, boolean take) {
            for (int i = 0; i < INPUTS; i++) {
                offers[i] |= (asking >> i & 1) != 0;
                simulator.poke(valid[i], offers[i] ? 1 : 0);
                simulator.poke(payload[i], 10_000L * i + sent[i]);
            }
            simulator.poke(simulator.probe("out_ready"), take ? 1 : 0);
            boolean out = simulator.peek(simulator.probe("out_valid")) != 0;
            int value = (int) simulator.peek(simulator.probe("out_payload"));
            int winner = -1;
            for (int i = 0; i < INPUTS; i++) {
                if (offers[i] && simulator.peek(ready[i]) != 0) {
                    assertThat(winner).as("one winner").isEqualTo(-1);
                    winner = i;
                }
            }
            assertThat(winner >= 0).isEqualTo(out && take);
            if (stalled >= 0) {
                assertThat(out && value == stalled).as("choice stays until taken").isTrue();
            }
            stalled = out && !take ? value : -1;
            if (winner >= 0) {
                assertThat(value).isEqualTo(10_000 * winner + sent[winner]);
                sent[winner]++;
                offers[winner] = false;
            }
            simulator.step();
            return winner;
        }

        @Override
        public void close() {
            simulator.close();
            model.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Policy.class)
    void everyPayloadMovesOnceAndTheChoiceStaysUnderStalls(Policy policy) {
        Random random = new Random(5);
        try (Rig rig = new Rig(policy)) {
            for (int i = 0; i < 5_000; i++) {
                rig.clock(random.nextInt(1 << INPUTS), random.nextInt(3) != 0);
            }
            assertThat(rig.sent).doesNotContain(0);
        }
    }

    @Test
    void fixedPriorityServesTheLowestFirst() {
        try (Rig rig = new Rig(Policy.FIXED_PRIORITY)) {
            assertThat(rig.clock(0b110, true)).isEqualTo(1);
            assertThat(rig.clock(0b001, true)).isEqualTo(0);
            assertThat(rig.clock(0b001, true)).isEqualTo(0);
            assertThat(rig.clock(0, true)).isEqualTo(2);
        }
    }

    @Test
    void roundRobinServesAllInTurn() {
        try (Rig rig = new Rig(Policy.ROUND_ROBIN)) {
            for (int i = 0; i < 30; i++) {
                assertThat(rig.clock(0b111, true)).isEqualTo(i % INPUTS);
            }
        }
    }

    @Test
    void roundRobinSkipsThoseThatDoNotAsk() {
        try (Rig rig = new Rig(Policy.ROUND_ROBIN)) {
            assertThat(rig.clock(0b100, true)).isEqualTo(2);
            assertThat(rig.clock(0b110, true)).isEqualTo(1);
            assertThat(rig.clock(0b011, true)).isEqualTo(2);
            assertThat(rig.clock(0, true)).isEqualTo(0);
            assertThat(rig.clock(0, true)).isEqualTo(1);
            assertThat(rig.clock(0, true)).isEqualTo(-1);
        }
    }

    /// Bit 0 of a payload ends a transaction; payloads of input i are `10_000 * i` and up.
    private static Arbiter<?> locked(Policy policy) {
        return new Arbiter<>(Type.bits(16), INPUTS, policy, payload -> payload.bit(0));
    }

    @ParameterizedTest
    @EnumSource(Policy.class)
    void nothingComesBetweenThePayloadsOfATransaction(Policy policy) {
        long seed = 6;
        Random random = new Random(seed);
        try (Rig rig = new Rig(() -> locked(policy))) {
            int owner = -1;
            int transactions = 0;
            for (int i = 0; i < 20_000; i++) {
                int winner = rig.clock(random.nextInt(1 << INPUTS), random.nextInt(3) != 0);
                if (winner >= 0) {
                    assertThat(owner == -1 || owner == winner)
                            .as("seed %d, clock %d", seed, i)
                            .isTrue();
                    boolean ends = (rig.sent[winner] - 1) % 2 != 0;
                    owner = ends ? -1 : winner;
                    transactions += ends ? 1 : 0;
                }
            }
            assertThat(rig.sent).doesNotContain(0);
            assertThat(transactions).isGreaterThan(1_000);
        }
    }

    @Test
    void aPauseInATransactionKeepsTheOthersWaiting() {
        try (Rig rig = new Rig(() -> locked(Policy.ROUND_ROBIN))) {
            assertThat(rig.clock(0b001, true)).isEqualTo(0);
            assertThat(rig.clock(0b110, true)).isEqualTo(-1);
            assertThat(rig.clock(0b000, true)).isEqualTo(-1);
            assertThat(rig.clock(0b001, true)).isEqualTo(0);
            assertThat(rig.clock(0b001, true)).isEqualTo(1);
            assertThat(rig.clock(0b000, true)).isEqualTo(-1);
            assertThat(rig.clock(0b010, true)).isEqualTo(1);
            assertThat(rig.clock(0b000, true)).isEqualTo(2);
        }
    }

    @Test
    void roundRobinLetsNobodyWaitLongerThanATurnOfEachOther() {
        Random random = new Random(7);
        try (Rig rig = new Rig(Policy.ROUND_ROBIN)) {
            int[] passedOver = new int[INPUTS];
            for (int i = 0; i < 20_000; i++) {
                int winner = rig.clock(random.nextInt(1 << INPUTS), random.nextInt(3) != 0);
                for (int input = 0; winner >= 0 && input < INPUTS; input++) {
                    passedOver[input] =
                            input != winner && rig.offers[input] ? passedOver[input] + 1 : 0;
                    assertThat(passedOver[input]).isLessThan(INPUTS);
                }
            }
        }
    }
}
