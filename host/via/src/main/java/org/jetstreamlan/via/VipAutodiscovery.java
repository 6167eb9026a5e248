package org.jetstreamlan.via;

import java.util.List;

/// Whom a NIC can reach, as [VipNic#querySystemManagementInfo] tells.
///
/// @param numberOfHops to the farthest one
/// @param addresses of the other stations of the ring, downstream from this one, with empty discriminators
public record VipAutodiscovery(int numberOfHops, List<VipAddress> addresses) {
    public VipAutodiscovery {
        addresses = List.copyOf(addresses);
    }
}
