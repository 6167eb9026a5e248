package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.ManagementFrame;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// The payload of this station's management frames, word by word: operation and N, then its bid from [BidTable];
/// the transmitter puts the CRC in place of the last. Layout: [ManagementFrame].
///
/// `word` is there at once; `next` takes it. Behind `start` come the two header words, and `word` is 0 there, as it is behind the last.
public final class ManagementPayload extends Module {
    // Words of the table that are 0: two before the payload, and one behind it.
    private static final int HEADER = 14;
    private static final int BEHIND = ManagementFrame.WORDS;

    /// START goes out.
    public final Bool start = input(bool());

    public final Bool next = input(bool());

    public final Enumerated<ManagementFrame.Operation> operation =
            input(enumerated(ManagementFrame.Operation.class));

    /// For CONFIRM.
    public final UInt stations = input(uint(7));

    /// To and from the table.
    public final UInt index = output(uint(4));

    public final Bits bid = input(bits(32));

    public final Bits word = output(bits(32));

    /// It is the last word.
    public final Bool last = output(bool());

    private final Enumerated<ManagementFrame.Operation> sent =
            reg(enumerated(ManagementFrame.Operation.class), ManagementFrame.Operation.NONE);
    private final Bool ending = reg(bool());
    private final UInt reached = reg(uint(4), init(BEHIND));

    @Override
    protected void build() {
        when(
                        start,
                        () -> {
                            reached.next(HEADER);
                            sent.next(operation);
                        })
                .elseWhen(next, () -> reached.next(reached.add(1)));
        index.assign(reached);

        var confirm = sent.is(ManagementFrame.Operation.CONFIRM);
        var count = mux(confirm, stations, num(0, 7)).zext(8);
        var head = cat(sent.asBits().zext(8), count, zeros(16));
        word.assign(bid.or(mux(reached.eq(0), head, zeros(32))));
        var before = reached.eq(ManagementFrame.WORDS - 2);
        ending.next(all(next, start.not(), before));
        last.assign(ending);
    }
}
