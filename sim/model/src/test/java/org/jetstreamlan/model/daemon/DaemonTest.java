package org.jetstreamlan.model.daemon;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.driver.Blocks;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.Script;
import org.jetstreamlan.driver.SendTicket;
import org.jetstreamlan.driver.client.ClientOptions;
import org.jetstreamlan.driver.client.JetstreamClient;
import org.jetstreamlan.driver.client.StationStatus;
import org.jetstreamlan.driver.daemon.DaemonSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonTest {
    private static final long SECOND = 1_000_000_000;
    private static final int BYTES = 10_000;

    private static final ClientOptions SLEEPS = ClientOptions.of(1, 64).spin(0);

    @TempDir Path folder;
    private DaemonSettings settings;

    @BeforeEach
    void settings() throws IOException {
        settings = DaemonSettings.forUser((int) Files.getAttribute(folder, "unix:uid"));
    }

    @Test
    void a_pdu_goes_from_one_client_to_another() throws Exception {
        try (var daemon = new RunningDaemon(folder, settings);
                var sender = daemon.connect(0);
                var receiver = daemon.connect(1);
                var out = sender.openPool(PoolOptions.named("out").limits(16, 0));
                var in = receiver.openPool(PoolOptions.named("in").limits(0, 16))) {
            int vci = RunningDaemon.vci(receiver, 0);
            in.assoc(vci);
            for (int i = 0; i < BYTES; i++) {
                sender.userMemory().set(JAVA_BYTE, i, (byte) (i * 7));
            }
            var send = sender.newScript();
            var blocks = send.allocFor(0, BYTES);
            send.copyIn(blocks, 0, 0, BYTES);
            send.send(blocks, BYTES, vci);
            send.free(blocks);
            var receive = receiver.newScript();
            var pdu = receive.rx(0);
            receive.copyOutRest(pdu, 0, 100);
            receive.free(pdu);
            for (int turn = 0; turn < 100; turn++) {
                assertThat(out.run(send)).as(send::message).isEqualTo(Outcome.OK);
                assertThat(in.waitRx(SECOND)).isEqualTo(Outcome.OK);
                assertThat(in.run(receive)).as(receive::message).isEqualTo(Outcome.OK);
                assertThat(receive.bytesOf(pdu)).isEqualTo(BYTES);
                assertThat(
                                MemorySegment.mismatch(
                                        sender.userMemory(),
                                        0,
                                        BYTES,
                                        receiver.userMemory(),
                                        100,
                                        100 + BYTES))
                        .isEqualTo(-1);
                receiver.userMemory().fill((byte) 0);
            }
            assertThat(in.run(receive)).isEqualTo(Outcome.EMPTY);
            assertThat(in.waitRx(1_000_000)).isEqualTo(Outcome.TIME_OUT);
        }
    }

    /// The daemon asks for one frame ahead, that which came first; behind it are the newest ones. Those that nobody takes go back with the client.
    @Test
    void a_pool_that_drops_old_frames_first_has_the_newest() throws Exception {
        int frames = 12;
        int limit = 4;
        try (var daemon = new RunningDaemon(folder, settings);
                var sender = daemon.connect(0);
                var out = sender.openPool(PoolOptions.named("out").limits(16, 0))) {
            for (int turn = 0; turn < 2; turn++) {
                try (var receiver = daemon.connect(1);
                        var in =
                                receiver.openPool(
                                        PoolOptions.named("in").limits(0, limit).droppingOld())) {
                    long before = droppedOld(daemon);
                    int vci = RunningDaemon.vci(receiver, 0);
                    in.assoc(vci);
                    var send = sender.newScript();
                    var blocks = send.alloc(0, 1);
                    send.copyIn(blocks, 0, 0, 100);
                    send.send(blocks, 100, vci);
                    send.free(blocks);
                    for (byte number = 0; number < frames; number++) {
                        sender.userMemory().fill(number);
                        assertThat(out.run(send)).isEqualTo(Outcome.OK);
                    }
                    while (droppedOld(daemon) - before < frames - limit) {
                        Thread.onSpinWait();
                    }
                    var receive = receiver.newScript();
                    var pdu = receive.rx(0);
                    receive.copyOutRest(pdu, 0, 0);
                    receive.free(pdu);
                    assertThat(in.waitRx(SECOND)).isEqualTo(Outcome.OK);
                    for (int expected : turn == 0 ? new int[] {0, 9, 10, 11} : new int[] {0}) {
                        assertThat(in.run(receive)).as(receive::message).isEqualTo(Outcome.OK);
                        assertThat(receiver.userMemory().get(JAVA_BYTE, 99))
                                .isEqualTo((byte) expected);
                    }
                    assertThat(droppedOld(daemon) - before).isEqualTo(frames - limit);
                }
            }
            var status = StationStatus.of(daemon.socket(1));
            while (status.blocksFree() != status.blocks()) {
                status = StationStatus.of(daemon.socket(1));
            }
        }
    }

    private static long droppedOld(RunningDaemon daemon) {
        return StationStatus.of(daemon.socket(1)).counters().getOrDefault(Counter.DROP_OLD, 0L);
    }

    @Test
    void a_script_that_waits_for_a_pdu_keeps_nobody_else_waiting() throws Exception {
        try (var daemon = new RunningDaemon(folder, settings);
                var sender = daemon.connect(0);
                var receiver = daemon.connect(1);
                var neighbour = daemon.connect(1);
                var out = sender.openPool(PoolOptions.named("out").limits(16, 0));
                var in = receiver.openPool(PoolOptions.named("in").limits(0, 16));
                var other = neighbour.openPool(PoolOptions.named("other").limits(16, 0))) {
            int vci = RunningDaemon.vci(receiver, 0);
            var receive = receiver.newScript();
            receive.assoc(vci);
            int wait = receive.waitRx(10L * 125_000_000);
            var pdu = receive.rx(0);
            receive.copyOutRest(pdu, 0, 0);
            receive.free(pdu);
            receive.deassoc(vci);
            var work = neighbour.newScript();
            work.free(work.alloc(0, 16));
            var behind = receiver.newScript();
            behind.rx(0);
            var send = sender.newScript();
            var block = send.alloc(0, 1);
            send.copyIn(block, 0, 0, 100);
            send.send(block, 100, vci);
            send.free(block);
            for (byte turn = 1; turn < 20; turn++) {
                in.start(receive);
                in.start(behind);
                for (int i = 0; i < 20; i++) {
                    assertThat(other.run(work)).isEqualTo(Outcome.OK);
                }
                sender.userMemory().fill(turn);
                assertThat(out.run(send)).as(send::message).isEqualTo(Outcome.OK);
                assertThat(in.await(receive)).as(receive::message).isEqualTo(Outcome.OK);
                assertThat(receiver.userMemory().get(JAVA_BYTE, 99)).isEqualTo(turn);
                assertThat(in.await(behind)).as("in their order").isEqualTo(Outcome.EMPTY);
            }
            receive.address(wait, 20L * 125_000);
            long begin = System.nanoTime();
            assertThat(in.run(receive)).isEqualTo(Outcome.TIME_OUT);
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(20_000_000);
            assertThat(receive.done()).isEqualTo(wait);
            receive.truncate(0);
            receive.waitRx(-1);
            in.start(receive);
            receiver.close();
            assertThat(other.run(work)).isEqualTo(Outcome.OK);
        }
    }

    @Test
    void an_adapter_that_fails_ends_its_clients_and_serves_others_after_a_reset() throws Exception {
        var backend = new FailingBackend();
        try (var daemon = new RunningDaemon(folder, settings, backend);
                var client = daemon.connect(0);
                var other = daemon.connect(1)) {
            var pool = client.openPool(PoolOptions.named("lost").limits(16, 0));
            var script = client.newScript();
            script.alloc(0, 16);
            assertThat(pool.run(script)).isEqualTo(Outcome.OK);
            backend.fails.set(true);
            assertThat(pool.waitRx(10 * SECOND)).isEqualTo(Outcome.DAEMON_GONE);
            assertThatThrownBy(() -> pool.assoc(0x200))
                    .hasMessageContaining("the adapter has failed: the bus answers no more");
            assertThat(other.isGone()).as("another adapter's").isFalse();
            try (var next = daemon.connect(0)) {
                assertThat(next.openPool(PoolOptions.named("anew").limits(16, 0)).run(filled(next)))
                        .isEqualTo(Outcome.OK);
                assertThat(StationStatus.of(daemon.socket(0)).blocksFree())
                        .isEqualTo(StationStatus.of(daemon.socket(0)).blocks() - 16);
            }
        }
    }

    @Test
    void an_adapter_that_fails_while_its_status_is_written_leaves_one_that_can_be_read()
            throws Exception {
        var backend = new FailingBackend();
        try (var daemon = new RunningDaemon(folder, settings, backend)) {
            for (int turn = 0; turn < 3; turn++) {
                assertThat(StationStatus.of(daemon.socket(0)).stations()).isEqualTo(2);
                backend.failsAt.set(Counter.values()[turn].offset());
                assertThat(StationStatus.of(daemon.socket(0)).stations()).isEqualTo(2);
                assertThat(backend.failsAt).hasValue(-1);
            }
        }
    }

    @Test
    void an_adapter_that_does_not_come_back_is_tried_again_while_others_are_served()
            throws Exception {
        var backend = new FailingBackend();
        try (var daemon = new RunningDaemon(folder, settings, backend);
                var other = daemon.connect(1);
                var pool = other.openPool(PoolOptions.named("other").limits(16, 0))) {
            var script = other.newScript();
            script.free(script.alloc(0, 16));
            backend.dead = true;
            StationStatus.of(daemon.socket(0));
            assertThatThrownBy(() -> daemon.connect(0))
                    .hasMessageContaining("the adapter has failed, it is reset again and again");
            assertThat(pool.run(script)).isEqualTo(Outcome.OK);
            backend.dead = false;
            long end = System.nanoTime() + 10 * SECOND;
            while (!comesIn(daemon)) {
                assertThat(System.nanoTime()).isLessThan(end);
                assertThat(pool.run(script)).isEqualTo(Outcome.OK);
            }
        }
    }

    private static boolean comesIn(RunningDaemon daemon) {
        try (var client = daemon.connect(0)) {
            return client.openPool(PoolOptions.named("anew").limits(16, 0)).run(filled(client))
                    == Outcome.OK;
        } catch (DriverException e) {
            assertThat(e.reason()).isEqualTo(DriverException.Reason.ADAPTER_FAILED);
            return false;
        }
    }

    @Test
    void what_another_client_left_in_a_block_is_not_to_be_had() throws Exception {
        try (var daemon = new RunningDaemon(folder, settings);
                var owner = daemon.connect(0);
                var next = daemon.connect(0);
                var pool = owner.openPool(PoolOptions.named("owner").limits(120, 0));
                var thief = next.openPool(PoolOptions.named("thief").limits(120, 0))) {
            owner.userMemory().fill((byte) 0x5A);
            var write = owner.newScript();
            for (int i = 0; i < 12; i++) {
                var blocks = write.alloc(10 * i, 10);
                write.copyIn(blocks, 0, 0, 10 * 2_048);
                write.free(blocks);
            }
            assertThat(pool.run(write)).as(write::message).isEqualTo(Outcome.OK);
            var read = next.newScript();
            for (int i = 0; i < 12; i++) {
                var blocks = read.alloc(10 * i, 10);
                read.copyOut(blocks, 0, i * 10 * 2_048, 10 * 2_048);
            }
            next.userMemory().fill((byte) 1);
            assertThat(thief.run(read)).as(read::message).isEqualTo(Outcome.OK);
            for (long at = 0; at < 12 * 10 * 2_048; at++) {
                assertThat(next.userMemory().get(JAVA_BYTE, at)).isZero();
            }
        }
    }

    @Test
    void a_ticket_tells_a_client_what_became_of_its_frame() throws Exception {
        try (var daemon = new RunningDaemon(folder, settings);
                var client = JetstreamClient.connect(daemon.socket(0), SLEEPS);
                var receiver = daemon.connect(1);
                var out = client.openPool(PoolOptions.named("out").limits(16, 0));
                var in = receiver.openPool(PoolOptions.named("in").limits(0, 1))) {
            int vci = RunningDaemon.vci(receiver, 0);
            in.assoc(vci);
            var script = client.newScript();
            var block = script.alloc(0, 1);
            int send = script.send(block, 40, vci);
            script.free(block);
            script.withTicket(send);
            var receive = receiver.newScript();
            receive.free(receive.rx(0));
            for (int i = 0; i < 200; i++) {
                assertThat(out.run(script)).as(script::message).isEqualTo(Outcome.OK);
                assertThat(out.await(script, send, SECOND)).isEqualTo(Outcome.OK);
                assertThat(script.fate(send)).isEqualTo(SendTicket.State.RETURNED);
                assertThat(script.accepted(send)).as("frame %d", i).isEqualTo(i % 2 == 0);
                if (i % 2 == 1) {
                    assertThat(in.run(receive)).isEqualTo(Outcome.OK);
                }
            }
        }
    }

    private static Script filled(JetstreamClient client) {
        var script = client.newScript();
        script.alloc(0, 16);
        return script;
    }

    @Test
    void the_status_shows_pools_clients_and_counters_to_all_and_changes_nothing() throws Exception {
        try (var daemon = new RunningDaemon(folder, settings);
                var client = daemon.connect(0);
                var pool =
                        client.openPool(
                                PoolOptions.named("shown \u00e4\n")
                                        .limits(20, 30)
                                        .reserves(2, 3))) {
            assertThat(pool.run(filled(client))).isEqualTo(Outcome.OK);
            var status = StationStatus.of(daemon.socket(0));
            assertThat(status.pools())
                    .containsExactly(
                            new StationStatus.PoolRow("shown \u00e4?", 1, 16, 20, 2, 0, 30, 3, 0));
            assertThat(status.clients())
                    .containsExactly(
                            new StationStatus.ClientRow(
                                    1,
                                    (int) ProcessHandle.current().pid(),
                                    (int) Files.getAttribute(folder, "unix:uid"),
                                    1,
                                    4,
                                    1 << 20,
                                    2));
            assertThat(status.stations()).isEqualTo(2);
            assertThat(status.blocksFree()).isEqualTo(status.blocks() - 16);
            assertThat(status.counters().get(Counter.TOKENS)).isPositive();
            assertThat(client.status().pools()).isEqualTo(status.pools());
            assertThat(StationStatus.of(daemon.socket(1)).pools()).isEmpty();
        }
    }

    @Test
    void runs_can_be_under_way_together_and_end_in_their_order() throws Exception {
        try (var daemon = new RunningDaemon(folder, settings);
                var client = daemon.connect(0);
                var pool = client.openPool(PoolOptions.named("several").limits(3, 0))) {
            var scripts = List.of(client.newScript(), client.newScript(), client.newScript());
            for (int turn = 0; turn < 50; turn++) {
                for (var script : scripts) {
                    script.truncate(0);
                    script.alloc(0, 2);
                    pool.start(script);
                }
                assertThat(pool.await(scripts.get(2))).isEqualTo(Outcome.TRANSMIT_LIMIT);
                assertThat(pool.lastRefusal().limit()).isEqualTo(3);
                assertThat(pool.await(scripts.get(0))).isEqualTo(Outcome.OK);
                assertThat(pool.await(scripts.get(1))).isEqualTo(Outcome.TRANSMIT_LIMIT);
                scripts.get(0).truncate(0);
                scripts.get(0).free(Blocks.list(0, 2));
                assertThat(pool.run(scripts.get(0))).isEqualTo(Outcome.OK);
            }
        }
    }

    @Test
    void what_a_client_does_wrong_by_itself_is_refused_where_it_does_it() throws Exception {
        try (var daemon = new RunningDaemon(folder, settings);
                var client = daemon.connect(0);
                var other = daemon.connect(0);
                var pool = client.openPool(PoolOptions.named("mine").limits(4, 4))) {
            var script = client.newScript();
            pool.start(script);
            assertThatThrownBy(() -> pool.start(script))
                    .hasMessageContaining("its last run has not been awaited");
            assertThat(pool.await(script)).isEqualTo(Outcome.OK);
            var foreign = other.newScript();
            assertThatThrownBy(() -> pool.run(foreign))
                    .hasMessageContaining("the script is none of this client's");
            for (int i = 0; i < 3; i++) {
                client.newScript();
            }
            assertThatThrownBy(client::newScript).hasMessageContaining("all 4 scripts are in use");
            pool.close();
            pool.close();
            assertThat(pool.run(script)).isEqualTo(Outcome.POOL_CLOSED);
            assertThat(pool.waitRx(SECOND)).isEqualTo(Outcome.POOL_CLOSED);
            assertThatThrownBy(() -> pool.assoc(0x200)).hasMessageContaining("is closed");
            client.close();
            client.close();
            assertThatThrownBy(() -> client.openPool(PoolOptions.named("late")))
                    .hasMessageContaining("this client is closed");
        }
    }

    @Test
    void calls_and_waits_cost_no_allocation() throws Exception {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (var daemon = new RunningDaemon(folder, settings.spin(SECOND));
                var client = daemon.connect(0);
                var pool = client.openPool(PoolOptions.named("many").limits(4, 0))) {
            var script = client.newScript();
            script.free(script.alloc(0, 4));
            long least = Long.MAX_VALUE;
            for (int attempt = 0; attempt < 8 && least > 0; attempt++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 2_000; i++) {
                    if (pool.run(script) != Outcome.OK) {
                        throw new AssertionError(script.message());
                    }
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(least).isZero();
        }
    }
}
