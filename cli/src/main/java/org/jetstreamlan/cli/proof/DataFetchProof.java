package org.jetstreamlan.cli.proof;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.nic.clan.DataFetch;
import org.jetstreamlan.nic.clan.DataPiece;

/// [DataFetch] asks the bus for cells that hold a byte of the piece, all of them, once, and for nothing else; no burst crosses 4 KiB, and one that is offered stays.
/// Reduced: one piece of up to 1 KiB, so of up to 3 bursts, anywhere, however the bus stalls.
final class DataFetchProof extends Module {
    /// In which the longest piece is asked for, and a burst waits.
    static final int CLOCKS = 14;

    private static final int BYTES = 1_024;

    private static final int CELL_WIDTH = 62;

    private final DataPiece piece = input(DataPiece.TYPE);
    private final Bool comes = input(bool());
    private final Bool ready = input(bool());
    private final DataFetch fetch = child(new DataFetch());

    @Override
    protected void build() {
        var entered = reg(bool(), init(0));
        var next = reg(uint(CELL_WIDTH));
        var end = reg(uint(CELL_WIDTH));
        fetch.begin.assign(low());
        fetch.lane.assign(0);
        fetch.plain.assign(low());
        fetch.beat.valid().assign(0);
        fetch.beat.payload().data().assign(0);
        fetch.beat.payload().error().assign(0);
        fetch.beat.payload().last().assign(0);
        fetch.pieces.valid().assign(all(comes, entered.not()));
        fetch.pieces.payload().assign(piece);
        fetch.read.ready().assign(ready);
        assume(all(piece.bytes().ge(1), piece.bytes().le(BYTES)), "a short piece");
        var behind = piece.bus().zext(65).add(piece.bytes().zext(65));
        assume(behind.le(UInt.lit(1, 65).shl(64)), "its bytes have addresses");
        when(
                fetch.pieces.fire(),
                () -> {
                    entered.next(1);
                    next.next(piece.bus().slice(63, 3).asUInt().zext(CELL_WIDTH));
                    end.next(behind.add(7).slice(64, 3).asUInt());
                });

        var read = fetch.read;
        var first = read.payload().address().slice(63, 3).asUInt().zext(CELL_WIDTH);
        var count = read.payload().len().zext(CELL_WIDTH).add(1);
        var asks = read.valid();
        check(any(asks.not(), read.payload().address().trunc(3).eq(0)), "whole cells");
        check(any(asks.not(), all(entered, first.eq(next))), "each cell once, in order");
        check(any(asks.not(), first.add(count).le(end)), "no cell without a byte of the piece");
        var lastInPage = first.trunc(9).zext(10).add(read.payload().len().zext(10));
        check(any(asks.not(), lastInPage.bit(9).not()), "a burst stays within 4 KiB");
        when(read.fire(), () -> next.next(first.add(count)));

        var waits = reg(bool(), init(0));
        var offered = reg(bits(read.payload().width()));
        waits.next(all(asks, ready.not()));
        offered.next(read.payload().asBits());
        check(
                any(waits.not(), all(asks, read.payload().asBits().eq(offered))),
                "a burst that is offered stays");
    }
}
