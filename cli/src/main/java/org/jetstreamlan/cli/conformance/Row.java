package org.jetstreamlan.cli.conformance;

/// The list's lines, in the order of the Developer's Guide, with how many cases each level must have at least.
public enum Row {
    NIC("OpenNic, CloseNic", 2, 4, 3),
    VI("CreateVi, DestroyVi", 5, 7, 5),
    CONNECTION("ConnectWait, ConnectAccept, ConnectReject, ConnectRequest, Disconnect", 4, 12, 14),
    PEER("ConnectPeerRequest, ConnectPeerDone, ConnectPeerWait", 2, 6, 4),
    PTAG("CreatePtag, DestroyPtag", 2, 4, 2),
    MEMORY("RegisterMem, DeregisterMem", 3, 6, 6),
    SEND("PostSend, SendDone, SendWait, SendNotify", 8, 22, 18),
    RECEIVE("PostRecv, RecvDone, RecvWait, RecvNotify", 8, 12, 12),
    CQ("CreateCQ, DestroyCQ, ResizeCQ, CQDone, CQWait, CQNotify", 6, 10, 8),
    QUERY(
            "QueryNic, SetViAttributes, QueryVi, SetMemAttributes, QueryMem, QuerySystemManagementInfo",
            6,
            10,
            6),
    ERRORS("ErrorCallback", 1, 8, 3),
    NAMES("NSInit, NSGetHostByName, NSGetHostByAddr, NSShutdown", 4, 6, 2),
    ALL("all", 9, 41, 1);

    private final String functions;
    private final int[] least;

    Row(String functions, int... least) {
        this.functions = functions;
        this.least = least;
    }

    /// Names of the functions, without `Vip`.
    public String functions() {
        return functions;
    }

    /// Cases that it has at least.
    public int least(Level level) {
        return least[level.ordinal()];
    }
}
