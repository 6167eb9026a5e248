package org.jetstreamlan.nic.transmit;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.nic.buffer.BlockManager;

/// The channels that each pool may send to, of whatever station: from a first one to a last one, in LUT RAM. After `restart`, which takes 64 clocks, all.
///
/// Both carry a parity bit: where one is broken nothing is permitted. Latency 0 clocks from `pool` and `channel` to `permitted`.
final class SendRights extends Module {
    /// Bits of a channel.
    static final int CHANNEL_WIDTH = StationVci.STATION_LO;

    private final int pools;

    final Bool restart = input(bool());

    // Who wants to send where.
    final UInt pool = input(uint(BlockManager.POOL_WIDTH));
    final UInt channel = input(uint(CHANNEL_WIDTH));
    final Bool permitted = output(bool());

    /// It cannot be told.
    final Bool broken = output(bool());

    // Of `inspected`, by the host.
    final UInt inspected = input(uint(BlockManager.POOL_WIDTH));
    final Flow<UInt> setFirst = input(flow(uint(CHANNEL_WIDTH)));
    final Flow<UInt> setLast = input(flow(uint(CHANNEL_WIDTH)));
    final UInt first = output(uint(CHANNEL_WIDTH));
    final UInt last = output(uint(CHANNEL_WIDTH));

    private final Mem<Bits> firsts;
    private final Mem<Bits> lasts;

    SendRights(int pools) {
        this.pools = pools;
        super();
        this.firsts = mem(bits(CHANNEL_WIDTH + 1), pools, UNDEFINED);
        this.lasts = mem(bits(CHANNEL_WIDTH + 1), pools, UNDEFINED);
    }

    @Override
    protected String moduleName() {
        return "SendRights_p" + pools;
    }

    @Override
    protected void build() {
        var from = firsts.readAsync(pool);
        var to = lasts.readAsync(pool);
        var wrong = from.xorR().or(to.xorR());
        permitted.assign(all(channel.ge(number(from)), channel.le(number(to)), wrong.not()));
        broken.assign(wrong);
        first.assign(number(firsts.readAsync(inspected)));
        last.assign(number(lasts.readAsync(inspected)));

        var cleared = reg(uint(BlockManager.POOL_WIDTH), init(0));
        cleared.next(cleared.add(1));
        write(firsts, setFirst, cleared, num(0, CHANNEL_WIDTH));
        write(lasts, setLast, cleared, ones(CHANNEL_WIDTH).asUInt());
    }

    private static UInt number(Bits guarded) {
        return guarded.trunc(CHANNEL_WIDTH).asUInt();
    }

    private void write(Mem<Bits> of, Flow<UInt> set, UInt cleared, UInt all) {
        var value = mux(restart, all, set.payload()).asBits();
        when(
                restart.or(set.valid()),
                () -> of.write(mux(restart, cleared, inspected), cat(value.xorR(), value)));
    }
}
