package org.jetstreamlan.via.vipl;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The functions of the VI Provider Library as C has them: one description, for header and library.
public final class ViplFunctions {
    /// A function that returns VIP_RETURN.
    ///
    /// @param parameters each with its direction and type
    public record Function(String name, List<String> parameters) {
        public Function {
            parameters = List.copyOf(parameters);
        }

        /// As in a header.
        public String prototype() {
            return "%s;%n".formatted(head(name));
        }

        /// Without an end: of a function, or of a pointer to one.
        ///
        /// @param called how it is called here
        public String head(String called) {
            return "VIP_RETURN %s(%s)".formatted(called, String.join(", ", parameters));
        }

        /// The parameters' names, as a call has them.
        public String arguments() {
            return parameters.stream()
                    .map(each -> each.replaceAll(".*[ *]", ""))
                    .collect(Collectors.joining(", "));
        }

        /// Whether a parameter is of 32 bits; all others are pointers and longs.
        public boolean isInt(int parameter) {
            return parameters.get(parameter).startsWith("IN VIP_MEM_HANDLE ");
        }

        /// The method of [ViplCalls] that it is: without `Vip`, its first word in small letters.
        public String method() {
            var rest = name.substring("Vip".length());
            int first = rest.startsWith("CQ") || rest.startsWith("NS") ? 2 : 1;
            return rest.substring(0, first).toLowerCase(Locale.ROOT) + rest.substring(first);
        }
    }

    /// Types of the functions that programs give.
    public static final List<String> CALLBACKS =
            List.of(
                    "typedef void (*VIP_VI_CALLBACK)(VIP_PVOID Context, VIP_NIC_HANDLE NicHandle, VIP_VI_HANDLE ViHandle, VIP_DESCRIPTOR *Descriptor);",
                    "typedef void (*VIP_CQ_CALLBACK)(VIP_PVOID Context, VIP_NIC_HANDLE NicHandle, VIP_VI_HANDLE ViHandle, VIP_BOOLEAN RecvQueue);",
                    "typedef void (*VIP_ERROR_HANDLER)(VIP_PVOID Context, VIP_ERROR_DESCRIPTOR *ErrorDesc);");

    private static final String NIC = "IN VIP_NIC_HANDLE NicHandle";
    private static final String VI = "IN VIP_VI_HANDLE ViHandle";
    private static final String CQ = "IN VIP_CQ_HANDLE CQHandle";
    private static final String LOCAL = "IN VIP_NET_ADDRESS *LocalAddr";
    private static final String REMOTE = "IN VIP_NET_ADDRESS *RemoteAddr";
    private static final String TIMEOUT = "IN VIP_ULONG Timeout";
    private static final String REMOTE_ATTRIBUTES = "OUT VIP_VI_ATTRIBUTES *RemoteViAttribs";
    private static final String MEMORY = "IN VIP_PVOID VirtualAddress";
    private static final String HANDLE = "IN VIP_MEM_HANDLE MemHandle";
    private static final String DONE = "OUT VIP_DESCRIPTOR **DescriptorPtr";
    private static final String POSTED = "IN VIP_DESCRIPTOR *DescriptorPtr";
    private static final String CONTEXT = "IN VIP_PVOID Context";
    private static final String TAG = "IN VIP_PROTECTION_HANDLE Ptag";
    private static final String VI_ATTRIBUTES = "IN VIP_VI_ATTRIBUTES *ViAttribs";
    private static final String MEM_ATTRIBUTES = "IN VIP_MEM_ATTRIBUTES *MemAttribs";

    /// In the order of the Developer's Guide.
    public static final List<Function> ALL =
            List.of(
                    of(
                            "VipOpenNic",
                            "IN const VIP_CHAR *DeviceName",
                            "OUT VIP_NIC_HANDLE *NicHandle"),
                    of("VipCloseNic", NIC),
                    of(
                            "VipCreateVi",
                            NIC,
                            VI_ATTRIBUTES,
                            "IN VIP_CQ_HANDLE SendCQHandle",
                            "IN VIP_CQ_HANDLE RecvCQHandle",
                            "OUT VIP_VI_HANDLE *ViHandle"),
                    of("VipDestroyVi", VI),
                    of(
                            "VipConnectWait",
                            NIC,
                            LOCAL,
                            TIMEOUT,
                            "OUT VIP_NET_ADDRESS *RemoteAddr",
                            REMOTE_ATTRIBUTES,
                            "OUT VIP_CONN_HANDLE *ConnHandle"),
                    of("VipConnectAccept", "IN VIP_CONN_HANDLE ConnHandle", VI),
                    of("VipConnectReject", "IN VIP_CONN_HANDLE ConnHandle"),
                    of("VipConnectRequest", VI, LOCAL, REMOTE, TIMEOUT, REMOTE_ATTRIBUTES),
                    of("VipDisconnect", VI),
                    of("VipConnectPeerRequest", VI, LOCAL, REMOTE, TIMEOUT),
                    of("VipConnectPeerDone", VI, REMOTE_ATTRIBUTES),
                    of("VipConnectPeerWait", VI, REMOTE_ATTRIBUTES),
                    of("VipCreatePtag", NIC, "OUT VIP_PROTECTION_HANDLE *Ptag"),
                    of("VipDestroyPtag", NIC, TAG),
                    of(
                            "VipRegisterMem",
                            NIC,
                            MEMORY,
                            "IN VIP_ULONG Length",
                            MEM_ATTRIBUTES,
                            "OUT VIP_MEM_HANDLE *MemHandle"),
                    of("VipDeregisterMem", NIC, MEMORY, HANDLE),
                    of("VipPostSend", VI, POSTED, HANDLE),
                    of("VipSendDone", VI, DONE),
                    of("VipSendWait", VI, TIMEOUT, DONE),
                    of("VipSendNotify", VI, CONTEXT, "IN VIP_VI_CALLBACK Callback"),
                    of("VipPostRecv", VI, POSTED, HANDLE),
                    of("VipRecvDone", VI, DONE),
                    of("VipRecvWait", VI, TIMEOUT, DONE),
                    of("VipRecvNotify", VI, CONTEXT, "IN VIP_VI_CALLBACK Callback"),
                    of(
                            "VipCQDone",
                            CQ,
                            "OUT VIP_VI_HANDLE *ViHandle",
                            "OUT VIP_BOOLEAN *RecvQueue"),
                    of(
                            "VipCQWait",
                            CQ,
                            TIMEOUT,
                            "OUT VIP_VI_HANDLE *ViHandle",
                            "OUT VIP_BOOLEAN *RecvQueue"),
                    of("VipCQNotify", CQ, CONTEXT, "IN VIP_CQ_CALLBACK Callback"),
                    of(
                            "VipCreateCQ",
                            NIC,
                            "IN VIP_ULONG EntryCount",
                            "OUT VIP_CQ_HANDLE *CQHandle"),
                    of("VipDestroyCQ", CQ),
                    of("VipResizeCQ", CQ, "IN VIP_ULONG EntryCount"),
                    of("VipQueryNic", NIC, "OUT VIP_NIC_ATTRIBUTES *NicAttribs"),
                    of("VipSetViAttributes", VI, VI_ATTRIBUTES),
                    of(
                            "VipQueryVi",
                            VI,
                            "OUT VIP_VI_STATE *State",
                            "OUT VIP_VI_ATTRIBUTES *ViAttribs",
                            "OUT VIP_BOOLEAN *ViSendQEmpty",
                            "OUT VIP_BOOLEAN *ViRecvQEmpty"),
                    of("VipSetMemAttributes", NIC, MEMORY, HANDLE, MEM_ATTRIBUTES),
                    of("VipQueryMem", NIC, MEMORY, HANDLE, "OUT VIP_MEM_ATTRIBUTES *MemAttribs"),
                    of(
                            "VipQuerySystemManagementInfo",
                            NIC,
                            "IN VIP_ULONG InfoType",
                            "OUT VIP_PVOID SysManInfo"),
                    of("VipErrorCallback", NIC, CONTEXT, "IN VIP_ERROR_HANDLER Handler"),
                    of("VipNSInit", NIC, "IN VIP_PVOID NSInitInfo"),
                    of(
                            "VipNSGetHostByName",
                            NIC,
                            "IN VIP_CHAR *Name",
                            "OUT VIP_NET_ADDRESS *Address",
                            "IN VIP_ULONG NameIndex"),
                    of(
                            "VipNSGetHostByAddr",
                            NIC,
                            "IN VIP_NET_ADDRESS *Address",
                            "OUT VIP_CHAR *Name",
                            "IN OUT VIP_ULONG *NameLen"),
                    of("VipNSShutdown", NIC));

    private ViplFunctions() {}

    private static Function of(String name, String... parameters) {
        return new Function(name, List.of(parameters));
    }
}
