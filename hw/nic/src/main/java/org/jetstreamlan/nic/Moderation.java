package org.jetstreamlan.nic;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// Says later what happens often: with the `count`-th event since it last said so, or `time` x 16 clocks after the first of them, whichever comes
/// first. Nothing is held back for good. With `count` below 2, or `time` 0, each event is said at once.
///
/// ```
/// count 3   event ▁█▁▁▁█▁█▁▁▁▁▁▁▁▁█▁▁▁▁▁▁▁▁
///           say   ▁▁▁▁▁▁▁█▁▁▁▁▁▁▁▁▁▁▁▁▁▁█▁▁
///                  ┄┄ third ┄┄     ┄time┄
/// ```
/// Latency 0 clocks to the event that makes it say so.
final class Moderation extends Module {
    /// Bits of the count.
    static final int COUNT_WIDTH = 8;

    /// Bits of the time.
    static final int TIME_WIDTH = 16;

    private static final int LOG2_UNIT = 4;

    final Bool restart = input(bool());
    final Bool event = input(bool());
    final UInt count = input(uint(COUNT_WIDTH));
    final UInt time = input(uint(TIME_WIDTH));
    final Bool say = output(bool());

    @Override
    protected void build() {
        var unsaid = reg(uint(COUNT_WIDTH), init(0));
        var clocks = reg(uint(TIME_WIDTH + LOG2_UNIT), init(0));
        var waits = unsaid.ne(0);
        var enough = unsaid.addFull(num(1, COUNT_WIDTH)).ge(count.zext(COUNT_WIDTH + 1));
        var late = clocks.slice(TIME_WIDTH + LOG2_UNIT - 1, LOG2_UNIT).asUInt().ge(time);
        var says = event.and(enough.or(late)).or(waits.and(late));
        clocks.next(mux(waits, clocks.add(1), num(0, TIME_WIDTH + LOG2_UNIT)));
        when(event, () -> unsaid.next(unsaid.add(1)));
        when(
                says.or(restart),
                () -> {
                    unsaid.next(0);
                    clocks.next(0);
                });
        say.assign(says);
    }
}
