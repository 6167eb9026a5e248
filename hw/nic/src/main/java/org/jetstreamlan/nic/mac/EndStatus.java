package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;

/// The status bits of END: read on the way into `second`, made anew on the way out, so that a damaged
/// pair never travels on. E, A, C, N as in [FrameStatus].
///
/// ```
/// first    | END   |
/// second           | END    |
/// error, ...       | as read |   E set, C clear, N set if any pair was 00 or 11
/// argument         | goes out |  with this station's CRC, Verdict and refusal
/// ```
public final class EndStatus extends Module {
    /// The word in `first`.
    public final Bits first = input(bits(32));

    /// [CrcVerdict] of the frame, when its END is in `second`.
    public final Bits crc = input(bits(2));

    /// The frame may be taken by this station: `verdict` counts.
    public final Bool eligible = input(bool());

    public final Verdict verdict = input(Verdict.TYPE);

    /// A management frame that this station does not agree with: sets N.
    public final Bool refused = input(bool());

    /// E as read, and N as read.
    public final Bool error = output(bool());

    public final Bool notCopied = output(bool());

    /// The 8 status bits that go out.
    public final Bits argument = output(bits(8));

    private final Bool e = reg(bool());
    private final Bool a = reg(bool());
    private final Bool c = reg(bool());
    private final Bool n = reg(bool());

    @Override
    protected void build() {
        var legal =
                all(
                        legal(FrameStatus.E),
                        legal(FrameStatus.A),
                        legal(FrameStatus.C),
                        legal(FrameStatus.N));
        e.next(set(FrameStatus.E).or(legal.not()));
        a.next(set(FrameStatus.A));
        c.next(set(FrameStatus.C).and(legal));
        n.next(set(FrameStatus.N).or(legal.not()));

        var crcBad = crc.eq(CrcVerdict.BAD.ordinal());
        var recognised = eligible.and(verdict.recognised());
        var accepted = all(verdict.copied(), e.not(), crcBad.not());
        var eOut = e.or(crcBad);
        var aOut = a.or(recognised);
        var cOut = c.or(recognised.and(accepted));
        var nOut = any(n, recognised.and(accepted.not()), refused);
        argument.assign(
                cat(eOut, eOut.not(), aOut, aOut.not(), cOut, cOut.not(), nOut, nOut.not()));
        error.assign(e);
        notCopied.assign(n);
    }

    private Bool upper(int pair) {
        return first.bit(ControlSymbol.ARGUMENT_LO + pair + 1);
    }

    private Bool lower(int pair) {
        return first.bit(ControlSymbol.ARGUMENT_LO + pair);
    }

    private Bool legal(int pair) {
        return upper(pair).xor(lower(pair));
    }

    private Bool set(int pair) {
        return upper(pair).and(lower(pair).not());
    }
}
