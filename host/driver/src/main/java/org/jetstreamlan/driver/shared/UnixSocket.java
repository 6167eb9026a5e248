package org.jetstreamlan.driver.shared;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A Unix socket of sequenced packets, which can pass descriptors and knows who is at its other end. Closed in child processes. Each call allocates.
public final class UnixSocket implements AutoCloseable {
    /// Most descriptors in a message.
    public static final int DESCRIPTORS = 8;

    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x8_0000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;
    private static final int SO_RCVTIMEO = 20;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
    private static final int SHUT_RDWR = 2;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int ECONNABORTED = 103;

    /// struct sockaddr_un: the path begins behind the family.
    private static final int PATH_AT = 2;

    private static final int PATH_BYTES = 108;
    private static final int ADDRESS_BYTES = PATH_AT + PATH_BYTES;

    /// struct msghdr and struct cmsghdr of machines with 64-bit addresses.
    private static final int HEADER_BYTES = 56;

    private static final int VECTOR_AT = 16;
    private static final int VECTORS_AT = 24;
    private static final int CONTROL_AT = 32;
    private static final int CONTROL_BYTES_AT = 40;
    private static final int CONTROL_HEAD_BYTES = 16;
    private static final int CONTROL_LEVEL_AT = 8;
    private static final int CONTROL_TYPE_AT = 12;

    private static final MethodHandle SOCKET =
            Linux.call("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND = ofAddress("bind");
    private static final MethodHandle CONNECT = ofAddress("connect");
    private static final MethodHandle LISTEN =
            Linux.call("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle ACCEPT4 =
            Linux.call(
                    "accept4",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle GETSOCKOPT =
            Linux.call(
                    "getsockopt",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle SETSOCKOPT =
            Linux.call(
                    "setsockopt",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SENDMSG = ofMessage("sendmsg");
    private static final MethodHandle RECVMSG = ofMessage("recvmsg");
    private static final MethodHandle SHUTDOWN =
            Linux.call("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private static MethodHandle ofAddress(String name) {
        return Linux.call(name, FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    }

    private static MethodHandle ofMessage(String name) {
        return Linux.call(name, FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    }

    /// Who connected, as the system knew it then.
    ///
    /// @param pid 0 if it lies outside of this process's namespace
    public record Peer(int pid, int uid, int gid) {}

    private final Descriptor descriptor;

    private UnixSocket(long descriptor) {
        this.descriptor = new Descriptor(descriptor);
    }

    private static UnixSocket open(int flags) throws SystemCallException {
        return new UnixSocket(
                (int)
                        Linux.checked(
                                "socket",
                                (arena, state) ->
                                        (int)
                                                SOCKET.invokeExact(
                                                        state,
                                                        AF_UNIX,
                                                        SOCK_SEQPACKET | SOCK_CLOEXEC | flags,
                                                        0)));
    }

    private static MemorySegment address(Arena arena, Path path) throws IOException {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length >= PATH_BYTES) {
            throw new IOException(
                    "socket %s: its path has %d bytes, 1..%d are possible; take a shorter one"
                            .formatted(path, name.length, PATH_BYTES - 1));
        }
        var address = arena.allocate(ADDRESS_BYTES, 8);
        address.set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(name, 0, address, JAVA_BYTE, PATH_AT, name.length);
        return address;
    }

    /// A socket with a path, at which nobody can connect before [#listen].
    ///
    /// @throws SystemCallException if something has that path already
    public static UnixSocket bind(Path path) throws IOException {
        return at(path, "bind", BIND, SOCK_NONBLOCK);
    }

    /// A socket to who listens at a path.
    ///
    /// @throws SystemCallException if nobody does, or this user may not
    public static UnixSocket connect(Path path) throws IOException {
        return at(path, "connect", CONNECT, 0);
    }

    private static UnixSocket at(Path path, String name, MethodHandle call, int flags)
            throws IOException {
        try (var arena = Arena.ofConfined()) {
            var address = address(arena, path);
            var socket = open(flags);
            try {
                Linux.checked(
                        name,
                        (_, state) ->
                                (int)
                                        call.invokeExact(
                                                state,
                                                socket.descriptor(),
                                                address,
                                                ADDRESS_BYTES));
                return socket;
            } catch (SystemCallException e) {
                socket.close();
                throw e;
            }
        }
    }

    /// Lets others connect.
    ///
    /// @param waiting how many may wait for [#accept]
    public void listen(int waiting) throws SystemCallException {
        Linux.checked(
                "listen", (arena, state) -> (int) LISTEN.invokeExact(state, descriptor(), waiting));
    }

    /// The next who has connected, its socket not blocking; null if there is none, or if it has gone again.
    ///
    /// @throws SystemCallException if the system has no descriptor or memory for it: it waits, and goes on being told of by a [Poller]
    public @Nullable UnixSocket accept() throws SystemCallException {
        try {
            return new UnixSocket(
                    (int)
                            Linux.checked(
                                    "accept4",
                                    (arena, state) ->
                                            (int)
                                                    ACCEPT4.invokeExact(
                                                            state,
                                                            descriptor(),
                                                            MemorySegment.NULL,
                                                            MemorySegment.NULL,
                                                            SOCK_CLOEXEC | SOCK_NONBLOCK)));
        } catch (SystemCallException e) {
            if (isNothing(e) || e.errno() == ECONNABORTED) {
                return null;
            }
            throw e;
        }
    }

    private static boolean isNothing(SystemCallException e) {
        return e.errno() == EAGAIN || e.errno() == EINTR;
    }

    /// Who is at the other end.
    public Peer peer() throws SystemCallException {
        try (var arena = Arena.ofConfined()) {
            var peer = arena.allocate(12, 4);
            var length = arena.allocateFrom(JAVA_INT, (int) peer.byteSize());
            Linux.checked(
                    "getsockopt",
                    (_, state) ->
                            (int)
                                    GETSOCKOPT.invokeExact(
                                            state,
                                            descriptor(),
                                            SOL_SOCKET,
                                            SO_PEERCRED,
                                            peer,
                                            length));
            return new Peer(
                    peer.getAtIndex(JAVA_INT, 0),
                    peer.getAtIndex(JAVA_INT, 1),
                    peer.getAtIndex(JAVA_INT, 2));
        }
    }

    /// Sends a message, without waiting, and with it descriptors: the other side gets its own of the same files.
    ///
    /// @throws SystemCallException if the other side is gone, or has let too many messages wait
    public void send(byte[] message, int... descriptors) throws SystemCallException {
        try (var arena = Arena.ofConfined()) {
            var data = arena.allocateFrom(JAVA_BYTE, message);
            var header = header(arena, data, descriptors.length);
            if (descriptors.length > 0) {
                var control =
                        header.get(ADDRESS, CONTROL_AT).reinterpret(control(descriptors.length));
                control.set(JAVA_LONG, 0, CONTROL_HEAD_BYTES + 4L * descriptors.length);
                control.set(JAVA_INT, CONTROL_LEVEL_AT, SOL_SOCKET);
                control.set(JAVA_INT, CONTROL_TYPE_AT, SCM_RIGHTS);
                MemorySegment.copy(
                        descriptors, 0, control, JAVA_INT, CONTROL_HEAD_BYTES, descriptors.length);
            }
            Linux.checked(
                    "sendmsg",
                    (_, state) ->
                            (long)
                                    SENDMSG.invokeExact(
                                            state,
                                            descriptor(),
                                            header,
                                            MSG_NOSIGNAL | MSG_DONTWAIT));
        }
    }

    /// Lets [#receive] wait no longer than this.
    public void timeOut(long nanoseconds) throws SystemCallException {
        Linux.checked(
                "setsockopt",
                (arena, state) -> {
                    var time = arena.allocate(16, 8);
                    time.set(JAVA_LONG, 0, nanoseconds / 1_000_000_000);
                    time.set(JAVA_LONG, 8, Math.max(1, nanoseconds % 1_000_000_000 / 1_000));
                    return (int)
                            SETSOCKOPT.invokeExact(
                                    state,
                                    descriptor(),
                                    SOL_SOCKET,
                                    SO_RCVTIMEO,
                                    time,
                                    (int) time.byteSize());
                });
    }

    /// What a receive gave.
    ///
    /// @param bytes of the message; 0: the other side has ended the connection, -1: nothing there in time
    /// @param descriptors how many came with it
    public record Received(int bytes, int descriptors) {}

    /// Takes a message; one that is longer than `into` is cut. Waits for it unless the socket came from [#accept].
    ///
    /// @param descriptors receives those that came with it, the receiver's own from now on; what does not fit in is closed
    public Received receive(byte[] into, int... descriptors) throws SystemCallException {
        try (var arena = Arena.ofConfined()) {
            var data = arena.allocate(into.length);
            var header = header(arena, data, descriptors.length);
            int bytes =
                    (int)
                            Linux.checked(
                                    "recvmsg",
                                    (_, state) ->
                                            (long)
                                                    RECVMSG.invokeExact(
                                                            state,
                                                            descriptor(),
                                                            header,
                                                            MSG_CMSG_CLOEXEC));
            MemorySegment.copy(data, JAVA_BYTE, 0, into, 0, bytes);
            return new Received(bytes, descriptors(header, descriptors));
        } catch (SystemCallException e) {
            if (isNothing(e)) {
                return new Received(-1, 0);
            }
            throw e;
        }
    }

    private static int descriptors(MemorySegment header, int[] into) {
        long bytes = header.get(JAVA_LONG, CONTROL_BYTES_AT);
        if (bytes < CONTROL_HEAD_BYTES) {
            return 0;
        }
        var control = header.get(ADDRESS, CONTROL_AT).reinterpret(bytes);
        int count = (int) (control.get(JAVA_LONG, 0) - CONTROL_HEAD_BYTES) / 4;
        MemorySegment.copy(control, JAVA_INT, CONTROL_HEAD_BYTES, into, 0, count);
        return count;
    }

    private static long control(int descriptors) {
        return CONTROL_HEAD_BYTES + (4L * descriptors + 7) / 8 * 8;
    }

    private static MemorySegment header(Arena arena, MemorySegment data, int descriptors) {
        var vector = arena.allocate(16, 8);
        vector.set(ADDRESS, 0, data);
        vector.set(JAVA_LONG, 8, data.byteSize());
        var header = arena.allocate(HEADER_BYTES, 8);
        header.set(ADDRESS, VECTOR_AT, vector);
        header.set(JAVA_LONG, VECTORS_AT, 1);
        if (descriptors > 0) {
            header.set(ADDRESS, CONTROL_AT, arena.allocate(control(descriptors), 8));
            // Not the padding behind them: there the system would put another one.
            header.set(JAVA_LONG, CONTROL_BYTES_AT, CONTROL_HEAD_BYTES + 4L * descriptors);
        }
        return header;
    }

    /// Ends the connection in both directions: who waits in [#receive] here or there is told so. Of a socket that is closed, nothing.
    public void shutdown() {
        synchronized (descriptor) {
            if (descriptor.isOpen()) {
                try {
                    Linux.checked(
                            "shutdown",
                            (arena, state) ->
                                    (int) SHUTDOWN.invokeExact(state, descriptor(), SHUT_RDWR));
                } catch (SystemCallException ignored) {
                    // The other side was first.
                }
            }
        }
    }

    /// Ends the connection and closes it so that the other side hears what was said to it last. [#close] alone, where messages wait here that nobody took, has it told ECONNRESET first.
    public void hangUp() throws SystemCallException {
        shutdown();
        // No message can come any more; a receive does not wait.
        byte[] unheard = new byte[1];
        try {
            while (receive(unheard).bytes() > 0) {}
        } catch (SystemCallException ignored) {
            // The other side was first.
        }
        close();
    }

    /// To be watched by a [Poller].
    ///
    /// @throws IllegalStateException if it is closed, as from all that uses it
    public int descriptor() {
        return descriptor.number();
    }

    @Override
    public void close() throws SystemCallException {
        descriptor.close();
    }
}
