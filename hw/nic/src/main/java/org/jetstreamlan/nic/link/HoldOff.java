package org.jetstreamlan.nic.link;

import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.nic.mac.Link;

/// Lets a link in only when it has been up for a while, so that one that comes and goes does not keep the ring claiming: 1 unit of time
/// at first, twice as long after each loss, at most 1,024 units; 1 unit again when it has been up for 1,024.
///
/// ```
/// up    ____/▔▔▔▔▔▔▔▔▔▔▔▔▔▔\__/▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔
/// open  _________/▔▔▔▔▔▔▔▔▔\___________/▔▔▔▔▔▔▔▔▔▔▔▔▔
///           1 unit             2 units
/// ```
/// `out` is `in` while `open`, else FILL, at once.
public final class HoldOff extends Module {
    private static final int LEVELS = 10;

    /// Words of a unit, above 0.
    public final UInt unit = input(uint(24));

    /// The link has word lock.
    public final Bool up = input(bool());

    public final Link in = input(Link.TYPE);
    public final Link out = output(Link.TYPE);
    public final Bool open = output(bool());

    private final UInt words = reg(uint(24), init(0));
    private final UInt units = reg(uint(LEVELS + 1), init(0));
    private final UInt level = reg(uint(4), init(0));
    private final Bool wasUp = reg(bool(), init(0));
    private final Bool opened = reg(bool(), init(0));

    @Override
    protected void build() {
        wasUp.next(up);
        var whole = words.eq(unit.sub(1));
        when(
                        up.not(),
                        () -> {
                            words.next(0);
                            units.next(0);
                            opened.next(false);
                            when(wasUp.and(level.ne(LEVELS)), () -> level.next(level.add(1)));
                        })
                .elseWhen(
                        whole,
                        () -> {
                            words.next(0);
                            when(units.bit(LEVELS).not(), () -> units.next(units.add(1)));
                        })
                .otherwise(() -> words.next(words.add(1)));
        when(up.and(units.bit(level)), () -> opened.next(true));
        when(all(up, units.bit(LEVELS), level.ne(LEVELS)), () -> level.next(0));
        open.assign(opened);
        out.kind().assign(LinkWord.Kind.FILL);
        out.word().assign(0);
        when(opened, () -> out.assign(in));
    }
}
