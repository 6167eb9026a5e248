package org.jetstreamlan.sim.junit;

import java.util.Locale;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Engines;

/// An engine, as [Simulate] names it.
public enum EngineName {
    JIT {
        @Override
        public Engine engine() {
            return Engines.jit();
        }
    },
    VERILATOR {
        @Override
        public Engine engine() {
            return Engines.verilator();
        }
    };

    public abstract Engine engine();

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
