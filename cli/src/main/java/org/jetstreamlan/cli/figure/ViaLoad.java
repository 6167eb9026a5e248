package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.cli.conformance.ViaBench;
import org.jetstreamlan.driver.clan.Aperture;
import org.jetstreamlan.driver.clan.Clan;
import org.jetstreamlan.driver.clan.ClanEndpoint;
import org.jetstreamlan.driver.clan.ClanPeer;
import org.jetstreamlan.driver.clan.EndpointOptions;
import org.jetstreamlan.driver.clan.Region;
import org.jetstreamlan.via.VipCq;
import org.jetstreamlan.via.VipDescriptor;
import org.jetstreamlan.via.VipMemAttributes;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipVi;

/// How long VIA's messages take, and how many of the ring's words they fill, beside what CLAN takes without VIA: on two modelled stations with an idle ring, in words of the link. Hosts
/// take no time there.
final class ViaLoad {
    /// Words between two looks of who polls.
    private static final int LOOK_WORDS = 4;

    private static final int TRIALS = 32;
    private static final int OPERATION_TRIALS = 100;
    private static final int PATIENCE_MS = 50;
    private static final long PATIENCE_WORDS = 10_000_000;
    private static final int WINDOW = 32;
    private static final int RAW_BYTES = 1 << 16;
    private static final int RAW_DESCRIPTORS = 64;

    /// How a receiver learns that something has come.
    enum Receiver {
        /// Looks at its work queue again and again.
        POLLING,
        /// Sleeps until its tripwire fires.
        BLOCKING,
        /// Looks at a completion queue again and again.
        COMPLETION_QUEUE
    }

    private final ViaBench bench;

    ViaLoad(long seed) {
        bench = new ViaBench(2, seed);
    }

    private void await(BooleanSupplier there, int step) throws IOException {
        long end = bench.now() + PATIENCE_WORDS;
        while (!there.getAsBoolean()) {
            bench.pass(step);
            if (bench.now() > end) {
                throw new IOException("nothing has come in %,d words".formatted(PATIENCE_WORDS));
            }
        }
    }

    // ---- VIA

    /// Mean words from postSend to the receive being done.
    ///
    /// @param others VIs of either host that are connected, and idle
    double latency(VipReliability level, int bytes, Receiver receiver, int others)
            throws IOException {
        for (int i = 0; i < others; i++) {
            bench.pair(level);
        }
        VipCq cq = receiver == Receiver.COMPLETION_QUEUE ? bench.far().cq(64) : null;
        var server = cq == null ? bench.far().vi(level) : bench.far().vi(level, cq);
        var client = bench.near().vi(level);
        bench.connect(client, server);
        var done = new VipOut<VipDescriptor>();
        long words = 0;
        for (int i = 0; i < TRIALS; i++) {
            bench.far().receive(server, bench.far().memory().message(0, 0, bytes));
            bench.turns(5_000 + bench.random().nextInt(500));
            long begin = bench.now();
            bench.near().send(client, bench.near().memory().message(0, 0, bytes));
            if (receiver == Receiver.BLOCKING) {
                require(server.recvWait(PATIENCE_MS, done));
            } else if (cq == null) {
                await(() -> server.recvDone(done) == VipResult.SUCCESS, LOOK_WORDS);
            } else {
                var entry = new VipOut<VipCq.Entry>();
                await(() -> cq.done(entry) == VipResult.SUCCESS, LOOK_WORDS);
                require(server.recvDone(done));
            }
            words += bench.now() - begin;
            bench.sent(client, VipDescriptor.DONE);
        }
        client.disconnect();
        server.disconnect();
        return (double) words / TRIALS;
    }

    private static void require(VipResult result) throws IOException {
        if (result != VipResult.SUCCESS) {
            throw new IOException("a message is %s".formatted(result));
        }
    }

    /// Payload words received / words of the link, of messages behind one another.
    double bandwidth(VipReliability level, int bytes, int count) throws IOException {
        var pair = bench.pair(level);
        var done = new VipOut<VipDescriptor>();
        for (int i = 0; i < WINDOW; i++) {
            bench.far().receive(pair.server(), bench.far().memory().message(i, 0, bytes));
        }
        bench.turns(10_000);
        int[] state = new int[3];
        long begin = bench.now();
        await(
                () -> {
                    while (state[0] < count && state[0] - state[1] < WINDOW) {
                        int slot = state[0]++ % WINDOW;
                        bench.near()
                                .send(pair.client(), bench.near().memory().message(slot, 0, bytes));
                    }
                    while (pair.client().sendDone(done) == VipResult.SUCCESS) {
                        state[1]++;
                    }
                    while (pair.server().recvDone(done) == VipResult.SUCCESS) {
                        int slot = state[2]++ % WINDOW;
                        if (state[2] + WINDOW <= count + slot) {
                            bench.far()
                                    .receive(
                                            pair.server(),
                                            bench.far().memory().message(slot, 0, bytes));
                        }
                    }
                    return state[2] == count;
                },
                LOOK_WORDS);
        double share = (double) bytes * count / Integer.BYTES / (bench.now() - begin);
        pair.client().disconnect();
        pair.server().disconnect();
        return share;
    }

    /// Mean words that functions without data take, by name: accesses of the host to its adapter, and the messages of connections.
    ///
    /// @param others VIs of either host that are connected, and idle
    Map<String, Double> operations(int others) throws IOException {
        var level = VipReliability.RELIABLE_DELIVERY;
        for (int i = 0; i < others; i++) {
            bench.pair(level);
        }
        var near = bench.near();
        var rights = new VipMemAttributes(near.tag(), true, true);
        var words = new LinkedHashMap<String, Double>();
        var memory = memory();
        var handle = new VipOut<Integer>();
        var made = new VipVi[2];
        for (int i = 0; i < OPERATION_TRIALS; i++) {
            add(words, "create a VI", () -> made[0] = near.vi(level));
            made[1] = bench.far().vi(level);
            add(words, "connect", () -> bench.connect(made[0], made[1]));
            add(words, "disconnect", () -> made[0].disconnect());
            made[1].disconnect();
            add(words, "destroy a VI", () -> made[0].destroy());
            made[1].destroy();
            add(words, "register 64 KiB", () -> near.nic().registerMem(memory, rights, handle));
            add(words, "deregister 64 KiB", () -> near.nic().deregisterMem(memory, handle.value()));
            add(words, "create and destroy a completion queue", () -> near.cq(16).destroy());
        }
        return words;
    }

    /// The model lets its ring go on some accesses at a time: so many before as chance will have it, and the mean is right.
    private void add(Map<String, Double> words, String name, Runnable operation) {
        for (int i = bench.random().nextInt(64); i > 0; i--) {
            bench.clan(0).counter(ClanCounter.SENT);
        }
        long begin = bench.now();
        operation.run();
        words.merge(name, (double) (bench.now() - begin) / OPERATION_TRIALS, Double::sum);
    }

    // ---- CLAN alone

    /// Two endpoints, and memory of station 1 that station 0 writes.
    private record Raw(ClanEndpoint near, ClanEndpoint far, Region from, Region to) {}

    private Raw raw(ClanLevel level) {
        var near = endpoint(bench.clan(0));
        var far = endpoint(bench.clan(1));
        near.open(new ClanPeer(ViaBench.address(1), far.number(), far.incarnation()), level);
        far.open(new ClanPeer(ViaBench.address(0), near.number(), near.incarnation()), level);
        return new Raw(
                near,
                far,
                bench.clan(0).register(near.tag(), memory(), RegionEntry.LOCAL_READ),
                bench.clan(1).register(far.tag(), memory(), RegionEntry.RDMA_WRITE));
    }

    private static ClanEndpoint endpoint(Clan clan) {
        return clan.endpoint(EndpointOptions.of(clan.newTag()).descriptors(RAW_DESCRIPTORS));
    }

    private static MemorySegment memory() {
        return Arena.ofAuto().allocate(RAW_BYTES, 4_096);
    }

    /// Mean words from a store of 8 bytes to its being seen.
    double storeLatency(boolean blocking) throws IOException {
        var raw = raw(ClanLevel.RELIABLE_DELIVERY);
        var seen = raw.to().memory();
        var tripwire = bench.clan(1).watch(raw.far(), raw.to(), 0);
        long words = 0;
        try (var aperture =
                raw.near().aperture(Aperture.Kind.WRITE, raw.to().remote(), 0, RAW_BYTES)) {
            for (int i = 0; i < TRIALS; i++) {
                long value = i + 1L;
                BooleanSupplier there = () -> seen.get(ValueLayout.JAVA_LONG_UNALIGNED, 0) == value;
                bench.turns(5_000 + bench.random().nextInt(500));
                long begin = bench.now();
                aperture.put(0, value);
                if (blocking) {
                    tripwire.await(there, PATIENCE_WORDS);
                } else {
                    await(there, LOOK_WORDS);
                }
                words += bench.now() - begin;
            }
            bench.turns(5_000);
        }
        close(raw);
        return (double) words / TRIALS;
    }

    /// Payload words written / words of the link, of DMA behind one another.
    double dmaBandwidth(int bytes, int count) throws IOException {
        var raw = raw(ClanLevel.RELIABLE_DELIVERY);
        var queue = raw.near().queue();
        int[] posted = {0};
        int head = DmaDescriptor.COMPLETE.mask();
        long begin = bench.now();
        await(
                () -> {
                    bench.clan(0).poll();
                    while (posted[0] < count && queue.room() > 0) {
                        queue.transfer(
                                DmaDescriptor.WRITE,
                                head,
                                raw.to().remote(),
                                0,
                                raw.from(),
                                0,
                                bytes);
                        posted[0]++;
                    }
                    return posted[0] == count && queue.acknowledged() == queue.posted();
                },
                LOOK_WORDS);
        double share = (double) bytes * count / Integer.BYTES / (bench.now() - begin);
        close(raw);
        return share;
    }

    private static void close(Raw raw) {
        raw.near().close();
        raw.far().close();
        raw.from().close();
        raw.to().close();
    }
}
