package org.jetstreamlan.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.junit.Needed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What tshark makes of a run's capture.
class CaptureTest {
    private static final int BYTES = 150_000;

    @TempDir Path folder;

    @Test
    void everyPacketIsSoundAndSaysWhatItIs() throws Exception {
        Needed.program("tshark", "tshark");
        Path file = folder.resolve("file");
        SampleFile.write(file, BYTES, 1994);
        var options =
                new Demo.Options(
                        file,
                        2,
                        Engines.jit(),
                        folder,
                        AdapterParameters.paper(),
                        new Origin("a test", ""));
        DemoResult result = new Demo(options, new Progress() {}, System.nanoTime()).run();
        assertThat(result.intact()).isTrue();
        assertThat(tshark("-Y", "_ws.malformed")).isEmpty();
        assertThat(tshark("-Y", "_ws.expert.severity >= 0x600000")).isEmpty();
        assertThat(tshark("-Y", "atm.vci == 564", "-T", "fields", "-e", "atm.vpi", "-e", "atm.vci"))
                .containsExactly("4\t564", "4\t564", "4\t564");
        assertThat(
                        tshark(
                                "-Y",
                                "llc.oui == 0x4A5354 && llc.pid == 1",
                                "-T",
                                "fields",
                                "-e",
                                "atm.vci"))
                .containsExactly("564", "564", "564");
        assertThat(tshark("-V", "-Y", "llc"))
                .anyMatch(line -> line.contains("AAL: AAL5"))
                .anyMatch(line -> line.contains("Traffic type: LLC multiplexed"))
                .anyMatch(line -> line.contains("DSAP: SNAP"));
    }

    private List<String> tshark(String... options) throws Exception {
        var command =
                new ArrayList<>(List.of("tshark", "-r", folder.resolve("ring.pcapng").toString()));
        command.addAll(List.of(options));
        var errors = folder.resolve("errors").toFile();
        var process = new ProcessBuilder(command).redirectError(errors).start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(errors.toPath())).isZero();
        return text.lines().toList();
    }
}
