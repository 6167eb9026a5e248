package org.jetstreamlan.sim.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.file.Path;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.junit.Needed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Verdicts are those of the design: proofs hold, failures name the user's line and leave a wave.
class ProverTest {
    @TempDir private Path folder = Path.of("unset");

    /// Counts to 5 and begins anew.
    static final class Ring extends Module {
        private final Bool go = input(bool());
        private final UInt count = reg(uint(3), init(0));

        @Override
        protected void build() {
            var atEnd = count.eq(5);
            when(go, () -> count.next(mux(atEnd, num(0, 3), count.add(1))));
            check(count.le(5), "count beyond its end");
            cover(atEnd, "at its end");
            cover(count.eq(7), "beyond it");
        }
    }

    /// The check is in a child.
    static final class Outer extends Module {
        private final Bool go = input(bool());
        private final Counter counter = child(new Counter());

        @Override
        protected void build() {
            counter.go.assign(go);
        }
    }

    static final class Counter extends Module {
        final Bool go = input(bool());
        private final UInt count = reg(uint(3), init(0));

        @Override
        protected void build() {
            assume(count.ne(4).or(go.not()), "no step from 4");
            when(go, () -> count.next(count.add(1)));
            check(count.ne(3), "count reaches 3");
            check(count.ne(5), "count reaches 5");
        }
    }

    /// Two clocks of the top, which may tick at any time.
    static final class TwoClocks extends Module {
        private final ClockDomain other = clockDomain("other", ClockSpec.CORE);
        private final UInt mine = reg(uint(2), init(0));
        private final UInt theirs = reg(uint(2), init(0), other);

        @Override
        protected void build() {
            mine.next(mine.add(1));
            theirs.next(mux(theirs.eq(2), num(0, 2), theirs.add(1)));
            check(mine.le(2), "mine above 2");
            check(theirs.le(2), "theirs above 2", other);
        }
    }

    private Prover prover() {
        return new Prover(Needed.proofTools(), folder);
    }

    @Test
    void whatHoldsIsProvenByInduction() {
        Proof proof =
                Proof.of("ring", Ring::new)
                        .inductive(2)
                        .mutant("no end", "atEnd = count == 3'd5", "atEnd = count == 3'd6");
        assertThat(prover().prove(proof)).isEqualTo(new Verdict.Holds());
        assertThat(prover().prove(proof, proof.mutants().getFirst()))
                .isInstanceOf(Verdict.Fails.class);
    }

    @Test
    void aFailureNamesPathLineAndClockAndLeavesAWave() {
        Verdict verdict = prover().prove(Proof.of("outer", Outer::new));
        assertThat(verdict)
                .asInstanceOf(type(Verdict.Fails.class))
                .satisfies(
                        fails -> {
                            assertThat(fails.path()).isEqualTo("counter.count_reaches_3");
                            assertThat(fails.place().file()).isEqualTo("ProverTest.java");
                            assertThat(fails.wave()).isNotEmptyFile();
                        });
        assertThat(verdict.text()).contains("count reaches 3", "ProverTest.java:", ".vcd");
    }

    @Test
    void whatIsTrueForAWhileOnlyIsTrueForThatLong() {
        assertThat(prover().prove(Proof.of("short", Outer::new).bounded(3)))
                .isEqualTo(new Verdict.Holds());
    }

    @Test
    void aCoverPointOutOfReachIsNamed() {
        assertThat(prover().prove(Proof.of("cover", Ring::new).covering(12)).text())
                .contains("beyond_it", "ProverTest.java:");
    }

    @Test
    void clocksOfTheTopTickAtAnyTime() {
        assertThat(prover().prove(Proof.of("clocks", TwoClocks::new).bounded(12)))
                .asInstanceOf(type(Verdict.Fails.class))
                .extracting(Verdict.Fails::path)
                .isEqualTo("mine_above_2");
    }

    @Test
    void aMutantThatIsNotThereIsAMistake() {
        Proof proof = Proof.of("ring", Ring::new).mutant("nowhere", "no such line", "");
        var prover = prover();
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> prover.prove(proof, proof.mutants().getFirst()))
                .withMessageContaining("`no such line` is not in the Verilog");
    }
}
