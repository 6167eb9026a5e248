package org.jetstreamlan.nic.receive;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.buffer.BlockChain;

/// Makes written receive events visible, in order, each when its blocks have become the host's.
///
/// ```
/// promise    a frame will get an event (at END)     ─┐ slots between these are taken:
/// delivered  its event is written, queued            │ `room` says whether there is another
/// producer   its blocks are the host's               │
/// consumer   the host has read it                   ─┘
/// ```
/// `room` follows `promise` and `consumer` by 2 clocks (frames that get events end at least 16 clocks apart).
final class EventPublisher extends Module {
    /// Events that may wait for their blocks.
    private static final int WAITING = 16;

    private final int blockWidth;
    private final int entries;

    final Bool restart = input(bool());
    final Bool promise = input(bool());
    final Bool room = output(bool());
    final Flow<BlockChain> delivered;
    final Stream<BlockChain> deliver;

    /// Ring indices, free-running.
    final UInt consumer = input(uint(16));

    final UInt producer = output(uint(16));

    /// An event has become visible.
    final Bool published = output(bool());

    private final Fifo<BlockChain> waiting;
    private final UInt promised = reg(uint(16), init(0));
    private final UInt visible = reg(uint(16), init(0));
    private final UInt hidden = reg(uint(5), init(0));

    /// @param entries of the event ring
    EventPublisher(int blockWidth, int entries) {
        this.blockWidth = blockWidth;
        this.entries = entries;
        super();
        var chain = BlockChain.type(blockWidth);
        this.delivered = input(flow(chain));
        this.deliver = output(stream(chain));
        this.waiting = child(new Fifo<>(chain, WAITING, Fifo.Storage.LUT));
    }

    @Override
    protected String moduleName() {
        return "EventPublisher_b" + blockWidth + "_e" + entries;
    }

    @Override
    protected void build() {
        waiting.in.valid().assign(delivered.valid());
        waiting.in.payload().assign(delivered.payload());
        deliver.valid().assign(waiting.out.valid());
        deliver.payload().assign(waiting.out.payload());
        waiting.out.ready().assign(deliver.ready().or(restart));

        var shows = deliver.fire();
        var roomLeft = reg(bool(), init(0));
        roomLeft.next(promised.sub(consumer).lt(entries).and(hidden.bit(4).not()));
        room.assign(roomLeft);
        producer.assign(visible);
        published.assign(shows);
        when(promise, () -> promised.next(promised.add(1)));
        when(shows, () -> visible.next(visible.add(1)));
        when(promise.and(shows.not()), () -> hidden.next(hidden.add(1)));
        when(shows.and(promise.not()), () -> hidden.next(hidden.sub(1)));
        when(
                restart,
                () -> {
                    promised.next(0);
                    visible.next(0);
                    hidden.next(0);
                });
    }
}
