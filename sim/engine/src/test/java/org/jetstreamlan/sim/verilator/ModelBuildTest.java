package org.jetstreamlan.sim.verilator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.jetstreamlan.sim.verilator.HandWritten.input;
import static org.jetstreamlan.sim.verilator.HandWritten.output;
import static org.jetstreamlan.sim.verilator.HandWritten.register;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jetstreamlan.sim.EngineException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Builds with a compiler that notes its calls, in a cache of their own.
class ModelBuildTest {
    @TempDir static Path folder;

    private static Settings settings = Settings.fromEnvironment();

    /// Runs in processes of their own: builds one model in the cache that the environment names.
    static final class OtherProcess {
        private OtherProcess() {}

        public static void main(String[] arguments) {
            var adder = adder("+", arguments[0]);
            try (var model = adder.compile();
                    var simulator = model.instantiate()) {
                simulator.poke(simulator.probe("a"), 20);
                simulator.poke(simulator.probe("b"), 22);
                System.out.println("sum " + simulator.peek(simulator.probe("y")));
            }
        }
    }

    @BeforeAll
    static void countCompilations() throws IOException {
        Tools.needVerilator();
        var found = Settings.fromEnvironment();
        var compiler =
                Files.writeString(
                        folder.resolve("counting-g++"),
                        "#!/bin/sh\necho \"$*\" >> '%s'\nexec '%s' \"$@\"\n"
                                .formatted(folder.resolve("calls"), Toolchain.find(found).cxx()));
        assertThat(compiler.toFile().setExecutable(true)).isTrue();
        settings =
                new Settings(
                        found.verilator(),
                        Optional.of(compiler.toString()),
                        List.of("-O0"),
                        folder.resolve("cache"),
                        found.project(),
                        found.path());
    }

    private static VerilatorEngine engine() {
        return new VerilatorEngine(Visibility.STATE, settings);
    }

    private static long calls() throws IOException {
        var log = folder.resolve("calls");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    private static HandWritten adder(String operator, String comment) {
        return HandWritten.of(
                "Adder",
                """
                module Adder(input wire clk, input wire rst, input wire [7:0] a, input wire [7:0] b, output wire [7:0] y);
                  assign y = a %s b; // %s
                endmodule
                """
                        .formatted(operator, comment),
                input("a", 8),
                input("b", 8),
                output("y", 8));
    }

    private static long result(HandWritten adder) {
        try (var model = adder.compile(engine());
                var simulator = model.instantiate()) {
            simulator.poke(simulator.probe("a"), 9);
            simulator.poke(simulator.probe("b"), 4);
            return simulator.peek(simulator.probe("y"));
        }
    }

    @Test
    void aKnownDesignIsNotCompiledAgainWhateverItsComments() throws IOException {
        assertThat(result(adder("+", "adds"))).isEqualTo(13);
        long calls = calls();
        assertThat(calls).isPositive();
        assertThat(result(adder("+", "adds"))).isEqualTo(13);
        assertThat(result(adder("+", "still adds"))).isEqualTo(13);
        assertThat(calls()).isEqualTo(calls);
        assertThat(result(adder("-", "adds"))).isEqualTo(5);
        assertThat(calls()).isGreaterThan(calls);
    }

    /// Something that happens to a file.
    private interface Damage {
        void doTo(Path library) throws IOException;
    }

    /// What is loaded all the same would end this process.
    @Test
    void aDamagedLibraryIsBuiltAgain() throws IOException {
        var adder = adder("^", "");
        assertThat(result(adder)).isEqualTo(13);
        var library =
                new ModelBuild(Toolchain.find(settings), settings)
                        .obtain(adder.design(), Visibility.STATE);
        List<Damage> damages =
                List.of(
                        file -> {
                            var bytes = Files.readAllBytes(file);
                            for (int i = bytes.length / 3; i < bytes.length / 2; i++) {
                                bytes[i] ^= 0x55;
                            }
                            Files.write(file, bytes);
                        },
                        file -> {
                            var bytes = Files.readAllBytes(file);
                            Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
                        },
                        Files::delete,
                        file -> Files.delete(file.resolveSibling("manifest")),
                        file -> Files.writeString(file.resolveSibling("loops"), "3\n"));
        for (var damage : damages) {
            damage.doTo(library);
            long calls = calls();
            assertThat(result(adder)).isEqualTo(13);
            assertThat(calls()).isGreaterThan(calls);
        }
    }

    /// Objects that are linked into every model and the headers that it is compiled with: of the same size, with other bytes.
    @Test
    void aDamagedRuntimeIsBuiltAgainBeforeAnythingIsMadeWithIt() throws IOException {
        assertThat(result(adder("*", ""))).isEqualTo(36);
        Path runtime;
        try (Stream<Path> entries = Files.list(settings.cache())) {
            runtime =
                    entries.filter(
                                    entry ->
                                            entry.getFileName()
                                                    .toString()
                                                    .matches("runtime-\\w{32}"))
                            .findFirst()
                            .orElseThrow();
        }
        for (var name : List.of("verilated.o", "shim.o", "small.h.gch")) {
            try (var file = FileChannel.open(runtime.resolve(name), StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(new byte[2_000]), file.size() / 2);
            }
        }
        assertThat(result(adder("<<", ""))).isEqualTo(144);
        assertThat(RuntimeBuild.isWhole(runtime)).isTrue();
    }

    @Test
    void aCompilerThatSaysNothingIsNamed() throws IOException {
        var silent = Files.writeString(folder.resolve("silent"), "#!/bin/sh\nexit 1\n");
        assertThat(silent.toFile().setExecutable(true)).isTrue();
        var wrong =
                new Settings(
                        settings.verilator(),
                        Optional.of(silent.toString()),
                        List.of(),
                        settings.cache(),
                        settings.project(),
                        settings.path());
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(
                        () -> adder("&", "").compile(new VerilatorEngine(Visibility.STATE, wrong)))
                .withMessageContaining("silent failed with code 1: it printed nothing (log: ");
    }

    /// So has 5.048 of one in some 16,000 random circuits.
    @Test
    void aVerilatorWithAnInternalErrorIsAskedAgainForLess() throws IOException {
        var tools = Toolchain.find(settings);
        var failing =
                Files.writeString(
                        folder.resolve("failing-verilator"),
                        """
                        #!/bin/sh
                        case " $* " in
                          *" --version "*) echo 'Verilator that fails' ;;
                          *" --getenv "*) echo '%s' ;;
                          *" -fno-dfg "*) exec '%s' "$@" ;;
                          *)
                            echo '%%Error: Internal Error: design.v:1:1: V3Dfg.cpp:86: Mismatched vertices'
                            exit 1
                            ;;
                        esac
                        """
                                .formatted(tools.root(), tools.verilator()));
        assertThat(failing.toFile().setExecutable(true)).isTrue();
        var with =
                new Settings(
                        Optional.of(failing.toString()),
                        settings.cxx(),
                        settings.cxxOptions(),
                        settings.cache(),
                        settings.project(),
                        settings.path());
        try (var model = adder("|", "").compile(new VerilatorEngine(Visibility.STATE, with));
                var simulator = model.instantiate()) {
            simulator.poke(simulator.probe("a"), 9);
            simulator.poke(simulator.probe("b"), 4);
            assertThat(simulator.peek(simulator.probe("y"))).isEqualTo(13);
        }
    }

    /// Verilator promises none of the names that this needs: if the pinned version has others, clocks are slower by a third, and nothing else tells.
    @Test
    void onlyADesignThatNothingButItsClockMakesTickIsEvaluatedInParts() throws IOException {
        assumeTrue(Toolchain.find(settings).takes("-fno-dfg-break-cycles"));
        assertThat(compilation("posedge clk", "", Visibility.STATE))
                .contains("-DCLOCK_MEMORY=", "-DPHASES")
                .doesNotContain("-DFROM_INPUTS");
        assertThat(compilation("posedge clk", " ^ a", Visibility.STATE))
                .contains("-DCLOCK_MEMORY=", "-DPHASES", "-DFROM_INPUTS");
        assertThat(compilation("posedge clk or posedge rst", "", Visibility.STATE))
                .contains("-DCLOCK_MEMORY=")
                .doesNotContain("-DPHASES");
        assertThat(compilation("posedge gated", "", Visibility.STATE))
                .doesNotContain("-DCLOCK_MEMORY=", "-DPHASES");
        assertThat(compilation("posedge clk", "", Visibility.ALL))
                .doesNotContain("-DCLOCK_MEMORY=", "-DPHASES");
    }

    /// What the compiler is asked last, but for the link.
    private static String compilation(String edges, String more, Visibility visibility)
            throws IOException {
        var counter =
                HandWritten.of(
                        "Counter",
                        """
                        module Counter(input wire clk, input wire rst, input wire [7:0] a, output wire [7:0] y);
                          wire gated = clk & a[0];
                          reg [7:0] sum;
                          always @(%s) if (rst) sum <= 8'd0; else sum <= sum + a;
                          assign y = sum%s;
                        endmodule
                        """
                                .formatted(edges, more),
                        input("a", 8),
                        output("y", 8),
                        register("sum", 8));
        counter.compile(new VerilatorEngine(visibility, settings)).close();
        var calls = Files.readAllLines(folder.resolve("calls"));
        return calls.get(calls.size() - 2);
    }

    @Test
    void whatVerilatorRefusesIsToldWithItsFirstErrorAndTheLog() {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> result(adder("+ ;", "")))
                .satisfies(
                        thrown ->
                                assertThat(thrown.getMessage())
                                        .startsWith("verilator engine: verilator_bin failed")
                                        .contains("%Error: design.v:2:")
                                        .contains("(log: ")
                                        .doesNotContain("\n"));
    }

    @Test
    void whatTheCompilerRefusesIsToldWithItsFirstErrorAndTheLog() {
        var wrong =
                new VerilatorEngine(
                        Visibility.STATE, settings.withCxxOptions(List.of("-fno-such-option")));
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> adder("&", "").compile(wrong))
                .withMessageContaining("error:")
                .withMessageContaining("(log: ");
    }

    @Test
    void processesThatBuildOneModelAtOnceShareIt() throws Exception {
        result(adder("|", "so that the runtime is there"));
        long calls = calls();
        var processes = new ArrayList<Process>();
        for (int i = 0; i < 2; i++) {
            var builder =
                    new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin/java").toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            OtherProcess.class.getName(),
                            "comment " + i);
            var environment = builder.environment();
            environment.put("JETSTREAM_VERILATOR", Toolchain.find(settings).verilator().toString());
            environment.put("CXX", settings.cxx().orElseThrow());
            environment.put("JETSTREAM_CXX_OPTIONS", "-O0");
            environment.put("JETSTREAM_CACHE", settings.cache().toString());
            processes.add(builder.redirectErrorStream(true).start());
        }
        for (var process : processes) {
            assertThat(new String(process.getInputStream().readAllBytes())).contains("sum 42");
            assertThat(process.waitFor()).isZero();
        }
        // Runtime objects and headers are new in this cache folder; the model is compiled and
        // linked
        // once.
        assertThat(calls() - calls).isLessThanOrEqualTo(5 + 2);
    }
}
