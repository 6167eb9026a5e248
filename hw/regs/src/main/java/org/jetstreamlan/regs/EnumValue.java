package org.jetstreamlan.regs;

import java.util.Arrays;
import java.util.function.Function;

/// One named value of a field.
///
/// @param name upper case, as in a data sheet
/// @param value unsigned, must fit the field
/// @param description one sentence
public record EnumValue(String name, long value, String description) {
    /// The constants of an enum, by their names, ordinals and descriptions.
    public static <E extends Enum<E>> EnumValue[] ofEach(
            E[] constants, Function<E, String> description) {
        return Arrays.stream(constants)
                .map(each -> new EnumValue(each.name(), each.ordinal(), description.apply(each)))
                .toArray(EnumValue[]::new);
    }
}
