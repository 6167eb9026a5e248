package org.jetstreamlan.regs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PrintersTest {
    private static final RegisterBlock BLOCK =
            new RegisterBlock(
                    "Timer",
                    32,
                    List.of(
                            Register.of(
                                            "CONTROL",
                                            0,
                                            Access.RW,
                                            "What it does.",
                                            Field.bit("RUN", 0, "Counts | stops."),
                                            Field.choice(
                                                    "MODE",
                                                    4,
                                                    2,
                                                    "How.",
                                                    new EnumValue("ONCE", 0, "stops at 0"),
                                                    new EnumValue("LOOP", 1, "reloads")))
                                    .resetTo(0x10),
                            Register.of("NEXT", 16, Access.RO, "Takes one.")
                                    .withReadEffect()
                                    .times(4)));

    private static final Layout LAYOUT =
            Layout.of(
                    "ENTRY",
                    "An entry.",
                    Layout.Word.of("HEAD", Field.of("KEY", 8, 24, "Key.")),
                    Layout.Word.of("TAIL", Field.of("VALUE", 0, 32, "Value.")));

    @Test
    void markdown_of_a_block() {
        assertThat(MarkdownPrinter.print(BLOCK))
                .isEqualTo(
                        """
                        ## Timer

                        32 bytes, 32-bit registers.

                        | offset | register | access | reset | what |
                        | --- | --- | --- | --- | --- |
                        | 0x000 | `CONTROL` | RW | 0x00000010 | What it does. |
                        | 0x010 + 4 i | `NEXT[4]` | RO, read has effect | 0x00000000 | Takes one. |

                        ### CONTROL

                        | bits | field | what |
                        | --- | --- | --- |
                        | 0 | `RUN` | Counts \\| stops. |
                        | 5..4 | `MODE` | How. (0 = `ONCE` stops at 0; 1 = `LOOP` reloads) |
                        """);
    }

    @Test
    void markdown_of_a_layout() {
        assertThat(MarkdownPrinter.print(LAYOUT))
                .isEqualTo(
                        """
                        ## ENTRY

                        An entry. 8 bytes.

                        ### word 0, `HEAD`

                        | bits | field | what |
                        | --- | --- | --- |
                        | 31..8 | `KEY` | Key. |

                        ### word 1, `TAIL`

                        | bits | field | what |
                        | --- | --- | --- |
                        | 31..0 | `VALUE` | Value. |
                        """);
    }

    @Test
    void c_header() {
        var header = CHeaderPrinter.print("T", List.of(BLOCK), List.of(LAYOUT));
        assertThat(header.replaceAll(" +", " "))
                .isEqualTo(
                        """
                        #ifndef T_REGISTERS_H
                        #define T_REGISTERS_H

                        /* Timer: 32 bytes */

                        /* read/write: What it does. */
                        #define T_CONTROL 0x000u
                        #define T_CONTROL_RUN_SHIFT 0u
                        #define T_CONTROL_RUN_MASK 0x00000001u
                        #define T_CONTROL_MODE_SHIFT 4u
                        #define T_CONTROL_MODE_MASK 0x00000030u
                        #define T_CONTROL_MODE_ONCE 0u
                        #define T_CONTROL_MODE_LOOP 1u

                        /* read only, read has effect: Takes one. */
                        #define T_NEXT 0x010u
                        #define T_NEXT_COUNT 4u
                        #define T_NEXT_STRIDE 4u

                        /* ENTRY: An entry. */
                        #define T_ENTRY_BYTES 8
                        #define T_ENTRY_HEAD 0x000u
                        #define T_ENTRY_HEAD_KEY_SHIFT 8u
                        #define T_ENTRY_HEAD_KEY_MASK 0xffffff00u
                        #define T_ENTRY_TAIL 0x004u
                        #define T_ENTRY_TAIL_VALUE_SHIFT 0u
                        #define T_ENTRY_TAIL_VALUE_MASK 0xffffffffu

                        #endif
                        """);
    }
}
