package org.jetstreamlan.nic.receive;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.buffer.BlockChain;
import org.jetstreamlan.nic.master.RingPlace;
import org.jetstreamlan.nic.master.RingWriter;
import org.jetstreamlan.nic.master.WriteBeat;

/// Brings receive events into the host's memory, in order, each when its blocks have become the host's.
///
/// ```
/// promise    a frame will get an event (at END)     ─┐ slots between these are taken,
/// delivered  its event is queued                     │ `room` says whether there is another
/// deliver    its blocks are the host's               │
/// write      its entry goes to the host's memory     │
/// producer   the bus has answered                    │
/// consumer   the host has read it                   ─┘
/// ```
/// As many events may wait as there are blocks, and each holds one: the bus may stand still for long, and no frame is lost for it that has a
/// block. `room` follows `promise` and `consumer` by 2 clocks (frames that get events end at least 16 clocks apart). An event is written in beats + 1 clocks
/// while the blocks of the next are handed over.
final class EventPublisher extends Module {
    private static final int TIMESTAMP_HIGH_BITS = 32;

    /// Bits of words 0..3; the sum is above them.
    private static final int WORDS = 128;

    private final int blockWidth;
    private final int entries;
    private final int depth;

    final Bool restart = input(bool());
    final Bool promise = input(bool());
    final Bool room = output(bool());
    final Flow<BlockChain> delivered;

    /// With `delivered`: see there.
    final Flow<Bits> event = input(flow(bits(BlockWriter.EVENT_BITS)));

    final Stream<BlockChain> deliver;

    /// Core clocks.
    final UInt now = input(uint(64));

    /// Where the host has put the ring.
    final RingPlace place = input(RingPlace.TYPE);

    final Stream<WriteBeat> write;
    final Flow<Bool> done = input(flow(bool()));

    /// Ring indices, free-running.
    final UInt consumer = input(uint(16));

    final UInt producer = output(uint(16));

    /// An event has become visible.
    final Bool published = output(bool());

    // See RingWriter.
    final Bool stopped = output(bool());
    final Bool failed = output(bool());
    final Bool busy = output(bool());

    private final Fifo<BlockChain> chains;
    private final Fifo<Bits> events;
    private final RingWriter ring;

    EventPublisher(AdapterParameters parameters, int dataWidth) {
        this.blockWidth = parameters.blockWidth();
        this.entries = parameters.eventRing();
        this.depth = parameters.blocks();
        super();
        var chain = BlockChain.type(blockWidth);
        this.delivered = input(flow(chain));
        this.deliver = output(stream(chain));
        this.write = output(stream(WriteBeat.type(dataWidth)));
        this.chains = child(new Fifo<>(chain, depth, Fifo.Storage.BLOCK));
        this.events =
                child(
                        new Fifo<>(
                                bits(BlockWriter.EVENT_BITS + TIMESTAMP_HIGH_BITS),
                                depth,
                                Fifo.Storage.BLOCK));
        this.ring = child(new RingWriter(Integer.numberOfTrailingZeros(entries), dataWidth));
    }

    @Override
    protected String moduleName() {
        return "EventPublisher_b" + blockWidth + "_e" + entries;
    }

    @Override
    protected void build() {
        queue();
        var owned = reg(uint(blockWidth + 1), init(0));
        deliver.valid().assign(chains.out.valid());
        deliver.payload().assign(chains.out.payload());
        chains.out.ready().assign(deliver.ready().or(restart));
        ring.entry.valid().assign(events.out.valid().and(owned.ne(0).or(restart)));
        ring.entry.payload().assign(entry(events.out.payload()));
        events.out.ready().assign(ring.entry.ready().and(owned.ne(0).or(restart)));
        var hands = deliver.fire();
        var leaves = ring.entry.fire();
        when(hands.and(leaves.not()), () -> owned.next(owned.add(1)));
        when(leaves.and(hands.not()), () -> owned.next(owned.sub(1)));
        when(restart, () -> owned.next(0));

        ring.restart.assign(restart);
        ring.place.assign(place);
        connect(write, ring.write);
        ring.done.assign(done);
        producer.assign(ring.producer);
        published.assign(ring.published);
        stopped.assign(ring.stopped);
        failed.assign(ring.failed);
        busy.assign(any(ring.busy, events.out.valid(), chains.out.valid()));
        makeRoom(leaves);
    }

    /// The upper half of the timestamp is that of `now`, unless the lower one has wrapped around since.
    private void queue() {
        var high = now.slice(63, 32).asUInt();
        var before = reg(uint(TIMESTAMP_HIGH_BITS));
        before.next(mux(now.trunc(32).andR(), high, high.sub(1)));
        var wrapped = event.payload().bit(WORDS - 1).and(now.bit(31).not());
        chains.in.valid().assign(delivered.valid());
        chains.in.payload().assign(delivered.payload());
        events.in.valid().assign(event.valid());
        events.in.payload().assign(cat(mux(wrapped, before, high), event.payload()));
    }

    private Bits entry(Bits queued) {
        int bits = BlockWriter.EVENT_BITS;
        var high = queued.slice(bits + TIMESTAMP_HIGH_BITS - 1, bits);
        var sum = queued.slice(bits - 1, WORDS);
        return cat(zeros(32), high, sum.zext(32), queued.trunc(WORDS));
    }

    private void makeRoom(Bool leaves) {
        var promised = reg(uint(16), init(0));
        var hidden = reg(uint(blockWidth + 1), init(0));
        var roomLeft = reg(bool(), init(0));
        var slotLeft = promised.sub(consumer).lt(entries);
        var usable = place.valid().and(ring.stopped.not());
        roomLeft.next(all(slotLeft, hidden.bit(blockWidth).not(), usable));
        room.assign(roomLeft);
        when(promise, () -> promised.next(promised.add(1)));
        when(promise.and(leaves.not()), () -> hidden.next(hidden.add(1)));
        when(leaves.and(promise.not()), () -> hidden.next(hidden.sub(1)));
        when(
                restart,
                () -> {
                    promised.next(0);
                    hidden.next(0);
                });
    }
}
