package org.jetstreamlan.hdl.lib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
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
            model =
                    new JitEngine()
                            .compile(
                                    Design.of(() -> new Arbiter<>(Type.bits(16), INPUTS, policy))
                                            .circuit());
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
}
