package org.jetstreamlan.driver.shared;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/// A process whose end a [Poller] sees, also where its children keep its sockets open: pidfd_open(2).
public final class ProcessWatch implements AutoCloseable {
    /// The same on all machines.
    private static final long PIDFD_OPEN = 434;

    private static final MethodHandle SYSCALL =
            Linux.call(
                    "syscall",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT),
                    Linker.Option.firstVariadicArg(1));

    private final Descriptor descriptor;

    /// @throws SystemCallException if there is no such process, or the system is older than Linux 5.3
    public ProcessWatch(int pid) throws SystemCallException {
        descriptor =
                new Descriptor(
                        Linux.checked(
                                "pidfd_open",
                                (arena, state) ->
                                        (long) SYSCALL.invokeExact(state, PIDFD_OPEN, pid, 0)));
    }

    public int descriptor() {
        return descriptor.number();
    }

    @Override
    public void close() throws SystemCallException {
        descriptor.close();
    }
}
