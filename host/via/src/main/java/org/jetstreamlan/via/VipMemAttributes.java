package org.jetstreamlan.via;

import org.jetstreamlan.abi.clan.RegionEntry;

/// What may be done with registered memory.
///
/// @param rdmaWrite peers of VIs of the tag may write it
/// @param rdmaRead peers of VIs of the tag may read it
public record VipMemAttributes(VipPtag ptag, boolean rdmaWrite, boolean rdmaRead) {
    int rights() {
        return RegionEntry.LOCAL_READ
                | RegionEntry.LOCAL_WRITE
                | (rdmaWrite ? RegionEntry.RDMA_WRITE : 0)
                | (rdmaRead ? RegionEntry.RDMA_READ : 0);
    }
}
