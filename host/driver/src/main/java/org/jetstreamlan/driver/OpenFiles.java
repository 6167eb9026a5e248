package org.jetstreamlan.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jetstreamlan.driver.shared.OpenFile;

/// Files for the scripts of a program that has its driver itself: each transfer is over before it returns.
public final class OpenFiles implements ScriptFiles {
    private final List<OpenFile> files;
    private final MemorySegment memory = Arena.ofAuto().allocate(BYTES, Long.BYTES);
    private long moved;

    /// @param files by their numbers; closed by who opened them
    public OpenFiles(OpenFile... files) {
        this.files = List.of(files);
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
        var file = files.get(number);
        moved = writing ? file.write(memory, at, bytes) : file.read(memory, at, bytes);
    }

    @Override
    public boolean isOver() {
        return true;
    }

    @Override
    public long moved() {
        return moved;
    }
}
