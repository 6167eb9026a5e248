package org.jetstreamlan.nic.transmit;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.buffer.BlockManager;
import org.jetstreamlan.nic.mac.MacConfig;
import org.jetstreamlan.nic.mac.TransmitRequest;

/// Says which class each frame is of: synchronous if its descriptor wants that, its pool's credit has room for it and SA has; else asynchronous.
/// A pool's credit is its share, full while the token is not here; a synchronous frame of n payload words takes n + 16 of it, as many as may go by of SA.
/// So what fits the credit fits what is left of SA, as long as the shares of all add up to no more than SA, whatever the others send.
///
/// ```
/// phase    READ          | COMPARE | OFFER ...      | READ
/// in       the credit    |         |                | the next one
/// out                              | valid until taken: the credit is less
/// charged  of each pool: it has sent since the token came; else its share is what it has
/// ```
/// What has been decided stays: a frame whose pool has no credit left does not wait, since others wait behind it. Shares are 0 after `restart`,
/// which takes 64 clocks; shares and credits carry parity, and where it is wrong the frame is asynchronous. Latency 2 clocks.
final class SynchronousShares extends Module {
    /// Beyond its payload.
    private static final int FRAMING_WORDS = Registers.SYNCHRONOUS_FRAMING_WORDS;

    private static final int TIME = MacConfig.TIME;

    /// Where the request stands.
    enum Phase {
        READ,
        COMPARE,
        OFFER
    }

    private final int pools;

    final Bool restart = input(bool());
    final Stream<PoolRequest> in = input(stream(PoolRequest.TYPE));
    final Stream<TransmitRequest> out = output(stream(TransmitRequest.TYPE));

    /// SA.
    final UInt allocation = input(uint(TIME));

    /// The token is here.
    final Bool holding = input(bool());

    // Of `inspected`, by the host.
    final UInt inspected = input(uint(BlockManager.POOL_WIDTH));
    final Flow<UInt> set = input(flow(uint(TIME)));
    final UInt share = output(uint(TIME));

    private final Mem<Bits> shares;
    private final Mem<Bits> credits;
    private final Bits charged;
    private final Enumerated<Phase> phase = reg(enumerated(Phase.class), Phase.READ);
    private final Bits left = reg(bits(TIME + 1));
    private final UInt needed = reg(uint(TIME));
    private final Bool synchronous = reg(bool());

    SynchronousShares(int pools) {
        this.pools = pools;
        super();
        this.shares = mem(bits(TIME + 1), pools, UNDEFINED);
        this.credits = mem(bits(TIME + 1), pools, UNDEFINED);
        this.charged = reg(bits(1 << BlockManager.POOL_WIDTH), init(0));
    }

    @Override
    protected String moduleName() {
        return "SynchronousShares_p" + pools;
    }

    @Override
    protected void build() {
        var asked = in.payload();
        var pool = asked.pool();
        out.payload().payloadWords().assign(asked.frame().payloadWords());
        out.payload().atm().assign(asked.frame().atm());
        out.payload().insertCrc().assign(asked.frame().insertCrc());
        out.payload().synchronous().assign(synchronous);
        out.valid().assign(in.valid().and(phase.is(Phase.OFFER)));
        in.ready().assign(out.ready().and(phase.is(Phase.OFFER)));

        var mask = lit(1, charged.width()).shl(pool);
        var hasSent = charged.and(mask).orR();
        when(
                phase.is(Phase.READ),
                () -> {
                    left.next(mux(hasSent, credits.readAsync(pool), shares.readAsync(pool)));
                    needed.next(asked.frame().payloadWords().zext(TIME).add(FRAMING_WORDS));
                    when(in.valid(), () -> phase.next(Phase.COMPARE));
                });
        var credit = left.trunc(TIME).asUInt();
        var room = all(needed.le(credit), left.xorR().not(), needed.le(allocation));
        when(
                phase.is(Phase.COMPARE),
                () -> {
                    synchronous.next(room.and(asked.frame().synchronous()));
                    phase.next(Phase.OFFER);
                });
        var charges = out.fire().and(synchronous);
        var rest = credit.sub(needed).asBits();
        when(
                charges,
                () -> {
                    credits.write(pool, guarded(rest));
                    charged.next(charged.or(mask));
                });
        when(out.fire(), () -> phase.next(Phase.READ));
        when(holding.not(), () -> charged.next(0));
        when(restart, () -> phase.next(Phase.READ));
        share.assign(shares.readAsync(inspected).trunc(TIME).asUInt());
        set();
    }

    private void set() {
        var cleared = reg(uint(BlockManager.POOL_WIDTH), init(0));
        cleared.next(cleared.add(1));
        var value = mux(restart, zeros(TIME), set.payload().asBits());
        when(
                restart.or(set.valid()),
                () -> shares.write(mux(restart, cleared, inspected), guarded(value)));
    }

    private static Bits guarded(Bits value) {
        return cat(value.xorR(), value);
    }
}
