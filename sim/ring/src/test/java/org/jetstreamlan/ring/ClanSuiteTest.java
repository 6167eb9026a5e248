package org.jetstreamlan.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.driver.AdapterFault;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.clan.Aperture;
import org.jetstreamlan.driver.clan.Clan;
import org.jetstreamlan.driver.clan.ClanEndpoint;
import org.jetstreamlan.driver.clan.ClanPeer;
import org.jetstreamlan.driver.clan.EndpointOptions;
import org.jetstreamlan.driver.clan.MessageQueue;
import org.jetstreamlan.driver.clan.Region;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What the driver makes of CLAN by stores, doorbells, tripwires, send queues and status pages, between two stations, on the model and on RTL.
@ParameterizedClass
@EnumSource(
        value = Backend.class,
        names = {"MODEL", "JIT"})
@SuppressWarnings("NullAway.Init") // bringUp sets the fields
class ClanSuiteTest {
    private static final long CLOCKS = 1_000_000;
    private static final int BYTES = 4_096;

    private final Backend backend;
    private final long seed = Long.getLong("jetstream.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final Driver[] drivers = new Driver[2];
    private final Clan[] clans = new Clan[2];
    private final int[] tags = new int[2];
    private final ClanEndpoint[] ends = new ClanEndpoint[2];
    private final Region[] regions = new Region[2];
    private final Region[] queues = new Region[2];
    private HostedRing ring;

    ClanSuiteTest(Backend backend) {
        this.backend = backend;
        System.out.println("clan suite: -Djetstream.seed=" + seed);
    }

    @BeforeEach
    void bringUp() {
        ring = backend.clanRing(2);
        Hosts.each(
                ring,
                station -> {
                    var driver = Hosts.up(ring, station);
                    drivers[station] = driver;
                    clans[station] =
                            Clan.open(driver, ring.adapter(station), new Random(seed + station));
                });
    }

    @AfterEach
    void close() {
        ring.close();
    }

    private void one(int station, Runnable host) {
        ring.bench().start("station " + station, host::run);
        ring.bench().run();
    }

    /// A connection, and a region at each end that the other one may write.
    private void connect(ClanLevel level) {
        Hosts.each(
                ring,
                station -> {
                    var clan = clans[station];
                    tags[station] = clan.newTag();
                    regions[station] =
                            clan.register(
                                    tags[station],
                                    Arena.ofAuto().allocate(BYTES + 8L * station, 4_096),
                                    RegionEntry.RDMA_WRITE | RegionEntry.MESSAGE);
                    ends[station] = clan.endpoint(EndpointOptions.of(tags[station]));
                });
        Hosts.each(
                ring,
                station -> {
                    var other = ends[1 - station];
                    long address = StationOptions.of(1 - station).address();
                    ends[station].open(
                            new ClanPeer(address, other.number(), other.incarnation()), level);
                });
    }

    private long word(int station, long at) {
        return regions[station].memory().get(WindowWords.LONG, at);
    }

    private boolean await(int station, BooleanSupplier done) {
        return clans[station].await(done, CLOCKS);
    }

    @Test
    void storesAreTheOthersMemoryAndAreCounted() {
        connect(ClanLevel.RELIABLE_DELIVERY);
        Hosts.each(
                ring,
                station -> {
                    var aperture =
                            ends[station].aperture(
                                    Aperture.Kind.WRITE, regions[1 - station].remote(), 0, BYTES);
                    int room = ends[station].room();
                    for (int i = 0; i < 100; i++) {
                        int at = 8 * i;
                        assertThat(await(station, () -> ends[station].room() > 0)).isTrue();
                        assertThat(aperture.put(at, 0x100L * station + i + 1)).isTrue();
                    }
                    assertThat(await(station, () -> ends[station].room() == room)).isTrue();
                    assertThat(ends[station].state()).isEqualTo(EndpointState.OPEN);
                });
        for (int station = 0; station < 2; station++) {
            for (int i = 0; i < 100; i++) {
                assertThat(word(station, 8L * i)).isEqualTo(0x100L * (1 - station) + i + 1);
            }
        }
        one(
                0,
                () ->
                        assertThat(clans[0].counter(ClanCounter.ACCEPTED))
                                .isEqualTo(clans[1].counter(ClanCounter.RETURNED)));
    }

    @Test
    void aSleeperIsWokenByAStore() {
        connect(ClanLevel.RELIABLE_DELIVERY);
        int rounds = 12;
        Hosts.each(
                ring,
                station -> {
                    var peers =
                            ends[station].aperture(
                                    Aperture.Kind.WRITE, regions[1 - station].remote(), 0, BYTES);
                    var tripwire = clans[station].watch(ends[station], regions[station], 64);
                    for (int i = 1; i <= rounds; i++) {
                        int round = i;
                        if (station == 0) {
                            assertThat(peers.put(64, round)).isTrue();
                        }
                        assertThat(tripwire.await(() -> word(station, 64) == round, CLOCKS))
                                .as("round %d", round)
                                .isTrue();
                        if (station == 1) {
                            assertThat(peers.put(64, round)).isTrue();
                        }
                    }
                    tripwire.close();
                });
        one(1, () -> assertThat(clans[1].counter(ClanCounter.FIRED)).isPositive());
    }

    @Test
    void messagesComeWholeAndInOrder() {
        connect(ClanLevel.RELIABLE_DELIVERY);
        Hosts.each(
                ring,
                station ->
                        queues[station] =
                                clans[station].register(
                                        tags[station],
                                        Arena.ofAuto().allocate(MessageQueue.bytesFor(512), 4_096),
                                        RegionEntry.MESSAGE));
        int count = 30;
        byte[][] messages = new byte[count][];
        for (int i = 0; i < count; i++) {
            messages[i] = new byte[random.nextInt(100)];
            random.nextBytes(messages[i]);
        }
        Hosts.each(
                ring,
                station -> {
                    var queue =
                            new MessageQueue(
                                    clans[station],
                                    ends[station],
                                    queues[station],
                                    queues[1 - station].remote());
                    for (var message : messages) {
                        if (station == 0) {
                            var sent = new MessageQueue.Sent[1];
                            assertThat(
                                            await(
                                                    0,
                                                    () -> {
                                                        sent[0] =
                                                                queue.send(
                                                                        MemorySegment.ofArray(
                                                                                message),
                                                                        0,
                                                                        message.length);
                                                        return sent[0] == MessageQueue.Sent.SENT;
                                                    }))
                                    .as("%s", sent[0])
                                    .isTrue();
                        } else {
                            assertThat(queue.awaitMessage(CLOCKS)).isTrue();
                            var into = new byte[message.length];
                            assertThat(queue.receive(MemorySegment.ofArray(into), 0))
                                    .isEqualTo(message.length);
                            assertThat(into).isEqualTo(message);
                        }
                    }
                });
    }

    @Test
    void bothOwnersHearOfAViolation() {
        connect(ClanLevel.RELIABLE_DELIVERY);
        var memory = regions[1].memory();
        one(1, regions[1]::close);
        one(
                0,
                () -> {
                    var wrong =
                            ends[0].aperture(Aperture.Kind.WRITE, regions[1].remote(), 0, BYTES);
                    assertThat(wrong.put(8, 1)).isTrue();
                    assertThat(await(0, ends[0]::isBroken)).isTrue();
                    assertThat(ends[0].reason()).isEqualTo(ClanReason.KEY);
                });
        one(1, () -> assertThat(await(1, ends[1]::isBroken)).isTrue());
        assertThat(ends[1].reason()).isEqualTo(ClanReason.KEY);
        assertThat(memory.get(WindowWords.LONG, 8)).isZero();
    }

    @Test
    void whatASendQueueHasSentIsThereAndTold() {
        connect(ClanLevel.RELIABLE_DELIVERY);
        int count = 20;
        int flags = DmaDescriptor.COMPLETE.mask() | DmaDescriptor.NOTIFY.mask();
        Hosts.each(
                ring,
                station -> {
                    var memory = Arena.ofAuto().allocate(BYTES, 4_096);
                    var own =
                            clans[station].register(tags[station], memory, RegionEntry.LOCAL_READ);
                    var queue = ends[station].queue();
                    for (int i = 0; i < count; i++) {
                        memory.set(WindowWords.LONG, 8L * i, 0x100L * station + i + 1);
                        int index =
                                queue.transfer(
                                        DmaDescriptor.WRITE,
                                        flags,
                                        regions[1 - station].remote(),
                                        16L * i,
                                        own,
                                        8L * i,
                                        8);
                        assertThat(index).isEqualTo(i);
                    }
                    // An event tells of several things, and how many they were together: so not
                    // which of them, but that the last word has come says that all have.
                    assertThat(
                                    await(
                                            station,
                                            () ->
                                                    queue.acknowledged() == count
                                                            && ends[station].completed() >= count
                                                            && ends[station].notified() > 0
                                                            && word(station, 16L * (count - 1))
                                                                    != 0))
                            .isTrue();
                    for (int i = 0; i < count; i++) {
                        assertThat(word(station, 16L * i))
                                .isEqualTo(0x100L * (1 - station) + i + 1);
                    }
                });
    }

    /// At the highest level: what is told as replied lies in the other's memory.
    @Test
    void whatIsRepliedIsWritten() {
        connect(ClanLevel.RELIABLE_RECEPTION);
        int count = 12;
        Hosts.each(
                ring,
                station -> {
                    var memory = Arena.ofAuto().allocate(BYTES, 4_096);
                    var own =
                            clans[station].register(tags[station], memory, RegionEntry.LOCAL_READ);
                    var queue = ends[station].queue();
                    var aperture =
                            ends[station].aperture(
                                    Aperture.Kind.WRITE, regions[1 - station].remote(), 0, BYTES);
                    for (int i = 0; i < count; i++) {
                        memory.set(WindowWords.LONG, 8L * i, i + 1);
                        int index =
                                queue.transfer(
                                        DmaDescriptor.WRITE,
                                        DmaDescriptor.COMPLETE.mask(),
                                        regions[1 - station].remote(),
                                        16L * i,
                                        own,
                                        8L * i,
                                        8);
                        assertThat(aperture.put(16 * i + 8, 0x100 + i)).isTrue();
                        int done = i + 1;
                        assertThat(
                                        await(
                                                station,
                                                () ->
                                                        queue.replied() == index + 1
                                                                && ends[station].completed() >= done
                                                                && ends[station].storesReplied()))
                                .as("descriptor and store %d", i)
                                .isTrue();
                        assertThat(word(1 - station, 16L * i)).isEqualTo(i + 1);
                        assertThat(word(1 - station, 16L * i + 8)).isEqualTo(0x100 + i);
                    }
                });
    }

    /// Both ways at once, each a run of its own of any bytes; what was read is there when it is told.
    @Test
    void whatIsReadIsThereAndTold() {
        connect(ClanLevel.RELIABLE_DELIVERY);
        int count = 12;
        var source = new Region[2];
        var wanted = new byte[2][BYTES];
        Hosts.each(
                ring,
                station -> {
                    random.nextBytes(wanted[1 - station]);
                    var memory = Arena.ofAuto().allocate(BYTES, 4_096);
                    memory.copyFrom(MemorySegment.ofArray(wanted[1 - station]));
                    source[station] =
                            clans[station].register(tags[station], memory, RegionEntry.RDMA_READ);
                });
        Hosts.each(
                ring,
                station -> {
                    var memory = Arena.ofAuto().allocate(BYTES, 4_096);
                    var own =
                            clans[station].register(tags[station], memory, RegionEntry.LOCAL_WRITE);
                    var queue = ends[station].queue();
                    for (int i = 0; i < count; i++) {
                        int bytes = 1 + random.nextInt(BYTES);
                        int from = random.nextInt(BYTES - bytes + 1);
                        int to = random.nextInt(BYTES - bytes + 1);
                        memory.asSlice(to, bytes).fill((byte) 0);
                        queue.transfer(
                                DmaDescriptor.READ,
                                DmaDescriptor.COMPLETE.mask(),
                                source[1 - station].remote(),
                                from,
                                own,
                                to,
                                bytes);
                        int done = i + 1;
                        assertThat(
                                        await(
                                                station,
                                                () ->
                                                        queue.readsDone() == done
                                                                && ends[station].completed()
                                                                        >= done))
                                .as("READ %d", i)
                                .isTrue();
                        assertThat(memory.asSlice(to, bytes).toArray(ValueLayout.JAVA_BYTE))
                                .isEqualTo(Arrays.copyOfRange(wanted[station], from, from + bytes));
                    }
                });
    }

    @Test
    void bothOwnersHearOfAReadThatMayNot() {
        connect(ClanLevel.RELIABLE_DELIVERY);
        one(
                0,
                () -> {
                    var memory = Arena.ofAuto().allocate(BYTES, 4_096);
                    var own = clans[0].register(tags[0], memory, RegionEntry.LOCAL_WRITE);
                    ends[0].queue()
                            .transfer(DmaDescriptor.READ, 0, regions[1].remote(), 0, own, 0, 64);
                    assertThat(await(0, ends[0]::isBroken)).isTrue();
                    assertThat(ends[0].reason()).isEqualTo(ClanReason.READ_REFUSED);
                    assertThat(ends[0].queue().readsDone()).isZero();
                });
        one(1, () -> assertThat(await(1, ends[1]::isBroken)).isTrue());
        assertThat(ends[1].reason()).isEqualTo(ClanReason.READ_REFUSED);
    }

    @Test
    void aStoreToNoPageIsRefusedAndTold() {
        connect(ClanLevel.RELIABLE_DELIVERY);
        one(
                0,
                () -> {
                    var bus = ring.adapter(0).clan().orElseThrow();
                    Assertions.assertThrows(AdapterFault.class, () -> bus.store(15 << 16, 1));
                    assertThat(
                                    await(
                                            0,
                                            () ->
                                                    clans[0].takeRefusals()
                                                            .contains(ClanCounter.STORE_REFUSED)))
                            .isTrue();
                    assertThat(clans[0].counter(ClanCounter.STORE_REFUSED)).isEqualTo(1);
                });
    }
}
