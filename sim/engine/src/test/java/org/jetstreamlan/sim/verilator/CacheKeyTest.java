package org.jetstreamlan.sim.verilator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheKeyTest {
    private static final String TEXT =
            "module Top (input wire clk, output reg [31:0] q);\n  always @(posedge clk) q <= q + 32'd1;\nendmodule\n";

    private static String key(String... parts) {
        var key = new CacheKey();
        List.of(parts).forEach(key::with);
        return key.digits();
    }

    @Test
    void oneTextHasOneKey() {
        assertThat(key(TEXT, "-O3")).isEqualTo(key(TEXT, "-O3")).matches("[0-9a-f]{32}");
    }

    @Test
    void partsDoNotRunTogether() {
        assertThat(
                        List.of(
                                key("ab", "c"),
                                key("a", "bc"),
                                key("abc"),
                                key("abc", ""),
                                key("", "abc")))
                .doesNotHaveDuplicates();
    }

    /// Each half of the digits alone tells them apart, so that together they do by far.
    @Test
    void textsThatDifferInOneOrTwoBitsHaveOtherKeysInBothHalves() {
        var firstHalves = new HashSet<String>();
        var secondHalves = new HashSet<String>();
        int texts = 0;
        for (int i = 0; i < 7 * TEXT.length(); i++) {
            for (int j = i; j < 7 * TEXT.length(); j++) {
                var text = TEXT.toCharArray();
                text[i / 7] ^= (char) (1 << i % 7);
                if (j > i) {
                    text[j / 7] ^= (char) (1 << j % 7);
                }
                var key = key(new String(text));
                firstHalves.add(key.substring(0, 16));
                secondHalves.add(key.substring(16));
                texts++;
            }
        }
        assertThat(firstHalves).hasSize(texts);
        assertThat(secondHalves).hasSize(texts);
    }
}
