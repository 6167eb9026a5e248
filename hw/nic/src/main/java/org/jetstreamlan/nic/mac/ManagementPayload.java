package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.ManagementFrame;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// The payload of this station's management frames, word by word; the transmitter puts the CRC in place of the
/// last. Layout: [ManagementFrame].
///
/// `word` is there at once; `next` takes it.
public final class ManagementPayload extends Module {
    /// From the first word on.
    public final Bool start = input(bool());

    public final Bool next = input(bool());

    public final Enumerated<ManagementFrame.Operation> operation =
            input(enumerated(ManagementFrame.Operation.class));

    /// For CONFIRM.
    public final UInt stations = input(uint(7));

    public final Bits nonce = input(bits(32));
    public final UInt ttrt = input(uint(MacConfig.TIME));
    public final UInt largest = input(uint(MacConfig.FRAME));
    public final Bits address = input(bits(48));

    public final Bits word = output(bits(32));

    /// It is the last word.
    public final Bool last = output(bool());

    private final Enumerated<ManagementFrame.Operation> sent =
            reg(enumerated(ManagementFrame.Operation.class), ManagementFrame.Operation.NONE);
    private final UInt index = reg(uint(4), init(0));

    @Override
    protected void build() {
        when(
                        start,
                        () -> {
                            index.next(0);
                            sent.next(operation);
                        })
                .elseWhen(next, () -> index.next(index.add(1)));

        var confirm = sent.is(ManagementFrame.Operation.CONFIRM);
        var count = mux(confirm, stations, num(0, 7)).zext(8);
        last.assign(index.eq(ManagementFrame.WORDS - 1));
        word.assign(0);
        select(index)
                .is(0, () -> word.assign(cat(sent.asBits().zext(8), count, zeros(16))))
                .is(1, () -> word.assign(nonce))
                .is(2, () -> word.assign(ttrt.asBits().zext(32)))
                .is(3, () -> word.assign(largest.asBits().zext(32)))
                .is(4, () -> word.assign(address.slice(47, 32).zext(32)))
                .is(5, () -> word.assign(address.slice(31, 0)));
    }
}
