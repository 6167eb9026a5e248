package org.jetstreamlan.cli.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.jetstreamlan.sim.junit.Needed;
import org.jetstreamlan.sim.prove.Proof;
import org.jetstreamlan.sim.prove.Prover;
import org.jetstreamlan.sim.prove.Verdict;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The proofs that take a few seconds each hold, and fail of the faults that they are to find; `make formal` makes all.
class ProofsTest {
    @TempDir private Path folder = Path.of("unset");

    @TestFactory
    Stream<DynamicTest> quickProofsHoldAndFindTheirMutants() {
        var prover = new Prover(Needed.proofTools(), folder);
        return Proofs.quick().stream()
                .map(proof -> dynamicTest(proof.name(), () -> check(prover, proof)));
    }

    private static void check(Prover prover, Proof proof) {
        assertThat(prover.prove(proof)).isEqualTo(new Verdict.Holds());
        Proof.Mutant mutant = proof.mutants().getFirst();
        assertThat(prover.prove(proof, mutant)).isInstanceOf(Verdict.Fails.class);
    }

    @Test
    void everyProofHasAMutant() {
        assertThat(Proofs.all()).allMatch(proof -> !proof.mutants().isEmpty());
    }
}
