package org.jetstreamlan.hdl.verilog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.jetstreamlan.hdl.ir.Place;
import org.junit.jupiter.api.Test;

class RowsTest {
    private static final Place ONE = new Place("Top.java", 1);
    private static final Place TWO = new Place("Top.java", 2);

    private static Rows.Entry port(String name, Place bundle) {
        return new Rows.Entry(name, bundle, ".%s(%s_x)".formatted(name, name), bundle);
    }

    private static List<String> rows(int columns, Rows.Entry... entries) {
        return Rows.ofList(List.of(entries), columns).stream()
                .map(row -> String.join(" ", row.stream().map(Rows.Entry::name).toList()))
                .toList();
    }

    @Test
    void allShareALineIfTheyFitElseEachBundleHasOne() {
        Rows.Entry[] ports = {
            port("in_valid", ONE), port("in_ready", ONE), port("out_valid", TWO), port("go", TWO)
        };
        assertThat(rows(120, ports)).containsExactly("in_valid in_ready out_valid go");
        assertThat(rows(60, ports)).containsExactly("in_valid in_ready", "out_valid go");
    }

    @Test
    void aBundleThatDoesNotFitIsToldApartByItsWords() {
        assertThat(
                        rows(
                                60,
                                port("axi_aw_valid", ONE),
                                port("axi_aw_ready", ONE),
                                port("axi_w_valid", ONE),
                                port("axi_last", ONE),
                                port("axi_w", ONE)))
                .containsExactly("axi_aw_valid axi_aw_ready", "axi_w_valid", "axi_last", "axi_w");
    }

    @Test
    void whatNoLineOfTheSourceDeclaredStandsAlone() {
        assertThat(
                        rows(
                                50,
                                port("a_one", Place.UNKNOWN),
                                port("a_two", Place.UNKNOWN),
                                port("b", ONE)))
                .containsExactly("a_one a_two b");
        assertThat(
                        rows(
                                30,
                                port("a_one", Place.UNKNOWN),
                                port("a_two", Place.UNKNOWN),
                                port("b", ONE)))
                .containsExactly("a_one", "a_two", "b");
    }

    @Test
    void linesOfOneTypeAreFilled() {
        List<Rows.Entry> wires =
                IntStream.range(0, 5)
                        .mapToObj(
                                i -> new Rows.Entry("fifo_" + i, ONE, "wire fifo_" + i + ";", ONE))
                        .toList();
        assertThat(Rows.of(wires, 30)).extracting(List::size).containsExactly(3, 2);
    }
}
