package org.jetstreamlan.nic.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Queue;
import java.util.Set;
import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.ClanRegisters;
import org.jetstreamlan.abi.clan.ClanTable;
import org.jetstreamlan.abi.clan.EndpointEntry;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.axi.Axi4Subordinate;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;

/// A [ClanStation], its host's memory, and a bus that stores to its aperture.
final class ClanBench implements AutoCloseable {
    static final long BASE = 0x0012_3456_0000L;
    static final int MEMORY_BYTES = 0x1_0000;
    private static final int PATIENCE_CLOCKS = 20_000;
    private static final int DOORBELL_PAGES = 0x10;

    /// A beat of a burst of one.
    record Beat(long address, long data, int strobes) {}

    final Bench bench;
    final MemorySegment memory = Arena.ofAuto().allocate(MEMORY_BYTES, 4_096);
    final Axi4Subordinate bus;
    final Queue<Beat> stores = new ArrayDeque<>();
    private final Runnable clock;

    // How far the address and the data of the first store have been taken.
    private boolean addressTaken;
    private boolean dataTaken;
    int answered;
    int refusedStores;

    /// Descriptors of each endpoint that are acknowledged.
    final int[] acknowledged = new int[1 << ClanRing.SIZES.log2Endpoints()];

    /// And stores, running freely.
    final int[] acknowledgedStores = new int[1 << ClanRing.SIZES.log2Endpoints()];

    /// And READs that are done.
    final int[] reads = new int[1 << ClanRing.SIZES.log2Endpoints()];

    /// Descriptors and stores that the peer has said to be written.
    final int[] repliedDescriptors = new int[1 << ClanRing.SIZES.log2Endpoints()];

    final int[] repliedStores = new int[1 << ClanRing.SIZES.log2Endpoints()];

    /// @param clock a clock of the whole ring
    ClanBench(Model model, int id, Pace pace, Runnable clock) {
        this.clock = clock;
        bench = new Bench(model);
        bus = new Axi4Subordinate(bench.simulator(), "m_axi", memory, BASE, pace);
        config("ttrt", 25_000);
        config("dMax", 1_000);
        config("tMax", 20_000);
        config("tvx", 65_536);
        config("largest", 16_382);
        config("allocation", 0);
        config("overrun", 0);
        config("address", 0x5E10_0000L - id);
        config("nonce", 0x1234_5678 + 0x10 * id);
        bench.set("on", true);
        bench.set("breakTime", 1 << 22);
        bench.set("s_clan_bready", true);
        bench.set("s_clan_awsize", 3);
        bench.set("s_clan_awburst", 1);
        bench.set("s_clan_wlast", true);
    }

    void config(String name, long value) {
        bench.set("config_" + name, value);
    }

    @Override
    public void close() {
        bench.close();
    }

    boolean isOperational() {
        return bench.is("status_operational");
    }

    /// As the host reads it, all events of before in it.
    int count(ClanCounter counter) {
        for (int i = 0; i < 80; i++) {
            clock.run();
        }
        bench.set("counter_payload", counter.ordinal());
        bench.set("counter_valid", true);
        clock.run();
        bench.set("counter_valid", false);
        for (int i = 0; !bench.is("count_valid"); i++) {
            assertThat(i).as("clocks of a counter").isLessThan(80);
            clock.run();
        }
        return (int) bench.get("count_payload");
    }

    /// Those that are not 0.
    Set<ClanCounter> counted() {
        Set<ClanCounter> counted = EnumSet.noneOf(ClanCounter.class);
        for (var counter : ClanCounter.values()) {
            if (count(counter) != 0) {
                counted.add(counter);
            }
        }
        return counted;
    }

    // ---- a clock

    void drive() {
        bus.drive();
        var next = stores.peek();
        bench.set("s_clan_awvalid", next != null && !addressTaken);
        bench.set("s_clan_wvalid", next != null && !dataTaken);
        if (next != null) {
            bench.set("s_clan_awaddr", next.address);
            bench.set("s_clan_wdata", next.data);
            bench.set("s_clan_wstrb", next.strobes);
        }
    }

    void sample() {
        bus.sample();
        if (!stores.isEmpty()) {
            addressTaken |= bench.is("s_clan_awready");
            dataTaken |= bench.is("s_clan_wready");
            if (addressTaken && dataTaken) {
                stores.remove();
                addressTaken = false;
                dataTaken = false;
            }
        }
        if (bench.is("clan.dma.told_valid")) {
            acknowledged[(int) bench.get("clan.dma.told_payload_endpoint")] =
                    (int) bench.get("clan.dma.told_payload_index");
        }
        if (bench.is("clan.scheduler.changed_valid")) {
            int number = (int) bench.get("clan.scheduler.changed_payload");
            acknowledgedStores[number] = (int) bench.get("clan.scheduler.news_stores");
            reads[number] = (int) bench.get("clan.scheduler.news_reads");
            repliedDescriptors[number] = (int) bench.get("clan.scheduler.news_descriptorsReplied");
            repliedStores[number] = (int) bench.get("clan.scheduler.news_storesReplied");
        }
        if (bench.is("s_clan_bvalid")) {
            answered++;
            refusedStores += bench.get("s_clan_bresp") != 0 ? 1 : 0;
        }
    }

    // ---- the driver

    /// @return whether it was done
    boolean command(ClanTable table, int entry, int operation, int... words) {
        bench.set("tableNumber", table.ordinal());
        bench.set("entry", entry);
        var bits = BigInteger.ZERO;
        for (int i = words.length - 1; i >= 0; i--) {
            bits = bits.shiftLeft(32).or(BigInteger.valueOf(words[i] & 0xFFFF_FFFFL));
        }
        bench.simulator().pokeWide(bench.simulator().probe("values"), bits);
        bench.set("written", 0xFFFF);
        clock.run();
        bench.set("written", 0);
        bench.set("command_valid", true);
        bench.set("command_payload", operation);
        clock.run();
        bench.set("command_valid", false);
        for (int i = 0; bench.is("busy"); i++) {
            assertThat(i).as("clocks of a command").isLessThan(PATIENCE_CLOCKS);
            clock.run();
        }
        return !bench.is("refused");
    }

    void awaitClear() {
        for (int i = 0; bench.is("busy"); i++) {
            assertThat(i).as("clocks of the restart").isLessThan(PATIENCE_CLOCKS);
            clock.run();
        }
    }

    void region(int entry, int generation, int tag, int rights, long name, long bus, long length) {
        assertThat(
                        command(
                                ClanTable.REGION,
                                entry,
                                ClanRegisters.COMMAND_WRITE,
                                generation,
                                RegionEntry.TAG.of(tag) | RegionEntry.RIGHTS.of(rights),
                                (int) name,
                                (int) (name >>> 32),
                                (int) bus,
                                (int) (bus >>> 32),
                                (int) length,
                                (int) (length >>> 32)))
                .isTrue();
    }

    boolean page(int page, int kind, int endpoint, int length, int key, long base) {
        return command(
                ClanTable.APERTURE,
                page,
                ClanRegisters.COMMAND_WRITE,
                ApertureEntry.KIND.of(kind) | ApertureEntry.ENDPOINT.of(endpoint),
                ApertureEntry.LENGTH.of(length),
                key,
                0,
                (int) base,
                (int) (base >>> 32));
    }

    /// @param part place and size as in the entry
    boolean endpoint(
            int number,
            int peerStation,
            int peerEndpoint,
            int level,
            int own,
            int peers,
            int tag,
            int place,
            int size) {
        return endpoint(
                number, peerStation, peerEndpoint, level, own, peers, tag, place, size, 0, 0);
    }

    /// With a send queue.
    ///
    /// @param queue offset in the host's memory
    /// @param log2 of its descriptors
    boolean endpoint(
            int number,
            int peerStation,
            int peerEndpoint,
            int level,
            int own,
            int peers,
            int tag,
            int place,
            int size,
            int queue,
            int log2) {
        return command(
                ClanTable.ENDPOINT,
                number,
                ClanRegisters.COMMAND_WRITE,
                EndpointEntry.PEER_STATION.of(peerStation)
                        | EndpointEntry.PEER_ENDPOINT.of(peerEndpoint)
                        | EndpointEntry.LEVEL.of(level),
                EndpointEntry.OWN_INCARNATION.of(own) | EndpointEntry.PEER_INCARNATION.of(peers),
                EndpointEntry.TAG.of(tag),
                EndpointEntry.PART_PLACE.of(place) | EndpointEntry.PART_SIZE.of(size),
                (int) (BASE + queue) | EndpointEntry.QUEUE_LOG2.of(log2),
                (int) (BASE + queue >>> 32));
    }

    /// The endpoint gets a page for doorbells.
    boolean doorbells(int endpoint) {
        return page(DOORBELL_PAGES + endpoint, ApertureEntry.DOORBELL, endpoint, 0, 0, 0);
    }

    /// Descriptors below `producer` are there, says a store behind those that wait.
    void ring(int endpoint, int producer) {
        long page = (long) (DOORBELL_PAGES + endpoint) << 16;
        stores.add(new Beat(page + ApertureEntry.PRODUCER_AT, producer & 0xFFFF, 0x0F));
    }

    boolean open(int endpoint) {
        return command(ClanTable.ENDPOINT, endpoint, ClanRegisters.COMMAND_OPEN);
    }

    boolean close(int endpoint) {
        return command(ClanTable.ENDPOINT, endpoint, ClanRegisters.COMMAND_CLOSE);
    }

    EndpointState state(int endpoint) {
        return EndpointState.of(EndpointEntry.STATE.get(word(endpoint, EndpointEntry.PEER)));
    }

    private int word(int endpoint, int word) {
        assertThat(command(ClanTable.ENDPOINT, endpoint, ClanRegisters.COMMAND_READ)).isTrue();
        return bench.simulator()
                .peekWide(bench.simulator().probe("words"))
                .shiftRight(32 * word)
                .intValue();
    }

    ClanReason reason(int endpoint) {
        return ClanReason.of(EndpointEntry.REASON.get(word(endpoint, EndpointEntry.OWNER)));
    }
}
