package org.jetstreamlan.driver.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.jetstreamlan.driver.shared.UnixSocket;
import org.jspecify.annotations.Nullable;

/// The path at which a station is reached. A lock beside it, `PATH.lock`, is held as long as the daemon lives, however it ends: so a socket whose lock is free is left over from a daemon that was killed, and is removed.
final class ServiceSocket implements AutoCloseable {
    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;
    private static final int WAITING = 64;

    private final Path path;
    private final FileChannel lock;
    private final UnixSocket socket;

    /// @param mode permissions, in force before anybody can connect
    /// @throws IOException if another daemon has it, or something that is no socket
    ServiceSocket(Path path, int mode) throws IOException {
        this.path = path;
        lock = lock(path);
        try {
            removeLeftOver(path);
            socket = UnixSocket.bind(path);
            Files.setPosixFilePermissions(path, permissions(mode));
            socket.listen(WAITING);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        var beside = path.resolveSibling(path.getFileName() + ".lock");
        var channel =
                FileChannel.open(
                        beside,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                LinkOption.NOFOLLOW_LINKS));
        if (!locked(channel)) {
            channel.close();
            throw new IOException(
                    "socket %s: another daemon serves it; stop that one, or take another path"
                            .formatted(path));
        }
        return channel;
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void removeLeftOver(Path path) throws IOException {
        try {
            int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if ((mode & FILE_TYPE) != SOCKET) {
                throw new IOException(
                        "socket %s: a file that is no socket is there; remove it, or take another path"
                                .formatted(path));
            }
            Files.delete(path);
        } catch (NoSuchFileException ignored) {
            // As it should be.
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        var all = PosixFilePermission.values();
        var set = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < all.length; i++) {
            if ((mode >>> all.length - 1 - i & 1) != 0) {
                set.add(all[i]);
            }
        }
        return set;
    }

    Path path() {
        return path;
    }

    int descriptor() {
        return socket.descriptor();
    }

    @Nullable UnixSocket accept() throws IOException {
        return socket.accept();
    }

    /// Nobody connects any more; the lock's file stays.
    @Override
    public void close() {
        try {
            socket.close();
            Files.deleteIfExists(path);
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
