package org.jetstreamlan.nic.receive;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.buffer.BlockChain;
import org.jetstreamlan.nic.master.RingPlace;
import org.jetstreamlan.nic.master.RingWriter;
import org.jetstreamlan.nic.master.WriteBeat;

/// Keeps the events of received frames until their blocks are the host's, and brings them into the host's memory, in the order in which they become that.
///
/// ```
/// promise    a frame will get an event (at END)     ─┐ slots between these are taken,
/// event      it is kept, at the frame's first block  │ `room` says whether there is another
/// handed     the frame is to be the host's           │
/// deliver    its blocks are                          │   gaveUp   it will not: its slot is free
/// write      its entry goes to the host's memory     │
/// producer   the bus has answered                    │
/// consumer   the host has read it                   ─┘
/// ```
/// Each event has a frame with a block, so that there is room for all. `room` follows `promise` and `consumer` by 2 clocks (frames that get events end at
/// least 16 clocks apart). An event is written in beats + 1 clocks, while the blocks of the next are handed over.
final class EventPublisher extends Module {
    private static final int TIMESTAMP_HIGH_BITS = 32;

    /// Bits of words 0..3; the sum is above them.
    private static final int WORDS = 128;

    private final int blockWidth;
    private final int entries;

    final Bool restart = input(bool());
    final Bool promise = input(bool());

    /// A frame will not get its event.
    final Bool gaveUp = input(bool());

    final Bool room = output(bool());
    final Flow<Bits> event = input(flow(bits(BlockWriter.EVENT_BITS)));

    /// With `event`: the first block of its frame.
    final UInt head;

    final Stream<BlockChain> handed;
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

    /// There is a ring, and it goes on.
    final Bool open = output(bool());

    // See RingWriter.
    final Bool stopped = output(bool());
    final Bool failed = output(bool());
    final Bool busy = output(bool());

    private final Mem<Bits> events;
    private final RingWriter ring;

    /// The blocks of a frame are the host's, and its event is not on its way.
    private final Bool owned = reg(bool(), init(0));

    EventPublisher(AdapterParameters parameters, int dataWidth) {
        this.blockWidth = parameters.blockWidth();
        this.entries = parameters.eventRing();
        super();
        var chain = BlockChain.type(blockWidth);
        this.head = input(uint(blockWidth));
        this.handed = input(stream(chain));
        this.deliver = output(stream(chain));
        this.write = output(stream(WriteBeat.type(dataWidth)));
        this.events =
                mem(
                        bits(BlockWriter.EVENT_BITS + TIMESTAMP_HIGH_BITS),
                        parameters.blocks(),
                        UNDEFINED);
        this.ring = child(new RingWriter(Integer.numberOfTrailingZeros(entries), dataWidth));
    }

    @Override
    protected String moduleName() {
        return "EventPublisher_b" + blockWidth + "_e" + entries;
    }

    @Override
    protected void build() {
        keep();
        deliver.valid().assign(handed.valid().and(owned.not()));
        deliver.payload().assign(handed.payload());
        handed.ready().assign(deliver.ready().and(owned.not()));
        var kept = events.read(handed.payload().head(), owned.not());
        ring.entry.valid().assign(owned);
        ring.entry.payload().assign(entry(kept));
        when(deliver.fire().and(restart.not()), () -> owned.next(1));
        // An entry whose burst has begun is written to its end, through a restart, too.
        when(ring.entry.fire(), () -> owned.next(0));

        ring.restart.assign(restart);
        ring.place.assign(place);
        connect(write, ring.write);
        ring.done.assign(done);
        producer.assign(ring.producer);
        published.assign(ring.published);
        stopped.assign(ring.stopped);
        failed.assign(ring.failed);
        busy.assign(any(ring.busy, owned, handed.valid()));
        makeRoom();
    }

    /// The upper half of the timestamp is that of `now`, unless the lower one has wrapped around since.
    private void keep() {
        var high = now.slice(63, 32).asUInt();
        var before = reg(uint(TIMESTAMP_HIGH_BITS));
        before.next(mux(now.trunc(32).andR(), high, high.sub(1)));
        var wrapped = event.payload().bit(WORDS - 1).and(now.bit(31).not());
        when(
                event.valid(),
                () -> events.write(head, cat(mux(wrapped, before, high), event.payload())));
    }

    private Bits entry(Bits kept) {
        int bits = BlockWriter.EVENT_BITS;
        var high = kept.slice(bits + TIMESTAMP_HIGH_BITS - 1, bits);
        var sum = kept.slice(bits - 1, WORDS);
        return cat(zeros(32), high, sum.zext(32), kept.trunc(WORDS));
    }

    private void makeRoom() {
        var promised = reg(uint(16), init(0));
        var roomLeft = reg(bool(), init(0));
        var slotLeft = promised.sub(consumer).lt(entries);
        open.assign(all(place.valid(), ring.stopped.not()));
        roomLeft.next(all(slotLeft, open));
        room.assign(roomLeft);
        when(promise.and(gaveUp.not()), () -> promised.next(promised.add(1)));
        when(gaveUp.and(promise.not()), () -> promised.next(promised.sub(1)));
        when(restart, () -> promised.next(0));
    }
}
