package org.jetstreamlan.driver.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.driver.ChannelRange;
import org.jetstreamlan.driver.LoopbackAdapter;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.client.ClientOptions;
import org.jetstreamlan.driver.client.JetstreamClient;
import org.jetstreamlan.driver.shared.SystemCallException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A system that watches no more descriptors: who comes then is told so, who is there stays.
class ShortOfWatchesTest {
    /// Of a client: its socket, its doorbell, its process.
    private static final int WATCHES_OF_CLIENT = 3;

    private static final Quota TWO = new Quota(2, 8, 64, 64, 8, 8, 8, 1, 1 << 20);

    /// Some watches more, then none.
    private static final class Few extends Watches {
        final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

        Few() throws SystemCallException {}

        @Override
        int add(int descriptor, Action action, boolean once) throws SystemCallException {
            return super.add(left.getAndDecrement() > 0 ? descriptor : -1, action, once);
        }
    }

    @TempDir Path folder;

    @Test
    void a_client_that_cannot_be_watched_is_refused_and_leaves_nothing() throws Exception {
        int uid = (int) Files.getAttribute(folder, "unix:uid");
        var settings =
                new DaemonSettings(
                        List.of(new DaemonSettings.User(uid, null, TWO, false, ChannelRange.FREE)),
                        DaemonSettings.OWNER_ONLY,
                        0);
        var socket = folder.resolve("station0");
        var card = new LoopbackAdapter(Capabilities.ECP5, new Random(1));
        var failure = new AtomicReference<Throwable>();
        var watches = new Few();
        try (var daemon =
                new Daemon(
                        new LoopbackBackend(card),
                        List.of(socket),
                        settings,
                        line -> {},
                        watches)) {
            var thread = Thread.ofPlatform().start(() -> run(daemon, failure));
            try (var client = connect(socket);
                    var pool = client.openPool(PoolOptions.named("there").limits(4, 4))) {
                for (int left = 0; left < WATCHES_OF_CLIENT; left++) {
                    watches.left.set(left);
                    assertThatThrownBy(() -> connect(socket)).hasMessageContaining("epoll_ctl");
                    var script = client.newScript();
                    script.free(script.alloc(0, 4));
                    assertThat(pool.run(script).ok()).isTrue();
                }
                watches.left.set(Integer.MAX_VALUE);
                connect(socket).close();
            }
            daemon.stop();
            thread.join();
        }
        assertThat(failure).hasNullValue();
    }

    private static JetstreamClient connect(Path socket) {
        return JetstreamClient.connect(socket, ClientOptions.of(4, 64));
    }

    private static void run(Daemon daemon, AtomicReference<Throwable> failure) {
        try {
            daemon.run();
        } catch (IOException | RuntimeException e) {
            failure.set(e);
        }
    }
}
