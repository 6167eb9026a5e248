package org.jetstreamlan.driver.shared;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.Closeable;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Something that one process raises and another one's [Poller] sees: eventfd(2). Raising allocates nothing, never waits, and may be done by any thread, also by one that does not know that it is closed: then it does nothing.
public final class EventFlag implements Closeable {
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

    private final Descriptor descriptor;
    private final MemorySegment one = Arena.ofAuto().allocateFrom(JAVA_LONG, ONE);

    private EventFlag(long descriptor) {
        this.descriptor = new Descriptor(descriptor);
    }

    public static EventFlag create() throws SystemCallException {
        return new EventFlag(
                Linux.checked(
                        "eventfd",
                        (arena, state) ->
                                (int) EVENTFD.invokeExact(state, 0, EFD_CLOEXEC | EFD_NONBLOCK)));
    }

    /// One that another process made.
    public static EventFlag attach(int descriptor) {
        return new EventFlag(descriptor);
    }

    public void raise() {
        synchronized (descriptor) {
            if (descriptor.isOpen()) {
                write(descriptor.number());
            }
        }
    }

    private void write(int number) {
        try {
            // A count at its end is raised already.
            long ignored = (long) WRITE.invokeExact(number, one, JAVA_LONG.byteSize());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    public int descriptor() {
        return descriptor.number();
    }

    @Override
    public void close() throws SystemCallException {
        descriptor.close();
    }
}
