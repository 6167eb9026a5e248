package org.jetstreamlan.hdl.doc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The upright pieces of lines between two layers of a drawing, each on a track where nothing else is at its height.
final class Tracks {
    /// Distance of two tracks.
    static final int PITCH = 10;

    private final Map<List<Integer>, double[]> spans = new LinkedHashMap<>();
    private final Map<List<Integer>, Integer> tracks = new HashMap<>();

    void reach(List<Integer> line, double y) {
        double[] span = spans.computeIfAbsent(line, _ -> new double[] {y, y});
        span[0] = Math.min(span[0], y);
        span[1] = Math.max(span[1], y);
    }

    /// The first track that is free, from the top.
    int assign() {
        List<Double> ends = new ArrayList<>();
        var inOrder = new ArrayList<>(spans.entrySet());
        inOrder.sort(Comparator.comparingDouble(entry -> entry.getValue()[0]));
        for (var entry : inOrder) {
            int track = 0;
            while (track < ends.size() && ends.get(track) + PITCH > entry.getValue()[0]) {
                track++;
            }
            if (track == ends.size()) {
                ends.add(0.0);
            }
            ends.set(track, entry.getValue()[1]);
            tracks.put(entry.getKey(), track);
        }
        return ends.size();
    }

    int of(List<Integer> line) {
        return tracks.getOrDefault(line, 0);
    }
}
