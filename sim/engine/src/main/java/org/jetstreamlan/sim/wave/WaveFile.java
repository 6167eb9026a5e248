package org.jetstreamlan.sim.wave;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/// A trace into a file. Rows are gathered in blocks; full ones are written by another thread, while the simulation goes on.
///
/// ```
/// simulator ── row a period ──> block ── full ──> WaveWriter ──> file
///     └────────────── empty block <───────────────────┘          another thread
/// ```
/// A writer that fails is heard of at a later period, or when the trace is closed, and once; the simulation can go on after it, untraced.
final class WaveFile implements Trace {
    /// Words of a block: some hundred KiB, so that it is still in a cache when it is written.
    private static final int BLOCK = 1 << 15;

    private final Waves waves;
    private final WaveRows rows;
    private final WaveWriter writer;
    private final String name;
    private final Backlog<long[]> backlog;
    private long[] block;
    private int used;
    private long lastCycle = -1;

    /// Whether periods are still recorded.
    private boolean open = true;

    private boolean closed;

    /// @param name of the file, for messages
    WaveFile(Waves waves, WaveRows rows, WaveWriter writer, String name) {
        this.waves = waves;
        this.rows = rows;
        this.writer = writer;
        this.name = name;
        int words = Math.max(1, BLOCK / rows.stride()) * rows.stride();
        backlog = new Backlog<>(() -> new long[words], this::write);
        block = new long[words];
    }

    @Override
    public void sample(long cycle) {
        if (!open || cycle == lastCycle || !waves.isTraced(cycle)) {
            return;
        }
        lastCycle = cycle;
        if (used == block.length) {
            handOver();
        }
        rows.read(cycle, block, used);
        used += rows.stride();
    }

    private void handOver() {
        try {
            block = backlog.exchange(block, used);
            used = 0;
        } catch (IOException e) {
            open = false;
            throw failed(name, e);
        }
    }

    private void write(long[] full, int words) throws IOException {
        writer.write(full, 0, words / rows.stride());
    }

    /// What a user is told.
    static UncheckedIOException failed(String name, IOException failed) {
        return new UncheckedIOException(
                "cannot write waves to %s: %s; what was recorded until then may be incomplete"
                        .formatted(name, reason(failed)),
                failed);
    }

    private static String reason(IOException failed) {
        return switch (failed) {
            case AccessDeniedException _ -> "no permission to write there";
            case NoSuchFileException _ -> "no such folder";
            default -> String.valueOf(failed.getMessage());
        };
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (WaveWriter ending = writer) {
            backlog.await();
            write(block, used);
            ending.finish();
        } catch (IOException e) {
            if (open) {
                throw failed(name, e);
            }
        } finally {
            open = false;
        }
    }
}
