package org.jetstreamlan.nic.transmit;

import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.mac.Completed;
import org.jetstreamlan.nic.master.RingWriter;

/// Makes the completions, in the order of the descriptors: refused ones at once, the others when the MAC says what became of them.
///
/// ```
/// awaited   cookies, in descriptor order ──┐
/// started   access delays, one a START ────┼── entry
/// read      blocks are not needed any more ┤
/// completed what the MAC says, in order ───┘
/// ```
/// A frame that was cut on the ring comes back while its end is still being sent: its completion waits until the last payload word has left the
/// blocks, since the host may give them to another frame then. Latency from `completed` 4 clocks; the next completion 2 clocks behind the one that was taken. No input has back-pressure:
/// `startRoom` and `awaitedRoom` tell before when to wait. A slot is always free, see [org.jetstreamlan.nic.master.RingReader].
final class CompletionWriter extends Module {
    /// Descriptors without completion: what the ring holds, and what is read ahead.
    private static final int AWAITED = 128;

    /// Frames that have started and have no completion: at most 63 on the ring, and some whose completion waits for the host's bus.
    private static final int STARTED = 64;

    final Bool restart = input(bool());
    final Flow<AwaitedCompletion> awaited = input(flow(AwaitedCompletion.TYPE));
    final Bool awaitedRoom = output(bool());

    /// A frame starts; its access delay in clocks.
    final Flow<UInt> started = input(flow(uint(32)));

    /// Another may start.
    final Bool startRoom = output(bool());

    /// The MAC takes the last payload word of the frame that started last.
    final Flow<ReadFrame> read = input(flow(ReadFrame.TYPE));

    final Flow<Completed> completed = input(flow(Completed.TYPE));

    /// Core clocks.
    final UInt now = input(uint(64));

    /// Words 0..6 of a [org.jetstreamlan.abi.Completion].
    final Stream<Bits> entry = output(stream(bits(RingWriter.ENTRY_BITS)));

    /// A completion that says INVALID is taken.
    final Bool refused = output(bool());

    /// Something is still to be taken, or with `restart`, to be forgotten.
    final Bool busy = output(bool());

    private final Fifo<AwaitedCompletion> awaitedFrames =
            child(new Fifo<>(AwaitedCompletion.TYPE, AWAITED, Fifo.Storage.BLOCK));
    private final Fifo<SentFrame> frames =
            child(new Fifo<>(SentFrame.TYPE, STARTED, Fifo.Storage.BLOCK));
    private final Fifo<Completed> results =
            child(new Fifo<>(Completed.TYPE, STARTED, Fifo.Storage.BLOCK));

    // Frames on the ring, and how many of them are from before a restart.
    private final UInt onRing = reg(uint(7), init(0));
    private final UInt forgotten = reg(uint(7), init(0));

    @Override
    protected void build() {
        awaitedRoom.assign(awaitedFrames.in.ready());
        awaitedFrames.in.valid().assign(awaited.valid());
        awaitedFrames.in.payload().assign(awaited.payload());
        // One frame at most has started and is not read yet.
        startRoom.assign(frames.in.ready());
        var delayed = reg(uint(32));
        when(started.valid(), () -> delayed.next(started.payload()));
        frames.in.valid().assign(read.valid());
        frames.in.payload().read().assign(read.payload());
        frames.in.payload().delay().assign(delayed);
        results.in.valid().assign(completed.valid().and(forgotten.eq(0)));
        results.in.payload().assign(completed.payload());
        countOnRing();

        var frame = awaitedFrames.out;
        var ended = results.out.stage();
        var invalid = frame.payload().refused();
        var sent = all(frame.valid(), invalid.not(), ended.valid(), frames.out.valid());
        // Found in one clock, offered from the next on: what has been offered stays, with
        // `restart`, too.
        var offers = reg(bool(), init(0));
        var offersSent = reg(bool(), init(0));
        var found = reg(uint(64));
        when(
                        offers.not(),
                        () -> {
                            offers.next(all(frame.valid(), invalid.or(sent), restart.not()));
                            offersSent.next(sent);
                            found.next(now);
                        })
                .elseWhen(entry.ready(), () -> offers.next(0));
        var leaves = entry.fire();
        var leavesSent = leaves.and(offersSent);
        var forgets = restart.and(offers.not());
        frame.ready().assign(leaves.or(forgets));
        ended.ready().assign(leavesSent.or(forgets));
        frames.out.ready().assign(leavesSent.or(forgets));
        busy.assign(
                any(offers, frame.valid(), results.out.valid(), ended.valid(), frames.out.valid()));

        var result = ended.payload();
        var read = frames.out.payload().read();
        var foreign = mux(invalid, frame.payload().broken().not(), read.foreign());
        var broken = mux(invalid, frame.payload().broken(), read.broken());
        var code =
                mux(
                        foreign,
                        lit(CompletionResult.INVALID.ordinal(), 4),
                        mux(
                                broken,
                                lit(CompletionResult.MEMORY_ERROR.ordinal(), 4),
                                result.result().asBits().zext(4)));
        var word1 =
                cat(
                        code,
                        zeros(2),
                        mask(result.tag().asBits(), invalid),
                        mask(result.status(), invalid));
        var delay = mask(frames.out.payload().delay().asBits(), invalid);
        entry.valid().assign(offers);
        entry.payload()
                .assign(
                        cat(
                                zeros(32),
                                found.slice(63, 32),
                                zeros(32),
                                found.slice(31, 0),
                                delay,
                                word1.zext(32),
                                frame.payload().cookie()));
        refused.assign(all(leaves, foreign, restart.not()));
    }

    /// 0 where nothing was sent.
    private static Bits mask(Bits bits, Bool invalid) {
        return mux(invalid, zeros(bits.width()), bits);
    }

    private void countOnRing() {
        when(started.valid().and(completed.valid().not()), () -> onRing.next(onRing.add(1)));
        when(completed.valid().and(started.valid().not()), () -> onRing.next(onRing.sub(1)));
        when(completed.valid().and(forgotten.ne(0)), () -> forgotten.next(forgotten.sub(1)));
        when(restart, () -> forgotten.next(mux(completed.valid(), onRing.sub(1), onRing)));
    }
}
