package org.jetstreamlan.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The VI Provider Library does what is asked for at each level. Takes some 10 seconds: there are more than 300 cases, some with a ring of their own.
class ConformanceTest {
    private static final long SEED = Long.getLong("jetstream.seed", new Random().nextLong());

    private static Stream<DynamicTest> at(Level level) {
        System.out.println("conformance, " + level.label() + ": -Djetstream.seed=" + SEED);
        var run = new Conformance.Run(SEED, ModelledRing::new);
        return Conformance.ALL.stream()
                .filter(one -> one.level() == level)
                .map(one -> dynamicTest(one.toString(), () -> passes(run.run(one))));
    }

    private static void passes(Conformance.Outcome outcome) throws Throwable {
        if (outcome.failure() != null) {
            throw outcome.failure();
        }
    }

    @Test
    void eachRowHasItsCases() {
        for (var row : Row.values()) {
            for (var level : Level.values()) {
                assertThat(Conformance.count(row, level))
                        .as("%s, %s", row, level)
                        .isGreaterThanOrEqualTo(row.least(level));
            }
        }
        assertThat(Conformance.ALL.stream().map(Case::toString)).doesNotHaveDuplicates();
    }

    @Nested
    @Tag("via-early")
    class EarlyAdopter {
        @TestFactory
        Stream<DynamicTest> cases() {
            return at(Level.EARLY_ADOPTER);
        }
    }

    @Nested
    @Tag("via-functional")
    class Functional {
        @TestFactory
        Stream<DynamicTest> cases() {
            return at(Level.FUNCTIONAL);
        }
    }

    @Nested
    @Tag("via-full")
    class Full {
        @TestFactory
        Stream<DynamicTest> cases() {
            return at(Level.FULL);
        }
    }
}
