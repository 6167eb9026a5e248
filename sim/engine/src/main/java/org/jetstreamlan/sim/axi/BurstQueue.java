package org.jetstreamlan.sim.axi;

import java.util.ArrayDeque;

/// Transfers of one direction, cut into bursts. Bursts are planned a few ahead and numbered; the channels go through the numbers each at
/// its own pace:
///
/// ```
/// answered <= data sent or received, address sent <= planned <= answered + DEPTH
/// ```
final class BurstQueue {
    /// Bursts under way, at most.
    static final int DEPTH = 16;

    private static final int BOUNDARY_BYTES = 4_096;
    private static final int WORD_BYTES = 4;

    private final ArrayDeque<Axi4Transfer> waiting = new ArrayDeque<>();
    private final Axi4Transfer[] transfer = new Axi4Transfer[DEPTH];
    private final long[] address = new long[DEPTH];
    private final long[] at = new long[DEPTH];
    private final int[] beats = new int[DEPTH];
    private final int[] id = new int[DEPTH];
    private final int[] size = new int[DEPTH];
    private final int[] burst = new int[DEPTH];
    private final int[] lastBeat = new int[DEPTH];
    private final int beatsMaximum;

    /// Numbers of bursts: what has been planned, and what has been answered.
    long planned;

    long answered;

    BurstQueue(int beatsMaximum) {
        this.beatsMaximum = beatsMaximum;
    }

    void add(Axi4Transfer transfer) {
        waiting.add(transfer);
    }

    boolean isIdle() {
        return waiting.isEmpty() && planned == answered;
    }

    /// Plans bursts while there is room.
    void plan() {
        while (!waiting.isEmpty() && planned - answered < DEPTH) {
            Axi4Transfer next = waiting.getFirst();
            int slot = (int) (planned % DEPTH);
            transfer[slot] = next;
            if (!next.shape.isEmpty()) {
                Axi4Transfer.Shape shape = next.shape.getFirst();
                place(slot, next, shape.beats());
                id[slot] = shape.id();
                size[slot] = shape.size();
                burst[slot] = shape.burst();
                lastBeat[slot] = shape.lastBeat();
                next.planned = next.bytes;
            } else {
                long from = next.address + next.planned;
                long toBoundary = BOUNDARY_BYTES - (from & BOUNDARY_BYTES - 1);
                long bytes = Math.min(next.bytes - next.planned, toBoundary);
                int words = (int) ((bytes + WORD_BYTES - 1) / WORD_BYTES);
                int now = Math.min(words, beatsMaximum);
                place(slot, next, now);
                id[slot] = 0;
                size[slot] = 2;
                burst[slot] = 1;
                lastBeat[slot] = now - 1;
                next.planned = Math.min(next.bytes, next.planned + (long) now * WORD_BYTES);
            }
            next.burstsOpen++;
            planned++;
            if (next.planned == next.bytes) {
                next.allPlanned = true;
                waiting.removeFirst();
            }
        }
    }

    private void place(int slot, Axi4Transfer next, int count) {
        address[slot] = next.address + next.planned;
        at[slot] = next.planned;
        beats[slot] = count;
    }

    Axi4Transfer transfer(long number) {
        return transfer[(int) (number % DEPTH)];
    }

    long address(long number) {
        return address[(int) (number % DEPTH)];
    }

    /// Bytes from the transfer's start to the burst's.
    long at(long number) {
        return at[(int) (number % DEPTH)];
    }

    int beats(long number) {
        return beats[(int) (number % DEPTH)];
    }

    int id(long number) {
        return id[(int) (number % DEPTH)];
    }

    int size(long number) {
        return size[(int) (number % DEPTH)];
    }

    int burst(long number) {
        return burst[(int) (number % DEPTH)];
    }

    int lastBeat(long number) {
        return lastBeat[(int) (number % DEPTH)];
    }

    /// The oldest burst has its answer.
    void answer(long cycle) {
        Axi4Transfer done = transfer(answered);
        answered++;
        done.burstDone(cycle);
    }
}
