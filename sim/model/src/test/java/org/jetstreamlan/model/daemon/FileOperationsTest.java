package org.jetstreamlan.model.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.abi.daemon.ClientMemory;
import org.jetstreamlan.abi.daemon.FileMessage;
import org.jetstreamlan.abi.daemon.Request;
import org.jetstreamlan.abi.daemon.ServiceReason;
import org.jetstreamlan.driver.ChannelRange;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.Script;
import org.jetstreamlan.driver.client.ClientOptions;
import org.jetstreamlan.driver.client.JetstreamClient;
import org.jetstreamlan.driver.client.RemotePool;
import org.jetstreamlan.driver.client.StationStatus;
import org.jetstreamlan.driver.daemon.DaemonSettings;
import org.jetstreamlan.driver.daemon.Quota;
import org.jetstreamlan.driver.shared.EventFlag;
import org.jetstreamlan.driver.shared.OpenFile;
import org.jetstreamlan.driver.shared.OpenFile.Mode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scripts that move bytes between files and the network: past their client, and with no more rights than it has.
class FileOperationsTest {
    private static final long PATIENCE = 20_000_000_000L;
    private static final int FILES_OF_USER = 5;
    private static final int PIECE = 9_000;

    @TempDir Path folder;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private RunningDaemon daemon;
    private Bystander bystander;

    @BeforeEach
    void begin() throws IOException {
        int uid = (int) Files.getAttribute(folder, "unix:uid");
        var quota = new Quota(8, 20, 512, 512, 64, 20, 100, FILES_OF_USER, 8 << 20);
        daemon =
                new RunningDaemon(
                        folder,
                        new DaemonSettings(
                                List.of(
                                        new DaemonSettings.User(
                                                uid, null, quota, false, ChannelRange.FREE)),
                                DaemonSettings.OWNER_ONLY,
                                0));
        bystander = new Bystander(daemon);
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        bystander.awaitMore(3);
        bystander.close();
        daemon.close();
    }

    private Path file(String name, int bytes) throws IOException {
        var content = new byte[bytes];
        random.nextBytes(content);
        return Files.write(folder.resolve(name), content);
    }

    private JetstreamClient connect(int station) {
        return JetstreamClient.connect(daemon.socket(station), ClientOptions.of(2, 64));
    }

    private static void require(RemotePool pool, Script script) {
        assertThat(pool.run(script)).as(script::message).isEqualTo(Outcome.OK);
    }

    @Test
    void a_region_of_a_file_goes_over_the_network_into_another_past_the_clients()
            throws IOException {
        int pieces = 4;
        var from = file("from", 7 + pieces * PIECE + 100);
        var to = file("to", 50);
        var before = Files.readAllBytes(to);
        try (var sender = connect(0);
                var receiver = connect(1);
                var source = OpenFile.open(from, Mode.READ);
                var target = OpenFile.open(to, Mode.READ_AND_WRITE)) {
            int vci = RunningDaemon.vci(receiver, 1);
            var out = sender.openPool(PoolOptions.named("out").limits(40, 0));
            var in = receiver.openPool(PoolOptions.named("in").limits(0, 40));
            in.assoc(vci);
            int sent = sender.passFile(source);
            int received = receiver.passFile(target);
            var send = sender.newScript();
            var receive = receiver.newScript();
            for (int i = 0; i < pieces; i++) {
                var blocks = send.allocFor(0, PIECE);
                send.readFile(blocks, 0, sent, 7 + i * PIECE, PIECE);
                send.send(blocks, PIECE, vci);
                send.free(blocks);
                var pdu = receive.rx(0);
                receive.writeFileRest(pdu, 0, received, 30 + i * PIECE);
                receive.free(pdu);
            }
            require(out, send);
            assertThat(in.waitRx(pieces, PATIENCE)).isEqualTo(Outcome.OK);
            require(in, receive);
            assertThat(sender.userMemory().mismatch(receiver.userMemory()))
                    .as("user memories, in which nothing was ever")
                    .isEqualTo(-1);
        }
        var sent = Files.readAllBytes(from);
        var arrived = Files.readAllBytes(to);
        assertThat(arrived).as("seed %d", seed).hasSize(30 + pieces * PIECE);
        assertThat(arrived).startsWith(Arrays.copyOf(before, 30));
        for (int i = 0; i < pieces * PIECE; i++) {
            assertThat(arrived[30 + i]).isEqualTo(sent[7 + i]);
        }
    }

    @Test
    void a_file_that_ends_too_soon_is_an_outcome_and_the_blocks_are_as_they_were()
            throws IOException {
        var path = file("short", 5_000);
        try (var client = connect(0);
                var open = OpenFile.open(path, Mode.READ_AND_WRITE)) {
            var pool = client.openPool(PoolOptions.named("p").limits(8, 0));
            int number = client.passFile(open);
            var script = client.newScript();
            var block = script.alloc(0, 1);
            script.copyIn(block, 0, 0, 64);
            int read = script.readFile(block, 0, number, 4_000, 1_000);
            script.copyOut(block, 0, 0, 64);
            script.free(block);
            require(pool, script);
            try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.truncate(4_999);
            }
            assertThat(pool.run(script)).isEqualTo(Outcome.FILE_END);
            assertThat(script.message())
                    .isEqualTo(
                            "script, operation 2 (READ_FILE) of 5: byte 4999 of the file is to be read, it ends at 4999; read less");
            script.address(read, 1L << 40);
            assertThat(pool.run(script)).isEqualTo(Outcome.FILE_END);
            script.address(read, -1);
            assertThat(pool.run(script)).isEqualTo(Outcome.FILE_ERROR);
            assertThat(script.message()).contains("errno 22");
            script.file(read, number + 1);
            assertThat(pool.run(script)).isEqualTo(Outcome.NO_SUCH_FILE);
            Files.delete(path);
            script.file(read, number);
            script.address(read, 0);
            require(pool, script);
        }
    }

    @Test
    void a_script_may_do_with_a_file_what_its_client_opened_it_for() throws IOException {
        var path = file("read-only", 100);
        try (var client = connect(0);
                var other = connect(0);
                var open = OpenFile.open(path, Mode.READ)) {
            var pool = client.openPool(PoolOptions.named("p").limits(1, 0));
            var script = client.newScript();
            var block = script.alloc(0, 1);
            script.writeFile(block, 0, client.passFile(open), 0, 10);
            assertThat(pool.run(script)).isEqualTo(Outcome.FILE_ERROR);
            assertThat(script.message()).contains("errno 9");
            assertThat(Files.size(path)).isEqualTo(100);

            var foreign = other.openPool(PoolOptions.named("o").limits(1, 0));
            var thief = other.newScript();
            thief.readFile(thief.alloc(0, 1), 0, 0, 0, 10);
            assertThat(foreign.run(thief))
                    .as("numbers are a client's own")
                    .isEqualTo(Outcome.NO_SUCH_FILE);
        }
    }

    @Test
    void what_is_no_file_is_refused_and_the_client_stays() throws IOException {
        try (var client = connect(0);
                var directory = OpenFile.open(folder, Mode.READ);
                var device = OpenFile.open(Path.of("/dev/zero"), Mode.READ_AND_WRITE);
                var process = OpenFile.open(Path.of("/proc/self/mem"), Mode.READ_AND_WRITE);
                var good = OpenFile.open(file("good", 10), Mode.READ)) {
            for (var each : List.of(directory, device, process)) {
                assertThatThrownBy(() -> client.passFile(each))
                        .isInstanceOfSatisfying(
                                DriverException.class,
                                e ->
                                        assertThat(e.reason())
                                                .isEqualTo(DriverException.Reason.FILE_REFUSED));
            }
            assertThatThrownBy(() -> client.passFile(process)).hasMessageContaining("0x9fa0");
            assertThat(client.passFile(good)).isZero();
            assertThat(client.passFile(good)).isOne();
            client.closeFile(0);
            assertThatThrownBy(() -> client.closeFile(0))
                    .hasMessageContaining("file 0 is not open");
            assertThat(client.passFile(good)).isZero();
        }
    }

    @Test
    void files_count_in_the_quota_until_they_are_closed_also_those_of_the_dead()
            throws IOException {
        var path = file("many", 10);
        try (var open = OpenFile.open(path, Mode.READ)) {
            for (int turn = 0; turn < 3; turn++) {
                try (var one = connect(0);
                        var two = connect(0)) {
                    for (int i = 0; i < FILES_OF_USER - 1; i++) {
                        awaitQuota(one, open);
                    }
                    awaitQuota(two, open);
                    assertThatThrownBy(() -> two.passFile(open))
                            .hasMessageContaining(
                                    "would have 6 files, its quota is 5; give some back");
                    one.closeFile(2);
                    awaitQuota(two, open);
                    awaitClosed(path, FILES_OF_USER + 1);
                }
                awaitClosed(path, 1);
            }
        }
    }

    /// The daemon counts a file as closed a moment after it is.
    private static void awaitQuota(JetstreamClient client, OpenFile open) {
        long end = System.nanoTime() + PATIENCE;
        while (true) {
            try {
                client.passFile(open);
                return;
            } catch (DriverException e) {
                assertThat(e.reason()).isEqualTo(DriverException.Reason.QUOTA_EXCEEDED);
                assertThat(System.nanoTime()).isLessThan(end);
            }
        }
    }

    /// Until so many descriptors of this process, in which the daemon runs, are the file's.
    private static void awaitClosed(Path path, int count) throws IOException {
        long end = System.nanoTime() + PATIENCE;
        while (descriptors(path) > count) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    private static int descriptors(Path path) throws IOException {
        int count = 0;
        try (var list = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (var each : list) {
                try {
                    count += Files.readSymbolicLink(each).equals(path) ? 1 : 0;
                } catch (IOException gone) {
                    continue;
                }
            }
        }
        return count;
    }

    // ---- without our library

    private static final byte[] PASS = RawClient.words(FileMessage.IDENTIFICATION_VALUE, 0);

    private RawClient raw() throws IOException {
        return new RawClient(daemon.socket(0), new ClientMemory(4, 1, 64));
    }

    @Test
    void a_request_without_a_descriptor_is_refused_and_one_with_a_number_that_is_none()
            throws IOException {
        try (var client = raw();
                var open = OpenFile.open(file("f", 10), Mode.READ)) {
            int answer = client.ask(Request.FILE.ordinal(), 0, 0, 3);
            assertThat(client.reason(answer)).isEqualTo(ServiceReason.NO_DESCRIPTOR);
            client.socket.send(PASS);
            answer = client.ask(Request.FILE.ordinal(), 0, 0, 3);
            assertThat(client.reason(answer)).isEqualTo(ServiceReason.NO_DESCRIPTOR);
            client.socket.send(PASS, open.descriptor());
            for (int number : new int[] {16, -1, 1 << 31}) {
                answer = client.ask(Request.FILE.ordinal(), 0, 0, number);
                assertThat(client.reason(answer)).isEqualTo(ServiceReason.UNKNOWN_FILE);
                answer = client.ask(Request.CLOSE_FILE.ordinal(), 0, 0, number);
                assertThat(client.reason(answer)).isEqualTo(ServiceReason.UNKNOWN_FILE);
            }
            answer = client.ask(Request.FILE.ordinal(), 0, 0, 3);
            assertThat(client.reason(answer)).isEqualTo(ServiceReason.DONE);
            // The same number again: the first one is closed.
            client.socket.send(PASS, open.descriptor());
            answer = client.ask(Request.FILE.ordinal(), 0, 0, 3);
            assertThat(client.reason(answer)).isEqualTo(ServiceReason.DONE);
            answer = client.ask(Request.CLOSE_FILE.ordinal(), 0, 0, 3);
            assertThat(client.reason(answer)).isEqualTo(ServiceReason.DONE);
        }
    }

    @Test
    void descriptors_that_nobody_asks_for_end_their_client_and_are_closed() throws IOException {
        var path = file("flood", 10);
        try (var client = raw();
                var open = OpenFile.open(path, Mode.READ)) {
            for (int i = 0; i <= FileMessage.WAITING; i++) {
                client.socket.send(PASS, open.descriptor());
            }
            assertThat(RawClient.words(client.socket))
                    .isEqualTo(
                            "BAD_GREETING: 5 descriptors passed that no request asks for, 4 may wait");
            awaitClosed(path, 1);
        }
        try (var client = raw();
                var open = OpenFile.open(path, Mode.READ);
                var flag = EventFlag.create()) {
            // More than one with a message: the first counts.
            client.socket.send(PASS, open.descriptor(), flag.descriptor(), flag.descriptor());
            int answer = client.ask(Request.FILE.ordinal(), 0, 0, 0);
            assertThat(client.reason(answer)).isEqualTo(ServiceReason.DONE);
            client.socket.send(RawClient.words(7, 0), open.descriptor());
            assertThat(RawClient.words(client.socket))
                    .isEqualTo("BAD_GREETING: a message of 8 bytes after the greeting");
            awaitClosed(path, 1);
        }
        assertThat(StationStatus.of(daemon.socket(0)).faulty()).isEqualTo(2);
    }
}
