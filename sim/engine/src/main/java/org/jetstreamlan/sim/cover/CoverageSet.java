package org.jetstreamlan.sim.cover;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Coverage of several designs, merged design by design. Safe for use by several threads.
public final class CoverageSet {
    private final Map<String, Coverage> byDesign = new LinkedHashMap<>();

    /// Adds to what is there of the same design.
    public synchronized void add(Coverage coverage) {
        byDesign.merge(coverage.id(), coverage, Coverage::plus);
    }

    /// One for each design, in the order in which they came.
    public synchronized List<Coverage> all() {
        return List.copyOf(byDesign.values());
    }
}
