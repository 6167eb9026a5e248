package org.jetstreamlan.via;

import static org.jetstreamlan.abi.WindowWords.INT;
import static org.jetstreamlan.abi.WindowWords.LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/// What two ends tell each other in CONNECT and ACCEPT, little-endian.
///
/// ```
///  0 version, 1 (1)   1 flags (1): 0 RDMA_WRITE, 1 RDMA_READ, 2 and 3 kind: 0 a request, 1 both ends ask, 2 again, behind a loss   2, 3 bytes of either discriminator
///  4 key of the queue memory (4)    8 address of it (8)    16 maxTransferSize (4)   20 0 (4)
/// 24 discriminator of who says it, then of whom it asks
/// ```
/// A REJECT has one byte: 1 if a program rejected, 2 and 3 if reliability level or maxTransferSize differ, 0 or nothing if nobody waits.
record ConnectText(
        int queueKey,
        long queueAddress,
        int maxTransferSize,
        boolean rdmaWrite,
        boolean rdmaRead,
        Kind kind,
        byte[] local,
        byte[] remote) {
    private static final int VERSION = 1;
    private static final int HEAD_BYTES = 24;
    private static final int FLAG_RDMA_WRITE = 1;
    private static final int FLAG_RDMA_READ = 2;
    private static final int KIND_SHIFT = 2;
    private static final int KIND_MASK = 3;

    /// Why a connection is asked for.
    enum Kind {
        /// By a client, of a server.
        REQUEST,
        /// By one of two ends that both ask.
        PEER,
        /// By the library: the one there was is lost.
        AGAIN
    }

    /// What a REJECT may say; the place is its byte.
    private static final List<VipResult> REFUSALS =
            List.of(
                    VipResult.NO_MATCH,
                    VipResult.REJECT,
                    VipResult.INVALID_RELIABILITY_LEVEL,
                    VipResult.INVALID_MTU);

    byte[] bytes() {
        var bytes = new byte[HEAD_BYTES + local.length + remote.length];
        var to = MemorySegment.ofArray(bytes);
        int flags =
                (rdmaWrite ? FLAG_RDMA_WRITE : 0)
                        | (rdmaRead ? FLAG_RDMA_READ : 0)
                        | kind.ordinal() << KIND_SHIFT;
        bytes[0] = VERSION;
        bytes[1] = (byte) flags;
        bytes[2] = (byte) local.length;
        bytes[3] = (byte) remote.length;
        to.set(INT, 4, queueKey);
        to.set(LONG, 8, queueAddress);
        to.set(INT, 16, maxTransferSize);
        System.arraycopy(local, 0, bytes, HEAD_BYTES, local.length);
        System.arraycopy(remote, 0, bytes, HEAD_BYTES + local.length, remote.length);
        return bytes;
    }

    /// Empty if it is none.
    static Optional<ConnectText> of(byte[] bytes) {
        if (bytes.length < HEAD_BYTES || bytes[0] != VERSION) {
            return Optional.empty();
        }
        int most = VipAddress.DISCRIMINATOR_BYTES;
        int kind = bytes[1] >>> KIND_SHIFT & KIND_MASK;
        int first = bytes[2];
        int second = bytes[3];
        boolean possible =
                kind < Kind.values().length
                        && first >= 0
                        && first <= most
                        && second >= 0
                        && second <= most;
        if (!possible || bytes.length != HEAD_BYTES + first + second) {
            return Optional.empty();
        }
        var from = MemorySegment.ofArray(bytes);
        return Optional.of(
                new ConnectText(
                        from.get(INT, 4),
                        from.get(LONG, 8),
                        from.get(INT, 16),
                        (bytes[1] & FLAG_RDMA_WRITE) != 0,
                        (bytes[1] & FLAG_RDMA_READ) != 0,
                        Kind.values()[kind],
                        from.asSlice(HEAD_BYTES, first).toArray(ValueLayout.JAVA_BYTE),
                        from.asSlice(HEAD_BYTES + first, second).toArray(ValueLayout.JAVA_BYTE)));
    }

    VipRemoteAttributes attributes(VipReliability reliability) {
        return new VipRemoteAttributes(reliability, maxTransferSize, rdmaWrite, rdmaRead);
    }

    /// @param why one of the refusals above; another one is told as REJECT
    static byte[] rejection(VipResult why) {
        return new byte[] {
            (byte) REFUSALS.indexOf(REFUSALS.contains(why) ? why : VipResult.REJECT)
        };
    }

    static VipResult refusal(byte[] rejection) {
        boolean said = rejection.length == 1 && rejection[0] >= 0 && rejection[0] < REFUSALS.size();
        return said ? REFUSALS.get(rejection[0]) : VipResult.NO_MATCH;
    }
}
