package org.jetstreamlan.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFileTest {
    private static final int BYTES = 200_000;

    @TempDir Path folder;

    private Path file() throws IOException {
        byte[] content = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            content[i] = (byte) (i * 7);
        }
        return Files.write(folder.resolve("file"), content);
    }

    @Test
    void anyPieceCanBeRead() throws Exception {
        Path path = file();
        try (InputFile file = InputFile.open(path);
                Arena arena = Arena.ofConfined()) {
            MemorySegment piece = arena.allocate(1_000);
            file.read(BYTES - 1_000, piece, 1_000);
            assertThat(piece.toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(Arrays.copyOfRange(Files.readAllBytes(path), BYTES - 1_000, BYTES));
            assertThat(file.sha256())
                    .isEqualTo(
                            MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path)));
        }
    }

    @Test
    void aFileThatBecomesShorterIsSaidToHaveDoneSo() throws Exception {
        Path path = file();
        try (InputFile file = InputFile.open(path);
                Arena arena = Arena.ofConfined();
                FileChannel other = FileChannel.open(path, StandardOpenOption.WRITE)) {
            other.truncate(10_000);
            MemorySegment piece = arena.allocate(60_000);
            assertThatIOException()
                    .isThrownBy(() -> file.read(0, piece, 60_000))
                    .withMessage(
                            "%s became shorter while it was read: 10,000 of its 200,000 bytes are left"
                                    .formatted(path));
        }
    }

    @Test
    void whatIsAddedDoesNotCount() throws Exception {
        Path path = file();
        try (InputFile file = InputFile.open(path)) {
            Files.writeString(path, "more", StandardOpenOption.APPEND);
            assertThat(file.length()).isEqualTo(BYTES);
        }
    }
}
