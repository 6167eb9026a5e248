package org.jetstreamlan.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.sim.Trigger.cycles;
import static org.jetstreamlan.sim.Trigger.until;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.sim.ForwardingSimulator;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.SimulationFailure;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.Time;
import org.jetstreamlan.sim.junit.EngineName;
import org.jetstreamlan.sim.junit.Simulate;
import org.jetstreamlan.sim.junit.TestRun;
import org.junit.jupiter.api.io.TempDir;

/// What runs leave behind, and how often the engine is called.
class ManyRunsTest {
    @TempDir Path folder;

    /// A thousand runs: some end, some fail, some are closed in the midst, with processes in the background.
    @Simulate
    void aThousandRunsLeaveNoThreadsBehind(TestRun run) throws IOException {
        var design = Design.of(TwoRates::new);
        String mark = "left-behind-" + run.engine().name();
        try (Model model = run.engine().compile(design.circuit())) {
            for (int i = 0; i < 1_000; i++) {
                int kind = i % 4;
                try (var sim = Simulation.of(model, design)) {
                    sim.background(mark, () -> sim.await(cycles(1_000_000)));
                    sim.start(mark, () -> sim.await(cycles(3)));
                    sim.start(
                            mark,
                            () -> {
                                sim.await(cycles(2));
                                if (kind == 1) {
                                    throw new IllegalStateException("meant");
                                }
                                if (kind == 2) {
                                    sim.await(until(sim.top().in, 1));
                                }
                            });
                    if (kind == 3) {
                        sim.step();
                    } else {
                        sim.run(100 * Time.NS);
                        assertThat(kind).isZero();
                    }
                } catch (SimulationFailure failure) {
                    assertThat(kind).isIn(1, 2);
                }
            }
        }
        assertThat(threadsNamed(mark)).isZero();
        Thread control = Thread.ofVirtual().name(mark).start(LockSupport::park);
        assertThat(threadsNamed(mark)).isEqualTo(1);
        LockSupport.unpark(control);
    }

    private int threadsNamed(String name) throws IOException {
        Path dump = folder.resolve("threads" + System.nanoTime());
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
        return Files.readString(dump).split("\"name\": \"" + name + "\"", -1).length - 1;
    }

    /// A simulator that notes how it is stepped.
    private static final class Noting extends ForwardingSimulator {
        private final List<Long> steps;

        Noting(Simulator simulator, List<Long> steps) {
            super(simulator);
            this.steps = steps;
        }

        @Override
        public void step() {
            step(1);
        }

        @Override
        public void step(long cycles) {
            steps.add(cycles);
            inner.step(cycles);
        }
    }

    @Simulate(EngineName.JIT)
    void whileAllWaitForCyclesTheEngineIsCalledOncePerWait(TestRun run) {
        var design = Design.of(Mixed::new);
        List<Long> steps = new ArrayList<>();
        try (Model model = run.engine().compile(design.circuit());
                var sim = Simulation.of(new Noting(model.instantiate(), steps), design, 1)) {
            sim.start("a", () -> sim.await(cycles(1_000)));
            sim.start(
                    "b",
                    () -> {
                        sim.await(cycles(600));
                        sim.advance(16 * Time.NS);
                        sim.advance(Time.NS);
                    });
            sim.run();
            sim.step(5_000);
            assertThat(steps).containsExactly(600L, 2L, 398L, 5_000L);
            assertThat(sim.now()).isEqualTo(6_000 * 8 * Time.NS);
        }
    }
}
