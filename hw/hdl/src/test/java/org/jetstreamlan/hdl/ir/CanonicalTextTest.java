package org.jetstreamlan.hdl.ir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CanonicalTextTest {
    private static ModuleDef module(int line, String name, int addend) {
        var m = new ModuleDraft("Part").at(line);
        int a = m.input("a", 8);
        int c = m.input("c", 1);
        int x = m.output("x", 8);
        int r = m.register("r", 8, 1);
        int cells =
                m.memory("cells", 8, 4, 8, Memory.ReadUnderWrite.READ_FIRST, List.of());
        m.write(cells, m.read(c), m.slice(m.read(a), 1, 0), m.read(a));
        int sum = m.named(name, m.add(m.read(a), m.literal(addend, 8)));
        m.assign(x, m.read(r));
        m.when(
                m.read(c),
                () -> m.assign(r, sum),
                () -> m.when(m.slice(m.read(a), 0, 0), () -> m.assign(r, 4, m.literal(3, 4))));
        return m.module();
    }

    @Test
    void placesDoNotCountNamesAndValuesDo() {
        String text = CanonicalText.of(module(1, "sum", 1));
        assertThat(CanonicalText.of(module(99, "sum", 1))).isEqualTo(text);
        assertThat(CanonicalText.of(module(1, "total", 1))).isNotEqualTo(text);
        assertThat(CanonicalText.of(module(1, "sum", 2))).isNotEqualTo(text);
    }

    @Test
    void oneLineForEachThing() {
        assertThat(CanonicalText.of(module(1, "sum", 1)))
                .isEqualTo(
                        """
                        @@""");
    }
}
