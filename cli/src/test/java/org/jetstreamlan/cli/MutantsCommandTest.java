package org.jetstreamlan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutantsCommandTest {
    @TempDir Path folder;

    private final StringWriter printed = new StringWriter();

    private int run(String... args) {
        return Jetstream.commandLine(args)
                .setOut(new PrintWriter(printed, true))
                .setErr(new PrintWriter(printed, true))
                .execute(args);
    }

    @Test
    void aTokenThatIsNotRecognisedIsSeen() {
        int exit =
                run(
                        "mutants",
                        "--count=3",
                        "--seed=1",
                        "--schedules=1",
                        "--only=OPERATION TokenGate",
                        "--out=" + folder);
        assertThat(exit).isZero();
        assertThat(printed.toString())
                .contains("3 mutants of the MAC, seed 1")
                .containsPattern("TokenGate +3 +[123] ")
                .containsPattern("OPERATION +3 +[123] ")
                .containsPattern("killed [123] of 3 ");
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThat(run("mutants", "--count=0")).isEqualTo(2);
        assertThat(run("mutants", "--schedules=900")).isEqualTo(2);
        assertThat(run("mutants", "--only=NoSuchModule", "--schedules=1")).isEqualTo(2);
        assertThat(printed.toString())
                .contains("--count: 0 is less than 1")
                .contains("--schedules: 900 is not in 1..")
                .contains("--only: no mutant has 'NoSuchModule' in its line");
    }
}
