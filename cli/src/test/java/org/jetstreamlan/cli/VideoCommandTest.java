package org.jetstreamlan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoCommandTest {
    @TempDir Path folder;

    private final StringWriter printed = new StringWriter();

    private int run(String... args) {
        return Jetstream.commandLine(args)
                .setOut(new PrintWriter(printed, true))
                .setErr(new PrintWriter(printed, true))
                .execute(args);
    }

    @Test
    void itLeavesAPictureAndSaysWhatBecameOfTheTiles() {
        assertThat(run("video", "--pictures=3", "--shown=10", "--out=" + folder)).isZero();
        assertThat(folder.resolve("video.png")).isNotEmptyFile();
        assertThat(printed.toString())
                .contains("75 tiles sent")
                .contains("30 shown")
                .contains("dropped, the oldest first")
                .contains("0 are lost");
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThat(run("video", "--pictures=0")).isEqualTo(2);
        assertThat(run("video", "--shown=26")).isEqualTo(2);
        assertThat(run("video", "--damaged=-1")).isEqualTo(2);
        assertThat(printed.toString())
                .contains("--pictures: 0 is less than 1")
                .contains("--shown: 26 is not in 1..25")
                .contains("--damaged: -1 is less than 0");
    }
}
