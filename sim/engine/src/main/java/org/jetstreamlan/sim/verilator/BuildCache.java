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
/// <root>/<kind>-<key>.lock      held by the process that builds it, whose number is in it; the others wait. The system frees it when that one ends
/// <root>/<kind>-<key>.log       what the tools said when it failed
/// <root>/<random>.part/         a build under way
/// ```
///
/// An entry whose files do not match its manifest is built again. One that nobody used for [#KEPT] goes away when another is added.
final class BuildCache {
    static final Duration KEPT = Duration.ofDays(30);

    private static final String MANIFEST = "manifest";

    /// Within one process a file lock does not exclude; keyed by the lock file.
    private static final ConcurrentHashMap<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private final Path root;

    BuildCache(Path root) {
        this.root = root;
    }

    /// Fills an empty folder.
    interface Builder {
        /// @param folder where the files go; it is moved afterwards, so they must not hold its name
        /// @param log what the tools say
        void build(Path folder, Path log) throws IOException, ToolRun.Failed;
    }

    /// How closely a found entry is looked at.
    enum Check {
        /// Sizes: for files whose damage shows as an error of the compiler.
        SIZES,
        /// Contents: a damaged library would end the process.
        CONTENTS
    }

    /// The folder of a finished build.
    ///
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
        var lockFile = root.resolve(name + ".lock");
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
                removeUnused();
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

    /// Waits if another process builds, and says so.
    private static FileLock lock(FileChannel channel, String name) throws IOException {
        var free = channel.tryLock();
        if (free == null) {
            var number = ByteBuffer.allocate(20);
            channel.read(number, 0);
            var process = new String(number.array(), 0, number.position(), US_ASCII);
            System.err.printf(
                    "verilator engine: process %s builds %s; waiting for it%n", process, name);
            free = channel.lock();
        }
        channel.truncate(0);
        channel.write(US_ASCII.encode(Long.toString(ProcessHandle.current().pid())), 0);
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
        crc.update(Files.readAllBytes(file));
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

    private void removeUnused() throws IOException {
        var oldest = Instant.now().minus(KEPT);
        try (Stream<Path> entries = Files.list(root)) {
            for (var entry : entries.filter(Files::isDirectory).toList()) {
                if (isOlder(entry, oldest)) {
                    delete(entry);
                }
            }
        }
    }

    private static boolean isOlder(Path entry, Instant oldest) throws IOException {
        try {
            var dated = entry.resolve(MANIFEST);
            var time = Files.getLastModifiedTime(Files.exists(dated) ? dated : entry);
            return time.toInstant().isBefore(oldest);
        } catch (NoSuchFileException gone) {
            // Another's build, which has been finished since the folder was listed.
            return false;
        }
    }

    /// Removes a folder and all in it. A library that is in use stays mapped.
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException raced) {
            throw raced.getCause();
        }
    }
}
