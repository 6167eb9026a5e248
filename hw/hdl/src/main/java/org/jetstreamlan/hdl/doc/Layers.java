package org.jetstreamlan.hdl.doc;

import java.util.ArrayList;
import java.util.List;

/// The layer of each box of a drawing: the length of the longest way to it, without the edges that close a circle.
final class Layers {
    private final List<List<Integer>> next = new ArrayList<>();
    private final boolean[] done;
    private final boolean[] open;
    private final List<Integer> inOrder = new ArrayList<>();
    private final int[] layers;

    Layers(int count, List<LayeredLayout.Edge> edges, List<Integer> first, List<Integer> last) {
        for (int i = 0; i < count; i++) {
            next.add(new ArrayList<>());
        }
        for (LayeredLayout.Edge edge : edges) {
            next.get(edge.from()).add(edge.to());
        }
        done = new boolean[count];
        open = new boolean[count];
        layers = new int[count];
        first.forEach(this::visit);
        for (int i = 0; i < count; i++) {
            visit(i);
        }
        int deepest = 0;
        for (int box : inOrder.reversed()) {
            if (!first.contains(box)) {
                layers[box] = Math.max(1, layers[box]);
            }
            for (int to : next.get(box)) {
                layers[to] = Math.max(layers[to], layers[box] + 1);
            }
            deepest = Math.max(deepest, last.contains(box) ? 0 : layers[box]);
        }
        for (int box : last) {
            layers[box] = deepest + 1;
        }
    }

    /// Depth first; an edge to a box that is open closes a circle and is dropped.
    private void visit(int box) {
        if (done[box] || open[box]) {
            return;
        }
        open[box] = true;
        next.get(box).removeIf(to -> open[to]);
        for (int i = 0; i < next.get(box).size(); i++) {
            visit(next.get(box).get(i));
        }
        next.get(box).removeIf(to -> open[to]);
        open[box] = false;
        done[box] = true;
        inOrder.add(box);
    }

    int[] layers() {
        return layers;
    }
}
