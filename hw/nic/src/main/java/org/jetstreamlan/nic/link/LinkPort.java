package org.jetstreamlan.nic.link;

import org.jetstreamlan.abi.LineFault;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.lib.clock.BitSynchronizer;
import org.jetstreamlan.nic.mac.Link;

/// All that stands between a SERDES of 40 bits and a 32 bit core: link words in the core's clock, the block's own, on one side; line bits, those that come in the clock that was
/// recovered from them, on the other.
///
/// ```
///            recovered clock                               core clock
/// lineIn ─► LineReceiver ──────────────► ElasticBuffer ─► received, events
///                └────────────────────► BitSynchronizer ─► locked
///                                    lineOut ◄─ LineEncoder ◄─ sent
/// ```
/// Latency in clocks: `lineIn` to `received` 11 to 14 at the start of a frame, of which the [ElasticBuffer] has 8 to 10; `sent` to `lineOut` 2.
///
/// Without word lock `received` is FILL; where lock is lost, one INVALID. From 2 clocks after reset on `lineOut` carries words, fill while `sent` is FILL, so that
/// the far end locks without an answer. What must hold: both resets are given together.
public final class LinkPort extends Module {
    private final ClockDomain recovered = clockDomain("recovered", ClockSpec.CORE);

    /// First on the line on top, at any phase.
    public final Bits lineIn = input(bits(LineWidth.CORE_32.bits()), recovered);

    public final Bits lineOut = output(bits(LineWidth.CORE_32.bits()));

    public final Link received = output(Link.TYPE);
    public final Link sent = input(Link.TYPE);
    public final Bool locked = output(bool());
    public final LinkEvents events = output(LinkEvents.TYPE);

    private final LineReceiver receiver = child(new LineReceiver(LineWidth.CORE_32), recovered);
    private final ElasticBuffer buffer =
            child(new ElasticBuffer(ElasticBuffer.RING), recovered, domain());
    private final LineEncoder encoder = child(new LineEncoder(LineWidth.CORE_32));
    private final BitSynchronizer lockSeen = child(new BitSynchronizer());

    private final Bool wasLocked = reg(bool(), init(0), recovered);

    @Override
    protected void build() {
        receiver.line.assign(lineIn);
        wasLocked.next(receiver.locked);
        lockSeen.in.assign(wasLocked);
        locked.assign(lockSeen.out);
        when(receiver.locked, () -> buffer.in.assign(receiver.links.at(0)))
                .elseWhen(
                        wasLocked,
                        () -> {
                            buffer.in.kind().assign(LinkWord.Kind.INVALID);
                            buffer.in.word().assign(LineFault.LOCK_LOST.ordinal());
                        })
                .otherwise(
                        () -> {
                            buffer.in.kind().assign(LinkWord.Kind.FILL);
                            buffer.in.word().assign(0);
                        });
        received.assign(buffer.out);

        encoder.links.at(0).assign(sent);
        lineOut.assign(encoder.line);

        var invalid = buffer.out.kind().is(LinkWord.Kind.INVALID);
        events.illegalCode().assign(invalid.and(is(LineFault.ILLEGAL_CODE)));
        events.flagMismatch().assign(invalid.and(is(LineFault.FLAG)));
        events.wrongHalves().assign(invalid.and(is(LineFault.HALVES)));
        events.lockLost().assign(invalid.and(is(LineFault.LOCK_LOST)));
        events.underflow().assign(buffer.underflow);
        events.overflow().assign(buffer.overflow);
    }

    private Bool is(LineFault fault) {
        return buffer.out.word().slice(1, 0).eq(fault.ordinal());
    }
}
