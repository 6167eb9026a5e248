package org.jetstreamlan.cli.vipl;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jetstreamlan.via.VipDescriptor;
import org.jetstreamlan.via.VipErrorCode;
import org.jetstreamlan.via.VipNic;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipViState;
import org.jetstreamlan.via.vipl.ViplFunctions;

/// `vipl.h`: the names, numbers and layouts of the VI Provider Library for programs in C, made of what `host/via` has. The functions' prototypes are [ViplFunctions].
public final class ViplHeader {
    private static final String HEAD =
            """
            /* The VI Provider Library: made by `jetstream registers --format vipl`, not to be edited.
             *
             * Names, numbers and layouts are those of the Virtual Interface Architecture Developer's Guide, 1.0.
             */
            #ifndef VIPL_H
            #define VIPL_H

            #include <stdint.h>

            #ifdef __cplusplus
            extern "C" {
            #endif

            #ifndef IN
            #define IN
            #endif
            #ifndef OUT
            #define OUT
            #endif

            typedef uint64_t VIP_UINT64;
            typedef uint32_t VIP_UINT32;
            typedef uint16_t VIP_UINT16;
            typedef uint8_t VIP_UINT8;
            typedef char VIP_CHAR;
            typedef unsigned char VIP_UCHAR;
            typedef short VIP_SHORT;
            typedef unsigned short VIP_USHORT;
            typedef long VIP_LONG;
            typedef unsigned long VIP_ULONG;
            typedef int VIP_BOOLEAN;
            typedef void *VIP_PVOID;

            typedef VIP_PVOID VIP_NIC_HANDLE;
            typedef VIP_PVOID VIP_VI_HANDLE;
            typedef VIP_PVOID VIP_CQ_HANDLE;
            typedef VIP_PVOID VIP_CONN_HANDLE;
            typedef VIP_PVOID VIP_PROTECTION_HANDLE;
            typedef VIP_UINT32 VIP_MEM_HANDLE;
            typedef VIP_PVOID VIP_QOS;
            typedef VIP_USHORT VIP_RELIABILITY_LEVEL;

            """;

    private static final String LAYOUTS =
            """
            /* A descriptor, little-endian, at a multiple of VIP_DESCRIPTOR_ALIGNMENT. */
            struct _VIP_DESCRIPTOR;

            typedef volatile union _VIP_PVOID64 {
                VIP_UINT64 AddressBits;
                VIP_PVOID Address;
                struct _VIP_DESCRIPTOR *Descriptor;
            } VIP_PVOID64;

            typedef volatile struct _VIP_CONTROL_SEGMENT {
                VIP_PVOID64 Next;
                VIP_MEM_HANDLE NextHandle;
                VIP_UINT16 SegCount;
                VIP_UINT16 Control;
                VIP_UINT32 Reserved;
                VIP_UINT32 ImmediateData;
                VIP_UINT32 Length;
                VIP_UINT32 Status;
            } VIP_CONTROL_SEGMENT;

            typedef volatile struct _VIP_ADDRESS_SEGMENT {
                VIP_PVOID64 Data;
                VIP_MEM_HANDLE Handle;
                VIP_UINT32 Reserved;
            } VIP_ADDRESS_SEGMENT;

            typedef volatile struct _VIP_DATA_SEGMENT {
                VIP_PVOID64 Data;
                VIP_MEM_HANDLE Handle;
                VIP_UINT32 Length;
            } VIP_DATA_SEGMENT;

            typedef volatile union _VIP_DESCRIPTOR_SEGMENT {
                VIP_ADDRESS_SEGMENT Remote;
                VIP_DATA_SEGMENT Local;
            } VIP_DESCRIPTOR_SEGMENT;

            /* DS has as many segments as SegCount says. */
            typedef struct _VIP_DESCRIPTOR {
                VIP_CONTROL_SEGMENT CS;
                VIP_DESCRIPTOR_SEGMENT DS[2];
            } VIP_DESCRIPTOR;

            /* HostAddress: the station's 6 bytes, then the discriminator. */
            typedef struct _VIP_NET_ADDRESS {
                VIP_UINT16 HostAddressLen;
                VIP_UINT16 DiscriminatorLen;
                VIP_UINT8 HostAddress[1];
            } VIP_NET_ADDRESS;

            typedef struct {
                VIP_CHAR Name[64];
                VIP_ULONG HardwareVersion;
                VIP_ULONG ProviderVersion;
                VIP_UINT16 NicAddressLen;
                const VIP_UINT8 *LocalNicAddress;
                VIP_BOOLEAN ThreadSafe;
                VIP_UINT16 MaxDiscriminatorLen;
                VIP_ULONG MaxRegisterBytes;
                VIP_ULONG MaxRegisterRegions;
                VIP_ULONG MaxRegisterBlockBytes;
                VIP_ULONG MaxVI;
                VIP_ULONG MaxDescriptorsPerQueue;
                VIP_ULONG MaxSegmentsPerDesc;
                VIP_ULONG MaxCQ;
                VIP_ULONG MaxCQEntries;
                VIP_ULONG MaxTransferSize;
                VIP_ULONG NativeMTU;
                VIP_ULONG MaxPtags;
                VIP_RELIABILITY_LEVEL ReliabilityLevelSupport;
                VIP_RELIABILITY_LEVEL RDMAReadSupport;
            } VIP_NIC_ATTRIBUTES;

            typedef struct {
                VIP_RELIABILITY_LEVEL ReliabilityLevel;
                VIP_ULONG MaxTransferSize;
                VIP_QOS QoS;
                VIP_PROTECTION_HANDLE Ptag;
                VIP_BOOLEAN EnableRdmaWrite;
                VIP_BOOLEAN EnableRdmaRead;
            } VIP_VI_ATTRIBUTES;

            typedef struct {
                VIP_PROTECTION_HANDLE Ptag;
                VIP_BOOLEAN EnableRdmaWrite;
                VIP_BOOLEAN EnableRdmaRead;
            } VIP_MEM_ATTRIBUTES;

            typedef enum {
                VIP_RESOURCE_NIC,
                VIP_RESOURCE_VI,
                VIP_RESOURCE_CQ,
                VIP_RESOURCE_DESCRIPTOR
            } VIP_RESOURCE_CODE;

            typedef struct {
                VIP_NIC_HANDLE NicHandle;
                VIP_VI_HANDLE ViHandle;
                VIP_CQ_HANDLE CQHandle;
                VIP_DESCRIPTOR *DescriptorPtr;
                VIP_ULONG OpCode;
                VIP_RESOURCE_CODE ResourceCode;
                VIP_ERROR_CODE ErrorCode;
            } VIP_ERROR_DESCRIPTOR;

            typedef struct {
                VIP_ULONG NumberOfHops;
                VIP_NET_ADDRESS *ADAddrArray;
                VIP_ULONG NumAdAddrs;
            } VIP_AUTODISCOVERY_LIST;

            """;

    private static final String TAIL =
            """

            #ifdef __cplusplus
            }
            #endif

            #endif
            """;

    private ViplHeader() {}

    /// The whole file.
    public static String text() {
        var text = new StringBuilder(HEAD);
        text.append(define("VIP_TRUE", 1)).append(define("VIP_FALSE", 0));
        text.append("#define VIP_INFINITE (~(VIP_ULONG)0)\n\n");
        text.append(codes("VIP_RETURN", "VIP_", VipResult.values()));
        text.append(codes("VIP_ERROR_CODE", "VIP_ERROR_", VipErrorCode.values()));
        text.append(codes("VIP_VI_STATE", "VIP_STATE_", VipViState.values()));
        for (var level : VipReliability.values()) {
            text.append(define("VIP_SERVICE_" + level.name(), level.code()));
        }
        text.append(define("VIP_SMI_AUTODISCOVERY", VipNic.SMI_AUTODISCOVERY)).append('\n');
        text.append(define("VIP_DESCRIPTOR_ALIGNMENT", VipDescriptor.ALIGNMENT)).append('\n');
        CONTROLS.forEach(one -> text.append(hex("VIP_CONTROL_" + one.name, one.value)));
        text.append('\n');
        STATUSES.forEach(one -> text.append(hex("VIP_STATUS_" + one.name, one.value)));
        text.append('\n').append(LAYOUTS);
        ViplFunctions.CALLBACKS.forEach(one -> text.append(one).append('\n'));
        ViplFunctions.ALL.forEach(one -> text.append('\n').append(one.prototype()));
        return text.append(TAIL).toString();
    }

    private static String define(String name, int value) {
        return "#define %s %d%n".formatted(name, value);
    }

    private static String hex(String name, int value) {
        return "#define %s 0x%x%n".formatted(name, value);
    }

    /// The ordinals are the numbers.
    private static String codes(String type, String prefix, Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> "    %s%s = %d".formatted(prefix, value.name(), value.ordinal()))
                .collect(Collectors.joining(",\n", "typedef enum {\n", "\n} " + type + ";\n\n"));
    }

    private record Bits(String name, int value) {}

    private static final List<Bits> CONTROLS =
            List.of(
                    new Bits("OP_SENDRECV", VipDescriptor.OP_SENDRECV),
                    new Bits("OP_RDMAWRITE", VipDescriptor.OP_RDMAWRITE),
                    new Bits("OP_RDMAREAD", VipDescriptor.OP_RDMAREAD),
                    new Bits("OP_RESERVED", VipDescriptor.OP_MASK),
                    new Bits("OP_MASK", VipDescriptor.OP_MASK),
                    new Bits("IMMEDIATE", VipDescriptor.IMMEDIATE),
                    new Bits("QFENCE", VipDescriptor.QFENCE),
                    new Bits("RESERVED", ~VipDescriptor.CONTROL_MASK & 0xFFFF));

    private static final List<Bits> STATUSES =
            List.of(
                    new Bits("DONE", VipDescriptor.DONE),
                    new Bits("FORMAT_ERROR", VipDescriptor.FORMAT_ERROR),
                    new Bits("PROTECTION_ERROR", VipDescriptor.PROTECTION_ERROR),
                    new Bits("LENGTH_ERROR", VipDescriptor.LENGTH_ERROR),
                    new Bits("PARTIAL_ERROR", VipDescriptor.PARTIAL_ERROR),
                    new Bits("DESC_FLUSHED_ERROR", VipDescriptor.DESC_FLUSHED_ERROR),
                    new Bits("TRANSPORT_ERROR", VipDescriptor.TRANSPORT_ERROR),
                    new Bits("RDMA_PROT_ERROR", VipDescriptor.RDMA_PROT_ERROR),
                    new Bits("REMOTE_DESC_ERROR", VipDescriptor.REMOTE_DESC_ERROR),
                    new Bits("ERROR_MASK", VipDescriptor.ERROR_MASK),
                    new Bits("OP_SEND", VipDescriptor.STATUS_OP_SEND),
                    new Bits("OP_RECEIVE", VipDescriptor.STATUS_OP_RECEIVE),
                    new Bits("OP_RDMA_WRITE", VipDescriptor.STATUS_OP_RDMA_WRITE),
                    new Bits("OP_REMOTE_RDMA_WRITE", VipDescriptor.STATUS_OP_REMOTE_RDMA_WRITE),
                    new Bits("OP_RDMA_READ", VipDescriptor.STATUS_OP_RDMA_READ),
                    new Bits("OP_MASK", VipDescriptor.STATUS_OP_MASK),
                    new Bits("IMMEDIATE", VipDescriptor.STATUS_IMMEDIATE));
}
