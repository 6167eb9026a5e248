package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.ManagementFrame;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// Reads management frames as they come by, compares their bids with this station's, and says while END is in
/// `second` whether this station objects: the frame is damaged, E is set, or a CONFIRM does not count this
/// station as it knows itself.
///
/// ```
/// received  | HEADER | ATM | PAYLOAD x 12 | END |
/// refused                                 | N   |
/// seen                                          | id, confirm, claim or beacon, 1 clock
/// ```
/// Latency 1 clock behind `received`, a word each clock. A bid is compared word by word, a clock behind the word: TTRT (less is better), then both
/// words of the address (more is better).
public final class ManagementReader extends Module {
    public final Received received = input(Received.TYPE);

    /// N of the END in `second`, as read.
    public final Bool notCopied = input(bool());

    public final StationState state = input(StationState.TYPE);

    /// To the table of this station's bid, and from it, a clock later, that word.
    public final UInt index = output(uint(4));

    public final Bits bid = input(bits(32));

    /// Another nonce from the next clock on: what has come of a frame was compared with the last one.
    public final Bool fresh = input(bool());

    /// This station sets N.
    public final Bool refused = output(bool());

    /// Header word 0 of a management frame.
    public final Bool passing = output(bool());

    public final ManagementSeen seen = output(ManagementSeen.TYPE);

    private final Bool reading = reg(bool());

    /// The payload word that comes next, one behind it in the payload; from 15 on they are not counted.
    private final UInt next = reg(uint(4));

    private final Bits operation = reg(bits(8));
    // Of the word before, and what it is.
    private final Bool equal = reg(bool());
    private final Bool more = reg(bool());
    private final Bool ofNonce = reg(bool());
    private final Bool ofTtrt = reg(bool());
    private final Bool ofAddress = reg(bool());
    private final Bool differs = reg(bool());
    private final Bool better = reg(bool());
    private final Bool same = reg(bool());
    private final Bool thisNonce = reg(bool());
    private final Bool overtaken = reg(bool());
    private final ManagementSeen frame = reg(ManagementSeen.TYPE);

    @Override
    protected void build() {
        index.assign(next);
        var word = received.word();
        var header = received.kind().is(ReceiveKind.HEADER);
        var type = word.slice(Header.TYPE.lo() + 1, Header.TYPE.lo());
        var management = type.eq(FrameType.MANAGEMENT.ordinal());
        passing.assign(header.and(management));
        when(
                header,
                () -> {
                    reading.next(management);
                    next.next(0);
                    better.next(false);
                    same.next(true);
                    overtaken.next(false);
                    var source = word.slice(Header.SOURCE.lo() + 5, Header.SOURCE.lo()).asUInt();
                    frame.hops().next(source.zext(7).add(1));
                    frame.full().next(tag(word).orR());
                });
        when(fresh, () -> overtaken.next(true));
        var inPayload = received.kind().is(ReceiveKind.PAYLOAD);
        when(
                any(received.kind().is(ReceiveKind.ATM), inPayload),
                () -> when(next.ne(15), () -> next.next(next.add(1))));
        when(inPayload, this::payload);
        compare(inPayload);

        var confirm = operation(ManagementFrame.Operation.CONFIRM);
        var place = frame.hops().trunc(6).eq(state.station());
        var known = all(state.valid(), place, frame.epoch().eq(state.epoch()));
        differs.next(confirm.and(known.not()));

        var whole = next.eq(ManagementFrame.WORDS + 1);
        var crcGood = received.crc().eq(CrcVerdict.GOOD.ordinal());
        var good = all(whole, crcGood, received.codeError().not());
        var counts = all(reading, state.enabled(), state.monitor().not());
        refused.assign(counts.and(any(good.not(), differs)));

        var ends = all(received.kind().is(ReceiveKind.END), reading, good);
        frame.id().next(ends.and(operation(ManagementFrame.Operation.ID)));
        frame.confirm().next(ends.and(confirm));
        frame.claim().next(ends.and(operation(ManagementFrame.Operation.CLAIM)));
        frame.beacon().next(ends.and(operation(ManagementFrame.Operation.BEACON)));
        frame.better().next(better);
        frame.same().next(same);
        frame.mine().next(all(same, thisNonce, overtaken.not(), fresh.not()));
        frame.refused().next(notCopied);
        seen.assign(frame);
    }

    private Bool operation(ManagementFrame.Operation which) {
        return operation.eq(which.ordinal());
    }

    private void payload() {
        var word = received.word();
        select(next)
                .is(
                        1,
                        () -> {
                            operation.next(word.slice(31, 24));
                            frame.stations().next(word.slice(22, 16).asUInt());
                        })
                .is(2, () -> frame.epoch().next(word.slice(5, 0)))
                .is(3, () -> frame.ttrt().next(word.asUInt().trunc(MacConfig.TIME)))
                .is(4, () -> frame.largest().next(word.asUInt().trunc(MacConfig.FRAME)));
    }

    /// Decided by the first word that differs.
    private void compare(Bool inPayload) {
        equal.next(received.word().eq(bid));
        more.next(received.word().asUInt().gt(bid.asUInt()));
        ofNonce.next(inPayload.and(next.eq(2)));
        ofTtrt.next(inPayload.and(next.eq(3)));
        ofAddress.next(inPayload.and(any(next.eq(5), next.eq(6))));
        when(ofNonce, () -> thisNonce.next(equal));
        when(
                all(same, any(ofTtrt, ofAddress)),
                () -> {
                    same.next(equal);
                    better.next(mux(ofAddress, more, any(more, equal).not()));
                });
    }

    private static Bits tag(Bits word) {
        return cat(
                word.slice(Header.TAG_HIGH.lo() + 3, Header.TAG_HIGH.lo()),
                word.slice(Header.TAG_LOW.lo() + 1, Header.TAG_LOW.lo()));
    }
}
