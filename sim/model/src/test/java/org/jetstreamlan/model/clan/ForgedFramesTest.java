package org.jetstreamlan.model.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanOperation;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.ClanRegisters;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.abi.clan.ClanTable;
import org.jetstreamlan.abi.clan.EndpointEntry;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.abi.clan.RegionKey;
import org.junit.jupiter.api.RepeatedTest;

/// Frames that nobody should have sent: forged, replayed, cut short, too long. After each of them the host's memory is compared, byte by byte, with what the rules let it be.
class ForgedFramesTest {
    private static final int FRAMES = 8_000;
    private static final int HOST_BYTES = 0x4000;
    private static final long BUS = 0x7_0000_0000L;

    /// What is between a name and its bus address.
    private static final long NAMES = 0x12_0000_0000L;

    private static final int STATION = 5;
    private static final int PEER = 9;
    private static final int PEER_ENDPOINT = 3;
    private static final int OWN_INCARNATION = 0xBEEF;
    private static final int TAG = 7;
    private static final int GENERATION = 0x1234;

    /// Where each region begins in the host's memory, its length, its tag and its rights; the entry is its number.
    private static final int[][] REGIONS = {
        {0x0100, 0x700, TAG, RegionEntry.RDMA_WRITE},
        {0x0C03, 0x555, TAG, RegionEntry.MESSAGE},
        {0x1800, 0x100, TAG, RegionEntry.RDMA_READ | RegionEntry.LOCAL_WRITE},
        {0x2000, 0x1000, TAG + 1, RegionEntry.RDMA_WRITE | RegionEntry.MESSAGE},
    };

    private final MemorySegment host = MemorySegment.ofArray(new byte[HOST_BYTES]);

    /// The last frame that the adapter has offered, and the last that has come back.
    private long offered;

    private long returned;

    private final ClanStation station =
            new ClanStation() {
                @Override
                public long now() {
                    return 0;
                }

                @Override
                public int id() {
                    return STATION;
                }

                @Override
                public boolean carriesClan() {
                    return true;
                }

                @Override
                public long offer(int atm, int words) {
                    return ++offered;
                }

                @Override
                public MemorySegment payload(long serial, int bytes) {
                    return MemorySegment.ofArray(new byte[bytes]);
                }

                @Override
                public void wake() {}

                @Override
                public boolean read(long address, MemorySegment into, long at, long bytes) {
                    MemorySegment.copy(host, address - BUS, into, at, bytes);
                    return true;
                }

                @Override
                public boolean write(long address, MemorySegment from, long at, long bytes) {
                    MemorySegment.copy(from, at, host, address - BUS, bytes);
                    return true;
                }
            };

    private final ClanModel clan = new ClanModel(ClanSizes.DEFAULT, station);
    private final MemorySegment payload =
            Arena.ofAuto().allocate(4L * ClanFrame.PAYLOAD_WORDS_MAXIMUM + 64);
    private int expected;

    private void command(int operation, ClanTable table, int entry, int... words) {
        for (int i = 0; i < words.length; i++) {
            clan.data(i, words[i]);
        }
        int selected =
                ClanRegisters.TABLE_TABLE.of(table.ordinal()) | ClanRegisters.TABLE_ENTRY.of(entry);
        assertThat(clan.command(operation, selected)).isTrue();
    }

    private EndpointState state() {
        command(ClanRegisters.COMMAND_READ, ClanTable.ENDPOINT, 0);
        return EndpointState.of(EndpointEntry.STATE.get(clan.data(EndpointEntry.PEER)));
    }

    private void open(ClanLevel level) {
        if (state() != EndpointState.CLOSED) {
            command(ClanRegisters.COMMAND_CLOSE, ClanTable.ENDPOINT, 0);
        }
        while (returned < offered) {
            clan.taken(0, ++returned, true);
            clan.ended(0, returned, CompletionResult.ABORTED, 0);
        }
        expected = 0;
        command(
                ClanRegisters.COMMAND_WRITE,
                ClanTable.ENDPOINT,
                0,
                EndpointEntry.PEER_STATION.of(PEER)
                        | EndpointEntry.PEER_ENDPOINT.of(PEER_ENDPOINT)
                        | EndpointEntry.LEVEL.of(level.ordinal()),
                EndpointEntry.OWN_INCARNATION.of(OWN_INCARNATION),
                EndpointEntry.TAG.of(TAG),
                0,
                0,
                0,
                0,
                0);
        command(ClanRegisters.COMMAND_OPEN, ClanTable.ENDPOINT, 0);
    }

    private static long name(int place) {
        return NAMES + BUS + place;
    }

    private void regions() {
        for (int i = 0; i < REGIONS.length; i++) {
            long name = name(REGIONS[i][0]);
            long bus = BUS + REGIONS[i][0];
            command(
                    ClanRegisters.COMMAND_WRITE,
                    ClanTable.REGION,
                    i,
                    GENERATION,
                    RegionEntry.TAG.of(REGIONS[i][2]) | RegionEntry.RIGHTS.of(REGIONS[i][3]),
                    (int) name,
                    (int) (name >>> Integer.SIZE),
                    (int) bus,
                    (int) (bus >>> Integer.SIZE),
                    REGIONS[i][1],
                    0);
        }
    }

    /// Most of a good frame, and with some chance each of its fields something else.
    private ClanFrame forge(Random random) {
        var operations = ClanOperation.values();
        int region = random.nextInt(REGIONS.length);
        int place = REGIONS[region][0] + random.nextInt(REGIONS[region][1] + 16) - 8;
        boolean any = random.nextInt(4) == 0;
        return new ClanFrame(
                any ? operations[random.nextInt(operations.length)] : either(random),
                any ? random.nextInt(4) : 0,
                ClanFrame.vci(STATION, 0),
                one(random, PEER, 64),
                one(random, PEER_ENDPOINT, 1_024),
                one(random, OWN_INCARNATION, 0x10000),
                one(random, expected & 0xFFFF, 0x10000),
                ClanReason.NONE,
                RegionKey.of(one(random, region, 8), one(random, GENERATION, 1 << 23)),
                random.nextInt(16) == 0 ? random.nextLong() : name(place));
    }

    private static ClanOperation either(Random random) {
        return random.nextBoolean() ? ClanOperation.WRITE : ClanOperation.TRANSFER;
    }

    private static int one(Random random, int right, int bound) {
        return random.nextInt(24) == 0 ? random.nextInt(bound) : right;
    }

    /// Where the rules let this frame write; below 0: nowhere.
    private int allowed(ClanFrame frame, int source, int bytes) {
        boolean next =
                source == PEER
                        && frame.source() == PEER
                        && frame.endpoint() == PEER_ENDPOINT
                        && frame.incarnation() == OWN_INCARNATION
                        && frame.sequence() == (expected & 0xFFFF)
                        && (frame.flags() & ~3) == 0;
        int entry = RegionKey.entry(frame.key());
        if (!next
                || entry >= REGIONS.length
                || RegionKey.generation(frame.key()) != GENERATION
                || bytes <= 0) {
            return -1;
        }
        int[] region = REGIONS[entry];
        int right =
                switch (frame.operation()) {
                    case WRITE -> RegionEntry.RDMA_WRITE;
                    case TRANSFER -> RegionEntry.MESSAGE;
                    default -> 0;
                };
        long place = frame.address() - name(0);
        boolean inside = place >= region[0] && place + bytes <= region[0] + region[1];
        boolean oneFrame = (frame.address() & 4_095) + bytes <= 4_096;
        boolean may = region[2] == TAG && (region[3] & right) != 0;
        return inside && oneFrame && may ? (int) place : -1;
    }

    /// What may have been written by a frame that was cut and happens to be one.
    private static void clearWritable(byte[] memory) {
        for (int i = 0; i < 2; i++) {
            Arrays.fill(memory, REGIONS[i][0], REGIONS[i][0] + REGIONS[i][1], (byte) 0);
        }
    }

    private byte[] now(boolean withoutWritable) {
        var memory = host.toArray(ValueLayout.JAVA_BYTE);
        if (withoutWritable) {
            clearWritable(memory);
        }
        return memory;
    }

    @RepeatedTest(2)
    void nothingIsWrittenButWhatTheRulesLet() {
        long seed = Long.getLong("jetstream.seed", new Random().nextLong());
        System.out.println("forged frames: -Djetstream.seed=" + seed);
        var random = new Random(seed);
        clan.enable(true);
        regions();
        var content = new byte[4_096];
        var before = new byte[HOST_BYTES];
        int written = 0;
        for (int i = 0; i < FRAMES; i++) {
            if (i % 200 == 0 || state() != EndpointState.OPEN) {
                open(ClanLevel.values()[random.nextInt(3)]);
            }
            random.nextBytes(content);
            var frame = forge(random);
            int bytes = random.nextInt(random.nextInt(8) == 0 ? 2_000 : 40);
            int length = ClanFrame.length(frame.address(), bytes);
            frame.write(payload, length);
            MemorySegment.copy(MemorySegment.ofArray(content), 0, payload, frame.dataAt(), bytes);
            int words = ClanFrame.payloadWords(length);
            boolean cut = random.nextInt(16) == 0;
            if (cut) {
                words = Math.max(1, words + random.nextInt(9) - 4);
                payload.set(
                        WindowWords.WIRE,
                        Math.max(0, 4L * words - Aal5.TRAILER_BYTES),
                        Aal5.trailerWord(0, 0, length + random.nextInt(3) - 1));
            }
            System.arraycopy(host.toArray(ValueLayout.JAVA_BYTE), 0, before, 0, HOST_BYTES);
            long accepted = clan.counter(ClanCounter.ACCEPTED);
            long violations = clan.counter(ClanCounter.VIOLATION);
            int source = one(random, PEER, 64);
            boolean copied =
                    clan.arrived(10_000L * i, source, ClanFrame.vci(STATION, 0), payload, words);
            boolean took = clan.counter(ClanCounter.ACCEPTED) != accepted;
            int place = cut ? -1 : allowed(frame, source, bytes);
            if (place >= 0 && took) {
                System.arraycopy(content, 0, before, place, bytes);
                written++;
            }
            boolean dropped = copied && clan.counter(ClanCounter.VIOLATION) != violations;
            assertThat(took && !copied).isFalse();
            if (cut && took) {
                clearWritable(before);
            }
            assertThat(now(cut && took)).as("%s", frame).isEqualTo(before);
            expected += took || dropped ? 1 : 0;
        }
        assertThat(written).isGreaterThan(FRAMES / 80);
        long fates =
                Arrays.stream(ClanCounter.values())
                        .filter(counter -> counter.group() == ClanCounter.Group.FRAME)
                        .mapToLong(clan::counter)
                        .sum();
        assertThat(fates).isEqualTo(FRAMES);
    }
}
