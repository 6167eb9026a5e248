package org.jetstreamlan.driver.client;

import java.nio.file.Path;

/// Where a daemon's sockets lie, and who looks for them.
public final class Sockets {
    private Sockets() {}

    /// The folder where nothing is said.
    public static Path folder() {
        var runtime = System.getenv("XDG_RUNTIME_DIR");
        return runtime == null || runtime.isEmpty()
                ? Path.of("/tmp", "jetstream-" + System.getProperty("user.name"))
                : Path.of(runtime, "jetstream");
    }

    /// The socket of a station.
    public static Path of(Path folder, int station) {
        return folder.resolve("station" + station);
    }
}
