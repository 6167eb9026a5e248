package org.jetstreamlan.sim.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/// An absent tool skips a test, or fails it where nothing may be absent; nothing else skips one.
class NeededTest {
    /// An engine without its tool, which could not compile anything either.
    private static final Engine TOOLLESS =
            new Engine() {
                @Override
                public String name() {
                    return "toolless";
                }

                @Override
                public void requireTools() {
                    throw new EngineException("there is no slide rule");
                }

                @Override
                public Model compile(Circuit circuit) {
                    throw new EngineException("cannot compile");
                }
            };

    @Test
    void anAbsentToolSkipsTheTest() {
        assertThatExceptionOfType(TestAbortedException.class)
                .isThrownBy(() -> Needed.engine(TOOLLESS, false))
                .withMessageContaining("no slide rule");
        assertThatExceptionOfType(TestAbortedException.class)
                .isThrownBy(() -> Needed.program("slide-rule", "drawer", false))
                .withMessageContaining("slide-rule is not installed: apt-get install drawer");
    }

    @Test
    void whereNothingMayBeAbsentItFailsTheTest() {
        assertThatExceptionOfType(AssertionFailedError.class)
                .isThrownBy(() -> Needed.engine(TOOLLESS, true));
        assertThatExceptionOfType(AssertionFailedError.class)
                .isThrownBy(() -> Needed.program("slide-rule", "drawer", true));
    }

    @Test
    void whatIsThereIsGiven() {
        var jit = Engines.jit();
        assertThat(Needed.engine(jit)).isSameAs(jit);
        assertThat(Needed.program("sh", "dash")).isExecutable();
    }
}
