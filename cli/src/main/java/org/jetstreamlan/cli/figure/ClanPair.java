package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.cli.conformance.SimulatedRing;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.RingOptions;
import org.jetstreamlan.driver.clan.Clan;
import org.jetstreamlan.driver.clan.ClanEndpoint;
import org.jetstreamlan.driver.clan.ClanPeer;
import org.jetstreamlan.driver.clan.EndpointOptions;
import org.jetstreamlan.driver.clan.Region;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.ring.RingSimulation;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;

/// Two adapters with CLAN and their drivers, RTL on jit, one clock for both; the line between them is as many clocks as coder, word alignment and elastic buffer take,
/// and a cable of no length. The hosts' memories answer a clock later.
final class ClanPair implements AutoCloseable {
    static final int REGION_BYTES = 1 << 16;

    private static final long PATIENCE_CLOCKS = 4_000_000;
    private static final long SETTLING_CLOCKS = 10_000;
    private static final long ADDRESS = 0x0200_0000_0001L;
    private static final int DESCRIPTORS = 64;
    private static final int LOCK_CLOCKS = 20_000;

    final RingSimulation ring;
    private final Clan[] clans = new Clan[2];

    /// A connection, and memory of its far end that the near one may write.
    record Way(ClanEndpoint near, ClanEndpoint far, Region from, Region to) {}

    /// @param model of [#compile]; stays the caller's
    /// @param lineClocks of either line
    ClanPair(Model model, int lineClocks) {
        ring = new RingSimulation(model, 2, (_, simulator) -> simulator, _ -> Pace.FAST, true);
        for (int i = 0; i < 2; i++) {
            var line = new ArrayDeque<Long>();
            for (int word = 0; word < lineClocks; word++) {
                line.add(LinkWord.FILL.packed());
            }
            ring.fault(
                    i,
                    word -> {
                        line.add(word);
                        return line.remove();
                    });
        }
        each(
                station -> {
                    var driver = Driver.open(ring.adapter(station));
                    driver.start(RingOptions.station(ADDRESS + station).nonce(station + 3));
                    driver.awaitOperational(PATIENCE_CLOCKS);
                    driver.awaitMap(PATIENCE_CLOCKS);
                    driver.serve(SETTLING_CLOCKS);
                    clans[station] = Clan.open(driver, ring.adapter(station), new Random(station));
                });
    }

    static Model compile() {
        return SimulatedRing.compile(Engines.jit());
    }

    /// Clocks from a word that is sent to the same word received, by way of [org.jetstreamlan.nic.link.LinkPort]s and a cable of no length, on one clock.
    static int lineClocks() throws IOException {
        try (var model = Engines.jit().compile(Design.of(LinkOnOneClock::new).circuit());
                var line = model.instantiate()) {
            pass(line, LinkWord.FILL, LOCK_CLOCKS);
            if (line.peek(line.probe("locked")) == 0) {
                throw new IOException("the line has no lock in %,d clocks".formatted(LOCK_CLOCKS));
            }
            var start = LinkWord.control(new ControlSymbol.Start());
            set(line, start);
            int clocks = 0;
            while (line.peek(line.probe("received_kind")) != start.kind().ordinal()) {
                pass(line, clocks == 0 ? start : LinkWord.FILL, 1);
                clocks++;
                if (clocks > LOCK_CLOCKS) {
                    throw new IOException("the line loses a word");
                }
            }
            return clocks;
        }
    }

    private static void set(Simulator line, LinkWord word) {
        line.poke(line.probe("sent_kind"), word.kind().ordinal());
        line.poke(line.probe("sent_word"), Integer.toUnsignedLong(word.bits()));
    }

    private static void pass(Simulator line, LinkWord word, int clocks) {
        set(line, word);
        for (int i = 0; i < clocks; i++) {
            line.poke(line.probe("lineIn"), line.peek(line.probe("lineOut")));
            line.step();
        }
    }

    /// Runs a program at each host, until both have ended.
    void each(IntConsumer host) {
        for (int i = 0; i < 2; i++) {
            int station = i;
            ring.bench().start("host " + station, () -> host.accept(station));
        }
        ring.bench().run();
    }

    /// Called by host software.
    void await(BooleanSupplier done) {
        if (!ring.await(done, PATIENCE_CLOCKS)) {
            throw new IllegalStateException(
                    "nothing has come in %,d clocks".formatted(PATIENCE_CLOCKS));
        }
    }

    /// A connection from `station` to the other one.
    Way connect(int station) {
        var ends = new ClanEndpoint[2];
        var regions = new Region[2];
        each(
                i -> {
                    int tag = clans[i].newTag();
                    ends[i] = clans[i].endpoint(EndpointOptions.of(tag).descriptors(DESCRIPTORS));
                    regions[i] =
                            clans[i].register(
                                    tag,
                                    memory(),
                                    i == station ? RegionEntry.LOCAL_READ : RegionEntry.RDMA_WRITE);
                });
        each(
                i -> {
                    var other = ends[1 - i];
                    ends[i].open(
                            new ClanPeer(ADDRESS + 1 - i, other.number(), other.incarnation()),
                            ClanLevel.RELIABLE_DELIVERY);
                });
        return new Way(ends[station], ends[1 - station], regions[station], regions[1 - station]);
    }

    private static MemorySegment memory() {
        return Arena.ofAuto().allocate(REGION_BYTES, 4_096);
    }

    /// Called by host software: writes by DMA, `count` times so many bytes, as many behind one another as the queue takes; ends when all is acknowledged, or, behind `over`, what was posted.
    void transfer(Way way, int bytes, int count, BooleanSupplier over) {
        var queue = way.near().queue();
        int head = DmaDescriptor.OPERATION.of(DmaDescriptor.WRITE) | DmaDescriptor.COUNT.of(1);
        int posted = 0;
        while (posted < count && !over.getAsBoolean()) {
            await(() -> queue.room() > 0);
            int room = Math.min(queue.room(), count - posted);
            for (int i = 0; i < room; i++) {
                int index = queue.post(head, 0, way.to().key(), way.to().address());
                queue.segment(index, 0, way.from().key(), bytes, way.from().address());
            }
            posted += room;
            queue.ring();
        }
        await(() -> queue.acknowledged() == queue.posted());
    }

    @Override
    public void close() {
        ring.close();
    }
}
