package org.jetstreamlan.cli.figure;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.BlockChain;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.Framing;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.Pool;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.ReceivedPdu;
import org.jetstreamlan.driver.RingOptions;
import org.jetstreamlan.driver.SendTicket;
import org.jetstreamlan.model.adapter.AdapterRing;

/// Three modelled stations, a hop of 20 words each. One sends numbered frames to a pool of the third with a reserve, never more than [#AT_ONCE] at once; another, if it is told to, as many frames
/// of all sizes that fit a block as the link carries to a neighbour of that pool, which may have all blocks that are left, and gives some back now and then. Two more pools may have as many.
final class FloodedStation {
    /// Numbered frames under way or not taken yet, a block each.
    static final int AT_ONCE = 32;

    /// What has come out.
    ///
    /// @param missed frames that did not arrive
    /// @param delay words from a frame's send to its arrival, median
    /// @param longest the same, of the frame that took most
    /// @param linkShare words of all frames / words that have passed
    /// @param floodShare of these, those of the flood's frames
    /// @param floodDropped of the flood's frames those that were dropped, a share
    record Result(
            long missed,
            int delay,
            int longest,
            double linkShare,
            double floodShare,
            double floodDropped) {}

    private static final int LINK = 17;
    private static final int LATENCY = 256;
    private static final long BRING_UP = 10_000_000;

    /// Words between two looks of the hosts.
    private static final int STEP = 400;

    private static final int FLOOD_SLOTS = 120;

    /// With the trailer a cell's 48.
    private static final int BYTES = 40;

    private static final int NUMBERED_WORDS = 12 + Frame.OVERHEAD_WORDS;
    private static final int SMALLEST_FLOOD = 48;
    private static final long SEED = 1994;

    /// A frame that is sent over and over.
    private record Slot(BlockChain chain, SendTicket ticket) {}

    private final AdapterRing ring = new AdapterRing(Capabilities.FULL, 3, LINK);
    private final Driver[] drivers = new Driver[3];
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final MemorySegment memory = Arena.ofAuto().allocate(BYTES, Long.BYTES);
    private final Pool numberedOut;
    private final Pool numberedIn;
    private final Pool floodOut;
    private final Pool floodIn;
    private final int numberedVci;
    private final int floodVci;
    private final Slot[] numberedSlots;
    private final Slot[] floodSlots;
    private final ReceivedPdu pdu;
    private final ReceivedPdu taken;
    private long floodWords;
    private long floodFrames;

    /// @param reserve blocks that the pool whose frames are counted has of its own; [#AT_ONCE] are as many as it can have frames
    FloodedStation(int ttrt, int reserve) {
        for (int i = 0; i < drivers.length; i++) {
            drivers[i] = Driver.open(ring.adapter(i));
            drivers[i].start(RingOptions.station(1 + i).latency(LATENCY).ttrt(ttrt));
        }
        for (var driver : drivers) {
            driver.awaitOperational(BRING_UP);
        }
        int all = Capabilities.FULL.blocks();
        var raw = PoolOptions.named("flood").framing(Framing.RAW);
        floodOut = drivers[0].openPool(raw.limits(FLOOD_SLOTS, 0));
        numberedOut = drivers[1].openPool(PoolOptions.named("numbered").limits(AT_ONCE, 0));
        numberedIn =
                drivers[2].openPool(
                        PoolOptions.named("numbered").limits(0, all).reserves(0, reserve));
        floodIn = drivers[2].openPool(raw.limits(0, all));
        drivers[2].openPool(PoolOptions.named("idle").limits(0, all));
        drivers[2].openPool(PoolOptions.named("idle").limits(0, all));
        numberedVci = StationVci.of(drivers[2].station(), StationVci.FIRST_FREE_CHANNEL);
        floodVci = numberedVci + 1;
        numberedIn.assoc(numberedVci);
        floodIn.assoc(floodVci);
        numberedSlots = slots(numberedOut, AT_ONCE);
        floodSlots = slots(floodOut, FLOOD_SLOTS);
        pdu = numberedIn.newPdu();
        taken = floodIn.newPdu();
    }

    private static Slot[] slots(Pool pool, int count) {
        var slots = new Slot[count];
        for (int i = 0; i < count; i++) {
            slots[i] = new Slot(pool.newChain(), new SendTicket());
            require(pool.alloc(slots[i].chain(), 1));
        }
        return slots;
    }

    private static void require(Outcome outcome) {
        if (!outcome.ok()) {
            throw new IllegalStateException("a pool refuses: " + outcome);
        }
    }

    /// Sends so many numbered frames.
    ///
    /// @throws IOException if they do not come to an end
    Result run(int frames, boolean flooded) throws IOException {
        long[] sentAt = new long[frames];
        int[] delays = new int[frames];
        int sent = 0;
        int arrived = 0;
        int expected = 0;
        long begin = ring.now();
        long patience = begin + BRING_UP;
        while (expected < frames && ring.now() < patience) {
            for (var driver : drivers) {
                driver.poll();
            }
            if (flooded) {
                flood();
            }
            for (var slot : numberedSlots) {
                if (sent < frames && sent - arrived < AT_ONCE && slot.ticket().idle()) {
                    memory.set(JAVA_INT, 0, sent);
                    require(numberedOut.copyIn(slot.chain(), 0, memory, 0, BYTES));
                    sentAt[sent] = ring.now();
                    require(numberedOut.send(slot.chain(), BYTES, numberedVci, slot.ticket()));
                    sent++;
                }
            }
            ring.pass(STEP);
            while (numberedIn.rx(pdu).ok()) {
                require(numberedIn.copyOut(pdu, 0, memory, 0, BYTES));
                expected = memory.get(JAVA_INT, 0);
                delays[arrived] = (int) (pdu.timestamp() - sentAt[expected]);
                expected++;
                arrived++;
                patience = ring.now() + BRING_UP;
                require(numberedIn.free(pdu));
            }
        }
        if (arrived == 0) {
            throw new IOException("no frame arrives");
        }
        long dropped =
                drivers[2].counter(Counter.DROP_POOL_LIMIT)
                        + drivers[2].counter(Counter.DROP_NO_BLOCK);
        Arrays.sort(delays, 0, arrived);
        double words = (double) frames * NUMBERED_WORDS;
        return new Result(
                frames - arrived,
                delays[arrived / 2],
                delays[arrived - 1],
                (floodWords + words) / (ring.now() - begin),
                floodWords / (floodWords + words),
                floodFrames == 0 ? 0 : (double) dropped / floodFrames);
    }

    /// Sends what is idle again, in another size, and lets its receiver free some of what it has.
    private void flood() {
        for (var slot : floodSlots) {
            if (slot.ticket().idle()) {
                int words =
                        random.nextInt(SMALLEST_FLOOD, Capabilities.FULL.blockBytes())
                                / Integer.BYTES;
                if (!floodOut.send(slot.chain(), words * Integer.BYTES, floodVci, slot.ticket())
                        .ok()) {
                    return;
                }
                floodFrames++;
                floodWords += words + Frame.OVERHEAD_WORDS;
            }
        }
        for (int i = random.nextInt(4); i > 0 && floodIn.rx(taken).ok(); i--) {
            require(floodIn.free(taken));
        }
    }
}
