package org.jetstreamlan.via;

import static org.jetstreamlan.abi.WindowWords.INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.driver.clan.Aperture;
import org.jetstreamlan.driver.clan.ClanEndpoint;
import org.jetstreamlan.driver.clan.RemoteRegion;
import org.jetstreamlan.driver.clan.SendQueue;

/// The send queue of a VI. A send goes by the send queue of the endpoint: data to where the peer's cookies say, behind it the entry of the transfer queue, behind that its pointer. So
/// all are of one source, and in order. A short one goes by stores, its data in the entry, while nothing of the send queue is out; what the send queue is given then has a fence before
/// it. A send without cookies waits, and what is behind it, too.
final class SendSide {
    /// Of one send: a piece ends with a segment or with a cookie; an entry and a pointer.
    static final int DESCRIPTORS_MAXIMUM = 2 * VipNic.MAX_SEGMENTS + 2;

    private static final int INDEX_MASK = 0xFFFF;

    private final VipVi vi;
    private final QueueMemory queue;
    private final ClanEndpoint endpoint;
    private final SendQueue out;
    private final ArrayDeque<Work> waiting = new ArrayDeque<>();
    private final ArrayDeque<Work> started = new ArrayDeque<>();
    private final List<QueueMemory.Cookie> cookies = new ArrayList<>();
    private final MemorySegment inline =
            Arena.ofAuto().allocate(QueueMemory.TRANSFER_BYTES, Long.BYTES);
    private boolean storesOut;
    private int lastStores;
    private int cookiesTaken;
    private int transfersWritten;
    private int reads;
    private boolean stopped;
    private int fence;

    SendSide(VipVi vi, QueueMemory queue, ClanEndpoint endpoint) {
        this.vi = vi;
        this.queue = queue;
        this.endpoint = endpoint;
        out = endpoint.queue();
    }

    int count() {
        return waiting.size() + started.size();
    }

    void post(Work work) {
        waiting.add(work);
    }

    // ---- to the adapter

    /// Whether a send waits for cookies of the peer.
    boolean waits() {
        return !waiting.isEmpty();
    }

    /// Whether a send that went by stores is not known to be there, which no event will tell.
    boolean looksForStores() {
        return storesOut;
    }

    /// Gives the adapter what can go.
    void start(RemoteRegion peersQueue, Aperture peers) {
        int before = out.posted();
        storesOut &= !endpoint.storesAcknowledged(lastStores);
        while (!stopped && !waiting.isEmpty() && out.room() >= DESCRIPTORS_MAXIMUM) {
            var work = waiting.element();
            if (work.error == 0 && !isAllowed(work)) {
                work.error = VipDescriptor.RDMA_PROT_ERROR;
            }
            if (work.error == 0 && !work.isReachable(vi)) {
                work.error = VipDescriptor.PROTECTION_ERROR;
            }
            boolean stored = work.error == 0 && isShort(work);
            if (stored && endpoint.room() < storesOf(work)) {
                break;
            }
            if (work.error == 0 && work.takesCookies() && !takeCookies()) {
                break;
            }
            waiting.remove();
            started.add(work);
            int first = out.posted();
            if (stored && work.total <= cookieBytes()) {
                store(work, peers);
            } else if (work.error == 0) {
                go(work, peersQueue);
            }
            work.sent = work.byStores || out.posted() != first;
            work.last = out.posted() - 1 & INDEX_MASK;
            work.reads = reads & INDEX_MASK;
            stopped = work.error != 0 && vi.attributes().reliability().isReliable();
        }
        if (out.posted() != before) {
            out.ring();
        }
    }

    /// Whether the other end takes such an operation at all.
    private boolean isAllowed(Work work) {
        var remote = vi.remoteAttributes();
        return switch (work.operation) {
            case VipDescriptor.OP_RDMAWRITE -> remote.rdmaWrite();
            case VipDescriptor.OP_RDMAREAD -> remote.rdmaRead();
            default -> true;
        };
    }

    /// Whether it goes by stores: nothing of the send queue is out, which stores would pass, and no other send by stores, behind which more of them have little room. Not at
    /// RELIABLE_RECEPTION, which promises that data lies where the descriptor says when the send is done, whatever the receiver's program does.
    private boolean isShort(Work work) {
        return work.operation == VipDescriptor.OP_SENDRECV
                && !storesOut
                && vi.attributes().reliability() != VipReliability.RELIABLE_RECEPTION
                && work.total <= QueueMemory.DATA_BYTES
                && out.acknowledged() == out.posted()
                && (out.readsDone() - reads & INDEX_MASK) == 0;
    }

    /// Stores that it takes: its entry, in cells, and the pointer.
    private static int storesOf(Work work) {
        return (QueueMemory.TRANSFER_HEAD_BYTES + work.total + Long.BYTES - 1) / Long.BYTES + 1;
    }

    private long cookieBytes() {
        return cookies.stream().mapToLong(QueueMemory.Cookie::length).sum();
    }

    private void store(Work work, Aperture peers) {
        int flags = QueueMemory.FLAG_DATA | (work.immediate ? QueueMemory.FLAG_IMMEDIATE : 0);
        QueueMemory.writeTransfer(inline, work.total, work.immediateData, flags);
        long at = QueueMemory.TRANSFER_HEAD_BYTES;
        for (var piece : work.pieces) {
            var from = vi.memory(piece.handle(), piece.address(), piece.length());
            if (piece.length() > 0 && from.isPresent()) {
                MemorySegment.copy(from.get(), 0, inline, at, piece.length());
                at += piece.length();
            }
        }
        peers.put(QueueMemory.transferAt(transfersWritten), inline, 0, (int) at);
        transfersWritten++;
        peers.put(QueueMemory.TRANSFERS_AT, transfersWritten);
        work.byStores = true;
        work.stores = endpoint.stored();
        lastStores = work.stores;
        storesOut = true;
    }

    /// Takes those of the peer's next receive descriptor.
    private boolean takeCookies() {
        int written = queue.cookiesWritten() - cookiesTaken;
        if (written == 0) {
            return false;
        }
        cookies.clear();
        boolean whole = false;
        while (!whole && cookies.size() < Math.min(written, VipNic.MAX_SEGMENTS)) {
            var cookie = queue.cookie(cookiesTaken + cookies.size());
            cookies.add(cookie);
            whole = cookie.last();
        }
        if (!whole || written < 0 || written > QueueMemory.COOKIES) {
            vi.peerLied("%d cookies without an end".formatted(written));
            return false;
        }
        cookiesTaken += cookies.size();
        return true;
    }

    private void go(Work work, RemoteRegion peersQueue) {
        fence = work.fence || storesOut ? DmaDescriptor.FENCE.mask() : 0;
        int flags = work.immediate ? QueueMemory.FLAG_IMMEDIATE : 0;
        switch (work.operation) {
            case VipDescriptor.OP_RDMAWRITE -> {
                rdma(work, DmaDescriptor.WRITE);
                flags |= QueueMemory.FLAG_RDMA_WRITE;
            }
            case VipDescriptor.OP_RDMAREAD -> rdma(work, DmaDescriptor.READ);
            default -> {
                if (work.total > cookieBytes()) {
                    flags |= QueueMemory.FLAG_ERROR;
                    work.error = tooLong();
                } else {
                    scatter(work);
                }
            }
        }
        if (work.takesCookies()) {
            entry(work, flags, peersQueue);
        }
    }

    /// Status of a send that the peer's receive descriptor is too short for: told where what is told as done lies in its memory.
    private int tooLong() {
        return vi.attributes().reliability() == VipReliability.RELIABLE_RECEPTION
                ? VipDescriptor.REMOTE_DESC_ERROR
                : 0;
    }

    private void rdma(Work work, int operation) {
        long to = work.remoteAddress;
        for (var piece : work.pieces) {
            if (piece.length() > 0) {
                piece(operation, work.remoteHandle, to, piece, 0, piece.length());
                to += piece.length();
                reads += operation == DmaDescriptor.READ ? 1 : 0;
            }
        }
    }

    /// Segments here to segments there: each piece is what one of either has in common.
    private void scatter(Work work) {
        int next = 0;
        int used = 0;
        for (var piece : work.pieces) {
            int done = 0;
            while (done < piece.length()) {
                var cookie = cookies.get(next);
                int bytes = Math.min(piece.length() - done, cookie.length() - used);
                if (bytes == 0) {
                    next++;
                    used = 0;
                } else {
                    long to = cookie.address() + used;
                    piece(DmaDescriptor.TRANSFER, cookie.key(), to, piece, done, bytes);
                    done += bytes;
                    used += bytes;
                }
            }
        }
    }

    private void piece(int operation, int key, long to, Work.Piece piece, int offset, int bytes) {
        boolean asks = operation != DmaDescriptor.READ;
        int head =
                DmaDescriptor.OPERATION.of(operation)
                        | takeFence()
                        | (asks ? asking() : 0)
                        | DmaDescriptor.COMPLETE.mask()
                        | DmaDescriptor.COUNT.of(1);
        int index = out.post(head, 0, key, to);
        out.segment(index, 0, piece.handle(), bytes, piece.address() + offset);
    }

    /// The first descriptor of a send with QFENCE waits.
    private int takeFence() {
        int taken = fence;
        fence = 0;
        return taken;
    }

    /// What is told as done at the highest level is what has been replied.
    private int asking() {
        return vi.attributes().reliability() == VipReliability.RELIABLE_RECEPTION
                ? DmaDescriptor.ASK.mask()
                : 0;
    }

    private void entry(Work work, int flags, RemoteRegion peersQueue) {
        QueueMemory.writeTransfer(inline, work.total, work.immediateData, flags);
        long at = peersQueue.address() + QueueMemory.transferAt(transfersWritten);
        inline(peersQueue.key(), at, QueueMemory.TRANSFER_HEAD_BYTES);
        transfersWritten++;
        inline.set(INT, 0, transfersWritten);
        inline(peersQueue.key(), peersQueue.address() + QueueMemory.TRANSFERS_AT, Integer.BYTES);
    }

    private void inline(int key, long to, int bytes) {
        int head =
                DmaDescriptor.OPERATION.of(DmaDescriptor.TRANSFER)
                        | DmaDescriptor.INLINE.mask()
                        | takeFence()
                        | asking()
                        | DmaDescriptor.COMPLETE.mask()
                        | DmaDescriptor.COUNT.of(bytes);
        int index = out.post(head, 0, key, to);
        out.inline(index, inline, 0, bytes);
    }

    // ---- what is done

    void finish() {
        storesOut &= !endpoint.storesAcknowledged(lastStores);
        while (!started.isEmpty() && isThrough(started.element())) {
            var work = started.remove();
            int status = work.error;
            work.finish(status);
            vi.done(work);
            if (status != 0) {
                vi.descriptorFailed();
            }
        }
    }

    /// Whether all of it and of what was before it is done.
    private boolean isThrough(Work work) {
        if (!work.sent) {
            return true;
        }
        boolean highest = vi.attributes().reliability() == VipReliability.RELIABLE_RECEPTION;
        if (work.byStores) {
            return endpoint.storesAcknowledged(work.stores);
        }
        boolean read = (short) (out.readsDone() - work.reads) >= 0;
        boolean gone = SendQueue.isBehind(out.acknowledged(), work.last);
        boolean replied = work.operation == VipDescriptor.OP_RDMAREAD || replied(work);
        return read && gone && (!highest || replied);
    }

    private boolean replied(Work work) {
        return SendQueue.isBehind(out.replied(), work.last);
    }

    /// The endpoint is broken: who is at fault says so, what is behind it is flushed.
    void broke(ClanReason reason, boolean byPeer) {
        boolean own = reason == ClanReason.SEGMENT && !byPeer;
        boolean found = false;
        while (!started.isEmpty()) {
            var work = started.remove();
            int status = VipDescriptor.DESC_FLUSHED_ERROR;
            if (!found) {
                boolean before = own && SendQueue.isBehind(endpoint.descriptorBroken(), work.last);
                status = before ? VipDescriptor.TRANSPORT_ERROR : statusOf(work, reason, byPeer);
                found = status != VipDescriptor.TRANSPORT_ERROR;
            }
            work.finish(work.error != 0 ? work.error : status);
            vi.done(work);
        }
        flush();
    }

    /// The connection of an unreliable VI is lost: what was out has gone, whether it has come or not; a descriptor whose memory was taken back has PROTECTION_ERROR.
    void lose(ClanReason reason) {
        boolean own = reason == ClanReason.SEGMENT;
        boolean found = false;
        while (!started.isEmpty()) {
            var work = started.remove();
            boolean wrong =
                    own && !found && !SendQueue.isBehind(endpoint.descriptorBroken(), work.last);
            found |= wrong;
            work.finish(wrong ? VipDescriptor.PROTECTION_ERROR : work.error);
            vi.done(work);
        }
    }

    private int statusOf(Work work, ClanReason reason, boolean byPeer) {
        boolean highest = vi.attributes().reliability() == VipReliability.RELIABLE_RECEPTION;
        boolean told = byPeer && (highest || work.operation == VipDescriptor.OP_RDMAREAD);
        int remote =
                work.isRdma() ? VipDescriptor.RDMA_PROT_ERROR : VipDescriptor.REMOTE_DESC_ERROR;
        return switch (reason) {
            case KEY, RIGHT, BOUNDS, READ_REFUSED -> told ? remote : VipDescriptor.TRANSPORT_ERROR;
            case BUS ->
                    byPeer && highest
                            ? VipDescriptor.REMOTE_DESC_ERROR
                            : VipDescriptor.TRANSPORT_ERROR;
            case SEGMENT -> VipDescriptor.PROTECTION_ERROR;
            case NONE,
                    RESPONSE,
                    LEVEL,
                    TIME_OUT,
                    STORE_OVERRUN,
                    DESCRIPTOR,
                    LOCAL_BUS,
                    MEMORY,
                    COMMAND ->
                    VipDescriptor.TRANSPORT_ERROR;
        };
    }

    /// What the adapter does not have.
    void flush() {
        while (!waiting.isEmpty()) {
            var work = waiting.remove();
            work.finish(work.error != 0 ? work.error : VipDescriptor.DESC_FLUSHED_ERROR);
            vi.done(work);
        }
    }

    /// For the next connection.
    void reset() {
        cookiesTaken = 0;
        transfersWritten = 0;
        reads = 0;
        stopped = false;
        storesOut = false;
        lastStores = 0;
    }
}
