package org.jetstreamlan.ring.lockstep;

import org.jetstreamlan.abi.Aal5;

/// The payload of one frame, made from its serial, so that what arrives can be told from anything else.
///
/// @param serial of the frame on its ring, and first word
/// @param words the CRC among them
/// @param endsPdu the last word is a CRC
/// @param ownCrc the host makes it, else the MAC
record Payload(int serial, int words, boolean endsPdu, boolean ownCrc) {
    /// Of a frame that nobody has sent.
    static final Payload NONE = new Payload(-1, 0, false, false);

    boolean insertsCrc() {
        return endsPdu && !ownCrc;
    }

    boolean isCrc(int index) {
        return endsPdu && index == words - 1;
    }

    /// What the host gives the MAC.
    int word(int index) {
        if (index == 0) {
            return serial;
        }
        if (isCrc(index) && ownCrc) {
            int remainder = Aal5.INITIAL;
            for (int i = 0; i < index; i++) {
                remainder = Aal5.stepWord(remainder, word(i));
            }
            return ~remainder;
        }
        int mixed = (serial * 0x9E37_79B9 ^ index) * 0x85EB_CA6B;
        return mixed ^ mixed >>> 15;
    }
}
