package org.jetstreamlan.via.vipl;

import java.util.ArrayList;
import java.util.List;

/// Where the members of the structures of `vipl.h` lie, where pointers and longs have 64 bits. The shim in C has these numbers to assert.
public final class ViplLayouts {
    /// A member.
    public record Member(String structure, String name, int at) {}

    private static final List<Member> MEMBERS = new ArrayList<>();

    private ViplLayouts() {}

    private static int member(String structure, String name, int at) {
        MEMBERS.add(new Member(structure, name, at));
        return at;
    }

    private static final String ADDRESS = "VIP_NET_ADDRESS";
    static final int HOST_ADDRESS_LEN = member(ADDRESS, "HostAddressLen", 0);
    static final int DISCRIMINATOR_LEN = member(ADDRESS, "DiscriminatorLen", 2);
    static final int HOST_ADDRESS = member(ADDRESS, "HostAddress", 4);

    private static final String VI = "VIP_VI_ATTRIBUTES";
    static final int VI_RELIABILITY = member(VI, "ReliabilityLevel", 0);
    static final int VI_TRANSFER = member(VI, "MaxTransferSize", 8);
    static final int VI_QOS = member(VI, "QoS", 16);
    static final int VI_PTAG = member(VI, "Ptag", 24);
    static final int VI_RDMA_WRITE = member(VI, "EnableRdmaWrite", 32);
    static final int VI_RDMA_READ = member(VI, "EnableRdmaRead", 36);

    private static final String MEM = "VIP_MEM_ATTRIBUTES";
    static final int MEM_PTAG = member(MEM, "Ptag", 0);
    static final int MEM_RDMA_WRITE = member(MEM, "EnableRdmaWrite", 8);
    static final int MEM_RDMA_READ = member(MEM, "EnableRdmaRead", 12);

    private static final String NIC = "VIP_NIC_ATTRIBUTES";
    static final int NIC_NAME = member(NIC, "Name", 0);
    static final int NIC_NAME_BYTES = 64;
    static final int NIC_HARDWARE = member(NIC, "HardwareVersion", 64);
    static final int NIC_PROVIDER = member(NIC, "ProviderVersion", 72);
    static final int NIC_ADDRESS_LEN = member(NIC, "NicAddressLen", 80);
    static final int NIC_ADDRESS = member(NIC, "LocalNicAddress", 88);
    static final int NIC_THREAD_SAFE = member(NIC, "ThreadSafe", 96);
    static final int NIC_DISCRIMINATOR = member(NIC, "MaxDiscriminatorLen", 100);
    static final int NIC_REGISTER_BYTES = member(NIC, "MaxRegisterBytes", 104);
    static final int NIC_REGIONS = member(NIC, "MaxRegisterRegions", 112);
    static final int NIC_BLOCK = member(NIC, "MaxRegisterBlockBytes", 120);
    static final int NIC_VI = member(NIC, "MaxVI", 128);
    static final int NIC_DESCRIPTORS = member(NIC, "MaxDescriptorsPerQueue", 136);
    static final int NIC_SEGMENTS = member(NIC, "MaxSegmentsPerDesc", 144);
    static final int NIC_CQ = member(NIC, "MaxCQ", 152);
    static final int NIC_CQ_ENTRIES = member(NIC, "MaxCQEntries", 160);
    static final int NIC_TRANSFER = member(NIC, "MaxTransferSize", 168);
    static final int NIC_MTU = member(NIC, "NativeMTU", 176);
    static final int NIC_PTAGS = member(NIC, "MaxPtags", 184);
    static final int NIC_LEVELS = member(NIC, "ReliabilityLevelSupport", 192);
    static final int NIC_READING = member(NIC, "RDMAReadSupport", 194);

    private static final String ERROR = "VIP_ERROR_DESCRIPTOR";
    static final int ERROR_NIC = member(ERROR, "NicHandle", 0);
    static final int ERROR_VI = member(ERROR, "ViHandle", 8);
    static final int ERROR_RESOURCE = member(ERROR, "ResourceCode", 40);
    static final int ERROR_CODE = member(ERROR, "ErrorCode", 44);
    static final int ERROR_BYTES = 48;

    private static final String LIST = "VIP_AUTODISCOVERY_LIST";
    static final int LIST_HOPS = member(LIST, "NumberOfHops", 0);
    static final int LIST_ARRAY = member(LIST, "ADAddrArray", 8);
    static final int LIST_COUNT = member(LIST, "NumAdAddrs", 16);

    /// All of them.
    public static List<Member> members() {
        return List.copyOf(MEMBERS);
    }
}
