package org.jetstreamlan.via;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jetstreamlan.driver.clan.Region;
import org.jspecify.annotations.Nullable;

/// The memory that a program has registered with a NIC, by handle: the key of its region.
final class RegisteredMemory {
    private record Entry(Region region, VipMemAttributes attributes) {}

    private final Map<Integer, Entry> entries = new HashMap<>();

    /// @throws org.jetstreamlan.driver.clan.ClanException if all regions are in use
    int register(VipNic nic, MemorySegment memory, VipMemAttributes attributes) {
        var region = nic.clan().register(attributes.ptag().tag, memory, attributes.rights());
        entries.put(region.key(), new Entry(region, attributes));
        attributes.ptag().users++;
        return region.key();
    }

    /// What it may be used for; null if there is none with such a handle, or it is other memory.
    @Nullable VipMemAttributes attributes(MemorySegment memory, int handle) {
        var known = entries.get(handle);
        return known == null || known.region().address() != memory.address()
                ? null
                : known.attributes();
    }

    /// Of memory that is there.
    void change(int handle, VipMemAttributes attributes) {
        entries.computeIfPresent(
                handle,
                (_, known) -> {
                    known.region().change(attributes.ptag().tag, attributes.rights());
                    known.attributes().ptag().users--;
                    attributes.ptag().users++;
                    return new Entry(known.region(), attributes);
                });
    }

    void deregister(int handle) {
        var known = entries.remove(handle);
        if (known != null) {
            known.region().close();
            known.attributes().ptag().users--;
        }
    }

    void deregisterAll() {
        for (var entry : entries.values()) {
            entry.region().close();
            entry.attributes().ptag().users--;
        }
        entries.clear();
    }

    /// Memory of a tag from an address on; empty if not all of it is registered.
    Optional<MemorySegment> find(VipPtag ptag, int handle, long address, long bytes) {
        var known = entries.get(handle);
        if (known == null || known.attributes().ptag() != ptag) {
            return Optional.empty();
        }
        long offset = address - known.region().address();
        long length = known.region().bytes();
        return offset < 0 || offset > length - bytes
                ? Optional.empty()
                : Optional.of(known.region().memory().asSlice(offset));
    }
}
