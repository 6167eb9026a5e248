package org.jetstreamlan.ring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.LinkDecoder;
import org.jetstreamlan.abi.LinkItem;

/// Records every frame that passes one link, as SunATM packets that Wireshark decodes as AAL5. What is wrong with a frame, its source, tag and
/// status stand in the packet's comment.
public final class Capture implements AutoCloseable {
    // SunATM's kinds of traffic.
    private static final int TRAFFIC_OTHER = 0;
    private static final int TRAFFIC_LLC = 2;

    /// What a PDU of RFC 2684's LLC encapsulation starts with.
    private static final byte[] LLC_SNAP = {(byte) 0xAA, (byte) 0xAA, 0x03};

    private static final int VPI_SHIFT = 16;

    private final PcapngWriter file;
    private final double nanosecondsPerClock;
    private final LinkDecoder decoder = new LinkDecoder(this::seen);
    private long frames;
    private long faulty;

    /// @param hertz core clock, for the packets' times
    public Capture(PcapngWriter file, long hertz) {
        this.file = file;
        this.nanosecondsPerClock = 1e9 / hertz;
    }

    /// The link's word of this clock, packed as in [org.jetstreamlan.abi.LinkWord].
    public void accept(long packed) {
        decoder.accept(packed);
    }

    /// Frames recorded.
    public long frames() {
        return frames;
    }

    /// Frames among them that had something wrong.
    public long faulty() {
        return faulty;
    }

    private void seen(LinkItem item) {
        switch (item) {
            case LinkItem.FrameSeen frame -> record(frame);
            case LinkItem.TokenSeen token -> {}
            case LinkItem.MarkSeen mark -> {}
            case LinkItem.Violation violation -> {}
        }
    }

    private void record(LinkItem.FrameSeen seen) {
        Frame frame = seen.frame();
        byte[] payload = frame.payload();
        byte[] packet = new byte[4 + payload.length];
        int vci = frame.atm().vci();
        packet[0] = (byte) (isLlc(payload) ? TRAFFIC_LLC : TRAFFIC_OTHER);
        packet[1] = (byte) (vci >>> VPI_SHIFT);
        packet[2] = (byte) (vci >>> 8);
        packet[3] = (byte) vci;
        System.arraycopy(payload, 0, packet, 4, payload.length);
        frames++;
        faulty += seen.faults().isEmpty() ? 0 : 1;
        try {
            file.packet(Math.round(seen.at() * nanosecondsPerClock), packet, comment(seen));
        } catch (IOException e) {
            throw new UncheckedIOException("capture file: " + e.getMessage(), e);
        }
    }

    private static boolean isLlc(byte[] payload) {
        return payload.length > LLC_SNAP.length
                && Arrays.equals(payload, 0, LLC_SNAP.length, LLC_SNAP, 0, LLC_SNAP.length);
    }

    private static String comment(LinkItem.FrameSeen seen) {
        var header = seen.frame().header();
        return "%s frame, source %d, tag %d, %s, CRC %s%s"
                .formatted(
                        header.type().name().toLowerCase(java.util.Locale.ROOT),
                        header.source(),
                        header.tag(),
                        status(seen.status()),
                        seen.frame().crcVerdict().name().toLowerCase(java.util.Locale.ROOT),
                        faults(seen.faults()));
    }

    private static String status(FrameStatus status) {
        return "status E%d A%d C%d N%d"
                .formatted(
                        bit(status.error()),
                        bit(status.recognised()),
                        bit(status.copied()),
                        bit(status.notCopied()));
    }

    private static int bit(boolean value) {
        return value ? 1 : 0;
    }

    private static String faults(Set<LinkItem.Fault> faults) {
        return faults.isEmpty()
                ? ""
                : faults.stream()
                        .map(fault -> fault.name().toLowerCase(java.util.Locale.ROOT))
                        .sorted()
                        .collect(Collectors.joining(", ", "; faults: ", ""));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
