package org.jetstreamlan.cli.proof;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Fifo;

/// [Fifo] never over- or underflows and keeps the order, whatever is put and taken. Reduced: payloads of 2 bits, few places.
final class FifoProof extends Module {
    private static final int WIDTH = 2;

    private final int depth;

    private final Bool put = input(bool());
    private final Bool take = input(bool());
    private final Bits data = input(bits(WIDTH));

    private final Fifo<Bits> fifo;
    private final QueueModel model;

    FifoProof(int depth, Fifo.Storage storage) {
        this.depth = depth;
        super();
        fifo = child(new Fifo<>(bits(WIDTH), depth, storage));
        model = child(new QueueModel(depth, WIDTH));
    }

    @Override
    protected void build() {
        fifo.in.valid().assign(put);
        fifo.in.payload().assign(data);
        fifo.out.ready().assign(take);
        model.push.assign(fifo.in.fire());
        model.pushed.assign(data);
        model.pop.assign(fifo.out.fire());
        model.popped.assign(fifo.out.payload());

        check(fifo.level.eq(model.level.trunc(fifo.level.width())), "level counts what is inside");
        check(fifo.in.ready().or(fifo.level.eq(depth)), "there is room below its depth");
    }
}
