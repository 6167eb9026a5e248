package org.jetstreamlan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessCommandTest {
    @TempDir Path folder;

    private final StringWriter printed = new StringWriter();

    private int run(String... args) {
        return Jetstream.commandLine(args)
                .setOut(new PrintWriter(printed, true))
                .setErr(new PrintWriter(printed, true))
                .execute(args);
    }

    @Test
    void itMeasuresBothPoliciesInRtlAndModelAndDrawsThem() throws Exception {
        assertThat(run("access", "--rotations=2", "--out=" + folder)).isZero();
        assertThat(printed.toString())
                .containsPattern("rtl fits +[2-4] ")
                .containsPattern("rtl overrun +[2-4] ")
                .containsPattern("model fits ")
                .containsPattern("model overrun ");
        String drawn = Files.readString(folder.resolve("access-delay.svg"));
        assertThat(drawn).containsPattern("RTL overrun: [2-4] rotations");

        var kept = folder.resolve("access-delay.csv");
        var again = folder.resolve("again");
        assertThat(run("access", "--from=" + kept, "--out=" + again)).isZero();
        assertThat(again.resolve("access-delay.svg")).hasContent(drawn);
        assertThat(again.resolve("access-delay.csv")).hasSameTextualContentAs(kept);
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThat(run("access", "--rotations=0")).isEqualTo(2);
        assertThat(run("access", "--ttrt=99")).isEqualTo(2);
        assertThat(printed.toString())
                .contains("--rotations: 0 is less than 1")
                .contains("--ttrt: 99 is not 3125 or 25000");
    }
}
