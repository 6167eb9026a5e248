package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.ManagementFrame;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// Reads management frames as they come by, and says while END is in `second` whether this station
/// objects: the frame is damaged, E is set, or a CONFIRM does not count this station as it knows itself.
///
/// ```
/// received  | HEADER | ATM | PAYLOAD x 12 | END |
/// refused                                 | N   |
/// seen                                          | id or confirm, 1 clock
/// ```
/// Latency 1 clock behind `received`, a word each clock.
public final class ManagementReader extends Module {
    public final Received received = input(Received.TYPE);

    /// N of the END in `second`, as read.
    public final Bool notCopied = input(bool());

    public final StationState state = input(StationState.TYPE);

    /// This station sets N.
    public final Bool refused = output(bool());

    /// Header word 0 of a management frame.
    public final Bool passing = output(bool());

    public final ManagementSeen seen = output(ManagementSeen.TYPE);

    private final Bool reading = reg(bool(), init(0));
    private final UInt words = reg(uint(4), init(0));
    private final Bits operation = reg(bits(8), init(0));
    private final Bool differs = reg(bool(), init(0));
    private final ManagementSeen frame = reg(ManagementSeen.TYPE, init(0));

    @Override
    protected void build() {
        var word = received.word();
        var header = received.kind().is(ReceiveKind.HEADER);
        var type = word.slice(Header.TYPE.lo() + 1, Header.TYPE.lo());
        var management = type.eq(FrameType.MANAGEMENT.ordinal());
        passing.assign(header.and(management));
        when(
                header,
                () -> {
                    reading.next(management);
                    words.next(0);
                    frame.source()
                            .next(word.slice(Header.SOURCE.lo() + 5, Header.SOURCE.lo()).asUInt());
                    frame.full().next(tag(word).eq(ManagementFrame.TAG_TOO_MANY));
                });
        when(received.kind().is(ReceiveKind.PAYLOAD), this::payload);

        var confirm = operation.eq(ManagementFrame.Operation.CONFIRM.ordinal());
        var id = operation.eq(ManagementFrame.Operation.ID.ordinal());
        var known = state.valid().and(frame.source().add(1).eq(state.station()));
        differs.next(confirm.and(known.not()));

        var whole = words.eq(ManagementFrame.WORDS);
        var crcGood = received.crc().eq(CrcVerdict.GOOD.ordinal());
        var good = all(whole, crcGood, received.codeError().not());
        var counts = all(reading, state.enabled(), state.monitor().not());
        refused.assign(counts.and(any(good.not(), differs)));

        var ends = all(received.kind().is(ReceiveKind.END), reading, good);
        frame.id().next(ends.and(id));
        frame.confirm().next(ends.and(confirm));
        frame.refused().next(notCopied);
        seen.assign(frame);
    }

    private void payload() {
        var word = received.word();
        when(words.ne(15), () -> words.next(words.add(1)));
        select(words)
                .is(
                        0,
                        () -> {
                            operation.next(word.slice(31, 24));
                            frame.stations().next(word.slice(22, 16).asUInt());
                        })
                .is(1, () -> frame.epoch().next(word.slice(5, 0)))
                .is(2, () -> frame.ttrt().next(word.asUInt()));
    }

    private static Bits tag(Bits word) {
        return cat(
                word.slice(Header.TAG_HIGH.lo() + 3, Header.TAG_HIGH.lo()),
                word.slice(Header.TAG_LOW.lo() + 1, Header.TAG_LOW.lo()));
    }
}
