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
        int cells = m.memory("cells", 8, 4, 8, Memory.ReadUnderWrite.READ_FIRST, List.of());
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
                        module Part
                        domain clk RISING 125000000 Hz, reset rst SYNCHRONOUS high
                        net 0 a<8> input
                        net 1 c<1> input
                        net 2 x<8> output
                        net 3 r<8> register domain 0 init 0x1
                        node 0 read net 1 <1>
                        node 1 read net 0 <8>
                        node 2 slice 1 from 0 <2>
                        node 3 read net 0 <8>
                        node 4 read net 0 <8>
                        node 5 0x1 <8>
                        node 6 sum = ADD 4 5 <8>
                        node 7 read net 3 <8>
                        node 8 read net 1 <1>
                        node 9 read net 0 <8>
                        node 10 slice 9 from 0 <1>
                        node 11 0x3 <4>
                        memory 0 cells<8> x 4 granule 8 READ_FIRST init []
                          write domain 0 enable 0 address 2 data 3
                        assign 2 from 0 <8> 7
                        when 8
                          assign 3 from 0 <8> 6
                        else when 10
                          assign 3 from 4 <4> 11
                        end
                        """);
    }
}
