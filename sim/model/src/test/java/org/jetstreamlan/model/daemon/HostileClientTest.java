package org.jetstreamlan.model.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetstreamlan.abi.ScriptMemory.WORD;
import static org.jetstreamlan.driver.DriverException.Reason.QUOTA_EXCEEDED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jetstreamlan.abi.PoolOutcome;
import org.jetstreamlan.abi.ScriptMemory;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.abi.daemon.Answer;
import org.jetstreamlan.abi.daemon.ClientMemory;
import org.jetstreamlan.abi.daemon.Greeting;
import org.jetstreamlan.abi.daemon.Request;
import org.jetstreamlan.abi.daemon.ServiceReason;
import org.jetstreamlan.abi.daemon.Submission;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.client.StationStatus;
import org.jetstreamlan.driver.daemon.DaemonSettings;
import org.jetstreamlan.driver.shared.UnixSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that lie, write everywhere, or stand still. In each test another client exchanges PDUs all the while and misses none.
class HostileClientTest {
    private static final ClientMemory SMALL = new ClientMemory(4, 2, 4_096);
    private static final int[] LIES = {
        -1, 1 << 31, Integer.MAX_VALUE, 5, 1_000, -2, 1 << 16, 0x5A5A_5A5A
    };
    private static final int SECONDS_OF_NOISE = 3;
    private static final long PATIENCE = 20_000_000_000L;

    @TempDir Path folder;
    private RunningDaemon daemon;
    private Bystander bystander;

    @BeforeEach
    void begin() throws IOException {
        daemon =
                new RunningDaemon(
                        folder,
                        DaemonSettings.forUser((int) Files.getAttribute(folder, "unix:uid")));
        bystander = new Bystander(daemon);
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        bystander.awaitMore(3);
        bystander.close();
        awaitClients(0);
        for (int station = 0; station < RunningDaemon.STATIONS; station++) {
            var status = StationStatus.of(daemon.socket(station));
            long end = System.nanoTime() + PATIENCE;
            while (status.blocksFree() < status.blocks() && System.nanoTime() < end) {
                status = StationStatus.of(daemon.socket(station));
            }
            assertThat(status.blocksFree()).isEqualTo(status.blocks());
        }
        daemon.close();
    }

    private void awaitClients(int count) {
        long end = System.nanoTime() + PATIENCE;
        while (StationStatus.of(daemon.socket(0)).clients().size() > count) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    private RawClient connect() throws IOException {
        return new RawClient(daemon.socket(0), SMALL);
    }

    @Test
    void an_index_that_cannot_be_ends_its_client_with_the_reason() throws IOException {
        for (int lie : LIES) {
            try (var client = connect()) {
                client.open(8, 8);
                client.index(ClientMemory.SUBMISSION_PRODUCER_AT, 1 + lie);
                client.ring();
                assertThat(RawClient.words(client.socket))
                        .isEqualTo(
                                "BAD_GREETING: ring: producer at %d, %d entries ahead in a ring of 4"
                                        .formatted(1 + lie, Integer.toUnsignedLong(lie)));
            }
        }
        assertThat(StationStatus.of(daemon.socket(0)).faulty()).isEqualTo(LIES.length);
    }

    @Test
    void nor_may_it_have_read_what_was_never_written() throws IOException {
        try (var client = connect()) {
            for (int i = 0; i < 4; i++) {
                client.ask(Request.NONE.ordinal());
            }
            client.index(ClientMemory.ANSWER_CONSUMER_AT, 9);
            client.index(ClientMemory.SUBMISSION_PRODUCER_AT, 5);
            client.ring();
            assertThat(RawClient.words(client.socket))
                    .isEqualTo("BAD_GREETING: ring: consumer at 9, which is not between 0 and 4");
        }
    }

    @Test
    void a_request_with_a_wrong_field_is_refused_and_nothing_else() throws IOException {
        try (var client = connect();
                var other = connect()) {
            int pool = client.open(8, 8);
            int foreign = other.open(8, 8);
            refused(
                    client,
                    ServiceReason.UNKNOWN_REQUEST,
                    "request 0 is none of 1..8",
                    Request.NONE.ordinal());
            refused(client, ServiceReason.UNKNOWN_REQUEST, "request 255 is none", 255);
            refused(
                    client,
                    ServiceReason.RESERVED_BITS,
                    "bits 0x100 of word 0x105",
                    0x100 | Request.RUN.ordinal());
            for (int handle : new int[] {foreign, -1, 0, pool + (1 << 8), pool ^ 1 << 30}) {
                for (var request :
                        new Request[] {
                            Request.RUN, Request.CLOSE, Request.ASSOC, Request.DEASSOC
                        }) {
                    refused(
                            client,
                            ServiceReason.UNKNOWN_POOL,
                            "pool handle %#x names no pool of this client".formatted(handle),
                            request.ordinal(),
                            0,
                            handle,
                            0x200);
                }
            }
            for (int script : new int[] {2, -1, 1 << 31, 1_000}) {
                refused(
                        client,
                        ServiceReason.UNKNOWN_SCRIPT,
                        "script %d is none of the 2".formatted(Integer.toUnsignedLong(script)),
                        Request.RUN.ordinal(),
                        0,
                        pool,
                        script);
            }
            for (int blocks : new int[] {-1, 129, 1 << 31}) {
                refused(
                        client,
                        ServiceReason.LIMIT_OUT_OF_RANGE,
                        "transmit limit",
                        Request.OPEN.ordinal(),
                        0,
                        0,
                        0,
                        blocks);
                refused(
                        client,
                        ServiceReason.RESERVE_OUT_OF_RANGE,
                        "reserve",
                        Request.OPEN.ordinal(),
                        0,
                        0,
                        0,
                        8,
                        8,
                        0,
                        blocks);
            }
            refused(
                    client,
                    ServiceReason.RESERVED_BITS,
                    "bits 0x80 of word 0x80",
                    Request.OPEN.ordinal(),
                    0,
                    0,
                    0,
                    1,
                    1,
                    0,
                    0,
                    0x80);
            for (int vci : new int[] {-1, 1 << 24, 33, StationVci.of(40, 0x200)}) {
                int answer = client.ask(Request.ASSOC.ordinal(), 0, pool, vci);
                assertThat(client.reason(answer).name()).startsWith("VCI_");
            }
            int answer = client.ask(Request.RUN.ordinal(), 77, pool, 0);
            assertThat(client.reason(answer)).isEqualTo(ServiceReason.DONE);
            assertThat(client.memory.get(WORD, (long) answer + Answer.COOKIE_AT)).isEqualTo(77);
            assertThat(client.memory.get(WORD, (long) answer + Answer.OUTCOME_AT))
                    .as("zeros are no script")
                    .isEqualTo(PoolOutcome.NOT_A_SCRIPT.ordinal());
            assertThat(StationStatus.of(daemon.socket(0)).pools()).hasSize(3);
            assertThat(client.reason(client.ask(Request.CLOSE.ordinal(), 0, pool)))
                    .isEqualTo(ServiceReason.DONE);
            refused(
                    client,
                    ServiceReason.UNKNOWN_POOL,
                    "names no pool",
                    Request.CLOSE.ordinal(),
                    0,
                    pool);
        }
    }

    private static void refused(
            RawClient client, ServiceReason reason, String words, int... submission) {
        int answer = client.ask(submission);
        assertThat(client.reason(answer)).as(words).isEqualTo(reason);
        assertThat(client.message(answer)).contains(words);
    }

    @Test
    void a_greeting_that_is_none_is_answered_with_the_reason() throws IOException {
        assertThat(answerTo(new byte[] {1, 2, 3})).startsWith("BAD_GREETING: greeting of 3 bytes");
        assertThat(answerTo(new byte[Greeting.BYTES + 9]))
                .startsWith("BAD_GREETING: greeting of 65 bytes");
        assertThat(answerTo(RawClient.greeting(7)))
                .startsWith("BAD_GREETING: greeting of 64 bytes that begins with 0x7");
        assertThat(answerTo(RawClient.greeting(Greeting.IDENTIFICATION_VALUE, 3)))
                .isEqualTo(
                        "BAD_GREETING: greeting of kind 3; 1 is a client, 2 looks at the status");
        int[][] sizes = {{3, 1, 1}, {1, 1, 1}, {8_192, 1, 1}, {4, 0, 1}, {4, 2_000, 1}, {4, 1, -1}};
        for (int[] size : sizes) {
            assertThat(
                            answerTo(
                                    RawClient.greeting(
                                            Greeting.IDENTIFICATION_VALUE,
                                            Greeting.CLIENT,
                                            size[0],
                                            size[1],
                                            size[2])))
                    .startsWith("BAD_GREETING: client: ");
        }
        assertThat(
                        answerTo(
                                RawClient.greeting(
                                        Greeting.IDENTIFICATION_VALUE,
                                        Greeting.CLIENT,
                                        4,
                                        1,
                                        1 << 30)))
                .startsWith("QUOTA_EXCEEDED: user ")
                .contains("bytes of user memory, its quota is 268,435,456");
        try (var silent = UnixSocket.connect(daemon.socket(0))) {
            silent.timeOut(PATIENCE);
            assertThat(RawClient.words(silent))
                    .isEqualTo("BAD_GREETING: no greeting within a second");
        }
    }

    private String answerTo(byte[] greeting) throws IOException {
        try (var socket = UnixSocket.connect(daemon.socket(0))) {
            socket.timeOut(PATIENCE);
            socket.send(greeting);
            return RawClient.words(socket);
        }
    }

    @Test
    void a_client_cannot_truncate_what_the_daemon_reads() throws Exception {
        try (var client = connect()) {
            var path = Path.of("/proc/self/fd/" + client.file.descriptor());
            for (long size : new long[] {0, 4_096, 1 << 20}) {
                assertThatThrownBy(
                                () -> {
                                    try (var other =
                                            new java.io.RandomAccessFile(path.toFile(), "rw")) {
                                        other.setLength(size);
                                    }
                                })
                        .isInstanceOf(IOException.class);
            }
            int pool = client.open(8, 8);
            client.file.close();
            assertThatThrownBy(() -> client.ask(Request.CLOSE.ordinal(), 0, pool))
                    .as("unmapped for itself")
                    .isInstanceOf(IllegalStateException.class);
            bystander.awaitMore(3);
        }
    }

    @Test
    void whatever_is_written_anywhere_hurts_its_writer_only() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        try (var client = connect()) {
            int pool = client.open(8, 8);
            for (int at = 0; at < SMALL.user(); at += Integer.BYTES) {
                for (int lie : lies(at, random)) {
                    if (isIndex(at)) {
                        write(at, lie);
                    } else {
                        client.index(at, lie);
                        client.ask(Request.RUN.ordinal(), 0, pool, 0);
                    }
                }
            }
            assertThat(client.reason(client.ask(Request.CLOSE.ordinal(), 0, pool)))
                    .as("seed %d", seed)
                    .isEqualTo(ServiceReason.DONE);
        }
        assertThat(StationStatus.of(daemon.socket(0)).faulty())
                .as("clients whose producer could not be, seed %d", seed)
                .isGreaterThanOrEqualTo(2);
    }

    private void write(int at, int lie) throws IOException {
        try (var client = connect()) {
            client.open(8, 8);
            client.index(at, lie);
            client.ring();
            if (at == ClientMemory.SUBMISSION_PRODUCER_AT) {
                assertThat(RawClient.words(client.socket)).contains("producer at " + lie);
            }
        }
    }

    /// Several for each word that the daemon looks at, one for some of the rest.
    private static int[] lies(int at, Random random) {
        boolean looksAt =
                at >= 0x1000 && at < 0x1100
                        || at >= 0x2000 && at < 0x2100
                        || at >= SMALL.script(0) && at < SMALL.script(0) + 128;
        if (looksAt) {
            return new int[] {-1, 1 << 31, random.nextInt()};
        }
        return at % 61 == 0 ? new int[] {random.nextInt()} : new int[0];
    }

    private static boolean isIndex(int at) {
        return at == ClientMemory.SUBMISSION_PRODUCER_AT
                || at == ClientMemory.ANSWER_CONSUMER_AT
                || at == ClientMemory.ANSWER_PRODUCER_AT
                || at == ClientMemory.SUBMISSION_CONSUMER_AT;
    }

    @Test
    void memory_that_changes_while_it_is_read_hurts_its_writer_only() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        long end = System.nanoTime() + SECONDS_OF_NOISE * 1_000_000_000L;
        int clients = 0;
        while (System.nanoTime() < end) {
            try (var client = connect()) {
                clients++;
                int pool = client.open(20, 20);
                var noise = new Noise(client, pool, random.nextLong());
                noise.start();
                long until = System.nanoTime() + 50_000_000;
                for (int i = 1; System.nanoTime() < until; i++) {
                    client.index(
                            ClientMemory.SUBMISSION_PRODUCER_AT,
                            client.index(ClientMemory.SUBMISSION_CONSUMER_AT) + i % 4);
                    client.index(
                            ClientMemory.ANSWER_CONSUMER_AT,
                            client.index(ClientMemory.ANSWER_PRODUCER_AT));
                    client.ring();
                }
                noise.end();
            }
        }
        assertThat(clients).as("seed %d", seed).isGreaterThan(SECONDS_OF_NOISE);
    }

    /// Writes submissions and a script that are nearly right, over and over, at random places.
    private static final class Noise extends Thread {
        private final RawClient client;
        private final int pool;
        private final Random random;
        private final AtomicBoolean ending = new AtomicBoolean();

        Noise(RawClient client, int pool, long seed) {
            this.client = client;
            this.pool = pool;
            random = new Random(seed);
        }

        @Override
        public void run() {
            int script = SMALL.script(0);
            client.index(
                    script + ScriptMemory.IDENTIFICATION_AT, ScriptMemory.IDENTIFICATION_VALUE);
            while (!ending.get()) {
                for (int entry = 0; entry < SMALL.entries(); entry++) {
                    int at = ClientMemory.SUBMISSIONS_AT + entry * ClientMemory.ENTRY_BYTES;
                    client.index(at + Submission.REQUEST_AT, random.nextInt(7));
                    client.index(at + Submission.POOL_AT, pool);
                    client.index(at + Submission.ARGUMENT_AT, random.nextInt(3));
                    client.index(at + Submission.TRANSMIT_LIMIT_AT, random.nextInt(6));
                    client.index(at + Submission.RECEIVE_LIMIT_AT, random.nextInt(6));
                }
                client.index(script + ScriptMemory.COUNT_AT, random.nextInt(66));
                int operation = script + ScriptMemory.SLOT_BYTES * (1 + random.nextInt(64));
                client.index(operation, random.nextInt(8));
                client.index(operation + 4 * (1 + random.nextInt(6)), odd());
                client.index(
                        script + ScriptMemory.LIST + 4 * random.nextInt(ScriptMemory.LIST_ENTRIES),
                        odd());
            }
        }

        private int odd() {
            return switch (random.nextInt(5)) {
                case 0 -> random.nextInt();
                case 1 -> random.nextInt(128);
                case 2 -> 1 << 31 | random.nextInt(64) << 24 | random.nextInt(3);
                case 3 -> random.nextInt(1 << 16);
                default -> -random.nextInt(4);
            };
        }

        void end() throws InterruptedException {
            ending.set(true);
            join();
        }
    }

    @Test
    void a_client_that_is_stopped_holds_what_it_has_and_no_more() throws Exception {
        var victim = Jvm.start(TrafficClient.class, daemon.socket(0), daemon.socket(1), 5L, 3);
        try {
            Jvm.awaitWord(victim);
            Jvm.signal(victim, "STOP");
            bystander.awaitMore(50);
            var status = StationStatus.of(daemon.socket(1));
            assertThat(status.clients()).anyMatch(each -> each.pid() == victim.pid());
            assertThat(status.pools())
                    .filteredOn(each -> "victim in".equals(each.name()))
                    .allMatch(each -> each.receiveHeld() <= each.receiveLimit());
            Jvm.signal(victim, "CONT");
            bystander.awaitMore(10);
            assertThat(victim.isAlive()).isTrue();
            Jvm.signal(victim, "STOP");
        } finally {
            victim.destroyForcibly();
            victim.waitFor();
        }
        awaitClients(1);
    }

    @Test
    void bells_without_end_and_answers_that_nobody_takes_stop_their_client_alone()
            throws Exception {
        try (var client = connect()) {
            for (int i = 0; i < 4; i++) {
                client.index(
                        ClientMemory.SUBMISSIONS_AT + i * ClientMemory.ENTRY_BYTES,
                        Request.NONE.ordinal());
            }
            client.index(ClientMemory.CLIENT_SLEEPS_AT, 1);
            client.index(ClientMemory.SUBMISSION_PRODUCER_AT, 4);
            client.ring();
            long end = System.nanoTime() + PATIENCE;
            while (client.index(ClientMemory.ANSWER_PRODUCER_AT) != 4) {
                assertThat(System.nanoTime()).isLessThan(end);
            }
            client.index(ClientMemory.SUBMISSION_PRODUCER_AT, 8);
            for (int i = 0; i < 20_000; i++) {
                client.ring();
            }
            bystander.awaitMore(10);
            assertThat(client.index(ClientMemory.SUBMISSION_CONSUMER_AT)).isEqualTo(4);
            assertThat(client.index(ClientMemory.ANSWER_PRODUCER_AT)).isEqualTo(4);
        }
    }

    @Test
    void a_bell_that_a_client_keeps_wakes_nobody_when_it_has_gone() throws Exception {
        bystander.awaitMore(1);
        long watched = watched();
        var gone = new ArrayList<RawClient>();
        for (int i = 0; i < 10; i++) {
            gone.add(connect());
        }
        assertThat(watched()).isEqualTo(watched + 30);
        for (var client : gone) {
            client.socket.close();
        }
        awaitClients(1);
        assertThat(watched()).as("descriptors that the daemon is woken for").isEqualTo(watched);
        for (var client : gone) {
            client.ring();
            client.close();
        }
    }

    /// What this process's pollers watch: only the daemon has one.
    private static long watched() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fdinfo"))) {
            return files.mapToLong(HostileClientTest::watchedBy).sum();
        }
    }

    private static long watchedBy(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith("tfd:"))
                    .count();
        } catch (IOException gone) {
            return 0;
        }
    }

    @Test
    void one_user_does_not_take_all_places_of_those_who_have_not_spoken() throws Exception {
        bystander.awaitMore(1);
        var silent = new ArrayList<UnixSocket>();
        for (int i = 0; i < 40; i++) {
            silent.add(UnixSocket.connect(daemon.socket(0)));
        }
        int refused = 0;
        for (var each : silent) {
            each.timeOut(PATIENCE);
            refused += RawClient.words(each).startsWith("QUOTA_EXCEEDED: 16 have") ? 1 : 0;
            each.close();
        }
        assertThat(refused).as("ended at once, without a second's patience").isEqualTo(24);
    }

    @Test
    void who_is_crowded_out_hears_why_whatever_it_had_said() throws Exception {
        bystander.awaitMore(1);
        var silent = new ArrayList<UnixSocket>();
        for (int i = 0; i < 16; i++) {
            silent.add(UnixSocket.connect(daemon.socket(0)));
        }
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> daemon.connect(0))
                    .isInstanceOfSatisfying(
                            DriverException.class,
                            e -> assertThat(e.reason()).isEqualTo(QUOTA_EXCEEDED))
                    .hasMessageContaining("16 have connected and said nothing yet, 16 of them");
        }
        for (var each : silent) {
            each.close();
        }
    }

    @Test
    void words_of_refused_requests_are_each_ones_own() throws IOException {
        try (var client = connect()) {
            int[] answers = new int[3];
            for (int i = 0; i < answers.length; i++) {
                answers[i] = client.ask(Request.CLOSE.ordinal(), 0, 0x111 * (i + 1));
            }
            for (int i = 0; i < answers.length; i++) {
                assertThat(client.message(answers[i]))
                        .startsWith("pool handle %#x names".formatted(0x111 * (i + 1)));
            }
            int fine = client.ask(Request.OPEN.ordinal());
            assertThat(client.memory.get(WORD, (long) fine + Answer.MESSAGE_AT)).isZero();
        }
    }

    @Test
    void a_word_after_the_greeting_ends_the_connection() throws Exception {
        try (var client = connect()) {
            client.open(4, 4);
            client.socket.send(new byte[] {1});
            assertThat(RawClient.words(client.socket))
                    .isEqualTo("BAD_GREETING: a message of 1 bytes after the greeting");
            awaitClients(1);
            assertThat(StationStatus.of(daemon.socket(0)).faulty()).isEqualTo(1);
        }
    }
}
