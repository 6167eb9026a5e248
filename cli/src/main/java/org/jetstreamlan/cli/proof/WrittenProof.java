package org.jetstreamlan.cli.proof;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.nic.clan.ClanWriter;
import org.jetstreamlan.nic.clan.TakenFrame;

/// [ClanWriter] says of no frame that it is written before the bus has answered its last burst and all before it, and of none well that the bus has refused: what tripwires, events and
/// replies come behind. With any frames, stalls of the bus, of who listens and of who breaks, and any answers. Reduced: 2 endpoints, frames of up to 2 cells, so of
/// one burst.
final class WrittenProof extends Module {
    private static final int COUNT = 4;
    private static final int BYTES = 16;

    private final TakenFrame frame = input(TakenFrame.type(1));
    private final Bool comes = input(bool());
    private final Bits data = input(bits(64));
    private final Bool there = input(bool());
    private final Bool takes = input(bool());
    private final Flow<Bool> answer = input(flow(bool()));
    private final Bool listens = input(bool());
    private final Bool breaks = input(bool());

    private final ClanWriter writer = child(new ClanWriter(2));

    // Bursts that have ended, that were answered, and of frames that were told as written.
    private final UInt ended = reg(uint(COUNT), init(0));
    private final UInt answered = reg(uint(COUNT), init(0));
    private final UInt told = reg(uint(COUNT), init(0));

    /// Of the answers, one bit a burst: refused.
    private final Bits refusals = reg(bits(1 << COUNT), init(0));

    @Override
    protected void build() {
        writer.frames.valid().assign(comes);
        writer.frames.payload().assign(frame);
        writer.cells.valid().assign(there);
        writer.cells.payload().cell().assign(data);
        writer.cells.payload().broken().assign(0);
        writer.write.ready().assign(takes);
        writer.done.assign(answer);
        writer.setUp.valid().assign(0);
        writer.setUp.payload().assign(0);
        writer.answered.ready().assign(listens);
        writer.broken.ready().assign(breaks);
        assume(frame.bytes().gt(0).and(frame.bytes().le(BYTES)), "short frames");
        var lane = frame.bus().trunc(3).zext(13);
        assume(frame.bytes().add(lane).le(BYTES), "of one burst");
        stays();

        var ends = all(writer.write.fire(), writer.write.payload().last());
        when(ends, () -> ended.next(ended.add(1)));
        assume(any(answer.valid().not(), ended.ne(answered)), "an answer comes behind its burst");
        assume(ended.lt(ones(COUNT).asUInt()), "before the count wraps");
        when(
                answer.valid(),
                () -> {
                    answered.next(answered.add(1));
                    refusals.next(
                            refusals.or(
                                    mux(
                                            answer.payload(),
                                            lit(1, 1 << COUNT).shl(answered),
                                            zeros(1 << COUNT))));
                });

        var tells = all(writer.answered.valid(), listens);
        var well = all(writer.answered.valid(), writer.lost.not());
        check(any(well.not(), told.ne(answered)), "a frame that is written has its answer");
        check(any(well.not(), refusals.bit(told).not()), "a frame that was refused is not written");
        // Those that were thrown away had no burst.
        var thrown = all(writer.lost, any(told.eq(answered), refusals.bit(told).not()));
        when(all(tells, thrown.not()), () -> told.next(told.add(1)));
    }

    private void stays() {
        var waited = reg(bool(), init(0));
        var before = reg(TakenFrame.type(1));
        waited.next(all(comes, writer.frames.ready().not()));
        before.next(frame);
        assume(waited.not().or(all(comes, frame.asBits().eq(before.asBits()))), "a frame stays");
        var cellWaited = reg(bool(), init(0));
        var cell = reg(bits(64));
        cellWaited.next(all(there, writer.cells.ready().not()));
        cell.next(data);
        assume(cellWaited.not().or(all(there, data.eq(cell))), "a cell stays");
    }
}
