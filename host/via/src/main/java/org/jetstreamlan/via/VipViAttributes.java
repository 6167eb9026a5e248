package org.jetstreamlan.via;

/// What a VI is like.
///
/// @param maxTransferSize bytes of one descriptor; both ends must say the same
/// @param qualityOfService 0: there is one
/// @param rdmaWrite the peer may make RDMA writes
/// @param rdmaRead the peer may make RDMA reads; not at level UNRELIABLE
public record VipViAttributes(
        VipPtag ptag,
        VipReliability reliability,
        int maxTransferSize,
        int qualityOfService,
        boolean rdmaWrite,
        boolean rdmaRead) {
    /// Longest transfers; RDMA write, and RDMA read where it may be.
    public static VipViAttributes of(VipPtag ptag, VipReliability reliability) {
        return new VipViAttributes(
                ptag, reliability, VipNic.MAX_TRANSFER_SIZE, 0, true, reliability.isReliable());
    }
}
