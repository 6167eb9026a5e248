package org.jetstreamlan.ring;

import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.LinkWord;

/// Hits one word of the next data frame on a link.
final class FrameDamage implements LinkFault {
    private static final long INVALID = LinkWord.pack(LinkWord.Kind.INVALID, 0);

    private final int word;
    private final int bits;
    private boolean done;

    /// Of the next word in its frame, START being 0; 0 before a data frame. A frame that ends before the word is not hit, and no other.
    private int place;

    /// @param word 1 and 2 are the header
    /// @param bits inverted ones; 0: the word becomes INVALID
    FrameDamage(int word, int bits) {
        this.word = word;
        this.bits = bits;
    }

    @Override
    public long apply(long packed) {
        if (done) {
            return packed;
        }
        int at = place;
        boolean isData = LinkWord.kind(packed) == LinkWord.Kind.DATA;
        if (at > 1 && LinkWord.kind(packed) == LinkWord.Kind.CONTROL) {
            done = true;
            return packed;
        }
        if (isStart(packed)) {
            place = 1;
        } else if (at == 1 && (!isData || typeOf(packed) != FrameType.DATA.ordinal())) {
            place = 0;
        } else if (at > 0) {
            place = at + 1;
            done = at == word;
        }
        return done ? hit(packed) : packed;
    }

    private static boolean isStart(long packed) {
        return LinkWord.kind(packed) == LinkWord.Kind.CONTROL
                && LinkWord.bits(packed) == ControlSymbol.START_WORD;
    }

    private static int typeOf(long packed) {
        return Header.TYPE.get(LinkWord.bits(packed));
    }

    private long hit(long packed) {
        return bits == 0
                ? INVALID
                : LinkWord.pack(LinkWord.kind(packed), LinkWord.bits(packed) ^ bits);
    }
}
