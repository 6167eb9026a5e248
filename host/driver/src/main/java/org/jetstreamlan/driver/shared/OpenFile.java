package org.jetstreamlan.driver.shared;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.Closeable;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Map;

/// An open file, by its descriptor: what one process may open, another may read and write when it is passed on ([UnixSocket#send]). Reads and writes at a place, never where the descriptor stands.
public final class OpenFile implements Closeable {
    /// How a file is opened.
    public enum Mode {
        READ(0),
        /// It has to exist.
        READ_AND_WRITE(2),
        /// A new one, or an old one made empty, readable by all, writable by its owner, less the umask.
        CREATE(2 | O_CREAT | O_TRUNC);

        private final int flags;

        Mode(int flags) {
            this.flags = flags;
        }
    }

    private static final int O_ACCESS = 3;
    private static final int O_WRITE_ONLY = 1;
    private static final int O_READ_WRITE = 2;
    private static final int O_CREAT = 0x40;
    private static final int O_TRUNC = 0x200;
    private static final int O_APPEND = 0x400;
    private static final int O_CLOEXEC = 0x8_0000;
    private static final int O_PATH = 0x20_0000;
    private static final int NEW_FILE = 0644;
    private static final int AT_FDCWD = -100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int F_GETFL = 3;
    private static final int EINTR = 4;

    /// struct statx, the same on all machines.
    private static final int STATX_TYPE = 1;

    private static final int STATX_INODE = 0x100;

    private static final int STATX_BYTES = 256;
    private static final int MODE_AT = 28;
    private static final int INODE_AT = 32;

    /// Major and minor number of its file system.
    private static final int DEVICE_AT = 136;

    private static final int FORMAT = 0xF000;
    private static final int REGULAR = 0x8000;

    private static final int STATFS_BYTES = 256;

    /// File systems of this machine's own disks and memory: what is read and written there is bytes, whoever does it. Those of the kernel's own values (proc, sysfs) judge who writes, and
    /// others (FUSE) are programs.
    private static final Map<Long, String> FILE_SYSTEMS =
            Map.of(
                    0xEF53L, "ext4",
                    0x5846_5342L, "xfs",
                    0x9123_683EL, "btrfs",
                    0xF2F5_2010L, "f2fs",
                    0x2FC1_2FC1L, "zfs",
                    0x0102_1994L, "tmpfs",
                    0x794C_7630L, "overlayfs");

    private static final MethodHandle OPENAT =
            Linux.call(
                    "openat",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
                    Linker.Option.firstVariadicArg(3));
    private static final MethodHandle STATX =
            Linux.call(
                    "statx",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle FSTATFS =
            Linux.call("fstatfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle PREAD = ofBytes("pread");
    private static final MethodHandle PWRITE = ofBytes("pwrite");

    private static MethodHandle ofBytes(String name) {
        return Linux.call(
                name, FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    }

    private final Descriptor descriptor;
    private final MemorySegment state = Linux.newState();

    private OpenFile(long descriptor) {
        this.descriptor = new Descriptor(descriptor);
    }

    /// Opens a file as this process may.
    ///
    /// @throws SystemCallException if it may not, or there is none
    public static OpenFile open(Path path, Mode mode) throws SystemCallException {
        return new OpenFile(
                Linux.checked(
                        "open " + path,
                        (arena, state) ->
                                (int)
                                        OPENAT.invokeExact(
                                                state,
                                                AT_FDCWD,
                                                arena.allocateFrom(path.toString()),
                                                mode.flags | O_CLOEXEC,
                                                NEW_FILE)));
    }

    /// One that another process has passed on; the descriptor is this object's from now on.
    public static OpenFile attach(int descriptor) {
        return new OpenFile(descriptor);
    }

    /// Why bytes of it cannot be moved in another's name; empty if they can. A regular file of a file system that has only bytes, open to read or write, but not to append.
    public String objection() throws SystemCallException {
        int flags = Linux.fcntl(descriptor(), F_GETFL, 0);
        if ((flags & O_PATH) != 0) {
            return "it is open as a path only; open it to read or write";
        }
        if ((flags & O_APPEND) != 0) {
            return "it is open to append, where a place means nothing; open it without";
        }
        try (var arena = Arena.ofConfined()) {
            var values = arena.allocate(STATX_BYTES, Long.BYTES);
            statx(descriptor(), "", AT_EMPTY_PATH, STATX_TYPE, values);
            int mode = Short.toUnsignedInt(values.get(JAVA_SHORT, MODE_AT));
            if ((mode & FORMAT) != REGULAR) {
                return "it is no regular file (mode %#o); pass one that is".formatted(mode);
            }
            var system = arena.allocate(STATFS_BYTES, Long.BYTES);
            Linux.checked(
                    "fstatfs",
                    (_, errno) -> (int) FSTATFS.invokeExact(errno, descriptor(), system));
            long type = system.get(JAVA_LONG, 0);
            if (!FILE_SYSTEMS.containsKey(type)) {
                return "its file system is of type %#x, none of %s; copy it to one of these"
                        .formatted(type, FILE_SYSTEMS.values().stream().sorted().toList());
            }
        }
        return "";
    }

    /// Whether it is the file that a path names now.
    ///
    /// @throws SystemCallException if there is none
    public boolean isSame(Path path) throws SystemCallException {
        try (var arena = Arena.ofConfined()) {
            var mine = arena.allocate(STATX_BYTES, Long.BYTES);
            var other = arena.allocate(STATX_BYTES, Long.BYTES);
            statx(descriptor(), "", AT_EMPTY_PATH, STATX_INODE, mine);
            statx(AT_FDCWD, path.toString(), 0, STATX_INODE, other);
            return mine.get(JAVA_LONG, INODE_AT) == other.get(JAVA_LONG, INODE_AT)
                    && mine.get(JAVA_LONG, DEVICE_AT) == other.get(JAVA_LONG, DEVICE_AT);
        }
    }

    private static void statx(int folder, String path, int flags, int what, MemorySegment values)
            throws SystemCallException {
        Linux.checked(
                "statx " + path,
                (arena, errno) ->
                        (int)
                                STATX.invokeExact(
                                        errno,
                                        folder,
                                        arena.allocateFrom(path),
                                        flags,
                                        what,
                                        values));
    }

    /// Whether it is open to read.
    public boolean isReadable() throws SystemCallException {
        return access() != O_WRITE_ONLY;
    }

    /// Whether it is open to write.
    public boolean isWritable() throws SystemCallException {
        return access() == O_WRITE_ONLY || access() == O_READ_WRITE;
    }

    private int access() throws SystemCallException {
        return Linux.fcntl(descriptor(), F_GETFL, 0) & O_ACCESS;
    }

    /// Reads bytes from `at` on into memory outside of the heap. Allocates nothing; one thread at a time.
    ///
    /// @return how many: fewer if the file ends before, or where the system refuses, the negative errno
    public long read(MemorySegment into, long at, long bytes) {
        return move(PREAD, into, at, bytes);
    }

    /// Writes bytes from `at` on; a file that ends before grows, with zeros between. As [#read].
    public long write(MemorySegment from, long at, long bytes) {
        return move(PWRITE, from, at, bytes);
    }

    private long move(MethodHandle call, MemorySegment memory, long at, long bytes) {
        long moved = 0;
        try {
            while (moved < bytes) {
                var left = moved == 0 ? memory : memory.asSlice(moved);
                long count =
                        (long)
                                call.invokeExact(
                                        state, descriptor(), left, bytes - moved, at + moved);
                if (count == -1 && Linux.errno(state) != EINTR) {
                    return -Linux.errno(state);
                }
                if (count == 0) {
                    break;
                }
                moved += Math.max(0, count);
            }
            return moved;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// To be passed to another process.
    public int descriptor() {
        return descriptor.number();
    }

    @Override
    public void close() throws SystemCallException {
        descriptor.close();
    }
}
