package org.jetstreamlan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.driver.daemon.Daemon;
import org.jetstreamlan.driver.daemon.DaemonSettings;
import org.jetstreamlan.model.adapter.ModelBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarryCommandTest {
    @TempDir Path folder;

    private final StringWriter printed = new StringWriter();

    private int run(String... args) {
        return Jetstream.commandLine(args)
                .setOut(new PrintWriter(printed, true))
                .setErr(new PrintWriter(printed, true))
                .execute(args);
    }

    @Test
    void itCarriesAFileThroughADaemonToAnotherStation() throws Exception {
        var content = new byte[300_001];
        new Random(5).nextBytes(content);
        var file = Files.write(folder.resolve("file"), content);
        var copy = Files.write(folder.resolve("copy"), new byte[400_000]);
        var sockets = List.of(folder.resolve("station0"), folder.resolve("station1"));
        var settings = DaemonSettings.forUser((int) Files.getAttribute(folder, "unix:uid"));
        try (var daemon =
                new Daemon(new ModelBackend(Capabilities.FULL, 2), sockets, settings, line -> {})) {
            var failure = new AtomicReference<Exception>();
            var thread =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            daemon.run();
                                        } catch (Exception e) {
                                            failure.set(e);
                                        }
                                    });
            assertThat(run("carry", file.toString(), copy.toString(), "--sockets=" + folder))
                    .as(printed::toString)
                    .isZero();
            assertThat(printed.toString()).contains("300,001 bytes").contains("the same");
            assertThat(copy).hasBinaryContent(content);

            Files.write(file, new byte[0]);
            assertThat(
                            run(
                                    "carry",
                                    file.toString(),
                                    copy.toString(),
                                    "--sockets=" + folder,
                                    "--from=1",
                                    "--to=0",
                                    "--piece=65512"))
                    .as(printed::toString)
                    .isZero();
            assertThat(copy).isEmptyFile();
            daemon.stop();
            thread.join();
            assertThat(failure).hasNullValue();
        }
    }

    @Test
    void wrongArgumentsAreNamed() throws Exception {
        var file = Files.write(folder.resolve("file"), new byte[9]).toString();
        assertThat(run("carry", folder.toString(), "x")).isEqualTo(2);
        assertThat(run("carry", file, file)).isEqualTo(2);
        assertThat(run("carry", file, file + "2", "--piece=65513")).isEqualTo(2);
        assertThat(run("carry", file, file + "2", "--sockets=" + folder)).isEqualTo(1);
        assertThat(printed.toString())
                .contains("is no file")
                .contains("is FILE itself")
                .contains("--piece: 65513 is not in 1..65512")
                .contains("is it running");
    }
}
