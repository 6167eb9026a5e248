package org.jetstreamlan.regs;

import java.util.List;

/// One 32-bit register, or an array of `count` equal ones `stride` bytes apart. Checked by the
/// block that holds it.
///
/// @param name upper case, as in a data sheet
/// @param offset bytes from the start of the block
/// @param description what it is for
/// @param access what the host may do
/// @param readHasEffect a read changes state, so no tool may read it unasked
/// @param count 1, or the number of array elements
/// @param stride bytes between elements, 4 for a single register
/// @param reset value after reset, unsigned 32 bits
/// @param fields bits with a meaning; the rest reads 0 and ignores writes
public record Register(
        String name,
        int offset,
        String description,
        Access access,
        boolean readHasEffect,
        int count,
        int stride,
        long reset,
        List<Field> fields) {

    /// Bytes of one register.
    public static final int BYTES = 4;

    public Register {
        fields = List.copyOf(fields);
    }

    /// A single register that resets to 0 and may be read without effect.
    public static Register of(
            String name, int offset, Access access, String description, Field... fields) {
        return new Register(name, offset, description, access, false, 1, BYTES, 0, List.of(fields));
    }

    /// The same register with another reset value.
    public Register resetTo(long value) {
        return new Register(
                name, offset, description, access, readHasEffect, count, stride, value, fields);
    }

    /// The same register, marked: a read changes state.
    public Register withReadEffect() {
        return new Register(name, offset, description, access, true, count, stride, reset, fields);
    }

    /// The same register as an array of `elements`, one every 4 bytes.
    public Register times(int elements) {
        return new Register(
                name, offset, description, access, readHasEffect, elements, BYTES, reset, fields);
    }

    /// Offset of element `index` in bytes.
    ///
    /// @throws IndexOutOfBoundsException outside the array
    public int offset(int index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException(
                    "register '%s': element %d of %d".formatted(name, index, count));
        }
        return offset + index * stride;
    }

    /// First byte behind the register or the array's last element.
    public int end() {
        return offset + (count - 1) * stride + BYTES;
    }

    /// The field of this name.
    ///
    /// @throws IllegalArgumentException if there is none
    public Field field(String fieldName) {
        return fields.stream()
                .filter(f -> f.name().equals(fieldName))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "register '%s' has no field '%s'; it has %s"
                                                .formatted(
                                                        name,
                                                        fieldName,
                                                        fields.stream()
                                                                .map(Field::name)
                                                                .toList())));
    }
}
