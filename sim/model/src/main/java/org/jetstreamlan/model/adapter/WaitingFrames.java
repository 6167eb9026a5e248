package org.jetstreamlan.model.adapter;

import java.util.Arrays;
import org.jetstreamlan.abi.ReceiveEvent;

/// The frames that wait for the host's claim, the oldest first, a list for each pool; a frame is known by its first block.
///
/// ```
/// first ─> frame ─ following ─> frame ─ following ─> frame <─ last
/// ```
final class WaitingFrames {
    private static final int NONE = -1;

    /// Words 0, 1, 2 and 4 of its event.
    private static final int WORDS = 4;

    private final int[] first;
    private final int[] last;
    private final boolean[] wanted;
    private final int[] following;
    private final int[] words;
    private final long[] timestamps;
    private int size;

    WaitingFrames(int pools, int blocks) {
        first = new int[pools];
        last = new int[pools];
        wanted = new boolean[pools];
        following = new int[blocks];
        words = new int[blocks * WORDS];
        timestamps = new long[blocks];
        reset();
    }

    void reset() {
        Arrays.fill(first, NONE);
        Arrays.fill(wanted, false);
        size = 0;
    }

    /// Frames of all pools.
    int size() {
        return size;
    }

    boolean isEmpty(int pool) {
        return pool >= first.length || first[pool] == NONE;
    }

    /// What the event of a frame will say.
    ///
    /// @return the frame
    int note(int blockWord, int lengthWord, int atm, int internetSum, long timestamp) {
        int block = ReceiveEvent.FIRST_BLOCK.get(blockWord);
        words[block * WORDS] = blockWord;
        words[block * WORDS + 1] = lengthWord;
        words[block * WORDS + 2] = atm;
        words[block * WORDS + 3] = internetSum;
        timestamps[block] = timestamp;
        return block;
    }

    /// A frame waits.
    void add(int pool, int block) {
        following[block] = NONE;
        if (first[pool] == NONE) {
            first[pool] = block;
        } else {
            following[last[pool]] = block;
        }
        last[pool] = block;
        size++;
    }

    /// First block of the oldest, which is taken off the list; there is one.
    int take(int pool) {
        int block = first[pool];
        first[pool] = following[block];
        size--;
        return block;
    }

    /// Whether the next frame of this pool is to be handed over at once.
    void want(int pool, boolean wants) {
        if (pool < wanted.length) {
            wanted[pool] = wants;
        }
    }

    /// Whether it is; once.
    boolean wanted(int pool) {
        boolean is = wanted[pool];
        wanted[pool] = false;
        return is;
    }

    /// Word 0, 1 or 2 of a frame's event; 3 for its Internet sum.
    int word(int block, int index) {
        return words[block * WORDS + index];
    }

    int blocks(int block) {
        return ReceiveEvent.BLOCKS.get(word(block, 1));
    }

    long timestamp(int block) {
        return timestamps[block];
    }
}
