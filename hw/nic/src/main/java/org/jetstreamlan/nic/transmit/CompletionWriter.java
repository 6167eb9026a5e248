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

    /// The MAC takes the last payload word of a frame.
    final Bool read = input(bool());

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
    private final Fifo<UInt> delays = child(new Fifo<>(uint(32), STARTED, Fifo.Storage.BLOCK));
    private final Fifo<Completed> results =
            child(new Fifo<>(Completed.TYPE, STARTED, Fifo.Storage.BLOCK));

    /// Frames without completion that have been read whole.
    private final UInt whole = reg(uint(7), init(0));

    // Frames on the ring, and how many of them are from before a restart.
    private final UInt onRing = reg(uint(7), init(0));
    private final UInt forgotten = reg(uint(7), init(0));

    @Override
    protected void build() {
        awaitedRoom.assign(awaitedFrames.in.ready());
        awaitedFrames.in.valid().assign(awaited.valid());
        awaitedFrames.in.payload().assign(awaited.payload());
        startRoom.assign(delays.in.ready());
        delays.in.valid().assign(started.valid());
        delays.in.payload().assign(started.payload());
        results.in.valid().assign(completed.valid().and(forgotten.eq(0)));
        results.in.payload().assign(completed.payload());
        countOnRing();

        var frame = awaitedFrames.out;
        var invalid = frame.payload().refused();
        var sent =
                all(
                        frame.valid(),
                        invalid.not(),
                        results.out.valid(),
                        delays.out.valid(),
                        whole.ne(0));
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
        results.out.ready().assign(leavesSent.or(forgets));
        delays.out.ready().assign(leavesSent.or(forgets));
        busy.assign(any(offers, frame.valid(), results.out.valid(), delays.out.valid()));

        var result = results.out.payload();
        var code =
                mux(
                        invalid,
                        lit(CompletionResult.INVALID.ordinal(), 4),
                        result.result().asBits().zext(4));
        var word1 =
                cat(
                        code,
                        zeros(2),
                        mask(result.tag().asBits(), invalid),
                        mask(result.status(), invalid));
        var delay = mask(delays.out.payload().asBits(), invalid);
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
        refused.assign(all(leaves, offersSent.not(), restart.not()));
        when(read.and(leavesSent.not()), () -> whole.next(whole.add(1)));
        when(leavesSent.and(read.not()), () -> whole.next(whole.sub(1)));
        when(restart, () -> whole.next(0));
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
