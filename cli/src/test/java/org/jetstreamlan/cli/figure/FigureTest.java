package org.jetstreamlan.cli.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {
    @Test
    void aLineHasNameValueUnitRelationAndTarget() {
        assertThat(figure("hw.crc_lut4", 0, new Target.AtMost(190)).line(181))
                .isEqualTo("FIGURE hw.crc_lut4 181 LUT4 target <= 190");
        assertThat(figure("hw.crc_mhz_8", 1, new Target.AtLeast(300)).line(310.62))
                .isEqualTo("FIGURE hw.crc_mhz_8 310.6 LUT4 target >= 300.0");
        assertThat(figure("hw.adapter_lut4", 0, new Target.Reported()).line(5_522))
                .isEqualTo("FIGURE hw.adapter_lut4 5522 LUT4 target reported -");
    }

    @Test
    void aRatioHasTheUnit1() {
        var share = new Figure("demo.share", "about", "", 2, new Target.AtLeast(0.95));
        assertThat(share.line(0.97)).isEqualTo("FIGURE demo.share 0.97 1 target >= 0.95");
    }

    @Test
    void aTargetIsMetAtItsLimitAndMissedBeyond() {
        assertThat(new Target.AtMost(190).metBy(190)).isTrue();
        assertThat(new Target.AtMost(190).metBy(190.1)).isFalse();
        assertThat(new Target.AtLeast(300).metBy(300)).isTrue();
        assertThat(new Target.AtLeast(300).metBy(299.9)).isFalse();
    }

    @Test
    void eachFigureHasANameOfItsOwn() {
        assertThat(names())
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z]+\\.[a-z0-9_]+"));
    }

    private static List<String> names() {
        return Benchmarks.ALL.stream()
                .flatMap(benchmark -> benchmark.figures().stream())
                .map(Figure::name)
                .toList();
    }

    private static Figure figure(String name, int decimals, Target target) {
        return new Figure(name, "about", "LUT4", decimals, target);
    }
}
