package org.jetstreamlan.sim;

import java.util.Collection;

/// One trigger that one process waits for now, in the list of the kernel that belongs to it.
abstract sealed class Arm {
    final BenchProcess process;
    final Trigger trigger;

    /// The number of the edge, or the time, that is waited for.
    final long due;

    private final Collection<Arm> home;

    private Arm(BenchProcess process, Trigger trigger, long due, Collection<Arm> home) {
        this.process = process;
        this.trigger = trigger;
        this.due = due;
        this.home = home;
    }

    /// Whether what is waited for has come.
    abstract boolean holds();

    /// Whether it may still come while the process waits.
    ///
    /// @param moves whether anything else can change a value: a clock that runs, a process that waits for a time
    abstract boolean canCome(boolean moves);

    final void enlist() {
        home.add(this);
    }

    final void delist() {
        home.remove(this);
    }

    /// An edge.
    static final class Edge extends Arm {
        private final ClockGenerator clock;

        Edge(BenchProcess process, Trigger trigger, ClockGenerator clock, long count) {
            super(process, trigger, Time.later(clock.edges(), count), clock.edgeArms);
            this.clock = clock;
        }

        @Override
        boolean holds() {
            return clock.edges() >= due;
        }

        @Override
        boolean canCome(boolean moves) {
            return clock.isRunning();
        }
    }

    /// The moment right before an edge, of which only the clock's list knows when it is.
    static final class Sampling extends Arm {
        private final ClockGenerator clock;

        Sampling(BenchProcess process, Trigger trigger, ClockGenerator clock) {
            super(process, trigger, 0, clock.samplingArms);
            this.clock = clock;
        }

        @Override
        boolean holds() {
            return false;
        }

        @Override
        boolean canCome(boolean moves) {
            return clock.isRunning();
        }
    }

    /// A time.
    static final class At extends Arm {
        private final Kernel kernel;

        At(BenchProcess process, Trigger trigger, Kernel kernel, long time) {
            super(process, trigger, time, kernel.timeline().timers());
            this.kernel = kernel;
        }

        @Override
        boolean holds() {
            return kernel.now() >= due;
        }

        @Override
        boolean canCome(boolean moves) {
            return !(trigger instanceof Trigger.Limit);
        }
    }

    /// A value or condition, looked at between processes.
    static final class Value extends Arm {
        private final Watch watch;

        Value(BenchProcess process, Trigger trigger, Kernel kernel, Watch watch) {
            super(process, trigger, 0, kernel.timeline().values());
            this.watch = watch;
        }

        Watch watch() {
            return watch;
        }

        @Override
        boolean holds() {
            return watch.holds();
        }

        @Override
        boolean canCome(boolean moves) {
            return moves;
        }
    }

    /// The end of a process.
    static final class End extends Arm {
        private final BenchProcess awaited;

        End(BenchProcess process, Trigger trigger, BenchProcess awaited) {
            super(process, trigger, 0, awaited.joinArms);
            this.awaited = awaited;
        }

        @Override
        boolean holds() {
            return !awaited.isAlive();
        }

        @Override
        boolean canCome(boolean moves) {
            return false;
        }
    }

    /// The end of all processes that are not in the background; looked at when the last of them ends.
    static final class Last extends Arm {
        private final Kernel kernel;

        Last(BenchProcess process, Trigger trigger, Kernel kernel) {
            super(process, trigger, 0, kernel.lastArms());
            this.kernel = kernel;
        }

        @Override
        boolean holds() {
            return kernel.foreground() == 0;
        }

        @Override
        boolean canCome(boolean moves) {
            return false;
        }
    }
}
