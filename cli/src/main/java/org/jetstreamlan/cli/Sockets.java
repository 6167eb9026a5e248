package org.jetstreamlan.cli;

import java.nio.file.Path;

/// Where a daemon's sockets lie, and who looks for them.
final class Sockets {
    private Sockets() {}

    /// The folder where nothing is said.
    static Path folder() {
        var runtime = System.getenv("XDG_RUNTIME_DIR");
        return runtime == null || runtime.isEmpty()
                ? Path.of("/tmp", "jetstream-" + System.getProperty("user.name"))
                : Path.of(runtime, "jetstream");
    }

    /// The socket of a station.
    static Path of(Path folder, int station) {
        return folder.resolve("station" + station);
    }
}
