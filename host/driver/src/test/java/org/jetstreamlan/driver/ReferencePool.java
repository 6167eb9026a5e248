package org.jetstreamlan.driver;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Frame;

/// A pool and its card as `docs/driver.md` and `docs/adapter.md` tell of them, in plain collections, and a plain interpreter of scripts: what a run has to
/// leave behind. Knows neither the driver's classes nor its layouts. Frames wait until [#carry].
final class ReferencePool {
    /// Why an operation ends the run.
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        final String outcome;
        final long value;
        final long limit;

        Refused(String outcome, long value, long limit) {
            super(outcome, null, false, false);
            this.outcome = outcome;
            this.value = value;
            this.limit = limit;
        }
    }

    private record Pdu(List<Integer> blocks, byte[] payload, int header, int time) {}

    private record Sent(List<Integer> blocks, int bytes, int header, int ticket, int checksum) {}

    /// What an operation of the run gave.
    private record Given(int code, List<Integer> handles, long pduBytes) {}

    private static final int NONE = -1;
    private static final Given NOTHING = new Given(0, List.of(), NONE);

    final ArrayDeque<Integer> free = new ArrayDeque<>();
    final String[] owner;
    final int[] generation;
    final boolean[] inFlight;
    final byte[][] data;
    final byte[] user;
    int frames;

    /// Bytes that their block's holder has written or received, or that are zeros by now.
    private final boolean[][] own;

    private final boolean[] freeWhenDone;
    private final boolean[] receiveBlock;
    private final int blockBytes;
    private final boolean aal5;
    private final int transmitLimit;
    private final int receiveLimit;
    private final int ring;
    private final int largest;
    private final int station;
    final Set<Integer> vcis = new HashSet<>();
    private final ArrayDeque<Pdu> arrived = new ArrayDeque<>();
    private final ArrayDeque<Pdu> waiting = new ArrayDeque<>();
    private final ArrayDeque<Sent> queued = new ArrayDeque<>();
    private final ArrayDeque<Sent> completed = new ArrayDeque<>();
    private int transmitCount;
    private int receiveCount;

    ReferencePool(
            List<Integer> order,
            int blockBytes,
            boolean aal5,
            int transmitLimit,
            int receiveLimit,
            int ring,
            int largest,
            int vci,
            int userBytes) {
        free.addAll(order);
        this.blockBytes = blockBytes;
        this.aal5 = aal5;
        this.transmitLimit = transmitLimit;
        this.receiveLimit = receiveLimit;
        this.ring = ring;
        this.largest = largest;
        station = vci >>> 18;
        vcis.add(vci);
        owner = new String[order.size()];
        generation = new int[order.size()];
        inFlight = new boolean[order.size()];
        freeWhenDone = new boolean[order.size()];
        receiveBlock = new boolean[order.size()];
        data = new byte[order.size()][blockBytes];
        own = new boolean[order.size()][blockBytes];
        user = new byte[userBytes];
    }

    /// Another pool takes the block that is first on the free list.
    int takenByOther() {
        int block = free.remove();
        owner[block] = "other";
        return block;
    }

    /// Handles of the pool's blocks.
    List<Integer> heldByPool() {
        var handles = new ArrayList<Integer>();
        for (int block = 0; block < owner.length; block++) {
            if ("pool".equals(owner[block])) {
                handles.add(generation[block] << 16 | block);
            }
        }
        return handles;
    }

    void freeAll() {
        heldByPool().forEach(handle -> release(handle & 0xFFFF));
    }

    // The card

    /// A frame arrives.
    void deliver(int header, byte[] payload, int time) {
        int count = (payload.length + blockBytes - 1) / blockBytes;
        if (!vcis.contains(AtmHeader.VCI.get(header))
                || receiveCount + count > receiveLimit
                || free.size() < count) {
            return;
        }
        receiveCount += count;
        var blocks = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            int block = free.remove();
            receiveBlock[block] = true;
            blocks.add(block);
            int at = i * blockBytes;
            int run = Math.min(blockBytes, payload.length - at);
            System.arraycopy(payload, at, data[block], 0, run);
        }
        arrived.add(new Pdu(blocks, payload, header, time));
    }

    /// All frames go round; time stands still.
    void carry(int time) {
        while (!queued.isEmpty()) {
            var frame = queued.remove();
            var payload = new byte[frame.bytes];
            for (int at = 0; at < frame.bytes; at += blockBytes) {
                int run = Math.min(blockBytes, frame.bytes - at);
                System.arraycopy(data[frame.blocks.get(at / blockBytes)], 0, payload, at, run);
            }
            if (frame.checksum != NONE) {
                LoopbackAdapter.insertChecksum(
                        payload,
                        frame.checksum & 0xFFFF,
                        frame.bytes - (aal5 ? 8 : 0),
                        frame.checksum >>> 16);
            }
            if (aal5) {
                putBig(payload, frame.bytes - 4, Aal5.crc(payload, frame.bytes - 4));
            }
            deliver(frame.header, payload, time);
            completed.add(frame);
        }
    }

    private void takeWhatHasCome() {
        while (!completed.isEmpty()) {
            for (int block : completed.remove().blocks) {
                inFlight[block] = false;
                if (freeWhenDone[block]) {
                    freeWhenDone[block] = false;
                    giveBack(block);
                }
            }
        }
        waiting.addAll(arrived);
        arrived.clear();
    }

    private void giveBack(int block) {
        if (receiveBlock[block]) {
            receiveCount--;
        } else {
            transmitCount--;
        }
        receiveBlock[block] = false;
        free.addLast(block);
    }

    // The interpreter

    private ByteBuffer script = ByteBuffer.allocate(0);
    private final Map<Integer, Given> given = new HashMap<>();

    /// Runs a script, and writes its results into it.
    String run(byte[] memory) {
        script = ByteBuffer.wrap(memory).order(LITTLE_ENDIAN);
        takeWhatHasCome();
        given.clear();
        if (script.getInt(0) != 0x4A534301) {
            return "NOT_A_SCRIPT";
        }
        int count = script.getInt(4);
        if (count < 0 || count > 64) {
            return end("TOO_MANY_OPERATIONS", 0);
        }
        for (int i = 0; i < count; i++) {
            int at = 64 + 64 * i;
            try {
                script.putInt(at + 28, number(operation(i, at)));
            } catch (Refused refused) {
                script.putInt(at + 28, number(refused.outcome));
                script.putLong(at + 48, refused.value);
                script.putLong(at + 56, refused.limit);
                boolean any = (script.getInt(at) & 0x200) != 0;
                boolean held =
                        List.of("BAD_CRC", "NO_CRC", "BAD_TRAILER").contains(refused.outcome);
                if (!any || !held) {
                    return end(refused.outcome, i);
                }
            }
        }
        return end("OK", count);
    }

    private String end(String outcome, int done) {
        script.putInt(32, number(outcome));
        script.putInt(36, done);
        return outcome;
    }

    private static int number(String outcome) {
        return org.jetstreamlan.abi.PoolOutcome.valueOf(outcome).ordinal();
    }

    private long word(int at) {
        return script.getInt(at) & 0xFFFF_FFFFL;
    }

    private String operation(int index, int at) throws Refused {
        int head = script.getInt(at);
        int code = head & 0xFF;
        if (code < 1 || code > 11) {
            throw new Refused("UNKNOWN_OPERATION", code, 11);
        }
        int flags = new int[] {0, 0, 0, 0x100, 0x100, 0xD00, 0x200, 0, 0, 0, 0x100, 0x100}[code];
        int strange = head & ~(0xFF | flags);
        if (strange != 0) {
            throw new Refused("RESERVED_BITS", strange, head);
        }
        given.put(index, new Given(code, List.of(), NONE));
        int blocks = script.getInt(at + 4);
        int first = blocks & 0xFFF;
        int count = blocks >>> 12 & 0xFFF;
        int reserved =
                switch (code) {
                    case 1 -> 0xFF00_0000;
                    case 6 -> 0xFFFF_F000;
                    case 7, 8, 9 -> -1;
                    default -> blocks < 0 ? 0x4000_0000 : 0x7F00_0000;
                };
        if ((blocks & reserved) != 0) {
            throw new Refused("RESERVED_BITS", blocks & reserved, blocks);
        }
        switch (code) {
            case 1 -> alloc(index, at, first, count);
            case 6 -> receive(index, at, first);
            case 7, 8 -> associate(code == 7, word(at + 24));
            case 9 -> {
                if (waiting.isEmpty()) {
                    long clocks = script.getLong(at + 16);
                    throw new Refused("TIME_OUT", clocks < 0 ? Long.MAX_VALUE : clocks, 0);
                }
            }
            default -> use(code, index, at, head, operand(index, blocks, first, count));
        }
        return "OK";
    }

    private void associate(boolean on, long which) throws Refused {
        if (which >= 1 << 24) {
            throw new Refused("VCI_OUT_OF_RANGE", which, (1 << 24) - 1);
        }
        if (!on) {
            if (!vcis.remove((int) which)) {
                throw new Refused("VCI_NOT_ASSOCIATED", which, 0);
            }
            return;
        }
        if (which < 0x100) {
            throw new Refused("VCI_RESERVED", which, 0);
        }
        if (which >>> 18 != station) {
            throw new Refused("VCI_OF_OTHER_STATION", which, 0);
        }
        if ((which & 0x3FFFF) < 0x200) {
            throw new Refused("VCI_RESERVED", which, 0);
        }
        if (!vcis.add((int) which)) {
            throw new Refused("VCI_TAKEN", which, 0);
        }
    }

    private void use(int code, int index, int at, int head, Given blocks) throws Refused {
        switch (code) {
            case 2 -> free(blocks.handles);
            case 3, 4 -> copy(at, head, code == 3, blocks);
            case 5 -> send(index, at, head, blocks);
            case 10, 11 -> file(at, head, code == 11, blocks);
            default -> throw new IllegalStateException();
        }
    }

    private Given operand(int index, int word, int first, int count) throws Refused {
        if (word < 0) {
            int source = word >>> 24 & 63;
            if (source >= index) {
                throw new Refused("FORWARD_REFERENCE", source, index);
            }
            var result = given.getOrDefault(source, NOTHING);
            if (result.code != 1 && result.code != 6) {
                throw new Refused("NOT_BLOCKS", source, 0);
            }
            int size = result.handles.size();
            if (first + count > size) {
                throw new Refused("BLOCKS_PAST_END", first + count, size);
            }
            var some = result.handles.subList(first, count == 0 ? size : first + count);
            long bytes = (long) some.size() * blockBytes;
            return result.pduBytes == NONE
                    ? new Given(0, some, bytes)
                    : new Given(
                            0,
                            some,
                            Math.min(
                                    bytes,
                                    Math.max(0, result.pduBytes - (long) first * blockBytes)));
        }
        if (first + count > 512) {
            throw new Refused("BLOCKS_PAST_END", first + count, 512);
        }
        if (count > 32) {
            throw new Refused("CHAIN_FULL", count, 32);
        }
        var handles = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            handles.add(script.getInt(0x1040 + 4 * (first + i)));
        }
        return new Given(0, handles, (long) count * blockBytes);
    }

    private boolean lengthGood(long bytes) {
        return aal5
                ? bytes >= 1 && bytes <= 65_512
                : bytes >= 48 && bytes <= Frame.PAYLOAD_BYTES_MAXIMUM && bytes % 4 == 0;
    }

    private int payloadOf(int bytes) {
        return aal5 ? (bytes + 8 + 47) / 48 * 48 : bytes;
    }

    private int blocksFor(int bytes) {
        return (payloadOf(bytes) + blockBytes - 1) / blockBytes;
    }

    private int mostBytes() {
        return aal5 ? 65_512 : 65_528;
    }

    private void alloc(int index, int at, int first, int given0) throws Refused {
        int count = given0;
        if (count == 0) {
            long bytes = word(at + 12);
            if (!lengthGood(bytes)) {
                throw new Refused("BAD_LENGTH", bytes, mostBytes());
            }
            count = blocksFor((int) bytes);
        }
        if (first + count > 512) {
            throw new Refused("BLOCKS_PAST_END", first + count, 512);
        }
        if (count > 32) {
            throw new Refused("CHAIN_FULL", count, 32);
        }
        var handles = new ArrayList<Integer>();
        var blocks = new ArrayList<Integer>();
        String refused = null;
        for (int i = 0; i < count && refused == null; i++) {
            if (transmitCount >= transmitLimit) {
                refused = "TRANSMIT_LIMIT";
            } else if (free.isEmpty()) {
                refused = "NO_FREE_BLOCK";
            } else {
                int block = free.remove();
                transmitCount++;
                owner[block] = "pool";
                Arrays.fill(own[block], false);
                blocks.add(block);
                handles.add(generation[block] << 16 | block);
            }
        }
        if (refused != null) {
            // All or none: they go back one by one, each with a new generation.
            for (int block : blocks) {
                release(block);
            }
            throw new Refused(
                    refused,
                    count,
                    refused.equals("TRANSMIT_LIMIT") ? transmitLimit : owner.length);
        }
        give(index, at, first, new Given(1, handles, NONE));
    }

    private void give(int index, int at, int first, Given what) {
        given.put(index, what);
        for (int i = 0; i < what.handles.size(); i++) {
            script.putInt(0x1040 + 4 * (first + i), what.handles.get(i));
        }
        script.putInt(at + 32, what.handles.size());
    }

    private void release(int block) {
        owner[block] = null;
        generation[block] = generation[block] + 1 & 0x7FFF;
        if (inFlight[block]) {
            freeWhenDone[block] = true;
        } else {
            giveBack(block);
        }
    }

    private int held(int handle) throws Refused {
        int block = handle & 0xFFFF;
        if (handle < 0 || block >= owner.length) {
            throw new Refused("NO_SUCH_BLOCK", handle, owner.length);
        }
        if (owner[block] == null || generation[block] != handle >>> 16) {
            throw new Refused("NOT_HELD", handle, 0);
        }
        if (!owner[block].equals("pool")) {
            throw new Refused("FOREIGN_BLOCK", handle, 4);
        }
        return block;
    }

    private void free(List<Integer> handles) throws Refused {
        var seen = new HashSet<Integer>();
        for (int handle : handles) {
            held(handle);
            if (!seen.add(handle)) {
                throw new Refused("NOT_HELD", handle, 0);
            }
        }
        for (int handle : handles) {
            release(handle & 0xFFFF);
        }
    }

    private void copy(int at, int head, boolean in, Given blocks) throws Refused {
        long offset = word(at + 8);
        long bytes = (head & 0x100) != 0 ? Math.max(0, blocks.pduBytes - offset) : word(at + 12);
        if (offset + bytes > blocks.pduBytes) {
            throw new Refused("PAST_END", offset + bytes, blocks.pduBytes);
        }
        long address = script.getLong(at + 16);
        if (address < 0 || bytes > user.length - address) {
            throw new Refused("SEGMENT_TOO_SHORT", address + bytes, user.length);
        }
        move(blocks, offset, user, (int) address, (int) bytes, in);
        script.putInt(at + 32, sum(user, (int) address, (int) bytes));
    }

    private void move(Given blocks, long offset, byte[] memory, int address, int bytes, boolean in)
            throws Refused {
        for (long i = offset / blockBytes; i * blockBytes < offset + bytes; i++) {
            if ((i + 1) * blockBytes > offset && bytes > 0) {
                int block = held(blocks.handles.get((int) i));
                if (in && inFlight[block]) {
                    throw new Refused("BLOCK_IN_FLIGHT", blocks.handles.get((int) i), 0);
                }
            }
        }
        for (long i = 0; i < bytes; i++) {
            int block = blocks.handles.get((int) ((offset + i) / blockBytes)) & 0xFFFF;
            int place = (int) ((offset + i) % blockBytes);
            int there = (int) (address + i);
            clean(block, in ? place : place + 1);
            own[block][place] = true;
            if (in) {
                data[block][place] = memory[there];
            } else {
                memory[there] = data[block][place];
            }
        }
    }

    /// Files, which may have at most `mostFileBytes`.
    byte[][] files = {};

    int mostFileBytes;

    private void file(int at, int head, boolean writing, Given blocks) throws Refused {
        long offset = word(at + 8);
        long bytes = (head & 0x100) != 0 ? Math.max(0, blocks.pduBytes - offset) : word(at + 12);
        if (offset + bytes > blocks.pduBytes) {
            throw new Refused("PAST_END", offset + bytes, blocks.pduBytes);
        }
        if (bytes > 65_536) {
            throw new Refused("PAST_END", bytes, 65_536);
        }
        long number = word(at + 24);
        if (number >= files.length) {
            throw new Refused("NO_SUCH_FILE", number, files.length);
        }
        int count = (int) bytes;
        var moved = new byte[count];
        if (writing) {
            move(blocks, offset, moved, 0, count, false);
        }
        long place = script.getLong(at + 16);
        if (place < 0) {
            throw new Refused("FILE_ERROR", 22, place);
        }
        var file = files[(int) number];
        if (writing) {
            if (place > mostFileBytes - count) {
                throw new Refused("FILE_ERROR", 27, place);
            }
            if (count > 0) {
                file = Arrays.copyOf(file, Math.max(file.length, (int) place + count));
                System.arraycopy(moved, 0, file, (int) place, count);
                files[(int) number] = file;
            }
        } else {
            if (bytes > 0 && place > file.length - bytes) {
                throw new Refused(
                        "FILE_END", place + bytes - 1, Math.max(place, (long) file.length));
            }
            if (count > 0) {
                System.arraycopy(file, (int) place, moved, 0, count);
            }
            move(blocks, offset, moved, 0, count, true);
        }
        script.putInt(at + 32, sum(moved, 0, count));
    }

    /// Before byte `end` nothing of an earlier holder is left.
    private void clean(int block, int end) {
        for (int i = end - 1; i >= 0 && !own[block][i]; i--) {
            own[block][i] = true;
            data[block][i] = 0;
        }
    }

    private static int sum(byte[] memory, int from, int bytes) {
        int sum = 0;
        for (int i = 0; i < bytes; i++) {
            sum += (memory[from + i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return sum;
    }

    private void send(int index, int at, int head, Given blocks) throws Refused {
        long length = (head & 0x100) != 0 ? blocks.pduBytes : word(at + 12);
        if (length > Integer.MAX_VALUE) {
            throw new Refused("BAD_LENGTH", length, mostBytes());
        }
        long to = word(at + 24);
        if (to >= 1 << 24) {
            throw new Refused("VCI_OUT_OF_RANGE", to, (1 << 24) - 1);
        }
        if (!lengthGood(length)) {
            throw new Refused("BAD_LENGTH", length, mostBytes());
        }
        int payload = payloadOf((int) length);
        if (payload > largest) {
            throw new Refused("FRAME_TOO_LONG", payload, largest);
        }
        int checksum = (head & 0x800) != 0 ? script.getInt(at + 8) : NONE;
        if ((head & 0x800) != 0) {
            long start = checksum & 0xFFFF;
            long place = checksum >>> 16;
            if (start >= length) {
                throw new Refused("CHECKSUM_OUT_OF_RANGE", start, length - 1);
            }
            if (place % 2 != 0 || place + 2 > length) {
                throw new Refused("CHECKSUM_OUT_OF_RANGE", place, length - 2);
            }
        }
        int count = blocksFor((int) length);
        if (count > blocks.handles.size()) {
            throw new Refused("CHAIN_TOO_SHORT", count, blocks.handles.size());
        }
        boolean ticket = (head & 0x400) != 0;
        if (ticket && outstanding().stream().anyMatch(sent -> sent.ticket == index)) {
            throw new Refused("TICKET_IN_USE", 0, 0);
        }
        if (outstanding().size() == ring) {
            throw new Refused("TRANSMIT_RING_FULL", ring, ring);
        }
        var used = new ArrayList<Integer>();
        for (int handle : blocks.handles.subList(0, count)) {
            int block = held(handle);
            if (inFlight[block] || used.contains(block)) {
                throw new Refused("BLOCK_IN_FLIGHT", handle, 0);
            }
            used.add(block);
        }
        for (int block : used) {
            inFlight[block] = true;
        }
        for (int i = 0; i < payload; i += blockBytes) {
            clean(used.get(i / blockBytes), Math.min(blockBytes, payload - i));
        }
        if (aal5) {
            for (int i = (int) length; i < payload; i++) {
                data[used.get(i / blockBytes)][i % blockBytes] = 0;
            }
            int last = payload - 6;
            data[used.get(last / blockBytes)][last % blockBytes] = (byte) (length >>> 8);
            last++;
            data[used.get(last / blockBytes)][last % blockBytes] = (byte) length;
        }
        queued.add(
                new Sent(
                        used,
                        payload,
                        (int) to << 4 | (aal5 ? 2 : 0),
                        ticket ? index : NONE,
                        checksum));
        script.putInt(at + 32, frames++);
        if (ticket) {
            script.putInt(at + 36, 1 << 16);
        }
    }

    /// Frames whose completion the driver has not seen; during a run none completes.
    private ArrayDeque<Sent> outstanding() {
        return queued;
    }

    private void receive(int index, int at, int first) throws Refused {
        if (waiting.isEmpty()) {
            throw new Refused("EMPTY", 0, 0);
        }
        int count = waiting.element().blocks.size();
        if (first + count > 512) {
            throw new Refused("BLOCKS_PAST_END", first + count, 512);
        }
        var pdu = waiting.remove();
        var handles = new ArrayList<Integer>();
        int left = pdu.payload.length;
        for (int block : pdu.blocks) {
            owner[block] = "pool";
            Arrays.fill(own[block], false);
            Arrays.fill(own[block], 0, Math.min(left, blockBytes), true);
            left -= blockBytes;
            handles.add(generation[block] << 16 | block);
        }
        int bytes = pdu.payload.length;
        boolean ends = (pdu.header >>> 1 & 7) == 1;
        int crc = Aal5.crc(MemorySegment.ofArray(pdu.payload), 0, bytes - 4L);
        boolean bad = ends && crc != big(pdu.payload, bytes - 4);
        int trailer = big(pdu.payload, bytes - 8) & 0xFFFF;
        boolean trailerGood = trailer > 0 && bytes == payloadOf(trailer);
        boolean whole = aal5 && ends && !bad && trailerGood;
        int length = whole ? trailer : bytes;
        give(index, at, first, new Given(6, handles, length));
        script.putInt(at + 36, length);
        script.putInt(at + 40, pdu.header);
        script.putInt(at + 44, pdu.time);
        if (bad) {
            throw new Refused("BAD_CRC", bytes, 0);
        }
        if (aal5 && !ends) {
            throw new Refused("NO_CRC", bytes, 0);
        }
        if (aal5 && !trailerGood) {
            throw new Refused("BAD_TRAILER", trailer, bytes);
        }
    }

    private static int big(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).getInt(at);
    }

    private static void putBig(byte[] bytes, int at, int value) {
        ByteBuffer.wrap(bytes).putInt(at, value);
    }
}
