package org.jetstreamlan.driver;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/// Files in memory, which a test sees; a file does not grow beyond [#MOST_BYTES]. A transfer is over when it has been looked at [#looks] times.
final class MemoryFiles implements ScriptFiles {
    static final int INVALID = 22;
    static final int TOO_LARGE = 27;
    static final int MOST_BYTES = 100_000;

    final List<byte[]> files;
    private final MemorySegment memory = MemorySegment.ofArray(new byte[BYTES]);
    int looks;
    private int left;
    private long moved;

    MemoryFiles(byte[]... files) {
        this.files = Arrays.asList(files);
    }

    @Override
    public int limit() {
        return files.size();
    }

    @Override
    public boolean has(long number) {
        return number < files.size();
    }

    @Override
    public MemorySegment memory() {
        return memory;
    }

    @Override
    public void begin(boolean writing, int number, long at, int bytes) {
        left = looks;
        moved = move(writing, number, at, bytes);
    }

    private long move(boolean writing, int number, long at, int bytes) {
        var file = files.get(number);
        if (at < 0) {
            return -INVALID;
        }
        if (!writing) {
            int count = (int) Math.clamp(file.length - at, 0, bytes);
            if (count > 0) {
                MemorySegment.copy(file, (int) at, memory, ValueLayout.JAVA_BYTE, 0, count);
            }
            return count;
        }
        if (at > MOST_BYTES - bytes) {
            return -TOO_LARGE;
        }
        if (at + bytes > file.length && bytes > 0) {
            file = Arrays.copyOf(file, (int) at + bytes);
            files.set(number, file);
        }
        if (bytes > 0) {
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, file, (int) at, bytes);
        }
        return bytes;
    }

    @Override
    public boolean isOver() {
        return left-- <= 0;
    }

    @Override
    public long moved() {
        return moved;
    }
}
