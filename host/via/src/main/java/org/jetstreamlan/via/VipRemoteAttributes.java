package org.jetstreamlan.via;

/// What the VI at the other end is like, as far as it tells.
///
/// @param maxTransferSize bytes of one descriptor
/// @param rdmaWrite takes RDMA writes
/// @param rdmaRead answers RDMA reads
public record VipRemoteAttributes(
        VipReliability reliability, int maxTransferSize, boolean rdmaWrite, boolean rdmaRead) {}
