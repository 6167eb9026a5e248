package org.jetstreamlan.nic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import org.jetstreamlan.abi.Completion;
import org.jetstreamlan.abi.CopyCompletion;
import org.jetstreamlan.abi.CopyDescriptor;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.ReceiveEvent;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.abi.VciHash;
import org.jetstreamlan.abi.Window;
import org.jetstreamlan.regs.Register;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.axi.Axi4LiteManager;
import org.jetstreamlan.sim.axi.Axi4Manager;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;

/// One adapter of an [AdapterRing] and its host, which reaches it through AXI alone.
final class AdapterBench implements AutoCloseable {
    private static final int PATIENCE_CLOCKS = 100_000;

    final Bench bench;
    final Axi4LiteManager registers;
    final Axi4Manager window;
    final HostRings rings;
    private final AdapterParameters parameters;
    private final Runnable clock;
    private int transmitted;
    private int eventsRead;
    private int completionsRead;
    private int copiesAsked;
    private int copiesRead;

    /// @param pace of the host's memory
    /// @param clock one clock of the whole ring
    AdapterBench(Model model, AdapterParameters parameters, Pace pace, Runnable clock) {
        this.parameters = parameters;
        this.clock = clock;
        bench = new Bench(model);
        registers = new Axi4LiteManager(bench.simulator(), "s_axil");
        window = new Axi4Manager(bench.simulator(), "s_axi");
        rings = new HostRings(bench.simulator(), parameters, pace);
    }

    @Override
    public void close() {
        bench.close();
    }

    /// The host's part of a clock.
    void tick() {
        registers.tick();
        window.tick();
        rings.bus.tick();
    }

    private void settle() {
        for (int i = 0; !registers.isIdle() || !window.isIdle(); i++) {
            clock.run();
            assertThat(i).as("clocks without an answer").isLessThan(PATIENCE_CLOCKS);
        }
    }

    // ---- registers

    int read(int offset) {
        var access = registers.read(offset);
        settle();
        assertThat(access.response()).as("response to a read of 0x%x", offset).isZero();
        return access.value();
    }

    int read(Register register) {
        return read(register.offset());
    }

    void write(Register register, int value) {
        var access = registers.write(register.offset(), value);
        settle();
        assertThat(access.response()).as("response to a write of %s", register.name()).isZero();
    }

    void writeAt(int offset, int value) {
        var access = registers.write(offset, value);
        settle();
        assertThat(access.response()).as("response to a write at 0x%x", offset).isZero();
    }

    int count(Counter counter) {
        return read(counter.offset());
    }

    int frameCounters() {
        return Arrays.stream(Counter.values())
                .filter(counter -> counter.group() == Counter.Group.FRAME)
                .mapToInt(this::count)
                .sum();
    }

    /// Writes RESET, and waits until it is done.
    void reset() {
        write(Registers.CONTROL, Registers.CONTROL_RESET.mask());
        awaitReady();
    }

    void awaitReady() {
        while (!Registers.STATUS_READY.isSet(read(Registers.STATUS))) {}
    }

    void pool(int pool, int transmit, int receive, boolean keepBadCrc) {
        write(Registers.POOL_INDEX, pool);
        write(
                Registers.POOL_LIMIT,
                Registers.POOL_LIMIT_TRANSMIT.of(transmit)
                        | Registers.POOL_LIMIT_RECEIVE.of(receive));
        write(Registers.POOL_POLICY, Registers.POOL_POLICY_KEEP_BAD_CRC.of(keepBadCrc ? 1 : 0));
    }

    /// The reserves that the pool has then.
    int reserve(int pool, int transmit, int receive) {
        write(Registers.POOL_INDEX, pool);
        write(
                Registers.POOL_RESERVE,
                Registers.POOL_RESERVE_TRANSMIT.of(transmit)
                        | Registers.POOL_RESERVE_RECEIVE.of(receive));
        while (Registers.POOL_PROMISED_BUSY.isSet(read(Registers.POOL_PROMISED))) {}
        return read(Registers.POOL_RESERVE);
    }

    /// Channels that the pool may send to.
    void sends(int pool, int first, int last) {
        write(Registers.POOL_INDEX, pool);
        write(Registers.POOL_SEND_FIRST, first);
        write(Registers.POOL_SEND_LAST, last);
    }

    int receiveCount(int pool) {
        write(Registers.POOL_INDEX, pool);
        return Registers.POOL_COUNT_RECEIVE.get(read(Registers.POOL_COUNT));
    }

    int transmitCount(int pool) {
        write(Registers.POOL_INDEX, pool);
        return Registers.POOL_COUNT_TRANSMIT.get(read(Registers.POOL_COUNT));
    }

    void associate(int vci, int pool) {
        entry(
                vci,
                0,
                VciHash.set(vci, 0, Integer.numberOfTrailingZeros(parameters.vciSets())),
                pool,
                true);
    }

    void entry(int vci, int way, int set, int pool, boolean valid) {
        write(
                Registers.VCI_INDEX,
                Registers.VCI_INDEX_SET.of(set) | Registers.VCI_INDEX_WAY.of(way));
        write(Registers.VCI_LOW, vci);
        write(
                Registers.VCI_HIGH,
                Registers.VCI_HIGH_VALID.of(valid ? 1 : 0) | Registers.VCI_HIGH_POOL.of(pool));
        command(Registers.VCI_COMMAND_WRITE);
    }

    void command(int operation) {
        write(Registers.VCI_COMMAND, operation);
        while (Registers.VCI_COMMAND_BUSY.isSet(read(Registers.VCI_COMMAND))) {}
    }

    // ---- blocks

    /// The block.
    int allocate(int pool) {
        int answer = read(Registers.ALLOC.offset(pool));
        assertThat(Registers.ALLOC_REFUSED.isSet(answer)).as("allocation refused").isFalse();
        return Registers.ALLOC_BLOCK.get(answer);
    }

    void free(int block) {
        write(Registers.FREE, block);
    }

    int freeBlocks() {
        return read(Registers.BLOCKS_FREE);
    }

    void copyIn(int address, int... words) {
        var transfer = window.write(address, words);
        settle();
        assertThat(transfer.response()).as("response to a write at 0x%x", address).isZero();
    }

    int[] copyOut(int address, int words) {
        int[] target = new int[words];
        var transfer = window.read(address, target);
        settle();
        assertThat(transfer.response()).as("response to a read at 0x%x", address).isZero();
        return target;
    }

    /// Allocates, links and fills as many blocks as `words` need.
    List<Integer> store(int pool, int[] words) {
        int wordsOfBlock = parameters.blockBytes() / 4;
        List<Integer> blocks = new ArrayList<>();
        for (int from = 0; from < words.length; from += wordsOfBlock) {
            int block = allocate(pool);
            int[] part =
                    Arrays.copyOfRange(words, from, Math.min(words.length, from + wordsOfBlock));
            copyIn(block * parameters.blockBytes(), part);
            if (!blocks.isEmpty()) {
                copyIn(Window.chain(blocks.getLast()), block);
            }
            blocks.add(block);
        }
        return blocks;
    }

    // ---- rings

    void send(TransmitDescriptor descriptor) {
        rings.describe(transmitted, descriptor);
        transmitted = transmitted + 1 & 0xFFFF;
    }

    void ring() {
        write(Registers.TRANSMIT_PRODUCER, transmitted);
    }

    int events() {
        return Registers.PRODUCERS_EVENT.get(read(Registers.PRODUCERS)) - eventsRead & 0xFFFF;
    }

    int completions() {
        return Registers.PRODUCERS_COMPLETION.get(read(Registers.PRODUCERS)) - completionsRead
                & 0xFFFF;
    }

    ReceiveEvent event() {
        awaitEntry(this::events);
        var event = rings.event(eventsRead);
        eventsRead = eventsRead + 1 & 0xFFFF;
        write(Registers.EVENT_CONSUMER, eventsRead);
        return event;
    }

    Completion completion() {
        awaitEntry(this::completions);
        var completion = rings.completion(completionsRead);
        completionsRead = completionsRead + 1 & 0xFFFF;
        write(Registers.COMPLETION_CONSUMER, completionsRead);
        return completion;
    }

    private static void awaitEntry(IntSupplier entries) {
        int polls = 0;
        while (entries.getAsInt() == 0) {
            assertThat(polls++).as("polls without an entry").isLessThan(20_000);
        }
    }

    void copy(CopyDescriptor descriptor) {
        rings.describe(copiesAsked, descriptor);
        copiesAsked = copiesAsked + 1 & 0xFFFF;
    }

    void ringCopies() {
        write(Registers.COPY_PRODUCER, copiesAsked);
    }

    int copies() {
        return read(Registers.COPY_COMPLETION_PRODUCER) - copiesRead & 0xFFFF;
    }

    CopyCompletion copyCompletion() {
        awaitEntry(this::copies);
        var completion = rings.copyCompletion(copiesRead);
        copiesRead = copiesRead + 1 & 0xFFFF;
        write(Registers.COPY_COMPLETION_CONSUMER, copiesRead);
        return completion;
    }

    List<Integer> chain(ReceiveEvent event) {
        List<Integer> blocks = new ArrayList<>();
        int block = event.firstBlock();
        for (int i = 0; i < event.blocks(); i++) {
            blocks.add(block);
            if (i + 1 < event.blocks()) {
                block = copyOut(Window.chain(block), 1)[0];
            }
        }
        return blocks;
    }

    int[] payload(ReceiveEvent event) {
        int[] words = new int[event.payloadBytes() / 4];
        int wordsOfBlock = parameters.blockBytes() / 4;
        int at = 0;
        for (int block : chain(event)) {
            int part = Math.min(wordsOfBlock, words.length - at);
            System.arraycopy(copyOut(block * parameters.blockBytes(), part), 0, words, at, part);
            at += part;
        }
        return words;
    }

    /// Tells the adapter where the rings are; after a reset they begin at 0.
    void placeRings() {
        rings.clear();
        place(0, Registers.TRANSMIT_RING_LOW, Registers.TRANSMIT_RING_HIGH);
        place(1, Registers.EVENT_RING_LOW, Registers.EVENT_RING_HIGH);
        place(2, Registers.COMPLETION_RING_LOW, Registers.COMPLETION_RING_HIGH);
        if (parameters.hasCopies()) {
            place(3, Registers.COPY_RING_LOW, Registers.COPY_RING_HIGH);
            place(4, Registers.COPY_COMPLETION_RING_LOW, Registers.COPY_COMPLETION_RING_HIGH);
        }
        copiesAsked = 0;
        copiesRead = 0;
        transmitted = 0;
        eventsRead = 0;
        completionsRead = 0;
    }

    private void place(int ring, Register low, Register high) {
        write(high, (int) (rings.address(ring) >>> 32));
        write(low, (int) rings.address(ring) | Registers.RING_LOW_VALID.mask());
    }
}
