package org.jetstreamlan.sim.junit;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jetstreamlan.sim.PowerUp;
import org.jetstreamlan.sim.Seed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/// Runs the tests that [Simulate] marks.
final class SimulateExtension implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
            ExtensionContext context) {
        Simulate annotation = context.getRequiredTestMethod().getAnnotation(Simulate.class);
        long seed = Seed.next();
        return Stream.of(annotation.value())
                .flatMap(
                        engine ->
                                powerUps(annotation.powerUps(), seed)
                                        .map(powerUp -> new OnEngine(engine, seed, powerUp)));
    }

    /// The power-ups of the runs on an engine.
    private static Stream<PowerUp> powerUps(int count, long seed) {
        return count == 0
                ? Stream.of(PowerUp.INIT)
                : new SplittableRandom(seed).longs(count).mapToObj(PowerUp::random);
    }

    /// The run on one engine.
    private static final class OnEngine
            implements TestTemplateInvocationContext,
                    BeforeEachCallback,
                    AfterEachCallback,
                    ParameterResolver,
                    TestExecutionExceptionHandler {
        private final EngineName engine;
        private final long seed;
        private final PowerUp powerUp;
        private @Nullable TestRun run;

        /// @param seed the same on all engines
        OnEngine(EngineName engine, long seed, PowerUp powerUp) {
            this.engine = engine;
            this.seed = seed;
            this.powerUp = powerUp;
        }

        @Override
        public String getDisplayName(int invocation) {
            return engine + withPowerUp(", power-up ");
        }

        /// The power-up behind `prefix`; empty for the usual one.
        private String withPowerUp(String prefix) {
            return powerUp.equals(PowerUp.INIT) ? "" : prefix + powerUp;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            Needed.engine(engine.engine());
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TestRun.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return run(context);
        }

        private TestRun run(ExtensionContext context) {
            if (run == null) {
                String name =
                        context.getRequiredTestClass().getSimpleName()
                                + "."
                                + context.getRequiredTestMethod().getName()
                                + "."
                                + engine
                                + withPowerUp(".").replace(' ', '.');
                run = new TestRun(engine.engine(), seed, powerUp, name);
            }
            return run;
        }

        @Override
        public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
                throws Throwable {
            if (isAbort(thrown)) {
                throw thrown;
            }
            run(context).failed(thrown);
            throw new AssertionError(thrown + "\n" + report(context), thrown);
        }

        /// Whether the test says that it cannot run here.
        private static boolean isAbort(Throwable thrown) {
            return thrown.getClass().getName().equals("org.opentest4j.TestAbortedException");
        }

        private String report(ExtensionContext context) {
            TestRun failed = run(context);
            StringBuilder report = new StringBuilder("engine ").append(engine);
            report.append(", seed ").append(failed.seed()).append(withPowerUp(", power-up "));
            for (Path wave : failed.waves()) {
                report.append("\nwave ").append(wave);
            }
            for (Path recording : failed.recordings()) {
                report.append("\nrecording ").append(recording);
            }
            if (failed.waves().isEmpty()) {
                report.append("\nwaves with -Djetstream.waves=true, of the end with last:1000");
            }
            report.append("\nagain: ");
            Rerun.command(
                    report,
                    context.getRequiredTestClass(),
                    context.getRequiredTestMethod().getName(),
                    failed.seed());
            return report.toString();
        }

        @Override
        public void afterEach(ExtensionContext context) throws Exception {
            if (run != null) {
                run.close();
            }
        }
    }
}
