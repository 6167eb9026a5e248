package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a checksum costs with a copy: throughput of a pool's copies with the IP checksum over that without, in a JVM with vectors and in one without. [CopyProcess] measures.
final class CopyChecksumBenchmark implements Benchmark {
    static final Benchmark ALL = new CopyChecksumBenchmark();

    private static final int LARGE = 32 << 10;
    private static final int SMALL = 4 << 10;
    private static final double WITH_VECTORS = 0.9;
    private static final double WITHOUT = 0.3;

    private CopyChecksumBenchmark() {}

    @Override
    public List<Figure> figures() {
        return List.of(
                figure("pool.copy_checksum", LARGE, true, new Target.AtLeast(WITH_VECTORS)),
                figure("pool.copy_checksum_4k", SMALL, true, new Target.Reported()),
                figure("pool.copy_checksum_plain", LARGE, false, new Target.AtLeast(WITHOUT)),
                new Figure(
                        "pool.copy_rate",
                        "copies of %d KiB, without checksum".formatted(LARGE >> 10),
                        "GB/s",
                        1,
                        new Target.Reported()));
    }

    private static Figure figure(String name, int bytes, boolean vectors, Target target) {
        var about =
                "copies of %d KiB between user memory of %d KiB and blocks, JVM %s jdk.incubator.vector: with IP checksum over without, the slower direction"
                        .formatted(
                                bytes >> 10,
                                CopyProcess.USER_BYTES >> 10,
                                vectors ? "with" : "without");
        return new Figure(name, about, "", 2, target);
    }

    @Override
    public List<Double> run() throws IOException {
        var vectors = List.of("--add-modules=jdk.incubator.vector");
        var large = measured(LARGE, vectors);
        return List.of(
                large.get(0),
                measured(SMALL, vectors).get(0),
                measured(LARGE, List.of()).get(0),
                large.get(1));
    }

    /// Ratio, and GB/s without checksum.
    private static List<Double> measured(int bytes, List<String> options) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CopyProcess.class.getName(),
                        Integer.toString(bytes)));
        var said = Measured.lines(Path.of("."), command.toArray(String[]::new)).getLast();
        var numbers = said.split(" ", -1);
        return List.of(Double.valueOf(numbers[0]), Double.valueOf(numbers[1]));
    }
}
