package org.jetstreamlan.regs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.jetstreamlan.regs.LayoutFault.Kind;
import org.junit.jupiter.api.Test;

class RegisterBlockTest {
    private static final Field LOW = Field.of("LOW", 0, 8, "Lower byte.");
    private static final Field TOP = Field.bit("TOP", 31, "Top bit.");

    private static Register at(String name, int offset, Field... fields) {
        return Register.of(name, offset, Access.RW, "A register.", fields);
    }

    private static List<Kind> faults(int bytes, Register... registers) {
        var exception =
                catchThrowableOfType(
                        LayoutException.class,
                        () -> new RegisterBlock("B", bytes, List.of(registers)));
        return exception == null
                ? List.of()
                : exception.faults().stream().map(LayoutFault::kind).toList();
    }

    @Test
    void a_sound_block_is_built_and_found_in() {
        var block = new RegisterBlock("B", 16, List.of(at("A", 0, LOW, TOP), at("B", 12)));
        assertThat(block.register("A").field("TOP")).isEqualTo(TOP);
        assertThatThrownBy(() -> block.register("C")).hasMessageContaining("'C'");
        assertThatThrownBy(() -> block.register("A").field("MID")).hasMessageContaining("LOW, TOP");
    }

    @Test
    void registers_that_share_bytes_are_a_fault() {
        assertThat(faults(16, at("A", 4), at("B", 4))).containsExactly(Kind.OVERLAP);
        assertThat(faults(64, at("A", 0).times(4), at("B", 8))).containsExactly(Kind.OVERLAP);
        assertThat(faults(64, at("A", 0).times(4), at("B", 16))).isEmpty();
    }

    @Test
    void interleaved_arrays_do_not_overlap() {
        var even = new Register("E", 0, "", Access.RO, false, 4, 8, 0, List.of());
        var odd = new Register("O", 4, "", Access.RO, false, 4, 8, 0, List.of());
        var clash = new Register("C", 8, "", Access.RO, false, 2, 12, 0, List.of());
        assertThat(faults(64, even, odd)).isEmpty();
        assertThat(faults(64, even, clash)).containsExactly(Kind.OVERLAP);
    }

    @Test
    void registers_outside_the_block_are_a_fault() {
        assertThat(faults(16, at("A", 16))).containsExactly(Kind.OUT_OF_RANGE);
        assertThat(faults(16, at("A", 12).times(2))).containsExactly(Kind.OUT_OF_RANGE);
        assertThat(faults(16, at("A", -4))).containsExactly(Kind.OUT_OF_RANGE);
        assertThat(faults(16, at("A", 12))).isEmpty();
    }

    @Test
    void unaligned_offsets_strides_and_sizes_are_a_fault() {
        assertThat(faults(16, at("A", 2))).containsExactly(Kind.UNALIGNED);
        assertThat(faults(15)).containsExactly(Kind.UNALIGNED);
        var stride = new Register("A", 0, "", Access.RO, false, 2, 6, 0, List.of());
        assertThat(faults(16, stride)).containsExactly(Kind.UNALIGNED);
    }

    @Test
    void duplicate_and_unfit_names_are_a_fault() {
        assertThat(faults(16, at("A", 0), at("A", 4))).containsExactly(Kind.DUPLICATE_NAME);
        assertThat(faults(16, at("A", 0, LOW, Field.bit("LOW", 9, ""))))
                .containsExactly(Kind.DUPLICATE_NAME);
        assertThat(faults(16, at("a-b", 0))).containsExactly(Kind.BAD_NAME);
    }

    @Test
    void fields_that_share_bits_or_leave_the_word_are_a_fault() {
        assertThat(faults(16, at("A", 0, LOW, Field.bit("X", 7, ""))))
                .containsExactly(Kind.OVERLAP);
        assertThat(faults(16, at("A", 0, LOW, Field.bit("X", 8, "")))).isEmpty();
        assertThat(faults(16, at("A", 0, Field.of("X", 30, 3, ""))))
                .containsExactly(Kind.OUT_OF_RANGE);
        assertThat(faults(16, at("A", 0, Field.of("X", 0, 0, ""))))
                .containsExactly(Kind.OUT_OF_RANGE);
    }

    @Test
    void values_that_do_not_fit_are_a_fault() {
        assertThat(faults(16, at("A", 0).resetTo(1L << 32))).containsExactly(Kind.BAD_VALUE);
        var two = new EnumValue("TWO", 2, "");
        assertThat(faults(16, at("A", 0, Field.choice("X", 0, 1, "", two))))
                .containsExactly(Kind.BAD_VALUE);
        var zero = new EnumValue("ZERO", 0, "");
        var none = new EnumValue("NONE", 0, "");
        assertThat(faults(16, at("A", 0, Field.choice("X", 0, 1, "", zero, none))))
                .containsExactly(Kind.BAD_VALUE);
    }

    @Test
    void all_faults_come_in_one_exception_with_their_places() {
        assertThatThrownBy(
                        () ->
                                new RegisterBlock(
                                        "BLK",
                                        16,
                                        List.of(
                                                at("A", 2),
                                                at("A", 32),
                                                at("B", 8, Field.of("X", 31, 2, "")))))
                .isInstanceOf(LayoutException.class)
                .hasMessageContaining("'BLK' has 4 fault(s)")
                .hasMessageContaining("DUPLICATE_NAME BLK: 'A'")
                .hasMessageContaining("UNALIGNED BLK.A: offset 0x2")
                .hasMessageContaining("OUT_OF_RANGE BLK.A: bytes 0x20..0x23")
                .hasMessageContaining("OUT_OF_RANGE BLK.B.X: bits 32..31");
    }

    @Test
    void a_field_takes_and_gives_its_bits_only() {
        var field = Field.of("F", 4, 8, "");
        assertThat(field.mask()).isEqualTo(0xFF0);
        assertThat(field.get(0xABCD_1234)).isEqualTo(0x23);
        assertThat(field.put(0xFFFF_FFFF, 0x12)).isEqualTo(0xFFFF_F12F);
        assertThat(Field.of("W", 0, 32, "").get(-1)).isEqualTo(-1);
        assertThat(Field.of("W", 0, 32, "").mask()).isEqualTo(-1);
        assertThat(TOP.of(1)).isEqualTo(0x8000_0000);
        assertThatThrownBy(() -> field.of(256)).hasMessageContaining("'F': value 256");
    }

    @Test
    void an_array_knows_its_elements() {
        var array = at("A", 8).times(3);
        assertThat(array.offset(2)).isEqualTo(16);
        assertThat(array.end()).isEqualTo(20);
        assertThatThrownBy(() -> array.offset(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
