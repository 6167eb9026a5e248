package org.jetstreamlan.driver;

import java.lang.foreign.MemorySegment;

/// The files that READ_FILE and WRITE_FILE of a script name by numbers. A transfer takes as long as the file system does: it is begun, and then looked at; one at a time.
public interface ScriptFiles {
    /// Most bytes of a transfer.
    int BYTES = 1 << 16;

    /// No files.
    ScriptFiles NONE =
            new ScriptFiles() {
                @Override
                public int limit() {
                    return 0;
                }

                @Override
                public boolean has(long number) {
                    return false;
                }

                @Override
                public MemorySegment memory() {
                    return MemorySegment.NULL;
                }

                @Override
                public void begin(boolean writing, int number, long at, int bytes) {}

                @Override
                public boolean isOver() {
                    return true;
                }

                @Override
                public long moved() {
                    return 0;
                }
            };

    /// One more than the largest number that a file can have.
    int limit();

    /// Whether a file has that number.
    boolean has(long number);

    /// Where a read leaves its bytes, and a write finds them; not to be touched while one is under way.
    MemorySegment memory();

    /// Begins to read or write.
    ///
    /// @param number of a file that there is
    /// @param at first byte in the file
    /// @param bytes 0..[#BYTES]
    void begin(boolean writing, int number, long at, int bytes);

    /// Whether the last transfer is over.
    boolean isOver();

    /// Bytes that the last transfer has moved: fewer than wanted where the file ended; the negative errno where the system refused.
    long moved();
}
