package org.jetstreamlan.driver;

/// Receive events of one pool that nobody has taken yet. Bounded: each stands for a frame that
/// holds at least one of the pool's receive blocks, so the pool's limit bounds them.
final class EventQueue {
    private static final int WORDS = 4;

    private final int mask;
    private final int[] words;
    private final long[] numbers;
    private final long[] timestamps;
    private int head;
    private int tail;

    /// Its frames wait in the adapter.
    private final boolean claims;

    /// An event of these comes, or will with the next frame.
    private boolean asked;

    /// @param claims they come when they are claimed
    /// @param limit the pool's receive limit in blocks
    EventQueue(int limit, boolean claims) {
        this.claims = claims;
        int size = limit <= 1 ? 1 : Integer.highestOneBit(limit - 1) << 1;
        mask = size - 1;
        words = new int[size * WORDS];
        numbers = new long[size];
        timestamps = new long[size];
    }

    boolean isEmpty() {
        return head == tail;
    }

    /// Whether a frame may wait that has to be claimed.
    boolean mayClaim() {
        return claims && !asked && isEmpty();
    }

    /// A claim has been made.
    void asked() {
        asked = true;
    }

    int size() {
        return tail - head;
    }

    /// @return false if it is full, which a frame within the pool's limit cannot make it
    boolean add(
            long number,
            int blockWord,
            int lengthWord,
            int atmWord,
            int internetSum,
            long timestamp) {
        if (tail - head > mask) {
            return false;
        }
        int slot = tail & mask;
        numbers[slot] = number;
        words[slot * WORDS] = blockWord;
        words[slot * WORDS + 1] = lengthWord;
        words[slot * WORDS + 2] = atmWord;
        words[slot * WORDS + 3] = internetSum;
        timestamps[slot] = timestamp;
        tail++;
        asked = false;
        return true;
    }

    /// Number of the oldest event among all events of the adapter.
    long number() {
        return numbers[head & mask];
    }

    /// Core clocks at the oldest event.
    long timestamp() {
        return timestamps[head & mask];
    }

    /// Word 0..2 of the oldest event, as in [org.jetstreamlan.abi.ReceiveEvent]; 3 for its Internet
    /// sum.
    int word(int index) {
        return words[(head & mask) * WORDS + index];
    }

    void remove() {
        head++;
    }
}
