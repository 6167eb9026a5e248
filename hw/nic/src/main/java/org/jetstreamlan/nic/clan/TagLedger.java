package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.mac.Completed;

/// Remembers whose frames are out, in their order, which is the one in which the MAC says how they ended.
///
/// A completion goes to the pools in the clock in which it comes; one of CLAN's waits here, with the frame that it is of, until the scheduler takes it. No frame
/// has an end before it was taken, and at most 63 are out, so all have their place. It is in step with the MAC and has no restart.
public final class TagLedger extends Module {
    private final int endpointWidth;

    /// The MAC takes a frame of CLAN's, or of the pools'.
    public final Bool taken = input(bool());

    public final Bool clan = input(bool());
    public final SentFrame frame;
    public final Flow<Completed> completed = input(flow(Completed.TYPE));

    /// Those of the pools.
    public final Flow<Completed> pools = output(flow(Completed.TYPE));

    /// A frame of CLAN's has ended, and how: with A and C, without N.
    public final Stream<SentFrame> ended;

    public final Bool good = output(bool());

    /// A frame of CLAN's is out, or its end waits.
    public final Bool busy = output(bool());

    private final Fifo<Bool> owners = child(new Fifo<>(bool(), Header.TAGS, Fifo.Storage.LUT));
    private final Fifo<SentFrame> frames;
    private final Fifo<Bool> ends = child(new Fifo<>(bool(), Header.TAGS, Fifo.Storage.LUT));

    /// @param endpointWidth bits of an endpoint's number
    public TagLedger(int endpointWidth) {
        this.endpointWidth = endpointWidth;
        super();
        this.frame = input(SentFrame.type(endpointWidth));
        this.ended = output(stream(SentFrame.type(endpointWidth)));
        this.frames =
                child(
                        new Fifo<>(
                                SentFrame.type(endpointWidth),
                                2 * Header.TAGS,
                                Fifo.Storage.BLOCK));
    }

    @Override
    protected String moduleName() {
        return "TagLedger_e" + endpointWidth;
    }

    @Override
    protected void build() {
        owners.in.valid().assign(taken);
        owners.in.payload().assign(clan);
        frames.in.valid().assign(taken.and(clan));
        frames.in.payload().assign(frame);

        var ours = owners.out.payload();
        owners.out.ready().assign(completed.valid());
        pools.valid().assign(completed.valid().and(ours.not()));
        pools.payload().assign(completed.payload());

        var status = completed.payload().status();
        int accepted = FrameStatus.ACCEPTED.bits() & 0x3F;
        ends.in.valid().assign(completed.valid().and(ours));
        ends.in
                .payload()
                .assign(
                        all(
                                completed.payload().result().is(CompletionResult.RETURNED),
                                status.slice(5, 0).eq(accepted)));
        var both = all(ends.out.valid(), frames.out.valid());
        ended.valid().assign(both);
        ended.payload().assign(frames.out.payload());
        good.assign(ends.out.payload());
        var moves = ended.fire();
        ends.out.ready().assign(moves);
        frames.out.ready().assign(moves);
        busy.assign(frames.level.ne(0));
        when(taken.and(clan), () -> check(frames.in.ready(), "a frame has its place"));
        when(completed.valid().and(ours), () -> check(ends.in.ready(), "an end has its place"));
        when(completed.valid(), () -> check(owners.out.valid(), "what ends has been taken"));
    }
}
