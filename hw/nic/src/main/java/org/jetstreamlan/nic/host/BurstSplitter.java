package org.jetstreamlan.nic.host;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Stream;

/// Splits checked read bursts into cells: two beats where a pair lies in one cell, one at an odd start or end, and one by one in the chain
/// table.
///
/// Latency 1 clock from a burst to `requests` (which come from registers) behind the one in which the burst is loaded; throughput 1 cell a
/// clock, over burst boundaries, too. While `room` is 0 no further cell is begun.
final class BurstSplitter extends Module {
    final Stream<WindowBurst> bursts;
    final Stream<WindowRequest> requests;
    final Bool room = input(bool());

    /// A cell is begun in this clock.
    final Bool begins = output(bool());

    private final Bool active = reg(bool(), init(0));
    private final WindowBurst burst;
    private final Bool requestFull = reg(bool(), init(0));
    private final WindowRequest request;

    BurstSplitter(int idWidth) {
        this.bursts = input(stream(WindowBurst.type(idWidth)));
        this.requests = output(stream(WindowRequest.type(idWidth)));
        this.burst = reg(WindowBurst.type(idWidth));
        this.request = reg(WindowRequest.type(idWidth));
    }

    @Override
    protected void build() {
        requests.valid().assign(requestFull);
        requests.payload().assign(request);
        begins.assign(all(active, room, requestFull.not().or(requests.ready())));

        var odd = burst.word().bit(0);
        var single = burst.len().eq(0);
        var both = any(odd, single, burst.region().is(WindowRegion.CHAIN_TABLE)).not();
        var last = single.or(both.and(burst.len().eq(1)));
        when(requests.ready(), () -> requestFull.next(0));
        when(
                begins,
                () -> {
                    requestFull.next(1);
                    request.region().next(burst.region());
                    request.word().next(burst.word());
                    request.fetch().high().next(odd);
                    request.fetch().both().next(both);
                    request.fetch().last().next(last);
                    request.fetch().refused().next(burst.region().is(WindowRegion.NONE));
                    request.fetch().id().next(burst.id());
                    burst.word().next(mux(both, burst.word().add(2), burst.word().add(1)));
                    burst.len().next(mux(both, burst.len().sub(2), burst.len().sub(1)));
                });

        bursts.ready().assign(active.not().or(begins.and(last)));
        when(
                bursts.ready(),
                () -> {
                    active.next(bursts.valid());
                    burst.next(bursts.payload());
                });
    }
}
