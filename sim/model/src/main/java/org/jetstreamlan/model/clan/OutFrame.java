package org.jetstreamlan.model.clan;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.abi.clan.ClanOperation;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jspecify.annotations.Nullable;

/// A numbered frame of a connection: the same as often as it is sent, though what it carries of host memory is read anew each time.
///
/// @param operation WRITE, TRANSFER, READ or RESPONSE
/// @param flags of [ClanFrame]
/// @param key of the peer's region
/// @param address of the first byte there
/// @param bytes of data; of a READ: wanted
/// @param held its data, where the adapter has it: of stores, inline, and the cell of a READ
/// @param pieces its data, where it lies in host memory
/// @param right that the pieces' regions need
/// @param stores that are in it
/// @param index of its descriptor; below 0 without one
/// @param place of stores: offset in the aperture window; else below 0
record OutFrame(
        ClanOperation operation,
        int flags,
        int key,
        long address,
        long bytes,
        @Nullable MemorySegment held,
        List<Piece> pieces,
        int right,
        int stores,
        int index,
        int place) {

    /// A run of host memory.
    ///
    /// @param key of its region
    record Piece(int key, long address, int bytes) {}

    static OutFrame ofStores(
            ClanOperation operation,
            int flags,
            int key,
            long address,
            MemorySegment data,
            int stores,
            int place) {
        return new OutFrame(
                operation,
                flags,
                key,
                address,
                data.byteSize(),
                data,
                List.of(),
                0,
                stores,
                -1,
                place);
    }

    static OutFrame ofInline(
            ClanOperation operation,
            int flags,
            int key,
            long address,
            MemorySegment data,
            int index) {
        return new OutFrame(
                operation, flags, key, address, data.byteSize(), data, List.of(), 0, 0, index, -1);
    }

    static OutFrame ofMemory(
            ClanOperation operation,
            int flags,
            int key,
            long address,
            List<Piece> pieces,
            int index) {
        int bytes = pieces.stream().mapToInt(Piece::bytes).sum();
        int right = RegionEntry.LOCAL_READ;
        return new OutFrame(
                operation, flags, key, address, bytes, null, pieces, right, 0, index, -1);
    }

    /// @param place that the bytes go to
    static OutFrame ofRead(int key, long address, int wanted, long place, int index) {
        var cell = MemorySegment.ofArray(new byte[ClanFrame.CELL_BYTES]);
        cell.set(WindowWords.WIRE, 0, wanted);
        cell.set(WindowWords.WIRE, 4, (int) place & ClanFrame.DATA_BYTES_MAXIMUM - 1);
        return new OutFrame(
                ClanOperation.READ, 0, key, address, wanted, cell, List.of(), 0, 0, index, -1);
    }

    static OutFrame ofResponse(long placeAndOffset, Piece piece) {
        return new OutFrame(
                ClanOperation.RESPONSE,
                0,
                0,
                placeAndOffset,
                piece.bytes(),
                null,
                List.of(piece),
                RegionEntry.RDMA_READ,
                0,
                -1,
                -1);
    }

    /// AAL5 Length.
    int length() {
        return operation == ClanOperation.READ
                ? ClanFrame.READ_LENGTH
                : ClanFrame.length(address, (int) bytes);
    }

    /// Writes all data, reading host memory where it lies there.
    ///
    /// @param payload of the frame
    /// @param at its first byte of data
    /// @return NONE, or why it may not be, or LOCAL_BUS
    ClanReason load(ClanStation station, Regions regions, int tag, MemorySegment payload, long at) {
        if (held != null) {
            long from = operation == ClanOperation.READ ? ClanFrame.HEAD_BYTES : at;
            MemorySegment.copy(held, 0, payload, from, held.byteSize());
            return ClanReason.NONE;
        }
        for (var piece : pieces) {
            if (regions.check(piece.key(), tag, right, piece.address(), piece.bytes())
                    != ClanReason.NONE) {
                return operation == ClanOperation.RESPONSE
                        ? ClanReason.READ_REFUSED
                        : ClanReason.SEGMENT;
            }
            if (!station.read(regions.bus(), payload, at, piece.bytes())) {
                return operation == ClanOperation.RESPONSE ? ClanReason.BUS : ClanReason.LOCAL_BUS;
            }
            at += piece.bytes();
        }
        return ClanReason.NONE;
    }
}
