package org.jetstreamlan.cli.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DiffBenchmarkTest {
    private static final List<String> LIST =
            List.of(
                    "# comment",
                    "",
                    "a/A.java",
                    "< x = 1;",
                    "> x = 2;",
                    "< y = 1;",
                    "> y = 1;",
                    "> z = 1;");

    @Test
    void anEditReplacesItsLineOrInsertsOne() throws IOException {
        var edits = DiffBenchmark.parsed(LIST);

        assertThat(edits).extracting(DiffBenchmark.Edit::file).containsOnly("a/A.java");
        assertThat(edits.get(0).applied("  x = 1;\ny = 1;\n")).isEqualTo("x = 2;\ny = 1;\n");
        assertThat(edits.get(1).applied("  x = 1;\ny = 1;\n"))
                .isEqualTo("  x = 1;\ny = 1;\nz = 1;\n");
    }

    @Test
    void anEditThatDoesNotFindItsLineExactlyOnceIsNoEdit() {
        var edit = DiffBenchmark.parsed(LIST).getFirst();

        assertThatThrownBy(() -> edit.applied("x = 3;\n"))
                .hasMessage("a/A.java has 0 lines `x = 1;`");
        assertThatThrownBy(() -> edit.applied("x = 1;\nx = 1;\n")).isInstanceOf(IOException.class);
    }
}
