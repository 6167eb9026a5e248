package org.jetstreamlan.cli.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScoreTest {
    /// Wilson's interval of 81 of 100, as tables have it: 72.2..87.5 %.
    @Test
    void equivalent_mutants_are_no_part_of_the_share_and_its_interval() {
        assertThat(new Score(81, 19, 4))
                .hasToString(
                        "killed 81 of 100 (81.0 %; 95 % confidence: 72.2..87.5 %), 4 more are proven equivalent");
    }
}
