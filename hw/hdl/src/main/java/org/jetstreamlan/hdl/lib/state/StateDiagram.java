package org.jetstreamlan.hdl.lib.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.doc.Svg;

/// A state machine as a drawing: states in rows by their distance from the first, arrows with their conditions. Prints SVG, laid out here, and DOT
/// for Graphviz. The same machine gives the same bytes.
///
/// @param name of the machine
/// @param first state after reset, drawn with a double line
/// @param states in the enum's order
/// @param arrows in the order of the description
public record StateDiagram(String name, String first, List<String> states, List<Arrow> arrows) {
    /// A transition.
    public record Arrow(String from, String to, String label) {}

    /// A point on the sheet; one unit is a pixel.
    private record Point(double x, double y) {
        Point plus(double dx, double dy) {
            return new Point(x + dx, y + dy);
        }
    }

    private static final int CHARACTER = 7;
    private static final int BOX_HEIGHT = 34;
    private static final int ROW = 120;
    private static final int GAP = 90;
    private static final int MARGIN = 60;

    public StateDiagram {
        states = List.copyOf(states);
        arrows = List.copyOf(arrows);
    }

    /// For Graphviz.
    public String dot() {
        var out = new StringBuilder();
        out.append("digraph ").append(quoted(name)).append(" {\n");
        for (String state : states) {
            out.append("  ").append(quoted(state));
            out.append(state.equals(first) ? " [peripheries=2];\n" : ";\n");
        }
        for (Arrow arrow : arrows) {
            out.append(
                    "  %s -> %s [label=%s];\n"
                            .formatted(quoted(arrow.from), quoted(arrow.to), quoted(arrow.label)));
        }
        return out.append("}\n").toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    // ---- drawing

    /// A picture of its own, in black on white.
    public String svg() {
        Map<String, Point> centres = centres();
        double width = MARGIN;
        double height = MARGIN;
        for (String state : states) {
            Point centre = centreOf(centres, state);
            width = Math.max(width, centre.x + boxWidth(state) / 2.0 + MARGIN + GAP);
            height = Math.max(height, centre.y + BOX_HEIGHT + MARGIN);
        }
        var out = Svg.sansSerif(name);
        Map<List<String>, Integer> drawn = new HashMap<>();
        for (Arrow arrow : arrows) {
            int nth = drawn.merge(List.of(arrow.from, arrow.to), 1, Integer::sum) - 1;
            draw(out, arrow, centreOf(centres, arrow.from), centreOf(centres, arrow.to), nth);
        }
        for (String state : states) {
            box(out, state, centreOf(centres, state));
        }
        return out.text(width, height);
    }

    /// Rows by the number of transitions from the first state; what cannot be reached stands below.
    private Map<String, Point> centres() {
        Map<String, Integer> depths = new LinkedHashMap<>();
        depths.put(first, 0);
        List<String> toVisit = new ArrayList<>(List.of(first));
        for (int i = 0; i < toVisit.size(); i++) {
            String from = toVisit.get(i);
            for (Arrow arrow : arrows) {
                if (arrow.from.equals(from) && !depths.containsKey(arrow.to)) {
                    depths.put(arrow.to, depths.getOrDefault(from, 0) + 1);
                    toVisit.add(arrow.to);
                }
            }
        }
        int below = depths.values().stream().max(Integer::compare).orElse(0) + 1;
        states.forEach(state -> depths.putIfAbsent(state, below));
        Map<Integer, Double> ends = new HashMap<>();
        Map<String, Point> centres = new LinkedHashMap<>();
        depths.forEach(
                (state, depth) -> {
                    // Odd rows stand a little to the right, so that arrows over two rows miss the
                    // box between.
                    double start =
                            ends.getOrDefault(depth, MARGIN + 1.5 * GAP + 45.0 * (depth % 2));
                    double centre = start + boxWidth(state) / 2.0;
                    ends.put(depth, start + boxWidth(state) + GAP);
                    centres.put(state, new Point(centre, MARGIN + depth * ROW));
                });
        return centres;
    }

    private static Point centreOf(Map<String, Point> centres, String state) {
        Point centre = centres.get(state);
        if (centre == null) {
            throw new IllegalArgumentException("arrow to a state that is not there: " + state);
        }
        return centre;
    }

    private static int boxWidth(String state) {
        return Math.max(60, 24 + 8 * state.length());
    }

    private void box(Svg out, String state, Point centre) {
        rectangle(out, centre, boxWidth(state), BOX_HEIGHT);
        if (state.equals(first)) {
            rectangle(out, centre, boxWidth(state) - 6, BOX_HEIGHT - 6);
        }
        out.textOverLines(centre.x, centre.y + 4, state);
    }

    private static void rectangle(Svg out, Point centre, int width, int height) {
        out.rectangle(centre.x - width / 2.0, centre.y - height / 2.0, width, height, 10, "white");
    }

    /// A curve that leans to its right, so that there and back are two; each further arrow between the same two leans more.
    private static void draw(Svg out, Arrow arrow, Point from, Point to, int nth) {
        if (arrow.from.equals(arrow.to)) {
            double right = from.x + boxWidth(arrow.from) / 2.0;
            double reach = 50 + 30 * nth;
            path(
                    out,
                    new Point(right, from.y - 8),
                    new Point(right + reach, from.y - 24),
                    new Point(right + reach, from.y + 24),
                    new Point(right, from.y + 8));
            out.textOverLines(
                    right + reach - 10 + CHARACTER * arrow.label.length() / 2.0,
                    from.y + 4,
                    arrow.label);
            return;
        }
        double dx = to.x - from.x;
        double dy = to.y - from.y;
        double length = Math.hypot(dx, dy);
        Point bend;
        if (Math.abs(dy) > ROW && Math.abs(dx) < GAP) {
            // Around the boxes of the rows between, on the left.
            bend = new Point(Math.min(from.x, to.x) - 2 * GAP - 30 * nth, (from.y + to.y) / 2);
        } else {
            double lean = 26 + 30 * nth + Math.max(0, length - ROW) / 6;
            bend =
                    new Point(
                            (from.x + to.x) / 2 - dy / length * lean,
                            (from.y + to.y) / 2 + dx / length * lean);
        }
        Point start = border(from, bend, boxWidth(arrow.from));
        Point end = border(to, bend, boxWidth(arrow.to));
        path(out, start, bend, bend, end);
        out.textOverLines(
                start.x / 8 + bend.x * 3 / 4 + end.x / 8,
                start.y / 8 + bend.y * 3 / 4 + end.y / 8,
                arrow.label);
    }

    /// Where the line from a box's centre to `target` leaves the box.
    private static Point border(Point centre, Point target, int width) {
        double dx = target.x - centre.x;
        double dy = target.y - centre.y;
        double scale =
                Math.min(
                        dx == 0 ? Double.MAX_VALUE : width / 2.0 / Math.abs(dx),
                        dy == 0 ? Double.MAX_VALUE : BOX_HEIGHT / 2.0 / Math.abs(dy));
        return centre.plus(dx * scale, dy * scale);
    }

    private static void path(Svg out, Point a, Point b, Point c, Point d) {
        out.path(
                Svg.number(
                        "M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f",
                        a.x, a.y, b.x, b.y, c.x, c.y, d.x, d.y),
                1,
                true);
    }
}
