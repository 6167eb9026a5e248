package org.jetstreamlan.nic.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HoldOffTest {
    private static final Model MODEL = Bench.compile(HoldOff::new);
    private static final int UNIT = 10;

    private final Bench bench = new Bench(MODEL);

    @BeforeEach
    void start() {
        bench.set("unit", UNIT);
        bench.set("in_kind", LinkWord.Kind.DATA.ordinal());
        bench.set("in_word", 0x1234);
        bench.step();
    }

    @AfterEach
    void end() {
        bench.close();
    }

    /// Clocks from `up` until the link is let in.
    private int opensAfter() {
        bench.set("up", 1);
        for (int i = 0; i <= 1_100 * UNIT; i++) {
            if (bench.is("open")) {
                assertThat(bench.get("out_word")).isEqualTo(0x1234);
                return i;
            }
            assertThat(bench.get("out_kind")).isEqualTo(LinkWord.Kind.FILL.ordinal());
            bench.step();
        }
        throw new AssertionError("never");
    }

    private void lose() {
        bench.set("up", 0);
        bench.step();
        bench.step();
        assertThat(bench.is("open")).isFalse();
    }

    private void hold(int clocks) {
        for (int i = 0; i < clocks; i++) {
            bench.step();
        }
    }

    @Test
    void it_waits_a_unit_and_twice_as_long_after_each_loss_up_to_1024() {
        int expected = 1;
        for (int i = 0; i < 13; i++) {
            assertThat(opensAfter()).as("loss %d", i).isEqualTo(expected * UNIT + 1);
            lose();
            expected = Math.min(1_024, 2 * expected);
        }
    }

    @Test
    void a_loss_before_it_is_let_in_counts_too() {
        bench.set("up", 1);
        hold(3);
        lose();
        assertThat(opensAfter()).isEqualTo(2 * UNIT + 1);
    }

    @Test
    void after_1024_units_without_loss_it_is_one_unit_again() {
        for (int i = 0; i < 4; i++) {
            opensAfter();
            lose();
        }
        opensAfter();
        hold(1_025 * UNIT);
        lose();
        assertThat(opensAfter()).as("the loss that ended it").isEqualTo(2 * UNIT + 1);
    }
}
