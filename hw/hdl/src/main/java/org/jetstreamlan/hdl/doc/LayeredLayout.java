package org.jetstreamlan.hdl.doc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Places boxes in layers from left to right and leads lines between them, in right angles.
///
/// The layer of a box is the length of the longest way to it; lines that go back are left out of that. A line over several layers has a place in
/// each of those between, like a box. Within its layer a box stands where its neighbours to the left, then to the right, stand on average. Between
/// two layers each line has a track for its upright piece; one that goes back runs below everything.
///
/// Left and right ends stand on rows of two grids, half a row apart, so that lines of two boxes never lie on one another.
final class LayeredLayout {
    /// A box: its width, the height of what stands above its ends, and how many of these there are on either side.
    record Box(double width, double head, int left, int right) {
        double height() {
            return head + ROW * Math.max(1, Math.max(left, right));
        }
    }

    /// From end `fromEnd` on the right of `from` to end `toEnd` on the left of `to`.
    record Edge(int from, int fromEnd, int to, int toEnd) {}

    private static final int TITLE = 40;
    static final int ROW = 20;
    private static final int BETWEEN = 20;
    private static final int MARGIN = 20;
    private static final int SWEEPS = 6;

    /// What stands in a layer: a box, or of an edge from one point the passage through the layer.
    private static final class Slot {
        final int box;
        final double height;
        final List<Slot> before = new ArrayList<>();
        final List<Slot> after = new ArrayList<>();
        double y;

        Slot(int box, double height) {
            this.box = box;
            this.height = height;
        }
    }

    private final List<Box> boxes;
    private final List<Edge> edges;
    private final int[] layer;
    private final Slot[] slots;
    private final List<List<Slot>> layers = new ArrayList<>();
    private final Map<List<Integer>, Slot> passages = new LinkedHashMap<>();
    private final Tracks[] gaps;
    private final double[] gapLefts;
    private final double[] left;

    /// The height at which an edge that goes back runs below everything.
    private final Map<Edge, Double> lanes = new HashMap<>();

    private double width;
    private double bottom;

    /// @param first boxes of the first layer
    /// @param last boxes of the last layer
    LayeredLayout(List<Box> boxes, List<Edge> edges, List<Integer> first, List<Integer> last) {
        this.boxes = boxes;
        this.edges = edges;
        layer = new Layers(boxes.size(), edges, first, last).layers();
        slots = new Slot[boxes.size()];
        int count = Arrays.stream(layer).max().orElse(0) + 1;
        for (int i = 0; i < count; i++) {
            layers.add(new ArrayList<>());
        }
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Slot(i, boxes.get(i).height());
            layers.get(layer[i]).add(slots[i]);
        }
        addPassages();
        order();
        placeRows();
        gaps = new Tracks[count + 1];
        Arrays.setAll(gaps, _ -> new Tracks());
        gapLefts = new double[count + 1];
        left = new double[count];
        addTracks();
        placeColumns();
    }

    private boolean isForward(Edge edge) {
        return layer[edge.from] < layer[edge.to];
    }

    private Slot passage(Edge edge, int at) {
        return passages.computeIfAbsent(
                List.of(edge.from, edge.fromEnd, at),
                _ -> {
                    var slot = new Slot(-1, ROW);
                    layers.get(at).add(slot);
                    return slot;
                });
    }

    private void addPassages() {
        for (Edge edge : edges) {
            if (isForward(edge)) {
                Slot at = slots[edge.from];
                for (int i = layer[edge.from] + 1; i <= layer[edge.to]; i++) {
                    Slot next = i == layer[edge.to] ? slots[edge.to] : passage(edge, i);
                    at.after.add(next);
                    next.before.add(at);
                    at = next;
                }
            }
        }
    }

    // ---- rows

    private void order() {
        for (List<Slot> one : layers) {
            stack(one);
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean right = sweep % 2 == 0;
            for (int i = 0; i < layers.size(); i++) {
                List<Slot> one = layers.get(right ? i : layers.size() - 1 - i);
                Map<Slot, Double> wanted = new HashMap<>();
                for (Slot slot : one) {
                    wanted.put(slot, mean(right ? slot.before : slot.after, slot));
                }
                one.sort(Comparator.comparingDouble(slot -> wanted.getOrDefault(slot, 0.0)));
                stack(one);
            }
        }
    }

    private static double mean(List<Slot> neighbours, Slot own) {
        return neighbours.stream()
                .mapToDouble(slot -> slot.y + slot.height / 2)
                .average()
                .orElse(own.y + own.height / 2);
    }

    private static void stack(List<Slot> one) {
        double y = 0;
        for (Slot slot : one) {
            slot.y = y;
            y += slot.height + BETWEEN;
        }
    }

    /// As near to their neighbours on the left as the order allows; on the layer's grid.
    private void placeRows() {
        for (int i = 0; i < layers.size(); i++) {
            double top = MARGIN + TITLE + (i % 2) * ROW / 2.0;
            double free = top;
            for (Slot slot : layers.get(i)) {
                double wanted = mean(slot.before, slot) - slot.height / 2;
                double y = Math.max(free, wanted);
                slot.y = top + ROW * Math.round((y - top) / ROW);
                slot.y = slot.y < free ? slot.y + ROW : slot.y;
                free = slot.y + slot.height + BETWEEN;
                bottom = Math.max(bottom, free);
            }
        }
    }

    // ---- tracks

    private static List<Integer> line(Edge edge) {
        return List.of(edge.from, edge.fromEnd);
    }

    private static List<Integer> back(Edge edge) {
        return List.of(edge.from, edge.fromEnd, edge.to, edge.toEnd);
    }

    private void addTracks() {
        double lane = bottom;
        for (Edge edge : edges) {
            if (isForward(edge)) {
                for (int i = layer[edge.from]; i < layer[edge.to]; i++) {
                    gaps[i + 1].reach(line(edge), height(edge, i));
                    gaps[i + 1].reach(line(edge), height(edge, i + 1));
                }
            } else {
                lane += Tracks.PITCH;
                lanes.put(edge, lane);
                gaps[layer[edge.from] + 1].reach(back(edge), fromY(edge));
                gaps[layer[edge.from] + 1].reach(back(edge), lane);
                gaps[layer[edge.to]].reach(back(edge), lane);
                gaps[layer[edge.to]].reach(back(edge), toY(edge));
            }
        }
        bottom = lane;
    }

    private void placeColumns() {
        double x = MARGIN;
        for (int i = 0; i <= layers.size(); i++) {
            gapLefts[i] = x;
            int tracks = gaps[i].assign();
            x += tracks == 0 && (i == 0 || i == layers.size()) ? 0 : Tracks.PITCH * (tracks + 2);
            if (i < layers.size()) {
                left[i] = x;
                x += layerWidth(i);
            }
        }
        width = x + MARGIN;
    }

    private double layerWidth(int at) {
        double widest = 0;
        for (Slot slot : layers.get(at)) {
            widest = Math.max(widest, slot.box < 0 ? 0 : boxes.get(slot.box).width);
        }
        return widest;
    }

    // ---- the result

    double width() {
        return width;
    }

    double height() {
        return bottom + MARGIN;
    }

    /// Left edge of a box.
    double x(int box) {
        return left[layer[box]];
    }

    /// Upper edge of a box.
    double y(int box) {
        return slots[box].y;
    }

    /// Where a line meets a box.
    double y(int box, int end) {
        return y(box) + boxes.get(box).head + ROW * end + ROW / 2.0;
    }

    private double fromY(Edge edge) {
        return y(edge.from, edge.fromEnd);
    }

    private double toY(Edge edge) {
        return y(edge.to, edge.toEnd);
    }

    /// Where a forward edge is in a layer.
    private double height(Edge edge, int at) {
        if (at == layer[edge.from]) {
            return fromY(edge);
        }
        return at == layer[edge.to] ? toY(edge) : passage(edge, at).y + ROW / 2.0;
    }

    private double track(int gap, List<Integer> line) {
        return gapLefts[gap] + Tracks.PITCH * (gaps[gap].of(line) + 1.5);
    }

    /// The way of an edge, as SVG's path says it.
    String path(Edge edge) {
        var out = new StringBuilder();
        int from = layer[edge.from];
        double start = x(edge.from) + boxes.get(edge.from).width;
        out.append(Svg.number("M%.1f %.1f", start, fromY(edge)));
        if (isForward(edge)) {
            for (int i = from; i < layer[edge.to]; i++) {
                out.append(Svg.number("H%.1fV%.1f", track(i + 1, line(edge)), height(edge, i + 1)));
            }
        } else {
            out.append(
                    Svg.number(
                            "H%.1fV%.1fH%.1fV%.1f",
                            track(from + 1, back(edge)),
                            lanes.getOrDefault(edge, bottom),
                            track(layer[edge.to], back(edge)),
                            toY(edge)));
        }
        return out.append(Svg.number("H%.1f", x(edge.to))).toString();
    }
}
