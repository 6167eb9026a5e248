package org.jetstreamlan.sim.verilator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The C++ that ships with the engine.
enum ShimSource {
    /// Redirects the design's text; seen by all C++.
    PRINT("print.h"),
    /// What is precompiled.
    RUNTIME("runtime.h"),
    /// What the next two know of each other.
    SHARED("shim.h"),
    /// The functions that Java calls.
    SHIM("shim.cpp"),
    /// Those of them that know the model.
    MODEL("model.cpp"),
    /// The linker's list of what a model exports.
    EXPORTS("exports.map");

    private final String file;

    ShimSource(String file) {
        this.file = file;
    }

    String file() {
        return file;
    }

    String text() {
        try (var stream = ShimSource.class.getResourceAsStream(file)) {
            return new String(
                    Objects.requireNonNull(stream, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException damagedJar) {
            throw new UncheckedIOException(damagedJar);
        }
    }
}
