package org.jetstreamlan.model;

/// Something that happens to the words of one link. Times are those at which the words leave the station before it.
sealed interface LinkFault {
    long time();

    /// Bits of one data or control word are inverted; FILL becomes INVALID.
    record Flip(long time, int mask) implements LinkFault {}

    /// One word is another: an entry of [Kind].
    record Replace(long time, int kind, int argument) implements LinkFault {}

    /// All words before `until` are FILL.
    record Cut(long time, long until) implements LinkFault {}

    /// A frame takes the place of what was there.
    record Insert(long time, int word0, int word1, int words, long serial) implements LinkFault {}

    /// The end of a [Cut] that has none.
    record Mend(long time) implements LinkFault {}

    /// The end of a [Cut] or [Insert]: `kind` END for the latter.
    record Over(long time, boolean end) implements LinkFault {}
}
