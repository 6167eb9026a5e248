package org.jetstreamlan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class JetstreamTest {
    private final StringWriter errors = new StringWriter();

    @Test
    void aMissingSubcommandIsOneLineAndExitCode2() {
        assertThat(run()).isEqualTo(2);
        assertThat(errors.toString().lines())
                .containsExactly(
                        "jetstream: a subcommand is missing; `jetstream --help` lists what there is");
    }

    @Test
    void anUnknownWordIsNamedInOneLine() {
        assertThat(run("ferry", "--fast")).isEqualTo(2);
        assertThat(errors.toString().lines()).singleElement().asString().contains("'ferry'");
    }

    private int run(String... arguments) {
        return Jetstream.commandLine().setErr(new PrintWriter(errors, true)).execute(arguments);
    }
}
