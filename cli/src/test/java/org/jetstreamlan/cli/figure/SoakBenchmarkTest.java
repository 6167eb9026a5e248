package org.jetstreamlan.cli.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.junit.Needed;
import org.junit.jupiter.api.Test;

/// Models that come and go leave nothing behind. `jetstream.soak.models` is their number.
class SoakBenchmarkTest {
    private static final int MODELS = Integer.getInteger("jetstream.soak.models", 120);

    private static void holds(SoakBenchmark soak) throws Exception {
        List<Double> values = soak.run();
        for (int i = 0; i < values.size(); i++) {
            Figure figure = soak.figures().get(i);
            System.out.println(figure.line(values.get(i)));
            assertThat(figure.target().metBy(values.get(i)))
                    .as(figure.line(values.get(i)))
                    .isTrue();
        }
    }

    @Test
    void differentModelsOnJit() throws Exception {
        holds(new SoakBenchmark("jit", MODELS, MODELS));
    }

    @Test
    void librariesLoadedAgainAndAgain() throws Exception {
        Needed.engine(Engines.verilator());
        holds(new SoakBenchmark("verilator", MODELS, Math.max(2, MODELS / 50)));
    }
}
