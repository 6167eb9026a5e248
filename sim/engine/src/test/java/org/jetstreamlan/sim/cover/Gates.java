package org.jetstreamlan.sim.cover;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// What [CoverageReportTest] makes a report of: the lines that it asks about are marked.
final class Gates extends Module {
    enum Light {
        RED,
        GREEN,
        BROKEN
    }

    /// Two of them are in the design.
    static final class Gate extends Module {
        final Bool open = input(bool());
        final Bits in = input(bits(4));
        final Bits out = output(bits(4));

        @Override
        protected void build() {
            when(open, () -> out.assign(in)) // when(open
                    .otherwise(() -> out.assign(0)); // otherwise
        }
    }

    final Bits in = input(bits(4));
    final Bits out = output(bits(4)); // Gates.out
    private final UInt turn = reg(uint(2), init(0));
    private final Enumerated<Light> light = reg(enumerated(Light.class), Light.RED); // light
    final Gate first = child(new Gate());
    final Gate second = child(new Gate());

    @Override
    protected void build() {
        turn.next(turn.add(1));
        first.open.assign(turn.eq(0));
        second.open.assign(low());
        first.in.assign(in);
        second.in.assign(in);
        select(light)
                .is(Light.RED, () -> when(turn.eq(1), () -> light.next(Light.GREEN))) // red
                .is(Light.GREEN, () -> when(in.eq(6), () -> light.next(Light.RED))) // green
                .otherwise(() -> {});
        cover(in.eq(15), "all"); // cover
        out.assign(first.out.or(second.out));
    }
}
