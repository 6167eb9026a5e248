package org.jetstreamlan.driver.client;

/// How a client connects.
///
/// @param scripts how many it can have
/// @param userBytes size of its user memory
/// @param entries of each ring, a power of two: most submissions under way
/// @param spinNanoseconds how long a wait looks again and again before it sleeps
/// @param patienceNanoseconds longest wait for an answer of the daemon
public record ClientOptions(
        int scripts, int userBytes, int entries, long spinNanoseconds, long patienceNanoseconds) {
    private static final int ENTRIES = 64;
    private static final long SPIN_NANOSECONDS = 20_000;
    private static final long PATIENCE_NANOSECONDS = 10_000_000_000L;

    /// Rings of 64 entries; spins for 20 us, waits for 10 s.
    public static ClientOptions of(int scripts, int userBytes) {
        return new ClientOptions(
                scripts, userBytes, ENTRIES, SPIN_NANOSECONDS, PATIENCE_NANOSECONDS);
    }

    /// Another time to spin: 0 sleeps at once.
    public ClientOptions spin(long nanoseconds) {
        return new ClientOptions(scripts, userBytes, entries, nanoseconds, patienceNanoseconds);
    }

    /// Another longest wait for an answer.
    public ClientOptions patience(long nanoseconds) {
        return new ClientOptions(scripts, userBytes, entries, spinNanoseconds, nanoseconds);
    }
}
