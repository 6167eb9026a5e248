package org.jetstreamlan.abi;

import java.lang.foreign.MemorySegment;

/// The payload of a management frame: 48 bytes under CRC-32, one layout for all operations. The
/// frame has type MANAGEMENT and the ATM header of [StationVci#INIT] with the end-of-PDU mark.
///
/// ```
///          31      24 23     16 15           0
/// word 0  | operation | stations |      0      |  stations: N in CONFIRM, else 0
/// word 1  |               nonce                |  of the claim; its low 6 bits are the epoch
/// word 2  |               TTRT                 |  bid or operative, in words
/// word 3  |           largest frame            |  F in payload words
/// word 4  |          0         | address 47-32 |  of the claimer, beaconer or monitor
/// word 5  |            address 31-0            |
/// word 6..10            0
/// word 11 |              CRC-32                |
/// ```
/// All count their hops in the header, outside the CRC: the sender gives source 0 and tag 0, each enabled station re-emits the
/// source plus 1, from 63 on the tag plus 1, and strips one with both 63. In an ID frame the source so counted is the
/// station's id.
///
/// @param operation what it asks
/// @param stations N, 1..64, in CONFIRM; else 0
/// @param nonce fresh for each claim
/// @param ttrt in 32-bit words
/// @param largestFrame in payload words
/// @param address 48 bits
public record ManagementFrame(
        Operation operation, int stations, int nonce, int ttrt, int largestFrame, long address) {

    /// What a management frame asks; the ordinal is the code.
    public enum Operation {
        /// Does not occur.
        NONE,
        /// Take an id.
        ID,
        /// The ring has N stations; check your id.
        CONFIRM,
        /// Bid for monitor.
        CLAIM,
        /// The ring is broken in front of this station.
        BEACON
    }

    /// Payload bytes.
    public static final int BYTES = Frame.PAYLOAD_BYTES_MINIMUM;

    public static final int WORDS = BYTES / 4;

    /// Word 0 of the payload.
    public int word0() {
        return operation.ordinal() << 24 | stations << 16;
    }

    /// The payload with its CRC.
    public byte[] payload() {
        var bytes = new byte[BYTES];
        var segment = MemorySegment.ofArray(bytes);
        segment.set(WindowWords.WIRE, 0, word0());
        segment.set(WindowWords.WIRE, 4, nonce);
        segment.set(WindowWords.WIRE, 8, ttrt);
        segment.set(WindowWords.WIRE, 12, largestFrame);
        segment.set(WindowWords.WIRE, 16, (int) (address >>> 32));
        segment.set(WindowWords.WIRE, 20, (int) address);
        int crcAt = BYTES - Aal5.CRC_BYTES;
        segment.set(WindowWords.WIRE, crcAt, Aal5.crc(bytes, crcAt));
        return bytes;
    }

    /// The frame as it leaves a station.
    ///
    /// @param counter value of the source field
    public Frame frame(int counter) {
        return new Frame(
                new Header(FrameType.MANAGEMENT, false, false, 0, counter),
                AtmHeader.endOfPdu(StationVci.INIT),
                payload());
    }

    /// The operation in a frame's payload.
    ///
    /// @throws IllegalArgumentException if the frame is no management frame, or of no known
    ///     operation
    public static ManagementFrame of(Frame frame) {
        int code = frame.length() == BYTES ? frame.word(0) >>> 24 : 0;
        if (frame.header().type() != FrameType.MANAGEMENT
                || code == 0
                || code >= Operation.values().length) {
            throw new IllegalArgumentException("not a management frame: " + frame);
        }
        return new ManagementFrame(
                Operation.values()[code],
                frame.word(0) >>> 16 & 0xFF,
                frame.word(1),
                frame.word(2),
                frame.word(3),
                (frame.word(4) & 0xFFFFL) << 32 | Integer.toUnsignedLong(frame.word(5)));
    }
}
