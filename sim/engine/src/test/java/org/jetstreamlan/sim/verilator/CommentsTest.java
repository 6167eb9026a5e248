package org.jetstreamlan.sim.verilator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommentsTest {
    @Test
    void commentsGoAndLineNumbersStay() {
        var verilog =
                """
                // Top
                module Top (a); // the end
                /* over
                   two lines */ input a;
                endmodule
                """;
        assertThat(Comments.strip(verilog).lines().map(String::stripTrailing))
                .containsExactly("", "module Top (a);", "", "  input a;", "endmodule");
    }

    @Test
    void stringsAndWhatToolsReadStay() {
        var verilog =
                "initial $display(\"// \\\" /* no comment\"); /* verilator lint_off WIDTH */\n(* keep *) wire a;";
        assertThat(Comments.strip(verilog)).isEqualTo(verilog);
    }

    @Test
    void aCommentWithoutAnEndIsNoTrouble() {
        assertThat(Comments.strip("a /* b").strip()).isEqualTo("a");
        assertThat(Comments.strip("a // b").strip()).isEqualTo("a");
        assertThat(Comments.strip("a \"b")).isEqualTo("a \"b");
    }
}
