package org.jetstreamlan.cli.proof;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Fifo.Storage;
import org.jetstreamlan.hdl.lib.clock.AsyncFifo;
import org.jetstreamlan.hdl.lib.clock.ClockGate;

/// [AsyncFifo] never over- or underflows and keeps the order, however the edges of its clocks follow one another: both ends have clocks
/// whose edges are any of one faster clock's, together or apart. Reduced: 4 payloads of 2 bits. A flop of a crossing that settles late is not
/// in it; Gray code makes that one edge more or less of the other clock.
final class AsyncFifoProof extends Module {
    private static final int WIDTH = 2;
    private static final int DEPTH = 4;

    private final Bool putTicks = input(bool());
    private final Bool takeTicks = input(bool());
    private final Bool put = input(bool());
    private final Bool take = input(bool());
    private final Bits data = input(bits(WIDTH));

    private final ClockGate putGate = child(new ClockGate());
    private final ClockGate takeGate = child(new ClockGate());
    private final ClockDomain putClock = clockDomain("putting", putGate.clock);
    private final ClockDomain takeClock = clockDomain("taking", takeGate.clock);
    private final AsyncFifo<Bits> fifo =
            child(new AsyncFifo<>(bits(WIDTH), DEPTH, Storage.LUT), putClock, takeClock);
    private final QueueModel model = child(new QueueModel(DEPTH, WIDTH));

    @Override
    protected void build() {
        putGate.enable.assign(putTicks);
        takeGate.enable.assign(takeTicks);
        fifo.in.valid().assign(put);
        fifo.in.payload().assign(data);
        fifo.out.ready().assign(take);
        model.push.assign(fifo.in.fire().and(putTicks));
        model.pushed.assign(data);
        model.pop.assign(fifo.out.fire().and(takeTicks));
        model.popped.assign(fifo.out.payload());
    }
}
