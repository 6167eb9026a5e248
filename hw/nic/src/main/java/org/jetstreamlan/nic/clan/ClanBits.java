package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.regs.Field;

/// A field of a word.
final class ClanBits {
    private ClanBits() {}

    static Bits of(Bits word, Field field) {
        return word.slice(field.lo() + field.width() - 1, field.lo());
    }
}
