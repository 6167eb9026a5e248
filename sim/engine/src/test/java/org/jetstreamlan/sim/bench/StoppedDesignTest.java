package org.jetstreamlan.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.jetstreamlan.sim.Trigger.change;
import static org.jetstreamlan.sim.Trigger.cycles;
import static org.jetstreamlan.sim.Trigger.until;

import java.math.BigInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jetstreamlan.sim.AssertionFailure;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.junit.Simulate;
import org.jetstreamlan.sim.junit.TestRun;
import org.junit.jupiter.api.Timeout;

/// A check of the design fails while processes look at its signals: the report says what they wait for, the run ends, and what the design holds can be looked at.
@Timeout(120)
class StoppedDesignTest {
    private static Simulation<Mixed> counting(TestRun run) {
        var sim = run.simulate(Mixed::new);
        sim.poke(sim.top().enable, true);
        return sim;
    }

    private static void assertFails(ThrowingCallable run, String... lines) {
        AssertionFailure failure = catchThrowableOfType(AssertionFailure.class, run);
        assertThat(failure).isNotNull();
        assertThat(failure.cycle()).isEqualTo(200);
        assertThat(failure).hasMessageContaining("the counter stays below 200");
        String report =
                String.valueOf(failure.getMessage())
                        .replaceAll(", at StoppedDesignTest\\.java:\\d+", "");
        for (String line : lines) {
            assertThat(report).contains(line);
        }
    }

    @Simulate
    void whoWaitsForAValueIsNamedWhoeverMovesTimeOn(TestRun run) {
        for (boolean patientFirst : new boolean[] {true, false}) {
            var sim = counting(run);
            if (patientFirst) {
                sim.start("patient", () -> sim.await(until(sim.top().count, 250)));
            }
            sim.start("main", () -> sim.await(cycles(1_000)));
            if (!patientFirst) {
                sim.start("patient", () -> sim.await(until(sim.top().count, 250)));
            }
            assertFails(
                    sim::run,
                    "at 1.608 us\n",
                    "  'patient' waits for count = 250 since 0 ps; count is ",
                    "  'main' waits for 1000 edges of clk since 0 ps\n");
            sim.close();
        }
    }

    @Simulate
    void theCallerIsToldWhoWaits(TestRun run) {
        var sim = counting(run);
        sim.poke(sim.top().wide, BigInteger.valueOf(7));
        sim.step();
        sim.start("patient", () -> sim.await(until(sim.top().count, 250)));
        sim.start("still", () -> sim.await(change(sim.top().wideBefore)));
        assertFails(
                () -> sim.step(1_000),
                "  'patient' waits for count = 250 since 8 ns; count is ",
                "  'still' waits for a change of wideBefore since 8 ns; wideBefore is 7,");
    }

    @Simulate
    void aDesignThatStoppedIsLookedAtAndNotMoved(TestRun run) {
        var sim = counting(run);
        var dut = sim.top();
        sim.poke(dut.cells, 3, 99);
        sim.poke(dut.wide, BigInteger.valueOf(7));
        assertFails(() -> sim.step(1_000));
        assertThat(sim.peekWide(dut.wideBefore)).isEqualTo(7);
        assertThat(sim.peek(dut.count)).isBetween(199L, 201L);
        assertThat(sim.peek(dut.cells, 3)).isEqualTo(99);
        sim.expect(dut.enable, true);
        assertThatThrownBy(sim::step).isInstanceOf(AssertionFailure.class);
    }
}
