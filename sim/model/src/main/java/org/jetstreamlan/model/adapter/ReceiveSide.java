package org.jetstreamlan.model.adapter;

import java.lang.foreign.MemorySegment;
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

/// Takes frames to blocks and events. A frame that cannot be taken is dropped for the first of these reasons that holds, and leaves nothing
/// behind: no block, pool at its limit, bad CRC in a pool that does not keep such, event ring full, stopped or not there.
final class ReceiveSide {
    private static final int INDEX_MASK = 0xFFFF;

    private final Capabilities sizes;
    private final BlockStore blocks;
    private final PoolAccounts pools;
    private final VciDirectory vcis;
    private final SentPayloads payloads;
    private final HostBus bus;
    private final HostRing ring;
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
            HostRing ring) {
        this.sizes = sizes;
        this.blocks = blocks;
        this.pools = pools;
        this.vcis = vcis;
        this.payloads = payloads;
        this.bus = bus;
        this.ring = ring;
    }

    void reset() {
        producer = 0;
        consumer = 0;
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
    /// @return DELIVERED, or why it was dropped
    Counter arrived(
            long timestamp,
            long serial,
            int atm,
            int words,
            CrcVerdict verdict,
            boolean error,
            @Nullable Damage damage) {
        int pool = Registers.VCI_HIGH_POOL.get(vcis.find(atm >>> 4 & 0xFF_FFFF));
        int bytes = 4 * words;
        int reason = blocks.reasonAgainst(pool, blocks.blocksFor(bytes));
        if (reason != Registers.REASON_NONE) {
            return reason == Registers.REASON_LIMIT
                    ? Counter.DROP_POOL_LIMIT
                    : Counter.DROP_NO_BLOCK;
        }
        if (verdict == CrcVerdict.BAD && !pools.keepsBadCrc(pool)) {
            return Counter.DROP_CRC;
        }
        if ((producer - consumer & INDEX_MASK) >= sizes.eventRing() || !ring.isUsable()) {
            return Counter.DROP_EVENT_RING_FULL;
        }
        var payload = payload(serial, bytes, damage);
        int first = blocks.store(pool, payload, bytes);
        int sum = InternetChecksum.sum(payload, 0, bytes);
        publish(first, pool, verdict, error, bytes, atm, timestamp, sum);
        return Counter.DELIVERED;
    }

    private void publish(
            int first,
            int pool,
            CrcVerdict verdict,
            boolean error,
            int bytes,
            int atm,
            long timestamp,
            int internetSum) {
        long at = ring.entry(producer);
        if (at < 0) {
            return;
        }
        var events = bus.memory();
        events.set(
                WindowWords.INT,
                at,
                ReceiveEvent.FIRST_BLOCK.of(first)
                        | ReceiveEvent.POOL.of(pool)
                        | ReceiveEvent.VERDICT.of(verdict.ordinal())
                        | (error ? ReceiveEvent.CODE_ERROR.mask() : 0));
        events.set(
                WindowWords.INT,
                at + 4,
                ReceiveEvent.PAYLOAD_BYTES.of(bytes)
                        | ReceiveEvent.BLOCKS.of(blocks.blocksFor(bytes)));
        events.set(WindowWords.INT, at + 8, atm);
        events.set(WindowWords.INT, at + 12, (int) timestamp);
        events.set(WindowWords.INT, at + 16, internetSum);
        events.set(WindowWords.INT, at + 20, (int) (timestamp >>> Integer.SIZE));
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
