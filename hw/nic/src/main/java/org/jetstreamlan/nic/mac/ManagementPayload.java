package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.ManagementFrame;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// The payload of the monitor's management frames, word by word; the transmitter puts the CRC in place of the
/// last. Layout: [ManagementFrame].
///
/// `word` is there at once; `next` takes it.
public final class ManagementPayload extends Module {
    /// From the first word on.
    public final Bool start = input(bool());

    public final Bool next = input(bool());

    /// CONFIRM, else ID.
    public final Bool confirm = input(bool());

    public final UInt stations = input(uint(7));
    public final Bits epoch = input(bits(6));
    public final UInt ttrt = input(uint(32));
    public final Bits address = input(bits(48));

    public final Bits word = output(bits(32));

    private final UInt index = reg(uint(4), init(0));

    @Override
    protected void build() {
        when(start, () -> index.next(0)).elseWhen(next, () -> index.next(index.add(1)));

        var operation =
                mux(
                        confirm,
                        lit(ManagementFrame.Operation.CONFIRM.ordinal(), 8),
                        lit(ManagementFrame.Operation.ID.ordinal(), 8));
        var count = mux(confirm, stations, num(0, 7)).zext(8);
        word.assign(0);
        select(index)
                .is(0, () -> word.assign(cat(operation, count, zeros(16))))
                .is(1, () -> word.assign(epoch.zext(32)))
                .is(2, () -> word.assign(ttrt.asBits()))
                .is(3, () -> word.assign(Frame.PAYLOAD_WORDS_MAXIMUM))
                .is(4, () -> word.assign(address.slice(47, 32).zext(32)))
                .is(5, () -> word.assign(address.slice(31, 0)));
    }
}
