package org.jetstreamlan.nic.transmit;

import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.nic.buffer.RingWrite;
import org.jetstreamlan.nic.mac.Completed;

/// Writes the completions, in the order of the descriptors: refused ones at once, the others when the MAC says what became of them.
///
/// ```
/// awaited   cookies, in descriptor order ──┐
/// started   access delays, one a START ────┼── completion ring entry, producer
/// read      blocks are not needed any more ┤
/// completed what the MAC says, in order ───┘
/// ```
/// A frame that was cut on the ring comes back while its end is still being sent: its completion waits until the last payload word has left the
/// blocks, since the host may give them to another frame then. One completion in 2 clocks; latency from `completed` 4 clocks. No input has back-pressure: the MAC has at most 63 frames on the ring, and
/// `awaitedRoom` tells the reader when to wait. A slot is always free, see [DescriptorReader].
final class CompletionWriter extends Module {
    /// Descriptors without completion: what the ring holds, and what is read ahead.
    private static final int AWAITED = 128;

    /// Frames on the ring, rounded up.
    private static final int ON_RING = 64;

    private final int slotWidth;

    final Bool restart = input(bool());
    final Flow<AwaitedCompletion> awaited = input(flow(AwaitedCompletion.TYPE));
    final Bool awaitedRoom = output(bool());

    /// A frame starts; its access delay in clocks.
    final Flow<UInt> started = input(flow(uint(32)));

    /// The MAC takes the last payload word of a frame.
    final Bool read = input(bool());

    final Flow<Completed> completed = input(flow(Completed.TYPE));

    /// Core clocks, low 32 bits.
    final UInt now = input(uint(32));

    final Flow<RingWrite> ringWrite;

    /// Completions below this index are written.
    final UInt producer = output(uint(16));

    /// A completion that says INVALID is written.
    final Bool refused = output(bool());

    private final Fifo<AwaitedCompletion> awaitedFrames =
            child(new Fifo<>(AwaitedCompletion.TYPE, AWAITED, Fifo.Storage.BLOCK));
    private final Fifo<UInt> delays = child(new Fifo<>(uint(32), ON_RING, Fifo.Storage.BLOCK));
    private final Fifo<Completed> results =
            child(new Fifo<>(Completed.TYPE, ON_RING, Fifo.Storage.BLOCK));

    private final UInt index = reg(uint(16), init(0));

    /// Frames without completion that have been read whole.
    private final UInt whole = reg(uint(7), init(0));

    // Frames on the ring, and how many of them are from before a restart.
    private final UInt onRing = reg(uint(7), init(0));
    private final UInt forgotten = reg(uint(7), init(0));

    /// @param slotWidth log2 of the completion ring
    CompletionWriter(int slotWidth) {
        this.slotWidth = slotWidth;
        super();
        this.ringWrite = output(flow(RingWrite.type(slotWidth)));
    }

    @Override
    protected String moduleName() {
        return "CompletionWriter_s" + slotWidth;
    }

    @Override
    protected void build() {
        awaitedRoom.assign(awaitedFrames.in.ready());
        awaitedFrames.in.valid().assign(awaited.valid());
        awaitedFrames.in.payload().assign(awaited.payload());
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
        // Looked at in one clock, written in the next: block RAM to block RAM takes a clock of its
        // own.
        var writes = reg(bool(), init(0));
        var writesSent = reg(bool(), init(0));
        writes.next(all(writes.not(), frame.valid(), invalid.or(sent)));
        writesSent.next(writes.not().and(sent));
        frame.ready().assign(writes.or(restart));
        results.out.ready().assign(writesSent.or(restart));
        delays.out.ready().assign(writesSent.or(restart));

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
        ringWrite.valid().assign(writes.and(restart.not()));
        ringWrite.payload().slot().assign(index.trunc(slotWidth));
        ringWrite
                .payload()
                .entry()
                .assign(cat(now, delay, word1.zext(32), frame.payload().cookie()));
        producer.assign(index);
        refused.assign(all(writes, writesSent.not(), restart.not()));
        when(writes, () -> index.next(index.add(1)));
        when(read.and(writesSent.not()), () -> whole.next(whole.add(1)));
        when(writesSent.and(read.not()), () -> whole.next(whole.sub(1)));
        when(
                restart,
                () -> {
                    index.next(0);
                    whole.next(0);
                    writes.next(0);
                    writesSent.next(0);
                });
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
