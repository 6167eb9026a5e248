package org.jetstreamlan.driver.clan;

import java.lang.foreign.MemorySegment;

/// Memory of this process that its endpoints' adapter may read or write, as its rights say. Opened by [Clan#register].
public final class Region implements AutoCloseable {
    private final Clan clan;
    private final int entry;
    private final int key;
    private final int tag;
    private final MemorySegment memory;
    private final int rights;
    private boolean closed;

    Region(Clan clan, int entry, int key, int tag, MemorySegment memory, int rights) {
        this.clan = clan;
        this.entry = entry;
        this.key = key;
        this.tag = tag;
        this.memory = memory;
        this.rights = rights;
    }

    /// Names it, to peers and in descriptors.
    public int key() {
        return key;
    }

    public int tag() {
        return tag;
    }

    /// Rights of [RegionEntry].
    public int rights() {
        return rights;
    }

    public MemorySegment memory() {
        return memory;
    }

    /// Name of its first byte: the process's own address.
    public long address() {
        return memory.address();
    }

    public long bytes() {
        return memory.byteSize();
    }

    /// What a peer needs to know of it.
    public RemoteRegion remote() {
        return new RemoteRegion(key, address(), bytes());
    }

    int entry() {
        return entry;
    }

    /// Takes it back: behind it neither a peer nor the adapter touches the memory. What comes later for it breaks its connection, or is dropped.
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            clan.deregister(this);
        }
    }
}
