package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.master.ReadBeat;

/// Makes the cells of a frame of the beats of its pieces: each byte goes to the lane of its remote address, the pieces side by side. Lanes in front of the
/// first byte and behind the last are 0, whatever the host's memory has there.
///
/// ```
/// lane 5, pieces of 4 bytes from byte 2 and of 9 from byte 0
/// beats   |- - a b c d - -|e f g h i j k l|m - - - - - - -|
/// cells   |0 0 0 0 0 a b c|d e f g h i j k|l m 0 0 0 0 0 0|
/// ```
/// A beat is turned by the distance of its lanes; what does not fill the cell waits for the next one. Latency 2 clocks from a beat to the cell that it fills, and a
/// clock for what is left at the end; a beat a clock, none of which it can stall.
final class Aligner extends Module {
    private static final int LANES = StoreQueue.CELL_BYTES;
    private static final int LANE_WIDTH = 3;
    private static final int BYTES_WIDTH = FrameHead.BYTES_WIDTH;
    private static final int PIECES = 2;

    /// A frame begins, at this lane.
    final Bool begin = input(bool());

    final UInt lane = input(uint(LANE_WIDTH));

    /// The pieces that beats will come of.
    final Stream<DataPiece> pieces = input(stream(DataPiece.TYPE));

    final Flow<ReadBeat> beat = input(flow(ReadBeat.type(StoreQueue.CELL_BITS)));
    final Flow<Bits> cell = output(flow(bits(StoreQueue.CELL_BITS)));

    /// All pieces that were entered have come.
    final Bool empty = output(bool());

    /// The last cell of the frame is out, or goes out in this clock.
    final Bool done = output(bool());

    /// The bus has refused a beat since `begin`.
    final Bool failed = output(bool());

    private final Fifo<UInt> waiting =
            child(new Fifo<>(uint(LANE_WIDTH + BYTES_WIDTH + 1), PIECES, Fifo.Storage.LUT));

    @Override
    protected void build() {
        pieces.ready().assign(waiting.in.ready());
        waiting.in.valid().assign(pieces.valid());
        var piece = pieces.payload();
        waiting.in
                .payload()
                .assign(cat(piece.last(), piece.bytes(), piece.bus().trunc(LANE_WIDTH)).asUInt());
        empty.assign(waiting.out.valid().not());

        // The beat: from which byte on, how many, and to which lane.
        var head = waiting.out.payload();
        var fresh = reg(bool(), init(1));
        var rest = reg(uint(BYTES_WIDTH));
        var at = reg(uint(LANE_WIDTH));
        var comes = beat.valid();
        var from = mux(fresh, head.trunc(LANE_WIDTH), num(0, LANE_WIDTH));
        var left = mux(fresh, head.slice(LANE_WIDTH + BYTES_WIDTH - 1, LANE_WIDTH).asUInt(), rest);
        var most = num(LANES, LANE_WIDTH + 1).sub(from.zext(LANE_WIDTH + 1));
        var ends = left.le(most.zext(BYTES_WIDTH));
        var count = mux(ends, left.trunc(LANE_WIDTH + 1), most);
        var reached = at.zext(LANE_WIDTH + 1).add(count);
        var isLast = ends.and(head.bit(LANE_WIDTH + BYTES_WIDTH));
        waiting.out.ready().assign(comes.and(ends));
        when(
                comes,
                () -> {
                    fresh.next(ends);
                    rest.next(left.sub(most.zext(BYTES_WIDTH)));
                    at.next(reached.trunc(LANE_WIDTH));
                });

        // Turned
        var turned = reg(bits(StoreQueue.CELL_BITS));
        var there = reg(bool(), init(0));
        var behind = reg(uint(LANE_WIDTH));
        var fills = reg(bool());
        var closes = reg(bool());
        var leaves = reg(bool());
        there.next(comes);
        turned.next(turned(beat.payload().data(), at.sub(from)));
        behind.next(at);
        fills.next(reached.bit(LANE_WIDTH));
        closes.next(isLast);
        leaves.next(reached.trunc(LANE_WIDTH).ne(0));

        // Joined with what waits
        var before = reg(bits(StoreQueue.CELL_BITS));
        var flushes = reg(bool(), init(0));
        var over = reg(bool(), init(0));
        var joined = new Bits[LANES];
        for (int i = 0; i < LANES; i++) {
            var old = mux(flushes, at.gt(i), behind.gt(i));
            var now = mux(flushes, zeros(8), lane(turned, i));
            joined[LANES - 1 - i] = mux(old, lane(before, i), now);
        }
        var whole = cat(joined);
        when(there, () -> before.next(mux(fills, turned, whole)));
        flushes.next(all(there, closes, leaves));
        when(any(flushes, all(there, closes, leaves.not())), () -> over.next(1));
        var out = reg(bits(StoreQueue.CELL_BITS));
        var goes = reg(bool(), init(0));
        out.next(whole);
        goes.next(any(flushes, all(there, fills)));
        cell.valid().assign(goes);
        cell.payload().assign(out);
        done.assign(over);

        var refused = reg(bool(), init(0));
        when(comes.and(beat.payload().error()), () -> refused.next(1));
        failed.assign(refused);
        when(
                begin,
                () -> {
                    at.next(lane);
                    before.next(zeros(StoreQueue.CELL_BITS));
                    over.next(0);
                    refused.next(0);
                });
        when(comes, () -> assume(waiting.out.valid(), "a beat belongs to a piece"));
    }

    private static Bits lane(Bits cell, int i) {
        return cell.slice(8 * i + 7, 8 * i);
    }

    /// Byte i at i + `by`, modulo 8.
    private static Bits turned(Bits beat, UInt by) {
        var turned = beat;
        for (int i = 0; i < LANE_WIDTH; i++) {
            int bits = 8 << i;
            var further = cat(turned.slice(63 - bits, 0), turned.slice(63, 64 - bits));
            turned = mux(by.bit(i), further, turned);
        }
        return turned;
    }
}
