package org.jetstreamlan.ring;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes packets as pcapng (draft-ietf-opsawg-pcapng): one section, one interface, one Enhanced Packet Block a packet, times in ns.
///
/// ```
/// SHB | IDB (link type, name) | EPB | EPB | ...
/// ```
public final class PcapngWriter implements AutoCloseable {
    /// LINKTYPE_SUNATM: 4 bytes in front of each packet, then the ATM PDU.
    public static final int SUNATM = 123;

    /// LINKTYPE_USER0: what a packet means is between who writes and who reads.
    public static final int USER0 = 147;

    private static final int SECTION_HEADER = 0x0A0D_0D0A;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int ENHANCED_PACKET = 6;
    private static final int OPTION_COMMENT = 1;
    private static final int OPTION_INTERFACE_NAME = 2;
    private static final int OPTION_TIME_RESOLUTION = 9;
    private static final int OPTION_USER_APPLICATION = 4;
    private static final int NANOSECONDS = 9;

    private final OutputStream out;

    /// Starts the file. `out` should be buffered.
    ///
    /// @param linkType a LINKTYPE number
    /// @param interfaceName what Wireshark shows as the interface
    public PcapngWriter(OutputStream out, int linkType, String interfaceName) throws IOException {
        this.out = out;
        ByteBuffer header = body(128);
        header.putInt(0x1A2B_3C4D).putShort((short) 1).putShort((short) 0).putLong(-1);
        option(header, OPTION_USER_APPLICATION, text("Jetstream"));
        end(header);
        block(SECTION_HEADER, header);
        ByteBuffer description = body(128 + interfaceName.length() * 4);
        description.putShort((short) linkType).putShort((short) 0).putInt(0);
        option(description, OPTION_INTERFACE_NAME, text(interfaceName));
        option(description, OPTION_TIME_RESOLUTION, new byte[] {NANOSECONDS});
        end(description);
        block(INTERFACE_DESCRIPTION, description);
    }

    /// One packet.
    ///
    /// @param nanoseconds since the start of the run
    /// @param comment shown with the packet, or empty
    public void packet(long nanoseconds, byte[] data, String comment) throws IOException {
        byte[] note = text(comment);
        ByteBuffer body = body(64 + data.length + note.length);
        body.putInt(0).putInt((int) (nanoseconds >>> 32)).putInt((int) nanoseconds);
        body.putInt(data.length).putInt(data.length);
        padded(body, data);
        if (note.length > 0) {
            option(body, OPTION_COMMENT, note);
            end(body);
        }
        block(ENHANCED_PACKET, body);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteBuffer body(int capacity) {
        return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void option(ByteBuffer body, int code, byte[] value) {
        body.putShort((short) code).putShort((short) value.length);
        padded(body, value);
    }

    private static void end(ByteBuffer body) {
        body.putInt(0);
    }

    private static void padded(ByteBuffer body, byte[] data) {
        body.put(data);
        while (body.position() % 4 != 0) {
            body.put((byte) 0);
        }
    }

    private void block(int type, ByteBuffer body) throws IOException {
        int length = body.position() + 12;
        ByteBuffer block = body(length);
        block.putInt(type).putInt(length).put(body.flip()).putInt(length);
        out.write(block.array());
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
