package org.jetstreamlan.cli.demo;

/// What a run tells while it goes.
public interface Progress {
    /// The simulation's model is being made, which takes Verilator a minute the first time.
    default void building() {}

    /// The ring's clock starts.
    default void starting(long fileBytes) {}

    /// So many bytes of the file have arrived.
    default void received(long bytes) {}
}
