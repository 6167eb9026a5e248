package org.jetstreamlan.sim.wave;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Full buffers on their way to a thread that works them off in order, and gives them back empty.
///
/// The thread starts with the first full buffer and ends when there was nothing to do for a while, so that what is never closed keeps none alive.
/// It is no virtual one: those of test benches share a single carrier. Once work has failed, what follows is dropped.
///
/// @param <B> the buffers
final class Backlog<B> {
    /// What is done with a buffer.
    @FunctionalInterface
    interface Work<B> {
        void on(B buffer, int used) throws IOException;
    }

    /// How many buffers there are at most: one is filled, one worked off, and the others make up for turns.
    private static final int BUFFERS = 4;

    private static final long IDLE_MILLISECONDS = 500;

    private final Supplier<B> fresh;
    private final Work<B> work;
    private final BlockingQueue<B> empty = new ArrayBlockingQueue<>(BUFFERS);
    private volatile @Nullable IOException failure;
    private int buffers = 1;
    private @Nullable ThreadPoolExecutor thread;

    /// @param fresh makes a buffer; the first is the caller's
    Backlog(Supplier<B> fresh, Work<B> work) {
        this.fresh = fresh;
        this.work = work;
    }

    /// Gives a full buffer away for an empty one; waits where all are under way.
    ///
    /// @throws IOException if earlier work failed
    B exchange(B full, int used) throws IOException {
        ThreadPoolExecutor running = thread;
        if (running == null) {
            running = start();
            thread = running;
        }
        running.execute(() -> workOff(full, used));
        B next = next();
        throwFailure();
        return next;
    }

    private static ThreadPoolExecutor start() {
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

    private void workOff(B full, int used) {
        try {
            if (failure == null) {
                work.on(full, used);
            }
        } catch (IOException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            failure = new IOException(e);
        } finally {
            empty.add(full);
        }
    }

    private B next() {
        if (buffers < BUFFERS) {
            buffers++;
            return fresh.get();
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

    private void throwFailure() throws IOException {
        IOException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    /// Waits until all work is done.
    ///
    /// @throws IOException if any of it failed
    void await() throws IOException {
        ThreadPoolExecutor running = thread;
        if (running != null) {
            thread = null;
            running.close();
        }
        throwFailure();
    }
}
