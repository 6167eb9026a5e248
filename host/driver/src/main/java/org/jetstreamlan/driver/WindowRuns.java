package org.jetstreamlan.driver;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A list of runs in the adapter's window, moved in one call: what makes one frame of blocks that
/// lie apart. Filled again and again without allocation.
///
/// ```
/// window   ...|run 0|......|  run 1  |...|run 2|...
/// host                     |run 0|  run 1  |run 2|      one piece
/// ```
public final class WindowRuns {
    private int[] offsets = new int[32];
    private int[] lengths = new int[32];
    private int count;
    private long bytes;

    /// Forgets all runs.
    public void clear() {
        count = 0;
        bytes = 0;
    }

    /// Adds a run; one that begins where the last ends makes that longer.
    ///
    /// @param offset in the window, in bytes
    /// @param length in bytes; 0 adds nothing
    public void add(int offset, int length) {
        if (length == 0) {
            return;
        }
        bytes += length;
        if (count > 0 && offsets[count - 1] + lengths[count - 1] == offset) {
            lengths[count - 1] += length;
            return;
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        offsets[count] = offset;
        lengths[count] = length;
        count++;
    }

    /// Copies one piece to the runs of a window that is memory, and sums it on the way.
    ///
    /// @param begin offset of the memory's first byte in the window
    /// @return the piece's [InternetChecksum]
    public int copyTo(MemorySegment window, int begin, MemorySegment from, long at) {
        int sum = 0;
        long done = 0;
        for (int i = 0; i < count; i++) {
            int part =
                    InternetChecksum.copy(from, at + done, window, offsets[i] - begin, lengths[i]);
            sum = InternetChecksum.join(sum, done, part);
            done += lengths[i];
        }
        return sum;
    }

    /// Copies the runs of a window that is memory into one piece; as [#copyTo].
    public int copyFrom(MemorySegment window, int begin, MemorySegment into, long at) {
        int sum = 0;
        long done = 0;
        for (int i = 0; i < count; i++) {
            int part =
                    InternetChecksum.copy(window, offsets[i] - begin, into, at + done, lengths[i]);
            sum = InternetChecksum.join(sum, done, part);
            done += lengths[i];
        }
        return sum;
    }

    /// Number of runs.
    public int count() {
        return count;
    }

    /// Offset of run `index` in the window, in bytes.
    public int offset(int index) {
        return offsets[index];
    }

    /// Length of run `index` in bytes.
    public int length(int index) {
        return lengths[index];
    }

    /// All runs together, in bytes.
    public long bytes() {
        return bytes;
    }
}
