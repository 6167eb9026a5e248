package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jetstreamlan.cli.Tree;

/// A Maven project of its own in `bench/rivals/`, with pinned versions: what others have made, and our programs on it.
///
/// @param name of its folder
record RivalProject(String name) {
    /// Compiles what is not compiled; the first time, Maven fetches the libraries.
    ///
    /// @throws IOException if it cannot, with Maven's last line
    void build() throws IOException {
        if (!isBuilt()) {
            Measured.seconds(
                    folder(), Tree.root().resolve("tools/maven").toString(), "-q", "package");
        }
    }

    private boolean isBuilt() throws IOException {
        Path stamp = folder().resolve("target/class-path");
        if (!Files.exists(stamp)) {
            return false;
        }
        var built = Files.getLastModifiedTime(stamp);
        try (Stream<Path> sources = Files.walk(folder().resolve("src"))) {
            for (Path source :
                    Stream.concat(sources, Stream.of(folder().resolve("pom.xml"))).toList()) {
                if (Files.getLastModifiedTime(source).compareTo(built) > 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private Path folder() {
        return Tree.root().resolve("bench/rivals").resolve(name);
    }

    /// After a build.
    String classPath() throws IOException {
        Path target = folder().resolve("target");
        return target.resolve("classes") + ":" + Files.readString(target.resolve("class-path"));
    }
}
