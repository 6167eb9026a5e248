package org.jetstreamlan.nic;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.buffer.BlockManager;
import org.jetstreamlan.nic.buffer.PoolBlocks;
import org.jetstreamlan.nic.buffer.ReserveRequest;

/// Writes of POOL_RESERVE for the block manager: first the reserve for transmission, then that for received frames. What is written while `busy` is lost.
final class ReserveCommands extends Module {
    /// Clocks until what was taken has been done.
    private static final int SETTLING = 4;

    final Bool restart = input(bool());

    /// The pool that is selected, and its reserves as written.
    final UInt pool = input(uint(BlockManager.POOL_WIDTH));

    final Flow<PoolBlocks> written = input(flow(PoolBlocks.type(16)));
    final Stream<ReserveRequest> request = output(stream(ReserveRequest.TYPE));

    /// What was written is not done yet.
    final Bool busy = output(bool());

    @Override
    protected void build() {
        var transmit = reg(bool(), init(0));
        var receive = reg(bool(), init(0));
        var settling = reg(uint(3), init(0));
        var whose = reg(uint(BlockManager.POOL_WIDTH));
        var wanted = reg(PoolBlocks.type(16));
        var works = any(transmit, receive, settling.ne(0));
        when(settling.ne(0), () -> settling.next(settling.sub(1)));
        when(
                request.fire(),
                () -> {
                    transmit.next(0);
                    receive.next(transmit.and(receive));
                    settling.next(SETTLING);
                });
        when(
                written.valid().and(works.not()),
                () -> {
                    transmit.next(1);
                    receive.next(1);
                    whose.next(pool);
                    wanted.next(written.payload());
                });
        when(
                restart,
                () -> {
                    transmit.next(0);
                    receive.next(0);
                });
        request.valid().assign(transmit.or(receive));
        request.payload()
                .assign(
                        new ReserveRequest(
                                whose,
                                transmit,
                                mux(transmit, wanted.transmit(), wanted.receive())));
        busy.assign(works);
    }
}
