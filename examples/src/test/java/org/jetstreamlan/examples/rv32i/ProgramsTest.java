package org.jetstreamlan.examples.rv32i;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.junit.Simulate;
import org.jetstreamlan.sim.junit.TestRun;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Compiled programs on the core, in lockstep with the reference. `src/test/rv32i/Makefile` makes their hexadecimal words from C.
class ProgramsTest {
    private static final int WORDS = 2048;
    private static final long LONGEST = 100_000;
    private static final Circuit CIRCUIT =
            Design.of(() -> new Rv32i(new Rv32i.Parameters(WORDS))).circuit();

    @Simulate
    void primesBelowAThousandAreSieved(TestRun run) throws IOException {
        assertThat(outputOf(run, "sieve.hex")).containsExactly(168L, 997L);
    }

    @Simulate
    void crcOfTheCheckStringIsThatOfTheCatalogue(TestRun run) throws IOException {
        assertThat(outputOf(run, "crc.hex")).containsExactly(0xCBF4_3926L, 0xCBF4_3926L);
    }

    @Simulate
    void digitsOfPiAreRight(TestRun run) throws IOException {
        assertThat(outputOf(run, "pi.hex"))
                .containsExactly(3L, 1L, 4L, 1L, 5L, 9L, 2L, 6L, 5L, 3L, 5L, 8L);
    }

    private static List<Long> outputOf(TestRun run, String name) throws IOException {
        try (InputStream text = ProgramsTest.class.getResourceAsStream(name)) {
            assertThat(text).as(name).isNotNull();
            var program = words(new String(text.readAllBytes(), US_ASCII));
            try (var model = run.engine().compile(CIRCUIT);
                    var lockstep = new Lockstep(model, WORDS, program)) {
                lockstep.run(LONGEST);
                assertThat(lockstep.cause()).isEqualTo(Cause.BREAKPOINT.code());
                assertThat(lockstep.machine().registers[10]).isZero();
                lockstep.compareMemory(0, WORDS);
                return lockstep.output;
            }
        }
    }

    /// The public unit tests of RV32I, where somebody made them: `make -C examples/src/test/rv32i riscv-tests TESTS=...`, then run
    /// this with `-Driscv.tests=examples/src/test/rv32i/out`. Each ends with `ecall`, with 0 in a0 if all is well.
    @TestFactory
    @EnabledIfSystemProperty(named = "riscv.tests", matches = ".+")
    Stream<DynamicTest> publicUnitTestsPass() throws IOException {
        var model = Engines.jit().compile(CIRCUIT);
        Path root = Path.of(System.getProperty("jetstream.root", ".."));
        Path folder = root.resolve(System.getProperty("riscv.tests"));
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(f -> f.getFileName().toString().matches("riscv-.*\\.hex"))
                    .sorted()
                    .toList()
                    .stream()
                    .map(
                            file ->
                                    dynamicTest(
                                            file.getFileName().toString(),
                                            () -> {
                                                var program = words(Files.readString(file));
                                                try (var run =
                                                        new Lockstep(model, WORDS, program)) {
                                                    run.run(LONGEST);
                                                    assertThat(run.cause())
                                                            .isEqualTo(
                                                                    Cause.ENVIRONMENT_CALL.code());
                                                    assertThat(run.machine().registers[10])
                                                            .as("number of the test that failed")
                                                            .isZero();
                                                }
                                            }));
        }
    }

    private static List<Integer> words(String listing) {
        return Arrays.stream(listing.strip().split("\\s+"))
                .map(word -> Integer.parseUnsignedInt(word, 16))
                .toList();
    }
}
