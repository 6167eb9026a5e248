package org.jetstreamlan.model.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.jetstreamlan.driver.client.StationStatus;
import org.jetstreamlan.driver.daemon.DaemonSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Processes that end in the middle of whatever they do; each is a JVM that has to start. `-Djetstream.kills=1000` kills more.
class KilledClientTest {
    private static final int KILLS = Integer.getInteger("jetstream.kills", 30);
    private static final int AT_ONCE = 2;
    private static final int LONGEST_MILLISECONDS = 40;

    /// On whatever machine, however busy; `pool.kill_time` holds the daemon to its 100 ms.
    private static final long SOON = 2_000_000_000L;

    private static final long PATIENCE = 20_000_000_000L;

    @TempDir Path folder;

    @Test
    void a_client_that_is_killed_leaves_nothing_behind_and_harms_nobody() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var settings = DaemonSettings.forUser((int) Files.getAttribute(folder, "unix:uid"));
        long[] taken = new long[KILLS];
        try (var daemon = new RunningDaemon(folder, settings)) {
            long files = clientFiles();
            try (var bystander = new Bystander(daemon)) {
                bystander.awaitMore(1);
                for (int i = 0; i < KILLS; i += AT_ONCE) {
                    var victims = new Process[AT_ONCE];
                    for (int j = 0; j < AT_ONCE; j++) {
                        victims[j] =
                                Jvm.start(
                                        TrafficClient.class,
                                        daemon.socket(0),
                                        daemon.socket(1),
                                        random.nextLong(),
                                        j);
                    }
                    for (int j = 0; j < AT_ONCE && i + j < KILLS; j++) {
                        Jvm.awaitWord(victims[j]);
                        Thread.sleep(random.nextInt(LONGEST_MILLISECONDS));
                        long before = System.nanoTime();
                        victims[j].destroyForcibly();
                        victims[j].waitFor();
                        awaitEnd(daemon, victims[j].pid());
                        taken[i + j] = System.nanoTime() - before;
                    }
                }
                bystander.awaitMore(10);
            }
            awaitAllBack(daemon);
            assertThat(clientFiles()).as("memory files, seed %d", seed).isEqualTo(files);
        }
        Arrays.sort(taken);
        System.out.printf(
                "%d clients killed, gone after %.1f ms (median), %.1f ms (worst), their end included%n",
                KILLS, taken[KILLS / 2] / 1e6, taken[KILLS - 1] / 1e6);
        assertThat(taken[KILLS / 2]).isLessThan(SOON);
    }

    private static void awaitEnd(RunningDaemon daemon, long pid) {
        long end = System.nanoTime() + PATIENCE;
        for (int station = 0; station < RunningDaemon.STATIONS; station++) {
            while (StationStatus.of(daemon.socket(station)).clients().stream()
                    .anyMatch(each -> each.pid() == pid)) {
                assertThat(System.nanoTime()).as("its client goes").isLessThan(end);
            }
        }
    }

    /// All that is held then are blocks of frames under way, which complete.
    private static void awaitAllBack(RunningDaemon daemon) {
        long end = System.nanoTime() + PATIENCE;
        for (int station = 0; station < RunningDaemon.STATIONS; station++) {
            var status = StationStatus.of(daemon.socket(station));
            while (status.blocksFree() < status.blocks() || !status.clients().isEmpty()) {
                assertThat(System.nanoTime()).as("all is back: %s", status).isLessThan(end);
                status = StationStatus.of(daemon.socket(station));
            }
            assertThat(status.pools()).isEmpty();
            assertThat(status.faulty()).isZero();
        }
    }

    private static long clientFiles() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(KilledClientTest::isClientFile).count();
        }
    }

    private static boolean isClientFile(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("jetstream-client");
        } catch (IOException gone) {
            return false;
        }
    }
}
