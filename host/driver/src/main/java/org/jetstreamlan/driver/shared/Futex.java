package org.jetstreamlan.driver.shared;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Sleep on a 32-bit word of shared memory, futex(2), between processes. One thread sleeps on an object of this class; neither call allocates.
final class Futex {
    private static final long WAIT = 0;
    private static final long WAKE = 1;
    private static final long NANOSECONDS = 1_000_000_000;
    private static final Linker LINKER = Linker.nativeLinker();

    /// syscall(number, word, operation, value, time-out, not used, not used)
    private static final MethodHandle SYSCALL =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS,
                            JAVA_LONG),
                    Linker.Option.firstVariadicArg(1));

    private static final long NUMBER = number(System.getProperty("os.arch"));

    private final MemorySegment word;

    /// struct timespec
    private final MemorySegment timeOut = Arena.ofAuto().allocate(16, 8);

    /// @param word 4 bytes of shared memory, aligned
    Futex(MemorySegment word) {
        this.word = word;
    }

    /// The number of futex(2) on a machine.
    ///
    /// @throws UnsupportedOperationException if it is not known here
    static long number(String machine) {
        return switch (machine) {
            case "amd64" -> 202;
            case "aarch64", "riscv64" -> 98;
            default ->
                    throw new UnsupportedOperationException(
                            "futex: its number on '%s' is not known; amd64, aarch64 and riscv64 are"
                                    .formatted(machine));
        };
    }

    /// Sleeps if the word is `value`, until it is woken, the time is over, or for no reason.
    void await(int value, long nanoseconds) {
        timeOut.set(JAVA_LONG, 0, nanoseconds / NANOSECONDS);
        timeOut.set(JAVA_LONG, 8, nanoseconds % NANOSECONDS);
        call(WAIT, value, timeOut);
    }

    /// Wakes who sleeps.
    void wake() {
        call(WAKE, 1, MemorySegment.NULL);
    }

    private void call(long operation, long value, MemorySegment time) {
        try {
            long ignored =
                    (long)
                            SYSCALL.invokeExact(
                                    NUMBER, word, operation, value, time, MemorySegment.NULL, 0L);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
