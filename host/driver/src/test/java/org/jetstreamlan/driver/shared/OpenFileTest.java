package org.jetstreamlan.driver.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jetstreamlan.driver.shared.OpenFile.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFileTest {
    private static final int ENOENT = 2;
    private static final int EBADF = 9;
    private static final int EINVAL = 22;

    @TempDir Path folder;

    private final MemorySegment memory = Arena.ofAuto().allocate(100);

    private Path file(int bytes) throws IOException {
        var content = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            content[i] = (byte) i;
        }
        return Files.write(folder.resolve("file"), content);
    }

    @Test
    void bytes_are_read_at_their_place_and_as_many_as_there_are() throws IOException {
        try (var open = OpenFile.open(file(50), Mode.READ)) {
            assertThat(open.objection()).isEmpty();
            assertThat(open.isReadable()).isTrue();
            assertThat(open.isWritable()).isFalse();
            assertThat(open.read(memory, 10, 20)).isEqualTo(20);
            assertThat(memory.get(ValueLayout.JAVA_BYTE, 19)).isEqualTo((byte) 29);
            assertThat(open.read(memory, 40, 20)).isEqualTo(10);
            assertThat(open.read(memory, 50, 20)).isZero();
            assertThat(open.read(memory, Long.MAX_VALUE - 20, 20)).isZero();
            assertThat(open.read(memory, -1, 20)).isEqualTo(-EINVAL);
            assertThat(open.write(memory, 0, 1)).isEqualTo(-EBADF);
        }
    }

    @Test
    void bytes_are_written_at_their_place_and_the_file_grows() throws IOException {
        var path = file(10);
        memory.fill((byte) 7);
        try (var open = OpenFile.open(path, Mode.READ_AND_WRITE)) {
            assertThat(open.isReadable() && open.isWritable()).isTrue();
            assertThat(open.write(memory, 8, 2)).isEqualTo(2);
            assertThat(open.write(memory, 12, 3)).isEqualTo(3);
        }
        assertThat(Files.readAllBytes(path))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 0, 0, 7, 7, 7);
        try (var open = OpenFile.open(path, Mode.CREATE)) {
            assertThat(open.write(memory, 0, 1)).isEqualTo(1);
        }
        assertThat(Files.readAllBytes(path)).containsExactly(7);
    }

    @Test
    void what_holds_more_than_bytes_is_objected_to() throws Exception {
        try (var open = OpenFile.open(folder, Mode.READ)) {
            assertThat(open.objection()).startsWith("it is no regular file (mode 040");
        }
        try (var open = OpenFile.open(Path.of("/dev/zero"), Mode.READ_AND_WRITE)) {
            assertThat(open.objection()).startsWith("it is no regular file (mode 020");
        }
        try (var open = OpenFile.open(Path.of("/proc/self/status"), Mode.READ)) {
            assertThat(open.objection()).startsWith("its file system is of type 0x9fa0");
        }
        try (var flag = EventFlag.create();
                var socket = UnixSocket.bind(folder.resolve("socket"))) {
            assertThat(OpenFile.attach(flag.descriptor()).objection()).contains("regular");
            assertThat(OpenFile.attach(socket.descriptor()).objection()).contains("regular");
        }
        try (var file = MemoryFile.createReadable("sealed", 10)) {
            var open = OpenFile.attach(file.descriptor());
            assertThat(open.objection()).isEmpty();
            assertThat(open.write(memory, 0, 1)).isEqualTo(-1);
        }
    }

    @Test
    void a_file_that_is_not_there_is_the_systems_refusal() {
        assertThatThrownBy(() -> OpenFile.open(folder.resolve("none"), Mode.READ))
                .isInstanceOfSatisfying(
                        SystemCallException.class, e -> assertThat(e.errno()).isEqualTo(ENOENT))
                .hasMessageContaining("none: No such file");
    }
}
