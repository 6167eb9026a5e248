package org.jetstreamlan.sim.semantics;

import java.util.function.Supplier;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.fuzz.ReferenceEngine;
import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.verilator.IcarusEngine;
import org.jetstreamlan.sim.verilator.Tools;
import org.jetstreamlan.sim.verilator.VerilatorEngine;

/// What obeys `docs/semantics.md`.
enum Subject {
    /// The reference model of the fuzz tests, which must not drift from the page either.
    REFERENCE {
        @Override
        Engine engine() {
            return new ReferenceEngine();
        }
    },
    JIT {
        @Override
        Engine engine() {
            return new JitEngine();
        }
    },
    VERILATOR {
        @Override
        Engine engine() {
            Tools.needVerilator();
            return new VerilatorEngine().withCxxOptions("-O0");
        }
    },
    ICARUS {
        @Override
        Engine engine() {
            return IcarusEngine.orSkip();
        }
    };

    /// The engine; skips the test where its tools are not installed.
    abstract Engine engine();

    /// A running instance of a module in the domain [ClockSpec#CORE].
    Bench run(Supplier<? extends Module> module) {
        return run(Design.of(module::get).circuit());
    }

    Bench run(Supplier<? extends Module> module, ClockSpec clock) {
        return run(Design.of(module::get, clock).circuit());
    }

    Bench run(Circuit circuit) {
        return new Bench(engine().compile(circuit));
    }
}
