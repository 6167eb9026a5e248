package org.jetstreamlan.sim.wave;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/// The changes of all handles in one block of an FST file.
///
/// ```
/// one bit:  number(times since the last change << 2 | bit << 1)
/// wider:    number(times since the last change << 1), the bits from the highest on, the last byte filled up with 0
/// ```
/// Times are counted by the block's table, from its first. Each handle's changes lie together, compressed where that helps; handles with the
/// same changes share them.
final class FstChanges {
    private static final VarHandle EIGHT =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /// Most bytes of a number that says when.
    private static final int WHEN = 5;

    /// Fewer bytes than these are not worth compressing.
    private static final int SMALL = 32;

    private final WaveRows rows;

    /// Per value its handle's index.
    private final int[] indices;

    private final byte[][] data;
    private final int[] used;

    /// Per handle the time of its last change.
    private final int[] last;

    private final Lz4 lz4 = new Lz4();

    /// @param indices per value the index of its handle
    FstChanges(WaveRows rows, int[] indices, int handles) {
        this.rows = rows;
        this.indices = indices;
        data = new byte[handles][64];
        used = new int[handles];
        last = new int[handles];
    }

    /// Bytes of all changes.
    long bytes() {
        long bytes = 0;
        for (int count : used) {
            bytes += count;
        }
        return bytes;
    }

    /// Forgets all changes, for the next block.
    void clear() {
        Arrays.fill(used, 0);
        Arrays.fill(last, 0);
    }

    /// A change of a bit.
    void bit(int handle, int time, boolean level) {
        room(handle, WHEN);
        used[handle] =
                number(data[handle], used[handle], time - last[handle] << 2 | (level ? 2 : 0));
        last[handle] = time;
    }

    /// Gives each value what it has in the first row of the file. Readers do not take it from the start of the block.
    void first(long[] row) {
        for (int value = 0; value < indices.length; value++) {
            int handle = indices[value];
            int width = rows.width(value);
            int word = rows.word(value);
            if (width == 1) {
                bit(handle, 0, row[word] != 0);
            } else {
                int words = (width + Long.SIZE - 1) / Long.SIZE;
                room(handle, WHEN + words * Long.BYTES);
                int out = number(data[handle], used[handle], 0);
                used[handle] = wide(data[handle], out, row, word, width);
            }
        }
    }

    /// Adds what changes from row to row, value by value.
    ///
    /// @param before the row before the first
    /// @param times the time of each row
    void add(long[] before, long[] block, int from, int count, int[] times) {
        for (int value = 0; value < indices.length; value++) {
            int width = rows.width(value);
            if (width == 1) {
                bits(value, before, block, from, count, times);
            } else if (width <= Long.SIZE) {
                narrow(value, width, before, block, from, count, times);
            } else {
                wide(value, width, before, block, from, count, times);
            }
        }
    }

    private void bits(int value, long[] before, long[] block, int from, int count, int[] times) {
        int stride = rows.stride();
        int word = rows.word(value);
        int handle = indices[value];
        byte[] to = data[handle];
        int out = used[handle];
        int when = last[handle];
        long old = before[word];
        for (int row = 0, at = from + word; row < count; row++, at += stride) {
            long now = block[at];
            if (now != old) {
                if (out + WHEN > to.length) {
                    to = grown(handle, out, WHEN);
                }
                out = number(to, out, times[row] - when << 2 | (int) now << 1);
                when = times[row];
                old = now;
            }
        }
        used[handle] = out;
        last[handle] = when;
    }

    private void narrow(
            int value, int width, long[] before, long[] block, int from, int count, int[] times) {
        int stride = rows.stride();
        int word = rows.word(value);
        int handle = indices[value];
        byte[] to = data[handle];
        int out = used[handle];
        int when = last[handle];
        int bytes = (width + 7) / 8;
        long old = before[word];
        for (int row = 0, at = from + word; row < count; row++, at += stride) {
            long now = block[at];
            if (now != old) {
                if (out + WHEN + Long.BYTES > to.length) {
                    to = grown(handle, out, WHEN + Long.BYTES);
                }
                out = number(to, out, times[row] - when << 1);
                EIGHT.set(to, out, now << Long.SIZE - width);
                out += bytes;
                when = times[row];
                old = now;
            }
        }
        used[handle] = out;
        last[handle] = when;
    }

    private void wide(
            int value, int width, long[] before, long[] block, int from, int count, int[] times) {
        int stride = rows.stride();
        int word = rows.word(value);
        int words = (width + Long.SIZE - 1) / Long.SIZE;
        int handle = indices[value];
        long[] old = before;
        int oldAt = word;
        for (int row = 0, at = from + word; row < count; row++, at += stride) {
            if (!Arrays.equals(old, oldAt, oldAt + words, block, at, at + words)) {
                room(handle, WHEN + words * Long.BYTES);
                int out = number(data[handle], used[handle], times[row] - last[handle] << 1);
                used[handle] = wide(data[handle], out, block, at, width);
                last[handle] = times[row];
            }
            old = block;
            oldAt = at;
        }
    }

    private static int wide(byte[] to, int start, long[] words, int at, int width) {
        int out = start;
        int top = (width - 1) / Long.SIZE;
        int shift = Long.SIZE * (top + 1) - width;
        for (int i = top; i >= 0; i--) {
            long low = i == 0 || shift == 0 ? 0 : words[at + i - 1] >>> Long.SIZE - shift;
            EIGHT.set(to, out, words[at + i] << shift | low);
            out += Long.BYTES;
        }
        return start + (width + 7) / 8;
    }

    private void room(int handle, int bytes) {
        if (used[handle] + bytes > data[handle].length) {
            grown(handle, used[handle], bytes);
        }
    }

    private byte[] grown(int handle, int size, int bytes) {
        byte[] grown = Arrays.copyOf(data[handle], Math.max(size + bytes, 2 * data[handle].length));
        data[handle] = grown;
        return grown;
    }

    private static int number(byte[] to, int start, int number) {
        int out = start;
        int rest = number;
        while ((rest & ~0x7F) != 0) {
            to[out++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[out++] = (byte) rest;
        return out;
    }

    /// Writes the changes, and then where each handle's are:
    ///
    /// ```
    /// number of handles, '4' (LZ4)
    /// per handle with changes of its own: size before compression, or 0, and bytes
    /// per handle: distance to the start of the one before << 1 | 1;  -(handle + 1) << 1 | 1 for the changes of another, 0 << 1 | 1 for those
    ///             of the same other again; count << 1 for so many handles without changes, unsigned
    /// size of these, 8 bytes
    /// ```
    void write(Bytes to) {
        to.number(data.length).put('4');
        Bytes places = new Bytes();
        Map<Long, Integer> known = new HashMap<>();
        int start = to.size - 1;
        int other = -1;
        int unchanged = 0;
        for (int handle = 0; handle < data.length; handle++) {
            if (used[handle] == 0) {
                unchanged++;
                continue;
            }
            if (unchanged > 0) {
                places.number((long) unchanged << 1);
                unchanged = 0;
            }
            int same = same(handle, known);
            if (same >= 0) {
                places.signed(same == other ? 1 : -(same + 1L) << 1 | 1);
                other = same;
            } else {
                places.signed((long) (to.size - start) << 1 | 1);
                start = to.size;
                pack(handle, to);
            }
        }
        if (unchanged > 0) {
            places.number((long) unchanged << 1);
        }
        to.put(places).word(places.size);
    }

    /// An earlier handle with the same changes, or -1.
    private int same(int handle, Map<Long, Integer> known) {
        CRC32C sum = new CRC32C();
        sum.update(data[handle], 0, used[handle]);
        Integer same = known.putIfAbsent(sum.getValue() << 32 | used[handle], handle);
        return same != null
                        && Arrays.equals(data[handle], 0, used[handle], data[same], 0, used[same])
                ? same
                : -1;
    }

    private void pack(int handle, Bytes to) {
        int count = used[handle];
        int start = to.size;
        if (count > SMALL) {
            to.number(count);
            int packed = to.size;
            lz4.compress(data[handle], count, to);
            if (to.size - packed < count) {
                return;
            }
            to.size = start;
        }
        to.put(0).put(data[handle], 0, count);
    }
}
