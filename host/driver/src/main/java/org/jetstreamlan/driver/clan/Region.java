package org.jetstreamlan.driver.clan;

import java.lang.foreign.MemorySegment;

/// Memory of this process that its endpoints' adapter may read or write, as its rights say. Opened by [Clan#register].
public final class Region implements AutoCloseable {
    private final Clan clan;
    private final int entry;
    private final int key;
    private final long busAddress;
    private int tag;
    private final MemorySegment memory;
    private int rights;
    private boolean closed;

    Region(
            Clan clan,
            int entry,
            int key,
            long busAddress,
            int tag,
            MemorySegment memory,
            int rights) {
        this.clan = clan;
        this.entry = entry;
        this.key = key;
        this.busAddress = busAddress;
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

    long busAddress() {
        return busAddress;
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
        tag = newTag;
        rights = newRights;
        clan.write(this);
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
