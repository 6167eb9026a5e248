package org.jetstreamlan.driver.shared;

import java.io.Closeable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.jetstreamlan.driver.OtherMemory;

/// The memory of another process, which has opened its `/proc/self/mem` and passed the descriptor: so it has given the right itself, whatever its user, and the descriptor is of that memory for ever. When the process
/// has ended, or runs another program, nothing is there any more, whoever has its number then.
///
/// Bytes are moved by the kernel: what is not mapped is refused, and kills nobody. A mapping of the process whose pages come from somebody's program (FUSE) may keep who reads it waiting.
public final class ProcessMemory implements OtherMemory, Closeable {
    private static final int BOUNCE_BYTES = 1 << 13;
    private static final long ADDRESSES = 1L << 47;

    private final OpenFile file;
    private final MemorySegment bounce = Arena.ofAuto().allocate(BOUNCE_BYTES, Long.BYTES);
    private boolean revoked;

    private ProcessMemory(OpenFile file) {
        this.file = file;
    }

    /// This process's own, to be passed.
    ///
    /// @throws SystemCallException if the system has no `/proc`, or this process may not be looked into
    public static OpenFile own() throws SystemCallException {
        return OpenFile.open(Path.of("/proc/self/mem"), OpenFile.Mode.READ_AND_WRITE);
    }

    /// Of a process that has passed it.
    ///
    /// @param file this object's from now on, but not if this fails
    /// @param process who has passed it
    /// @throws SystemCallException if that process has gone
    /// @throws IllegalArgumentException if it is another file, or not open to read and write
    public static ProcessMemory attach(OpenFile file, int process) throws SystemCallException {
        var memory = Path.of("/proc/" + process + "/mem");
        if (!file.isSame(memory)) {
            throw new IllegalArgumentException(
                    "memory: the descriptor that was passed is not that of %s; open /proc/self/mem, and pass that"
                            .formatted(memory));
        }
        if (!file.isReadable() || !file.isWritable()) {
            throw new IllegalArgumentException(
                    "memory: %s was opened not to be read and written; open it for both"
                            .formatted(memory));
        }
        return new ProcessMemory(file);
    }

    @Override
    public boolean read(long address, MemorySegment into, long at, long bytes) {
        if (!isPossible(address, bytes)) {
            return false;
        }
        if (into.isNative()) {
            return file.read(into.asSlice(at, bytes), address, bytes) == bytes;
        }
        for (long done = 0; done < bytes; done += BOUNCE_BYTES) {
            long count = Math.min(bytes - done, BOUNCE_BYTES);
            if (file.read(bounce, address + done, count) != count) {
                return false;
            }
            MemorySegment.copy(bounce, 0, into, at + done, count);
        }
        return true;
    }

    @Override
    public boolean write(long address, MemorySegment from, long at, long bytes) {
        if (!isPossible(address, bytes)) {
            return false;
        }
        if (from.isNative()) {
            return file.write(from.asSlice(at, bytes), address, bytes) == bytes;
        }
        for (long done = 0; done < bytes; done += BOUNCE_BYTES) {
            long count = Math.min(bytes - done, BOUNCE_BYTES);
            MemorySegment.copy(from, at + done, bounce, 0, count);
            if (file.write(bounce, address + done, count) != count) {
                return false;
            }
        }
        return true;
    }

    private boolean isPossible(long address, long bytes) {
        return !revoked && address >= 0 && bytes >= 0 && address <= ADDRESSES - bytes;
    }

    /// From now on nothing of it is read or written.
    public void revoke() {
        revoked = true;
    }

    @Override
    public void close() throws SystemCallException {
        revoked = true;
        file.close();
    }
}
