package org.jetstreamlan.regs;

/// What a host may do to a register, in the words of a data sheet.
public enum Access {
    /// Read only: a write changes nothing.
    RO("read only"),
    /// Read and write.
    RW("read/write"),
    /// Write only: reads as 0.
    WO("write only"),
    /// Reads as status; a written 1 clears its bit, a written 0 leaves it.
    W1C("write 1 to clear");

    private final String words;

    Access(String words) {
        this.words = words;
    }

    /// The meaning as a reader sees it in a table.
    public String words() {
        return words;
    }

    /// Whether a read gives anything but 0.
    public boolean readable() {
        return this != WO;
    }

    /// Whether a write changes anything.
    public boolean writable() {
        return this != RO;
    }
}
