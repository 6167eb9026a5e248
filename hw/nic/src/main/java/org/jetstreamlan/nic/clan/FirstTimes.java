package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Flow;

/// Says of a frame that leaves whether it does so for the first time: its number is then the next one that its endpoint has not given before. In the same clock.
public final class FirstTimes extends Module {
    private final int endpoints;

    public final Flow<SentFrame> leaves;
    public final Bool first = output(bool());

    /// The endpoint's numbers begin anew; taken where `isBegun`.
    public final Flow<UInt> begin;

    public final Bool isBegun = output(bool());

    private final Mem<UInt> newest;

    /// @param endpoints a power of two
    public FirstTimes(int endpoints) {
        this.endpoints = endpoints;
        int width = ClanParameters.numberWidth(endpoints);
        super();
        this.leaves = input(flow(SentFrame.type(width)));
        this.begin = input(flow(uint(width)));
        this.newest = mem(uint(Grant.SEQUENCE_WIDTH), endpoints, ReadUnderWrite.UNDEFINED);
    }

    @Override
    protected String moduleName() {
        return "FirstTimes_n" + endpoints;
    }

    @Override
    protected void build() {
        var frame = leaves.payload();
        var isFirst =
                all(leaves.valid(), newest.readAsync(frame.endpoint()).add(1).eq(frame.after()));
        first.assign(isFirst);
        isBegun.assign(isFirst.not());
        when(
                any(isFirst, begin.valid()),
                () ->
                        newest.write(
                                mux(isFirst, frame.endpoint(), begin.payload()),
                                mux(isFirst, frame.after(), num(0, Grant.SEQUENCE_WIDTH))));
    }
}
