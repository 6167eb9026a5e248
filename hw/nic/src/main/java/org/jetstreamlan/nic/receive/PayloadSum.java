package org.jetstreamlan.nic.receive;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.nic.checksum.InternetSum;
import org.jetstreamlan.nic.mac.ReceiveKind;

/// The Internet sum (RFC 1071) of each frame's payload as it goes by, its CRC and trailer among it.
///
/// ```
/// clock   0      1    2    3
/// kind  | END  |
/// ending       |▔▔▔▔|             the writer will see this frame's end
/// sum                     |▔▔▔▔|  for it
/// ```
/// Frames may follow as close as they can: END, START, HEADER, ATM, payload. Each ends in END or ABORT.
final class PayloadSum extends Module {
    final Enumerated<ReceiveKind> kind = input(enumerated(ReceiveKind.class));
    final Bits word = input(bits(32));

    /// The frame that has ended a clock ago is one whose sum is asked for.
    final Bool ending = input(bool());

    /// 16 bits, not complemented.
    final Flow<UInt> sum = output(flow(uint(16)));

    private final InternetSum adder = child(new InternetSum(32));

    @Override
    protected void build() {
        var payload = kind.is(ReceiveKind.PAYLOAD);
        var ended = kind.is(ReceiveKind.END).or(kind.is(ReceiveKind.ABORT));
        adder.word.assign(word);
        adder.bytes.assign(cat(payload, payload, payload, payload));
        adder.last.assign(ended);
        adder.clear.assign(low());

        var wanted = reg(bool(), init(0));
        when(adder.done, () -> wanted.next(0));
        when(ending, () -> wanted.next(1));
        sum.valid().assign(adder.done.and(wanted));
        sum.payload().assign(adder.sum);
    }
}
