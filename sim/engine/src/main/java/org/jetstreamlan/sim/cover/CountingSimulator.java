package org.jetstreamlan.sim.cover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.sim.Clocks;
import org.jetstreamlan.sim.ForwardingSimulator;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.Snapshot;
import org.jetstreamlan.sim.ValueReader;

/// Counts before each edge what holds then. A word of points that is as it was costs a comparison: how long it has been so is added when it changes.
final class CountingSimulator extends ForwardingSimulator {
    private final CoverageModel model;
    private final Clocks clocks;
    private final long own;
    private final List<Part> parts = new ArrayList<>();

    // ---- signals: a row of words, as it was and as it is

    private final ValueReader signals;
    private long[] before;
    private long[] now;
    private final long[] rises;
    private final long[] falls;
    private boolean isFirst = true;

    // ---- points: words of one domain side by side

    private final ValueReader points;
    private final long[] row;
    private final List<Group> groups = new ArrayList<>();

    /// An instance of a module that has something to be covered.
    ///
    /// @param firstSignal number of its first signal among all
    /// @param wires by wire its word of points
    private record Part(
            Observables.Scope scope,
            Instrumentation.Instrumented module,
            int firstSignal,
            List<Word> wires) {}

    /// 64 points or fewer of one clock.
    private static final class Word {
        final int offset;
        long value;

        /// Edges of the group at the time of the last change.
        long since;

        final long[] counts = new long[Long.SIZE];

        Word(int offset) {
            this.offset = offset;
        }

        void change(long next, long edges) {
            add(edges);
            value = next;
        }

        void add(long edges) {
            long held = edges - since;
            if (held > 0) {
                for (long rest = value; rest != 0; rest &= rest - 1) {
                    counts[Long.numberOfTrailingZeros(rest)] += held;
                }
            }
            since = edges;
        }
    }

    /// The words that count at the edges of one domain of the top module.
    private static final class Group {
        /// Bit of the domain; 0 for what counts at all edges.
        final long domain;

        /// Where the domain's reset is in a row, or -1.
        final int reset;

        final long activeReset;
        final Word[] words;
        long edges;

        Group(long domain, int reset, long activeReset, Word[] words) {
            this.domain = domain;
            this.reset = reset;
            this.activeReset = activeReset;
            this.words = words;
        }

        void count(long[] row) {
            if (reset >= 0 && row[reset] == activeReset) {
                return;
            }
            long edge = edges++;
            for (Word word : words) {
                long value = row[word.offset];
                if (value != word.value) {
                    word.change(value, edge);
                }
            }
        }
    }

    CountingSimulator(Simulator inner, CoverageModel model) {
        super(inner);
        this.model = model;
        clocks = new Clocks(model.circuit());
        List<ModuleDef.Domain> domains = model.circuit().top().domains();
        own = domains.isEmpty() ? 0 : clocks.set(domains.getFirst().clock());
        List<Probe> signalProbes = new ArrayList<>();
        List<Probe> pointProbes = new ArrayList<>();
        Plan plan = new Plan(signalProbes, pointProbes);
        int[] top = new int[domains.size()];
        for (int i = 0; i < top.length; i++) {
            top[i] = i;
            plan.resets.add(resetProbe(domains.get(i), pointProbes));
        }
        plan.add(Observables.of(model.circuit()).top(), top);
        signals = inner.reader(signalProbes);
        points = inner.reader(pointProbes);
        before = new long[signals.words()];
        now = new long[signals.words()];
        rises = new long[signals.words()];
        falls = new long[signals.words()];
        row = new long[points.words()];
        plan.bind();
    }

    private int resetProbe(ModuleDef.Domain domain, List<Probe> into) {
        if (domain.spec().reset() == ClockSpec.Reset.NONE || domain.reset().isEmpty()) {
            return -1;
        }
        into.add(inner.probe(domain.reset()));
        return into.size() - 1;
    }

    /// Finds all probes, then their places in the rows.
    private final class Plan {
        private record Wanted(Observables.Scope scope, int firstSignal, int firstWire, int[] top) {}

        private final List<Probe> signalProbes;
        private final List<Probe> pointProbes;
        private final List<Integer> resets = new ArrayList<>();
        private final List<Wanted> wanted = new ArrayList<>();

        Plan(List<Probe> signalProbes, List<Probe> pointProbes) {
            this.signalProbes = signalProbes;
            this.pointProbes = pointProbes;
        }

        /// @param top by domain of the instance that of the top module
        void add(Observables.Scope scope, int[] top) {
            Instrumentation.Instrumented module = model.of(scope.module());
            String prefix = scope.path().isEmpty() ? "" : scope.path() + '.';
            wanted.add(new Wanted(scope, signalProbes.size(), pointProbes.size(), top));
            for (CoveredModule.Signal signal : module.covered().signals()) {
                signalProbes.add(inner.probe(prefix + signal.name()));
            }
            for (Instrumentation.Wire wire : module.wires()) {
                pointProbes.add(inner.probe(prefix + wire.name()));
            }
            for (int i = 0; i < scope.children().size(); i++) {
                List<Integer> bound = scope.module().instances().get(i).domains();
                int[] child = new int[bound.size()];
                for (int j = 0; j < child.length; j++) {
                    child[j] = top[bound.get(j)];
                }
                add(scope.children().get(i), child);
            }
        }

        void bind() {
            Map<Integer, Map<Integer, Word>> byDomain = new TreeMap<>();
            for (Wanted each : wanted) {
                Instrumentation.Instrumented module = model.of(each.scope.module());
                List<Word> words = new ArrayList<>();
                int probe = each.firstWire;
                for (Instrumentation.Wire wire : module.wires()) {
                    int domain =
                            wire.domain() == PointFinder.NO_DOMAIN
                                    ? PointFinder.NO_DOMAIN
                                    : each.top[wire.domain()];
                    int offset = points.offset(probe++);
                    words.add(
                            byDomain.computeIfAbsent(domain, _ -> new HashMap<>())
                                    .computeIfAbsent(offset, Word::new));
                }
                parts.add(new Part(each.scope, module, each.firstSignal, words));
            }
            byDomain.forEach((domain, words) -> groups.add(group(domain, words)));
        }

        private Group group(int domain, Map<Integer, Word> words) {
            Word[] sorted = new TreeMap<>(words).values().toArray(new Word[0]);
            if (domain == PointFinder.NO_DOMAIN) {
                return new Group(0, -1, 0, sorted);
            }
            int probe = resets.get(domain);
            ModuleDef.Domain formal = model.circuit().top().domains().get(domain);
            return new Group(
                    1L << domain,
                    probe < 0 ? -1 : points.offset(probe),
                    formal.spec().resetActiveHigh() ? 1 : 0,
                    sorted);
        }
    }

    @Override
    public Model model() {
        return model;
    }

    @Override
    public void step() {
        count(own);
        inner.step();
    }

    @Override
    public void stepTogether(String... names) {
        count(clocks.set(names));
        inner.stepTogether(names);
    }

    /// What becomes different by it neither rises nor falls.
    @Override
    public void restore(Snapshot snapshot) {
        inner.restore(snapshot);
        isFirst = true;
    }

    private void count(long ticking) {
        countSignals();
        points.read(row, 0);
        for (Group group : groups) {
            if (group.domain == 0 || (ticking & group.domain) != 0) {
                group.count(row);
            }
        }
    }

    private void countSignals() {
        long[] last = before;
        long[] next = now;
        signals.read(next, 0);
        if (!isFirst) {
            for (int i = 0; i < next.length; i++) {
                long changed = next[i] ^ last[i];
                if (changed != 0) {
                    rises[i] |= changed & next[i];
                    falls[i] |= changed & last[i];
                }
            }
        }
        isFirst = false;
        before = next;
        now = last;
    }

    /// What was counted until now.
    Coverage coverage() {
        for (Group group : groups) {
            for (Word word : group.words) {
                word.add(group.edges);
            }
        }
        Coverage.Builder coverage = new Coverage.Builder(model.circuit().top().name());
        for (Part part : parts) {
            CoveredModule covered = part.module.covered();
            InstanceCounts counts = InstanceCounts.of(covered);
            for (int i = 0; i < part.wires.size(); i++) {
                int[] bits = part.module.wires().get(i).points();
                for (int bit = 0; bit < bits.length; bit++) {
                    counts.points()[bits[bit]] = part.wires.get(i).counts[bit];
                }
            }
            int word = 0;
            for (int i = 0; i < covered.signals().size(); i++) {
                int offset = signals.offset(part.firstSignal + i);
                for (int j = 0; j < covered.signals().get(i).words(); j++) {
                    counts.rises()[word] = rises[offset + j];
                    counts.falls()[word++] = falls[offset + j];
                }
            }
            coverage.add(part.scope.path(), covered, counts);
        }
        return coverage.build();
    }

    @Override
    public void close() {
        try (inner) {
            model.closed(this);
        }
    }
}
