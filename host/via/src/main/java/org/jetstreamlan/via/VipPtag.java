package org.jetstreamlan.via;

/// A protection tag: VIs reach the memory of their own tag. Made by [VipNic#createPtag].
public final class VipPtag {
    final VipNic nic;
    final int tag;
    boolean destroyed;

    /// VIs and registrations that have it.
    int users;

    VipPtag(VipNic nic, int tag) {
        this.nic = nic;
        this.tag = tag;
    }
}
