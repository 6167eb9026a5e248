package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Flow;

/// Gives each frame its tag and says, in order, how each one ended.
///
/// ```
///  tags, modulo 64
///  ──────┬───────────────────┬──────────────────────┬──────
///        │ ended, completion │     out on the ring  │
///      oldest   to be told  expected               next
/// ```
/// A frame that comes back with a tag in [expected, next) ends all before it as lost; so does, up to `next`, this
/// station's MARK, or a token, which is always behind it. Any other tag is an echo and is ignored. The
/// ends wait in a queue of 16, told one a clock: one return can make 62 completions, and frames come back at most one every 17
/// clocks. Should the queue be full all the same, the frame is not queued and ends as lost with the next.
///
/// Latency from `returned` to `completed` 2 clocks when nothing waits; a completion each clock.
public final class TagTracker extends Module {
    private static final int DEPTH = 16;

    /// Entries kept for marks, which may not be forgotten.
    private static final int RESERVED = 4;

    /// A frame with tag `tag` goes out.
    public final Bool started = input(bool());

    public final UInt tag = output(uint(6));

    /// Fewer than 63 frames have no completion.
    public final Bool windowOpen = output(bool());

    /// This station's MARK goes out.
    public final Bool markSent = input(bool());

    public final Flow<ReturnedFrame> returned = input(flow(ReturnedFrame.TYPE));
    public final Bool markReturned = input(bool());
    public final Bool tokenArrived = input(bool());

    /// Ends all that is out as aborted; nothing starts meanwhile.
    public final Bool cancel = input(bool());

    public final Flow<Completed> completed = output(flow(Completed.TYPE));
    public final Bool returnedGoodEvent = output(bool());
    public final Bool returnedBadEvent = output(bool());
    public final Bool lostEvent = output(bool());

    private final UInt next = reg(uint(6), init(0));
    private final UInt expected = reg(uint(6), init(0));
    private final UInt oldest = reg(uint(6), init(0));
    private final Bool markOut = reg(bool(), init(0));
    private final Bool open = reg(bool(), init(1));

    private final Mem<QueuedEnd> queue = mem(QueuedEnd.TYPE, DEPTH, ReadUnderWrite.UNDEFINED);
    private final UInt written = reg(uint(5), init(0));
    private final UInt read = reg(uint(5), init(0));
    private final Flow<Completed> told = reg(flow(Completed.TYPE), init(0));

    @Override
    protected void build() {
        when(started, () -> next.next(next.add(1)));
        tag.assign(next);
        open.next(next.sub(oldest).lt(Header.TAGS - 1));
        windowOpen.assign(open);
        when(markSent, () -> markOut.next(true))
                .elseWhen(markReturned.or(tokenArrived), () -> markOut.next(false));

        collect();
        tell();
        completed.assign(told);
        events();
    }

    private void collect() {
        var end = wire(QueuedEnd.TYPE);
        var push = wire(bool());
        var waiting = written.sub(read);
        var out = next.sub(expected);
        var place = returned.payload().tag().sub(expected);
        var room = waiting.lt(DEPTH - RESERVED);
        var isOut = all(returned.valid(), place.lt(out), room);
        var passed = any(tokenArrived, markReturned.and(markOut));
        var something = out.ne(0);

        end.status().assign(returned.payload().status());
        end.returned().assign(returned.valid());
        end.tag().assign(mux(returned.valid(), returned.payload().tag(), next));
        end.aborted().assign(passed.not());
        push.assign(low());
        when(
                        returned.valid(),
                        () -> {
                            push.assign(isOut);
                            end.aborted().assign(low());
                            when(isOut, () -> expected.next(returned.payload().tag().add(1)));
                        })
                .elseWhen(
                        something.and(passed.or(cancel)),
                        () -> {
                            push.assign(high());
                            expected.next(next);
                        });
        when(
                push,
                () -> {
                    queue.write(written.trunc(4), end);
                    written.next(written.add(1));
                });
    }

    private void tell() {
        var head = queue.readAsync(read.trunc(4));
        var reached = oldest.eq(head.tag());
        var waits = written.ne(read);
        var ends = waits.and(reached.not().or(head.returned()));
        told.valid().next(ends);
        told.payload().tag().next(oldest);
        told.payload().status().next(mux(reached, head.status(), zeros(8)));
        told.payload()
                .result()
                .next(
                        mux(
                                reached,
                                constant(CompletionResult.RETURNED),
                                mux(
                                        head.aborted(),
                                        constant(CompletionResult.ABORTED),
                                        constant(CompletionResult.LOST))));
        when(ends, () -> oldest.next(oldest.add(1)));
        when(waits.and(reached), () -> read.next(read.add(1)));
    }

    private void events() {
        var status = told.payload().status();
        var accepted = FrameStatus.ACCEPTED.bits() & 0x3F;
        var good = status.slice(5, 0).eq(accepted).and(status.bit(7).xor(status.bit(6)));
        var came = told.valid().and(told.payload().result().is(CompletionResult.RETURNED));
        returnedGoodEvent.assign(came.and(good));
        returnedBadEvent.assign(came.and(good.not()));
        lostEvent.assign(told.valid().and(told.payload().result().is(CompletionResult.LOST)));
    }
}
