package org.jetstreamlan.via;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.driver.clan.Region;

/// A posted descriptor: each of its fields read once, so what the program does to it afterwards changes nothing.
final class Work {
    /// A data segment.
    ///
    /// @param address as this process names it
    record Piece(long address, int handle, int length) {}

    final VipDescriptor descriptor;
    private final VipVi vi;

    /// Of the memory that the descriptor lies in.
    private final int handle;

    final boolean receive;
    final int operation;
    final boolean immediate;
    final boolean fence;
    final int immediateData;
    final List<Piece> pieces = new ArrayList<>();
    long remoteAddress;
    int remoteHandle;

    /// Bytes of all pieces.
    int total;

    /// Status bits of what is wrong with it; 0 if nothing is.
    int error;

    /// Of a receive: what the peer may write, a region for each piece that has bytes.
    final List<Region> regions = new ArrayList<>();

    // Of a send that has been started: whether the adapter has anything of it, index of its last
    // descriptor, and READs done when it is.
    boolean sent;
    int last;
    int reads;

    /// Of a send that went by stores: how many there were when it had gone.
    int stores;

    boolean byStores;

    /// It is done, with an error.
    boolean failed;

    Work(VipVi vi, VipDescriptor descriptor, int handle, boolean receive) {
        this.vi = vi;
        this.descriptor = descriptor;
        this.handle = handle;
        this.receive = receive;
        int control = descriptor.control();
        operation = control & VipDescriptor.OP_MASK;
        immediate = !receive && (control & VipDescriptor.IMMEDIATE) != 0;
        fence = (control & VipDescriptor.QFENCE) != 0;
        immediateData = descriptor.immediate();
        int segments = descriptor.segments();
        if (!isFormed(vi, control, segments)) {
            error = VipDescriptor.FORMAT_ERROR;
            return;
        }
        int first = isRdma() ? 1 : 0;
        if (isRdma()) {
            remoteAddress = descriptor.segmentAddress(0);
            remoteHandle = descriptor.segmentHandle(0);
        }
        long sum = 0;
        for (int i = first; i < segments; i++) {
            long address = descriptor.segmentAddress(i);
            int segmentHandle = descriptor.segmentHandle(i);
            int length = descriptor.segmentLength(i);
            long bytes = Integer.toUnsignedLong(length);
            sum += bytes;
            if (bytes > 0 && vi.memory(segmentHandle, address, bytes).isEmpty()) {
                error |= VipDescriptor.PROTECTION_ERROR;
            }
            pieces.add(new Piece(address, segmentHandle, length));
        }
        boolean lengthWrong = !receive && sum != Integer.toUnsignedLong(descriptor.length());
        if (lengthWrong || sum > vi.attributes().maxTransferSize()) {
            error |= VipDescriptor.LENGTH_ERROR;
        }
        total = (int) sum;
    }

    /// Whether all its segments are registered memory still.
    boolean isReachable(VipVi vi) {
        return pieces.stream()
                .allMatch(
                        piece ->
                                piece.length() == 0
                                        || vi.memory(
                                                        piece.handle(),
                                                        piece.address(),
                                                        piece.length())
                                                .isPresent());
    }

    private boolean isFormed(VipVi vi, int control, int segments) {
        boolean known = (control & ~VipDescriptor.CONTROL_MASK) == 0 && descriptor.reserved() == 0;
        boolean counted = segments <= VipNic.MAX_SEGMENTS;
        boolean possible =
                switch (operation) {
                    case VipDescriptor.OP_SENDRECV -> !receive || control == 0;
                    case VipDescriptor.OP_RDMAWRITE -> !receive && segments > 0;
                    case VipDescriptor.OP_RDMAREAD ->
                            !receive
                                    && !immediate
                                    && segments > 0
                                    && vi.attributes().reliability().isReliable();
                    default -> false;
                };
        return known && counted && possible && (!isRdma() || descriptor.segmentLength(0) == 0);
    }

    boolean isRdma() {
        return operation != VipDescriptor.OP_SENDRECV;
    }

    /// Whether it uses up a receive descriptor of the peer.
    boolean takesCookies() {
        return !isRdma() || immediate;
    }

    /// Operation bits of its status.
    private int statusOperation() {
        return switch (operation) {
            case VipDescriptor.OP_RDMAWRITE -> VipDescriptor.STATUS_OP_RDMA_WRITE;
            case VipDescriptor.OP_RDMAREAD -> VipDescriptor.STATUS_OP_RDMA_READ;
            default -> receive ? VipDescriptor.STATUS_OP_RECEIVE : VipDescriptor.STATUS_OP_SEND;
        };
    }

    /// Whether the descriptor's own memory is registered still: what has been taken back may be anybody's.
    private boolean mayTell() {
        return vi.memory(handle, descriptor.address(), VipDescriptor.CONTROL_BYTES).isPresent();
    }

    /// Tells the program: a send, or a receive that nothing came for.
    void finish(int status) {
        takeBack();
        failed = (status & VipDescriptor.ERROR_MASK) != 0;
        int moved = status == 0 ? total : 0;
        int flags = immediate ? VipDescriptor.STATUS_IMMEDIATE : 0;
        if (mayTell()) {
            descriptor.finish(moved, status | statusOperation() | flags);
        }
    }

    /// Tells the program of a receive what came.
    void finish(QueueMemory.Transfer transfer) {
        takeBack();
        int wrong = error | (transfer.tooLong() ? VipDescriptor.LENGTH_ERROR : 0);
        failed = wrong != 0;
        if (!mayTell()) {
            return;
        }
        int status =
                transfer.rdmaWrite()
                        ? VipDescriptor.STATUS_OP_REMOTE_RDMA_WRITE
                        : VipDescriptor.STATUS_OP_RECEIVE;
        if (transfer.immediate()) {
            descriptor.finishImmediate(transfer.immediateData());
            status |= VipDescriptor.STATUS_IMMEDIATE;
        }
        descriptor.finish(wrong == 0 ? transfer.length() : 0, status | wrong);
    }

    /// The peer may write none of it any more.
    void takeBack() {
        regions.forEach(Region::close);
        regions.clear();
    }
}
