package org.jetstreamlan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.jetstreamlan.sim.SimulationFailure;
import org.jetstreamlan.sim.TestBench;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// One line a failure, in words.
class FailuresTest {
    private static String line(Throwable failure, Object command) {
        return Failures.line(failure, new CommandLine(command).getCommandSpec());
    }

    @Test
    void aFileThatCannotBeWrittenIsNamedWithReasonAndRemedy() {
        var denied = new AccessDeniedException("/root/x");
        assertThat(line(denied, new DemoCommand()))
                .isEqualTo("cannot write /root/x: permission denied; give another --out");
        var full = new FileSystemException("y", null, "No space left on device");
        assertThat(line(new UncheckedIOException("waves", full), new VerilogCommand()))
                .isEqualTo("cannot write y: no space left on device; give another --out");
    }

    @Test
    void aCommandWithoutOutIsNotToldToGiveAnother() {
        assertThat(line(new AccessDeniedException("docs"), new FiguresCommand()))
                .isEqualTo("cannot write docs: permission denied");
    }

    @Test
    void otherFailuresSpeakForThemselves() {
        assertThat(line(new IOException("no luck"), new DemoCommand())).isEqualTo("no luck");
        assertThat(line(new IOException(), new DemoCommand())).isEqualTo("java.io.IOException");
        assertThat(line(new OutOfMemoryError("heap"), new DemoCommand()))
                .isEqualTo("java.lang.OutOfMemoryError: heap");
    }

    @Test
    void aFailingStationIsNamedWithItsCause() {
        assertThat(line(failureOf(new IOException("no luck")), new DemoCommand()))
                .isEqualTo("process 'station 0' failed at 0 ps: java.io.IOException: no luck");
        assertThat(line(failureOf(new AccessDeniedException("/root/x")), new DemoCommand()))
                .isEqualTo("cannot write /root/x: permission denied; give another --out");
    }

    private static SimulationFailure failureOf(IOException thrown) {
        try (var bench = new TestBench("clk", 1, () -> {})) {
            bench.start(
                    "station 0",
                    () -> {
                        throw thrown;
                    });
            return catchThrowableOfType(SimulationFailure.class, bench::run);
        }
    }
}
