package org.jetstreamlan.model.clan;

import static org.jetstreamlan.abi.WindowWords.INT;
import static org.jetstreamlan.abi.WindowWords.LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanOperation;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jspecify.annotations.Nullable;

/// Reads an endpoint's descriptors and cuts them into frames: at the end of a descriptor, at 4 KiB of remote addresses, and in descriptors of up to 2 KiB
/// at 512 bytes.
final class SendQueue {
    private static final int INDEX_MASK = 0xFFFF;
    private static final int SHORT_BYTES = 2_048;
    private static final int SHORT_FRAME_BYTES = 512;

    private final ClanStation station;
    private final MemorySegment descriptor =
            Arena.ofAuto().allocate(DmaDescriptor.BYTES, DmaDescriptor.BYTES);

    private long base;
    private int log2;
    private ClanLevel level = ClanLevel.UNRELIABLE_DELIVERY;
    private int producer;
    private int index;

    // The descriptor at `index`, if it has been read.
    private boolean read;
    private int head;
    private int operation;
    private long total;
    private long offset;
    private int remoteKey;
    private long remoteAddress;

    /// The one before has MORE: what it was, and where it got to.
    private boolean goesOn;

    private int operationBefore;
    private int keyReached;
    private long addressReached;
    private ClanReason failure = ClanReason.NONE;

    SendQueue(ClanStation station) {
        this.station = station;
    }

    /// Empty, in a new place.
    ///
    /// @param log2Entries 0: there is none
    void open(long address, int log2Entries, ClanLevel ofLevel) {
        base = address;
        log2 = log2Entries;
        level = ofLevel;
        producer = 0;
        index = 0;
        read = false;
        goesOn = false;
        failure = ClanReason.NONE;
    }

    void produced(int value) {
        producer = value & INDEX_MASK;
    }

    /// Index of the descriptor that is next to be cut, or is being cut.
    int index() {
        return index;
    }

    /// Whether there is a descriptor that has not been cut to its end.
    boolean hasWork() {
        return log2 > 0 && failure == ClanReason.NONE && index != producer;
    }

    /// Why the descriptor at [#index] cannot be; NONE if nothing is wrong with it.
    ClanReason failure() {
        return failure;
    }

    /// Looks at the next descriptor, if that has not been done.
    ///
    /// @return whether there is a good one
    boolean look() {
        if (!hasWork()) {
            return false;
        }
        if (!read) {
            long at = base + (long) (index & (1 << log2) - 1) * DmaDescriptor.BYTES;
            if (!station.read(at, descriptor, 0, DmaDescriptor.BYTES)) {
                failure = ClanReason.LOCAL_BUS;
                return false;
            }
            failure = parse();
            read = failure == ClanReason.NONE;
        }
        return read;
    }

    private ClanReason parse() {
        head = descriptor.get(INT, 0);
        operation = DmaDescriptor.OPERATION.get(head);
        int count = DmaDescriptor.COUNT.get(head);
        boolean inline = DmaDescriptor.INLINE.isSet(head);
        int reserved = head & ~DmaDescriptor.HEAD_MASK | descriptor.get(INT, 12);
        boolean zeros = reserved == 0 && descriptor.get(LONG, 24) == 0;
        boolean counts =
                switch (operation) {
                    case DmaDescriptor.NOTHING ->
                            count == 0 && !inline && !DmaDescriptor.MORE.isSet(head);
                    case DmaDescriptor.READ ->
                            count == 1
                                    && (head & NOT_WITH_READ) == 0
                                    && level != ClanLevel.UNRELIABLE_DELIVERY;
                    case DmaDescriptor.WRITE, DmaDescriptor.TRANSFER ->
                            count >= 1
                                    && count
                                            <= (inline
                                                    ? DmaDescriptor.INLINE_BYTES
                                                    : DmaDescriptor.SEGMENTS);
                    default -> false;
                };
        remoteKey = descriptor.get(INT, DmaDescriptor.REMOTE_KEY_AT);
        remoteAddress = descriptor.get(LONG, DmaDescriptor.REMOTE_ADDRESS_AT);
        boolean nowhere = remoteKey == 0 && remoteAddress == 0;
        boolean places =
                goesOn
                        ? nowhere && operation == operationBefore
                        : operation != DmaDescriptor.NOTHING || nowhere;
        if (!zeros || !counts || !places) {
            return ClanReason.DESCRIPTOR;
        }
        if (goesOn) {
            remoteKey = keyReached;
            remoteAddress = addressReached;
        }
        total = inline ? count : 0;
        for (int i = 0; !inline && i < count; i++) {
            total += bytesOf(i);
        }
        offset = 0;
        return ClanReason.NONE;
    }

    private static final int NOT_WITH_READ =
            DmaDescriptor.INLINE.mask()
                    | DmaDescriptor.MORE.mask()
                    | DmaDescriptor.NOTIFY.mask()
                    | DmaDescriptor.ASK.mask();

    private long segment(int i) {
        return DmaDescriptor.SEGMENTS_AT + (long) i * DmaDescriptor.SEGMENT_STRIDE;
    }

    private int keyOf(int i) {
        return descriptor.get(INT, segment(i));
    }

    private long bytesOf(int i) {
        return Integer.toUnsignedLong(
                descriptor.get(INT, segment(i) + DmaDescriptor.SEGMENT_BYTES_AT));
    }

    private long addressOf(int i) {
        return descriptor.get(LONG, segment(i) + DmaDescriptor.SEGMENT_ADDRESS_AT);
    }

    // ---- of the descriptor that was looked at

    boolean fences() {
        return DmaDescriptor.FENCE.isSet(head) && offset == 0;
    }

    boolean completes() {
        return DmaDescriptor.COMPLETE.isSet(head);
    }

    /// A READ of some bytes.
    boolean reads() {
        return operation == DmaDescriptor.READ && total > 0;
    }

    /// Whether its last frame asks for a REPLY.
    boolean asks() {
        return DmaDescriptor.ASK.isSet(head)
                || level == ClanLevel.RELIABLE_RECEPTION && !DmaDescriptor.MORE.isSet(head);
    }

    /// Where the bytes of a READ go.
    OutFrame.Piece place() {
        return new OutFrame.Piece(keyOf(0), addressOf(0), (int) total);
    }

    /// The next frame of it; null if there is none, or none any more: then it is behind the queue.
    @Nullable OutFrame next() {
        if (reads()) {
            var place = place();
            var frame =
                    OutFrame.ofRead(
                            remoteKey, remoteAddress, place.bytes(), place.address(), index);
            offset = total;
            return frame;
        }
        boolean tells = DmaDescriptor.NOTIFY.isSet(head) || DmaDescriptor.ASK.isSet(head);
        if (total == 0) {
            return tells && operation != DmaDescriptor.READ
                    ? OutFrame.ofMemory(ClanOperation.WRITE, flags(), 0, 0, List.of(), index)
                    : null;
        }
        long address = remoteAddress + offset;
        int inPage = (int) address & ClanFrame.DATA_BYTES_MAXIMUM - 1;
        int most = total <= SHORT_BYTES ? SHORT_FRAME_BYTES : ClanFrame.DATA_BYTES_MAXIMUM;
        int bytes =
                (int)
                        Math.min(
                                Math.min(total - offset, most),
                                ClanFrame.DATA_BYTES_MAXIMUM - inPage);
        var what =
                operation == DmaDescriptor.TRANSFER ? ClanOperation.TRANSFER : ClanOperation.WRITE;
        int flags = offset + bytes == total ? flags() : 0;
        var frame = frame(what, flags, address, bytes);
        offset += bytes;
        return frame;
    }

    private OutFrame frame(ClanOperation what, int flags, long address, int bytes) {
        if (DmaDescriptor.INLINE.isSet(head)) {
            var data =
                    descriptor
                            .asSlice(DmaDescriptor.SEGMENTS_AT + offset, bytes)
                            .toArray(ValueLayout.JAVA_BYTE);
            return OutFrame.ofInline(
                    what, flags, remoteKey, address, MemorySegment.ofArray(data), index);
        }
        return OutFrame.ofMemory(what, flags, remoteKey, address, pieces(bytes), index);
    }

    private int flags() {
        return (DmaDescriptor.NOTIFY.isSet(head) ? ClanFrame.NOTIFY : 0)
                | (asks() ? ClanFrame.ASK : 0);
    }

    private List<OutFrame.Piece> pieces(int bytes) {
        var pieces = new ArrayList<OutFrame.Piece>();
        long skip = offset;
        int left = bytes;
        for (int i = 0; i < DmaDescriptor.COUNT.get(head) && left > 0; i++) {
            long length = bytesOf(i);
            if (skip < length) {
                int count = (int) Math.min(left, length - skip);
                pieces.add(new OutFrame.Piece(keyOf(i), addressOf(i) + skip, count));
                left -= count;
                skip = 0;
            } else {
                skip -= length;
            }
        }
        return pieces;
    }

    /// Whether the descriptor has been cut to its end.
    boolean isCut() {
        return offset >= total;
    }

    /// Behind the descriptor's last frame: the next one.
    void advance() {
        goesOn = DmaDescriptor.MORE.isSet(head);
        operationBefore = operation;
        keyReached = remoteKey;
        addressReached = remoteAddress + total;
        index = index + 1 & INDEX_MASK;
        read = false;
    }
}
