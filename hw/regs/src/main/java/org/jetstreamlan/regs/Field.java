package org.jetstreamlan.regs;

import java.util.List;

/// Bits `lo + width - 1 .. lo` of a 32-bit word. Checked by the block or layout that holds it.
///
/// @param name upper case, as in a data sheet
/// @param lo lowest bit, 0..31
/// @param width number of bits, 1..32
/// @param description one sentence, with the unit
/// @param values named values, empty where the field is a number
public record Field(String name, int lo, int width, String description, List<EnumValue> values) {

    public Field {
        values = List.copyOf(values);
    }

    /// A number.
    public static Field of(String name, int lo, int width, String description) {
        return new Field(name, lo, width, description, List.of());
    }

    /// A single bit.
    public static Field bit(String name, int lo, String description) {
        return new Field(name, lo, 1, description, List.of());
    }

    /// A field with named values.
    public static Field choice(
            String name, int lo, int width, String description, EnumValue... values) {
        return new Field(name, lo, width, description, List.of(values));
    }

    /// Highest bit.
    public int hi() {
        return lo + width - 1;
    }

    /// Ones in the field's place.
    public int mask() {
        return (int) (maximum() << lo);
    }

    /// Largest value that fits.
    public long maximum() {
        return (1L << width) - 1;
    }

    /// The field's value in `word`, right-aligned, unsigned (a 32-bit field comes as its bits).
    public int get(int word) {
        return (word & mask()) >>> lo;
    }

    /// Whether any bit of the field is set in `word`.
    public boolean isSet(int word) {
        return (word & mask()) != 0;
    }

    /// The field's bits for `value`, other bits 0.
    ///
    /// @throws IllegalArgumentException if the value does not fit
    public int of(long value) {
        if (value < 0 || value > maximum()) {
            throw new IllegalArgumentException(
                    "field '%s': value %d does not fit %d bits; the largest is %d"
                            .formatted(name, value, width, maximum()));
        }
        return (int) (value << lo);
    }

    /// `word` with the field replaced by `value`.
    ///
    /// @throws IllegalArgumentException if the value does not fit
    public int put(int word, long value) {
        return (word & ~mask()) | of(value);
    }
}
