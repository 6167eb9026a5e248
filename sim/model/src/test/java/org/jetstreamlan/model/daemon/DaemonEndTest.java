package org.jetstreamlan.model.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.abi.daemon.Greeting;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.client.ClientOptions;
import org.jetstreamlan.driver.client.JetstreamClient;
import org.jetstreamlan.driver.client.StationStatus;
import org.jetstreamlan.driver.daemon.DaemonSettings;
import org.jetstreamlan.driver.shared.UnixSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A daemon that is killed, stopped, started again, or twice there.
class DaemonEndTest {
    private static final ClientOptions SMALL = ClientOptions.of(2, 4_096);
    private static final int DESCRIPTORS = 80;
    private static final long MINUTE = 60_000_000_000L;

    @TempDir Path folder;
    private Process daemon;

    @BeforeEach
    void begin() throws IOException {
        daemon = start();
    }

    @AfterEach
    void end() throws InterruptedException {
        daemon.destroyForcibly();
        daemon.waitFor();
    }

    private Process start() throws IOException {
        var process = Jvm.start(DaemonProcess.class, folder);
        Jvm.awaitWord(process);
        return process;
    }

    private Path socket() {
        return RunningDaemon.sockets(folder).getFirst();
    }

    private static void isGone(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DriverException.class,
                        e -> assertThat(e.reason()).isEqualTo(DriverException.Reason.DAEMON_GONE));
    }

    @Test
    void a_daemon_that_is_killed_ends_every_wait_and_another_takes_its_place() throws Exception {
        for (long spin : new long[] {0, MINUTE}) {
            try (var client = JetstreamClient.connect(socket(), SMALL.spin(spin))) {
                var pool = client.openPool(PoolOptions.named("waits").limits(4, 4));
                var script = client.newScript();
                script.alloc(0, 1);
                var waiting = CompletableFuture.supplyAsync(() -> pool.waitRx(MINUTE));
                assertThatThrownBy(() -> waiting.get(100, TimeUnit.MILLISECONDS)).isNotNull();
                daemon.destroyForcibly();
                assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.DAEMON_GONE);
                assertThat(client.isGone()).isTrue();
                assertThat(pool.waitRx(MINUTE)).isEqualTo(Outcome.DAEMON_GONE);
                assertThat(pool.run(script)).isEqualTo(Outcome.DAEMON_GONE);
                assertThat(pool.lastRefusal().message())
                        .isEqualTo(
                                "pool 'waits': its daemon has ended the connection; connect again and open it anew");
                isGone(() -> pool.assoc(0x200));
                isGone(() -> client.openPool(PoolOptions.named("none")));
                pool.close();
                isGone(() -> JetstreamClient.connect(socket(), SMALL));
            }
            assertThat(Files.exists(socket())).as("left over").isTrue();
            daemon = start();
            try (var client = JetstreamClient.connect(socket(), SMALL);
                    var pool = client.openPool(PoolOptions.named("anew").limits(4, 4))) {
                var script = client.newScript();
                script.alloc(0, 4);
                assertThat(pool.run(script)).isEqualTo(Outcome.OK);
            }
        }
    }

    @Test
    void a_daemon_that_stands_still_ends_waits_for_answers_with_their_time() throws Exception {
        try (var client =
                JetstreamClient.connect(socket(), SMALL.patience(TimeUnit.SECONDS.toNanos(1)))) {
            var pool = client.openPool(PoolOptions.named("waits").limits(4, 4));
            Jvm.signal(daemon, "STOP");
            assertThatThrownBy(() -> pool.assoc(0x200))
                    .hasMessageContaining("no answer within 1,000 ms; it is stopped, or hangs");
            assertThatThrownBy(
                            () ->
                                    JetstreamClient.connect(
                                            socket(),
                                            SMALL.patience(TimeUnit.MILLISECONDS.toNanos(200))))
                    .hasMessageContaining("no answer to the greeting in time");
            Jvm.signal(daemon, "CONT");
        }
    }

    @Test
    void an_answer_that_comes_too_late_is_not_the_next_requests() throws Exception {
        try (var client =
                JetstreamClient.connect(
                        socket(), SMALL.patience(TimeUnit.MILLISECONDS.toNanos(300)))) {
            Jvm.signal(daemon, "STOP");
            assertThatThrownBy(() -> client.openPool(PoolOptions.named("late").limits(1, 1)))
                    .hasMessageContaining("no answer within 300 ms");
            assertThatThrownBy(() -> client.openPool(PoolOptions.named("later").limits(1, 1)))
                    .hasMessageContaining("no answer within 300 ms");
            Jvm.signal(daemon, "CONT");
            var pool = client.openPool(PoolOptions.named("now").limits(4, 4));
            var script = client.newScript();
            script.alloc(0, 4);
            assertThat(pool.run(script)).as(script::message).isEqualTo(Outcome.OK);
            Jvm.signal(daemon, "STOP");
            assertThatThrownBy(() -> pool.assoc(-1)).hasMessageContaining("no answer within");
            Jvm.signal(daemon, "CONT");
            pool.assoc(StationVci.of(client.status().station(), 0x200));
            try (var next = client.openPool(PoolOptions.named("next").limits(4, 4))) {
                assertThat(StationStatus.of(socket()).pools())
                        .as("the pools that nobody waited for are closed")
                        .extracting(StationStatus.PoolRow::name)
                        .containsExactlyInAnyOrder("now", next.options().name());
            }
        }
    }

    @Test
    void a_daemon_without_a_descriptor_left_rests_until_there_is_one() throws Exception {
        daemon.destroyForcibly();
        daemon.waitFor();
        daemon = Jvm.startWith(DESCRIPTORS, DaemonProcess.class, folder);
        Jvm.awaitWord(daemon);
        loadClasses();
        try (var first = JetstreamClient.connect(socket(), SMALL)) {
            var others = new ArrayList<UnixSocket>();
            do {
                others.add(greeted());
            } while (RawClient.words(others.getLast()).equals("DONE: "));
            for (int i = 0; i < 16; i++) {
                others.add(UnixSocket.connect(socket()));
            }
            Thread.sleep(50);
            var before = cpu();
            Thread.sleep(400);
            assertThat(cpu().minus(before)).isLessThan(Duration.ofMillis(200));
            var pool = first.openPool(PoolOptions.named("there").limits(4, 4));
            var script = first.newScript();
            script.alloc(0, 4);
            assertThat(pool.run(script)).isEqualTo(Outcome.OK);
            for (var each : others) {
                each.close();
            }
            try (var late = JetstreamClient.connect(socket(), SMALL)) {
                late.openPool(PoolOptions.named("late").limits(4, 4)).close();
            }
        }
    }

    /// Of the daemon, by all that it will have to do: each lies in a file of its own here, and takes a descriptor.
    private void loadClasses() throws IOException {
        try (var client = JetstreamClient.connect(socket(), SMALL);
                var pool = client.openPool(PoolOptions.named("first").limits(4, 4))) {
            var script = client.newScript();
            script.free(script.alloc(0, 4));
            assertThat(pool.run(script)).isEqualTo(Outcome.OK);
        }
        assertThatThrownBy(() -> JetstreamClient.connect(socket(), ClientOptions.of(2, 1 << 30)))
                .hasMessageContaining("its quota is");
        StationStatus.of(socket());
    }

    private Duration cpu() {
        return daemon.toHandle().info().totalCpuDuration().orElseThrow();
    }

    private UnixSocket greeted() throws IOException {
        var socket = UnixSocket.connect(socket());
        socket.timeOut(TimeUnit.SECONDS.toNanos(10));
        socket.send(RawClient.greeting(Greeting.IDENTIFICATION_VALUE, Greeting.CLIENT, 2, 1, 64));
        return socket;
    }

    @Test
    void a_second_daemon_is_refused_and_so_is_a_file_that_is_no_socket() throws Exception {
        var settings = DaemonSettings.forUser((int) Files.getAttribute(folder, "unix:uid"));
        assertThatThrownBy(() -> new RunningDaemon(folder, settings))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("station0: another daemon serves it");
        assertThat(StationStatus.of(socket()).pid()).isEqualTo((int) daemon.pid());
        daemon.destroyForcibly();
        daemon.waitFor();
        Files.delete(socket());
        Files.writeString(socket(), "precious");
        assertThatThrownBy(() -> new RunningDaemon(folder, settings))
                .hasMessageContaining("a file that is no socket is there");
        assertThat(Files.readString(socket())).isEqualTo("precious");
    }

    @Test
    void a_daemon_that_is_asked_to_end_says_so() throws Exception {
        daemon.destroyForcibly();
        daemon.waitFor();
        var settings = DaemonSettings.forUser((int) Files.getAttribute(folder, "unix:uid"));
        var running = new RunningDaemon(folder, settings);
        try (var client = running.connect(0)) {
            var pool = client.openPool(PoolOptions.named("waits").limits(4, 4));
            running.close();
            assertThat(pool.waitRx(MINUTE)).isEqualTo(Outcome.DAEMON_GONE);
            assertThatThrownBy(() -> pool.assoc(0x200)).hasMessageContaining("the daemon stops");
        }
        assertThat(Files.exists(socket())).isFalse();
    }
}
