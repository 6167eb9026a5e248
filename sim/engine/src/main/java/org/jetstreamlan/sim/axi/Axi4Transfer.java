package org.jetstreamlan.sim.axi;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// A transfer given to an [Axi4Manager]: bytes between memory here and addresses there, in as many bursts as it takes.
public final class Axi4Transfer {
    /// A burst as it is to be, lawful or not; for tests.
    ///
    /// @param id identifier
    /// @param beats 1..256
    /// @param size log2 of the bytes of a beat
    /// @param burst 0 FIXED, 1 INCR, 2 WRAP
    /// @param lastBeat at which WLAST is set; `beats - 1` is lawful
    public record Shape(int id, int beats, int size, int burst, int lastBeat) {
        /// INCR, full words, id 0.
        public static Shape incr(int beats) {
            return new Shape(0, beats, 2, 1, beats - 1);
        }
    }

    final boolean write;
    final long address;
    final MemorySegment memory;
    final long offset;
    final long bytes;

    /// The only burst, or empty: cut into lawful bursts.
    final List<Shape> shape;

    /// One a word, or empty: all lanes.
    final byte[] strobes;

    /// Bytes planned into bursts so far.
    long planned;

    int burstsOpen;
    boolean allPlanned;
    private boolean done;
    private int response;
    private long doneAt = -1;
    private Runnable then = () -> {};

    Axi4Transfer(
            boolean write,
            long address,
            MemorySegment memory,
            long offset,
            long bytes,
            List<Shape> shape,
            byte[] strobes) {
        this.write = write;
        this.address = address;
        this.memory = memory;
        this.offset = offset;
        this.bytes = bytes;
        this.shape = shape;
        this.strobes = strobes;
    }

    /// All responses are in; for a read, all data, too.
    public boolean isDone() {
        return done;
    }

    /// The worst response so far: 0 OKAY, 2 SLVERR, 3 DECERR.
    public int response() {
        return response;
    }

    /// Clock of the last response, -1 before it.
    public long doneAt() {
        return doneAt;
    }

    /// Runs `action` when the transfer is done, within [org.jetstreamlan.sim.bench.Clocked#sample()]; at once if it is.
    public Axi4Transfer then(Runnable action) {
        if (done) {
            action.run();
        } else {
            then = action;
        }
        return this;
    }

    void respond(int code) {
        response = Math.max(response, code);
    }

    void burstDone(long cycle) {
        burstsOpen--;
        if (burstsOpen == 0 && allPlanned) {
            done = true;
            doneAt = cycle;
            then.run();
        }
    }
}
