package org.jetstreamlan.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.abi.WindowWords.INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Completion;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.ReceiveEvent;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.RingPhase;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.abi.VciHash;
import org.jetstreamlan.abi.Window;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.regs.Register;

/// A card in memory, on a ring of its own: what it sends comes back to it at once. Obeys the
/// contract of `docs/adapter.md`; knobs let it be slow or faulty.
public class LoopbackAdapter implements Adapter {
    final Capabilities capabilities;
    private static final long BUS_ADDRESS = 0x0123_4567_89AB_C040L;

    private MemorySegment hostMemory = MemorySegment.NULL;

    /// Whether the last descriptor wants to be synchronous.
    boolean lastSynchronous;

    final MemorySegment window = MemorySegment.ofArray(new byte[Window.BYTES]);
    final CardBlocks blocks;
    final Map<Integer, Integer> registers = new HashMap<>();
    final int[] counters = new int[Counter.values().length];

    /// Registers that answer something else than they should.
    final Map<Integer, Integer> lies = new HashMap<>();

    /// Descriptors wait while this is set.
    boolean paused;

    /// ENABLE brings the ring up.
    boolean comesUp = true;

    /// F in payload words.
    int largest = 16_382;

    int ttrt = 25_000;
    int station;
    int count = 1;
    int epoch = 9;

    /// Cards that get what this one sends on the INIT VCI, unless it is mute or they are deaf.
    final List<LoopbackAdapter> others = new ArrayList<>();

    boolean mute;
    boolean deaf;
    int initFrames;

    /// What the other hosts do while this one sleeps.
    Runnable meanwhile = () -> {};

    boolean tooManyStations;
    CompletionResult nextResult = CompletionResult.RETURNED;

    /// Runs in the middle of a sleep, and after the next look at the rings that finds nothing.
    Runnable whileAsleep = () -> {};

    Runnable afterEmptyPoll = () -> {};

    int registerReads;
    int registerWrites;
    int bursts;
    int sleeps;
    boolean closed;

    private final int[] tableLow;
    private final int[] tableHigh;
    private long clocks;
    private int transmitConsumer;
    private int eventProducer;
    private int completionProducer;
    private int interruptStatus;
    private RingPhase phase = RingPhase.CLAIM;
    private RingCause cause = RingCause.JOIN;
    boolean duplicate;
    boolean jabber;
    private int tag;

    public LoopbackAdapter(Capabilities capabilities, Random order) {
        this.capabilities = capabilities;
        blocks = new CardBlocks(capabilities.blocks(), order);
        tableLow = new int[capabilities.vciWays() << capabilities.log2VciSets()];
        tableHigh = new int[tableLow.length];
    }

    @Override
    public int readRegister(int offset) {
        clocks += 4;
        registerReads++;
        return lies.containsKey(offset) ? lies.get(offset) : read(offset);
    }

    @Override
    public HostMemory hostMemory(long bytes) {
        hostMemory = Arena.ofAuto().allocate(bytes, RingEntry.ALIGNMENT);
        return new HostMemory(hostMemory, BUS_ADDRESS);
    }

    /// An entry of the ring that LOW and HIGH say the place of.
    MemorySegment entry(Register low, Register high, int slot) {
        long at =
                (Integer.toUnsignedLong(register(low.offset()) & Registers.RING_LOW_ADDRESS.mask())
                                | (long) register(high.offset()) << Integer.SIZE)
                        - BUS_ADDRESS;
        assertThat(Registers.RING_LOW_VALID.isSet(register(low.offset())))
                .as("the ring is there")
                .isTrue();
        return hostMemory.asSlice(at + (long) slot * RingEntry.BYTES, RingEntry.BYTES);
    }

    MemorySegment eventEntry(int index) {
        return entry(
                Registers.EVENT_RING_LOW,
                Registers.EVENT_RING_HIGH,
                index & capabilities.eventRing() - 1);
    }

    MemorySegment completionEntry(int index) {
        return entry(
                Registers.COMPLETION_RING_LOW,
                Registers.COMPLETION_RING_HIGH,
                index & capabilities.completionRing() - 1);
    }

    @Override
    public void pause() {
        clocks += 4;
        var hook = afterEmptyPoll;
        afterEmptyPoll = () -> {};
        hook.run();
    }

    private int read(int offset) {
        int pool = register(Registers.POOL_INDEX.offset());
        if (offset >= Registers.ALLOC.offset() && offset < Registers.ALLOC.end()) {
            return blocks.alloc((offset - Registers.ALLOC.offset()) / 4);
        }
        if (offset >= Registers.COUNTERS.offset() && offset < Registers.COUNTERS.end()) {
            return counters[(offset - Registers.COUNTERS.offset()) / 4];
        }
        return switch (Registers.BLOCK.registers().stream()
                .filter(r -> r.offset() == offset)
                .findFirst()
                .orElseThrow(() -> new AdapterFault("no register at %#x".formatted(offset)))
                .name()) {
            case "IDENTIFICATION" -> Registers.IDENTIFICATION_VALUE;
            case "VERSION" -> Registers.VERSION_VALUE;
            case "BLOCKS" -> capabilities.blocksRegister();
            case "TABLES" -> capabilities.tablesRegister();
            case "RINGS" -> capabilities.ringsRegister();
            case "CLOCK_KHZ" -> 125_000;
            case "STATUS" -> Registers.STATUS_READY.mask();
            case "RING_STATE" ->
                    Registers.RING_STATE_PHASE.of(
                                    (tooManyStations || duplicate || jabber ? RingPhase.OFF : phase)
                                            .ordinal())
                            | Registers.RING_STATE_CAUSE.of(cause.ordinal())
                            | Registers.RING_STATE_EPOCH.of(epoch)
                            | (jabber ? Registers.RING_STATE_JABBER.mask() : 0)
                            | (phase == RingPhase.MEMBER
                                    ? Registers.RING_STATE_OPERATIONAL.mask()
                                    : 0)
                            | (tooManyStations ? Registers.RING_STATE_TOO_MANY.mask() : 0)
                            | (duplicate ? Registers.RING_STATE_DUPLICATE.mask() : 0);
            case "OPERATIVE_TTRT" -> ttrt;
            case "OPERATIVE_LARGEST" -> largest;
            case "STATION" ->
                    phase == RingPhase.MEMBER
                            ? station
                                    | Registers.STATION_COUNT.of(count)
                                    | Registers.STATION_VALID.mask()
                            : 0;
            case "INTERRUPT_STATUS" -> interruptStatus;
            case "POOL_COUNT" ->
                    Registers.POOL_COUNT_TRANSMIT.of(blocks.transmitCount[pool])
                            | Registers.POOL_COUNT_RECEIVE.of(blocks.receiveCount[pool]);
            case "BLOCKS_FREE" -> blocks.free.size();
            case "ALLOC_REASON" -> blocks.lastReason;
            case "VCI_COMMAND" -> 0;
            default -> register(offset);
        };
    }

    private int register(int offset) {
        return registers.getOrDefault(offset, 0);
    }

    @Override
    public void writeRegister(int offset, int value) {
        clocks += 4;
        registerWrites++;
        registers.put(offset, value);
        int pool = register(Registers.POOL_INDEX.offset());
        if (offset == Registers.CONTROL.offset()) {
            control(value);
        } else if (offset == Registers.INTERRUPT_STATUS.offset()) {
            interruptStatus &= ~value;
        } else if (offset == Registers.POOL_LIMIT.offset()) {
            blocks.transmitLimit[pool] = Registers.POOL_LIMIT_TRANSMIT.get(value);
            blocks.receiveLimit[pool] = Registers.POOL_LIMIT_RECEIVE.get(value);
        } else if (offset == Registers.POOL_POLICY.offset()) {
            registers.put(policy(pool), value);
        } else if (offset == Registers.FREE.offset()) {
            if (!blocks.giveBack(value)) {
                count(Counter.FREE_REFUSED);
            }
        } else if (offset == Registers.VCI_COMMAND.offset()) {
            int index = register(Registers.VCI_INDEX.offset());
            int place =
                    Registers.VCI_INDEX_WAY.get(index) << capabilities.log2VciSets()
                            | Registers.VCI_INDEX_SET.get(index);
            tableLow[place] = register(Registers.VCI_LOW.offset());
            tableHigh[place] = register(Registers.VCI_HIGH.offset());
        } else if (offset == Registers.TRANSMIT_PRODUCER.offset()) {
            transmit();
        }
    }

    private static int policy(int pool) {
        return 0x10_0000 + pool;
    }

    private void control(int value) {
        if (!Registers.CONTROL_ENABLE.isSet(value)) {
            ringDown(RingPhase.OFF, cause);
        } else {
            phase = RingPhase.CLAIM;
            if (comesUp) {
                ringUp();
            }
        }
    }

    void ringUp() {
        phase = RingPhase.MEMBER;
        interruptStatus |= Registers.INTERRUPT_RING.mask();
    }

    /// Numbered anew, as one of `of` stations.
    void ringUp(int id, int of, int newEpoch) {
        station = id;
        count = of;
        epoch = newEpoch;
        ringUp();
    }

    void ringDown(RingPhase newPhase, RingCause why) {
        phase = newPhase;
        cause = why;
        interruptStatus |= Registers.INTERRUPT_RING.mask();
    }

    void pass(long words) {
        clocks += words;
    }

    void resume() {
        paused = false;
        transmit();
    }

    private void transmit() {
        int producer = register(Registers.TRANSMIT_PRODUCER.offset());
        while (!paused && (producer - transmitConsumer & 0xFFFF) != 0) {
            int slot = transmitConsumer++ & capabilities.transmitRing() - 1;
            send(
                    TransmitDescriptor.read(
                            entry(Registers.TRANSMIT_RING_LOW, Registers.TRANSMIT_RING_HIGH, slot),
                            0));
        }
    }

    private void send(TransmitDescriptor descriptor) {
        lastSynchronous = descriptor.synchronous();
        int bytes = descriptor.payloadBytes();
        int status = 0;
        var result = nextResult;
        if (bytes % 4 != 0
                || bytes < Frame.PAYLOAD_BYTES_MINIMUM
                || bytes > Frame.PAYLOAD_BYTES_MAXIMUM
                || descriptor.firstBlock() >= capabilities.blocks()) {
            result = CompletionResult.INVALID;
            count(Counter.INVALID);
        } else if (result == CompletionResult.RETURNED) {
            count(Counter.SENT);
            var payload = payload(descriptor.firstBlock(), bytes);
            if (descriptor.insertChecksum()) {
                int end = bytes - (descriptor.insertCrc() ? Aal5.TRAILER_BYTES : 0);
                insertChecksum(
                        payload, descriptor.checksumStart(), end, descriptor.checksumOffset());
            }
            if (descriptor.insertCrc()) {
                int at = bytes - Aal5.CRC_BYTES;
                MemorySegment.ofArray(payload).set(WindowWords.WIRE, at, Aal5.crc(payload, at));
            }
            status = carry(AtmHeader.of(descriptor.atmWord()), payload).bits();
        }
        var entry = completionEntry(completionProducer);
        new Completion(descriptor.cookie(), result, tag++ & 63, status, 17, clocks).write(entry, 0);
        RingEntry.publish(entry, 0, completionProducer++);
        interruptStatus |= Registers.INTERRUPT_COMPLETION.mask();
    }

    static void insertChecksum(byte[] payload, int start, int end, int place) {
        int sum = 0;
        for (int i = start; i < end; i++) {
            sum += (payload[i] & 0xFF) << ((i - start) % 2 == 0 ? 8 : 0);
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        int field = sum == 0xFFFF ? 0xFFFF : ~sum & 0xFFFF;
        payload[place] = (byte) (field >>> 8);
        payload[place + 1] = (byte) field;
    }

    private FrameStatus carry(AtmHeader atm, byte[] payload) {
        if (atm.vci() != StationVci.INIT) {
            return deliver(atm, payload);
        }
        initFrames++;
        if (!mute) {
            others.stream().filter(o -> !o.deaf).forEach(o -> o.deliver(atm, payload));
        }
        return FrameStatus.SENT;
    }

    private byte[] payload(int firstBlock, int bytes) {
        var payload = new byte[bytes];
        int block = firstBlock;
        for (int at = 0; at < bytes; at += capabilities.blockBytes()) {
            int run = Math.min(capabilities.blockBytes(), bytes - at);
            long from = (long) block << capabilities.log2BlockBytes();
            MemorySegment.copy(window, ValueLayout.JAVA_BYTE, from, payload, at, run);
            block = window.get(INT, Window.chain(block)) & capabilities.blocks() - 1;
        }
        return payload;
    }

    /// A frame arrives.
    FrameStatus deliver(AtmHeader atm, byte[] payload) {
        var lost = new FrameStatus(false, true, false, true);
        int entry = lookUp(atm.vci());
        if (!Registers.VCI_HIGH_VALID.isSet(entry)) {
            count(Counter.DROP_UNKNOWN_VCI);
            return FrameStatus.SENT;
        }
        int pool = Registers.VCI_HIGH_POOL.get(entry);
        var frame = new Frame(Header.data(0, 0), atm, payload);
        if (frame.crcVerdict() == CrcVerdict.BAD && register(policy(pool)) == 0) {
            count(Counter.DROP_CRC);
            return lost;
        }
        var taken = blocks.receive(pool, capabilities.blocksFor(payload.length));
        if (taken.isEmpty()) {
            count(Counter.DROP_POOL_LIMIT);
            return lost;
        }
        var chain = taken.get();
        for (int i = 0; i < chain.size(); i++) {
            int at = i * capabilities.blockBytes();
            int run = Math.min(capabilities.blockBytes(), payload.length - at);
            long to = (long) chain.get(i) << capabilities.log2BlockBytes();
            MemorySegment.copy(payload, at, window, ValueLayout.JAVA_BYTE, to, run);
            if (i + 1 < chain.size()) {
                window.set(INT, Window.chain(chain.get(i)), chain.get(i + 1));
            }
        }
        var event = eventEntry(eventProducer);
        new ReceiveEvent(
                        chain.getFirst(),
                        pool,
                        frame.crcVerdict(),
                        false,
                        payload.length,
                        chain.size(),
                        atm.word(),
                        clocks,
                        InternetChecksum.sum(MemorySegment.ofArray(payload), 0, payload.length))
                .write(event, 0);
        RingEntry.publish(event, 0, eventProducer++);
        interruptStatus |= Registers.INTERRUPT_RECEIVE.mask();
        count(Counter.DELIVERED);
        return Registers.VCI_HIGH_TAP.isSet(entry) ? FrameStatus.SENT : FrameStatus.ACCEPTED;
    }

    /// Word HIGH of the entry that matches, 0 if none does.
    int lookUp(int vci) {
        for (int way = 0; way < capabilities.vciWays(); way++) {
            int set = VciHash.set(vci, way, capabilities.log2VciSets());
            int place = way << capabilities.log2VciSets() | set;
            if (tableLow[place] == vci && Registers.VCI_HIGH_VALID.isSet(tableHigh[place])) {
                return tableHigh[place];
            }
        }
        return 0;
    }

    private void count(Counter counter) {
        counters[counter.ordinal()]++;
    }

    int counted(Counter counter) {
        return counters[counter.ordinal()];
    }

    @Override
    public void readWindow(int offset, MemorySegment into, long at, int bytes) {
        burst(offset, bytes);
        MemorySegment.copy(window, offset, into, at, bytes);
    }

    @Override
    public void writeWindow(int offset, MemorySegment from, long at, int bytes) {
        burst(offset, bytes);
        MemorySegment.copy(from, at, window, offset, bytes);
    }

    private void burst(int offset, int bytes) {
        if (offset < 0 || offset + bytes > Window.BYTES) {
            throw new AdapterFault("window %#x + %d: SLVERR".formatted(offset, bytes));
        }
        bursts++;
        clocks += 6 + (bytes + 3) / 4;
    }

    @Override
    public boolean awaitInterrupt(long timeoutClocks) {
        sleeps++;
        int enable = register(Registers.INTERRUPT_ENABLE.offset());
        if ((interruptStatus & enable) == 0) {
            var hook = whileAsleep;
            whileAsleep = () -> {};
            hook.run();
            meanwhile.run();
            clocks += (interruptStatus & enable) == 0 ? timeoutClocks : 1;
        }
        return (interruptStatus & enable) != 0;
    }

    @Override
    public long clocks() {
        return clocks;
    }

    @Override
    public void close() {
        closed = true;
    }

    /// Forgets what was counted of the bus.
    void clearBusCounts() {
        registerReads = 0;
        registerWrites = 0;
        bursts = 0;
    }

    /// Of the whole window, the rings, the free list and the number of register writes, to show that a refused operation changed nothing.
    int fingerprint() {
        return Arrays.hashCode(window.toArray(ValueLayout.JAVA_BYTE))
                + 17 * Arrays.hashCode(hostMemory.toArray(ValueLayout.JAVA_BYTE))
                + 31 * registerWrites
                + List.copyOf(blocks.free).hashCode();
    }

    /// Whether another card holds the same and was written as often.
    boolean sameAs(LoopbackAdapter other) {
        return window.mismatch(other.window) < 0
                && hostMemory.mismatch(other.hostMemory) < 0
                && registerWrites == other.registerWrites
                && List.copyOf(blocks.free).equals(List.copyOf(other.blocks.free));
    }
}
