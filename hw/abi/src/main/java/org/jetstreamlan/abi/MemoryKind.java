package org.jetstreamlan.abi;

/// The memories of the adapter that carry parity; the ordinal is the code in [Registers#MEMORY_ERROR].
public enum MemoryKind {
    BLOCKS("block memory; PLACE: a cell of 8 bytes"),
    CHAIN("chain table; PLACE: the block whose next one it says"),
    OWNER("table of who holds a block; PLACE: the block"),
    POOL("pool table: counts, limits, reserves or policy; PLACE: the pool"),
    VCI("VCI table; PLACE: the VCI that was looked up, an entry of whose places is broken"),
    WAITING("lists of frames that wait for a claim; PLACE: the pool");

    private final String description;

    MemoryKind(String description) {
        this.description = description;
    }

    /// One sentence without a capital, as in a table.
    public String description() {
        return description;
    }
}
