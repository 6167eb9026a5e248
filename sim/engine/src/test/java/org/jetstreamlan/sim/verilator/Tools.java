package org.jetstreamlan.sim.verilator;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jetstreamlan.sim.EngineException;

/// Tools that a machine may lack: a test that needs one is skipped with the reason, or fails where the environment says `REQUIRE_ALL=1`.
public final class Tools {
    private Tools() {}

    public static void needVerilator() {
        try {
            Toolchain.find(Settings.fromEnvironment());
        } catch (EngineException missing) {
            absent(String.valueOf(missing.getMessage()));
        }
    }

    /// The compiler `iverilog`; `vvp` is beside it.
    static Path needIcarus() {
        var found = icarus();
        if (found.isEmpty()) {
            absent("Icarus Verilog is not installed: apt-get install iverilog");
        }
        return found.orElseThrow();
    }

    static Optional<Path> icarus() {
        return Settings.fromEnvironment().path().stream()
                .map(folder -> folder.resolve("iverilog"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void absent(String why) {
        if ("1".equals(System.getenv("REQUIRE_ALL"))) {
            fail(why);
        }
        abort(why);
    }
}
