package org.jetstreamlan.sim.cover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/// A folder with one file of coverage for each design, `<top>-<id>.coverage`, to which any number of threads and processes add.
public final class CoverageFolder {
    /// The ending of its files.
    public static final String ENDING = ".coverage";

    /// Locks on files hold between processes; this one holds between the threads of this process.
    private static final Object THREADS = new Object();

    private CoverageFolder() {}

    /// Adds to the file of the design. The file is whole at any time.
    ///
    /// @throws UncheckedIOException if it cannot be written
    public static void add(Path folder, Coverage coverage) {
        Path file = folder.resolve(coverage.design() + "-" + coverage.id() + ENDING);
        synchronized (THREADS) {
            try {
                Files.createDirectories(folder);
                addLocked(folder, file, coverage);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write coverage to " + file, e);
            }
        }
    }

    private static void addLocked(Path folder, Path file, Coverage coverage) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(
                                folder.resolve(".lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            Path next = folder.resolve(file.getFileName() + ".next");
            boolean isThere = Files.exists(file);
            (isThere ? Coverage.read(file).plus(coverage) : coverage).writeTo(next);
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /// All coverage below folders and in files, merged design by design.
    ///
    /// @throws UncheckedIOException if something cannot be read
    public static List<Coverage> read(List<Path> places) {
        CoverageSet all = new CoverageSet();
        for (Path place : places) {
            try (Stream<Path> files = Files.walk(place)) {
                files.filter(
                                file ->
                                        file.equals(place)
                                                ? Files.isRegularFile(file)
                                                : file.toString().endsWith(ENDING))
                        .sorted()
                        .forEach(file -> all.add(Coverage.read(file)));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + place, e);
            }
        }
        return all.all();
    }
}
