package org.jetstreamlan.cli.demo;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jetstreamlan.cli.Failures;

/// A file of the user's, read piece by piece. It is not mapped: one that somebody shortens meanwhile is then an error and no fault of the
/// process.
final class InputFile implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 16;

    private final Path path;
    private final FileChannel channel;
    private final long length;
    private final byte[] sha256;

    private InputFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.length = channel.size();
        this.sha256 = digest();
    }

    /// Opens a file and reads it once.
    static InputFile open(Path path) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(path);
        } catch (FileSystemException trouble) {
            throw new IOException(
                    "cannot read %s: %s".formatted(path, Failures.reason(trouble)), trouble);
        }
        try {
            return new InputFile(path, channel);
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    /// Bytes that it had when it was opened; what is added later does not count.
    long length() {
        return length;
    }

    /// Digest of these bytes.
    byte[] sha256() {
        return sha256.clone();
    }

    /// Fills the first `bytes` bytes of `into`.
    void read(long offset, MemorySegment into, int bytes) throws IOException {
        read(offset, into.asSlice(0, bytes).asByteBuffer());
    }

    private void read(long offset, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            long at = offset + into.position();
            if (channel.read(into, at) < 0) {
                throw new IOException(
                        "%s became shorter while it was read: %,d of its %,d bytes are left"
                                .formatted(path, channel.size(), length));
            }
        }
    }

    private byte[] digest() throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        for (long at = 0; at < length; at += CHUNK_BYTES) {
            chunk.clear().limit((int) Math.min(CHUNK_BYTES, length - at));
            read(at, chunk);
            digest.update(chunk.flip());
        }
        return digest.digest();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
