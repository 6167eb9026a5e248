package org.jetstreamlan.sim.bench;

/// A payload that moved.
///
/// @param time of the edge at which it did, in picoseconds
public record Transfer<V>(V value, long time) {}
