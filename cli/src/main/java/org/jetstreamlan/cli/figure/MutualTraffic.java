package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.BlockChain;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.Framing;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.Pool;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.RingOptions;
import org.jetstreamlan.driver.SendTicket;
import org.jetstreamlan.ring.RingSimulation;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Time;

/// Two adapters that send each other frames of [#BYTES] without a pause, and take and free what comes: there is a word of a frame in almost each word of
/// both links.
final class MutualTraffic {
    private static final int STATIONS = 2;
    private static final int BYTES = 1_500;

    /// Frames that a station has under way at most, each of a block.
    private static final int FRAMES = 32;

    private static final int RECEIVING_BLOCKS = 80;
    private static final long CLOCKS = 300_000;
    private static final long PATIENCE_CLOCKS = 3_000_000;

    /// Least part of the links' words that is frames: less is no full load.
    private static final double LEAST_SHARE = 0.9;

    private final RingSimulation ring;
    private final Driver[] drivers = new Driver[STATIONS];
    private final Pool[] outgoing = new Pool[STATIONS];
    private final Pool[] incoming = new Pool[STATIONS];
    private final AtomicInteger received = new AtomicInteger();
    private long end;

    private MutualTraffic(RingSimulation ring) {
        this.ring = ring;
    }

    /// What the inputs of one of them were set to, from power-up on.
    ///
    /// @throws IOException if the links were not full
    static InputLog record(Model model) throws IOException {
        InputLog[] logs = new InputLog[STATIONS];
        try (var ring =
                new RingSimulation(
                        model,
                        STATIONS,
                        (station, simulator) -> logs[station] = new InputLog(simulator))) {
            new MutualTraffic(ring).run();
        }
        return logs[0];
    }

    private void run() throws IOException {
        each("opens", this::open);
        end = ring.clocks() + CLOCKS;
        each("passes", this::pass);
        double share = (double) received.get() * words() / CLOCKS;
        if (share < LEAST_SHARE) {
            throw new IOException(
                    "%d frames in %d clocks are %.1f %% of the links, at least %.0f %% are a full load"
                            .formatted(received.get(), CLOCKS, 100 * share, 100 * LEAST_SHARE));
        }
    }

    private static int words() {
        return BYTES / Integer.BYTES + Frame.OVERHEAD_WORDS;
    }

    private interface Part {
        void of(int station);
    }

    private void each(String name, Part part) {
        for (int i = 0; i < STATIONS; i++) {
            int station = i;
            ring.bench().start("station %d %s".formatted(i, name), () -> part.of(station));
        }
        ring.bench().run(PATIENCE_CLOCKS * 8 * Time.NS);
    }

    private void open(int station) {
        var driver = Driver.open(ring.adapter(station));
        driver.start(RingOptions.station(1 + station));
        driver.awaitOperational(PATIENCE_CLOCKS);
        drivers[station] = driver;
        outgoing[station] = driver.openPool(raw("out").limits(FRAMES, 0));
        incoming[station] = driver.openPool(raw("in").limits(0, RECEIVING_BLOCKS));
        incoming[station].assoc(vci(driver));
    }

    private static PoolOptions raw(String name) {
        return PoolOptions.named(name).framing(Framing.RAW);
    }

    private static int vci(Driver driver) {
        return StationVci.of(driver.station(), StationVci.FIRST_FREE_CHANNEL);
    }

    private record Sending(BlockChain chain, SendTicket ticket) {}

    private void pass(int station) {
        Driver driver = drivers[station];
        Pool out = outgoing[station];
        Pool in = incoming[station];
        int vci = vci(drivers[STATIONS - 1 - station]);
        List<Sending> all =
                Stream.generate(() -> new Sending(filled(out), new SendTicket()))
                        .limit(FRAMES)
                        .toList();
        var pdu = in.newPdu();
        while (ring.clocks() < end) {
            driver.poll();
            for (Sending sending : all) {
                if (sending.ticket.idle()) {
                    require(out.send(sending.chain, BYTES, vci, sending.ticket));
                }
            }
            while (in.rx(pdu).ok()) {
                received.incrementAndGet();
                require(in.free(pdu));
            }
            ring.adapter(station).pause();
        }
    }

    private static BlockChain filled(Pool out) {
        BlockChain chain = out.newChain();
        require(out.alloc(chain, 1));
        require(out.copyIn(chain, 0, MemorySegment.ofArray(new byte[BYTES]), 0, BYTES));
        return chain;
    }

    private static void require(Outcome outcome) {
        if (!outcome.ok()) {
            throw new IllegalStateException("a pool refuses: " + outcome);
        }
    }
}
