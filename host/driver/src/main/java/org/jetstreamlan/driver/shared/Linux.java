package org.jetstreamlan.driver.shared;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// System calls on memory files, with errno as an exception. For the control path: each allocates.
final class Linux {
    private Linux() {}

    static final int F_ADD_SEALS = 1_033;
    static final int F_GET_SEALS = 1_034;
    static final int F_SEAL_SEAL = 1;
    static final int F_SEAL_SHRINK = 2;
    static final int F_SEAL_GROW = 4;

    /// No new mapping can be written, what is mapped already can.
    static final int F_SEAL_FUTURE_WRITE = 16;

    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int PROT_READ = 1;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int SEEK_END = 2;
    private static final long MAP_FAILED = -1;
    private static final long MESSAGE_BYTES = 256;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(PathElement.groupElement("errno"));

    private static final MethodHandle MEMFD_CREATE =
            call("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle FTRUNCATE =
            call("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle LSEEK =
            call("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle FCNTL =
            call(
                    "fcntl",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle MMAP =
            call(
                    "mmap",
                    FunctionDescriptor.of(
                            ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP =
            call("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle CLOSE =
            call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle STRERROR =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("strerror"),
                    FunctionDescriptor.of(ADDRESS, JAVA_INT));

    /// A function of the C library whose errno is kept.
    static MethodHandle call(String name, FunctionDescriptor type, Linker.Option... options) {
        var all = new Linker.Option[options.length + 1];
        System.arraycopy(options, 0, all, 0, options.length);
        all[options.length] = Linker.Option.captureCallState("errno");
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, all);
    }

    /// A call, given the memory for errno.
    interface Call {
        long make(Arena arena, MemorySegment state) throws Throwable;
    }

    /// What a call returns.
    ///
    /// @throws SystemCallException if that is -1
    static long checked(String name, Call call) throws SystemCallException {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(Linker.Option.captureStateLayout());
            long result = call.make(arena, state);
            if (result == -1) {
                throw failure(name, state);
            }
            return result;
        } catch (SystemCallException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Memory in which a call leaves its errno.
    static MemorySegment newState() {
        return Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
    }

    /// The errno that a call left.
    static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    static SystemCallException failure(String name, MemorySegment state) throws Throwable {
        int errno = errno(state);
        return new SystemCallException(name, errno, words(errno));
    }

    private static String words(int errno) throws Throwable {
        var text = (MemorySegment) STRERROR.invokeExact(errno);
        return text.reinterpret(MESSAGE_BYTES).getString(0);
    }

    /// A memory file that can be sealed and is not inherited.
    ///
    /// @return its descriptor
    static int memfdCreate(String name) throws SystemCallException {
        return (int)
                checked(
                        "memfd_create",
                        (arena, state) ->
                                (int)
                                        MEMFD_CREATE.invokeExact(
                                                state,
                                                arena.allocateFrom(name),
                                                MFD_CLOEXEC | MFD_ALLOW_SEALING));
    }

    static void ftruncate(int descriptor, long bytes) throws SystemCallException {
        checked(
                "ftruncate",
                (arena, state) -> (int) FTRUNCATE.invokeExact(state, descriptor, bytes));
    }

    /// Size of a file in bytes.
    static long size(int descriptor) throws SystemCallException {
        return checked(
                "lseek",
                (arena, state) -> (long) LSEEK.invokeExact(state, descriptor, 0L, SEEK_END));
    }

    static int fcntl(int descriptor, int command, int argument) throws SystemCallException {
        return (int)
                checked(
                        "fcntl",
                        (arena, state) ->
                                (int) FCNTL.invokeExact(state, descriptor, command, argument));
    }

    /// Maps a whole file, shared, to read, or to read and write.
    static MemorySegment mmap(int descriptor, long bytes, boolean writable)
            throws SystemCallException {
        long address =
                checked(
                        "mmap",
                        (arena, state) -> {
                            var mapped =
                                    (MemorySegment)
                                            MMAP.invokeExact(
                                                    state,
                                                    MemorySegment.NULL,
                                                    bytes,
                                                    writable ? PROT_READ_WRITE : PROT_READ,
                                                    MAP_SHARED,
                                                    descriptor,
                                                    0L);
                            return mapped.address() == MAP_FAILED ? -1 : mapped.address();
                        });
        return MemorySegment.ofAddress(address);
    }

    static void munmap(MemorySegment mapped, long bytes) throws SystemCallException {
        checked("munmap", (arena, state) -> (int) MUNMAP.invokeExact(state, mapped, bytes));
    }

    static void close(int descriptor) throws SystemCallException {
        checked("close", (arena, state) -> (int) CLOSE.invokeExact(state, descriptor));
    }
}
