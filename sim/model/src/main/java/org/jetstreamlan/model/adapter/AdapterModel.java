package org.jetstreamlan.model.adapter;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.CopyOutcome;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.clan.ClanRegisters;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.driver.AdapterFault;
import org.jetstreamlan.driver.ClanBus;
import org.jetstreamlan.driver.HostMemory;
import org.jetstreamlan.driver.WindowRuns;
import org.jetstreamlan.model.Damage;
import org.jetstreamlan.model.RingModel;
import org.jetstreamlan.model.StationClient;
import org.jetstreamlan.model.StationSettings;
import org.jetstreamlan.regs.Register;
import org.jspecify.annotations.Nullable;

/// An adapter as `docs/adapter.md` describes it, behind a station of a [RingModel]: the registers' meaning is here, each kind of state has
/// its own class.
///
/// ```
/// host ─┬─ RegisterFile ──┬─ PoolAccounts ─ BlockStore ─┬─ TransmitSide ─┐
///       ├─ HostWindow ────┴─ VciDirectory ──────────────┴─ ReceiveSide ──┴─ station
///       └─ HostBus ─┬───────────────────── HostRing x 3 ───────┘
///                   └─ CopySide ────────── HostRing x 2
/// ```
/// What it promises to be as in hardware, and what not: `docs/adapter.md`, The model. An access takes 4 words of time, which
/// go by at the latest when 64 are due.
public final class AdapterModel implements Adapter {
    private static final int ACCESS_WORDS = 4;
    private static final int DUE_WORDS = 64;

    /// Words in which a station sees that it is off.
    private static final int SEEN_WORDS = 8;

    private final RingModel ring;
    private final int station;
    private final AdapterRing hosts;
    private final SentPayloads payloads;
    private final Capabilities sizes;
    private final RegisterFile registers;
    private final PoolAccounts pools;
    private final SynchronousShares shares;
    private final BlockStore blocks;
    private final VciDirectory vcis;
    private final HostBus bus = new HostBus(this::busRefused);
    private final HostRing descriptors;
    private final HostRing events;
    private final HostRing completions;
    private final TransmitSide transmit;
    private final ReceiveSide receive;
    private final HostWindow window;
    private final HostRing copyDescriptors;
    private final HostRing copyCompletions;
    private final CopySide copies;
    private final Moderation received;
    private final Moderation completed;
    private final Moderation copied;
    private final BooleanSupplier interrupt = this::interruptLine;
    private final @Nullable ClanHost clan;

    private boolean enabled;
    private int pending;
    private long due;
    private int timestampHigh;

    // As the host could have seen them last.
    private int ringState;
    private int numbering;

    AdapterModel(
            Capabilities sizes,
            @Nullable ClanSizes clanSizes,
            AdapterRing hosts,
            int station,
            SentPayloads payloads) {
        registers =
                new RegisterFile(
                        clanSizes == null
                                ? List.of(Registers.BLOCK)
                                : List.of(Registers.BLOCK, ClanRegisters.BLOCK));
        received = new Moderation(() -> registers.held(Registers.RECEIVE_MODERATION));
        completed = new Moderation(() -> registers.held(Registers.COMPLETION_MODERATION));
        copied = new Moderation(() -> registers.held(Registers.COPY_MODERATION));
        this.sizes = sizes;
        this.hosts = hosts;
        this.payloads = payloads;
        this.station = station;
        ring = hosts.ring();
        pools = new PoolAccounts(sizes.pools(), sizes.blocks());
        shares = new SynchronousShares(sizes.pools());
        blocks = new BlockStore(sizes, pools);
        vcis = new VciDirectory(sizes);
        descriptors =
                hostRing(
                        Registers.TRANSMIT_RING_LOW,
                        Registers.TRANSMIT_RING_HIGH,
                        sizes.transmitRing());
        events = hostRing(Registers.EVENT_RING_LOW, Registers.EVENT_RING_HIGH, sizes.eventRing());
        completions =
                hostRing(
                        Registers.COMPLETION_RING_LOW,
                        Registers.COMPLETION_RING_HIGH,
                        sizes.completionRing());
        transmit =
                new TransmitSide(
                        ring,
                        station,
                        sizes,
                        blocks,
                        pools,
                        shares,
                        () -> registers.held(Registers.ALLOCATION),
                        payloads,
                        bus,
                        descriptors,
                        completions);
        receive =
                new ReceiveSide(
                        sizes,
                        blocks,
                        pools,
                        vcis,
                        payloads,
                        bus,
                        events,
                        counter -> ring.count(station, counter));
        copyDescriptors =
                hostRing(Registers.COPY_RING_LOW, Registers.COPY_RING_HIGH, sizes.copyRing());
        copyCompletions =
                hostRing(
                        Registers.COPY_COMPLETION_RING_LOW,
                        Registers.COPY_COMPLETION_RING_HIGH,
                        sizes.copyRing());
        copies =
                new CopySide(sizes, blocks, bus, copyDescriptors, copyCompletions, this::countCopy);
        window = new HostWindow(sizes, blocks);
        clan =
                clanSizes == null
                        ? null
                        : new ClanHost(
                                clanSizes, ring, station, registers, bus, payloads, this::spend);
        describe();
        ring.attach(station, new Client());
    }

    private HostRing hostRing(Register low, Register high, int entries) {
        return new HostRing(bus, () -> registers.held(low), () -> registers.held(high), entries);
    }

    // ---- what the registers show and do

    private void describe() {
        registers.show(Registers.BLOCKS, blocks::sizes);
        int tables = sizes.tablesRegister() | (clan == null ? 0 : Registers.TABLES_CLAN.mask());
        registers.show(Registers.TABLES, () -> tables);
        registers.show(Registers.RINGS, sizes::ringsRegister);

        registers.show(Registers.CONTROL, () -> enabled ? Registers.CONTROL_ENABLE.mask() : 0);
        registers.act(Registers.CONTROL, this::control);
        registers.show(Registers.STATUS, this::status);
        registers.show(Registers.RING_STATE, this::ringState);
        registers.show(Registers.STATION, this::numbering);
        registers.show(Registers.OPERATIVE_TTRT, () -> ring.operativeTtrt(station));
        registers.show(Registers.OPERATIVE_LARGEST, () -> ring.operativeLargest(station));
        registers.act(Registers.NONCE, value -> ring.seed(station, value));
        for (var register :
                new Register[] {
                    Registers.TTRT,
                    Registers.D_MAX,
                    Registers.T_MAX,
                    Registers.TVX,
                    Registers.LARGEST,
                    Registers.ALLOCATION,
                    Registers.POLICY,
                    Registers.ADDRESS_LOW,
                    Registers.ADDRESS_HIGH
                }) {
            registers.act(register, _ -> adjust());
        }
        registers.show(
                Registers.LINK, () -> Registers.LINK_LOCKED.mask() | Registers.LINK_OPEN.mask());
        registers.show(Registers.TIMESTAMP_LOW, this::timestamp);
        registers.show(Registers.TIMESTAMP_HIGH, () -> timestampHigh);

        registers.act(Registers.TRANSMIT_PRODUCER, this::doorbell);
        registers.show(Registers.TRANSMIT_CONSUMER, transmit::consumer);
        registers.show(Registers.EVENT_PRODUCER, receive::producer);
        registers.act(Registers.EVENT_CONSUMER, receive::consumed);
        registers.show(Registers.COMPLETION_PRODUCER, transmit::completionProducer);
        registers.act(Registers.COMPLETION_CONSUMER, this::completionsConsumed);
        registers.show(Registers.PRODUCERS, this::producers);
        for (var register :
                new Register[] {Registers.TRANSMIT_RING_LOW, Registers.COMPLETION_RING_LOW}) {
            registers.act(register, _ -> ringPlaced());
        }
        describeCopies();
        registers.show(Registers.BUS_STATUS, this::busStatus);
        registers.show(Registers.INTERRUPT_STATUS, this::pending);
        registers.act(Registers.INTERRUPT_STATUS, bits -> pending = pending() & ~bits);

        registers.show(Registers.MEMORY_ERROR, () -> 0);
        registers.act(Registers.FREE, this::free);
        registers.show(Registers.ALLOC_REASON, blocks::lastReason);
        registers.show(Registers.BLOCKS_FREE, blocks::freeCount);
        registers.show(Registers.POOL_LIMIT, () -> pools.limit(pool()));
        registers.act(Registers.POOL_LIMIT, value -> pools.limit(pool(), value));
        registers.show(Registers.POOL_COUNT, () -> pools.count(pool()));
        registers.show(Registers.POOL_POLICY, () -> pools.policy(pool()));
        registers.act(Registers.POOL_POLICY, value -> pools.policy(pool(), value));
        registers.show(Registers.POOL_RESERVE, () -> pools.reserve(pool()));
        registers.act(
                Registers.POOL_RESERVE, value -> pools.reserve(pool(), value, blocks.freeCount()));
        registers.show(Registers.POOL_PROMISED, pools::promised);
        registers.show(Registers.POOL_SEND_FIRST, () -> pools.firstChannel(pool()));
        registers.act(Registers.POOL_SEND_FIRST, value -> pools.firstChannel(pool(), value));
        registers.show(Registers.POOL_SEND_LAST, () -> pools.lastChannel(pool()));
        registers.act(Registers.POOL_SEND_LAST, value -> pools.lastChannel(pool(), value));

        registers.show(Registers.POOL_SYNCHRONOUS, () -> shares.share(pool()));
        registers.act(Registers.POOL_SYNCHRONOUS, value -> shares.share(pool(), value));

        registers.show(Registers.VCI_LOW, vcis::heldLow);
        registers.act(Registers.VCI_LOW, vcis::holdLow);
        registers.show(Registers.VCI_HIGH, vcis::heldHigh);
        registers.act(Registers.VCI_HIGH, vcis::holdHigh);
        registers.show(Registers.VCI_COMMAND, () -> 0);
        registers.act(Registers.VCI_COMMAND, this::commandVcis);
        registers.showEach(Registers.ALLOC, this::allocate);
        registers.showEach(Registers.CLAIM, this::claim);
        registers.showEach(Registers.COUNTERS, this::counter);
    }

    private void describeCopies() {
        registers.act(Registers.COPY_PRODUCER, this::copyDoorbell);
        registers.show(Registers.COPY_CONSUMER, copies::consumer);
        registers.show(Registers.COPY_COMPLETION_PRODUCER, copies::completionProducer);
        registers.act(Registers.COPY_COMPLETION_CONSUMER, this::copyCompletionsConsumed);
        for (var register :
                new Register[] {Registers.COPY_RING_LOW, Registers.COPY_COMPLETION_RING_LOW}) {
            registers.act(register, _ -> copyRingPlaced());
        }
    }

    private void control(int value) {
        pay();
        if (Registers.CONTROL_RESET.isSet(value)) {
            reset();
            hosts.time().pass(SEEN_WORDS);
        }
        enabled = Registers.CONTROL_ENABLE.isSet(value);
        if (enabled) {
            adjust();
            ring.enable(station);
            if (Registers.CONTROL_CLAIM.isSet(value)) {
                ring.claim(station);
            }
        } else {
            ring.disable(station);
        }
        int before = transmit.completionProducer();
        transmit.enable(enabled, now());
        completedSince(before);
        hosts.time().pass(SEEN_WORDS);
    }

    /// The host's side is as after power-up; the station leaves the ring, and knows what it knew.
    private void reset() {
        enabled = false;
        ring.disable(station);
        transmit.reset();
        receive.reset();
        copies.reset();
        if (clan != null) {
            clan.reset();
        }
        blocks.reset(registers.held(Registers.BLOCK_SIZE));
        registers.reset();
        pools.reset();
        shares.reset();
        vcis.reset();
        ring.clearCounters(station);
        received.reset();
        completed.reset();
        copied.reset();
        pending = 0;
    }

    private int status() {
        return Registers.STATUS_READY.mask()
                | (interruptLine() ? Registers.STATUS_INTERRUPT.mask() : 0);
    }

    private int ringState() {
        return Registers.RING_STATE_PHASE.of(ring.phase(station).ordinal())
                | Registers.RING_STATE_CAUSE.of(ring.cause(station).ordinal())
                | Registers.RING_STATE_EPOCH.of(ring.epoch(station))
                | (ring.isOperational(station) ? Registers.RING_STATE_OPERATIONAL.mask() : 0)
                | (ring.isTooMany(station) ? Registers.RING_STATE_TOO_MANY.mask() : 0)
                | (ring.isDuplicate(station) ? Registers.RING_STATE_DUPLICATE.mask() : 0)
                | (ring.isMonitor(station) ? Registers.RING_STATE_MONITOR.mask() : 0);
    }

    private int numbering() {
        int id = ring.id(station);
        return (id < 0 ? 0 : Registers.STATION_VALID.mask() | Registers.STATION_ID.of(id))
                | Registers.STATION_COUNT.of(
                        ring.isMember(station) ? ring.stationsCounted(station) : 0);
    }

    /// The timers and the policy count from now on, if the station is enabled; else from ENABLE on.
    private void adjust() {
        if (enabled) {
            try {
                ring.adjust(station, settings());
            } catch (IllegalArgumentException e) {
                throw new AdapterFault("ENABLE with " + e.getMessage(), e);
            }
        }
    }

    private StationSettings settings() {
        long low = Integer.toUnsignedLong(registers.held(Registers.ADDRESS_LOW));
        return new StationSettings(
                (long) registers.held(Registers.ADDRESS_HIGH) << Integer.SIZE | low,
                0,
                registers.held(Registers.TTRT),
                registers.held(Registers.D_MAX),
                registers.held(Registers.T_MAX),
                registers.held(Registers.TVX),
                registers.held(Registers.LARGEST),
                registers.held(Registers.ALLOCATION),
                Registers.POLICY_OVERRUN.isSet(registers.held(Registers.POLICY)));
    }

    private int timestamp() {
        timestampHigh = (int) (clocks() >>> Integer.SIZE);
        return (int) clocks();
    }

    private void doorbell(int index) {
        int before = transmit.completionProducer();
        transmit.produced(index, now());
        completedSince(before);
    }

    private void completionsConsumed(int index) {
        int before = transmit.completionProducer();
        transmit.completionsConsumed(index, now());
        completedSince(before);
    }

    private void ringPlaced() {
        int before = transmit.completionProducer();
        transmit.read(now());
        completedSince(before);
    }

    private void busRefused() {
        ring.count(station, Counter.BUS_ERRORS);
        pending |= Registers.INTERRUPT_BUS.mask();
    }

    private int busStatus() {
        return (descriptors.isStopped() ? Registers.BUS_TRANSMIT_STOPPED.mask() : 0)
                | (events.isStopped() ? Registers.BUS_EVENT_STOPPED.mask() : 0)
                | (completions.isStopped() ? Registers.BUS_COMPLETION_STOPPED.mask() : 0)
                | (copyDescriptors.isStopped() ? Registers.BUS_COPY_STOPPED.mask() : 0)
                | (copyCompletions.isStopped() ? Registers.BUS_COPY_COMPLETION_STOPPED.mask() : 0);
    }

    private void completedSince(int before) {
        boolean says = false;
        for (int i = before; i != transmit.completionProducer(); i = i + 1 & 0xFFFF) {
            says |= completed.happens(ring.now());
        }
        if (says) {
            pending |= Registers.INTERRUPT_COMPLETION.mask();
        }
    }

    private void copyDoorbell(int index) {
        int before = copies.completionProducer();
        spend(copies.produced(index));
        copiedSince(before);
    }

    private void copyCompletionsConsumed(int index) {
        int before = copies.completionProducer();
        spend(copies.completionsConsumed(index));
        copiedSince(before);
    }

    private void copyRingPlaced() {
        int before = copies.completionProducer();
        spend(copies.run());
        copiedSince(before);
    }

    private void copiedSince(int before) {
        boolean says = false;
        for (int i = before; i != copies.completionProducer(); i = i + 1 & 0xFFFF) {
            says |= copied.happens(ring.now());
        }
        if (says) {
            pending |= Registers.INTERRUPT_COPY.mask();
        }
    }

    private void countCopy(CopyOutcome outcome) {
        ring.count(
                station,
                switch (outcome) {
                    case COPIED -> Counter.COPIED;
                    case INVALID -> Counter.COPY_INVALID;
                    case BUS_ERROR, MEMORY_ERROR -> Counter.COPY_FAILED;
                });
    }

    /// Changes with each event and completion that the host can take, and with what it may find in its memory.
    int events() {
        int changes = clan == null ? 0 : clan.model().changes();
        return receive.producer() + transmit.completionProducer() + changes;
    }

    /// Whether something of CLAN takes time of which no driver knows.
    boolean isActive() {
        return clan != null && clan.model().isActive();
    }

    private int producers() {
        return Registers.PRODUCERS_EVENT.of(receive.producer())
                | Registers.PRODUCERS_COMPLETION.of(transmit.completionProducer());
    }

    /// INTERRUPT_STATUS: what time and the station's state say by themselves is looked at here.
    private int pending() {
        if (received.isDue(ring.now())) {
            pending |= Registers.INTERRUPT_RECEIVE.mask();
        }
        if (completed.isDue(ring.now())) {
            pending |= Registers.INTERRUPT_COMPLETION.mask();
        }
        if (copied.isDue(ring.now())) {
            pending |= Registers.INTERRUPT_COPY.mask();
        }
        int state = ringState();
        int numbers = numbering();
        if (state != ringState || numbers != numbering) {
            ringState = state;
            numbering = numbers;
            pending |= Registers.INTERRUPT_RING.mask();
        }
        return pending;
    }

    private boolean interruptLine() {
        return (pending() & registers.held(Registers.INTERRUPT_ENABLE)) != 0
                || clan != null && clan.interrupts();
    }

    private void free(int block) {
        if (!blocks.free(block)) {
            ring.count(station, Counter.FREE_REFUSED);
        }
    }

    private int allocate(int pool) {
        int answer = blocks.allocate(pool);
        if (Registers.ALLOC_REFUSED.isSet(answer)) {
            ring.count(station, Counter.ALLOC_REFUSED);
        }
        return answer;
    }

    private int claim(int pool) {
        int before = receive.producer();
        boolean given = receive.claim(pool);
        receivedSince(before, ring.now());
        return given ? Registers.CLAIM_GIVEN.mask() : 0;
    }

    private void receivedSince(int before, long time) {
        if (receive.producer() != before && received.happens(time)) {
            pending |= Registers.INTERRUPT_RECEIVE.mask();
        }
    }

    private int pool() {
        return registers.held(Registers.POOL_INDEX);
    }

    private void commandVcis(int command) {
        vcis.command(
                Registers.VCI_COMMAND_OPERATION.get(command), registers.held(Registers.VCI_INDEX));
    }

    private int counter(int number) {
        long value = ring.counter(station, COUNTERS[number]);
        return (int) Math.min(value, 0xFFFF_FFFFL);
    }

    private static final Counter[] COUNTERS = Counter.values();

    // ---- the station

    private final class Client implements StationClient {
        private boolean lastOfClan;

        @Override
        public boolean takes(int vci, boolean foreign) {
            int entry = vcis.find(vci);
            return entry != 0 && (!foreign || Registers.VCI_HIGH_TAP.isSet(entry));
        }

        @Override
        public boolean taps(int vci) {
            return Registers.VCI_HIGH_TAP.isSet(vcis.find(vci));
        }

        @Override
        public Counter arrived(
                long time,
                long serial,
                int atm,
                int words,
                CrcVerdict verdict,
                boolean error,
                @Nullable Damage damage) {
            int before = receive.producer();
            var fate = receive.arrived(time, serial, atm, words, verdict, error, damage);
            receivedSince(before, time);
            return fate;
        }

        @Override
        public void spoiled(int atm, long words) {
            receive.spoiled(atm, words);
        }

        @Override
        public boolean taken(long time, long serial, int tag, long waited, boolean sent) {
            lastOfClan = clan != null && clan.model().owns(serial);
            if (clan != null && lastOfClan) {
                clan.model().taken(time, serial, sent);
                return true;
            }
            return transmit.taken(serial, tag, waited);
        }

        @Override
        public void tokenGone() {
            shares.renew();
        }

        @Override
        public int mayLeave() {
            return clan != null && lastOfClan ? clan.model().mayLeave() : transmit.mayLeave();
        }

        @Override
        public boolean takesClan() {
            return clan != null;
        }

        @Override
        public boolean clanArrived(long time, long serial, int source, int atm, int words) {
            var payload = payloads.of(serial);
            if (clan == null || payload == null) {
                return false;
            }
            return clan.model().arrived(time, source, atm >>> 4 & 0xFF_FFFF, payload, words);
        }

        @Override
        public void clanSpoiled() {
            if (clan != null) {
                clan.model().spoiled();
            }
        }

        @Override
        public long due() {
            return clan == null ? Long.MAX_VALUE / 2 : clan.model().due();
        }

        @Override
        public void turn(long time) {
            if (clan != null) {
                clan.model().turn(time);
            }
        }

        @Override
        public void ended(long time, long serial, CompletionResult result, int status) {
            if (clan != null && clan.model().owns(serial)) {
                clan.model().ended(time, serial, result, status);
                return;
            }
            int before = transmit.completionProducer();
            transmit.ended(serial, result, status, time);
            completedSince(before);
        }

        @Override
        public void phaseChanged() {
            pending |= Registers.INTERRUPT_RING.mask();
            if (clan != null) {
                clan.model().phaseChanged();
            }
        }
    }

    // ---- the host

    private long now() {
        return ring.now();
    }

    private void spend(int words) {
        due += words;
        if (due >= DUE_WORDS) {
            pay();
        }
    }

    /// Lets the time go by that the host's accesses have taken.
    private void pay() {
        long words = due;
        due = 0;
        if (words > 0) {
            hosts.time().pass(words);
        }
    }

    @Override
    public int readRegister(int offset) {
        spend(ACCESS_WORDS);
        return registers.read(offset);
    }

    @Override
    public void writeRegister(int offset, int value) {
        spend(ACCESS_WORDS);
        registers.write(offset, value);
    }

    @Override
    public void readWindow(int offset, MemorySegment into, long at, int bytes) {
        spend(ACCESS_WORDS + bytes / 4);
        window.read(offset, into, at, bytes);
    }

    @Override
    public void writeWindow(int offset, MemorySegment from, long at, int bytes) {
        spend(ACCESS_WORDS + bytes / 4);
        window.write(offset, from, at, bytes);
    }

    @Override
    public int readWindowSummed(WindowRuns runs, MemorySegment into, long at) {
        spend(runs);
        return window.readSummed(runs, into, at);
    }

    @Override
    public int writeWindowSummed(WindowRuns runs, MemorySegment from, long at) {
        spend(runs);
        return window.writeSummed(runs, from, at);
    }

    private void spend(WindowRuns runs) {
        for (int i = 0; i < runs.count(); i++) {
            spend(ACCESS_WORDS + runs.length(i) / 4);
        }
    }

    @Override
    public HostMemory hostMemory(long bytes) {
        return bus.allocate(bytes);
    }

    @Override
    public OptionalLong map(MemorySegment memory) {
        return memory.isNative() ? OptionalLong.of(bus.map(memory)) : OptionalLong.empty();
    }

    @Override
    public void unmap(MemorySegment memory) {
        bus.unmap(memory);
    }

    @Override
    public Optional<ClanBus> clan() {
        return Optional.ofNullable(clan);
    }

    @Override
    public void pause() {
        spend(ACCESS_WORDS);
    }

    @Override
    public boolean awaitInterrupt(long timeoutClocks) {
        pay();
        return hosts.time().await(interrupt, timeoutClocks);
    }

    @Override
    public long clocks() {
        return hosts.time().now() + due;
    }

    /// The adapter stays as it is; another driver may open it.
    @Override
    public void close() {}
}
