package org.jetstreamlan.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Completion;
import org.jetstreamlan.abi.CopyCompletion;
import org.jetstreamlan.abi.CopyDescriptor;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.ReceiveEvent;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.abi.VciHash;
import org.jetstreamlan.abi.Window;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.regs.Register;

/// A host without a driver: it does to the registers and the window what it is told, sense or not, and writes down what it sees, without
/// times and block numbers.
final class RegisterHost {
    /// What is compared at rest.
    private static final List<Counter> COUNTERS =
            Arrays.stream(Counter.values())
                    .filter(c -> c.group() != Counter.Group.RING && c != Counter.MANAGEMENT)
                    .toList();

    private final Adapter adapter;
    private final Capabilities sizes;
    private final int[] places;
    private MemorySegment rings = MemorySegment.NULL;
    private final long eventsAt;
    private final long completionsAt;
    private final long copiesAt;
    private final long copyCompletionsAt;
    private final long userAt;
    private long busAddress;
    private int copiesProduced;
    private int copiesCompleted;
    private int produced;
    private int completed;
    private int consumed;

    /// Received frames that it has not given back: their blocks, the first one first.
    final List<Arrival> held = new ArrayList<>();

    RegisterHost(Adapter adapter, Capabilities sizes) {
        this.adapter = adapter;
        this.sizes = sizes;
        places = new int[sizes.vciWays() << sizes.log2VciSets()];
        eventsAt = (long) sizes.transmitRing() * RingEntry.BYTES;
        completionsAt = eventsAt + (long) sizes.eventRing() * RingEntry.BYTES;
        copiesAt = completionsAt + (long) sizes.completionRing() * RingEntry.BYTES;
        copyCompletionsAt = copiesAt + (long) sizes.copyRing() * RingEntry.BYTES;
        userAt = copyCompletionsAt + (long) sizes.copyRing() * RingEntry.BYTES;
        reset();
    }

    /// Tells the adapter of new rings, in new memory.
    void placeRings() {
        var memory = adapter.hostMemory(userAt + USER_BYTES);
        rings = memory.segment();
        busAddress = memory.busAddress();
        place(busAddress + copiesAt, Registers.COPY_RING_LOW, Registers.COPY_RING_HIGH);
        place(
                busAddress + copyCompletionsAt,
                Registers.COPY_COMPLETION_RING_LOW,
                Registers.COPY_COMPLETION_RING_HIGH);
        place(memory.busAddress(), Registers.TRANSMIT_RING_LOW, Registers.TRANSMIT_RING_HIGH);
        place(memory.busAddress() + eventsAt, Registers.EVENT_RING_LOW, Registers.EVENT_RING_HIGH);
        place(
                memory.busAddress() + completionsAt,
                Registers.COMPLETION_RING_LOW,
                Registers.COMPLETION_RING_HIGH);
    }

    private void place(long address, Register low, Register high) {
        write(high, (int) (address >>> Integer.SIZE));
        write(low, (int) address | Registers.RING_LOW_VALID.mask());
    }

    private void requireWritten(long at, int index) {
        assertThat(RingEntry.isWritten(rings, at, index)).as("sequence of %d", index).isTrue();
    }

    void reset() {
        write(Registers.CONTROL, Registers.CONTROL_RESET.mask());
        while (!Registers.STATUS_READY.isSet(read(Registers.STATUS))) {}
        Arrays.fill(places, -1);
        held.clear();
        produced = 0;
        completed = 0;
        consumed = 0;
        copiesProduced = 0;
        copiesCompleted = 0;
    }

    int read(Register register) {
        return adapter.readRegister(register.offset());
    }

    void write(Register register, int value) {
        adapter.writeRegister(register.offset(), value);
    }

    boolean operational() {
        return Registers.RING_STATE_OPERATIONAL.isSet(read(Registers.RING_STATE));
    }

    int station() {
        return Registers.STATION_ID.get(read(Registers.STATION));
    }

    // ---- pools, blocks, VCIs

    void pool(int pool, int transmit, int receive, boolean keepBadCrc, boolean dropOld) {
        write(Registers.POOL_INDEX, pool);
        write(
                Registers.POOL_POLICY,
                (keepBadCrc ? Registers.POOL_POLICY_KEEP_BAD_CRC.mask() : 0)
                        | (dropOld ? Registers.POOL_POLICY_DROP_OLD.mask() : 0));
        write(
                Registers.POOL_LIMIT,
                Registers.POOL_LIMIT_TRANSMIT.of(transmit)
                        | Registers.POOL_LIMIT_RECEIVE.of(receive));
    }

    /// Reserves of the pool that was set last.
    void reserve(int transmit, int receive) {
        write(
                Registers.POOL_RESERVE,
                Registers.POOL_RESERVE_TRANSMIT.of(transmit)
                        | Registers.POOL_RESERVE_RECEIVE.of(receive));
        while (Registers.POOL_PROMISED_BUSY.isSet(read(Registers.POOL_PROMISED))) {}
    }

    /// Whether the oldest frame that waits is this host's now.
    boolean claim(int pool) {
        return Registers.CLAIM_GIVEN.isSet(adapter.readRegister(Registers.CLAIM.offset(pool)));
    }

    /// Channels that the pool which was set last may send to.
    void sends(int first, int last) {
        write(Registers.POOL_SEND_FIRST, first);
        write(Registers.POOL_SEND_LAST, last);
    }

    /// Free blocks that no pool is promised.
    int unpromised() {
        return read(Registers.BLOCKS_FREE) - read(Registers.POOL_PROMISED);
    }

    /// A block; or the refusal, below 0.
    int alloc(int pool) {
        return adapter.readRegister(Registers.ALLOC.offset(pool));
    }

    void free(int block) {
        write(Registers.FREE, block);
    }

    /// Puts a VCI into the table if there is a place for it that nobody has.
    boolean place(int vci, int pool, boolean tap) {
        for (int way = 0; way < sizes.vciWays(); way++) {
            int place = way << sizes.log2VciSets() | VciHash.set(vci, way, sizes.log2VciSets());
            if (places[place] < 0) {
                places[place] = vci;
                command(
                        place,
                        vci,
                        Registers.VCI_HIGH_VALID.mask()
                                | (tap ? Registers.VCI_HIGH_TAP.mask() : 0)
                                | Registers.VCI_HIGH_POOL.of(pool));
                return true;
            }
        }
        return false;
    }

    void remove(int vci) {
        for (int place = 0; place < places.length; place++) {
            if (places[place] == vci) {
                places[place] = -1;
                command(place, vci, 0);
            }
        }
    }

    private void command(int place, int low, int high) {
        write(
                Registers.VCI_INDEX,
                Registers.VCI_INDEX_WAY.of(place >>> sizes.log2VciSets())
                        | Registers.VCI_INDEX_SET.of(place & (1 << sizes.log2VciSets()) - 1));
        write(Registers.VCI_LOW, low);
        write(Registers.VCI_HIGH, high);
        write(Registers.VCI_COMMAND, Registers.VCI_COMMAND_WRITE);
        while (Registers.VCI_COMMAND_BUSY.isSet(read(Registers.VCI_COMMAND))) {}
    }

    /// The entry of a VCI as the table gives it.
    String entry(int vci) {
        for (int place = 0; place < places.length; place++) {
            if (places[place] == vci) {
                write(
                        Registers.VCI_INDEX,
                        Registers.VCI_INDEX_WAY.of(place >>> sizes.log2VciSets())
                                | Registers.VCI_INDEX_SET.of(
                                        place & (1 << sizes.log2VciSets()) - 1));
                write(Registers.VCI_COMMAND, Registers.VCI_COMMAND_READ);
                while (Registers.VCI_COMMAND_BUSY.isSet(read(Registers.VCI_COMMAND))) {}
                return "%06x %x".formatted(read(Registers.VCI_LOW), read(Registers.VCI_HIGH));
            }
        }
        return "none";
    }

    // ---- frames

    /// Writes payload into linked blocks.
    void fill(List<Integer> chain, byte[] payload) {
        var from = MemorySegment.ofArray(payload);
        for (int i = 0; i < chain.size(); i++) {
            int at = i * sizes.blockBytes();
            int run = Math.min(sizes.blockBytes(), payload.length - at);
            if (run > 0) {
                adapter.writeWindow(chain.get(i) << sizes.log2BlockBytes(), from, at, run);
            }
            if (i + 1 < chain.size()) {
                link(chain.get(i), chain.get(i + 1));
            }
        }
    }

    void link(int block, int follower) {
        var word = MemorySegment.ofArray(new byte[Window.CHAIN_BYTES]);
        word.set(WindowWords.INT, 0, follower);
        adapter.writeWindow(Window.chain(block), word, 0, Window.CHAIN_BYTES);
    }

    /// Puts a descriptor into the ring, without the doorbell.
    void describe(int firstBlock, boolean insertCrc, boolean synchronous, int bytes, int atm) {
        TransmitDescriptor.write(
                rings,
                (long) (produced & sizes.transmitRing() - 1) * RingEntry.BYTES,
                firstBlock,
                insertCrc,
                synchronous,
                bytes,
                atm,
                0x1000 + produced);
        produced = produced + 1 & 0xFFFF;
    }

    /// Adds a checksum to the descriptor that was put there last.
    void addChecksum(int start, int offset) {
        int last = produced - 1 & sizes.transmitRing() - 1;
        TransmitDescriptor.writeChecksum(rings, (long) last * RingEntry.BYTES, start, offset);
    }

    void ring() {
        write(Registers.TRANSMIT_PRODUCER, produced);
    }

    /// Descriptors without a completion.
    int completionsDue() {
        return produced - read(Registers.COMPLETION_PRODUCER) & 0xFFFF;
    }

    List<String> completions() {
        var lines = new ArrayList<String>();
        int end = read(Registers.COMPLETION_PRODUCER);
        for (; completed != end; completed = completed + 1 & 0xFFFF) {
            long at =
                    completionsAt
                            + (long) (completed & sizes.completionRing() - 1) * RingEntry.BYTES;
            requireWritten(at, completed);
            var read = Completion.read(rings, at);
            lines.add(
                    "completed %x %s tag %d status %02x"
                            .formatted(read.cookie(), read.result(), read.tag(), read.status()));
        }
        write(Registers.COMPLETION_CONSUMER, completed);
        return lines;
    }

    /// What one receive event says; the first byte of its payload; its pool and blocks.
    record Arrival(String line, byte source, int pool, List<Integer> blocks) {}

    /// New events, by source, which is what the first byte of a payload says; this host has their blocks.
    List<Arrival> arrivals(boolean acknowledged) {
        var arrivals = new ArrayList<Arrival>();
        int end = read(Registers.EVENT_PRODUCER);
        for (; consumed != end; consumed = consumed + 1 & 0xFFFF) {
            long at = eventsAt + (long) (consumed & sizes.eventRing() - 1) * RingEntry.BYTES;
            requireWritten(at, consumed);
            arrivals.add(arrival(ReceiveEvent.read(rings, at)));
        }
        if (acknowledged) {
            write(Registers.EVENT_CONSUMER, consumed);
        }
        arrivals.sort(Comparator.comparingInt(Arrival::source));
        held.addAll(arrivals);
        return arrivals;
    }

    private Arrival arrival(ReceiveEvent event) {
        var payload = new byte[event.payloadBytes()];
        var into = MemorySegment.ofArray(payload);
        var blocks = new ArrayList<Integer>();
        var word = MemorySegment.ofArray(new byte[Window.CHAIN_BYTES]);
        int block = event.firstBlock();
        for (int i = 0; i < event.blocks(); i++) {
            blocks.add(block);
            int at = i * sizes.blockBytes();
            int run = Math.min(sizes.blockBytes(), payload.length - at);
            adapter.readWindow(block << sizes.log2BlockBytes(), into, at, run);
            adapter.readWindow(Window.chain(block), word, 0, Window.CHAIN_BYTES);
            block = word.get(WindowWords.INT, 0);
        }
        assertThat(blocks).doesNotHaveDuplicates();
        return new Arrival(
                "arrived pool %d %s%s %d bytes %d blocks atm %08x sum %04x payload %08x"
                        .formatted(
                                event.pool(),
                                event.verdict(),
                                event.codeError() ? " E" : "",
                                event.payloadBytes(),
                                event.blocks(),
                                event.atmWord(),
                                event.internetSum(),
                                Arrays.hashCode(payload)),
                payload[0],
                event.pool(),
                blocks);
    }

    /// Gives a received frame back.
    void giveBack(int which) {
        held.remove(which).blocks().forEach(this::free);
    }

    // ---- copies

    /// Memory that copies read and write.
    static final int USER_BYTES = 0x2000;

    /// Fills the memory that copies read and write.
    void user(byte[] bytes) {
        MemorySegment.copy(bytes, 0, rings, ValueLayout.JAVA_BYTE, userAt, USER_BYTES);
    }

    int userHash() {
        return Arrays.hashCode(rings.asSlice(userAt, USER_BYTES).toArray(ValueLayout.JAVA_BYTE));
    }

    /// Bus address of a byte of it, or of one outside.
    long userAddress(int at) {
        return busAddress + userAt + at;
    }

    int blockHash(int block) {
        var bytes = new byte[sizes.blockBytes()];
        adapter.readWindow(
                block << sizes.log2BlockBytes(), MemorySegment.ofArray(bytes), 0, bytes.length);
        return Arrays.hashCode(bytes);
    }

    /// Puts a copy descriptor into the ring, without the doorbell, and sets bits of one of its words.
    void copy(CopyDescriptor descriptor, int word, int bits) {
        long at = copiesAt + (long) (copiesProduced & sizes.copyRing() - 1) * RingEntry.BYTES;
        descriptor.write(rings, at);
        rings.set(
                WindowWords.INT, at + 4L * word, rings.get(WindowWords.INT, at + 4L * word) | bits);
        copiesProduced = copiesProduced + 1 & 0xFFFF;
    }

    void ringCopies() {
        write(Registers.COPY_PRODUCER, copiesProduced);
    }

    /// Waits for all copies.
    List<String> copyCompletions() {
        var lines = new ArrayList<String>();
        while (read(Registers.COPY_COMPLETION_PRODUCER) != copiesProduced) {
            adapter.pause();
        }
        for (; copiesCompleted != copiesProduced; copiesCompleted = copiesCompleted + 1 & 0xFFFF) {
            long at =
                    copyCompletionsAt
                            + (long) (copiesCompleted & sizes.copyRing() - 1) * RingEntry.BYTES;
            requireWritten(at, copiesCompleted);
            lines.add(CopyCompletion.read(rings, at).toString());
        }
        write(Registers.COPY_COMPLETION_CONSUMER, copiesCompleted);
        return lines;
    }

    // ---- at rest

    /// @param bareStarts that are among the headers that were dropped, and not told
    List<String> state(long bareStarts) {
        var lines = new ArrayList<String>();
        for (var counter : COUNTERS) {
            long count = adapter.readRegister(counter.offset()) & 0xFFFF_FFFFL;
            if (counter == Counter.DROP_HEADER_CHECK) {
                count -= bareStarts;
            }
            lines.add("%s %d".formatted(counter, count));
        }
        for (int pool = 0; pool < 8; pool++) {
            write(Registers.POOL_INDEX, pool);
            lines.add(
                    "pool %d holds %08x of %08x, %08x reserved, policy %x, sends %x..%x"
                            .formatted(
                                    pool,
                                    read(Registers.POOL_COUNT),
                                    read(Registers.POOL_LIMIT),
                                    read(Registers.POOL_RESERVE),
                                    read(Registers.POOL_POLICY),
                                    read(Registers.POOL_SEND_FIRST),
                                    read(Registers.POOL_SEND_LAST)));
        }
        lines.add("blocks free %d".formatted(read(Registers.BLOCKS_FREE)));
        lines.add("promised %d".formatted(read(Registers.POOL_PROMISED)));
        lines.add("reason %d".formatted(read(Registers.ALLOC_REASON)));
        lines.add("interrupts %x".formatted(read(Registers.INTERRUPT_STATUS)));
        lines.add("station %x".formatted(read(Registers.STATION)));
        return lines;
    }
}
