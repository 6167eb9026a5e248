package org.jetstreamlan.model.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.abi.ScriptMemory.WORD;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.abi.daemon.ClanAnswer;
import org.jetstreamlan.abi.daemon.ClanRequest;
import org.jetstreamlan.abi.daemon.ClanSignals;
import org.jetstreamlan.abi.daemon.ClientMemory;
import org.jetstreamlan.abi.daemon.FileMessage;
import org.jetstreamlan.abi.daemon.Request;
import org.jetstreamlan.abi.daemon.ServiceReason;
import org.jetstreamlan.driver.clan.Aperture;
import org.jetstreamlan.driver.clan.ClanEndpoint;
import org.jetstreamlan.driver.clan.ClanException;
import org.jetstreamlan.driver.clan.EndpointOptions;
import org.jetstreamlan.driver.clan.Region;
import org.jetstreamlan.driver.clan.SendQueue;
import org.jetstreamlan.driver.client.JetstreamClient;
import org.jetstreamlan.driver.client.LentClan;
import org.jetstreamlan.driver.client.StationStatus;
import org.jetstreamlan.driver.daemon.DaemonSettings;
import org.jetstreamlan.driver.shared.OpenFile;
import org.jetstreamlan.driver.shared.ProcessMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that ask the daemon for CLAN that is not theirs, whose memory goes away, or that are killed. In each test two others have a connection that goes on, and whose memory is as it should be.
class ClanHostileTest {
    private static final int BYTES = 4_096;
    private static final int NOISE = Integer.getInteger("jetstream.clan.noise", 2_000);
    private static final long PATIENCE = 20_000_000_000L;
    private static final ClientMemory SMALL = new ClientMemory(4, 2, 4_096);

    @TempDir Path folder;
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private RunningDaemon daemon;
    private JetstreamClient nearClient;
    private JetstreamClient farClient;
    private LentClan near;
    private LentClan far;
    private int nearTag;
    private int farTag;
    private ClanEndpoint first;
    private Region source;
    private Region target;
    private final MemorySegment from = ClanClientTest.memory(BYTES);
    private final MemorySegment whole = ClanClientTest.memory(3 * BYTES);

    @BeforeEach
    void begin() throws IOException {
        daemon =
                new RunningDaemon(
                        folder,
                        DaemonSettings.forUser((int) Files.getAttribute(folder, "unix:uid")));
        nearClient = daemon.connect(0);
        farClient = daemon.connect(1);
        near = nearClient.openClan();
        far = farClient.openClan();
        nearTag = near.clan().newTag();
        farTag = far.clan().newTag();
        source = near.clan().register(nearTag, from, RegionEntry.LOCAL_READ);
        target = far.clan().register(farTag, whole.asSlice(BYTES, BYTES), RegionEntry.RDMA_WRITE);
        first = near.clan().endpoint(EndpointOptions.of(nearTag));
        connect(near, first, far, far.clan().endpoint(EndpointOptions.of(farTag)), 0x5000);
        exchange();
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        exchange();
        nearClient.close();
        farClient.close();
        awaitClients(0);
        daemon.close();
    }

    private static void connect(
            LentClan asking, ClanEndpoint one, LentClan asked, ClanEndpoint other, int service) {
        asked.connections().listen(service);
        var connection =
                asking.connections()
                        .connect(
                                asked.station(),
                                service,
                                one,
                                ClanLevel.RELIABLE_RECEPTION,
                                new byte[0],
                                Long.MAX_VALUE / 4);
        assertThat(
                        ClanClientTest.await(
                                asking,
                                asked,
                                () -> {
                                    asked.connections()
                                            .nextRequest(service)
                                            .ifPresent(
                                                    request ->
                                                            asked.connections()
                                                                    .accept(
                                                                            request,
                                                                            other,
                                                                            new byte[0]));
                                    return connection.isConnected();
                                }))
                .isTrue();
    }

    /// Moves a page from the one to the other; nothing around it changes.
    private void exchange() {
        byte[] words = new byte[BYTES];
        random.nextBytes(words);
        MemorySegment.copy(MemorySegment.ofArray(words), 0, from, 0, BYTES);
        var queue = first.queue();
        int index = queue.transfer(DmaDescriptor.WRITE, 0, target.remote(), 0, source, 0, BYTES);
        assertThat(index).isNotNegative();
        assertThat(
                        ClanClientTest.await(
                                near, far, () -> SendQueue.isBehind(queue.replied(), index)))
                .as("%s, seed %d", first.reason(), seed)
                .isTrue();
        assertThat(whole.asSlice(BYTES, BYTES).mismatch(from)).as("seed %d", seed).isEqualTo(-1);
        var zeros = MemorySegment.ofArray(new byte[BYTES]);
        assertThat(whole.asSlice(0, BYTES).mismatch(zeros)).isEqualTo(-1);
        assertThat(whole.asSlice(2 * BYTES, BYTES).mismatch(zeros)).isEqualTo(-1);
    }

    private void awaitClients(int count) {
        long end = System.nanoTime() + PATIENCE;
        while (StationStatus.of(daemon.socket(0)).clients().size() > count) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    // ---- a client without our library

    private static int clan(ClanRequest what) {
        return Request.CLAN.ordinal() | what.ordinal() << 8;
    }

    private static void pass(RawClient client, int descriptor) throws IOException {
        client.socket.send(RawClient.words(FileMessage.IDENTIFICATION_VALUE, 0), descriptor);
    }

    private static RawClient begun(RunningDaemon daemon, MemorySegment signals) throws IOException {
        var client = new RawClient(daemon.socket(0), SMALL);
        var memory = ProcessMemory.own();
        pass(client, memory.descriptor());
        memory.close();
        int answer =
                client.ask(
                        clan(ClanRequest.BEGIN),
                        0,
                        0,
                        0,
                        (int) signals.address(),
                        (int) (signals.address() >>> 32));
        assertThat(client.reason(answer)).isEqualTo(ServiceReason.DONE);
        return client;
    }

    private static int number(RawClient client, int answer) {
        return client.memory.get(WORD, (long) answer + ClanAnswer.NUMBER_AT);
    }

    private static void refused(RawClient client, ServiceReason reason, int... words) {
        int answer = client.ask(words);
        assertThat(client.reason(answer))
                .as("%s: %s", Arrays.toString(words), client.message(answer))
                .isEqualTo(reason);
        assertThat(client.message(answer)).isNotEmpty();
    }

    @Test
    void nothingGoesBeforeTheMemoryIsPassedAndOnlyTheClientsOwnIsTaken() throws IOException {
        var signals = ClanClientTest.memory(ClanSignals.BYTES);
        int low = (int) signals.address();
        int high = (int) (signals.address() >>> 32);
        var other = new ProcessBuilder("sleep", "30").start();
        try (var client = new RawClient(daemon.socket(0), SMALL)) {
            refused(client, ServiceReason.NO_CLAN, clan(ClanRequest.TAG));
            refused(client, ServiceReason.NO_CLAN, clan(ClanRequest.STORE), 0, 0, 4);
            refused(
                    client,
                    ServiceReason.NO_DESCRIPTOR,
                    clan(ClanRequest.BEGIN),
                    0,
                    0,
                    0,
                    low,
                    high);
            var others = Path.of("/proc", Long.toString(other.pid()), "mem");
            for (var file :
                    List.of(
                            OpenFile.open(folder.resolve("file"), OpenFile.Mode.CREATE),
                            OpenFile.open(Path.of("/proc/self/maps"), OpenFile.Mode.READ),
                            OpenFile.open(others, OpenFile.Mode.READ_AND_WRITE),
                            OpenFile.open(Path.of("/proc/self/mem"), OpenFile.Mode.READ))) {
                pass(client, file.descriptor());
                file.close();
                refused(
                        client,
                        ServiceReason.MEMORY_REFUSED,
                        clan(ClanRequest.BEGIN),
                        0,
                        0,
                        0,
                        low,
                        high);
            }
            refused(
                    client,
                    ServiceReason.UNKNOWN_REQUEST,
                    Request.CLAN.ordinal() | ClanRequest.maximum() + 1 << 8);
            refused(client, ServiceReason.RESERVED_BITS, clan(ClanRequest.TAG) | 1 << 16);
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void anothersNumbersAreUnknownAndSoAreThoseGivenBack() throws IOException {
        var signals = ClanClientTest.memory(ClanSignals.BYTES);
        var tripwire = near.clan().watch(first, source, 0);
        var aperture = first.aperture(Aperture.Kind.WRITE, target.remote(), 0, BYTES);
        try (var client = begun(daemon, signals)) {
            int tag = number(client, client.ask(clan(ClanRequest.TAG)));
            assertThat(tag).isNotEqualTo(nearTag);
            int[][] foreign = {
                {clan(ClanRequest.FREE_TAG), 0, nearTag},
                {clan(ClanRequest.REGION), 0, nearTag, 0x1F, 4_096, 0, 0, 0, 64},
                {clan(ClanRequest.CHANGE_REGION), 0, source.key(), 0x1F, 0, 0, 0, 0, 0, 0, tag},
                {clan(ClanRequest.CLOSE_REGION), 0, source.key()},
                {clan(ClanRequest.ENDPOINT), 0, nearTag, 16, 4_096, 0, 8_192, 0, 0, 0, 4},
                {clan(ClanRequest.BREAK), 0, first.number()},
                {clan(ClanRequest.CLOSE_ENDPOINT), 0, first.number()},
                {clan(ClanRequest.IS_CLOSED), 0, first.number()},
                {clan(ClanRequest.RELEASE), 0, first.number()},
                {clan(ClanRequest.APERTURE), 0, first.number(), 1, 0, 0, 0, 0, 64},
                {clan(ClanRequest.WATCH), 0, first.number(), source.key()},
                {clan(ClanRequest.UNWATCH), 0, 0},
                {clan(ClanRequest.CLOSE_APERTURE), 0, 0},
                {clan(ClanRequest.CONNECT), 0, first.number(), 0x5000},
                {clan(ClanRequest.ACCEPT), 0, 1, first.number()},
                {clan(ClanRequest.REJECT), 0, 1},
                {clan(ClanRequest.CONNECTION), 0, 1},
                {clan(ClanRequest.DISCONNECT), 0, 1},
                {clan(ClanRequest.FORGET), 0, 1},
                {clan(ClanRequest.NEXT), 0, 0x5000},
            };
            for (int[] words : foreign) {
                refused(client, ServiceReason.CLOSED, words);
            }
            for (int page = 0; page < 256; page++) {
                refused(
                        client,
                        ServiceReason.OUT_OF_RANGE,
                        clan(ClanRequest.STORE),
                        0,
                        page * ApertureEntry.PAGE_BYTES,
                        4);
            }
            int answer =
                    client.ask(
                            clan(ClanRequest.REGION),
                            0,
                            tag,
                            RegionEntry.MESSAGE,
                            (int) signals.address(),
                            (int) (signals.address() >>> 32),
                            0,
                            0,
                            64);
            int key = number(client, answer);
            refused(client, ServiceReason.WRONG_STATE, clan(ClanRequest.FREE_TAG), 0, tag);
            assertThat(client.reason(client.ask(clan(ClanRequest.CLOSE_REGION), 0, key)))
                    .isEqualTo(ServiceReason.DONE);
            refused(client, ServiceReason.CLOSED, clan(ClanRequest.CLOSE_REGION), 0, key);
            refused(
                    client,
                    ServiceReason.OUT_OF_RANGE,
                    clan(ClanRequest.REGION),
                    0,
                    tag,
                    0x1F,
                    0,
                    0x8000,
                    0,
                    0,
                    64);
            refused(
                    client,
                    ServiceReason.OUT_OF_RANGE,
                    clan(ClanRequest.ENDPOINT),
                    0,
                    tag,
                    16,
                    4_097,
                    0,
                    8_192,
                    0,
                    0,
                    0,
                    4);
        }
        tripwire.close();
        aperture.close();
    }

    @Test
    void noiseOfAllRequestsChangesNothingOfOthers() throws Exception {
        var own = ClanClientTest.memory(ClanSignals.BYTES + 2L * BYTES);
        var ending = new AtomicBoolean();
        try (var client = begun(daemon, own)) {
            // Its submissions change while they are read.
            var scribbler =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        var noise = new Random(seed);
                                        while (!ending.get()) {
                                            int at =
                                                    noise.nextInt(4 * ClientMemory.ENTRY_BYTES / 4);
                                            if (at % 16 > 1) {
                                                client.memory.set(
                                                        WORD,
                                                        ClientMemory.SUBMISSIONS_AT + 4L * at,
                                                        noise.nextInt(32));
                                            }
                                        }
                                    });
            int[] known = new int[8];
            for (int i = 0; i < NOISE; i++) {
                int answer = client.ask(noise(own, known));
                if (client.reason(answer) == ServiceReason.DONE) {
                    known[random.nextInt(known.length)] = number(client, answer);
                }
                if (i % (NOISE / 20) == 0) {
                    exchange();
                }
            }
            ending.set(true);
            scribbler.join();
        }
        awaitClients(1);
    }

    private int[] noise(MemorySegment own, int[] known) {
        var what = ClanRequest.of(random.nextInt(ClanRequest.maximum() + 1));
        int[] words = new int[16];
        words[0] = what == ClanRequest.END ? clan(ClanRequest.TAG) : clan(what);
        for (int i = 2; i < words.length; i++) {
            words[i] =
                    switch (random.nextInt(6)) {
                        case 0, 1 -> known[random.nextInt(known.length)];
                        case 2 -> random.nextInt(70);
                        case 3 -> 1 << random.nextInt(32);
                        case 4 -> source.key();
                        default -> 0;
                    };
        }
        if (random.nextBoolean()) {
            long at = own.address() + ClanSignals.BYTES + random.nextInt(32) * 64L;
            words[4] = (int) at;
            words[5] = (int) (at >>> 32);
            words[6] = (int) at + BYTES;
            words[7] = (int) (at >>> 32);
            words[9] = 0;
        } else {
            words[5] = random.nextInt() | 1 << 20;
            words[7] = random.nextInt() | 1 << 20;
        }
        return words;
    }

    // ---- memory that goes away

    @Test
    void memoryThatGoesAwayBreaksItsConnectionAndKillsNobody() throws IOException {
        var path = folder.resolve("memory");
        try (var file = new RandomAccessFile(path.toFile(), "rw");
                var arena = Arena.ofShared();
                var client = daemon.connect(1)) {
            file.setLength(2L * BYTES);
            var mapped =
                    file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, 2L * BYTES, arena);
            var lent = client.openClan();
            int tag = lent.clan().newTag();
            var region = lent.clan().register(tag, mapped, RegionEntry.RDMA_WRITE);
            var one = near.clan().endpoint(EndpointOptions.of(nearTag));
            connect(near, one, lent, lent.clan().endpoint(EndpointOptions.of(tag)), 0x6000);
            var queue = one.queue();
            int index =
                    queue.transfer(DmaDescriptor.WRITE, 0, region.remote(), 0, source, 0, BYTES);
            assertThat(
                            ClanClientTest.await(
                                    near, lent, () -> SendQueue.isBehind(queue.replied(), index)))
                    .isTrue();
            assertThat(mapped.asSlice(0, BYTES).mismatch(from)).isEqualTo(-1);
            file.setLength(0);
            queue.transfer(DmaDescriptor.WRITE, 0, region.remote(), 0, source, 0, BYTES);
            assertThat(ClanClientTest.await(near, lent, one::isBroken)).isTrue();
            assertThat(one.reason()).isEqualTo(ClanReason.BUS);
            one.close();
        }
    }

    // ---- ends

    @Test
    void aKilledClientIsGoneAtOnceAndLeavesNothingBehind() throws Exception {
        int endpoints = near.clan().sizes().endpoints();
        long[] taken = new long[2];
        for (int i = 0; i < taken.length; i++) {
            var memory = ClanClientTest.memory(ClanVictim.BYTES);
            var region = far.clan().register(farTag, memory, RegionEntry.RDMA_WRITE);
            var other = far.clan().endpoint(EndpointOptions.of(farTag));
            far.connections().listen(ClanVictim.SERVICE);
            var victim =
                    Jvm.start(
                            ClanVictim.class,
                            daemon.socket(0),
                            far.station(),
                            region.key(),
                            region.address());
            assertThat(
                            ClanClientTest.await(
                                    far,
                                    near,
                                    () ->
                                            far.connections()
                                                    .nextRequest(ClanVictim.SERVICE)
                                                    .map(
                                                            request ->
                                                                    far.connections()
                                                                            .accept(
                                                                                    request,
                                                                                    other,
                                                                                    new byte[0]))
                                                    .isPresent()))
                    .isTrue();
            Jvm.awaitWord(victim);
            assertThat(
                            ClanClientTest.await(
                                    far, near, () -> memory.get(ValueLayout.JAVA_LONG, 8) != 0))
                    .isTrue();
            Thread.sleep(random.nextInt(20));
            long before = System.nanoTime();
            victim.destroyForcibly();
            assertThat(ClanClientTest.await(far, near, other::isBroken)).isTrue();
            taken[i] = System.nanoTime() - before;
            victim.waitFor();
            other.close();
            region.close();
            awaitClients(1);
            // All but one of the adapter's endpoints are another's for the asking, their store
            // memory too.
            try (var client = daemon.connect(0)) {
                var clan = client.openClan().clan();
                int tag = clan.newTag();
                long end = System.nanoTime() + PATIENCE;
                for (int j = 0; j < endpoints - 1; ) {
                    try {
                        clan.endpoint(new EndpointOptions(tag, j == 0 ? 1_024 : 0, 4));
                        j++;
                    } catch (ClanException notYet) {
                        assertThat(System.nanoTime()).as("%s", notYet).isLessThan(end);
                    }
                }
            }
            awaitClients(1);
        }
        Arrays.sort(taken);
        System.out.printf(
                "clients of CLAN killed: their peers' endpoints broke after %.1f ms (median), %.1f ms (worst)%n",
                taken[taken.length / 2] / 1e6, taken[taken.length - 1] / 1e6);
        assertThat(taken[0]).isLessThan(2_000_000_000L);
    }
}
