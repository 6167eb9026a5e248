package org.jetstreamlan.driver.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jetstreamlan.abi.daemon.Greeting;
import org.jetstreamlan.abi.daemon.ServiceReason;
import org.jetstreamlan.abi.daemon.StatusMemory;
import org.jetstreamlan.abi.daemon.Welcome;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.shared.EventFlag;
import org.jetstreamlan.driver.shared.MemoryFile;
import org.jetstreamlan.driver.shared.UnixSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Welcomes with which a client can do nothing: it says so, and has no descriptor more than before.
class ConnectTest {
    private static final int TURNS = 20;

    @TempDir Path folder;

    private Path path() {
        return folder.resolve("socket");
    }

    @Test
    void a_connection_that_fails_leaves_no_descriptor() throws Exception {
        try (var status = MemoryFile.createReadable("status", StatusMemory.BYTES);
                var small = MemoryFile.create("small", 64);
                var empty = MemoryFile.create("empty", 1 << 20);
                var bell = EventFlag.create()) {
            int flag = bell.descriptor();
            int[][] welcomes = {
                {},
                {status.descriptor()},
                {status.descriptor(), empty.descriptor()},
                {flag, empty.descriptor(), flag},
                {small.descriptor(), empty.descriptor(), flag},
                {status.descriptor(), flag, flag},
                {status.descriptor(), status.descriptor(), flag},
                {status.descriptor(), small.descriptor(), flag},
                {status.descriptor(), empty.descriptor(), flag},
            };
            for (int[] welcome : welcomes) {
                leavesNothing(ServiceReason.DONE, welcome, this::connect);
            }
            leavesNothing(
                    ServiceReason.QUOTA_EXCEEDED,
                    new int[] {status.descriptor(), empty.descriptor(), flag},
                    this::connect);
            for (int other : new int[] {flag, small.descriptor()}) {
                leavesNothing(
                        ServiceReason.DONE, new int[] {other}, () -> StationStatus.of(path()));
            }
        }
    }

    private void connect() {
        JetstreamClient.connect(path(), ClientOptions.of(1, 64)).close();
    }

    private void leavesNothing(ServiceReason reason, int[] descriptors, ThrowingCallable attempt)
            throws Exception {
        answered(reason, descriptors, attempt);
        long before = open();
        for (int i = 0; i < TURNS; i++) {
            answered(reason, descriptors, attempt);
        }
        assertThat(open()).as("%d descriptors, %s", descriptors.length, reason).isEqualTo(before);
    }

    /// One attempt, and the daemon that answers it.
    private void answered(ServiceReason reason, int[] descriptors, ThrowingCallable attempt)
            throws IOException, InterruptedException {
        try (var listening = UnixSocket.bind(path())) {
            listening.listen(1);
            var daemon = Thread.ofPlatform().start(() -> welcome(listening, reason, descriptors));
            assertThatThrownBy(attempt).isInstanceOf(DriverException.class);
            daemon.join();
        }
        Files.delete(path());
    }

    private static void welcome(UnixSocket listening, ServiceReason reason, int[] descriptors) {
        try (var come = awaited(listening)) {
            while (come.receive(new byte[Greeting.BYTES]).bytes() < 0) {
                Thread.onSpinWait();
            }
            come.send(
                    ByteBuffer.allocate(Welcome.TEXT_AT)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(Welcome.IDENTIFICATION_AT, Welcome.IDENTIFICATION_VALUE)
                            .putInt(Welcome.REASON_AT, reason.ordinal())
                            .array(),
                    descriptors);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static UnixSocket awaited(UnixSocket listening) throws IOException {
        var come = listening.accept();
        while (come == null) {
            Thread.onSpinWait();
            come = listening.accept();
        }
        return requireNonNull(come);
    }

    private static long open() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
