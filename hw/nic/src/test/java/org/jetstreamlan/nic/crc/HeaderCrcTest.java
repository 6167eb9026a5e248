package org.jetstreamlan.nic.crc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jetstreamlan.abi.Crc8;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.Test;

class HeaderCrcTest {
    /// Both checks as a module.
    static final class Checks extends Module {
        final Bits covered = input(bits(32));
        final Bits check = input(bits(8));
        final Bits header = output(bits(8));
        final Bits hec = output(bits(8));
        final Bool good = output(bool());

        @Override
        protected void build() {
            header.assign(HeaderCrc.check(covered.slice(15, 0)));
            hec.assign(HeaderCrc.check(covered));
            good.assign(HeaderCrc.good(covered, check));
        }
    }

    private final Simulator simulator =
            new JitEngine().compile(Design.of(Checks::new).circuit()).instantiate();

    @Test
    void published_hec() {
        assertThat(peek("hec", 0x0000_0001)).isEqualTo(0x52);
    }

    @Test
    void all_single_bits_equal_the_software() {
        for (int bit = 0; bit < 32; bit++) {
            check(1 << bit);
        }
    }

    @Test
    void random_values_equal_the_software() {
        long seed = Long.getLong("jetstream.seed", new Random().nextLong());
        System.out.println("header-crc: -Djetstream.seed=" + seed);
        new Random(seed).ints(1_000).forEach(this::check);
    }

    private void check(int covered) {
        assertThat(peek("hec", covered)).isEqualTo(Crc8.check(covered, 4));
        assertThat(peek("header", covered)).isEqualTo(Crc8.check(covered & 0xFFFF, 2));
        simulator.poke(simulator.probe("check"), Crc8.check(covered, 4));
        assertThat(peek("good", covered)).isEqualTo(1);
        simulator.poke(simulator.probe("check"), Crc8.check(covered, 4) ^ 0x10);
        assertThat(peek("good", covered)).isZero();
    }

    private int peek(String output, int covered) {
        simulator.poke(simulator.probe("covered"), Integer.toUnsignedLong(covered));
        return (int) simulator.peek(simulator.probe(output));
    }
}
