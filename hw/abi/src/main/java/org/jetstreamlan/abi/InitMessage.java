package org.jetstreamlan.abi;

import static org.jetstreamlan.abi.WindowWords.WIRE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jetstreamlan.regs.EnumValue;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// What drivers tell one another on the INIT VCI: 88 user bytes of an AAL5 PDU in a data frame, first byte on top of each
/// word. Every message carries its sender's whole record, so each of them tells who is where.
///
/// ```
///          31     24 23     16 15      8 7       0
/// word  0 |              AAAA034A                 |   LLC, SNAP (LlcSnap.INIT)
/// word  1 |              53540002                 |
/// word  2 | version |  kind   |   id    |  peer   |
/// word  3 | stations|  heard  |  epoch  |    0    |
/// word  4 |         0         |   address 47-32   |
/// word  5 |             address 31-0              |
/// word  6 |    0    |          TTRT bid           |
/// word  7 |         0         |       F bid       |
/// word  8 |    0    |             SA              |   in force now
/// word  9 |    0    |              D              |   latency; in GRANT and REFUSAL the largest of all stations
/// word 10 |               sequence                |   of a REQUEST; its answer has the same
/// word 11 |    0    |            words            |   asked for; 0 in RECORD
/// word 12 |        allocations of others          |   GRANT, REFUSAL: sum in words; else 0
/// word 13 |              generation               |   the sender's count of bring-ups
/// word 14..21  name, up to 32 bytes of UTF-8, filled with 0
/// ```
///
/// @param kind what it is for
/// @param id of the sender, 0..N-1
/// @param peer GRANT, REFUSAL: id of the station that asked; else 0
/// @param stations N, 1..64
/// @param heard others that the sender has a record of, 0..N-1
/// @param epoch of the numbering that the ids belong to, 0..63
/// @param address 48 bits, above 0
/// @param ttrtWords bid for TTRT
/// @param largestWords bid for F, payload words
/// @param allocationWords SA
/// @param latencyWords D
/// @param sequence any
/// @param words asked for
/// @param othersWords sum
/// @param generation any
/// @param name for people
public record InitMessage(
        Kind kind,
        int id,
        int peer,
        int stations,
        int heard,
        int epoch,
        long address,
        int ttrtWords,
        int largestWords,
        int allocationWords,
        int latencyWords,
        int sequence,
        int words,
        int othersWords,
        int generation,
        String name) {

    /// What a message is for; the ordinal is the code.
    public enum Kind {
        NONE("does not occur"),
        RECORD("who and where the sender is"),
        REQUEST("asks the arbiter, station 0, for a synchronous allocation"),
        GRANT("the arbiter admits it"),
        REFUSAL("the arbiter does not");

        private final String description;

        Kind(String description) {
            this.description = description;
        }
    }

    /// A receiver ignores versions that it does not know.
    public static final int VERSION = 1;

    public static final int NAME_BYTES = 32;

    private static final int TIME_MAXIMUM = (1 << 24) - 1;

    private static final Field LLC = Field.of("LLC", 0, 32, "AAAA034A.");
    private static final Field SNAP = Field.of("SNAP", 0, 32, "53540002.");
    private static final Field VERSION_VALUE = Field.of("VERSION", 24, 8, "1.");
    private static final Field KIND =
            Field.choice(
                    "KIND",
                    16,
                    8,
                    "What it is for.",
                    EnumValue.ofEach(Kind.values(), kind -> kind.description));
    private static final Field ID = Field.of("ID", 8, 8, "Station id of the sender.");
    private static final Field PEER = Field.of("PEER", 0, 8, "Station id of the asker.");
    private static final Field STATIONS = Field.of("STATIONS", 24, 8, "N.");
    private static final Field HEARD = Field.of("HEARD", 16, 8, "Others heard by the sender.");
    private static final Field EPOCH = Field.of("EPOCH", 8, 8, "Of the numbering.");
    private static final Field ADDRESS_HIGH = Field.of("ADDRESS_HIGH", 0, 16, "Bits 47..32.");
    private static final Field ADDRESS_LOW = Field.of("ADDRESS_LOW", 0, 32, "Bits 31..0.");
    private static final Field TTRT = Field.of("TTRT", 0, 24, "Bid, in words.");
    private static final Field LARGEST = Field.of("LARGEST", 0, 16, "Bid, in payload words.");
    private static final Field ALLOCATION = Field.of("ALLOCATION", 0, 24, "SA, in words.");
    private static final Field LATENCY = Field.of("LATENCY", 0, 24, "D, in words.");
    private static final Field SEQUENCE = Field.of("SEQUENCE", 0, 32, "Of the request.");
    private static final Field WORDS = Field.of("WORDS", 0, 24, "Asked for.");
    private static final Field OTHERS = Field.of("OTHERS", 0, 32, "Sum of the others' SA.");
    private static final Field GENERATION = Field.of("GENERATION", 0, 32, "Bring-ups so far.");
    private static final Field NAME = Field.of("NAME", 0, 32, "Four bytes of the name.");

    public static final Layout LAYOUT =
            Layout.of(
                    "INIT_MESSAGE",
                    "What drivers tell one another on the INIT VCI.",
                    Layout.Word.of("LLC", LLC),
                    Layout.Word.of("SNAP", SNAP),
                    Layout.Word.of("KIND", VERSION_VALUE, KIND, ID, PEER),
                    Layout.Word.of("RING", STATIONS, HEARD, EPOCH),
                    Layout.Word.of("ADDRESS_HIGH", ADDRESS_HIGH),
                    Layout.Word.of("ADDRESS_LOW", ADDRESS_LOW),
                    Layout.Word.of("TTRT", TTRT),
                    Layout.Word.of("LARGEST", LARGEST),
                    Layout.Word.of("ALLOCATION", ALLOCATION),
                    Layout.Word.of("LATENCY", LATENCY),
                    Layout.Word.of("SEQUENCE", SEQUENCE),
                    Layout.Word.of("WORDS", WORDS),
                    Layout.Word.of("OTHERS", OTHERS),
                    Layout.Word.of("GENERATION", GENERATION),
                    Layout.Word.of("NAME_0", NAME),
                    Layout.Word.of("NAME_1", NAME),
                    Layout.Word.of("NAME_2", NAME),
                    Layout.Word.of("NAME_3", NAME),
                    Layout.Word.of("NAME_4", NAME),
                    Layout.Word.of("NAME_5", NAME),
                    Layout.Word.of("NAME_6", NAME),
                    Layout.Word.of("NAME_7", NAME));

    /// Length in bytes.
    public static final int BYTES = LAYOUT.bytes();

    private static final int NAME_AT = BYTES - NAME_BYTES;

    /// @throws IllegalArgumentException for a value that no message can have, with its range
    public InitMessage {
        if (kind == Kind.NONE) {
            throw new IllegalArgumentException("INIT message: kind 0 does not occur");
        }
        range("stations", stations, 1, Header.STATIONS);
        range("id", id, 0, stations - 1);
        range("peer", peer, 0, stations - 1);
        range("heard", heard, 0, stations - 1);
        range("epoch", epoch, 0, 63);
        range("address", address, 1, (1L << 48) - 1);
        range("TTRT", ttrtWords, 256, TIME_MAXIMUM);
        range("F", largestWords, Frame.PAYLOAD_WORDS_MINIMUM, Frame.PAYLOAD_WORDS_MAXIMUM);
        range("SA", allocationWords, 0, TIME_MAXIMUM);
        range("D", latencyWords, 64, 1 << 16);
        range("words", words, 0, TIME_MAXIMUM);
        range("allocations of others", othersWords, 0, Integer.MAX_VALUE);
        requireName(name);
    }

    private static void range(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "INIT message: %s %d is not in %d..%d".formatted(what, value, least, most));
        }
    }

    /// Checks a station's name.
    ///
    /// @throws IllegalArgumentException with more than 32 bytes of UTF-8, or a control character
    public static void requireName(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > NAME_BYTES) {
            throw new IllegalArgumentException(
                    "station name '%s' has %d bytes of UTF-8, %d fit; take a shorter one"
                            .formatted(name, bytes, NAME_BYTES));
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("station name with a control character; leave it");
        }
    }

    /// Writes the message to the first [#BYTES] bytes.
    public void write(MemorySegment to) {
        int[] values = {
            (int) (LlcSnap.INIT >>> 32),
            (int) LlcSnap.INIT,
            VERSION_VALUE.of(VERSION) | KIND.of(kind.ordinal()) | ID.of(id) | PEER.of(peer),
            STATIONS.of(stations) | HEARD.of(heard) | EPOCH.of(epoch),
            ADDRESS_HIGH.of(address >>> 32),
            (int) address,
            TTRT.of(ttrtWords),
            LARGEST.of(largestWords),
            ALLOCATION.of(allocationWords),
            LATENCY.of(latencyWords),
            sequence,
            WORDS.of(words),
            othersWords,
            generation
        };
        for (int i = 0; i < values.length; i++) {
            to.set(WIRE, 4L * i, values[i]);
        }
        var bytes = name.getBytes(StandardCharsets.UTF_8);
        to.asSlice(NAME_AT, NAME_BYTES).fill((byte) 0);
        MemorySegment.copy(bytes, 0, to, ValueLayout.JAVA_BYTE, NAME_AT, bytes.length);
    }

    /// Reads a message.
    ///
    /// @param length user bytes of the PDU
    /// @throws IllegalArgumentException if it is none, with the first thing that is wrong
    public static InitMessage read(MemorySegment from, long length) {
        range("length", length, BYTES, BYTES);
        var words = new int[LAYOUT.words().size()];
        for (int i = 0; i < words.length; i++) {
            words[i] = from.get(WIRE, 4L * i);
        }
        long protocol = (long) words[0] << 32 | Integer.toUnsignedLong(words[1]);
        if (protocol != LlcSnap.INIT) {
            throw new IllegalArgumentException(
                    "INIT message: protocol %#018x is not %#018x"
                            .formatted(protocol, LlcSnap.INIT));
        }
        range("version", VERSION_VALUE.get(words[2]), VERSION, VERSION);
        range("kind", KIND.get(words[2]), 1, Kind.values().length - 1L);
        requireZeros(words);
        return new InitMessage(
                Kind.values()[KIND.get(words[2])],
                ID.get(words[2]),
                PEER.get(words[2]),
                STATIONS.get(words[3]),
                HEARD.get(words[3]),
                EPOCH.get(words[3]),
                (long) words[4] << 32 | Integer.toUnsignedLong(words[5]),
                words[6],
                words[7],
                words[8],
                words[9],
                words[10],
                words[11],
                words[12],
                words[13],
                readName(from));
    }

    /// Bits without a meaning are 0.
    private static void requireZeros(int[] words) {
        for (int i = 0; i < words.length; i++) {
            var word = LAYOUT.words().get(i);
            int used = 0;
            for (var field : word.fields()) {
                used |= field.mask();
            }
            if ((words[i] & ~used) != 0) {
                throw new IllegalArgumentException(
                        "INIT message: word %d, %s, is %#010x; its bits %#010x are 0"
                                .formatted(i, word.name(), words[i], ~used));
            }
        }
    }

    private static String readName(MemorySegment from) {
        var bytes = from.asSlice(NAME_AT, NAME_BYTES).toArray(ValueLayout.JAVA_BYTE);
        int length = NAME_BYTES;
        while (length > 0 && bytes[length - 1] == 0) {
            length--;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("INIT message: the name is not UTF-8", e);
        }
    }
}
