package org.jetstreamlan.driver.shared;

import java.io.Closeable;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Memory that processes share: a memory file of a size that nobody can change any more, mapped. Who holds its descriptor can map it, too, and write
/// it, but not truncate it under its reader.
///
/// Closing unmaps it and closes the descriptor: what touches the segment afterwards throws, it does not crash.
public final class MemoryFile implements Closeable {
    private static final int SEALS = Linux.F_SEAL_SEAL | Linux.F_SEAL_SHRINK | Linux.F_SEAL_GROW;

    private final Descriptor descriptor;
    private final Arena arena;
    private final MemorySegment memory;

    private MemoryFile(int descriptor, long bytes, boolean writable) throws SystemCallException {
        var mapped = Linux.mmap(descriptor, bytes, writable);
        this.descriptor = new Descriptor(descriptor);
        arena = Arena.ofShared();
        var whole = mapped.reinterpret(bytes, arena, MemoryFile::unmap);
        memory = writable ? whole : whole.asReadOnly();
    }

    private static void unmap(MemorySegment mapped) {
        try {
            Linux.munmap(mapped, mapped.byteSize());
        } catch (SystemCallException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes one, all zeros, and seals it.
    ///
    /// @param name for `/proc` only
    /// @param bytes its size, at least 1
    /// @throws SystemCallException if the system has no memory or descriptor for it
    public static MemoryFile create(String name, long bytes) throws SystemCallException {
        return create(name, bytes, SEALS);
    }

    /// As [#create], but who receives its descriptor can only read it.
    public static MemoryFile createReadable(String name, long bytes) throws SystemCallException {
        return create(name, bytes, SEALS | Linux.F_SEAL_FUTURE_WRITE);
    }

    private static MemoryFile create(String name, long bytes, int seals)
            throws SystemCallException {
        int descriptor = Linux.memfdCreate(name);
        try {
            Linux.ftruncate(descriptor, bytes);
            var file = new MemoryFile(descriptor, bytes, true);
            Linux.fcntl(descriptor, Linux.F_ADD_SEALS, seals);
            return file;
        } catch (SystemCallException e) {
            Linux.close(descriptor);
            throw e;
        }
    }

    /// Maps one that another process made.
    ///
    /// @param descriptor is this object's from now on, but not if this fails
    /// @param bytes the size that it must have at least
    /// @throws SystemCallException if the descriptor is no memory file
    /// @throws IllegalArgumentException if it is smaller, or could still be truncated
    public static MemoryFile attach(int descriptor, long bytes) throws SystemCallException {
        return attach(descriptor, bytes, true);
    }

    /// As [#attach], to read only.
    public static MemoryFile attachReadable(int descriptor, long bytes) throws SystemCallException {
        return attach(descriptor, bytes, false);
    }

    private static MemoryFile attach(int descriptor, long bytes, boolean writable)
            throws SystemCallException {
        int seals = Linux.fcntl(descriptor, Linux.F_GET_SEALS, 0);
        if ((seals & SEALS) != SEALS) {
            throw new IllegalArgumentException(
                    "memory file %d: seals %#x, %#x are needed; it could be truncated under its reader"
                            .formatted(descriptor, seals, SEALS));
        }
        long size = Linux.size(descriptor);
        if (size < bytes) {
            throw new IllegalArgumentException(
                    "memory file %d: %d bytes, %d are needed; made by another version?"
                            .formatted(descriptor, size, bytes));
        }
        return new MemoryFile(descriptor, size, writable);
    }

    /// The memory, to be used by any thread.
    public MemorySegment memory() {
        return memory;
    }

    /// To be passed to another process, or found in `/proc/PID/fd`.
    public int descriptor() {
        return descriptor.number();
    }

    @Override
    public synchronized void close() throws SystemCallException {
        if (arena.scope().isAlive()) {
            arena.close();
            descriptor.close();
        }
    }
}
