package org.jetstreamlan.via;

/// What a NIC can do.
///
/// @param name of the device
/// @param station its address, 48 bits
/// @param maxDescriptorsPerQueue posted and not taken back
/// @param maxSegmentsPerDesc an address segment among them
/// @param maxTransferSize bytes of one descriptor
/// @param maxVi endpoints of the adapter, for all programs
/// @param maxRegisterRegions regions of the adapter, for all programs; each VI takes one, and one for each segment of a posted receive descriptor
public record VipNicAttributes(
        String name,
        long station,
        int maxDescriptorsPerQueue,
        int maxSegmentsPerDesc,
        int maxTransferSize,
        int maxVi,
        int maxRegisterRegions) {}
