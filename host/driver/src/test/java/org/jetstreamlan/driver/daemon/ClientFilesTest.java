package org.jetstreamlan.driver.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetstreamlan.abi.daemon.FileMessage;
import org.jetstreamlan.driver.shared.OpenFile;
import org.jetstreamlan.driver.shared.OpenFile.Mode;
import org.jetstreamlan.driver.shared.SystemCallException;
import org.jetstreamlan.driver.shared.UnixSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file system that does not answer: the daemon's thread never waits for it, and what is stuck there is counted.
class ClientFilesTest {
    private static final Quota TWO = new Quota(1, 0, 0, 0, 0, 0, 0, 2, 0);

    @TempDir Path folder;

    /// Answers when it is told to.
    private static final class Stuck implements ClientFiles.Access {
        final CountDownLatch judges = new CountDownLatch(1);
        final CountDownLatch moves = new CountDownLatch(1);

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String objection(OpenFile file) {
            await(judges);
            return "";
        }

        @Override
        public long move(OpenFile file, boolean writing, MemorySegment memory, long at, int bytes) {
            await(moves);
            return bytes;
        }
    }

    /// Messages with a descriptor each.
    private UnixSocket.Received next(byte[] into, int... descriptors) throws SystemCallException {
        ByteBuffer.wrap(into)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, FileMessage.IDENTIFICATION_VALUE);
        descriptors[0] = OpenFile.open(folder.resolve("file"), Mode.READ).descriptor();
        return new UnixSocket.Received(FileMessage.BYTES, 1);
    }

    @Test
    void who_waits_for_a_file_waits_alone_and_leaves_it_behind() throws Exception {
        Files.write(folder.resolve("file"), new byte[10]);
        var account = new Account(7);
        var stuck = new Stuck();
        var rung = new AtomicInteger();
        var files = new ClientFiles(this::next, account, TWO, rung::incrementAndGet, stuck);

        files.beginOpen(5);
        assertThat(files.isOpening()).isTrue();
        assertThat(files.isOver()).isFalse();
        assertThat(files.has(5)).isFalse();
        stuck.judges.countDown();
        awaitOver(files);
        while (rung.get() == 0) {
            Thread.onSpinWait();
        }
        files.finishOpen();
        assertThat(files.isOpening()).isFalse();
        assertThat(files.has(5)).isTrue();
        assertThat(files.has(4) || files.has(16) || files.has(0xFFFF_FFFFL)).isFalse();

        files.begin(false, 5, 0, 10);
        assertThat(files.isOver()).isFalse();
        files.end();
        assertThat(files.settle()).as("while the system holds the read").isFalse();
        var next = new ClientFiles(this::next, account, TWO, rung::incrementAndGet, stuck);
        next.beginOpen(0);
        awaitOver(next);
        next.finishOpen();
        assertThatThrownBy(() -> next.beginOpen(1))
                .isInstanceOf(ServiceException.class)
                .extracting(e -> ((ServiceException) e).why())
                .asString()
                .contains("would have 3 files, its quota is 2");

        stuck.moves.countDown();
        while (!files.settle()) {
            Thread.onSpinWait();
        }
        next.end();
        while (!next.settle()) {
            Thread.onSpinWait();
        }
        account.take(TWO, TWO);
    }

    private static void awaitOver(ClientFiles files) {
        while (!files.isOver()) {
            Thread.onSpinWait();
        }
    }
}
