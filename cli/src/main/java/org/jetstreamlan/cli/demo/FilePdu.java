package org.jetstreamlan.cli.demo;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.LlcSnap;

/// A piece of a file as one AAL5 PDU. Every piece says where it belongs, so that pieces may arrive in any order and more than once.
///
/// ```
/// 0             8             16             24            32                64
/// | LLC/SNAP    | file length | piece offset | piece bytes | SHA-256 of file | piece ...
///  AA AA 03 4A 53 54 00 01
/// ```
/// Numbers are big-endian.
final class FilePdu {
    static final int HEADER_BYTES = 64;

    /// Most file bytes of one PDU, so that it is as long as whole cells allow.
    static final int PIECE_BYTES_MAXIMUM = Aal5.USER_BYTES_MAXIMUM - HEADER_BYTES;

    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int LENGTH = 8;
    private static final int OFFSET = 16;
    private static final int BYTES = 24;
    private static final int DIGEST = 32;
    private static final int DIGEST_BYTES = 32;

    private FilePdu() {}

    /// What a header says.
    record Header(long fileBytes, long offset, int bytes, byte[] sha256) {}

    static void write(MemorySegment header, Header values) {
        header.fill((byte) 0);
        header.set(LONG, 0, LlcSnap.FILE);
        header.set(LONG, LENGTH, values.fileBytes());
        header.set(LONG, OFFSET, values.offset());
        header.set(LONG, BYTES, values.bytes());
        MemorySegment.copy(values.sha256(), 0, header, ValueLayout.JAVA_BYTE, DIGEST, DIGEST_BYTES);
    }

    /// The header of a PDU of `pduBytes` user bytes; empty if it is none of ours or contradicts itself.
    static Optional<Header> read(MemorySegment header, int pduBytes) {
        long fileBytes = header.get(LONG, LENGTH);
        long offset = header.get(LONG, OFFSET);
        long bytes = header.get(LONG, BYTES);
        boolean sound =
                header.get(LONG, 0) == LlcSnap.FILE
                        && bytes == pduBytes - HEADER_BYTES
                        && offset >= 0
                        && fileBytes >= 0
                        && offset <= fileBytes - bytes;
        if (!sound) {
            return Optional.empty();
        }
        byte[] digest = new byte[DIGEST_BYTES];
        MemorySegment.copy(header, ValueLayout.JAVA_BYTE, DIGEST, digest, 0, DIGEST_BYTES);
        return Optional.of(new Header(fileBytes, offset, (int) bytes, digest));
    }
}
