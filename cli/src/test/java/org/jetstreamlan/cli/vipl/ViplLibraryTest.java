package org.jetstreamlan.cli.vipl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.driver.client.StationStatus;
import org.jetstreamlan.driver.daemon.Daemon;
import org.jetstreamlan.driver.daemon.DaemonSettings;
import org.jetstreamlan.model.adapter.ModelBackend;
import org.jetstreamlan.sim.junit.Needed;
import org.jetstreamlan.via.VipReliability;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Programs in C, linked with `libvipl.so`, on two stations of a daemon. Each starts a JVM, which takes half a second.
class ViplLibraryTest {
    private static final int STATIONS = 2;
    private static final int SECONDS = 60;
    private static final int MESSAGES = 60;

    @TempDir static Path made;
    private static Path program;

    @TempDir Path folder;
    private Daemon daemon;
    private Thread thread;

    @BeforeAll
    static void compile() throws IOException, InterruptedException {
        var compiler = Needed.program("gcc", "gcc").toString();
        ViplBuild.make(made, compiler);
        var source = made.resolve("pingpong.c");
        try (var text = ViplLibraryTest.class.getResourceAsStream("pingpong.c")) {
            Files.write(source, text.readAllBytes());
        }
        program = made.resolve("pingpong");
        var command =
                new ArrayList<>(
                        List.of(
                                compiler,
                                "-std=gnu11",
                                "-Wall",
                                "-Wextra",
                                "-Werror",
                                "-g",
                                "-o",
                                program.toString(),
                                source.toString()));
        command.addAll(ViplBuild.flags(made));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @BeforeEach
    void begin() throws IOException {
        daemon =
                new Daemon(
                        new ModelBackend(Capabilities.ECP5, STATIONS),
                        List.of(folder.resolve("station0"), folder.resolve("station1")),
                        DaemonSettings.forUser((int) Files.getAttribute(folder, "unix:uid")),
                        _ -> {});
        thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        daemon.run();
                                    } catch (IOException e) {
                                        throw new java.io.UncheckedIOException(e);
                                    }
                                });
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        daemon.stop();
        thread.join();
        daemon.close();
    }

    private Process start(int station, Object... arguments) throws IOException {
        var command = new ArrayList<>(List.of(program.toString()));
        for (var argument : arguments) {
            command.add(argument.toString());
        }
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JETSTREAM_SOCKETS", folder.toString());
        builder.environment().put("JETSTREAM_STATION", Integer.toString(station));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("VIPL_EXPLAIN", "1");
        return builder.start();
    }

    private static String ended(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + said;
    }

    @ParameterizedTest
    @EnumSource(VipReliability.class)
    void twoProgramsInCDoWhatAViCanDo(VipReliability level) throws Exception {
        var server = start(1, "server", level.code());
        awaitText(server, "listening");
        var client = start(0, "client", level.code(), MESSAGES);
        var clientSaid = ended(client);
        assertThat(clientSaid).startsWith("0 ").contains("client done");
        assertThat(ended(server)).startsWith("0 ").contains("server done");
        awaitNobody();
    }

    private static void awaitText(Process process, String text) throws IOException {
        var heard = new StringBuilder();
        while (heard.indexOf(text) < 0) {
            int next = process.getInputStream().read();
            assertThat(next).as(heard.toString()).isNotNegative();
            heard.append((char) next);
        }
    }

    @Test
    void behindADaemonsEndItsStationCanBeOpenedAgain() throws Exception {
        var program = start(0, "again");
        awaitText(program, "opened");
        end();
        var input = program.getOutputStream();
        input.write('\n');
        input.flush();
        awaitText(program, "gone");
        begin();
        input.write('\n');
        input.flush();
        assertThat(ended(program)).startsWith("0 ").contains("again done");
    }

    private void awaitNobody() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!StationStatus.of(folder.resolve("station0")).clients().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    @Test
    void whereNobodyIsTheProgramIsToldSo() throws Exception {
        var lonely = start(7, "client", 1, 1);
        assertThat(ended(lonely))
                .startsWith("1 ")
                .contains("libvipl: daemon at " + folder.resolve("station7"))
                .contains("VipOpenNic(\"VINIC\", &nic) gives 3, not 0");
    }
}
