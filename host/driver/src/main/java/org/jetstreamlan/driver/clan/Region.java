package org.jetstreamlan.driver.clan;

import java.lang.foreign.MemorySegment;

/// Memory of this process that its endpoints' adapter may read or write, as its rights say. Opened by [Clan#register].
public final class Region implements AutoCloseable {
    private final ClanPort port;
    private final int key;
    private int tag;
    private final MemorySegment memory;
    private int rights;
    private boolean closed;

    Region(ClanPort port, int key, int tag, MemorySegment memory, int rights) {
        this.port = port;
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

    /// Gives it another tag and other rights; key and place stay. What the peers of the old tag still send here is refused.
    ///
    /// @throws ClanException CLOSED
    public void change(int newTag, int newRights) {
        if (closed) {
            throw new ClanException(
                    ClanException.Reason.CLOSED,
                    "region %#x: closed; register the memory again".formatted(key));
        }
        port.change(key, newTag, newRights);
        tag = newTag;
        rights = newRights;
    }

    /// Takes it back: behind it neither a peer nor the adapter touches the memory. What comes later for it breaks its connection, or is dropped.
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            port.deregister(key);
        }
    }
}
