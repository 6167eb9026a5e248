package org.jetstreamlan.sim.cover;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.ir.Place;

/// How much of what there is to cover has been. What is unreachable does not count.
public final class Summary {
    /// What is covered.
    public enum Kind {
        /// Lines of the source with a statement that was run.
        LINES("lines"),
        /// Ways through `when` and `select` that were taken.
        WAYS("ways"),
        STATES("states"),
        ARCS("arcs"),
        /// The user's cover points that were met.
        EVENTS("cover points"),
        /// Bits that rose, and bits that fell.
        BITS("bits");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        @Override
        public String toString() {
            return title;
        }
    }

    /// `covered` of `total`.
    public record Share(int covered, int total) {
        /// In percent, rounded down, so that 100 is all; 100 of nothing.
        public int percent() {
            return total == 0 ? 100 : (int) (100L * covered / total);
        }

        private Share plus(boolean isCovered) {
            return new Share(covered + (isCovered ? 1 : 0), total + 1);
        }
    }

    private final Map<Kind, Share> shares = new EnumMap<>(Kind.class);

    private Summary() {
        for (Kind kind : Kind.values()) {
            shares.put(kind, new Share(0, 0));
        }
    }

    public Share of(Kind kind) {
        return shares.getOrDefault(kind, new Share(0, 0));
    }

    static Summary of(List<ModuleTotal> modules) {
        Summary summary = new Summary();
        Map<Place, Boolean> lines = new HashMap<>();
        for (ModuleTotal total : modules) {
            CoveredModule module = total.module();
            long[] counts = total.counts().points();
            for (CoveredModule.Line line : module.lines()) {
                if (!module.unreachable().contains(line.point())) {
                    lines.merge(line.place(), counts[line.point()] > 0, Boolean::logicalOr);
                }
            }
            for (int i = 0; i < counts.length; i++) {
                if (!module.unreachable().contains(i)) {
                    summary.add(module.points().get(i), counts[i] > 0);
                }
            }
            summary.addBits(module, total.counts());
        }
        lines.values().forEach(isCovered -> summary.add(Kind.LINES, isCovered));
        return summary;
    }

    private void add(Point point, boolean isCovered) {
        switch (point) {
            case Point.Clocked _, Point.Access _ -> {}
            case Point.Way _ -> add(Kind.WAYS, isCovered);
            case Point.State _ -> add(Kind.STATES, isCovered);
            case Point.Arc _ -> add(Kind.ARCS, isCovered);
            case Point.Event _ -> add(Kind.EVENTS, isCovered);
        }
    }

    private void add(Kind kind, boolean isCovered) {
        shares.put(kind, of(kind).plus(isCovered));
    }

    private void addBits(CoveredModule module, InstanceCounts counts) {
        int covered = 0;
        for (int i = 0; i < counts.rises().length; i++) {
            covered += Long.bitCount(counts.rises()[i]) + Long.bitCount(counts.falls()[i]);
        }
        int total = 0;
        for (CoveredModule.Signal signal : module.signals()) {
            total += 2 * signal.width();
        }
        Share share = of(Kind.BITS);
        shares.put(Kind.BITS, new Share(share.covered + covered, share.total + total));
    }

    /// `lines 12/14, ways 7/8, bits 30/32`: what there is.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        shares.forEach(
                (kind, share) -> {
                    if (share.total > 0) {
                        text.append(text.isEmpty() ? "" : ", ").append(kind).append(' ');
                        text.append(share.covered).append('/').append(share.total);
                    }
                });
        return text.toString();
    }
}
