package org.jetstreamlan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.lib.Fifo.Storage;
import org.jetstreamlan.hdl.lib.clock.AsyncFifo;
import org.jetstreamlan.hdl.verilog.Dialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DesignCommandsTest {
    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @TempDir private Path folder;

    @Test
    void verilogWritesAFileNamedAfterTheTopModuleAndSaysWhich() throws IOException {
        assertThat(run("verilog", "aal-crc", "--out", folder.toString())).isZero();
        var file = folder.resolve("AalCrc.v");
        assertThat(output.toString().lines()).containsExactly(file.toString());
        assertThat(Files.readString(file)).contains("module AalCrc (");
    }

    @Test
    void systemVerilogAsAskedFor() throws IOException {
        var sv = folder.resolve("RegisterPort.sv");
        assertThat(verilog("register-port", "--system-verilog")).isZero();
        assertThat(sv).content().contains("always_ff", "input logic s_axil_awvalid");
        assertThat(verilog("register-port", "--system-verilog", "--bundles", "struct")).isZero();
        assertThat(sv).content().contains("typedef struct packed");
        assertThat(verilog("register-port", "--bundles", "struct")).isEqualTo(2);
        assertThat(errors.toString()).contains("add --system-verilog");
    }

    @Test
    void aCoreFileStandsBesideTheVerilog() throws IOException {
        assertThat(verilog("aal-crc")).isZero();
        assertThat(folder.resolve("AalCrc.core"))
                .content()
                .startsWith("CAPI=2:\n\nname: jetstreamlan:hdl:AalCrc:0.1.0\n")
                .contains("files: [AalCrc.v]");
    }

    @Test
    void theWholeAdapterIsDrawn() throws IOException {
        assertThat(run("diagram", "adapter-small", "--out", folder.toString())).isZero();
        assertThat(output.toString().lines())
                .contains(folder.resolve("Adapter.hierarchy.svg").toString())
                .contains(folder.resolve("Mac.svg").toString());
        assertThat(folder.resolve("Adapter.svg")).content().contains(">registers</text>");
    }

    private int verilog(String design, String... options) {
        var args = new ArrayList<>(List.of("verilog", design, "--out", folder.toString()));
        args.addAll(List.of(options));
        return run(args.toArray(String[]::new));
    }

    @Test
    void theMapBesideTheVerilogLeadsToTheJavaSource() throws IOException {
        run("verilog", "aal-crc", "--out", folder.toString());
        assertThat(Files.readAllLines(folder.resolve("AalCrc.map")))
                .anyMatch(line -> line.matches("\\d+\tAalCrc\\.crc\tAalCrc\\.java:\\d+"));
    }

    @Test
    void theConstraintsOfSeveralClocksStandBesideTheVerilog() throws IOException {
        var queue = Design.of(() -> new AsyncFifo<>(Type.bits(8), 4, Storage.LUT)).circuit();
        NamedDesign.write(queue, folder, Dialect.VERILOG_2005);
        String name = queue.top().name();
        assertThat(folder.resolve(name + ".sdc")).content().contains("create_clock -name to_clk");
        assertThat(folder.resolve(name + ".lpf")).content().contains("FREQUENCY PORT \"to_clk\"");
        run("verilog", "aal-crc", "--out", folder.toString());
        assertThat(folder.resolve("AalCrc.sdc")).doesNotExist();
    }

    @Test
    void anUnknownDesignIsAnsweredByThoseThatThereAre() {
        assertThat(run("verilog", "toaster", "--out", folder.toString())).isEqualTo(2);
        assertThat(errors.toString().lines())
                .singleElement()
                .asString()
                .contains("'toaster'", "aal-crc", "register-port", "adapter-ecp5");
    }

    @Test
    void aMissingDesignIsOneLine() {
        assertThat(run("verilog")).isEqualTo(2);
        assertThat(errors.toString().lines()).singleElement().asString().contains("--list");
    }

    @Test
    void theListNamesEachDesignOnALine() {
        assertThat(run("verilog", "--list")).isZero();
        assertThat(output.toString().lines()).hasSameSizeAs(NamedDesign.ALL);
    }

    @Test
    void registersAsJsonKeepNamesOffsetsAndResetValues() {
        assertThat(run("registers", "--format", "json")).isZero();
        var registers =
                JsonParser.parseString(output.toString())
                        .getAsJsonObject()
                        .getAsJsonArray("registers");
        assertThat(registers)
                .extracting(JsonElement::getAsJsonObject)
                .filteredOn(register -> register.get("name").getAsString().equals("IDENTIFICATION"))
                .singleElement()
                .satisfies(
                        register -> {
                            assertThat(register.get("offset").getAsInt()).isZero();
                            assertThat(register.get("reset").getAsLong()).isEqualTo(0x4A53_5452L);
                        });
    }

    @Test
    void theCHeaderHasWhatAClientNeedsToWriteAScript() {
        assertThat(run("registers", "--format", "c")).isZero();
        assertThat(output.toString().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "#define JETSTREAM_SCRIPT_BYTES 64",
                        "#define JETSTREAM_SCRIPT_COUNT 0x004u",
                        "#define JETSTREAM_SCRIPT_OPERATION_LENGTH 0x00cu",
                        "#define JETSTREAM_SCRIPT_OPERATION_OPERATION_CODE_SEND 5u",
                        "#define JETSTREAM_SCRIPT_OPERATION_BLOCKS_COUNT_SHIFT 12u",
                        "#define JETSTREAM_SCRIPT_OPERATION_OUTCOME_VALUE_PAST_END 14u");
    }

    @Test
    void aQuickBitstreamChoosesItsDesignsItself() {
        assertThat(run("bitstream", "--quick", "adapter")).isEqualTo(2);
        assertThat(errors.toString().lines()).singleElement().asString().contains("--quick");
    }

    @Test
    void aBitstreamOfAnUnknownDesignIsAnsweredByThoseThatThereAre() {
        assertThat(run("bitstream", "toaster")).isEqualTo(2);
        oneLineThatSays("'toaster'", "aal-crc", "adapter-ecp5");
    }

    @Test
    void aBitstreamForAnUnknownDeviceIsAnsweredByThoseThatThereAre() {
        assertThat(run("bitstream", "--device", "foo")).isEqualTo(2);
        oneLineThatSays("--device", "'foo'", "85F-8", "25F-6");
    }

    @Test
    void aBitstreamNeedsASeed() {
        assertThat(run("bitstream", "--seeds", "0")).isEqualTo(2);
        oneLineThatSays("--seeds", "0", "at least 1");
    }

    @Test
    void theDevicesAreThoseOfTheProgramThatPlaces() throws IOException {
        var program = Files.readString(Tree.root().resolve("tools/ecp5.py"));
        var devices =
                Pattern.compile("^    \"([^\"]+)\": Device\\(", Pattern.MULTILINE)
                        .matcher(program)
                        .results()
                        .map(found -> found.group(1))
                        .toList();
        assertThat(Ecp5.DEVICES).isEqualTo(devices);
    }

    @Test
    void aNegativeNumberOfClocksIsRefused() {
        assertThat(run("clock", "aal-crc", "--clocks", "-1")).isEqualTo(2);
        oneLineThatSays("--clocks", "-1");
    }

    @Test
    void aFolderThatCannotBeIsNamedWithTheReason() throws IOException {
        var file = Files.createFile(folder.resolve("file"));
        assertThat(run("verilog", "aal-crc", "--out", file.toString())).isEqualTo(1);
        oneLineThatSays("cannot write " + file, "exists and is no folder", "another --out");
    }

    private void oneLineThatSays(String... parts) {
        assertThat(errors.toString().lines()).singleElement().asString().contains(parts);
    }

    private int run(String... arguments) {
        return Jetstream.commandLine()
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }
}
