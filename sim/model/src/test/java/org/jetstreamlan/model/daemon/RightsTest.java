package org.jetstreamlan.model.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.abi.daemon.ClientMemory;
import org.jetstreamlan.abi.daemon.Request;
import org.jetstreamlan.abi.daemon.ServiceReason;
import org.jetstreamlan.abi.daemon.Submission;
import org.jetstreamlan.driver.ChannelRange;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.SystemPool;
import org.jetstreamlan.driver.client.ClientOptions;
import org.jetstreamlan.driver.client.JetstreamClient;
import org.jetstreamlan.driver.client.RemotePool;
import org.jetstreamlan.driver.client.StationStatus;
import org.jetstreamlan.driver.daemon.ClanQuota;
import org.jetstreamlan.driver.daemon.DaemonSettings;
import org.jetstreamlan.driver.daemon.Quota;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may do what: by user and group as the system knows them.
class RightsTest {
    private static final Quota FEW = new Quota(2, 3, 20, 30, 12, 4, 5, 2, 10_000);
    private static final int SCRIPTS = 2;

    @TempDir Path folder;
    private int uid;

    @BeforeEach
    void user() throws IOException {
        uid = (int) Files.getAttribute(folder, "unix:uid");
    }

    private static DaemonSettings settings(DaemonSettings.User... users) {
        return new DaemonSettings(List.of(users), 0640, 0);
    }

    private static DriverException.Reason reason(ThrowingCallable call) {
        var thrown = catchThrowableOfType(DriverException.class, call);
        assertThat(thrown).isNotNull();
        return thrown.reason();
    }

    @Test
    void who_is_not_in_the_settings_is_refused() throws Exception {
        var stranger = new DaemonSettings.User(uid + 1, null, FEW, true, ChannelRange.ALL);
        var group = new DaemonSettings.User(uid, 54_321, FEW, true, ChannelRange.ALL);
        try (var daemon = new RunningDaemon(folder, settings(stranger, group))) {
            assertThatThrownBy(() -> daemon.connect(0))
                    .hasMessageContaining("user %d, group".formatted(uid))
                    .hasMessageContaining("may not use this adapter");
            assertThat(reason(() -> daemon.connect(0)))
                    .isEqualTo(DriverException.Reason.NOT_PERMITTED);
            assertThat(reason(() -> StationStatus.of(daemon.socket(0))))
                    .isEqualTo(DriverException.Reason.NOT_PERMITTED);
            assertThat(Files.getPosixFilePermissions(daemon.socket(0)))
                    .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        }
    }

    @Test
    void a_user_has_synchronous_words_of_the_station_within_its_quota() throws Exception {
        var quota = new Quota(2, 3, 20, 30, 12, 4, 5, 2, 10_000, ClanQuota.STANDARD, 500);
        var user = new DaemonSettings.User(uid, null, quota, false, ChannelRange.FREE);
        var settings = new DaemonSettings(List.of(user), 0640, 0, 400);
        try (var daemon = new RunningDaemon(folder, settings)) {
            for (int turn = 0; turn < 3; turn++) {
                try (var client = connect(daemon, SCRIPTS, 4_096)) {
                    var film = openWhenGranted(client, PoolOptions.named("film").synchronous(300));
                    assertThat(film.options().synchronousWords()).isEqualTo(300);
                    quota(
                            () -> client.openPool(PoolOptions.named("greedy").synchronous(201)),
                            "would have 501 synchronous words, its quota is 500");
                    var more = PoolOptions.named("more").synchronous(101);
                    assertThat(reason(() -> client.openPool(more)))
                            .isEqualTo(DriverException.Reason.SYNCHRONOUS_NOT_FREE);
                    for (int words : new int[] {-1, 27}) {
                        assertThat(
                                        reason(
                                                () ->
                                                        client.openPool(
                                                                PoolOptions.named("odd")
                                                                        .synchronous(words))))
                                .isEqualTo(DriverException.Reason.SYNCHRONOUS_OUT_OF_RANGE);
                    }
                    client.openPool(PoolOptions.named("sound").synchronous(100));
                    film.close();
                    client.openPool(PoolOptions.named("film").synchronous(300));
                }
            }
        }
    }

    /// The station asks for its allocation as it comes up.
    private static RemotePool openWhenGranted(JetstreamClient client, PoolOptions options) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                return client.openPool(options);
            } catch (DriverException e) {
                assertThat(e.reason()).isEqualTo(DriverException.Reason.SYNCHRONOUS_NOT_FREE);
                assertThat(System.nanoTime()).as("granted in time").isLessThan(end);
            }
        }
    }

    @Test
    void a_user_has_no_more_than_its_quota_and_has_it_again_after() throws Exception {
        var user = new DaemonSettings.User(uid, null, FEW, false, ChannelRange.FREE);
        try (var daemon = new RunningDaemon(folder, settings(user))) {
            for (int turn = 0; turn < 3; turn++) {
                try (var one = connect(daemon, SCRIPTS, 4_096);
                        var two = connect(daemon, SCRIPTS, 4_096)) {
                    quota(() -> connect(daemon, 1, 1), "would have 3 connections");
                    var first = one.openPool(PoolOptions.named("first").limits(10, 10));
                    quota(
                            () -> two.openPool(PoolOptions.named("much").limits(11, 10)),
                            "would have 21 blocks for transmission, its quota is 20");
                    quota(
                            () -> two.openPool(PoolOptions.named("much").limits(10, 21)),
                            "would have 31 blocks for reception, its quota is 30");
                    quota(
                            () ->
                                    two.openPool(
                                            PoolOptions.named("greedy")
                                                    .limits(10, 10)
                                                    .reserves(6, 7)),
                            "would have 13 reserved blocks, its quota is 12");
                    two.openPool(PoolOptions.named("second").limits(10, 10).reserves(5, 7));
                    quota(
                            () ->
                                    one.openPool(
                                            PoolOptions.named("third")
                                                    .limits(0, 10)
                                                    .reserves(0, 1)),
                            "would have 13 reserved blocks, its quota is 12");
                    two.openPool(PoolOptions.named("third").limits(0, 10));
                    quota(() -> one.openPool(PoolOptions.named("none")), "would have 4 pools");
                    int own = one.status().station();
                    for (int i = 0; i < FEW.vcis(); i++) {
                        first.assoc(StationVci.of(own, 0x200 + i));
                    }
                    quota(() -> first.assoc(StationVci.of(own, 0x210)), "would have 5 VCIs");
                    var script = one.newScript();
                    script.assoc(StationVci.of(own, 0x210));
                    assertThat(first.run(script)).isEqualTo(Outcome.QUOTA_EXCEEDED);
                    assertThat(script.message()).contains("would be more than the user's quota");
                    script.truncate(0);
                    script.deassoc(StationVci.of(own, 0x201));
                    script.assoc(StationVci.of(own, 0x201));
                    assertThat(first.run(script)).as(script::message).isEqualTo(Outcome.OK);
                    quota(() -> first.assoc(StationVci.of(own, 0x210)), "would have 5 VCIs");
                    first.deassoc(StationVci.of(own, 0x200));
                    first.assoc(StationVci.of(own, 0x210));
                    first.close();
                    var again = one.openPool(PoolOptions.named("first").limits(10, 10));
                    again.assoc(StationVci.of(own, 0x210));
                }
                awaitNobody(daemon);
            }
            try (var one = connect(daemon, SCRIPTS, 8_000)) {
                quota(() -> connect(daemon, 4, 1), "would have 6 scripts, its quota is 5");
                quota(
                        () -> connect(daemon, 1, 2_001),
                        "would have 10,001 bytes of user memory, its quota is 10,000");
                assertThat(one.isGone()).isFalse();
            }
        }
    }

    private static JetstreamClient connect(RunningDaemon daemon, int scripts, int bytes) {
        return JetstreamClient.connect(daemon.socket(0), ClientOptions.of(scripts, bytes));
    }

    private static void quota(ThrowingCallable call, String words) {
        assertThat(reason(call)).isEqualTo(DriverException.Reason.QUOTA_EXCEEDED);
        assertThatThrownBy(call).hasMessageContaining(words);
    }

    private static void awaitNobody(RunningDaemon daemon) throws InterruptedException {
        while (!StationStatus.of(daemon.socket(0)).clients().isEmpty()) {
            Thread.sleep(1);
        }
    }

    @Test
    void without_privilege_no_system_vci_no_tap_and_only_permitted_channels() throws Exception {
        var user =
                new DaemonSettings.User(
                        uid, null, Quota.STANDARD, false, new ChannelRange(0x200, 0x203));
        try (var daemon = new RunningDaemon(folder, settings(user));
                var client = daemon.connect(0)) {
            var options = PoolOptions.named("user").limits(4, 4);
            assertThat(reason(() -> client.openPool(options.withPrivilege())))
                    .isEqualTo(DriverException.Reason.NOT_PERMITTED);
            var pool = client.openPool(options);
            int own = client.status().station();
            assertThat(reason(() -> pool.assoc(StationVci.ARP)))
                    .isEqualTo(DriverException.Reason.VCI_RESERVED);
            assertThat(reason(() -> pool.assoc(StationVci.of(own, 0x101))))
                    .isEqualTo(DriverException.Reason.VCI_RESERVED);
            assertThat(reason(() -> pool.assoc(StationVci.of(1 - own, 0x200))))
                    .isEqualTo(DriverException.Reason.VCI_OF_OTHER_STATION);
            pool.assoc(StationVci.of(own, 0x200));
            var script = client.newScript();
            var blocks = script.alloc(0, 1);
            int send = script.send(blocks, 100, StationVci.of(1 - own, 0x203));
            script.free(blocks);
            assertThat(pool.run(script)).isEqualTo(Outcome.OK);
            for (int vci :
                    new int[] {
                        StationVci.of(1 - own, 0x204),
                        StationVci.of(1 - own, 0x1FF),
                        StationVci.ARP,
                        StationVci.INIT
                    }) {
                script.vci(send, vci);
                assertThat(pool.run(script)).isEqualTo(Outcome.VCI_NOT_PERMITTED);
                assertThat(script.done()).isEqualTo(send);
                assertThat(script.message())
                        .contains("operation 1 (SEND) of 3")
                        .contains("may not send to VCI %#x".formatted(vci));
            }
        }
    }

    @Test
    void with_privilege_they_are_to_be_had() throws Exception {
        var user = new DaemonSettings.User(uid, null, Quota.STANDARD, true, ChannelRange.ALL);
        try (var daemon = new RunningDaemon(folder, settings(user));
                var client = daemon.connect(0);
                var plain = client.openPool(PoolOptions.named("plain").limits(4, 4));
                var pool =
                        client.openPool(
                                PoolOptions.named("privileged").limits(4, 4).withPrivilege())) {
            int own = client.status().station();
            pool.assoc(StationVci.of(own, 0x101));
            pool.assoc(StationVci.of(1 - own, 0x200));
            pool.assoc(40);
            assertThat(reason(() -> plain.assoc(41)))
                    .as("as it asked for at open")
                    .isEqualTo(DriverException.Reason.VCI_RESERVED);
            assertThat(reason(() -> plain.assoc(40)))
                    .isEqualTo(DriverException.Reason.VCI_RESERVED);
        }
    }

    @Test
    void the_arp_and_ip_pools_are_for_the_privileged_one_at_a_time() throws Exception {
        var user = new DaemonSettings.User(uid, null, Quota.STANDARD, true, ChannelRange.ALL);
        try (var daemon = new RunningDaemon(folder, settings(user));
                var near = daemon.connect(0);
                var far = daemon.connect(1)) {
            var out = near.openPool(SystemPool.ARP);
            assertThat(out.options().name()).isEqualTo("ARP");
            assertThat(reason(() -> near.openPool(SystemPool.ARP)))
                    .isEqualTo(DriverException.Reason.POOL_TAKEN);
            try (var rival = daemon.connect(0)) {
                assertThat(reason(() -> rival.openPool(SystemPool.ARP)))
                        .isEqualTo(DriverException.Reason.POOL_TAKEN);
                rival.openPool(SystemPool.IP);
            }
            var in = far.openPool(SystemPool.ARP);
            var send = near.newScript();
            var blocks = send.allocFor(0, 28);
            send.copyIn(blocks, 0, 0, 28);
            send.send(blocks, 28, StationVci.ARP);
            send.free(blocks);
            assertThat(out.run(send)).as(send::message).isEqualTo(Outcome.OK);
            assertThat(in.waitRx(20_000_000_000L)).isEqualTo(Outcome.OK);
            var receive = far.newScript();
            var pdu = receive.rx(0);
            receive.free(pdu);
            assertThat(in.run(receive)).as(receive::message).isEqualTo(Outcome.OK);
            assertThat(receive.bytesOf(pdu)).isEqualTo(28);
            out.close();
            near.openPool(SystemPool.ARP).close();
            // The one that has gone had the IP pool.
            awaitOne(daemon);
            near.openPool(SystemPool.IP);
        }
    }

    private static void awaitOne(RunningDaemon daemon) throws InterruptedException {
        while (StationStatus.of(daemon.socket(0)).clients().size() > 1) {
            Thread.sleep(1);
        }
    }

    @Test
    void without_privilege_there_is_neither_and_a_request_that_says_more_is_refused()
            throws Exception {
        var user = new DaemonSettings.User(uid, null, Quota.STANDARD, false, ChannelRange.FREE);
        try (var daemon = new RunningDaemon(folder, settings(user));
                var client = daemon.connect(0)) {
            assertThat(reason(() -> client.openPool(SystemPool.ARP)))
                    .isEqualTo(DriverException.Reason.NOT_PERMITTED);
        }
        var privileged = new DaemonSettings.User(uid, null, Quota.STANDARD, true, ChannelRange.ALL);
        try (var daemon = new RunningDaemon(folder, settings(privileged));
                var client = new RawClient(daemon.socket(0), new ClientMemory(4, 1, 64))) {
            int open = Request.OPEN.ordinal();
            int arp = Submission.SYSTEM.of(1);
            int[][] wrong = {
                {open, 0, 0, 0, 0, 0, 0, 0, Submission.SYSTEM.of(3)},
                {open, 0, 0, 0, 0, 0, 0, 0, arp | Submission.RAW.mask()},
                {open, 0, 0, 0, 0, 0, 0, 0, arp | Submission.PRIVILEGED.mask()},
                {open, 0, 0, 0, 4, 0, 0, 0, arp},
                {open, 0, 0, 0, 0, 0, 0, 1, arp},
                {open, 0, 0, 0, 0, 0, 0, 0, arp, 'A'},
            };
            for (int[] words : wrong) {
                assertThat(client.reason(client.ask(words))).isEqualTo(ServiceReason.RESERVED_BITS);
            }
            assertThat(client.reason(client.ask(open, 0, 0, 0, 0, 0, 0, 0, arp)))
                    .isEqualTo(ServiceReason.DONE);
        }
    }
}
