package org.jetstreamlan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void theMapBesideTheVerilogLeadsToTheJavaSource() throws IOException {
        run("verilog", "aal-crc", "--out", folder.toString());
        assertThat(Files.readAllLines(folder.resolve("AalCrc.map")))
                .anyMatch(line -> line.matches("\\d+\tAalCrc\\.crc\tAalCrc\\.java:\\d+"));
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
    void aQuickBitstreamChoosesItsDesignsItself() {
        assertThat(run("bitstream", "--quick", "adapter")).isEqualTo(2);
        assertThat(errors.toString().lines()).singleElement().asString().contains("--quick");
    }

    private int run(String... arguments) {
        return Jetstream.commandLine()
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }
}
