package org.jetstreamlan.sim.cover;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Model;

/// An engine whose simulators count what they exercise: any engine, with the same counts.
///
/// ```java
/// var covered = new CoverageEngine(Engines.jit());
/// try (var sim = Simulation.of(covered, Fifo::new)) {
///     ...
/// }
/// new CoverageReport(covered.coverage()).writeTo(Path.of("report"));
/// ```
/// - **Ways** of each `when` and `select`, with what stands in them; **states** and **arcs** of state machines; **cover points**; ports of memories. All are counted at the edges of
///   their domain's clock, by the values before it, and not while its reset is active.
/// - **Bits** of each port, wire, register and read data, whether they rose and fell, from one edge of any clock to the next, reset or not.
///
/// What changes and changes back between two edges is not seen. Simulators may run in several threads; with `verilator` all nets must be visible, which makes a model
/// of its own.
public final class CoverageEngine implements Engine {
    private final Engine inner;

    /// An engine that this was made around and that counts, too: it is given what this one has counted.
    private final Optional<CoverageEngine> other;

    private final CoverageSet closed = new CoverageSet();
    private final List<CoverageModel> models = new ArrayList<>();
    private final Optional<Path> folder;

    /// Keeps what is counted in memory.
    public CoverageEngine(Engine inner) {
        this(inner, Optional.empty());
    }

    private CoverageEngine(Engine inner, Optional<Path> folder) {
        other = inner instanceof CoverageEngine counts ? Optional.of(counts) : Optional.empty();
        this.inner = other.isPresent() ? other.get().inner : inner;
        this.folder = folder;
    }

    /// Adds what each simulator has counted to the files of a folder when it is closed; of as many processes as like to.
    public static CoverageEngine into(Path folder, Engine inner) {
        return new CoverageEngine(inner, Optional.of(folder));
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public void requireTools() {
        inner.requireTools();
    }

    @Override
    public Model compile(Circuit circuit) {
        Instrumentation instrumentation = new Instrumentation(circuit);
        Model compiled = inner.compile(instrumentation.circuit());
        CoverageModel model = new CoverageModel(circuit, instrumentation, compiled, this::take);
        if (folder.isEmpty()) {
            synchronized (models) {
                models.removeIf(CoverageModel::isClosed);
                models.add(model);
            }
        }
        return model;
    }

    private void take(Coverage coverage) {
        if (folder.isPresent()) {
            CoverageFolder.add(folder.get(), coverage);
        } else {
            closed.add(coverage);
        }
        other.ifPresent(engine -> engine.take(coverage));
    }

    /// What was counted until now, by design; of simulators that are open, too, as far as they have come, for which no other thread may be
    /// stepping one. Empty for an engine that writes into a folder.
    public List<Coverage> coverage() {
        CoverageSet all = new CoverageSet();
        closed.all().forEach(all::add);
        synchronized (models) {
            models.forEach(model -> model.ofOpen().forEach(all::add));
        }
        return all.all();
    }
}
