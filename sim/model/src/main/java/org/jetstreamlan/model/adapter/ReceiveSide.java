package org.jetstreamlan.model.adapter;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.ReceiveEvent;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.driver.InternetChecksum;
import org.jetstreamlan.model.Damage;
import org.jspecify.annotations.Nullable;

/// Takes frames to blocks and events; those of pools that drop old ones first wait for a claim. A frame that cannot be taken is dropped for the first of these reasons that holds, and leaves nothing
/// behind: no block, pool at its limit, bad CRC in a pool that does not keep such, event ring full, stopped or not there.
final class ReceiveSide {
    private static final int INDEX_MASK = 0xFFFF;

    /// Of a block, when the next one is asked for.
    private static final int WORDS_AHEAD = 16;

    private final Capabilities sizes;
    private final BlockStore blocks;
    private final PoolAccounts pools;
    private final VciDirectory vcis;
    private final SentPayloads payloads;
    private final HostBus bus;
    private final HostRing ring;
    private final Consumer<Counter> count;
    private final WaitingFrames waiting;
    private final int[] taken;
    private int takenCount;
    private final MemorySegment damaged =
            MemorySegment.ofArray(new byte[Frame.PAYLOAD_BYTES_MAXIMUM]);
    private int producer;
    private int consumer;

    ReceiveSide(
            Capabilities sizes,
            BlockStore blocks,
            PoolAccounts pools,
            VciDirectory vcis,
            SentPayloads payloads,
            HostBus bus,
            HostRing ring,
            Consumer<Counter> count) {
        this.sizes = sizes;
        this.blocks = blocks;
        this.pools = pools;
        this.vcis = vcis;
        this.payloads = payloads;
        this.bus = bus;
        this.ring = ring;
        this.count = count;
        waiting = new WaitingFrames(sizes.pools(), sizes.blocks());
        taken = new int[sizes.blocks()];
    }

    void reset() {
        producer = 0;
        consumer = 0;
        waiting.reset();
        ring.reset();
    }

    /// EVENT_PRODUCER.
    int producer() {
        return producer;
    }

    /// EVENT_CONSUMER.
    void consumed(int index) {
        consumer = index;
    }

    /// A whole frame of legal length, with a VCI that the directory has.
    ///
    /// @return DELIVERED if it is taken; or why it was dropped
    Counter arrived(
            long timestamp,
            long serial,
            int atm,
            int words,
            CrcVerdict verdict,
            boolean error,
            @Nullable Damage damage) {
        int pool = poolOf(atm);
        int bytes = 4 * words;
        int needed = blocks.blocksFor(bytes);
        int reason = take(pool, needed, asked(words));
        if (reason != Registers.REASON_NONE) {
            return reason == Registers.REASON_LIMIT
                    ? Counter.DROP_POOL_LIMIT
                    : Counter.DROP_NO_BLOCK;
        }
        if (verdict == CrcVerdict.BAD && !pools.keepsBadCrc(pool)) {
            giveBack(pool, 0);
            return Counter.DROP_CRC;
        }
        int promised = (producer - consumer & INDEX_MASK) + waiting.size();
        if (promised >= sizes.eventRing() || !ring.isUsable()) {
            giveBack(pool, 0);
            return Counter.DROP_EVENT_RING_FULL;
        }
        giveBack(pool, needed);
        var payload = payload(serial, bytes, damage);
        blocks.store(taken, needed, payload, bytes);
        int frame =
                waiting.note(
                        ReceiveEvent.FIRST_BLOCK.of(taken[0])
                                | ReceiveEvent.POOL.of(pool)
                                | ReceiveEvent.VERDICT.of(verdict.ordinal())
                                | (error ? ReceiveEvent.CODE_ERROR.mask() : 0),
                        ReceiveEvent.PAYLOAD_BYTES.of(bytes) | ReceiveEvent.BLOCKS.of(needed),
                        atm,
                        InternetChecksum.sum(payload, 0, bytes),
                        timestamp);
        if (pools.dropsOld(pool) && !waiting.wanted(pool)) {
            waiting.add(pool, frame);
        } else {
            handOver(frame);
        }
        return Counter.DELIVERED;
    }

    /// A frame that is not whole has had blocks while it came, which others may have given up for it.
    void spoiled(int atm, long words) {
        int pool = poolOf(atm);
        take(pool, 1, asked(words));
        giveBack(pool, 0);
    }

    /// A read of CLAIM.
    ///
    /// @return whether a frame has become the host's
    boolean claim(int pool) {
        if (!ring.isUsable()) {
            return false;
        }
        if (waiting.isEmpty(pool)) {
            waiting.want(pool, pools.dropsOld(pool));
            return false;
        }
        handOver(waiting.take(pool));
        return true;
    }

    private int poolOf(int atm) {
        return Registers.VCI_HIGH_POOL.get(vcis.find(atm >>> 4 & 0xFF_FFFF));
    }

    /// Blocks that are asked for while so many words come: the next one when 16 words of one remain.
    private int asked(long words) {
        int blockWords = blocks.blockBytes() / 4;
        int most = blocks.blocksFor(Frame.PAYLOAD_BYTES_MAXIMUM);
        return (int) Math.min(1 + (words + WORDS_AHEAD - 1) / blockWords, most);
    }

    /// Takes blocks for a frame, one after the other; where there is none, that of the oldest frame that waits.
    ///
    /// @param needed without so many the frame gets none
    /// @return REASON_NONE, or why there are too few
    private int take(int pool, int needed, int asked) {
        takenCount = 0;
        while (takenCount < asked) {
            int block = blocks.receive(pool);
            if (block < 0 && waiting.isEmpty(pool)) {
                if (takenCount >= needed) {
                    break;
                }
                giveBack(pool, 0);
                return -block;
            }
            taken[takenCount++] = block < 0 ? giveUp(pool) : block;
        }
        return Registers.REASON_NONE;
    }

    /// The oldest frame that waits goes; its first block stays its pool's.
    private int giveUp(int pool) {
        int first = waiting.take(pool);
        int block = blocks.next(first);
        for (int i = waiting.blocks(first); i > 1; i--) {
            int following = blocks.next(block);
            blocks.giveBack(block, pool);
            block = following;
        }
        count.accept(Counter.DROP_OLD);
        return first;
    }

    /// All taken blocks but the first `kept` go back.
    private void giveBack(int pool, int kept) {
        while (takenCount > kept) {
            blocks.giveBack(taken[--takenCount], pool);
        }
    }

    /// A frame becomes the host's, with its event.
    private void handOver(int first) {
        blocks.handOver(first, waiting.blocks(first));
        count.accept(Counter.DELIVERED);
        long at = ring.entry(producer);
        if (at < 0) {
            return;
        }
        var events = bus.memory();
        events.set(WindowWords.INT, at, waiting.word(first, 0));
        events.set(WindowWords.INT, at + 4, waiting.word(first, 1));
        events.set(WindowWords.INT, at + 8, waiting.word(first, 2));
        events.set(WindowWords.INT, at + 12, (int) waiting.timestamp(first));
        events.set(WindowWords.INT, at + 16, waiting.word(first, 3));
        events.set(WindowWords.INT, at + 20, (int) (waiting.timestamp(first) >>> Integer.SIZE));
        events.set(WindowWords.INT, at + 24, 0);
        RingEntry.publish(events, at, producer);
        producer = producer + 1 & INDEX_MASK;
    }

    /// What the source sent, with what links did to it; zeros if nobody sent it.
    private MemorySegment payload(long serial, int bytes, @Nullable Damage damage) {
        var sent = payloads.of(serial);
        if (sent != null && damage == null) {
            return sent;
        }
        if (sent == null) {
            damaged.fill((byte) 0);
        } else {
            MemorySegment.copy(sent, 0, damaged, 0, bytes);
        }
        for (var each = damage; each != null; each = each.before()) {
            long at = 4L * each.word();
            damaged.set(WindowWords.WIRE, at, damaged.get(WindowWords.WIRE, at) ^ each.bits());
        }
        return damaged;
    }
}
