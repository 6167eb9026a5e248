package org.jetstreamlan.regs;

import java.util.List;

/// A structure in memory: 32-bit words one behind the other, each cut into fields (descriptors,
/// events, table entries). An inconsistent layout cannot be built.
///
/// @param name as in a data sheet
/// @param description what it is for
/// @param words word 0 first, at the lowest address
public record Layout(String name, String description, List<Word> words) {

    /// One 32-bit word of a layout.
    ///
    /// @param name upper case
    /// @param fields bits with a meaning; the rest is written 0
    public record Word(String name, List<Field> fields) {
        public Word {
            fields = List.copyOf(fields);
        }

        public static Word of(String name, Field... fields) {
            return new Word(name, List.of(fields));
        }
    }

    public Layout {
        words = List.copyOf(words);
        LayoutChecks.ofLayout(name, words);
    }

    public static Layout of(String name, String description, Word... words) {
        return new Layout(name, description, List.of(words));
    }

    /// Size in bytes.
    public int bytes() {
        return words.size() * Register.BYTES;
    }
}
