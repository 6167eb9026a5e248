package org.jetstreamlan.driver;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;

/// The one small interface through which the driver reaches an adapter: a model, a co-simulated
/// one, or hardware behind a bus. Offsets and layouts are those of `hw/abi`.
///
/// **Order.** A register write takes effect after all earlier window writes and register writes
/// have; a read sees all earlier writes to the same port. A call may return before its write has
/// happened (be posted), and a window access may overtake an earlier register write: so a doorbell
/// is behind its descriptor, and a backend may free blocks while it reads the next ones.
///
/// **Time.** A call takes what the bus takes, in simulated time too. The unit is the core clock of
/// the adapter; a backend on hardware converts with [org.jetstreamlan.abi.Registers#CLOCK_KHZ].
///
/// **Faults.** Every access may throw [AdapterFault]: the bus answered with an error, the place
/// does not exist, or the adapter is gone.
///
/// Used by one thread at a time.
public interface Adapter extends AutoCloseable {

    /// Reads a register.
    ///
    /// @param offset in bytes, a multiple of 4, below 4 KiB
    int readRegister(int offset);

    /// Writes a register.
    ///
    /// @param offset in bytes, a multiple of 4, below 4 KiB
    void writeRegister(int offset, int value);

    /// Reads one run of the window.
    ///
    /// @param offset in the window, in bytes, any alignment: the backend reads whole words
    /// @param into receives the bytes from `at` on, in window order
    /// @param bytes any number; whole aligned words go fastest
    void readWindow(int offset, MemorySegment into, long at, int bytes);

    /// Writes one run of the window.
    ///
    /// @param offset in the window, in bytes, any alignment: the backend uses byte strobes
    /// @param from gives the bytes from `at` on
    /// @param bytes any number; whole aligned words go fastest
    void writeWindow(int offset, MemorySegment from, long at, int bytes);

    /// Reads several runs into one piece. A backend that can have several bursts under way
    /// overrides it.
    default void readWindow(WindowRuns runs, MemorySegment into, long at) {
        for (int i = 0; i < runs.count(); i++) {
            readWindow(runs.offset(i), into, at, runs.length(i));
            at += runs.length(i);
        }
    }

    /// Writes one piece to several runs. A backend that can have several bursts under way
    /// overrides it.
    default void writeWindow(WindowRuns runs, MemorySegment from, long at) {
        for (int i = 0; i < runs.count(); i++) {
            writeWindow(runs.offset(i), from, at, runs.length(i));
            at += runs.length(i);
        }
    }

    /// Reads several runs into one piece, and sums it. A backend whose window is memory does both at once ([WindowRuns#copyFrom]).
    ///
    /// @return the piece's [InternetChecksum]
    default int readWindowSummed(WindowRuns runs, MemorySegment into, long at) {
        readWindow(runs, into, at);
        return InternetChecksum.sum(into, at, runs.bytes());
    }

    /// Writes one piece to several runs, and sums it; as [#readWindowSummed].
    default int writeWindowSummed(WindowRuns runs, MemorySegment from, long at) {
        writeWindow(runs, from, at);
        return InternetChecksum.sum(from, at, runs.bytes());
    }

    /// Memory for the rings, which the adapter reads and writes: until the adapter is closed, or the next call.
    ///
    /// **Order.** What the host has stored there before a register write, the adapter sees behind it. What the adapter has written there before a
    /// register read was answered, the host sees behind that; what it finds there by itself, with acquire semantics, comes in the order in which it
    /// was written.
    ///
    /// @param bytes at least as many
    HostMemory hostMemory(long bytes);

    /// Lets the adapter's copies reach memory of this process: pins it, and enters it where the bus looks.
    ///
    /// @param memory of an arena that any thread may touch; it stays until [#unmap]
    /// @return bus address of its first byte; empty where the adapter cannot reach it, on the heap for instance
    default OptionalLong map(MemorySegment memory) {
        return OptionalLong.empty();
    }

    /// Takes it back. The adapter must not use it any more.
    default void unmap(MemorySegment memory) {}

    /// The CLAN half of the backend; empty where the adapter has none.
    default Optional<ClanBus> clan() {
        return Optional.empty();
    }

    /// Called by who polls host memory and has found nothing: lets other threads of the processor on or, in a simulation, time.
    default void pause() {
        Thread.onSpinWait();
    }

    /// Sleeps until the interrupt line is high; at once if it is.
    ///
    /// @param timeoutClocks longest sleep in core clocks
    /// @return whether the line is high
    boolean awaitInterrupt(long timeoutClocks);

    /// Core clocks since some moment, monotonic; costs no bus access. In a simulation every access
    /// moves it on.
    long clocks();

    /// Lets go of the adapter; it may be opened again.
    @Override
    void close();
}
