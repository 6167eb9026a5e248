package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// The valid-transmission timer: expires when TVX words have gone by without anything valid.
///
/// Latency 1 clock.
public final class SilenceTimer extends Module {
    public final UInt tvx = input(uint(MacConfig.TIME));

    /// A START with a good header, END, TOKEN or MARK.
    public final Bool valid = input(bool());

    /// Elsewhere the timer stands.
    public final Bool member = input(bool());

    public final Bool expired = output(bool());

    private final UInt left = reg(uint(MacConfig.TIME), init(0));
    private final Bool silent = reg(bool(), init(0));

    @Override
    protected void build() {
        var less = left.zext(MacConfig.TIME + 1).sub(1);
        var over = less.bit(MacConfig.TIME);
        var starts = member.not().or(valid);
        when(
                any(starts, over.not()),
                () -> left.next(mux(starts, tvx, less.trunc(MacConfig.TIME))));
        silent.next(all(member, over, valid.not()));
        expired.assign(silent);
    }
}
