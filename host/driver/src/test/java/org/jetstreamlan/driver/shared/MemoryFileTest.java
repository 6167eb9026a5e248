package org.jetstreamlan.driver.shared;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import org.junit.jupiter.api.Test;

class MemoryFileTest {
    private static final int EPERM = 1;
    private static final int EBADF = 9;
    private static final int EINVAL = 22;

    private static RandomAccessFile opened(MemoryFile file) throws IOException {
        return new RandomAccessFile("/proc/self/fd/" + file.descriptor(), "rw");
    }

    @Test
    void it_is_zero_and_what_one_writes_the_other_sees() throws IOException {
        try (var file = MemoryFile.create("test", 10_000);
                var other = opened(file)) {
            assertThat(file.memory().byteSize()).isEqualTo(10_000);
            assertThat(file.memory().toArray(JAVA_BYTE)).containsOnly(0);
            other.seek(9_999);
            other.write(7);
            assertThat(file.memory().get(JAVA_BYTE, 9_999)).isEqualTo((byte) 7);
            file.memory().set(JAVA_BYTE, 5_000, (byte) 9);
            other.seek(5_000);
            assertThat(other.read()).isEqualTo(9);
        }
    }

    @Test
    void nobody_can_change_its_size() throws IOException {
        try (var file = MemoryFile.create("test", 8_192);
                var other = opened(file)) {
            assertThatThrownBy(() -> other.setLength(4_096)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> other.setLength(16_384)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> Linux.ftruncate(file.descriptor(), 0))
                    .isInstanceOfSatisfying(
                            SystemCallException.class, e -> assertThat(e.errno()).isEqualTo(EPERM))
                    .hasMessage("ftruncate: Operation not permitted (errno 1)");
            assertThatThrownBy(() -> Linux.fcntl(file.descriptor(), Linux.F_ADD_SEALS, 8))
                    .as("no more seals")
                    .isInstanceOf(SystemCallException.class);
            assertThat(file.memory().get(JAVA_BYTE, 8_191)).isZero();
        }
    }

    @Test
    void the_other_side_takes_only_what_is_sealed_and_large_enough() throws IOException {
        int open = Linux.memfdCreate("open");
        Linux.ftruncate(open, 4_096);
        assertThatThrownBy(() -> MemoryFile.attach(open, 4_096))
                .hasMessageContaining("seals 0x0, 0x7 are needed");
        Linux.fcntl(open, Linux.F_ADD_SEALS, 7);
        assertThatThrownBy(() -> MemoryFile.attach(open, 4_097))
                .hasMessageContaining("4096 bytes, 4097 are needed");
        try (var attached = MemoryFile.attach(open, 4_000)) {
            assertThat(attached.memory().byteSize()).isEqualTo(4_096);
        }
        assertThatThrownBy(() -> MemoryFile.attach(open, 1))
                .as("closed")
                .isInstanceOfSatisfying(
                        SystemCallException.class, e -> assertThat(e.errno()).isEqualTo(EBADF));
    }

    @Test
    void a_file_that_is_no_memory_is_refused() throws IOException {
        try (var file = MemoryFile.create("test", 1)) {
            assertThatThrownBy(() -> MemoryFile.attach(0, 1))
                    .isInstanceOfSatisfying(
                            SystemCallException.class,
                            e -> assertThat(e.errno()).isEqualTo(EINVAL));
            assertThat(file.memory().byteSize()).isEqualTo(1);
        }
        assertThatThrownBy(() -> MemoryFile.create("test", 0))
                .isInstanceOf(SystemCallException.class);
    }

    @Test
    void what_touches_it_after_its_end_throws_and_does_not_crash() throws IOException {
        var file = MemoryFile.create("test", 4_096);
        file.close();
        file.close();
        assertThatThrownBy(() -> file.memory().get(JAVA_BYTE, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_thousand_leave_no_descriptor_behind() throws IOException {
        int first;
        try (var file = MemoryFile.create("first", 4_096)) {
            first = file.descriptor();
        }
        for (int i = 0; i < 1_000; i++) {
            assertThatThrownBy(() -> MemoryFile.create("none", 0)).isNotNull();
            MemoryFile.create("one", 4_096).close();
        }
        try (var file = MemoryFile.create("last", 4_096)) {
            assertThat(file.descriptor()).isLessThanOrEqualTo(first + 64);
        }
    }
}
