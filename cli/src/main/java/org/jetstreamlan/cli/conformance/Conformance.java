package org.jetstreamlan.cli.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All cases, and their runs.
public final class Conformance {
    /// In the order of [Row].
    public static final List<Case> ALL =
            Stream.of(
                            NicCases.nics(),
                            ViCases.list(),
                            ConnectionCases.list(),
                            PeerCases.list(),
                            NicCases.ptags(),
                            MemoryCases.list(),
                            SendCases.list(),
                            ReceiveCases.list(),
                            CqCases.list(),
                            QueryCases.list(),
                            ErrorCases.errors(),
                            ErrorCases.names(),
                            AllCases.list())
                    .flatMap(List::stream)
                    .toList();

    private Conformance() {}

    /// What became of a case.
    ///
    /// @param failure why it failed; null if it passed
    public record Outcome(Case of, @Nullable Throwable failure) {
        public boolean passed() {
            return failure == null;
        }
    }

    /// Runs cases on two stations, and each that spoils its ring on one of its own.
    public static final class Run {
        private static final int STATIONS = 2;

        private final long seed;
        private final IntFunction<? extends BenchRing> rings;
        private @Nullable ViaBench bench;

        /// @param seed of all that is random; the same seed and cases give the same run
        /// @param rings makes one of so many stations
        public Run(long seed, IntFunction<? extends BenchRing> rings) {
            this.seed = seed;
            this.rings = rings;
        }

        public Outcome run(Case one) {
            var kept = one.alone() ? null : bench;
            if (one.alone() && bench != null) {
                bench.ring().close();
            }
            bench = null;
            var ring = kept == null ? rings.apply(STATIONS) : kept.ring();
            try {
                ring.run(
                        () -> {
                            var its = kept == null ? new ViaBench(ring, STATIONS, seed) : kept;
                            one.body().run(its);
                            if (!one.alone()) {
                                its.sweep();
                                bench = its;
                            }
                        });
                return new Outcome(one, null);
            } catch (AssertionError | RuntimeException e) {
                return new Outcome(one, e);
            } finally {
                if (bench == null) {
                    ring.close();
                }
            }
        }
    }

    /// Runs cases.
    ///
    /// @param told of each, as it is over
    public static List<Outcome> run(
            List<Case> cases,
            long seed,
            IntFunction<? extends BenchRing> rings,
            Consumer<Outcome> told) {
        var run = new Run(seed, rings);
        var outcomes = new ArrayList<Outcome>();
        for (var one : cases) {
            var outcome = run.run(one);
            outcomes.add(outcome);
            told.accept(outcome);
        }
        return outcomes;
    }

    /// Cases of a row at a level.
    public static long count(Row row, Level level) {
        return ALL.stream().filter(one -> one.row() == row && one.level() == level).count();
    }
}
