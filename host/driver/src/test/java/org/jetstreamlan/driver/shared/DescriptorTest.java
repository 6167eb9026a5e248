package org.jetstreamlan.driver.shared;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is closed is left alone, for its number is soon another file's; and what another process has, too, is watched until it is removed.
class DescriptorTest {
    private static final int MANY = 64;

    @TempDir Path folder;

    /// Files, one of which has a number that has just become free.
    private static List<MemoryFile> filesWith(int number) throws IOException {
        var files = new ArrayList<MemoryFile>();
        while (files.stream().noneMatch(each -> each.descriptor() == number)) {
            assertThat(files.size())
                    .as("descriptor %d is given out again", number)
                    .isLessThan(MANY);
            files.add(MemoryFile.create("next", JAVA_LONG.byteSize()));
        }
        return files;
    }

    private static void closeAll(List<MemoryFile> files) throws IOException {
        for (var file : files) {
            file.close();
        }
    }

    @Test
    void a_bell_that_is_closed_does_not_write_into_the_file_that_has_its_number_now()
            throws IOException {
        var bell = EventFlag.create();
        int number = bell.descriptor();
        bell.close();
        var files = filesWith(number);
        bell.raise();
        assertThat(files).allMatch(each -> each.memory().get(JAVA_LONG, 0) == 0);
        closeAll(files);
    }

    @Test
    void closing_twice_does_not_close_the_file_that_has_its_number_now() throws IOException {
        var bell = EventFlag.create();
        var socket = UnixSocket.bind(folder.resolve("socket"));
        var poller = new Poller();
        var own = new ProcessWatch((int) ProcessHandle.current().pid());
        for (AutoCloseable each : new AutoCloseable[] {bell, socket, poller, own}) {
            close(each);
        }
        var files = new ArrayList<MemoryFile>();
        for (int i = 0; i < MANY; i++) {
            files.add(MemoryFile.create("next", JAVA_LONG.byteSize()));
        }
        for (AutoCloseable each : new AutoCloseable[] {bell, socket, poller, own}) {
            close(each);
        }
        for (var file : files) {
            assertThat(Linux.size(file.descriptor())).isEqualTo(JAVA_LONG.byteSize());
        }
        closeAll(files);
    }

    private static void close(AutoCloseable each) throws IOException {
        try {
            each.close();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_socket_that_is_closed_does_not_end_the_connection_that_has_its_number_now()
            throws IOException {
        try (var listening = UnixSocket.bind(folder.resolve("socket"))) {
            listening.listen(MANY);
            var closed = UnixSocket.connect(folder.resolve("socket"));
            int number = closed.descriptor();
            closed.close();
            var next = new ArrayList<UnixSocket>();
            do {
                next.add(UnixSocket.connect(folder.resolve("socket")));
            } while (next.getLast().descriptor() != number && next.size() < MANY);
            assertThat(next.getLast().descriptor()).isEqualTo(number);
            closed.shutdown();
            next.getLast().send(new byte[] {1});
            assertThatThrownBy(() -> closed.send(new byte[] {2}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "descriptor %d is closed, its number may be another file's; open it anew"
                                    .formatted(number));
            for (var each : next) {
                each.close();
            }
        }
    }

    @Test
    void what_another_process_has_too_is_watched_until_it_is_removed() throws IOException {
        try (var listening = UnixSocket.bind(folder.resolve("socket"));
                var poller = new Poller()) {
            listening.listen(1);
            try (var here = UnixSocket.connect(folder.resolve("socket"));
                    var there = requireNonNull(listening.accept())) {
                var bell = EventFlag.create();
                here.send(new byte[] {1}, bell.descriptor());
                int[] passed = new int[1];
                assertThat(there.receive(new byte[1], passed).descriptors()).isEqualTo(1);
                try (var others = EventFlag.attach(passed[0])) {
                    poller.add(bell.descriptor(), 7, true);
                    others.raise();
                    assertThat(poller.await(0)).isEqualTo(1);
                    assertThat(poller.token(0)).isEqualTo(7);
                    poller.remove(bell.descriptor());
                    bell.close();
                    others.raise();
                    assertThat(poller.await(0)).isZero();
                }
                assertThatThrownBy(() -> poller.remove(here.descriptor()))
                        .hasMessageContaining("epoll_ctl");
            }
        }
    }
}
