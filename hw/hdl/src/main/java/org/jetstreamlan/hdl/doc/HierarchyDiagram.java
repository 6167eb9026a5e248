package org.jetstreamlan.hdl.doc;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;

/// A design's instances as a tree from left to right: a box says the module and its instances. Instances of one module in one parent share a box,
/// and so do those below them.
public final class HierarchyDiagram {
    private static final int MARGIN = 20;
    private static final int BOX = 38;
    private static final int ROW = 48;
    private static final int COLUMN_GAP = 40;
    private static final int LONGEST = 44;

    /// A box, in the column of its depth.
    private static final class Node {
        final String module;
        final String instances;
        final int depth;
        final List<Node> below = new ArrayList<>();
        double y;

        Node(String module, String instances, int depth) {
            this.module = module;
            this.instances = instances;
            this.depth = depth;
        }

        double width() {
            return 16 + Svg.CHARACTER * Math.max(module.length(), instances.length());
        }
    }

    private final List<Double> widths = new ArrayList<>();
    private double nextRow = MARGIN;

    private HierarchyDiagram() {}

    /// The drawing.
    public static String svg(Circuit circuit) {
        var diagram = new HierarchyDiagram();
        Node top = diagram.node(circuit.top(), "top", 0);
        diagram.place(top);
        var svg = Svg.monospaced(circuit.top().name() + ": hierarchy");
        diagram.draw(svg, top);
        double width = MARGIN + diagram.left(diagram.widths.size()) - COLUMN_GAP;
        return svg.text(width, diagram.nextRow - (ROW - BOX) + MARGIN);
    }

    private Node node(ModuleDef module, String instances, int depth) {
        var node = new Node(module.name(), instances, depth);
        if (widths.size() == depth) {
            widths.add(0.0);
        }
        widths.set(depth, Math.max(widths.get(depth), node.width()));
        Map<ModuleDef, List<String>> children = new IdentityHashMap<>();
        var inOrder = new LinkedHashMap<String, ModuleDef>();
        for (ModuleDef.Instance instance : module.instances()) {
            children.computeIfAbsent(instance.module(), _ -> new ArrayList<>())
                    .add(instance.name());
            inOrder.putIfAbsent(instance.module().name(), instance.module());
        }
        for (ModuleDef child : inOrder.values()) {
            List<String> names = children.getOrDefault(child, List.of());
            node.below.add(node(child, label(names), depth + 1));
        }
        return node;
    }

    /// `3 x first, second, third`, cut where it gets long.
    private static String label(List<String> names) {
        String all = String.join(", ", names);
        String shown = all.length() > LONGEST ? all.substring(0, LONGEST - 3) + "..." : all;
        return names.size() == 1 ? shown : names.size() + " x " + shown;
    }

    /// Leaves in rows, what is above them beside the first of them.
    private void place(Node node) {
        if (node.below.isEmpty()) {
            node.y = nextRow;
            nextRow += ROW;
        } else {
            node.below.forEach(this::place);
            node.y = node.below.getFirst().y;
        }
    }

    private double left(int depth) {
        double x = MARGIN;
        for (int i = 0; i < depth; i++) {
            x += widths.get(i) + COLUMN_GAP;
        }
        return x;
    }

    private void draw(Svg svg, Node node) {
        double x = left(node.depth);
        double middle = node.y + BOX / 2.0;
        double turn = left(node.depth + 1) - COLUMN_GAP / 2.0;
        for (Node child : node.below) {
            svg.path(
                    Svg.number(
                            "M%.1f %.1fH%.1fV%.1fH%.1f",
                            x + node.width(), middle, turn, child.y + BOX / 2.0, left(child.depth)),
                    1,
                    false);
            draw(svg, child);
        }
        svg.rectangle(x, node.y, node.width(), BOX, 4, "white");
        svg.boldText(x + 8, node.y + 16, "start", node.module);
        svg.text(x + 8, node.y + 31, "start", node.instances);
    }
}
