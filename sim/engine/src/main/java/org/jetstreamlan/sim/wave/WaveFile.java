package org.jetstreamlan.sim.wave;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A trace into a file. Rows are gathered in blocks; full ones are written by a thread of their own, while the simulation goes on.
///
/// ```
/// simulator ── row a period ──> block ── full ──> WaveWriter ──> file
///     └────────────── empty block <───────────────────┘          another thread
/// ```
/// The thread starts with the first full block and ends when nothing was to be written for a while, so that a trace that is never closed keeps
/// none alive. A writer that fails is heard of at the next period, or when the trace is closed, and once; the simulation can go on after it,
/// untraced.
final class WaveFile implements Trace {
    /// Words of a block: some hundred KiB, so that it is still in a cache when it is written.
    private static final int BLOCK = 1 << 15;

    private static final int BLOCKS = 4;
    private static final long IDLE_MILLISECONDS = 500;

    private final Waves waves;
    private final WaveRows rows;
    private final WaveWriter writer;
    private final String name;
    private final BlockingQueue<long[]> empty = new ArrayBlockingQueue<>(BLOCKS);
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    private int blocks = 1;
    private @Nullable ThreadPoolExecutor thread;
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
        block = new long[Math.max(1, BLOCK / rows.stride()) * rows.stride()];
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
        ThreadPoolExecutor running = thread;
        if (running == null) {
            running = start();
            thread = running;
        }
        long[] full = block;
        running.execute(() -> write(full, full.length));
        block = nextBlock();
        used = 0;
        throwFailure();
    }

    private ThreadPoolExecutor start() {
        ThreadPoolExecutor started =
                new ThreadPoolExecutor(
                        1,
                        1,
                        IDLE_MILLISECONDS,
                        TimeUnit.MILLISECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().daemon().name("waves").factory());
        started.allowCoreThreadTimeOut(true);
        return started;
    }

    private long[] nextBlock() {
        if (blocks < BLOCKS) {
            blocks++;
            return new long[block.length];
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return empty.take();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Writes a block, unless a write failed before; the block is empty then.
    private void write(long[] full, int words) {
        try {
            if (failure.get() == null) {
                writer.write(full, 0, words / rows.stride());
            }
        } catch (IOException e) {
            failure.set(e);
        } catch (RuntimeException | Error e) {
            failure.set(new IOException(e));
        } finally {
            empty.add(full);
        }
    }

    private void throwFailure() {
        IOException failed = failure.get();
        if (failed != null && open) {
            open = false;
            throw failed(name, failed);
        }
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
        awaitThread();
        try (WaveWriter last = writer) {
            if (failure.get() == null) {
                last.write(block, 0, used / rows.stride());
                last.finish();
            }
        } catch (IOException e) {
            failure.compareAndSet(null, e);
        }
        throwFailure();
        open = false;
    }

    /// Returns when the thread has written all that it was given.
    private void awaitThread() {
        ThreadPoolExecutor running = thread;
        if (running != null) {
            // Waits, even if interrupted.
            running.close();
        }
    }
}
