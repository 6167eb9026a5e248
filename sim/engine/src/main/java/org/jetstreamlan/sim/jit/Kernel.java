package org.jetstreamlan.sim.jit;

/// Generated code of a circuit, or of a part of it. A kernel has no state of its own: all is in the
/// arena `s` of an instance, laid out by [Layout].
///
/// The three settling phases run in this order, each only if something it reads has changed:
/// ```
/// state    what outputs need and only state feeds    once a clock, or when a peek needs it
/// outputs  what outputs need and inputs feed, too    after pokes, if a peek or clock needs it
/// next     all the rest                              once a clock
/// commit   memory ports at the clock edge            once a clock
/// ```
abstract class Kernel {
    abstract void state(long[] s);

    abstract void outputs(long[] s);

    abstract void next(long[] s);

    abstract void commit(long[] s);

    /// Gives registers of the ticking domains, a bit each, the next values of what ran. Without [Gates] there is nothing to do here.
    abstract void edge(long[] s, long ticking);
}
