package org.jetstreamlan.driver.client;

import static org.jetstreamlan.driver.DriverException.Reason.ADAPTER_FAILED;
import static org.jetstreamlan.driver.DriverException.Reason.DAEMON_GONE;
import static org.jetstreamlan.driver.DriverException.Reason.DAEMON_TIME_OUT;
import static org.jetstreamlan.driver.DriverException.Reason.FILE_REFUSED;
import static org.jetstreamlan.driver.DriverException.Reason.NOT_PERMITTED;
import static org.jetstreamlan.driver.DriverException.Reason.NOT_UNDERSTOOD;
import static org.jetstreamlan.driver.DriverException.Reason.QUOTA_EXCEEDED;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.daemon.Greeting;
import org.jetstreamlan.abi.daemon.ServiceReason;
import org.jetstreamlan.abi.daemon.Welcome;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.shared.Descriptor;
import org.jetstreamlan.driver.shared.EventFlag;
import org.jetstreamlan.driver.shared.MemoryFile;
import org.jetstreamlan.driver.shared.SystemCallException;
import org.jetstreamlan.driver.shared.UnixSocket;
import org.jspecify.annotations.Nullable;

/// The socket to a daemon: greets, owns what comes with the welcome, and from then on knows when the daemon ends the connection, by a thread that sleeps on it.
final class DaemonLink implements AutoCloseable {
    private final Path path;
    private final UnixSocket socket;

    /// What came with the welcome: descriptors, or what was attached to them.
    private final List<Closeable> passed = new ArrayList<>();

    private volatile boolean gone;
    private volatile String why = "";
    private @Nullable Thread watcher;

    /// Greets.
    ///
    /// @param kind [Greeting#CLIENT] or [Greeting#STATUS]
    /// @param expected descriptors of a welcome
    /// @throws DriverException DAEMON_GONE if nobody is there, DAEMON_TIME_OUT; what it refuses
    DaemonLink(Path path, int kind, ClientOptions options, int expected) {
        this.path = path;
        try {
            socket = UnixSocket.connect(path);
        } catch (IOException e) {
            throw new DriverException(
                    DAEMON_GONE,
                    "daemon at %s: %s; is it running, and may you use it?"
                            .formatted(path, e.getMessage()));
        }
        try {
            socket.timeOut(options.patienceNanoseconds());
            greet(kind, options, expected);
        } catch (SystemCallException e) {
            close();
            throw new DriverException(DAEMON_GONE, words(String.valueOf(e.getMessage())));
        } catch (DriverException e) {
            close();
            throw e;
        }
    }

    private void greet(int kind, ClientOptions options, int expected) throws SystemCallException {
        var greeting =
                ByteBuffer.allocate(Greeting.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(Greeting.IDENTIFICATION_AT, Greeting.IDENTIFICATION_VALUE)
                        .putInt(Greeting.KIND_AT, kind)
                        .putInt(Greeting.ENTRIES_AT, options.entries())
                        .putInt(Greeting.SCRIPTS_AT, options.scripts())
                        .putInt(Greeting.USER_BYTES_AT, options.userBytes());
        byte[] message = new byte[Welcome.BYTES_MAXIMUM];
        var received = exchange(greeting.array(), message);
        var reason = reason(message, received.bytes());
        if (reason != ServiceReason.DONE) {
            throw new DriverException(asDriver(reason), words(text(message, received.bytes())));
        }
        if (received.descriptors() != expected) {
            throw new DriverException(
                    NOT_UNDERSTOOD,
                    words(
                            "its welcome has %d descriptors, not %d; another version?"
                                    .formatted(received.descriptors(), expected)));
        }
    }

    /// Sends the greeting and takes the answer, which may have come first: a daemon that lets nobody in says so and hangs up.
    private UnixSocket.Received exchange(byte[] greeting, byte[] answer)
            throws SystemCallException {
        @Nullable SystemCallException unsent = null;
        try {
            socket.send(greeting);
        } catch (SystemCallException e) {
            unsent = e;
        }
        int[] descriptors = new int[Welcome.CLIENT_DESCRIPTORS];
        var received = socket.receive(answer, descriptors);
        for (int i = 0; i < received.descriptors(); i++) {
            passed.add(new Descriptor(descriptors[i]));
        }
        if (unsent != null && received.bytes() <= 0) {
            throw unsent;
        }
        return received;
    }

    private ServiceReason reason(byte[] message, int bytes) {
        var words = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes < 0) {
            throw new DriverException(
                    DAEMON_TIME_OUT,
                    words("no answer to the greeting in time; it is stopped, or hangs"));
        }
        if (bytes == 0) {
            throw new DriverException(DAEMON_GONE, words("it ends the connection"));
        }
        if (bytes < Welcome.TEXT_AT
                || words.getInt(Welcome.IDENTIFICATION_AT) != Welcome.IDENTIFICATION_VALUE) {
            throw new DriverException(
                    NOT_UNDERSTOOD,
                    words(
                            "its welcome begins with %#x, not %#x; another version?"
                                    .formatted(
                                            words.getInt(Welcome.IDENTIFICATION_AT),
                                            Welcome.IDENTIFICATION_VALUE)));
        }
        return ServiceReason.of(words.getInt(Welcome.REASON_AT));
    }

    private static String text(byte[] message, int bytes) {
        return new String(
                message, Welcome.TEXT_AT, bytes - Welcome.TEXT_AT, StandardCharsets.UTF_8);
    }

    /// The reason of a refused greeting or request.
    static DriverException.Reason asDriver(ServiceReason reason) {
        return switch (reason) {
            case NOT_PERMITTED -> NOT_PERMITTED;
            case QUOTA_EXCEEDED -> QUOTA_EXCEEDED;
            case ADAPTER_FAILED -> ADAPTER_FAILED;
            case FILE_REFUSED -> FILE_REFUSED;
            case DONE,
                    BAD_GREETING,
                    UNKNOWN_REQUEST,
                    RESERVED_BITS,
                    UNKNOWN_SCRIPT,
                    UNKNOWN_FILE,
                    NO_DESCRIPTOR,
                    NO_CLAN,
                    MEMORY_REFUSED,
                    OFF,
                    NO_TAG_LEFT,
                    NO_REGION_LEFT,
                    NO_ENDPOINT_LEFT,
                    NO_PAGE_LEFT,
                    NO_STORE_MEMORY,
                    NO_TRIPWIRE_LEFT,
                    OUT_OF_RANGE,
                    WRONG_STATE,
                    REFUSED,
                    TIME_OUT,
                    CLOSED ->
                    NOT_UNDERSTOOD;
            case UNKNOWN_POOL,
                    NO_POOL_LEFT,
                    POOL_TAKEN,
                    LIMIT_OUT_OF_RANGE,
                    RESERVE_OUT_OF_RANGE,
                    RESERVE_NOT_FREE,
                    SYNCHRONOUS_OUT_OF_RANGE,
                    SYNCHRONOUS_NOT_FREE,
                    NOT_OPERATIONAL,
                    VCI_OUT_OF_RANGE,
                    VCI_OF_OTHER_STATION,
                    VCI_RESERVED,
                    VCI_TAKEN,
                    VCI_NOT_ASSOCIATED,
                    VCI_TABLE_FULL ->
                    DriverException.Reason.valueOf(reason.name());
        };
    }

    /// A line about this daemon.
    String words(String what) {
        return "daemon at %s: %s".formatted(path, what);
    }

    /// Memory that came with the welcome, unmapped as the link closes.
    ///
    /// @param index of its descriptor
    /// @throws SystemCallException if the descriptor is no memory file
    /// @throws IllegalArgumentException as [MemoryFile#attach]
    MemoryFile memory(int index, long bytes) throws SystemCallException {
        return attached(index, MemoryFile.attach(descriptor(index), bytes));
    }

    /// As [#memory], to read only.
    MemoryFile readableMemory(int index, long bytes) throws SystemCallException {
        return attached(index, MemoryFile.attachReadable(descriptor(index), bytes));
    }

    /// A flag that came with the welcome, closed with the link.
    EventFlag flag(int index) {
        return attached(index, EventFlag.attach(descriptor(index)));
    }

    private int descriptor(int index) {
        return ((Descriptor) passed.get(index)).number();
    }

    private <T extends Closeable> T attached(int index, T owner) {
        passed.set(index, owner);
        return owner;
    }

    /// Passes a descriptor.
    ///
    /// @throws DriverException DAEMON_GONE
    void pass(byte[] message, int descriptor) {
        try {
            socket.send(message, descriptor);
        } catch (SystemCallException e) {
            throw new DriverException(DAEMON_GONE, words(String.valueOf(e.getMessage())));
        }
    }

    /// Watches for the daemon's end.
    ///
    /// @param then done once, by another thread, when it has come
    void watch(Runnable then) {
        watcher =
                Thread.ofPlatform()
                        .daemon()
                        .name("jetstreamd-watch")
                        .start(
                                () -> {
                                    why = lastWords();
                                    gone = true;
                                    then.run();
                                });
    }

    private String lastWords() {
        byte[] message = new byte[Welcome.BYTES_MAXIMUM];
        try {
            var received = socket.receive(message);
            while (received.bytes() < 0) {
                received = socket.receive(message);
            }
            return received.bytes() > Welcome.TEXT_AT
                    ? text(message, received.bytes())
                    : "it has ended";
        } catch (SystemCallException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// Whether the daemon has ended the connection.
    boolean isGone() {
        return gone;
    }

    /// What it said last.
    DriverException goneBecause() {
        return new DriverException(
                DAEMON_GONE, words("%s; connect again and open pools anew".formatted(why)));
    }

    /// Also where this thread is interrupted: the watcher receives from the socket, whose number must not become another file's under it. The shutdown ends it at once.
    private static void awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        socket.shutdown();
        if (watcher != null) {
            awaitEnd(watcher);
        }
        try {
            socket.close();
            for (var each : passed) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
