package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;

/// The endpoints that may have something to send, each once, in the order in which they came: so they take turns.
///
/// Whether one is in the queue are two bits in two memories, each with one writer: they differ while it is. Latency 0 clocks where none waits and it is taken at once, else 1; one in and one out a
/// clock.
public final class ReadyQueue extends Module {
    private final int endpoints;
    private final int endpointWidth;

    public final Flow<UInt> in;
    public final Stream<UInt> out;

    private final Mem<Bool> put;
    private final Mem<Bool> got;
    private final Fifo<UInt> queue;

    /// @param endpoints a power of two
    public ReadyQueue(int endpoints) {
        this.endpoints = endpoints;
        this.endpointWidth = ClanParameters.numberWidth(endpoints);
        super();
        this.in = input(flow(uint(endpointWidth)));
        this.out = output(stream(uint(endpointWidth)));
        this.put = mem(bool(), endpoints, ReadUnderWrite.UNDEFINED);
        this.got = mem(bool(), endpoints, ReadUnderWrite.UNDEFINED);
        this.queue =
                child(
                        new Fifo<>(
                                uint(endpointWidth),
                                Math.max(2, endpoints),
                                endpoints > 64 ? Fifo.Storage.BLOCK : Fifo.Storage.LUT));
    }

    @Override
    protected String moduleName() {
        return "ReadyQueue_n" + endpoints;
    }

    @Override
    protected void build() {
        var number = in.payload();
        var marked = put.readAsync(number);
        var goes = in.valid().and(marked.eq(got.readAsync(number)));
        var waits = queue.out.valid();
        out.valid().assign(any(waits, goes));
        out.payload().assign(mux(waits, queue.out.payload(), number));
        queue.out.ready().assign(out.ready());
        var stays = all(goes, any(waits, out.ready().not()));
        queue.in.valid().assign(stays);
        queue.in.payload().assign(number);
        when(stays, () -> put.write(number, marked.not()));
        var leaves = queue.out.payload();
        when(queue.out.fire(), () -> got.write(leaves, put.readAsync(leaves)));
        when(stays, () -> check(queue.in.ready(), "an endpoint has its place"));
    }
}
