package org.jetstreamlan.sim.cover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Java files below some folders, found by name: places in a design have no folder. Of several of one name it is the one with the declarations on the right
/// lines.
final class SourceTree {
    private static final Set<String> SKIPPED = Set.of("target", "build", "node_modules");

    private final Map<String, List<Path>> byName = new HashMap<>();

    /// A file and its text.
    record Source(Path path, List<String> lines) {}

    SourceTree(List<Path> roots) {
        try {
            for (Path root : roots) {
                Files.walkFileTree(root, new Visitor());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for Java sources: " + e.getMessage(), e);
        }
        byName.values().forEach(paths -> paths.sort(null));
    }

    private final class Visitor extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.normalize().getFileName() + "";
            boolean isHidden = name.length() > 1 && name.startsWith(".") && !name.equals("..");
            return isHidden || SKIPPED.contains(name)
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName() + "";
            if (name.endsWith(".java")) {
                byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(file.normalize());
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
            return FileVisitResult.CONTINUE;
        }
    }

    /// The source of what was covered, if it is there.
    Optional<Source> find(SourceCoverage covered) {
        Source best = null;
        int bestScore = -1;
        for (Path path : byName.getOrDefault(covered.file(), List.of())) {
            List<String> lines = read(path);
            int score = 0;
            for (Map.Entry<Integer, String> name : covered.names().entrySet()) {
                String first = name.getValue().split("_", 2)[0];
                boolean fits = name.getKey() <= lines.size();
                score += fits && lines.get(name.getKey() - 1).contains(first) ? 1 : 0;
            }
            boolean isLongEnough = covered.lines().lastKey() <= lines.size();
            if (isLongEnough && score > bestScore) {
                bestScore = score;
                best = new Source(path, lines);
            }
        }
        return Optional.ofNullable(best);
    }

    private static List<String> read(Path path) {
        try {
            return Files.readAllLines(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }
}
