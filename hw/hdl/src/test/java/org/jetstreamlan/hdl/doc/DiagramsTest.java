package org.jetstreamlan.hdl.doc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.hdl.Type.bits;
import static org.jetstreamlan.hdl.Type.bool;

import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.lib.Arbiter;
import org.jetstreamlan.hdl.lib.Fifo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/// Drawings, by what is in them and where.
class DiagramsTest {
    static final class Stage extends Module {
        final org.jetstreamlan.hdl.lib.Stream<Bits> in =
                input(org.jetstreamlan.hdl.lib.Stream.of(bits(8)));
        final org.jetstreamlan.hdl.lib.Stream<Bits> out =
                output(org.jetstreamlan.hdl.lib.Stream.of(bits(8)));
        final Bool stop = input(bool());
        final Bool busy = output(bool());

        @Override
        protected void build() {
            var next = in.stage().haltWhen(stop);
            busy.assign(next.valid());
            next.into(out);
        }
    }

    /// Three in a row; the last stops the first.
    static final class Row extends Module {
        final org.jetstreamlan.hdl.lib.Stream<Bits> in =
                input(org.jetstreamlan.hdl.lib.Stream.of(bits(8)));
        final org.jetstreamlan.hdl.lib.Stream<Bits> out =
                output(org.jetstreamlan.hdl.lib.Stream.of(bits(8)));
        final Bool busy = output(bool());
        private final Stage first = child(new Stage());
        private final Stage second = child(new Stage());
        private final Stage third = child(new Stage());

        @Override
        protected void build() {
            connect(first.in, in);
            connect(second.in, first.out);
            connect(third.in, second.out);
            connect(out, third.out);
            first.stop.assign(third.busy);
            second.stop.assign(Bool.low());
            third.stop.assign(Bool.low());
            busy.assign(first.busy.and(second.busy));
        }
    }

    private static Circuit row() {
        return Design.of(Row::new).circuit();
    }

    static Stream<Circuit> circuits() {
        return Stream.of(
                row(),
                Design.of(() -> new Fifo<>(bits(8), 64, Fifo.Storage.BLOCK)).circuit(),
                Design.of(() -> new Arbiter<>(bits(8), 5, Arbiter.Policy.ROUND_ROBIN)).circuit());
    }

    @Test
    void theHierarchyNamesModulesAndTakesEqualInstancesTogether() throws Exception {
        assertThat(texts(HierarchyDiagram.svg(row())))
                .containsExactly(
                        "SkidBuffer_w8",
                        "in_stage",
                        "Stage",
                        "3 x first, second, third",
                        "Row",
                        "top");
    }

    @Test
    void aBlockDiagramHasPortsInstancesAndLogic() throws Exception {
        assertThat(texts(BlockDiagram.svg(row().top())))
                .contains("Row  (clk)", "in", "out", "first", "second", "third", "Stage", "logic");
    }

    /// in to first, first to second, second to third, third to out: thick. From third back to first, from first and second to the logic, and
    /// on to busy: thin.
    @Test
    void aStreamIsOneThickLine() {
        String svg = BlockDiagram.svg(row().top());
        assertThat(count(svg, "stroke-width=\"3\" marker-end")).isEqualTo(4);
        assertThat(count(svg, "marker-end")).isEqualTo(8);
    }

    @ParameterizedTest
    @MethodSource("circuits")
    void noTextLiesOnAnotherAndNoLineRunsThroughText(Circuit circuit) throws Exception {
        List<String> drawings = new ArrayList<>(List.of(HierarchyDiagram.svg(circuit)));
        circuit.modules().forEach(module -> drawings.add(BlockDiagram.svg(module)));
        for (String svg : drawings) {
            var document = parsed(svg);
            List<Rectangle2D> places = places(document);
            for (int i = 0; i < places.size(); i++) {
                for (int j = 0; j < i; j++) {
                    assertThat(places.get(i).intersects(places.get(j))).as(svg).isFalse();
                }
            }
            for (Line2D line : lines(document)) {
                assertThat(places).as(svg).noneMatch(line::intersects);
            }
        }
    }

    @Test
    void theSameModuleGivesTheSameBytes() {
        assertThat(BlockDiagram.svg(row().top())).isEqualTo(BlockDiagram.svg(row().top()));
    }

    private static long count(String svg, String part) {
        return Pattern.compile(Pattern.quote(part)).matcher(svg).results().count();
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)));
    }

    private static List<String> texts(String svg) throws Exception {
        return elements(parsed(svg), "text").stream().map(Element::getTextContent).toList();
    }

    private static List<Element> elements(Document document, String tag) {
        var nodes = document.getElementsByTagName(tag);
        var list = new ArrayList<Element>();
        for (int i = 0; i < nodes.getLength(); i++) {
            list.add((Element) nodes.item(i));
        }
        return list;
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    /// Where the letters are.
    private static List<Rectangle2D> places(Document document) {
        var places = new ArrayList<Rectangle2D>();
        for (Element text : elements(document, "text")) {
            double width = Svg.CHARACTER * text.getTextContent().length();
            double x =
                    number(text, "x")
                            - (text.getAttribute("text-anchor").equals("end") ? width : 0);
            if (width > 0) {
                places.add(new Rectangle2D.Double(x, number(text, "y") - 9, width, 11));
            }
        }
        return places;
    }

    /// The pieces of all connections.
    private static List<Line2D> lines(Document document) {
        var lines = new ArrayList<Line2D>();
        for (Element path : elements(document, "path")) {
            if (path.getAttribute("fill").equals("none")) {
                double x = 0;
                double y = 0;
                var words = Pattern.compile("([MHV])([-\\d.]+)(?: ([-\\d.]+))?");
                for (var word : words.matcher(path.getAttribute("d")).results().toList()) {
                    double first = Double.parseDouble(word.group(2));
                    double toX = word.group(1).equals("V") ? x : first;
                    double toY =
                            switch (word.group(1)) {
                                case "M" -> Double.parseDouble(word.group(3));
                                case "V" -> first;
                                default -> y;
                            };
                    if (!word.group(1).equals("M")) {
                        lines.add(new Line2D.Double(x, y, toX, toY));
                    }
                    x = toX;
                    y = toY;
                }
            }
        }
        return lines;
    }
}
