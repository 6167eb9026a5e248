package org.jetstreamlan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The demonstration from the command line: what it leaves, and what it says to bad input.
class DemoCommandTest {
    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @TempDir private Path folder;

    private int demo(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "demo";
        all[1] = "--out";
        all[2] = folder.resolve("out").toString();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return Jetstream.commandLine()
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true))
                .execute(all);
    }

    private void oneLineThatSays(String... parts) {
        assertThat(errors.toString().lines()).singleElement().asString().contains(parts);
    }

    @Test
    void aMissingFileIsNamed() {
        assertThat(demo("--file", "no/such/file")).isEqualTo(2);
        oneLineThatSays("no/such/file", "does not exist");
    }

    @Test
    void aFolderIsNoFile() {
        assertThat(demo("--file", folder.toString())).isEqualTo(2);
        oneLineThatSays(folder.toString(), "is not a file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "65", "-3"})
    void stationsOutOfRangeAreRefusedWithTheRange(String stations) {
        assertThat(demo("--stations=" + stations)).isEqualTo(2);
        oneLineThatSays("--stations", stations, "2..64");
    }

    @Test
    void anUnknownEngineIsNamedWithThoseThereAre() {
        assertThat(demo("--engine", "quartz")).isEqualTo(2);
        oneLineThatSays("quartz", "jit", "verilator");
    }

    @Test
    void aBlockSizeThatNoAdapterHasIsRefused() {
        assertThat(demo("--block-kib", "3")).isEqualTo(2);
        oneLineThatSays("--block-kib", "3,072");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 200_001})
    void aFileOfAnyLengthArrives(int bytes) throws Exception {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        Path file = Files.write(folder.resolve("a file"), content);
        assertThat(demo("--file", file.toString(), "--stations", "3")).isZero();
        Path out = folder.resolve("out");
        assertThat(out.resolve("received.bin")).hasBinaryContent(content);
        assertThat(out.resolve("adapter.v")).content().contains("module Adapter");
        assertThat(out.resolve("source.vcd")).content().contains("$enddefinitions");
        assertThat(out.resolve("ring.pcapng")).isNotEmptyFile();
        assertThat(out.resolve("report.html")).content().contains("The file arrived intact.");
    }
}
