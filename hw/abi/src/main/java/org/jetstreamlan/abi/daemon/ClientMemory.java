package org.jetstreamlan.abi.daemon;

import static org.jetstreamlan.abi.ScriptMemory.WORD;

import java.lang.foreign.MemorySegment;
import org.jetstreamlan.abi.ScriptMemory;
import org.jetstreamlan.regs.EnumValue;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// Where what lies in the memory file that a client and the daemon share. Fixed places first, then what the header says:
///
/// ```
/// 0x0000  header, this layout                   daemon, before it passes the file on; never read by it
/// 0x1000  submission producer                   client
/// 0x1040  answer consumer                       client
/// 0x1080  client sleeps for an answer: bit 0, PDUs: bit 1, a frame's fate: bit 2, CLAN: bit 3; awake: 0       client; daemon writes 0 as it wakes it
/// 0x2000  submission consumer                   daemon
/// 0x2040  answer producer                       daemon
/// 0x2400  waiting: for each pool slot the PDUs that have arrived and are not taken, a word every 64 bytes, 32 slots    daemon
/// 0x3000  submissions, 64 bytes an entry        client
///         answers, 64 bytes an entry            daemon
///         scripts, 6,208 bytes each             client, results by the daemon
///         messages: for each answer of the ring the words of why it was refused, UTF-8, a zero behind, 512 bytes    daemon
///         user memory, from a page boundary on  client, COPY_OUT by the daemon
/// ```
///
/// @param entries of each ring, a power of two
/// @param scripts how many
/// @param userBytes size of user memory
public record ClientMemory(int entries, int scripts, int userBytes) {
    /// `JSD` and the version.
    public static final int IDENTIFICATION_VALUE = 0x4A53_4401;

    public static final int ENTRIES_MAXIMUM = 4_096;
    public static final int SCRIPTS_MAXIMUM = 1_024;
    public static final int USER_BYTES_MAXIMUM = 1 << 30;

    public static final int SUBMISSION_PRODUCER_AT = 0x1000;
    public static final int ANSWER_CONSUMER_AT = 0x1040;
    public static final int CLIENT_SLEEPS_AT = 0x1080;
    public static final int SLEEPS_FOR_ANSWER = 1;
    public static final int SLEEPS_FOR_PDU = 2;
    public static final int SLEEPS_FOR_FATE = 4;
    public static final int SLEEPS_FOR_CLAN = 8;
    public static final int SUBMISSION_CONSUMER_AT = 0x2000;
    public static final int ANSWER_PRODUCER_AT = 0x2040;
    public static final int WAITING_AT = 0x2400;
    public static final int SUBMISSIONS_AT = 0x3000;

    /// Pools that a client may have at once.
    public static final int SLOTS = 32;

    /// Bytes of an entry of a ring, and between the waiting counts of two slots.
    public static final int ENTRY_BYTES = 64;

    /// Most bytes of the words of an answer, the zero behind them included.
    public static final int MESSAGE_BYTES = 512;

    private static final int PAGE = 4_096;

    private static final int IDENTIFICATION_AT = 0;
    private static final int ENTRIES_AT = 4;
    private static final int SCRIPTS_AT = 8;
    private static final int USER_BYTES_AT = 12;
    private static final int ANSWERS_PLACE_AT = 16;
    private static final int SCRIPTS_PLACE_AT = 20;
    private static final int USER_PLACE_AT = 24;

    /// The other places, for programs that know only the layout.
    private static final int PLACES_AT = 28;

    private static final Field NUMBER = Field.of("VALUE", 0, 32, "A number.");
    private static final Field PLACE = Field.of("VALUE", 0, 32, "Offset in bytes.");

    public static final Layout LAYOUT =
            Layout.of(
                    "CLIENT",
                    "Header of the memory that a client and the daemon share.",
                    Layout.Word.of(
                            "IDENTIFICATION",
                            Field.choice(
                                    "VALUE",
                                    0,
                                    32,
                                    "What this is.",
                                    new EnumValue(
                                            "CLIENT", IDENTIFICATION_VALUE, "JSD, version 1"))),
                    Layout.Word.of("ENTRIES", NUMBER),
                    Layout.Word.of("SCRIPTS", NUMBER),
                    Layout.Word.of("USER_BYTES", NUMBER),
                    Layout.Word.of("ANSWERS_PLACE", PLACE),
                    Layout.Word.of("SCRIPTS_PLACE", PLACE),
                    Layout.Word.of("USER_PLACE", PLACE),
                    Layout.Word.of("SUBMISSIONS_PLACE", PLACE),
                    Layout.Word.of("SUBMISSION_PRODUCER_PLACE", PLACE),
                    Layout.Word.of("SUBMISSION_CONSUMER_PLACE", PLACE),
                    Layout.Word.of("ANSWER_PRODUCER_PLACE", PLACE),
                    Layout.Word.of("ANSWER_CONSUMER_PLACE", PLACE),
                    Layout.Word.of("SLEEPS_PLACE", PLACE),
                    Layout.Word.of("MESSAGES_PLACE", PLACE),
                    Layout.Word.of("WAITING_PLACE", PLACE));

    /// @throws IllegalArgumentException if a size is out of range
    public ClientMemory {
        require("entries of a ring", entries, 2, ENTRIES_MAXIMUM);
        if (Integer.bitCount(entries) != 1) {
            throw new IllegalArgumentException(
                    "client: %d entries of a ring are no power of two".formatted(entries));
        }
        require("scripts", scripts, 1, SCRIPTS_MAXIMUM);
        require("bytes of user memory", userBytes, 1, USER_BYTES_MAXIMUM);
    }

    private static void require(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "client: %s %,d not in %,d..%,d".formatted(what, value, least, most));
        }
    }

    /// Offset of the answer ring.
    public int answers() {
        return SUBMISSIONS_AT + entries * ENTRY_BYTES;
    }

    /// Offset of script `index`.
    public int script(int index) {
        return answers() + entries * ENTRY_BYTES + index * ScriptMemory.BYTES;
    }

    /// Offset of the words of entry `index` of the answer ring.
    public int message(int index) {
        return script(scripts) + index * MESSAGE_BYTES;
    }

    /// Offset of user memory.
    public int user() {
        return (message(entries) + PAGE - 1) / PAGE * PAGE;
    }

    /// Size of the file.
    public long bytes() {
        return (long) user() + userBytes;
    }

    /// Offset of a slot's waiting count.
    public static int waiting(int slot) {
        return WAITING_AT + slot * ENTRY_BYTES;
    }

    /// Writes the header.
    public void write(MemorySegment memory) {
        memory.set(WORD, ENTRIES_AT, entries);
        memory.set(WORD, SCRIPTS_AT, scripts);
        memory.set(WORD, USER_BYTES_AT, userBytes);
        memory.set(WORD, ANSWERS_PLACE_AT, answers());
        memory.set(WORD, SCRIPTS_PLACE_AT, script(0));
        memory.set(WORD, USER_PLACE_AT, user());
        int[] places = {
            SUBMISSIONS_AT,
            SUBMISSION_PRODUCER_AT,
            SUBMISSION_CONSUMER_AT,
            ANSWER_PRODUCER_AT,
            ANSWER_CONSUMER_AT,
            CLIENT_SLEEPS_AT,
            message(0),
            WAITING_AT
        };
        for (int i = 0; i < places.length; i++) {
            memory.set(WORD, PLACES_AT + 4L * i, places[i]);
        }
        memory.set(WORD, IDENTIFICATION_AT, IDENTIFICATION_VALUE);
    }

    /// Reads a header.
    ///
    /// @throws IllegalArgumentException if it is none, or the memory is smaller than it says
    public static ClientMemory read(MemorySegment memory) {
        int identification = memory.get(WORD, IDENTIFICATION_AT);
        if (identification != IDENTIFICATION_VALUE) {
            throw new IllegalArgumentException(
                    "client memory begins with %#x, not %#x; a daemon of another version?"
                            .formatted(identification, IDENTIFICATION_VALUE));
        }
        var sizes =
                new ClientMemory(
                        memory.get(WORD, ENTRIES_AT),
                        memory.get(WORD, SCRIPTS_AT),
                        memory.get(WORD, USER_BYTES_AT));
        if (sizes.bytes() > memory.byteSize()) {
            throw new IllegalArgumentException(
                    "client memory of %,d bytes; its header says %,d"
                            .formatted(memory.byteSize(), sizes.bytes()));
        }
        return sizes;
    }
}
