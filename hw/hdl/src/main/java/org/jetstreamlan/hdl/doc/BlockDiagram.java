package org.jetstreamlan.hdl.doc;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jetstreamlan.hdl.ir.ModuleDef;

/// The inside of a module as a drawing: its inputs on the left, its outputs on the right, its instances and its own logic as boxes between, and
/// what is connected. A bundle is one line, and thick, as is a vector; the clocks are listed.
public final class BlockDiagram {
    private static final int HEAD = 40;
    private static final int PORT_GAP = 24;

    private BlockDiagram() {}

    /// The drawing.
    public static String svg(ModuleDef module) {
        var graph = new BlockGraph(module);
        List<BlockGraph.Block> blocks = graph.blocks();
        var boxes = new ArrayList<LayeredLayout.Box>();
        var first = new ArrayList<Integer>();
        var last = new ArrayList<Integer>();
        for (int i = 0; i < blocks.size(); i++) {
            BlockGraph.Block block = blocks.get(i);
            boxes.add(
                    new LayeredLayout.Box(
                            width(block),
                            block.isPort() ? 0 : HEAD,
                            block.left().size(),
                            block.right().size()));
            if (block.isPort()) {
                (block.right().isEmpty() ? last : first).add(i);
            }
        }
        var edges = new ArrayList<LayeredLayout.Edge>();
        for (BlockGraph.Line line : graph.lines()) {
            edges.add(
                    new LayeredLayout.Edge(
                            line.from().block(),
                            line.from().port(),
                            line.to().block(),
                            line.to().port()));
        }
        var layout = new LayeredLayout(boxes, edges, first, last);
        var svg = Svg.monospaced(module.name() + ": block diagram");
        String title = title(module);
        svg.boldText(20, 24, "start", title);
        for (int i = 0; i < edges.size(); i++) {
            svg.path(layout.path(edges.get(i)), graph.lines().get(i).bus() ? 3 : 1, true);
        }
        for (int i = 0; i < blocks.size(); i++) {
            draw(svg, blocks.get(i), boxes.get(i), layout, i);
        }
        return svg.text(
                Math.max(layout.width(), 40 + Svg.CHARACTER * title.length()), layout.height());
    }

    private static String title(ModuleDef module) {
        String clocks =
                module.domains().stream()
                        .map(ModuleDef.Domain::clock)
                        .collect(Collectors.joining(", "));
        return module.name() + (clocks.isEmpty() ? "" : "  (" + clocks + ")");
    }

    private static double width(BlockGraph.Block block) {
        double ends = longest(block.left()) + longest(block.right());
        double head = Svg.CHARACTER * Math.max(block.name().length(), block.kind().length());
        return block.isPort() ? 16 + ends : 16 + Math.max(head, ends + PORT_GAP);
    }

    private static double longest(List<BlockGraph.Port> ports) {
        return ports.stream()
                .mapToDouble(port -> Svg.CHARACTER * port.label().length())
                .max()
                .orElse(0);
    }

    private static void draw(
            Svg svg,
            BlockGraph.Block block,
            LayeredLayout.Box box,
            LayeredLayout layout,
            int number) {
        double x = layout.x(number);
        double y = layout.y(number);
        if (block.isPort()) {
            svg.rectangle(x, y + 1, box.width(), box.height() - 2, 9, "#eef");
        } else {
            svg.rectangle(x, y, box.width(), box.height(), 4, "white");
            svg.boldText(x + 8, y + 16, "start", block.name());
            svg.text(x + 8, y + 31, "start", block.kind());
        }
        for (int i = 0; i < block.left().size(); i++) {
            svg.text(x + 8, layout.y(number, i) + 4, "start", block.left().get(i).label());
        }
        for (int i = 0; i < block.right().size(); i++) {
            String label = block.right().get(i).label();
            svg.text(x + box.width() - 8, layout.y(number, i) + 4, "end", label);
        }
    }
}
