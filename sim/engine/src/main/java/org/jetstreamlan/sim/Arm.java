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
    }

    /// The moment right before an edge, of which only the clock's list knows when it is.
    static final class Sampling extends Arm {
        Sampling(BenchProcess process, Trigger trigger, ClockGenerator clock) {
            super(process, trigger, 0, clock.samplingArms);
        }

        @Override
        boolean holds() {
            return false;
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
    }
}
