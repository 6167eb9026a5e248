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
                                        | RegionEntry.RIGHTS.of(RegionEntry.RDMA_WRITE),
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
                                1,
                                write,
                                EndpointEntry.PEER_STATION.of(1 - id)
                                        | EndpointEntry.PEER_ENDPOINT.of(1)
                                        | EndpointEntry.LEVEL.of(1),
                                EndpointEntry.OWN_INCARNATION.of(0x50 + id)
                                        | EndpointEntry.PEER_INCARNATION.of(0x51 - id),
                                EndpointEntry.TAG.of(9),
                                EndpointEntry.PART_SIZE.of(4)))
                .isTrue();
        assertThat(command(station, ClanTable.ENDPOINT, 1, ClanRegisters.COMMAND_OPEN)).isTrue();
        assertThat(command(station, ClanTable.ENDPOINT, 1, ClanRegisters.COMMAND_OPEN)).isFalse();
        assertThat(command(station, ClanTable.ENDPOINT, 1, ClanRegisters.COMMAND_READ)).isTrue();
        assertThat(EndpointEntry.STATE.get(station.read(ClanRegisters.DATA.offset(0))))
                .isEqualTo(EndpointState.OPEN.ordinal());
        assertThat(
                        command(
                                station,
                                ClanTable.APERTURE,
                                PAGE,
                                write,
                                ApertureEntry.KIND.of(ApertureEntry.WRITE)
                                        | ApertureEntry.ENDPOINT.of(1),
                                HostRings.SPARE_BYTES,
                                KEY,
                                0,
                                (int) name,
                                (int) (name >>> 32)))
                .isTrue();
    }

    /// A store of 8 bytes on the aperture's bus.
    private static void store(AdapterRing ring, int id, int at, long value) {
        var bench = ring.station(id).bench;
        bench.set("s_clan_awvalid", true);
        bench.set("s_clan_awaddr", PAGE << 16 | at);
        bench.set("s_clan_awsize", 3);
        bench.set("s_clan_awburst", 1);
        bench.set("s_clan_wvalid", true);
        bench.set("s_clan_wdata", value);
        bench.set("s_clan_wstrb", 0xFF);
        bench.set("s_clan_wlast", true);
        bench.set("s_clan_bready", true);
        assertThat(bench.is("s_clan_awready") && bench.is("s_clan_wready")).isTrue();
        ring.clock();
        bench.set("s_clan_awvalid", false);
        bench.set("s_clan_wvalid", false);
        ring.run(3);
    }

    @Test
    void storesArriveWhilePoolsSend() {
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
            assertThat(other.read(ClanCounter.ACCEPTED.offset())).isEqualTo(40);
            assertThat(one.read(ClanCounter.RETURNED.offset())).isEqualTo(40);
            assertThat(other.events()).isEqualTo(frames);
        }
    }
}
