package org.jetstreamlan.sim.wave;

import java.io.OutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// Writes chosen signals of a simulator as a value change dump.
///
/// ```
/// time      0        P/2       P        3P/2      2P            P = period of the top's clock
/// clk   ____________________/ ------- \ _______ / ---           period 0 ends at P
/// values |  period 0           |  period 1          |
/// ```
/// Values of a period are those before its edge, drawn from the edge before: pokes seem to follow
/// that edge at once.
final class VcdTrace implements Trace {
    private static final double PICOSECONDS = 1e12;

    private final Waves waves;
    private final Simulator simulator;
    private final VcdWriter writer;
    private final List<Probe> probes = new ArrayList<>();
    private final double period;
    private final boolean falling;
    private final boolean clocked;

    /// Last value written of each probe of at most 64 bits, and of each wider one.
    private final long[] narrow;

    private final BigInteger[] wide;
    private boolean started;
    private long lastCycle = -1;

    VcdTrace(Waves waves, OutputStream stream) {
        this.waves = waves;
        simulator = waves.simulator();
        writer = new VcdWriter(stream);
        List<ModuleDef.Domain> domains = waves.top().module().domains();
        clocked = !domains.isEmpty();
        ClockSpec spec = clocked ? domains.getFirst().spec() : ClockSpec.CORE;
        period = PICOSECONDS / spec.hertz();
        falling = spec.edge() == ClockSpec.Edge.FALLING;
        writer.header();
        declare(waves.top());
        writer.endDefinitions();
        narrow = new long[probes.size()];
        wide = new BigInteger[probes.size()];
    }

    /// Declares a scope and those below it, leaving out what is empty.
    private void declare(Observables.Scope scope) {
        List<Observables.Signal> signals = waves.chosen(scope);
        boolean top = scope.path().isEmpty();
        if (!top && signals.isEmpty() && !anyBelow(scope)) {
            return;
        }
        writer.scope(scope.name());
        if (top && clocked) {
            writer.variable("wire", 0, 1, scope.module().domains().getFirst().clock());
        }
        for (Observables.Signal signal : signals) {
            boolean register =
                    signal.kind() == Observables.Kind.REGISTER
                            || signal.kind() == Observables.Kind.READ_DATA;
            probes.add(simulator.probe(signal.path()));
            writer.variable(
                    register ? "reg" : "wire", probes.size(), signal.width(), signal.name());
        }
        for (Observables.Scope child : scope.children()) {
            declare(child);
        }
        writer.upscope();
    }

    private boolean anyBelow(Observables.Scope scope) {
        for (Observables.Scope child : scope.children()) {
            if (!waves.chosen(child).isEmpty() || anyBelow(child)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void sample(long cycle) {
        if (cycle == lastCycle || !waves.isTraced(cycle)) {
            return;
        }
        lastCycle = cycle;
        writer.time(Math.round(cycle * period));
        if (!started) {
            writer.beginInitial();
        }
        if (clocked) {
            // Power-up is no edge.
            writer.bit(0, cycle > 0 != falling);
        }
        for (int i = 0; i < probes.size(); i++) {
            Probe probe = probes.get(i);
            if (probe.width() <= 64) {
                long value = simulator.peek(probe);
                if (!started || value != narrow[i]) {
                    narrow[i] = value;
                    writer.value(i + 1, value, probe.width());
                }
            } else {
                BigInteger value = simulator.peekWide(probe);
                if (!started || !value.equals(wide[i])) {
                    wide[i] = value;
                    writer.value(i + 1, value);
                }
            }
        }
        if (!started) {
            writer.endInitial();
            started = true;
        }
        if (clocked && cycle > 0) {
            writer.time(Math.round((cycle + 0.5) * period));
            writer.bit(0, falling);
        }
    }

    @Override
    public void close() {
        if (lastCycle >= 0) {
            writer.time(Math.round((lastCycle + 1) * period));
        }
        writer.close();
    }
}
