package org.jetstreamlan.ring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jetstreamlan.abi.LinkWord;

/// Records all words of one link but FILL, as they are: symbols, tokens and broken words too. `docs/ring.md`, Captures.
///
/// A packet (LINKTYPE_USER0) holds the words from one FILL to the next, at most 65,536; its time is that of the first.
///
/// ```
/// | kind: 1 DATA, 2 CONTROL, 3 INVALID | 32 bits, upper byte first | kind | ...
/// ```
public final class LinkCapture implements AutoCloseable {
    /// Of a word in a packet.
    public static final int WORD_BYTES = 5;

    private static final int WORDS = 65_536;

    private final PcapngWriter file;
    private final double nanosecondsPerClock;
    private final ByteBuffer words = ByteBuffer.allocate(WORDS * WORD_BYTES);
    private long clocks;
    private long first;

    /// @param file of link type USER0
    /// @param hertz core clock, for the packets' times
    public LinkCapture(PcapngWriter file, long hertz) {
        this.file = file;
        this.nanosecondsPerClock = 1e9 / hertz;
    }

    /// The link's word of this clock, packed as in [LinkWord].
    public void accept(long packed) {
        var kind = LinkWord.kind(packed);
        if (kind == LinkWord.Kind.FILL || !words.hasRemaining()) {
            write();
        }
        if (kind != LinkWord.Kind.FILL) {
            if (words.position() == 0) {
                first = clocks;
            }
            words.put((byte) kind.ordinal()).putInt(LinkWord.bits(packed));
        }
        clocks++;
    }

    private void write() {
        if (words.position() > 0) {
            byte[] packet = new byte[words.position()];
            words.flip().get(packet).clear();
            try {
                file.packet(Math.round(first * nanosecondsPerClock), packet, "");
            } catch (IOException e) {
                throw new UncheckedIOException("capture file: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        write();
        file.close();
    }
}
