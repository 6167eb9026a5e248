package org.jetstreamlan.nic.master;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.axi.Axi4Subordinate;

/// A [MasterRig], the memory behind it, and what its clients want.
final class MasterBench implements AutoCloseable {
    static final long BASE = 0x0123_4567_89AB_C000L;
    static final int BYTES = 0x4000;

    /// Of the ring that the adapter fills, then of the one that it reads: aligned to 64 bytes and to no more.
    static final int FILL_RING = 0x0FC0;

    static final int FETCH_RING = 0x1F40;

    private static final ValueLayout.OfInt WORD =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// @param bytes whole beats
    record Burst(long address, byte[] bytes) {}

    final Bench bench;
    final MemorySegment memory = Arena.ofAuto().allocate(BYTES, 64);
    final Axi4Subordinate subordinate;
    final int beatBytes;

    // What the clients still want, and what they have got.
    final Queue<int[]> entries = new ArrayDeque<>();
    final Queue<Burst> writes = new ArrayDeque<>();
    final Queue<long[]> reads = new ArrayDeque<>();
    final List<int[]> fetched = new ArrayList<>();
    final List<Boolean> answers = new ArrayList<>();
    final List<byte[]> read = new ArrayList<>();

    boolean takesFetched = true;
    private int writeBeat;
    private int[] arriving = new int[RingEntry.WORDS];
    private int arrived;
    private byte[] reading = new byte[0];
    private final Queue<Integer> asked = new ArrayDeque<>();
    private int readAt;

    MasterBench(Model model, int dataWidth, Axi4Subordinate.Pace pace) {
        bench = new Bench(model);
        beatBytes = dataWidth / 8;
        subordinate = new Axi4Subordinate(bench.simulator(), "m_axi", memory, BASE, pace);
        placeRings();
        bench.set("enable", true);
    }

    /// Both in one clock.
    void placeRings() {
        bench.set("fillPlace_valid", true);
        bench.set("fillPlace_base", (BASE + FILL_RING) / RingEntry.ALIGNMENT);
        bench.set("fetchPlace_valid", true);
        bench.set("fetchPlace_base", (BASE + FETCH_RING) / RingEntry.ALIGNMENT);
    }

    @Override
    public void close() {
        bench.close();
    }

    // ---- a clock

    void clock() {
        subordinate.drive();
        driveEntry();
        driveWrite();
        driveRead();
        bench.set("fetched_ready", takesFetched);
        subordinate.sample();
        sample();
        bench.step();
    }

    void run(int clocks) {
        for (int i = 0; i < clocks; i++) {
            clock();
        }
    }

    private void driveEntry() {
        var next = entries.peek();
        bench.set("entry_valid", next != null);
        if (next != null) {
            var value = BigInteger.ZERO;
            for (int i = next.length - 1; i >= 0; i--) {
                value = value.shiftLeft(32).or(BigInteger.valueOf(next[i] & 0xFFFF_FFFFL));
            }
            bench.simulator().pokeWide(bench.simulator().probe("entry_payload"), value);
        }
    }

    private void driveWrite() {
        var next = writes.peek();
        bench.set("write_valid", next != null);
        if (next != null) {
            int beats = next.bytes.length / beatBytes;
            long data = 0;
            for (int i = beatBytes - 1; i >= 0; i--) {
                data = data << 8 | next.bytes[writeBeat * beatBytes + i] & 0xFF;
            }
            bench.set("write_payload_address", writeBeat == 0 ? next.address : 0xBAD);
            bench.set("write_payload_len", beats - 1);
            bench.set("write_payload_data", data);
            bench.set("write_payload_strb", (1 << beatBytes) - 1);
            bench.set("write_payload_last", writeBeat == beats - 1);
        }
    }

    private void driveRead() {
        var next = reads.peek();
        bench.set("read_valid", next != null);
        if (next != null) {
            bench.set("read_payload_address", next[0]);
            bench.set("read_payload_len", next[1] / beatBytes - 1);
        }
    }

    private void sample() {
        if (!entries.isEmpty() && bench.is("entry_ready")) {
            entries.remove();
        }
        if (!writes.isEmpty() && bench.is("write_ready")) {
            writeBeat++;
            if (writeBeat * beatBytes == writes.element().bytes.length) {
                writeBeat = 0;
                writes.remove();
            }
        }
        if (!reads.isEmpty() && bench.is("read_ready")) {
            asked.add((int) reads.remove()[1]);
        }
        if (bench.is("written_valid")) {
            answers.add(bench.is("written_payload"));
        }
        if (bench.is("came_valid")) {
            came();
        }
        if (takesFetched && bench.is("fetched_valid")) {
            fetch();
        }
    }

    private void came() {
        if (readAt == 0) {
            reading = new byte[asked.remove()];
        }
        long data = bench.get("came_payload_data");
        for (int i = 0; i < beatBytes; i++) {
            reading[readAt++] = (byte) (data >>> 8 * i);
        }
        if (bench.is("came_payload_last")) {
            read.add(bench.is("came_payload_error") ? new byte[0] : reading);
            readAt = 0;
        }
    }

    private void fetch() {
        long data = bench.get("fetched_payload_data");
        for (int i = 0; i < beatBytes / 4; i++) {
            arriving[arrived++] = (int) (data >>> 32 * i);
        }
        if (bench.is("fetched_payload_last")) {
            fetched.add(bench.is("fetched_payload_error") ? new int[0] : arriving);
            arriving = new int[RingEntry.WORDS];
            arrived = 0;
        }
    }

    /// A restart forgets an entry that was handed on in part.
    void forget() {
        arrived = 0;
    }

    // ---- the host

    int word(int at) {
        return memory.get(WORD, at);
    }

    void word(int at, int value) {
        memory.set(WORD, at, value);
    }

    /// The words of an entry, as they lie in the host's memory.
    int[] entry(int ring, int index) {
        int at = ring + (index % (1 << MasterRig.SLOT_WIDTH)) * RingEntry.BYTES;
        int[] words = new int[RingEntry.WORDS];
        for (int i = 0; i < words.length; i++) {
            words[i] = word(at + 4 * i);
        }
        return words;
    }

    int filled() {
        return (int) bench.get("filled");
    }
}
