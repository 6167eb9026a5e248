package org.jetstreamlan.abi;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.LongConsumer;

/// One frame: 8 header bytes and a payload of whole 32-bit words. Need not be a legal one, so that
/// tests and captures can hold what they find.
///
/// ```
/// | START | header word 0 | header word 1 | payload words | END or ABORT | FILL |
/// ```
public final class Frame {
    /// Bytes in front of the payload.
    public static final int HEADER_BYTES = 8;

    /// Shortest and longest payload in bytes.
    public static final int PAYLOAD_BYTES_MINIMUM = 48;

    public static final int PAYLOAD_BYTES_MAXIMUM = 65_528;

    /// The same in words.
    public static final int PAYLOAD_WORDS_MINIMUM = PAYLOAD_BYTES_MINIMUM / 4;

    public static final int PAYLOAD_WORDS_MAXIMUM = PAYLOAD_BYTES_MAXIMUM / 4;

    /// Link words of a frame beyond its payload: START, two header words, END and one FILL.
    public static final int OVERHEAD_WORDS = 5;

    private final Header header;
    private final AtmHeader atm;
    private final byte[] payload;

    /// @throws IllegalArgumentException if the payload is not whole words
    public Frame(Header header, AtmHeader atm, byte[] payload) {
        if (payload.length % 4 != 0) {
            throw new IllegalArgumentException(
                    "frame: payload of %d bytes is not a multiple of 4".formatted(payload.length));
        }
        this.header = header;
        this.atm = atm;
        this.payload = payload.clone();
    }

    /// A frame that carries `user` as one AAL5 PDU.
    public static Frame aal5(Header header, int vci, byte[] user) {
        return new Frame(header, AtmHeader.endOfPdu(vci), Aal5.pdu(user, 0, 0));
    }

    public Header header() {
        return header;
    }

    public AtmHeader atm() {
        return atm;
    }

    /// A copy of the payload.
    public byte[] payload() {
        return payload.clone();
    }

    /// Payload bytes.
    public int length() {
        return payload.length;
    }

    /// Payload word `index`, first byte on top.
    public int word(int index) {
        return MemorySegment.ofArray(payload).get(WindowWords.WIRE, 4L * index);
    }

    /// Whether the payload has a length that the ring carries.
    public boolean lengthGood() {
        return payload.length >= PAYLOAD_BYTES_MINIMUM && payload.length <= PAYLOAD_BYTES_MAXIMUM;
    }

    /// What the CRC-32 says; NONE where PT does not mark the end of a PDU.
    public CrcVerdict crcVerdict() {
        if (!atm.endsPdu()) {
            return CrcVerdict.NONE;
        }
        int covered = payload.length - Aal5.CRC_BYTES;
        return covered >= 0 && Aal5.crc(payload, covered) == word(covered / 4)
                ? CrcVerdict.GOOD
                : CrcVerdict.BAD;
    }

    /// Gives the frame's link words, packed, START to `ending` and the fill word behind it.
    ///
    /// @param ending END or ABORT
    public void encode(ControlSymbol ending, LongConsumer out) {
        out.accept(LinkWord.pack(LinkWord.Kind.CONTROL, ControlSymbol.START_WORD));
        out.accept(LinkWord.pack(LinkWord.Kind.DATA, header.word0(atm)));
        out.accept(LinkWord.pack(LinkWord.Kind.DATA, atm.word1()));
        var words = MemorySegment.ofArray(payload);
        for (int at = 0; at < payload.length; at += 4) {
            out.accept(LinkWord.pack(LinkWord.Kind.DATA, words.get(WindowWords.WIRE, at)));
        }
        out.accept(LinkWord.pack(LinkWord.Kind.CONTROL, ending.word()));
        out.accept(LinkWord.pack(LinkWord.Kind.FILL, 0));
    }

    /// The link words of the frame as its source sends it.
    public long[] linkWords() {
        return linkWords(new ControlSymbol.End(FrameStatus.SENT));
    }

    /// The link words of the frame with this ending.
    public long[] linkWords(ControlSymbol ending) {
        var words = new long[OVERHEAD_WORDS + payload.length / 4];
        encode(
                ending,
                new LongConsumer() {
                    private int count;

                    @Override
                    public void accept(long word) {
                        words[count++] = word;
                    }
                });
        return words;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame frame
                && header.equals(frame.header)
                && atm.equals(frame.atm)
                && Arrays.equals(payload, frame.payload);
    }

    @Override
    public int hashCode() {
        return Objects.hash(header, atm, Arrays.hashCode(payload));
    }

    @Override
    public String toString() {
        return "Frame[%s, %s, %d bytes]".formatted(header, atm, payload.length);
    }
}
