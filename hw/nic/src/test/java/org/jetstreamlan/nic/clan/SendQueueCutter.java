package org.jetstreamlan.nic.clan;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.abi.clan.RegionKey;

/// A send queue of a test: random descriptors, and the frames that they are to become, by `docs/clan.md`.
final class SendQueueCutter {
    /// @param frame there is one; else the descriptor is only passed
    /// @param fences it waits until all before is done
    /// @param data from the first byte on
    /// @param index of its descriptor
    /// @param ends the descriptor ends with it
    record Item(
            boolean frame,
            boolean fences,
            boolean transfer,
            int flags,
            int key,
            long address,
            byte[] data,
            int index,
            boolean ends,
            boolean completes) {}

    /// Where the segments lie: a region of the endpoint's tag.
    ///
    /// @param name of its first byte
    /// @param at of its first byte, in the host's memory
    record Source(int key, long name, int at, int length) {}

    private final Random random;
    private final MemorySegment host;
    private final int level;
    final List<Item> items = new ArrayList<>();
    private boolean goesOn;
    private int operation;
    private int key;
    private long address;

    SendQueueCutter(Random random, MemorySegment host, int level) {
        this.random = random;
        this.host = host;
        this.level = level;
    }

    private int length() {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1, 2 -> 1 + random.nextInt(16);
            case 3, 4 -> random.nextInt(700);
            case 5 -> 2_040 + random.nextInt(16);
            default -> random.nextInt(9_500);
        };
    }

    /// Puts a random descriptor to `place` of the host's memory.
    ///
    /// @param index of it
    void add(int index, int place, Source source) {
        boolean more = random.nextInt(4) == 0;
        boolean fences = random.nextInt(8) == 0;
        boolean notify = random.nextInt(3) == 0;
        boolean ask = random.nextInt(4) == 0;
        boolean completes = random.nextInt(3) == 0;
        boolean nothing = !goesOn && random.nextInt(8) == 0;
        boolean inline = !nothing && random.nextInt(3) == 0;
        if (nothing) {
            more = false;
            operation = DmaDescriptor.NOTHING;
            key = 0;
            address = 0;
        } else if (!goesOn) {
            operation = random.nextBoolean() ? DmaDescriptor.WRITE : DmaDescriptor.TRANSFER;
            key = random.nextInt();
            address =
                    random.nextInt(3) == 0
                            ? (random.nextLong() & ~0xFFFL) - random.nextInt(64)
                            : random.nextLong();
        }
        int bytes = 1 + random.nextInt(DmaDescriptor.INLINE_BYTES);
        int segments = 1 + random.nextInt(DmaDescriptor.SEGMENTS);
        int count = nothing ? 0 : inline ? bytes : segments;
        int head =
                DmaDescriptor.OPERATION.of(operation)
                        | DmaDescriptor.INLINE.of(inline ? 1 : 0)
                        | DmaDescriptor.MORE.of(more ? 1 : 0)
                        | DmaDescriptor.FENCE.of(fences ? 1 : 0)
                        | DmaDescriptor.NOTIFY.of(notify ? 1 : 0)
                        | DmaDescriptor.ASK.of(ask ? 1 : 0)
                        | DmaDescriptor.COMPLETE.of(completes ? 1 : 0)
                        | DmaDescriptor.COUNT.of(count);
        DmaDescriptor.write(
                host, place, head, random.nextInt(), goesOn ? 0 : key, goesOn ? 0 : address);
        byte[] data = new byte[0];
        if (inline) {
            byte[] all = new byte[DmaDescriptor.INLINE_BYTES];
            random.nextBytes(all);
            long at = place + (long) DmaDescriptor.SEGMENTS_AT;
            MemorySegment.copy(all, 0, host, ValueLayout.JAVA_BYTE, at, all.length);
            data = Arrays.copyOf(all, bytes);
        } else if (!nothing) {
            data = segments(place, segments, source);
        }
        cut(index, data, more, fences, notify, ask, completes);
        goesOn = more;
    }

    private byte[] segments(int place, int segments, Source source) {
        var data = new ByteArrayOutputStream();
        for (int i = 0; i < DmaDescriptor.SEGMENTS; i++) {
            if (i < segments) {
                int length = length();
                int offset = random.nextInt(source.length - length + 1);
                // A segment without bytes may name anything.
                int named = length == 0 ? random.nextInt() : source.key;
                DmaDescriptor.writeSegment(host, place, i, named, length, source.name + offset);
                long from = source.at + offset;
                data.writeBytes(host.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE));
            } else {
                DmaDescriptor.writeSegment(
                        host, place, i, random.nextInt(), random.nextInt(), random.nextLong());
            }
        }
        return data.toByteArray();
    }

    private void cut(
            int index,
            byte[] data,
            boolean more,
            boolean fences,
            boolean notify,
            boolean ask,
            boolean completes) {
        boolean isTransfer = operation == DmaDescriptor.TRANSFER;
        int flags = (notify ? 1 : 0) | (ask || level == 2 && !more ? 2 : 0);
        // With a REPLY that is asked for it is not done yet.
        boolean tells = completes && (flags & 2) == 0;
        if (data.length == 0) {
            boolean frame = notify || ask;
            // Without a frame it waits until all REPLYs have come.
            boolean now = frame ? tells : completes;
            items.add(new Item(frame, fences, false, flags, 0, 0, data, index, true, now));
        }
        for (int at = 0; at < data.length; ) {
            int most = data.length <= 2_048 ? 512 : 4_096;
            int page = 4_096 - (int) (address + at & 0xFFF);
            int bytes = Math.min(data.length - at, Math.min(most, page));
            boolean last = at + bytes == data.length;
            items.add(
                    new Item(
                            true,
                            fences && at == 0,
                            isTransfer,
                            last ? flags : 0,
                            key,
                            address + at,
                            Arrays.copyOfRange(data, at, at + bytes),
                            index,
                            last,
                            last && tells));
            at += bytes;
        }
        address += data.length;
    }

    /// A key of this entry.
    static int key(int entry) {
        return RegionKey.of(entry, 0x1_2340 + entry);
    }
}
