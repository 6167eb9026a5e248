package org.jetstreamlan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.client.ClientOptions;
import org.jetstreamlan.driver.client.JetstreamClient;
import org.jetstreamlan.driver.client.Sockets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonCommandTest {
    @TempDir Path folder;

    private final StringWriter printed = new StringWriter();

    private int run(String... args) {
        return Jetstream.commandLine(args)
                .setOut(new PrintWriter(printed, true))
                .setErr(new PrintWriter(printed, true))
                .execute(args);
    }

    private Process daemon(String... options) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Jetstream.class.getName(),
                                "daemon",
                                "--sockets=" + folder));
        command.addAll(List.of(options));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static List<String> linesTo(BufferedReader log, String last) throws IOException {
        var lines = new ArrayList<String>();
        for (var line = log.readLine(); line != null; line = log.readLine()) {
            lines.add(line);
            if (line.contains(last)) {
                break;
            }
        }
        return lines;
    }

    @Test
    void itServesUntilItIsToldToEndAndStatShowsIt() throws Exception {
        var daemon = daemon("--stations=3");
        try (var log = daemon.inputReader(StandardCharsets.UTF_8)) {
            assertThat(linesTo(log, "ready")).hasSize(4).last().asString().contains("process");
            try (var client =
                    JetstreamClient.connect(Sockets.of(folder, 2), ClientOptions.of(1, 4_096))) {
                client.openPool(PoolOptions.named("mine").limits(20, 30));
                assertThat(run("stat", "--sockets=" + folder)).isZero();
                assertThat(printed.toString())
                        .contains("of 3: 512 of 512 blocks of 2,048 bytes free")
                        .containsPattern("1 +mine +0/20\\+0 +0/30\\+0 +0")
                        .containsPattern("TOKENS +[\\d,]+  tokens that arrived");
                printed.getBuffer().setLength(0);
                assertThat(run("stat", "--json", "--sockets=" + folder)).isZero();
                var stations = JsonParser.parseString(printed.toString()).getAsJsonArray();
                assertThat(stations).hasSize(3);
                var pool =
                        stations.get(2)
                                .getAsJsonObject()
                                .getAsJsonArray("pools")
                                .get(0)
                                .getAsJsonObject();
                assertThat(pool.get("name").getAsString()).isEqualTo("mine");
                daemon.toHandle().destroy();
                assertThat(linesTo(log, "stopped"))
                        .anyMatch(line -> line.contains("client 1 is process"))
                        .anyMatch(line -> line.contains("client 1 ends, the daemon stops"))
                        .last()
                        .isEqualTo("jetstreamd: stopped");
            }
            assertThat(daemon.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.exists(Sockets.of(folder, 0))).isFalse();
            printed.getBuffer().setLength(0);
            assertThat(run("stat", "--sockets=" + folder)).isEqualTo(1);
            assertThat(printed.toString()).contains("no sockets in " + folder);
        } finally {
            daemon.destroyForcibly();
            daemon.waitFor();
        }
    }

    @Test
    void settingsThatAreNotUnderstoodAreNamed() throws Exception {
        assertThat(settings("{\"users\": [{\"uid\": 5, \"priviledged\": true}]}"))
                .contains("'priviledged' is none of [cells, channels, clients, endpoints,");
        assertThat(settings("{\"mode\": \"0888\"}")).contains("settings.json: ");
        assertThat(settings("{\"users\": [{\"pools\": -1}]}")).contains("pools: -1 is below 0");
        assertThat(settings("{\"users\": [{\"channels\": [5]}]}"))
                .contains("channels: 1 numbers; give the first and the last");
        assertThat(settings("{\"users\": [{\"channels\": [5, 4]}]}"))
                .contains("the first is above the last");
        assertThat(settings("[]")).contains("settings.json: ");
        assertThat(settings("{")).contains("settings.json: ");
    }

    private String settings(String text) throws IOException {
        var file = folder.resolve("settings.json");
        Files.writeString(file, text);
        printed.getBuffer().setLength(0);
        assertThat(run("daemon", "--sockets=" + folder, "--settings=" + file)).isEqualTo(1);
        return printed.toString();
    }

    @Test
    void settingsSayWhoMayDoWhat() throws Exception {
        var file = folder.resolve("settings.json");
        Files.writeString(
                file,
                "{\"mode\": \"0660\", \"spinMicroseconds\": 7, \"users\": [{\"uid\": 5, \"pools\": 3, \"endpoints\": 9}, {\"gid\": 6, \"privileged\": true}]}");
        var settings = SettingsFile.read(file);
        assertThat(settings.socketMode()).isEqualTo(0660);
        assertThat(settings.spinNanoseconds()).isEqualTo(7_000);
        assertThat(settings.users().get(0).uid()).isEqualTo(5);
        assertThat(settings.users().get(0).gid()).isNull();
        assertThat(settings.users().get(0).quota().pools()).isEqualTo(3);
        assertThat(settings.users().get(0).quota().scripts()).isEqualTo(1_024);
        assertThat(settings.users().get(0).quota().clan().endpoints()).isEqualTo(9);
        assertThat(settings.users().get(0).quota().clan().regions()).isEqualTo(512);
        assertThat(settings.users().get(0).sends().first()).isEqualTo(0x200);
        assertThat(settings.users().get(1).privileged()).isTrue();
        assertThat(settings.users().get(1).sends().first()).isZero();
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThat(run("daemon", "--stations=65")).isEqualTo(2);
        assertThat(run("daemon", "--backend=magic")).isEqualTo(2);
        assertThat(printed.toString()).contains("--stations: 65 is not in 1..64").contains("magic");
    }
}
