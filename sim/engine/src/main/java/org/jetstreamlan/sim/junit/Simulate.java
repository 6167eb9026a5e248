package org.jetstreamlan.sim.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test that runs once on each engine, with the same seed. It takes a [TestRun], from which it has its simulations.
///
/// ```java
/// @Simulate
/// void addsWhatIsValid(TestRun run) {
///     var sim = run.simulate(Accumulator::new);
///     sim.poke(sim.top().add.valid(), true);
///     ...
/// }
/// ```
/// Where an engine's tools are missing the run is skipped, or fails with `REQUIRE_ALL=1`. A failure says engine, seed, wave file and the command that runs
/// just this test again with this seed.
///
/// | property | |
/// | --- | --- |
/// | `jetstream.seed` | the seed of all runs, in place of a new one for each test |
/// | `jetstream.waves` | `true`: each simulation writes a VCD into `target/waves`; another value is the folder. `last:1000`: one that fails writes the last 1,000 periods of each simulation into `target/waves` |
/// | `jetstream.coverage` | a folder, to whose coverage all simulations add: [org.jetstreamlan.sim.cover.CoverageEngine] |
/// | `jetstream.record` | `true`: each simulation writes what was done to it into `target/recordings`, for [org.jetstreamlan.sim.record.Recording#replay]; another value is the folder |
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(SimulateExtension.class)
public @interface Simulate {
    EngineName[] value() default {EngineName.JIT, EngineName.VERILATOR};

    /// How many runs on each engine, each with its own random power-up ([org.jetstreamlan.sim.PowerUp#random]), by the seed of the test; 0 is one run with the
    /// usual power-up. For tests that begin with a reset: three find most registers that need one and have none.
    int powerUps() default 0;
}
