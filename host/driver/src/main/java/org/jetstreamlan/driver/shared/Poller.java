package org.jetstreamlan.driver.shared;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Sleeps until one of many descriptors has something: epoll(7). One thread.
public final class Poller implements AutoCloseable {
    private static final int EPOLL_CLOEXEC = 0x8_0000;
    private static final int ADD = 1;
    private static final int DELETE = 2;
    private static final int IN = 1;
    private static final int PEER_GONE = 0x2000;
    private static final int EDGE = 1 << 31;
    private static final int EVENTS = 64;
    private static final int EINTR = 4;

    /// struct epoll_event is packed on x86 alone.
    private static final boolean PACKED = "amd64".equals(System.getProperty("os.arch"));

    private static final int EVENT_BYTES = PACKED ? 12 : 16;
    private static final int TOKEN_AT = PACKED ? 4 : 8;

    private static final MethodHandle CREATE =
            Linux.call("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle CONTROL =
            Linux.call(
                    "epoll_ctl",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle WAIT =
            Linux.call(
                    "epoll_wait",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

    private static final ValueLayout.OfInt TOKEN = ValueLayout.JAVA_INT_UNALIGNED;

    private final Descriptor descriptor;
    private final MemorySegment events = Arena.ofAuto().allocate(EVENTS * EVENT_BYTES, 8);
    private final MemorySegment state = Linux.newState();

    public Poller() throws SystemCallException {
        descriptor =
                new Descriptor(
                        Linux.checked(
                                "epoll_create1",
                                (arena, state) -> (int) CREATE.invokeExact(state, EPOLL_CLOEXEC)));
    }

    /// Watches a descriptor until [#remove].
    ///
    /// @param token what [#token] then gives
    /// @param once tells of each new thing once only, so that nobody has to take it
    /// @throws SystemCallException if the system has no memory for it, or watches as many as it may
    public void add(int watched, int token, boolean once) throws SystemCallException {
        Linux.checked(
                "epoll_ctl",
                (arena, state) -> {
                    var event = arena.allocate(EVENT_BYTES, 8);
                    event.set(TOKEN, 0, IN | PEER_GONE | (once ? EDGE : 0));
                    event.set(TOKEN, TOKEN_AT, token);
                    return control(state, ADD, watched, event);
                });
    }

    /// Watches it no more. Closing it is not enough: where another process has the same file, it goes on being watched for as long as that one has it.
    ///
    /// @param watched still open
    /// @throws SystemCallException if it is not watched
    public void remove(int watched) throws SystemCallException {
        Linux.checked(
                "epoll_ctl", (arena, state) -> control(state, DELETE, watched, MemorySegment.NULL));
    }

    private int control(MemorySegment state, int operation, int watched, MemorySegment event)
            throws Throwable {
        return (int) CONTROL.invokeExact(state, descriptor.number(), operation, watched, event);
    }

    /// Sleeps until there is something, or the time is over. Allocates nothing.
    ///
    /// @param milliseconds 0: only looks
    /// @return how many tokens there are
    public int await(int milliseconds) throws SystemCallException {
        try {
            int count =
                    (int)
                            WAIT.invokeExact(
                                    state, descriptor.number(), events, EVENTS, milliseconds);
            if (count >= 0) {
                return count;
            }
            if (Linux.errno(state) == EINTR) {
                return 0;
            }
            throw Linux.failure("epoll_wait", state);
        } catch (SystemCallException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Whose descriptor has something.
    ///
    /// @param index below what [#await] returned
    public int token(int index) {
        return events.get(TOKEN, (long) index * EVENT_BYTES + TOKEN_AT);
    }

    @Override
    public void close() throws SystemCallException {
        descriptor.close();
    }
}
