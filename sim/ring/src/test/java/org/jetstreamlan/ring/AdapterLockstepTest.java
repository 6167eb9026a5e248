package org.jetstreamlan.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jetstreamlan.ring.LockstepProgram.Line;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The adapter in RTL and the model of it, each on its ring, under the same random host programs and faults: hosts see the same. A program is
/// some 500,000 clocks of up to four adapters, so this takes its time.
class AdapterLockstepTest {
    private static final int STEPS = 120;

    /// Three that stay, which drop old frames too; `make regress` takes fresh ones as well. Or `-Djetstream.seed` again.
    static LongStream seeds() {
        var again = Long.getLong("jetstream.seed");
        if (again != null) {
            return LongStream.of(again);
        }
        int others = Integer.getInteger("jetstream.lockstep.programs", 0);
        long first = System.nanoTime() & 0xFFFF_FFFFL;
        return LongStream.concat(
                LongStream.rangeClosed(1, 3), LongStream.range(first, first + others));
    }

    private static List<Line> log(Backend backend, long seed) {
        int stations = 2 + (int) (seed % 3);
        try (var ring = backend.ring(stations)) {
            return new LockstepProgram(
                            ring, Backend.SIZES.capabilities(), BareStarts.of(ring), seed)
                    .run(STEPS);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void hostsSeeTheSame(long seed) {
        var model = log(Backend.MODEL, seed);
        var rtl = log(Backend.JIT, seed);
        for (int i = 0; i < Math.min(model.size(), rtl.size()); i++) {
            int line = i;
            assertThat(model.get(i).text())
                    .as(() -> place(seed, model, rtl, line))
                    .isEqualTo(rtl.get(i).text());
        }
        assertThat(model).as("seed %d", seed).hasSameSizeAs(rtl);
    }

    private static String place(long seed, List<Line> model, List<Line> rtl, int line) {
        int step = line;
        while (step > 0 && !rtl.get(step).text().startsWith("---")) {
            step--;
        }
        var before = rtl.subList(step, line).stream().map(Line::text);
        return "seed %d, line %d: clock %,d of the model, %,d of RTL, in a step that began at %,d and %,d; before it\n  %s"
                .formatted(
                        seed,
                        line,
                        model.get(line).clock(),
                        rtl.get(line).clock(),
                        model.get(step).clock(),
                        rtl.get(step).clock(),
                        before.collect(Collectors.joining("\n  ")));
    }
}
