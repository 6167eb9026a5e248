package org.jetstreamlan.cli.demo;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.function.LongConsumer;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.Pool;
import org.jetstreamlan.driver.ReceivedPdu;

/// Receives one file through a pool and writes it to disk, piece by piece.
final class FileReceiver {
    private static final long PATIENCE_CLOCKS = 20_000_000;

    private final Pool pool;
    private final Path file;
    private final LongConsumer progress;
    private final BitSet pieces = new BitSet();
    private long fileBytes = -1;
    private long received;
    private long payloadWords;
    private long lastEvent;
    private byte[] promisedSha256 = {};

    /// @param file is replaced
    /// @param progress is told the file bytes received so far
    FileReceiver(Pool pool, Path file, LongConsumer progress) {
        this.pool = pool;
        this.file = file;
        this.progress = progress;
    }

    /// Returns when the whole file has arrived.
    void receive() throws IOException {
        try (Arena arena = Arena.ofConfined();
                FileChannel channel =
                        FileChannel.open(
                                file,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE)) {
            MemorySegment header = arena.allocate(FilePdu.HEADER_BYTES);
            MemorySegment content = arena.allocate(FilePdu.PIECE_BYTES_MAXIMUM);
            ReceivedPdu pdu = pool.newPdu();
            while (received != fileBytes) {
                if (!pool.waitRx(PATIENCE_CLOCKS).ok()) {
                    throw new IllegalStateException(
                            "%,d of %,d bytes received, then %s"
                                    .formatted(received, fileBytes, pool.lastRefusal().message()));
                }
                while (pool.rx(pdu) == Outcome.OK) {
                    if (fileBytes < 0) {
                        fileBytes = header(pdu, header).fileBytes();
                    }
                    take(pdu, header, content, channel);
                    check(pool.free(pdu));
                }
            }
        }
    }

    private FilePdu.Header header(ReceivedPdu pdu, MemorySegment into) {
        if (pdu.length() < FilePdu.HEADER_BYTES) {
            throw new IllegalStateException(
                    "a PDU of %d bytes is no piece of a file".formatted(pdu.length()));
        }
        check(pool.copyOut(pdu, 0, into, 0, FilePdu.HEADER_BYTES));
        return FilePdu.read(into, pdu.length())
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "a PDU of %d bytes on VCI %#x is no piece of a file"
                                                .formatted(pdu.length(), pdu.vci())));
    }

    private void take(
            ReceivedPdu pdu, MemorySegment scratch, MemorySegment content, FileChannel channel)
            throws IOException {
        FilePdu.Header header = header(pdu, scratch);
        if (header.fileBytes() != fileBytes) {
            throw new IllegalStateException(
                    "a piece of a file of %,d bytes among those of one of %,d"
                            .formatted(header.fileBytes(), fileBytes));
        }
        promisedSha256 = header.sha256();
        payloadWords += pdu.payloadBytes() / Integer.BYTES;
        lastEvent = pdu.timestamp();
        int index = (int) (header.offset() / FilePdu.PIECE_BYTES_MAXIMUM);
        if (pieces.get(index)) {
            return;
        }
        if (header.bytes() > 0) {
            check(pool.copyOut(pdu, FilePdu.HEADER_BYTES, content, 0, header.bytes()));
            write(channel, header.offset(), content.asSlice(0, header.bytes()).asByteBuffer());
        }
        pieces.set(index);
        received += header.bytes();
        progress.accept(received);
    }

    private static void write(FileChannel channel, long offset, ByteBuffer bytes)
            throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes, offset + bytes.position());
        }
    }

    private void check(Outcome outcome) {
        if (!outcome.ok()) {
            throw new IllegalStateException(pool.lastRefusal().message());
        }
    }

    /// Whether the file on disk has the SHA-256 that its sender promised.
    boolean promiseKept(byte[] actualSha256) {
        return MessageDigest.isEqual(promisedSha256, actualSha256);
    }

    /// 32-bit payload words of all PDUs received.
    long payloadWords() {
        return payloadWords;
    }

    /// Adapter's clock of the last receive event.
    long lastEvent() {
        return lastEvent;
    }
}
