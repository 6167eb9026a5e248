package org.jetstreamlan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
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
        return demo(folder.resolve("out"), arguments);
    }

    private int demo(Path out, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "demo";
        all[1] = "--out";
        all[2] = out.toString();
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

    @Test
    void aGeneratedFileOfLessThanNothingIsRefused() {
        assertThat(demo("--sample-kib", "-1")).isEqualTo(2);
        oneLineThatSays("--sample-kib", "-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "received.bin",
                "source.vcd",
                "destination.vcd",
                "ring.pcapng",
                "words.pcapng",
                "adapter.v",
                "adapter.map",
                "report.html"
            })
    void aFileThatTheRunWouldOverwriteIsRefusedAndStays(String name) throws Exception {
        Path out = Files.createDirectory(folder.resolve("out"));
        Path file = Files.writeString(out.resolve(name), "precious");
        assertThat(demo("--file", file.toString())).isEqualTo(2);
        oneLineThatSays("same file", name, "another --out");
        assertThat(file).hasContent("precious");
    }

    @Test
    void soIsOneThatIsAnOutputByALink() throws Exception {
        Path out = Files.createDirectory(folder.resolve("out"));
        Path file = Files.writeString(folder.resolve("mine"), "precious");
        Files.createSymbolicLink(out.resolve("received.bin"), file);
        assertThat(demo("--file", file.toString())).isEqualTo(2);
        Files.delete(out.resolve("received.bin"));
        Files.createLink(out.resolve("adapter.v"), file);
        assertThat(demo("--file", file.toString())).isEqualTo(2);
        assertThat(errors.toString().lines()).hasSize(2).allMatch(line -> line.contains("same"));
        assertThat(file).hasContent("precious");
    }

    @Test
    void aFolderThatCannotBeIsNamedWithTheReason() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(demo(file)).isEqualTo(1);
        assertThat(demo(Path.of("/proc/none"))).isEqualTo(1);
        assertThat(demo(file.resolve("below"))).isEqualTo(1);
        assertThat(errors.toString().lines())
                .containsExactly(
                        "jetstream demo: cannot write %s: exists and is no folder; give another --out"
                                .formatted(file),
                        "jetstream demo: cannot write /proc/none: no such folder; give another --out",
                        "jetstream demo: cannot write %s/below: not a directory; give another --out"
                                .formatted(file));
    }

    @Test
    void withoutACompilerVerilatorIsRefusedBeforeAnythingIsMade() {
        String before = System.setProperty("jetstream.cxx", "no-such-compiler");
        try {
            assertThat(demo("--engine", "verilator")).isEqualTo(1);
        } finally {
            if (before == null) {
                System.clearProperty("jetstream.cxx");
            } else {
                System.setProperty("jetstream.cxx", before);
            }
        }
        oneLineThatSays("verilator engine");
        assertThat(folder.resolve("out")).doesNotExist();
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
        assertThat(output.toString()).contains(bytes == 1 ? "1 byte\n" : " bytes\n");
    }

    @Test
    void theReportSaysWhatWasTypedWhenAndHowLongItTookToGetTheToken() throws Exception {
        Path file = Files.writeString(folder.resolve("a file"), "content");
        assertThat(demo("--file", file.toString())).isZero();
        assertThat(folder.resolve("out/report.html"))
                .content()
                .contains("jetstream demo --out " + folder.resolve("out") + " --file '" + file)
                .contains(
                        Jetstream.VERSION, LocalDate.now(ZoneOffset.UTC).toString().substring(0, 7))
                .containsPattern("mean [\\d.,]+ clocks \\([\\d.,]+ µs\\), largest");
    }

    /// The first frame from doorbell to completion, outside and inside.
    @Test
    void theWavesShowTheLifeOfTheFirstFrame() throws Exception {
        byte[] content = new byte[70_000];
        Path file = Files.write(folder.resolve("a file"), content);
        assertThat(demo("--file", file.toString())).isZero();
        var source = new Dump(folder.resolve("out/source.vcd"));
        var destination = new Dump(folder.resolve("out/destination.vcd"));
        // Before it, each of the two stations has told the other who it is.
        assertThat(source.changes("transmit.completionEntries.answered"))
                .containsExactly("b1", "b10");
        assertThat(source.changes("transmit.descriptors.phase")).hasSizeGreaterThan(3);
        assertThat(source.changes("mac.transmitter.now")).hasSizeGreaterThan(5);
        assertThat(source.changes("mac.transmitter.unread")).hasSizeGreaterThan(16_000);
        assertThat(source.changes("mac.happened.tokenCaptured")).contains("1");
        assertThat(destination.changes("receive.admission.state"))
                .startsWith("b0", "b1", "b10", "b100", "b0");
        assertThat(destination.changes("receive.writer.block")).hasSizeGreaterThan(8);
        assertThat(destination.changes("receive.publisher.ring.answered"))
                .containsExactly("b1", "b10");
        assertThat(source.end()).isEqualTo(destination.end());
    }
}
