package org.jetstreamlan.sim.verilator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jetstreamlan.sim.EngineException;

/// A folder of finished builds, shared by all threads, processes and checkouts of a user.
///
/// ```
/// <root>/<kind>-<key>/          one build; appears by a rename, so it is whole or absent
///                    manifest   each file with its size and CRC-32
/// <root>/<kind>-<2 digits>.lock held by the process that builds one whose key begins so; its number and the entry are in it. The others wait. The
///                               system frees it when that process ends; the file stays, since who removed one might remove it from under a third
/// <root>/<kind>-<key>.log       what the tools said when it failed
/// <root>/<random>.part/         a build under way
/// <root>/swept                  its time is that of the last look for what can go
/// ```
///
/// An entry whose files do not match its manifest is built again. When one is added, and nobody looked for an hour, those go that were not used for
/// [#KEPT], then the longest unused until the others have [#BYTES] or less, and what builds that were interrupted left.
final class BuildCache {
    static final Duration KEPT = Duration.ofDays(30);

    /// Of all entries together: some thousand models.
    static final long BYTES = 4L << 30;

    /// No build takes so long.
    static final Duration LONGEST = Duration.ofDays(1);

    private static final Duration BETWEEN_LOOKS = Duration.ofHours(1);

    private static final String MANIFEST = "manifest";
    private static final String SWEPT = "swept";
    private static final int LOCK_DIGITS = 2;

    /// Bytes that are read at once: precompiled headers have some 60 MB.
    private static final int PIECE = 1 << 18;

    /// Within one process a file lock does not exclude; keyed by the lock file.
    private static final ConcurrentHashMap<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private final Path root;
    private final long most;

    BuildCache(Path root) {
        this(root, BYTES);
    }

    /// @param most bytes of all entries together
    BuildCache(Path root, long most) {
        this.root = root;
        this.most = most;
    }

    /// Fills an empty folder.
    interface Builder {
        /// @param folder where the files go; it is moved afterwards, so they must not hold its name
        /// @param log what the tools say
        void build(Path folder, Path log) throws IOException, ToolRun.Failed;
    }

    /// How closely a found entry is looked at.
    enum Check {
        /// Sizes: for what is looked at more closely when it is used.
        SIZES,
        /// Contents: a damaged library would end the process.
        CONTENTS
    }

    /// The folder of a finished build.
    ///
    /// @param kind a builder may obtain something of another kind, never of its own
    /// @throws EngineException if it is not there and cannot be built
    Path obtain(String kind, String key, Check check, Builder builder) {
        var name = kind + "-" + key;
        var entry = root.resolve(name);
        if (isWhole(entry, check)) {
            touch(entry);
            return entry;
        }
        try {
            Files.createDirectories(root);
        } catch (IOException unwritable) {
            throw new EngineException(
                    "verilator engine: cannot write to the cache folder "
                            + root
                            + "; set JETSTREAM_CACHE to one that can be written",
                    unwritable);
        }
        var lockFile = root.resolve(kind + "-" + lockDigits(key) + ".lock");
        var inProcess = LOCKS.computeIfAbsent(lockFile.toAbsolutePath(), _ -> new ReentrantLock());
        inProcess.lock();
        try (var channel =
                        FileChannel.open(
                                lockFile,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE);
                var _ = lock(channel, name)) {
            if (!isWhole(entry, check)) {
                build(name, entry, builder);
                sweep();
            }
            return entry;
        } catch (IOException failure) {
            throw new EngineException(
                    "verilator engine: cannot build in " + root + ": " + failure.getMessage(),
                    failure);
        } finally {
            inProcess.unlock();
        }
    }

    private static String lockDigits(String key) {
        return key.substring(0, Math.min(LOCK_DIGITS, key.length()));
    }

    /// Waits if another process builds, and says so.
    private static FileLock lock(FileChannel channel, String name) throws IOException {
        var free = channel.tryLock();
        if (free == null) {
            var holder = ByteBuffer.allocate(200);
            channel.read(holder, 0);
            System.err.printf(
                    "verilator engine: process %s; waiting for it%n",
                    new String(holder.array(), 0, holder.position(), US_ASCII));
            free = channel.lock();
        }
        var own = ProcessHandle.current().pid() + " builds " + name;
        channel.truncate(0);
        channel.write(US_ASCII.encode(own), 0);
        return free;
    }

    private void build(String name, Path entry, Builder builder) throws IOException {
        var part = Files.createDirectory(root.resolve(UUID.randomUUID() + ".part"));
        var log = root.resolve(name + ".log");
        Files.deleteIfExists(log);
        try {
            builder.build(part, log);
            writeManifest(part);
            if (Files.exists(entry)) {
                delete(entry);
            }
            Files.move(part, entry, StandardCopyOption.ATOMIC_MOVE);
            Files.deleteIfExists(log);
        } catch (ToolRun.Failed failed) {
            throw new EngineException(
                    "verilator engine: " + failed.getMessage() + " (log: " + log + ")", failed);
        } finally {
            if (Files.exists(part)) {
                delete(part);
            }
        }
    }

    private static void writeManifest(Path folder) throws IOException {
        var lines = new ArrayList<String>();
        try (Stream<Path> files = Files.list(folder)) {
            for (var file : files.sorted().toList()) {
                lines.add(file.getFileName() + " " + Files.size(file) + " " + crc(file));
            }
        }
        Files.write(folder.resolve(MANIFEST), lines);
    }

    static boolean isWhole(Path entry, Check check) {
        try {
            List<String> lines = Files.readAllLines(entry.resolve(MANIFEST));
            for (var line : lines) {
                var parts = line.split(" ");
                var file = entry.resolve(parts[0]);
                if (parts.length != 3
                        || Files.size(file) != Long.parseLong(parts[1])
                        || (check == Check.CONTENTS && crc(file) != Long.parseLong(parts[2]))) {
                    return false;
                }
            }
            return !lines.isEmpty();
        } catch (IOException | NumberFormatException absentOrDamaged) {
            return false;
        }
    }

    private static long crc(Path file) throws IOException {
        var crc = new CRC32();
        var piece = ByteBuffer.allocate(PIECE);
        try (var channel = FileChannel.open(file)) {
            while (channel.read(piece) >= 0) {
                crc.update(piece.flip());
                piece.clear();
            }
        }
        return crc.getValue();
    }

    /// The manifest's time is that of the last use.
    private static void touch(Path entry) {
        try {
            Files.setLastModifiedTime(entry.resolve(MANIFEST), FileTime.from(Instant.now()));
        } catch (IOException readOnly) {
            // Somebody else's cache, for reading only: it then ages as they use it.
        }
    }

    /// Lets go what can. Another process may do the same, or finish a build: what is gone meanwhile is no trouble.
    private void sweep() throws IOException {
        var now = Instant.now();
        var swept = root.resolve(SWEPT);
        if (Files.exists(swept) && isUsedSince(swept, now.minus(BETWEEN_LOOKS))) {
            return;
        }
        Files.write(swept, new byte[0]);
        var entries = new ArrayList<Path>();
        for (var found : list(root)) {
            var name = found.getFileName().toString();
            if (name.endsWith(".part") && !isUsedSince(found, now.minus(LONGEST))
                    || name.endsWith(".log") && !isUsedSince(found, now.minus(KEPT))) {
                delete(found);
            } else if (Files.exists(found.resolve(MANIFEST))) {
                entries.add(found);
            }
        }
        var lastUses = new HashMap<Path, Instant>();
        for (var entry : entries) {
            lastUses.put(entry, lastUse(entry.resolve(MANIFEST)));
        }
        entries.sort(Comparator.comparing(lastUses::get, Comparator.reverseOrder()));
        long bytes = 0;
        for (var entry : entries) {
            bytes += bytes(entry);
            if (bytes > most || !isUsedSince(entry.resolve(MANIFEST), now.minus(KEPT))) {
                delete(entry);
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (NoSuchFileException gone) {
            return List.of();
        }
    }

    private static long bytes(Path entry) throws IOException {
        long bytes = 0;
        for (var file : list(entry)) {
            try {
                bytes += Files.size(file);
            } catch (NoSuchFileException gone) {
                return 0;
            }
        }
        return bytes;
    }

    private static boolean isUsedSince(Path file, Instant time) throws IOException {
        return lastUse(file).isAfter(time);
    }

    /// The latest of all times, for what is gone.
    private static Instant lastUse(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (NoSuchFileException gone) {
            return Instant.MAX;
        }
    }

    /// Removes a file, or a folder and all in it. A library that is in use stays mapped.
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException gone) {
            // By another process.
        } catch (UncheckedIOException raced) {
            throw raced.getCause();
        }
    }
}
