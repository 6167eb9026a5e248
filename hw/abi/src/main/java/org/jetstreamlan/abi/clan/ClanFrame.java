package org.jetstreamlan.abi.clan;

import static org.jetstreamlan.abi.WindowWords.WIRE;

import java.lang.foreign.MemorySegment;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;
import org.jspecify.annotations.Nullable;

/// The head of a CLAN frame: the first 6 words of its payload, in network order.
///
/// ```
///         31  28 27  24 23                    0
/// word 0 |  op  | flags|         VCI          |   flags: 0 NOTIFY, 1 ASK; the VCI as in the header
/// word 1 | source | endpoint  |  incarnation  |   6, 10, 16: who sends; the receiver's incarnation
/// word 2 |    sequence      |     reason      |   16, 16: of REPLY: answered up to here; reason: of BREAK, else 0
/// word 3 |             region key             |   0: of RESPONSE, REPLY, BREAK, and of a WRITE without data
/// word 4 |            address, high           |   of the first byte of data
/// word 5 |            address, low            |
/// word 6 ..   data in cells of 8 bytes, each byte in the lane of its address
///             0, up to 12 words of payload in all
/// last two    AAL5 trailer: UU = CPI = 0, Length; CRC-32
/// ```
/// Length = 24 + (address modulo 8) + bytes of data. Data is one run, of at most 4,096 bytes, within 4 KiB of addresses.
///
/// A READ names the region and the address that it wants to have read; its data is one cell (Length 32): bytes wanted, and the lowest 12 bits of
/// the place where they go. The address in a RESPONSE is those 12 bits plus the offset in what was wanted, so that lanes and 4 KiB are those of
/// the place that is written.
///
/// @param flags 4 bits
/// @param vci the receiver's endpoint, see [#vci(int, int)]
/// @param source station
/// @param endpoint of the source
/// @param incarnation that the receiver drew
/// @param sequence 16 bits
/// @param reason of a BREAK
/// @param key of the region, 0 without one
/// @param address of the first byte
public record ClanFrame(
        ClanOperation operation,
        int flags,
        int vci,
        int source,
        int endpoint,
        int incarnation,
        int sequence,
        ClanReason reason,
        int key,
        long address) {

    /// Endpoints that a VCI can name.
    public static final int ENDPOINTS = 1 << 10;

    /// The receiver raises an event when the data lies in its memory.
    public static final int NOTIFY = 1;

    /// The receiver sends a REPLY when the data lies in its memory.
    public static final int ASK = 2;

    /// Flags that mean something.
    public static final int FLAGS = NOTIFY | ASK;

    /// Bytes and words in front of the data.
    public static final int HEAD_BYTES = 24;

    public static final int HEAD_WORDS = HEAD_BYTES / 4;

    /// Bytes of a cell.
    public static final int CELL_BYTES = 8;

    /// Most bytes of data, and what a frame's addresses do not cross.
    public static final int DATA_BYTES_MAXIMUM = 4_096;

    /// Fewest words of payload.
    public static final int PAYLOAD_WORDS_MINIMUM = 12;

    /// Most words of payload: CLAN needs an F of at least this.
    public static final int PAYLOAD_WORDS_MAXIMUM = 8 + DATA_BYTES_MAXIMUM / 4;

    /// Length of a READ.
    public static final int READ_LENGTH = HEAD_BYTES + CELL_BYTES;

    /// Numbers of a connection's sequence that may be out at once.
    public static final int WINDOW = 16;

    public static final Field OPERATION = Field.of("OPERATION", 28, 4, "ClanOperation.");
    public static final Field FLAGS_FIELD = Field.of("FLAGS", 24, 4, "0 NOTIFY, 1 ASK.");
    public static final Field VCI = Field.of("VCI", 0, 24, "As in the frame's header.");
    public static final Field SOURCE = Field.of("SOURCE", 26, 6, "Station, as in the header.");
    public static final Field ENDPOINT = Field.of("ENDPOINT", 16, 10, "Of the source.");
    public static final Field INCARNATION =
            Field.of("INCARNATION", 0, 16, "That the receiver drew.");
    public static final Field SEQUENCE =
            Field.of("SEQUENCE", 16, 16, "Number of the frame; of REPLY: answered up to here.");
    public static final Field REASON = Field.of("REASON", 0, 16, "Of BREAK: ClanReason.");
    public static final Field KEY = Field.of("KEY", 0, 32, "Region.");
    public static final Field ADDRESS_HIGH = Field.of("ADDRESS_HIGH", 0, 32, "Bits 63..32.");
    public static final Field ADDRESS_LOW = Field.of("ADDRESS_LOW", 0, 32, "Bits 31..0.");

    public static final Layout LAYOUT =
            Layout.of(
                    "CLAN_FRAME",
                    "Head of a CLAN frame, first byte on top.",
                    Layout.Word.of("OPERATION", VCI, FLAGS_FIELD, OPERATION),
                    Layout.Word.of("SOURCE", INCARNATION, ENDPOINT, SOURCE),
                    Layout.Word.of("SEQUENCE", REASON, SEQUENCE),
                    Layout.Word.of("REGION", KEY),
                    Layout.Word.of("ADDRESS_HIGH", ADDRESS_HIGH),
                    Layout.Word.of("ADDRESS_LOW", ADDRESS_LOW));

    /// Lowest 12 bits of the place that a READ's bytes go to: its second data word.
    public static final Field READ_PLACE =
            Field.of("READ_PLACE", 0, 12, "Lowest bits of the place that the bytes go to.");

    /// Byte of the payload with the bytes that a READ wants; [#READ_PLACE] is in the next word.
    public static final int READ_BYTES_AT = HEAD_BYTES;

    /// The VCI of an endpoint.
    ///
    /// @throws IllegalArgumentException if station or endpoint do not exist
    public static int vci(int station, int endpoint) {
        if (endpoint < 0 || endpoint >= ENDPOINTS) {
            throw new IllegalArgumentException(
                    "endpoint %d: an adapter has at most %d, from 0 on"
                            .formatted(endpoint, ENDPOINTS));
        }
        return StationVci.of(station, StationVci.FIRST_CLAN_CHANNEL | endpoint);
    }

    /// The endpoint that a VCI names; -1 if it names none.
    public static int endpointOf(int vci) {
        int endpoint = StationVci.channel(vci) - StationVci.FIRST_CLAN_CHANNEL;
        return endpoint >= 0 && endpoint < ENDPOINTS ? endpoint : -1;
    }

    public boolean notifies() {
        return (flags & NOTIFY) != 0;
    }

    public boolean asks() {
        return (flags & ASK) != 0;
    }

    /// Lane of the first byte.
    public static int lane(long address) {
        return (int) address & CELL_BYTES - 1;
    }

    /// AAL5 Length of a frame with so many bytes of data.
    public static int length(long address, int bytes) {
        return HEAD_BYTES + lane(address) + bytes;
    }

    /// Words of payload, trailer included.
    public static int payloadWords(int length) {
        int cells = (length - HEAD_BYTES + CELL_BYTES - 1) / CELL_BYTES;
        return Math.max(PAYLOAD_WORDS_MINIMUM, HEAD_WORDS + 2 + 2 * cells);
    }

    /// Writes the head, zeros and the trailer without its CRC; the bytes of data go to [#dataAt()] after it.
    ///
    /// @param to at least [#payloadWords] of words
    /// @param length AAL5 Length
    /// @return words of payload
    public int write(MemorySegment to, int length) {
        int words = payloadWords(length);
        to.asSlice(0, 4L * words).fill((byte) 0);
        to.set(WIRE, 0, OPERATION.of(operation.code()) | FLAGS_FIELD.of(flags) | VCI.of(vci));
        to.set(WIRE, 4, SOURCE.of(source) | ENDPOINT.of(endpoint) | INCARNATION.of(incarnation));
        to.set(WIRE, 8, SEQUENCE.of(sequence) | REASON.of(reason.ordinal()));
        to.set(WIRE, 12, key);
        to.set(WIRE, 16, (int) (address >>> Integer.SIZE));
        to.set(WIRE, 20, (int) address);
        to.set(WIRE, 4L * words - Aal5.TRAILER_BYTES, Aal5.trailerWord(0, 0, length));
        return words;
    }

    /// Writes the CRC, behind everything else.
    public static void seal(MemorySegment payload, int words) {
        long crcAt = 4L * words - Aal5.CRC_BYTES;
        payload.set(WIRE, crcAt, Aal5.crc(payload, 0, crcAt));
    }

    /// Byte of the payload with the first byte of data.
    public int dataAt() {
        return HEAD_BYTES + lane(address);
    }

    /// Length in the trailer of a payload of at least two words.
    public static int lengthOf(MemorySegment payload, int words) {
        return Aal5.userBytes(payload.get(WIRE, 4L * words - Aal5.TRAILER_BYTES));
    }

    /// Reads the head of a payload; null if the operation means nothing. Looks at nothing else.
    public static @Nullable ClanFrame read(MemorySegment payload) {
        int word0 = payload.get(WIRE, 0);
        var operation = ClanOperation.of(OPERATION.get(word0));
        if (operation == null) {
            return null;
        }
        int word1 = payload.get(WIRE, 4);
        int word2 = payload.get(WIRE, 8);
        return new ClanFrame(
                operation,
                FLAGS_FIELD.get(word0),
                VCI.get(word0),
                SOURCE.get(word1),
                ENDPOINT.get(word1),
                INCARNATION.get(word1),
                SEQUENCE.get(word2),
                ClanReason.of(REASON.get(word2)),
                payload.get(WIRE, 12),
                Integer.toUnsignedLong(payload.get(WIRE, 16)) << Integer.SIZE
                        | Integer.toUnsignedLong(payload.get(WIRE, 20)));
    }

    /// Bytes of data that a frame of this length carries; below 0 if it is *malformed*: Length and words of payload do not fit each other or the
    /// operation, too many bytes, across 4 KiB, or a flag that means nothing.
    public int dataBytes(int length, int words) {
        boolean fits = length >= HEAD_BYTES && words == payloadWords(length);
        if (!fits || (flags & ~FLAGS) != 0) {
            return -1;
        }
        return switch (operation) {
            case READ -> length == READ_LENGTH ? 0 : -1;
            case REPLY, BREAK -> length == HEAD_BYTES ? 0 : -1;
            case WRITE, TRANSFER, RESPONSE -> {
                int bytes = length - HEAD_BYTES - lane(address);
                int inPage = (int) address & DATA_BYTES_MAXIMUM - 1;
                boolean good = bytes >= 0 && inPage + bytes <= DATA_BYTES_MAXIMUM;
                yield good ? bytes : -1;
            }
        };
    }
}
