package org.jetstreamlan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

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

    @Command(name = "fall")
    static final class Fall implements Runnable {
        @Override
        public void run() {
            throw new StackOverflowError();
        }
    }

    @Test
    void anErrorIsOneLineLikeAnyFailure() {
        var command = Jetstream.commandLine().addSubcommand(new Fall());
        command.setErr(new PrintWriter(errors, true));
        assertThat(command.execute("fall")).isEqualTo(1);
        assertThat(errors.toString().lines())
                .containsExactly("jetstream fall: java.lang.StackOverflowError");
    }

    @Test
    void underMakeTheMakefilesVariablesAreNamed() {
        assertThat(Failures.inMakeWords("--file: x does not exist; give another --out"))
                .isEqualTo("FILE: x does not exist; give another OUT");
    }

    @Test
    void numbersLookTheSameInEveryLanguage() throws Exception {
        assertThat(process("", "-Duser.language=de", "demo --block-kib 3")).contains("3,072");
    }

    @Test
    void aNameThatTheLocaleCannotSpellIsOneLineThatSaysWhatToDo() throws Exception {
        assertThat(process("LC_ALL=C", "", "demo --file \"$(printf 'b\\303\\244r')\"").lines())
                .singleElement()
                .asString()
                .contains("'b??r'", "LC_ALL=C.UTF-8");
    }

    /// What the command prints as a process of its own.
    private static String process(String environment, String jvm, String arguments)
            throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin/java");
        var line =
                "%s exec %s %s -cp '%s' org.jetstreamlan.cli.Jetstream %s"
                        .formatted(
                                environment,
                                java,
                                jvm,
                                System.getProperty("java.class.path"),
                                arguments);
        var process = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private int run(String... arguments) {
        return Jetstream.commandLine().setErr(new PrintWriter(errors, true)).execute(arguments);
    }
}
