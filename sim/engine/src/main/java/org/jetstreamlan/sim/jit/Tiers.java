package org.jetstreamlan.sim.jit;

import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jspecify.annotations.Nullable;

/// The code of a model, and better code once it is known what the model does.
///
/// The first code computes everything in each clock: it is there at once, and for a circuit that is busy throughout it is the best. When simulators
/// have run for a while, some of their clocks are looked at ([Profile]). If much was idle, code is made in the background in which what is idle is
/// skipped ([Gates]), and each simulator moves over to it at one of its next clocks. From time to time they are looked at again, and if other parts
/// are busy by then, code is made anew. Results never depend on any of this.
final class Tiers {
    /// When to look.
    ///
    /// @param after clocks before a simulator's first look
    /// @param every clocks from one look to the next
    /// @param looks how many make a profile
    /// @param pause after a profile, looks are so many times rarer
    /// @param busy above this share of active nodes nothing is worth skipping
    /// @param changed if more nodes than this share are of another class than when code was made, it is made anew
    /// @param inBackground whether simulators go on while code is made
    record Plan(
            int after,
            int every,
            int looks,
            int pause,
            double busy,
            double changed,
            boolean inBackground) {
        static final Plan NORMAL = new Plan(2_000, 397, Profile.LOOKS, 20, 0.7, 0.1, true);
    }

    /// Clocks to a look that never comes.
    static final long NEVER = Long.MAX_VALUE;

    /// How often code is made, apart from the first; what changes even more often is not worth it.
    private static final int MOST = 6;

    private final Netlist netlist;
    private final Set<Optimisation> optimisations;
    private final Plan plan;
    private final boolean looking;

    /// Of the netlist, to which a signal that somebody looks at may add nodes, and of where code keeps them.
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private volatile Code best;
    private Profile profile;

    /// What the best code was made for.
    private @Nullable Profile basis;

    private int made;
    private int every;

    /// @param activity for which the first code is made, and then no other, or null
    Tiers(
            Netlist netlist,
            Set<Optimisation> optimisations,
            Plan plan,
            @Nullable Activity activity) {
        this.netlist = netlist;
        this.optimisations = optimisations;
        this.plan = plan;
        best = new Code(netlist, optimisations, activity, lock);
        looking =
                activity == null
                        && optimisations.contains(Optimisation.GATING)
                        && netlist.boxes().isEmpty();
        profile = best.profile();
        every = plan.every();
    }

    Code best() {
        return best;
    }

    /// Clocks to a new simulator's first look.
    long first() {
        return looking ? plan.after() : NEVER;
    }

    /// Adds a look at a simulator.
    ///
    /// @return clocks to the next
    synchronized long add(long[] before, long[] now) {
        profile.add(before, now);
        if (profile.looks() == plan.looks()) {
            Profile full = profile;
            profile = best.profile();
            every = plan.every() * plan.pause();
            if (isWorthCode(full)) {
                basis = full;
                made++;
                make(full);
            }
        }
        return every;
    }

    private boolean isWorthCode(Profile full) {
        return made < MOST
                && (basis == null
                        ? full.share() < plan.busy()
                        : full.difference(basis) > plan.changed());
    }

    private void make(Profile full) {
        if (plan.inBackground()) {
            Thread.ofPlatform().daemon().name("jit").start(() -> compile(full));
        } else {
            compile(full);
        }
    }

    private void compile(Profile full) {
        lock.readLock().lock();
        try {
            best = new Code(netlist, optimisations, full, lock);
        } finally {
            lock.readLock().unlock();
        }
    }
}
