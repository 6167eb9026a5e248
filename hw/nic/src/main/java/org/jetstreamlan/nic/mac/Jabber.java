package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// Stands outside the MAC and takes it off the ring when it sends without end: more words of its own than 2 TTRT and a frame of
/// 64 KiB since it let go of a token or began a management frame. Own is what goes out and neither came in nor is fill.
///
/// ```
/// linkIn ─┬────────────────────────────> MAC ──> own words counted
///         └─> 3 registers ──> compared with what the MAC sends
/// cut:        3 registers ──> link out,   else   MAC ──> link out
/// ```
/// `out` is there at once; `cut` lasts until `rearm`.
public final class Jabber extends Module {
    private static final int COUNT = MacConfig.TIME + 2;

    /// As the MAC sees it, and what it makes of it.
    public final Link linkIn = input(Link.TYPE);

    public final Link sent = input(Link.TYPE);
    public final UInt ttrt = input(uint(MacConfig.TIME));
    public final Bool rearm = input(bool());

    public final Link out = output(Link.TYPE);
    public final Bool cut = output(bool());

    private final Link one = reg(Link.TYPE, init(0));
    private final Link two = reg(Link.TYPE, init(0));
    private final Link three = reg(Link.TYPE, init(0));
    private final UInt count = reg(uint(COUNT), init(0));
    private final Bool started = reg(bool(), init(0));
    private final Bool own = reg(bool(), init(0));
    private final Bool lawful = reg(bool(), init(0));
    private final Bool fired = reg(bool(), init(0));

    @Override
    protected void build() {
        one.next(linkIn);
        two.next(one);
        three.next(two);

        var differs = sent.asBits().ne(three.asBits());
        own.next(differs.and(sent.kind().is(LinkWord.Kind.FILL).not()));
        started.next(isSymbol(ControlSymbol.OPCODE_START));
        var type = slice(Header.TYPE.lo() + 1, Header.TYPE.lo());
        var management = type.eq(FrameType.MANAGEMENT.ordinal());
        lawful.next(
                any(
                        isSymbol(ControlSymbol.OPCODE_TOKEN),
                        all(started, sent.kind().is(LinkWord.Kind.DATA), management)));

        when(rearm.or(lawful), () -> count.next(0)).elseWhen(own, () -> count.next(count.add(1)));
        var longest = num(1 << 14, COUNT).add(cat(ttrt.asBits(), zeros(1)).asUInt().zext(COUNT));
        when(rearm, () -> fired.next(false)).elseWhen(count.gt(longest), () -> fired.next(true));
        cut.assign(fired);
        out.assign(sent);
        when(fired, () -> out.assign(three));
    }

    private Bool isSymbol(int opcode) {
        int lo = ControlSymbol.OPCODE_LO;
        var here = slice(lo + ControlSymbol.OPCODE_WIDTH - 1, lo);
        return sent.kind().is(LinkWord.Kind.CONTROL).and(here.eq(opcode));
    }

    private Bits slice(int hi, int lo) {
        return sent.word().slice(hi, lo);
    }
}
