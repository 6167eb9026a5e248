package org.jetstreamlan.driver;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.InitMessage;
import org.jetstreamlan.abi.LinkDecoder;
import org.jetstreamlan.abi.LinkItem;

/// A target of coverage-guided fuzzing: any words on a link, and any bytes as a message of ring management.
final class FrameFuzzer {
    private static final int WORD_BYTES = 5;

    private FrameFuzzer() {}

    /// Inputs to begin with: a frame, and a message.
    static List<byte[]> examples() {
        var words = Frame.aal5(Header.data(1, 2), 0x200, new byte[40]).linkWords();
        var frame = ByteBuffer.allocate(words.length * WORD_BYTES);
        for (long word : words) {
            frame.put((byte) (word >>> Integer.SIZE)).putInt((int) word);
        }
        var message = new byte[InitMessage.BYTES];
        new InitMessage(
                        InitMessage.Kind.RECORD,
                        0,
                        0,
                        1,
                        0,
                        1,
                        1,
                        25_000,
                        16_382,
                        0,
                        64,
                        0,
                        0,
                        0,
                        1,
                        "one")
                .write(MemorySegment.ofArray(message));
        return List.of(frame.array(), message);
    }

    /// One execution.
    static void run(byte[] data) {
        link(data);
        message(data);
    }

    /// Five bytes a word, kind first. What is found lies where it says, in order; a frame without a fault can be sent again.
    private static void link(byte[] data) {
        var bytes = ByteBuffer.wrap(data);
        long[] last = {-1};
        var decoder = new LinkDecoder(item -> check(item, last));
        while (bytes.remaining() >= WORD_BYTES) {
            decoder.accept((bytes.get() & 3L) << 32 | Integer.toUnsignedLong(bytes.getInt()));
        }
        require(decoder.index() == data.length / WORD_BYTES, "each word is counted");
    }

    private static void check(LinkItem item, long[] last) {
        require(item.at() >= last[0], "in order");
        last[0] = item.at();
        if (item instanceof LinkItem.FrameSeen seen) {
            int length = seen.frame().payload().length;
            require(seen.start() < seen.at(), "a frame has a start and an end");
            require(length <= Frame.PAYLOAD_BYTES_MAXIMUM, "as long as it may be");
            require(
                    seen.faults().contains(LinkItem.Fault.RUNT)
                            || length >= Frame.PAYLOAD_BYTES_MINIMUM,
                    "or told to be short");
        }
    }

    /// A message that is read is written as it was.
    private static void message(byte[] data) {
        InitMessage message;
        try {
            message = InitMessage.read(MemorySegment.ofArray(data), data.length);
        } catch (IllegalArgumentException none) {
            return;
        }
        var again = new byte[InitMessage.BYTES];
        message.write(MemorySegment.ofArray(again));
        require(Arrays.equals(again, data), "a message that was read is written the same");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
