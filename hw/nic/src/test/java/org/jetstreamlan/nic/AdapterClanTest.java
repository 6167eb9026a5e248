package org.jetstreamlan.nic;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Completion;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanRegisters;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.abi.clan.ClanTable;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.abi.clan.EndpointEntry;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.abi.clan.RegionKey;
import org.jetstreamlan.nic.clan.ClanParameters;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.Test;

/// Two whole adapters with CLAN, reached through their registers and apertures alone, while pools send too.
class AdapterClanTest {
    private static final AdapterParameters PARAMETERS = AdapterParameters.small();
    private static final ClanParameters CLAN =
            new ClanParameters(new ClanSizes(2, 4, 8, 6, 16, 8), ClanParameters.MERGE_CLOCKS);
    private static final Model MODEL = Bench.compile(() -> new Adapter(PARAMETERS, CLAN));
    private static final int KEY = RegionKey.of(2, 0x777);
    private static final long NAME = 0x5555_0000_2000L;
    private static final int PAGE = 3;
    private static final int DOORBELLS = 4;
    private static final int FREE_PAGE = 5;

    // Of the spare memory, in bytes.
    private static final int QUEUE_AT = 0x800;
    private static final int SOURCE_AT = 0x900;
    private static final int TARGET_AT = 0xB00;
    private static final int TRANSFER_BYTES = 333;

    private static boolean command(
            AdapterBench station, ClanTable table, int entry, int operation, int... words) {
        station.write(
                ClanRegisters.TABLE,
                ClanRegisters.TABLE_ENTRY.of(entry)
                        | ClanRegisters.TABLE_TABLE.of(table.ordinal()));
        for (int i = 0; i < words.length; i++) {
            station.writeAt(ClanRegisters.DATA.offset(i), words[i]);
        }
        station.write(ClanRegisters.COMMAND, operation);
        int value = station.read(ClanRegisters.COMMAND);
        while (ClanRegisters.COMMAND_BUSY.isSet(value)) {
            value = station.read(ClanRegisters.COMMAND);
        }
        return !ClanRegisters.COMMAND_REFUSED.isSet(value);
    }

    private static void connect(AdapterRing ring, int id) {
        connect(ring, id, 1);
    }

    private static void connect(AdapterRing ring, int id, int endpoint) {
        var station = ring.station(id);
        long bus = HostRings.BASE + station.rings.spareAt();
        long name = NAME | bus & 0xFFF;
        station.write(ClanRegisters.CONTROL, ClanRegisters.CONTROL_ENABLE.mask());
        int write = ClanRegisters.COMMAND_WRITE;
        assertThat(
                        command(
                                station,
                                ClanTable.REGION,
                                2,
                                write,
                                0x777,
                                RegionEntry.TAG.of(9)
                                        | RegionEntry.RIGHTS.of(
                                                RegionEntry.RDMA_WRITE | RegionEntry.LOCAL_READ),
                                (int) name,
                                (int) (name >>> 32),
                                (int) bus,
                                (int) (bus >>> 32),
                                HostRings.SPARE_BYTES,
                                0))
                .isTrue();
        assertThat(
                        command(
                                station,
                                ClanTable.ENDPOINT,
                                endpoint,
                                write,
                                EndpointEntry.PEER_STATION.of(1 - id)
                                        | EndpointEntry.PEER_ENDPOINT.of(endpoint)
                                        | EndpointEntry.LEVEL.of(1),
                                EndpointEntry.OWN_INCARNATION.of(0x50 + id)
                                        | EndpointEntry.PEER_INCARNATION.of(0x51 - id),
                                EndpointEntry.TAG.of(9),
                                EndpointEntry.PART_SIZE.of(4),
                                EndpointEntry.QUEUE_LOG2.of(2) | (int) (bus + QUEUE_AT),
                                (int) (bus + QUEUE_AT >>> 32)))
                .isTrue();
        assertThat(command(station, ClanTable.ENDPOINT, endpoint, ClanRegisters.COMMAND_OPEN))
                .isTrue();
        assertThat(command(station, ClanTable.ENDPOINT, endpoint, ClanRegisters.COMMAND_OPEN))
                .isFalse();
        assertThat(command(station, ClanTable.ENDPOINT, endpoint, ClanRegisters.COMMAND_READ))
                .isTrue();
        assertThat(EndpointEntry.STATE.get(station.read(ClanRegisters.DATA.offset(0))))
                .isEqualTo(EndpointState.OPEN.ordinal());
        assertThat(
                        command(
                                station,
                                ClanTable.APERTURE,
                                PAGE,
                                write,
                                ApertureEntry.KIND.of(ApertureEntry.WRITE)
                                        | ApertureEntry.ENDPOINT.of(endpoint),
                                HostRings.SPARE_BYTES,
                                KEY,
                                0,
                                (int) name,
                                (int) (name >>> 32)))
                .isTrue();
        assertThat(
                        command(
                                station,
                                ClanTable.APERTURE,
                                DOORBELLS,
                                write,
                                ApertureEntry.KIND.of(ApertureEntry.DOORBELL)
                                        | ApertureEntry.ENDPOINT.of(endpoint)))
                .isTrue();
    }

    /// A descriptor that sends some bytes of the region to another place of the peer's, and its doorbell.
    private static void transfer(AdapterRing ring, int id, int index, int from, int to, int bytes) {
        var rings = ring.station(id).rings;
        long name = NAME | HostRings.BASE + rings.spareAt() & 0xFFF;
        long place = rings.spareAt() + QUEUE_AT + (long) (index & 3) * DmaDescriptor.BYTES;
        DmaDescriptor.write(rings.memory, place, DmaDescriptor.COUNT.of(1), 0, KEY, name + to);
        DmaDescriptor.writeSegment(rings.memory, place, 0, KEY, bytes, name + from);
        store(ring, id, (long) DOORBELLS << 16 | ApertureEntry.PRODUCER_AT, index + 1, 0x0F);
    }

    /// A store of 8 bytes on the aperture's bus.
    private static void store(AdapterRing ring, int id, int at, long value) {
        store(ring, id, PAGE << 16 | at, value, 0xFF);
    }

    private static void store(AdapterRing ring, int id, long address, long value, int strobes) {
        var bench = ring.station(id).bench;
        bench.set("s_clan_awvalid", true);
        bench.set("s_clan_awaddr", address);
        bench.set("s_clan_awsize", 3);
        bench.set("s_clan_awburst", 1);
        bench.set("s_clan_wvalid", true);
        bench.set("s_clan_wdata", value);
        bench.set("s_clan_wstrb", strobes);
        bench.set("s_clan_wlast", true);
        bench.set("s_clan_bready", true);
        assertThat(bench.is("s_clan_awready") && bench.is("s_clan_wready")).isTrue();
        ring.clock();
        bench.set("s_clan_awvalid", false);
        bench.set("s_clan_wvalid", false);
        ring.run(3);
    }

    @Test
    void storesAndTransfersArriveWhilePoolsSend() {
        try (var ring = new AdapterRing(MODEL, PARAMETERS, 2)) {
            ring.start();
            assertThat(Registers.TABLES_CLAN.isSet(ring.station(0).read(Registers.TABLES)))
                    .isTrue();
            for (int i = 0; i < 2; i++) {
                connect(ring, i);
            }
            var one = ring.station(0);
            var other = ring.station(1);
            int vci = StationVci.of(1, 0x300);
            other.pool(3, 0, 16, false);
            other.associate(vci, 3);
            one.pool(3, 16, 0, false);
            int[] words = new int[24];
            int frames = 6;
            for (int i = 0; i < frames; i++) {
                int block = one.store(3, words).getFirst();
                one.send(
                        new TransmitDescriptor(
                                block,
                                true,
                                false,
                                4 * words.length,
                                AtmHeader.endOfPdu(vci).word(),
                                i));
            }
            one.ring();
            for (int id = 0; id < 2; id++) {
                var rings = ring.station(id).rings;
                for (int i = 0; i < TRANSFER_BYTES; i++) {
                    long at = rings.spareAt() + SOURCE_AT + i;
                    rings.memory.set(ValueLayout.JAVA_BYTE, at, (byte) (7 * i + id));
                }
                transfer(ring, id, 0, SOURCE_AT, TARGET_AT + 3, TRANSFER_BYTES);
            }
            for (int i = 0; i < 40; i++) {
                store(ring, 0, 16 * i, 0x1_0000_0001L * (i + 1));
                store(ring, 1, 16 * i, 0x2_0000_0001L * (i + 1));
            }
            for (int i = 0; i < frames; i++) {
                Completion completion = one.completion();
                assertThat(completion.cookie()).isEqualTo(i);
                assertThat(completion.result()).isEqualTo(CompletionResult.RETURNED);
            }
            ring.run(2_000);
            for (int i = 0; i < 40; i++) {
                for (int id = 0; id < 2; id++) {
                    var rings = ring.station(id).rings;
                    assertThat(rings.memory.get(ValueLayout.JAVA_LONG, rings.spareAt() + 16 * i))
                            .isEqualTo((2 - id) * 0x1_0000_0000L * (i + 1) + i + 1);
                }
            }
            for (int id = 0; id < 2; id++) {
                var rings = ring.station(id).rings;
                for (int i = 0; i < TRANSFER_BYTES; i++) {
                    long at = rings.spareAt() + TARGET_AT + 3 + i;
                    assertThat(rings.memory.get(ValueLayout.JAVA_BYTE, at))
                            .as("byte %d", i)
                            .isEqualTo((byte) (7 * i + 1 - id));
                }
            }
            assertThat(other.read(ClanCounter.ACCEPTED.offset())).isEqualTo(41);
            assertThat(one.read(ClanCounter.RETURNED.offset())).isEqualTo(41);
            assertThat(other.events()).isEqualTo(frames);
        }
    }

    /// A page may be written while stores wait that are not its own: those of endpoint 0, where it has no kind so far.
    @Test
    void aPageWithoutKindIsNobodys() {
        try (var ring = new AdapterRing(MODEL, PARAMETERS, 2)) {
            ring.start();
            for (int i = 0; i < 2; i++) {
                connect(ring, i, 0);
            }
            var one = ring.station(0);
            for (int page : new int[] {FREE_PAGE, DOORBELLS}) {
                for (int i = 0; i < 8; i++) {
                    store(ring, 0, 48 * i, i);
                }
                assertThat(writePage(one, page, ApertureEntry.NONE)).isEqualTo(page == FREE_PAGE);
            }
            for (int i = 0; i < 8; i++) {
                store(ring, 0, 48 * i, i);
            }
            assertThat(writePage(one, FREE_PAGE, ApertureEntry.DOORBELL)).isTrue();
            assertThat(writePage(one, FREE_PAGE, ApertureEntry.NONE)).isFalse();
            ring.run(2_000);
            assertThat(writePage(one, FREE_PAGE, ApertureEntry.NONE)).isTrue();
        }
    }

    /// What was stored and has not left is of no page any more when its endpoint is CLOSED.
    @Test
    void aPageOfAClosedEndpointMayBeWritten() {
        try (var ring = new AdapterRing(MODEL, PARAMETERS, 2)) {
            ring.start();
            for (int i = 0; i < 2; i++) {
                connect(ring, i);
            }
            var one = ring.station(0);
            for (int i = 0; i < 16; i++) {
                store(ring, 0, 48 * i, i);
            }
            assertThat(command(one, ClanTable.ENDPOINT, 1, ClanRegisters.COMMAND_CLOSE)).isTrue();
            int state;
            do {
                assertThat(command(one, ClanTable.ENDPOINT, 1, ClanRegisters.COMMAND_READ))
                        .isTrue();
                state = EndpointEntry.STATE.get(one.read(ClanRegisters.DATA.offset(0)));
            } while (state != EndpointState.CLOSED.ordinal());
            ring.run(2_000);
            assertThat(ring.station(1).read(ClanCounter.ACCEPTED.offset())).isLessThan(16);
            assertThat(writePage(one, PAGE, ApertureEntry.NONE)).isTrue();
        }
    }

    private static boolean writePage(AdapterBench station, int page, int kind) {
        return command(
                station,
                ClanTable.APERTURE,
                page,
                ClanRegisters.COMMAND_WRITE,
                ApertureEntry.KIND.of(kind) | ApertureEntry.ENDPOINT.of(0),
                0,
                0,
                0,
                0,
                0);
    }
}
