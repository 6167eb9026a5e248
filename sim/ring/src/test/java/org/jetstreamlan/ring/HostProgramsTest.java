package org.jetstreamlan.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Programs take turns with the clock.
class HostProgramsTest {
    private final List<String> log = new ArrayList<>();
    private long clock;
    private final HostPrograms programs = new HostPrograms(() -> clock++);

    @Test
    void programsRunInOrderAndOnlyWhenTheirConditionHolds() {
        programs.add(
                "a",
                () -> {
                    log.add("a starts at " + clock);
                    programs.await(() -> clock >= 5, 100);
                    log.add("a at " + clock);
                });
        programs.add(
                "b",
                () -> {
                    log.add("b starts at " + clock);
                    programs.await(() -> clock >= 3, 100);
                    log.add("b at " + clock);
                    programs.await(() -> clock >= 5, 100);
                    log.add("b at " + clock);
                });
        programs.run();
        assertThat(log)
                .containsExactly("a starts at 0", "b starts at 0", "b at 3", "a at 5", "b at 5");
    }

    @Test
    void aWaitEndsAfterItsClocks() {
        programs.add("a", () -> log.add(programs.await(() -> false, 7) + " at " + clock));
        programs.run();
        assertThat(log).containsExactly("false at 7");
    }

    @Test
    void aFailureEndsTheRunAndNamesTheProgram() {
        programs.add("patient", () -> programs.await(() -> false, Long.MAX_VALUE));
        programs.add(
                "broken",
                () -> {
                    throw new IllegalStateException("no luck");
                });
        assertThatThrownBy(programs::run)
                .isInstanceOf(HostPrograms.HostProgramException.class)
                .hasMessage("broken: no luck");
    }

    @Test
    @Timeout(10)
    void anErrorEndsTheRunLikeAnyFailure() {
        programs.add(
                "broken",
                () -> {
                    programs.await(() -> clock == 2, 10);
                    throw new Error();
                });
        assertThatThrownBy(programs::run)
                .isInstanceOf(HostPrograms.HostProgramException.class)
                .hasMessage("broken: java.lang.Error");
        assertThat(clock).isEqualTo(2);
    }

    @Test
    void aFailingClockEndsTheRun() {
        HostPrograms failing =
                new HostPrograms(
                        () -> {
                            throw new IllegalStateException("the design stopped");
                        });
        failing.add("a", () -> failing.await(() -> false, 10));
        assertThatThrownBy(failing::run).hasMessageContaining("the design stopped");
    }

    @Test
    void outsideARunTheCallerTurnsTheClock() {
        assertThat(programs.await(() -> clock == 4, 10)).isTrue();
        assertThat(clock).isEqualTo(4);
    }
}
