package org.jetstreamlan.driver.shared;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {
    private static final int ECONNREFUSED = 111;
    private static final int EADDRINUSE = 98;
    private static final int EPIPE = 32;

    @TempDir Path folder;

    private final byte[] message = {1, 2, 3, 4, 5};
    private final byte[] taken = new byte[16];

    private Path path() {
        return folder.resolve("socket");
    }

    @Test
    void messages_keep_their_bounds_and_descriptors_go_with_them() throws IOException {
        try (var listening = UnixSocket.bind(path())) {
            listening.listen(4);
            assertThat(listening.accept()).isNull();
            try (var here = UnixSocket.connect(path());
                    var there = requireNonNull(listening.accept());
                    var file = MemoryFile.create("passed", 4_096)) {
                assertThat(there.receive(taken).bytes()).as("nothing yet").isEqualTo(-1);
                here.send(message);
                here.send(new byte[] {9}, file.descriptor(), file.descriptor());
                assertThat(there.receive(taken)).isEqualTo(new UnixSocket.Received(5, 0));
                assertThat(taken).startsWith(message);
                int[] descriptors = new int[3];
                assertThat(there.receive(taken, descriptors))
                        .isEqualTo(new UnixSocket.Received(1, 2));
                file.memory().set(JAVA_INT, 8, 77);
                for (int i = 0; i < 2; i++) {
                    try (var attached = MemoryFile.attach(descriptors[i], 4_096)) {
                        assertThat(attached.memory().get(JAVA_INT, 8)).isEqualTo(77);
                    }
                }
                here.close();
                assertThat(there.receive(taken).bytes()).as("its end").isZero();
                assertThatThrownBy(() -> there.send(message))
                        .isInstanceOfSatisfying(
                                SystemCallException.class,
                                e -> assertThat(e.errno()).isEqualTo(EPIPE));
            }
        }
    }

    @Test
    void descriptors_that_nobody_asked_for_are_not_kept() throws IOException {
        try (var listening = UnixSocket.bind(path());
                var file = MemoryFile.create("unwanted", 4_096)) {
            listening.listen(4);
            try (var here = UnixSocket.connect(path());
                    var there = requireNonNull(listening.accept())) {
                for (int i = 0; i < 200; i++) {
                    here.send(message, file.descriptor());
                    assertThat(there.receive(taken).bytes()).isEqualTo(5);
                }
                try (var next = MemoryFile.create("next", 4_096)) {
                    assertThat(next.descriptor()).isLessThan(file.descriptor() + 50);
                }
            }
        }
    }

    @Test
    void of_more_descriptors_than_there_is_room_for_as_many_come_as_fit() throws IOException {
        try (var listening = UnixSocket.bind(path());
                var file = MemoryFile.create("many", 4_096)) {
            listening.listen(4);
            try (var here = UnixSocket.connect(path());
                    var there = requireNonNull(listening.accept())) {
                for (int room = 1; room < 4; room++) {
                    here.send(
                            message,
                            file.descriptor(),
                            file.descriptor(),
                            file.descriptor(),
                            file.descriptor());
                    int[] descriptors = new int[room];
                    assertThat(there.receive(taken, descriptors))
                            .isEqualTo(new UnixSocket.Received(5, room));
                    for (int each : descriptors) {
                        MemoryFile.attach(each, 4_096).close();
                    }
                }
            }
        }
    }

    @Test
    void the_system_says_who_is_at_the_other_end() throws IOException {
        try (var listening = UnixSocket.bind(path())) {
            listening.listen(4);
            try (var here = UnixSocket.connect(path());
                    var there = requireNonNull(listening.accept())) {
                assertThat(here.descriptor()).isPositive();
                assertThat(there.peer().pid()).isEqualTo((int) ProcessHandle.current().pid());
                assertThat(there.peer().uid())
                        .isEqualTo((int) Files.getAttribute(path(), "unix:uid"));
            }
        }
    }

    @Test
    void nobody_connects_before_listen_or_where_nobody_is() throws IOException {
        try (var listening = UnixSocket.bind(path())) {
            assertThatThrownBy(() -> UnixSocket.connect(path()))
                    .isInstanceOfSatisfying(
                            SystemCallException.class,
                            e -> assertThat(e.errno()).isEqualTo(ECONNREFUSED));
            assertThatThrownBy(() -> UnixSocket.bind(path()))
                    .isInstanceOfSatisfying(
                            SystemCallException.class,
                            e -> assertThat(e.errno()).isEqualTo(EADDRINUSE));
            assertThat(listening.descriptor()).isPositive();
        }
        assertThatThrownBy(() -> UnixSocket.connect(folder.resolve("none")))
                .hasMessage("connect: No such file or directory (errno 2)");
        assertThatThrownBy(() -> UnixSocket.connect(Path.of("x".repeat(108))))
                .hasMessageContaining("its path has 108 bytes, 1..107 are possible");
    }

    @Test
    void a_poller_sees_messages_flags_and_ends() throws IOException, InterruptedException {
        try (var listening = UnixSocket.bind(path());
                var poller = new Poller();
                var flag = EventFlag.create()) {
            listening.listen(4);
            poller.add(listening.descriptor(), 5, false);
            poller.add(flag.descriptor(), 6, true);
            assertThat(poller.await(0)).isZero();
            try (var here = UnixSocket.connect(path())) {
                assertThat(poller.await(1_000)).isEqualTo(1);
                assertThat(poller.token(0)).isEqualTo(5);
                try (var there = requireNonNull(listening.accept())) {
                    poller.add(there.descriptor(), 7, false);
                    assertThat(poller.await(0)).isZero();
                    flag.raise();
                    flag.raise();
                    assertThat(poller.await(1_000)).isEqualTo(1);
                    assertThat(poller.token(0)).isEqualTo(6);
                    assertThat(poller.await(0)).as("once").isZero();
                    flag.raise();
                    assertThat(poller.await(0)).isEqualTo(1);
                    here.shutdown();
                    assertThat(poller.await(1_000)).isEqualTo(1);
                    assertThat(poller.token(0)).isEqualTo(7);
                }
            }
            var process = new ProcessBuilder("sleep", "60").start();
            try (var watch = new ProcessWatch((int) process.pid())) {
                poller.add(watch.descriptor(), 8, false);
                assertThat(poller.await(0)).isZero();
                process.destroyForcibly();
                assertThat(poller.await(10_000)).isEqualTo(1);
                assertThat(poller.token(0)).isEqualTo(8);
            }
            process.waitFor();
        }
        assertThatThrownBy(() -> new ProcessWatch(0)).isInstanceOf(SystemCallException.class);
    }

    @Test
    void what_is_only_to_be_read_cannot_be_mapped_to_write() throws IOException {
        try (var file = MemoryFile.createReadable("counters", 4_096);
                var listening = UnixSocket.bind(path())) {
            listening.listen(1);
            try (var here = UnixSocket.connect(path());
                    var there = requireNonNull(listening.accept())) {
                there.send(message, file.descriptor(), file.descriptor());
                int[] got = new int[2];
                here.receive(taken, got);
                assertThatThrownBy(() -> MemoryFile.attach(got[0], 4_096))
                        .hasMessage("mmap: Operation not permitted (errno 1)");
                Linux.close(got[0]);
                try (var read = MemoryFile.attachReadable(got[1], 4_096)) {
                    file.memory().set(JAVA_INT, 0, 3);
                    assertThat(read.memory().get(JAVA_INT, 0)).isEqualTo(3);
                    assertThatThrownBy(() -> read.memory().set(JAVA_INT, 0, 4))
                            .hasMessage("Attempt to write a read-only segment");
                }
            }
        }
    }
}
