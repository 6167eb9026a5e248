package org.jetstreamlan.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Fuzzing guided by coverage: Jazzer, in a JVM of its own, looks for an input that makes a target throw, hang, or grow. With `-Djetstream.guided.runs` it looks for longer, from another seed each time; the input that it finds is in its
/// output, in Base64. Takes seconds, for its JVM instruments what it loads.
class GuidedFuzzTest {
    private static final long FEW = 5_000;
    private static final long RUNS = Long.getLong("jetstream.guided.runs", FEW);
    private static final String EXAMPLES = "examples";
    private static final long SEED =
            Long.getLong("jetstream.seed", System.nanoTime() & 0x7FFF_FFFF);
    private static final int LONGEST_SECONDS = 10;

    @TempDir Path folder;

    @Test
    void no_script_request_or_frame_makes_its_reader_throw_or_hang() throws Exception {
        System.out.printf("guided-fuzz: -Djetstream.seed=%d%n", SEED);
        EveryFuzzer.writeExamples(Files.createDirectory(folder.resolve(EXAMPLES)));
        var process = start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("Done %d runs".formatted(RUNS));
    }

    private Process start() throws IOException {
        var command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        RUNS > FEW ? "-XX:TieredStopAtLevel=4" : "-XX:TieredStopAtLevel=1",
                        "-XX:+EnableDynamicAgentLoading",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + EveryFuzzer.class.getName(),
                        "--instrumentation_includes=org.jetstreamlan.**",
                        "-runs=" + RUNS,
                        "-seed=" + SEED,
                        "-timeout=" + LONGEST_SECONDS,
                        "-rss_limit_mb=2048",
                        EXAMPLES);
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }
}
