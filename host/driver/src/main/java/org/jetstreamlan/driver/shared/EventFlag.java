package org.jetstreamlan.driver.shared;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Something that one process raises and another one's [Poller] sees: eventfd(2). Raising allocates nothing, never waits, and may be done by any thread.
public final class EventFlag implements AutoCloseable {
    private static final int EFD_NONBLOCK = 0x800;
    private static final int EFD_CLOEXEC = 0x8_0000;
    private static final long ONE = 1;

    private static final MethodHandle EVENTFD =
            Linux.call("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle WRITE =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("write"),
                            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    private final int descriptor;
    private final MemorySegment one = Arena.ofAuto().allocateFrom(JAVA_LONG, ONE);
    private boolean closed;

    private EventFlag(int descriptor) {
        this.descriptor = descriptor;
    }

    public static EventFlag create() throws SystemCallException {
        return new EventFlag(
                (int)
                        Linux.checked(
                                "eventfd",
                                (arena, state) ->
                                        (int)
                                                EVENTFD.invokeExact(
                                                        state, 0, EFD_CLOEXEC | EFD_NONBLOCK)));
    }

    /// One that another process made.
    public static EventFlag attach(int descriptor) {
        return new EventFlag(descriptor);
    }

    public void raise() {
        try {
            // A count at its end is raised already.
            long ignored = (long) WRITE.invokeExact(descriptor, one, JAVA_LONG.byteSize());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    public int descriptor() {
        return descriptor;
    }

    @Override
    public void close() throws SystemCallException {
        if (!closed) {
            closed = true;
            Linux.close(descriptor);
        }
    }
}
