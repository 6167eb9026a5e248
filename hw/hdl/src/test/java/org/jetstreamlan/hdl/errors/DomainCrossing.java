package org.jetstreamlan.hdl.errors;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.lib.clock.BitSynchronizer;

/// A register, memory port or output of the top samples what the clock of an unrelated domain changes.
/// The way is shown from what changes to what samples, through all instances. What belongs to no clock is unrelated to each. A condition counts as
/// much as a value. Only the primitives of `org.jetstreamlan.hdl.lib.clock` may cross, and those for single bits only from a register.
final class DomainCrossing {
    private DomainCrossing() {}

    static final class Wrong extends Module {
        final ClockDomain slow = clockDomain("slow", ClockSpec.CORE);
        final Bool request = input(bool());
        final Bool seen = output(bool(), slow);
        private final Bool asked = reg(bool(), init(0));
        private final Bool taken = reg(bool(), init(0), slow);

        @Override
        protected void build() {
            when(request, () -> asked.next(1));
            when(asked, () -> taken.next(1));
            seen.assign(taken);
        }
    }

    static final class Fixed extends Module {
        final ClockDomain slow = clockDomain("slow", ClockSpec.CORE);
        final Bool request = input(bool());
        final Bool seen = output(bool(), slow);
        private final Bool asked = reg(bool(), init(0));
        private final Bool taken = reg(bool(), init(0), slow);
        private final BitSynchronizer across = child(new BitSynchronizer(), slow);

        @Override
        protected void build() {
            when(request, () -> asked.next(1));
            across.in.assign(asked);
            when(across.out, () -> taken.next(1));
            seen.assign(taken);
        }
    }
}
