package org.jetstreamlan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsCommandTest {
    @TempDir Path folder;

    private final StringWriter printed = new StringWriter();

    private int run(String... args) {
        return Jetstream.commandLine(args)
                .setOut(new PrintWriter(printed, true))
                .setErr(new PrintWriter(printed, true))
                .execute(args);
    }

    @Test
    void itTellsHowLongRecoveryTookAndKeepsEachFault() throws Exception {
        int exit =
                run(
                        "faults",
                        "--stations=3",
                        "--times=2",
                        "--kind=LOST_TOKEN,RESET",
                        "--seed=5",
                        "--out=" + folder);
        assertThat(printed.toString())
                .contains("3 RTL stations, TTRT 3,125 words, seed 5")
                .containsPattern("LOST_TOKEN +2 ")
                .containsPattern("RESET +2 ")
                .doesNotContain("VIOLATION");
        assertThat(exit).isZero();
        assertThat(Files.readAllLines(folder.resolve("faults.csv"))).hasSize(5);
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThat(run("faults", "--stations=65")).isEqualTo(2);
        assertThat(run("faults", "--times=0")).isEqualTo(2);
        assertThat(run("faults", "--kind=FIRE")).isEqualTo(2);
        assertThat(run("faults", "--stations=64")).isEqualTo(2);
        assertThat(printed.toString())
                .contains("--stations: 65 is not in 2..64")
                .contains("--times: 0 is less than 1")
                .contains("FIRE")
                .contains(
                        "--ttrt: 3,125 words are not in 3,714..1,048,575, which 64 stations need");
    }
}
