package org.jetstreamlan.via;

/// What a NIC can do, the specification's list.
///
/// @param name of the device
/// @param hardwareVersion of the adapter's registers
/// @param providerVersion of this library
/// @param station its address, 48 bits: LocalNicAddress, of 6 bytes
/// @param threadSafe false: one thread at a time
/// @param maxDiscriminatorLen bytes
/// @param maxRegisterBytes in all
/// @param maxRegisterRegions of the adapter, for all programs; each VI takes one, and one for each segment of a posted receive descriptor
/// @param maxRegisterBlockBytes of one registration
/// @param maxVi VIs that the adapter has room for, for all programs
/// @param maxDescriptorsPerQueue posted and not taken back
/// @param maxSegmentsPerDesc an address segment among them
/// @param maxCq completion queues; as many as memory has room for
/// @param maxCqEntries of one
/// @param maxTransferSize bytes of one descriptor
/// @param nativeMtu bytes of one frame
/// @param maxPtags of the adapter, for all programs
/// @param reliabilityLevelSupport sum of the levels' numbers
/// @param rdmaReadSupport sum of the numbers of the levels that have RDMA read
public record VipNicAttributes(
        String name,
        int hardwareVersion,
        int providerVersion,
        long station,
        boolean threadSafe,
        int maxDiscriminatorLen,
        long maxRegisterBytes,
        int maxRegisterRegions,
        long maxRegisterBlockBytes,
        int maxVi,
        int maxDescriptorsPerQueue,
        int maxSegmentsPerDesc,
        int maxCq,
        int maxCqEntries,
        int maxTransferSize,
        int nativeMtu,
        int maxPtags,
        int reliabilityLevelSupport,
        int rdmaReadSupport) {}
