package org.jetstreamlan.nic;

import java.util.List;
import java.util.Optional;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.CopyOutcome;
import org.jetstreamlan.abi.MemoryKind;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.VciHash;
import org.jetstreamlan.abi.clan.ClanRegisters;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Axi4Lite;
import org.jetstreamlan.hdl.lib.Axi4LiteRegisters;
import org.jetstreamlan.nic.buffer.BlockInquiry;
import org.jetstreamlan.nic.buffer.BlockManager;
import org.jetstreamlan.nic.buffer.BlockMemory;
import org.jetstreamlan.nic.buffer.LateReads;
import org.jetstreamlan.nic.buffer.PoolBlocks;
import org.jetstreamlan.nic.buffer.TableFlip;
import org.jetstreamlan.nic.clan.ApertureWindow;
import org.jetstreamlan.nic.clan.ClanHalf;
import org.jetstreamlan.nic.clan.ClanParameters;
import org.jetstreamlan.nic.clan.ClanPort;
import org.jetstreamlan.nic.clan.PayloadWord;
import org.jetstreamlan.nic.copy.CopyQueue;
import org.jetstreamlan.nic.host.HostWindow;
import org.jetstreamlan.nic.host.RegisterPort;
import org.jetstreamlan.nic.link.LinkReport;
import org.jetstreamlan.nic.mac.Jabber;
import org.jetstreamlan.nic.mac.Link;
import org.jetstreamlan.nic.mac.Mac;
import org.jetstreamlan.nic.master.ReadManager;
import org.jetstreamlan.nic.master.RingPlace;
import org.jetstreamlan.nic.master.WriteManager;
import org.jetstreamlan.nic.receive.ReceiveEngine;
import org.jetstreamlan.nic.table.VciEntry;
import org.jetstreamlan.nic.table.VciTable;
import org.jetstreamlan.nic.transmit.TransmitEngine;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Register;
import org.jspecify.annotations.Nullable;

/// The whole adapter: `docs/adapter.md`.
///
/// ```
/// s_axil ─ RegisterPort ─┬─ AdapterControl, Interrupts, Counters
///                        ├─ VciCommands ─ VciTable ────────────────────┐
///                        └─ HostBlocks ── BlockManager ──────┐         │
/// s_axi ── HostWindow ──┬─ chain table ────┘                 │         │
///                       └─ BlockMemory ──────── TransmitEngine ─┐ ReceiveEngine
/// m_axi ─┬─ ReadManager ─── descriptors ─────────────┘    │     │   │  │
///        ├─ WriteManager ── completions, receive events ──┴─────┼───┘  │
///        └─ both ────────── CopyQueue ── BlockMemory            │      │
/// link_in ───────────────────────────────────────────────────── Mac ───┴── link_out
/// ```
/// One clock domain. One link word of 32 bits a clock in each direction; `irq` is a level. The rings are in the host's memory, which the adapter masters.
public final class Adapter extends Module {
    /// Bits of the AXI identifiers.
    public static final int AXI_ID_WIDTH = 4;

    /// Bits of the way to the host's memory, unless somebody asks for others.
    public static final int HOST_WIDTH = 64;

    /// Bursts to the host's memory without an answer, in each direction.
    private static final int OUTSTANDING = 8;

    private final AdapterParameters parameters;
    private final Optional<ClanParameters> half;

    public final Axi4Lite axil = input(Axi4Lite.type(12, 32)).named("s_axil");
    public final Axi4 axi = input(Axi4.type(21, 32, AXI_ID_WIDTH)).named("s_axi");

    /// To the host's memory.
    public final Axi4 host;

    public final Link linkIn = input(Link.TYPE).named("link_in");
    public final Link linkOut = output(Link.TYPE).named("link_out");

    /// Of the link that `link_in` comes from.
    public final LinkReport link = input(LinkReport.TYPE);

    /// Words of a unit of [org.jetstreamlan.nic.link.HoldOff].
    public final UInt holdOff = output(uint(24)).named("hold_off");

    public final Bool irq = output(bool());

    /// The aperture of CLAN, where there is one.
    public final @Nullable Axi4 aperture;

    private final Axi4LiteRegisters registers =
            child(hasClan() ? RegisterPort.moduleWithClan() : RegisterPort.module());
    private final AdapterControl control;
    private final Interrupts interrupts = child(new Interrupts());
    private final MemoryErrors memoryErrors;
    private final Counters counters = child(new Counters());
    private final VciCommands vciCommands;
    private final VciTable vciTable;
    private final HostBlocks hostBlocks;
    private final Moderation received = child(new Moderation());
    private final Moderation completed = child(new Moderation());
    private final ReserveCommands reserveCommands = child(new ReserveCommands());
    private final BlockManager manager;
    private final HostWindow window;
    private final BlockMemory memory;
    private final TransmitEngine transmit;
    private final ReceiveEngine receive;
    private final Mac mac = child(new Mac(hasClan()));
    private final Jabber jabber = child(new Jabber());

    private final @Nullable CopyQueue copies;
    private final Moderation copied = child(new Moderation());

    /// Who asks about blocks: the sender, the maker of checksums, the copies.
    private final BlockInquiry inquiry;

    private final @Nullable LateReads lateReads;
    private final @Nullable ClanHalf clan;

    // Clients: receive events, completions, copies (completions, data) and CLAN's write;
    // descriptors,
    // copies (descriptors, data) and CLAN's read.
    private final WriteManager writes;
    private final ReadManager reads;

    public Adapter(AdapterParameters parameters) {
        this(parameters, HOST_WIDTH);
    }

    /// @param hostWidth bits of the way to the host's memory: 32, 64
    public Adapter(AdapterParameters parameters, int hostWidth) {
        this(parameters, hostWidth, Optional.empty());
    }

    /// With CLAN, over a way of 64 bits to the host's memory.
    ///
    /// @param half sizes of CLAN
    public Adapter(AdapterParameters parameters, ClanParameters half) {
        this(parameters, HOST_WIDTH, Optional.of(half));
    }

    private Adapter(AdapterParameters parameters, int hostWidth, Optional<ClanParameters> half) {
        if (parameters.hasCopies() && hostWidth != HOST_WIDTH) {
            throw new IllegalArgumentException(
                    "adapter: copies over a way of %d bits to the host's memory, they need %d; take parameters.withoutCopies()"
                            .formatted(hostWidth, HOST_WIDTH));
        }
        this.parameters = parameters;
        this.half = half;
        super();
        this.host =
                output(Axi4.type(WriteManager.ADDRESS_WIDTH, hostWidth, AXI_ID_WIDTH))
                        .named("m_axi");
        this.control = child(new AdapterControl(parameters));
        this.memoryErrors =
                child(
                        new MemoryErrors(
                                parameters.cellWidth(),
                                Math.max(parameters.blockWidth(), BlockManager.POOL_WIDTH)));
        this.vciCommands = child(new VciCommands(parameters.vciSets(), control.place.width()));
        this.vciTable = child(new VciTable(VciHash.WAYS, parameters.vciSets()));
        this.hostBlocks = child(new HostBlocks(parameters.blockWidth()));
        this.manager = child(new BlockManager(parameters.blocks(), parameters.pools()));
        this.window = child(new HostWindow(parameters, AXI_ID_WIDTH));
        this.memory = child(new BlockMemory(parameters.blocks() * parameters.blockBytes()));
        this.transmit = child(new TransmitEngine(parameters, hostWidth));
        this.receive = child(new ReceiveEngine(parameters, hostWidth));
        boolean copying = parameters.hasCopies();
        this.copies = copying ? child(new CopyQueue(parameters)) : null;
        this.inquiry = child(new BlockInquiry(copying ? 3 : 2, parameters.blockWidth()));
        this.lateReads = copying ? child(new LateReads(parameters.cellWidth())) : null;
        int writers = 2 + (copying ? 2 : 0) + (hasClan() ? ClanHalf.WRITERS : 0);
        this.writes = child(new WriteManager(writers, hostWidth, AXI_ID_WIDTH, OUTSTANDING));
        this.clan = half.map(sizes -> child(new ClanHalf(sizes, AXI_ID_WIDTH))).orElse(null);
        int apertureWidth = ApertureWindow.ADDRESS_WIDTH;
        this.aperture =
                hasClan()
                        ? input(Axi4.type(apertureWidth, HOST_WIDTH, AXI_ID_WIDTH)).named("s_clan")
                        : null;
        int readers = 1 + (copying ? 2 : 0) + (hasClan() ? 1 : 0);
        this.reads = child(new ReadManager(readers, hostWidth, AXI_ID_WIDTH, OUTSTANDING));
    }

    private boolean hasClan() {
        return half.isPresent();
    }

    /// Without its parameters: one stands alone in a device, under one name for tools.
    @Override
    protected String moduleName() {
        return "Adapter";
    }

    @Override
    protected void build() {
        connect(registers.axil, axil);
        connect(window.axi, axi);
        master();
        mac.linkIn.assign(linkIn);
        jabber.linkIn.assign(linkIn);
        jabber.sent.assign(mac.linkOut);
        jabber.ttrt.assign(mac.ttrt);
        jabber.rearm.assign(control.active.not());
        mac.jabber.assign(jabber.cut);
        linkOut.assign(jabber.out);
        irq.assign(line());

        identify();
        control();
        ring();
        indices();
        raise();
        memories();
        pools();
        vcis();
        window();
        send();
        receive();
        if (copies != null) {
            copy(copies);
        }
        count();
        if (clan != null && aperture != null) {
            clan(clan, aperture);
        }
    }

    private void master() {
        connect(host.aw(), writes.aw);
        connect(host.w(), writes.w);
        connect(writes.b, host.b());
        connect(host.ar(), reads.ar);
        connect(reads.r, host.r());
        connect(writes.in.get(0), receive.eventWrite);
        receive.eventDone.assign(writes.done.get(0));
        connect(writes.in.get(1), transmit.completionWrite);
        transmit.completionDone.assign(writes.done.get(1));
        connect(reads.in.get(0), transmit.descriptorRead);
        transmit.descriptorBeat.assign(reads.beats.get(0));
        control.quiet.assign(clan == null ? busy().not() : all(busy().not(), clan.quiet));
    }

    private Bool busy() {
        var engines = any(writes.busy, reads.busy, transmit.busy, receive.busy);
        return copies == null ? engines : engines.or(copies.busy);
    }

    // ---- registers

    private void identify() {
        Capabilities sizes = parameters.capabilities();
        constant(Registers.IDENTIFICATION, Registers.IDENTIFICATION_VALUE);
        constant(Registers.VERSION, Registers.VERSION_VALUE);
        show(Registers.BLOCKS, Registers.BLOCKS_COUNT, control.size.blocks().zext(16));
        show(Registers.BLOCKS, Registers.BLOCKS_LOG2_BYTES, control.log2BlockBytes);
        int clanBit = Registers.TABLES_CLAN.of(clan == null ? 0 : 1);
        constant(Registers.TABLES, sizes.tablesRegister() | clanBit);
        constant(Registers.RINGS, sizes.ringsRegister());
        constant(Registers.CLOCK_KHZ, (int) Registers.CLOCK_KHZ.reset());
    }

    private void constant(Register register, int value) {
        if (register.fields().isEmpty()) {
            registers.status(register).assign(value);
        }
        for (Field field : register.fields()) {
            registers.status(register, field).assign(field.get(value));
        }
    }

    private void show(Register register, Field field, Data<?> value) {
        registers.status(register, field).assign(value.asBits());
    }

    private Bool written(Register register, Field field) {
        return registers.value(register, field).bit(0);
    }

    private Bool line() {
        return clan == null ? interrupts.line : interrupts.line.or(clan.irq);
    }

    private void control() {
        var register = Registers.CONTROL;
        control.written.assign(registers.written(register));
        control.resetWritten.assign(written(register, Registers.CONTROL_RESET));
        control.enableWritten.assign(written(register, Registers.CONTROL_ENABLE));
        control.claimWritten.assign(written(register, Registers.CONTROL_CLAIM));
        show(register, Registers.CONTROL_RESET, low());
        show(register, Registers.CONTROL_ENABLE, control.enable);
        show(register, Registers.CONTROL_CLAIM, low());
        show(Registers.STATUS, Registers.STATUS_READY, control.ready);
        show(Registers.STATUS, Registers.STATUS_INTERRUPT, line());
        registers.clear.assign(control.restart);
        control.blocksReady.assign(manager.ready);
        control.sizeWanted.assign(
                registers.value(Registers.BLOCK_SIZE, Registers.BLOCK_SIZE_LOG2_BYTES).asUInt());
        manager.blocks.assign(control.size.blocks());
        transmit.size.assign(control.size);
        receive.size.assign(control.size);

        var timestampHigh = reg(bits(32), init(0));
        when(
                registers.read(Registers.TIMESTAMP_LOW),
                () -> timestampHigh.next(control.now.slice(63, 32)));
        registers.status(Registers.TIMESTAMP_LOW).assign(control.now.slice(31, 0));
        registers.status(Registers.TIMESTAMP_HIGH).assign(timestampHigh);
    }

    private void ring() {
        var config = mac.config;
        config.enable().assign(control.active);
        config.claim().assign(control.claim);
        config.ttrt().assign(words(Registers.TTRT));
        config.dMax().assign(registers.value(Registers.D_MAX, Registers.D_MAX_WORDS).asUInt());
        config.tMax().assign(words(Registers.T_MAX));
        config.tvx().assign(words(Registers.TVX));
        config.largest()
                .assign(registers.value(Registers.LARGEST, Registers.LARGEST_WORDS).asUInt());
        config.allocation().assign(words(Registers.ALLOCATION));
        config.overrun().assign(written(Registers.POLICY, Registers.POLICY_OVERRUN));
        config.seed().assign(registers.written(Registers.NONCE));
        config.nonce().assign(registers.value(Registers.NONCE));
        config.address()
                .assign(
                        cat(
                                registers.value(
                                        Registers.ADDRESS_HIGH, Registers.ADDRESS_HIGH_VALUE),
                                registers.value(Registers.ADDRESS_LOW)));
        var state = Registers.RING_STATE;
        show(state, Registers.RING_STATE_PHASE, mac.status.phase());
        show(state, Registers.RING_STATE_OPERATIONAL, mac.status.operational());
        show(state, Registers.RING_STATE_CAUSE, mac.status.cause());
        show(state, Registers.RING_STATE_TOO_MANY, mac.status.tooMany());
        show(state, Registers.RING_STATE_DUPLICATE, mac.status.duplicate());
        show(state, Registers.RING_STATE_JABBER, mac.status.jabber());
        show(state, Registers.RING_STATE_MONITOR, mac.status.monitor());
        show(state, Registers.RING_STATE_EPOCH, mac.status.epoch());
        holdOff.assign(words(Registers.HOLD_OFF));
        show(Registers.LINK, Registers.LINK_LOCKED, link.locked());
        show(Registers.LINK, Registers.LINK_OPEN, link.open());
        show(Registers.OPERATIVE_TTRT, Registers.WORDS, mac.ttrt);
        show(Registers.OPERATIVE_LARGEST, Registers.LARGEST_WORDS, mac.largest);
        show(Registers.STATION, Registers.STATION_ID, mac.status.station());
        show(Registers.STATION, Registers.STATION_COUNT, mac.status.stations());
        show(Registers.STATION, Registers.STATION_VALID, mac.status.stationValid());
    }

    private UInt words(Register register) {
        return registers.value(register, Registers.WORDS).asUInt();
    }

    private void indices() {
        var index = Registers.RING_INDEX;
        transmit.producer.assign(registers.value(Registers.TRANSMIT_PRODUCER, index).asUInt());
        show(Registers.TRANSMIT_CONSUMER, index, transmit.consumer);
        show(Registers.EVENT_PRODUCER, index, receive.producer);
        receive.consumer.assign(registers.value(Registers.EVENT_CONSUMER, index).asUInt());
        show(Registers.COMPLETION_PRODUCER, index, transmit.completionProducer);
        transmit.completionConsumer.assign(
                registers.value(Registers.COMPLETION_CONSUMER, index).asUInt());
        show(Registers.PRODUCERS, Registers.PRODUCERS_EVENT, receive.producer);
        show(Registers.PRODUCERS, Registers.PRODUCERS_COMPLETION, transmit.completionProducer);
        place(transmit.transmitRing, Registers.TRANSMIT_RING_LOW, Registers.TRANSMIT_RING_HIGH);
        place(receive.eventRing, Registers.EVENT_RING_LOW, Registers.EVENT_RING_HIGH);
        place(
                transmit.completionRing,
                Registers.COMPLETION_RING_LOW,
                Registers.COMPLETION_RING_HIGH);
        copyIndices();
        var bus = Registers.BUS_STATUS;
        show(bus, Registers.BUS_TRANSMIT_STOPPED, transmit.transmitStopped);
        show(bus, Registers.BUS_EVENT_STOPPED, receive.stopped);
        show(bus, Registers.BUS_COMPLETION_STOPPED, transmit.completionStopped);
        show(bus, Registers.BUS_COPY_STOPPED, copies == null ? low() : copies.stopped);
        show(
                bus,
                Registers.BUS_COPY_COMPLETION_STOPPED,
                copies == null ? low() : copies.completionStopped);
        show(
                bus,
                Registers.BUS_BUSY,
                any(writes.busy, reads.busy, copies == null ? low() : copies.copying));
    }

    private void copyIndices() {
        var index = Registers.RING_INDEX;
        var none = num(0, index.width());
        show(Registers.COPY_CONSUMER, index, copies == null ? none : copies.consumer);
        show(
                Registers.COPY_COMPLETION_PRODUCER,
                index,
                copies == null ? none : copies.completionProducer);
        if (copies != null) {
            copies.producer.assign(registers.value(Registers.COPY_PRODUCER, index).asUInt());
            copies.completionConsumer.assign(
                    registers.value(Registers.COPY_COMPLETION_CONSUMER, index).asUInt());
            place(copies.ring, Registers.COPY_RING_LOW, Registers.COPY_RING_HIGH);
            place(
                    copies.completionRing,
                    Registers.COPY_COMPLETION_RING_LOW,
                    Registers.COPY_COMPLETION_RING_HIGH);
        }
    }

    private void place(RingPlace place, Register low, Register high) {
        place.valid().assign(written(low, Registers.RING_LOW_VALID));
        place.base()
                .assign(
                        cat(registers.value(high), registers.value(low, Registers.RING_LOW_ADDRESS))
                                .asUInt());
    }

    private Bits busFailed() {
        var copyFailed = copies == null ? zeros(2) : cat(copies.completionFailed, copies.failed);
        return cat(copyFailed, transmit.completionFailed, receive.failed, transmit.transmitFailed);
    }

    private void raise() {
        var status = Registers.INTERRUPT_STATUS;
        var enable = Registers.INTERRUPT_ENABLE;
        interrupts.restart.assign(control.restart);
        moderate(received, receive.published, Registers.RECEIVE_MODERATION);
        moderate(completed, transmit.completes, Registers.COMPLETION_MODERATION);
        moderate(copied, copies == null ? low() : copies.completes, Registers.COPY_MODERATION);
        interrupts.copied.assign(copied.say);
        interrupts.received.assign(received.say);
        interrupts.completed.assign(completed.say);
        interrupts.ring.assign(mac.status);
        interrupts.busFailed.assign(busFailed().orR());
        interrupts.written.assign(registers.written(status));
        interrupts.cleared.assign(interruptBits(status));
        interrupts.enabled.assign(interruptBits(enable));
        show(status, Registers.INTERRUPT_RECEIVE, interrupts.status.bit(0));
        show(status, Registers.INTERRUPT_COMPLETION, interrupts.status.bit(1));
        show(status, Registers.INTERRUPT_RING, interrupts.status.bit(2));
        show(status, Registers.INTERRUPT_BUS, interrupts.status.bit(3));
        show(status, Registers.INTERRUPT_MEMORY, interrupts.status.bit(4));
        show(status, Registers.INTERRUPT_COPY, interrupts.status.bit(5));
        interrupts.memory.assign(memoryErrors.happened);
    }

    /// What is broken is told; for tests, something is.
    private void memories() {
        var register = Registers.MEMORY_ERROR;
        memoryErrors.restart.assign(control.restart);
        memoryErrors.sentCell.assign(transmit.error);
        memoryErrors.hostCell.assign(window.error);
        memoryErrors.copiedCell.valid().assign(copies == null ? low() : copies.error.valid());
        memoryErrors
                .copiedCell
                .payload()
                .assign(copies == null ? num(0, parameters.cellWidth()) : copies.error.payload());
        memoryErrors.table.assign(manager.error);
        memoryErrors.list.assign(receive.error);
        memoryErrors.vci.assign(vciTable.error);
        memoryErrors.forget.assign(registers.written(register));
        show(register, Registers.MEMORY_ERROR_PLACE, memoryErrors.place);
        show(register, Registers.MEMORY_ERROR_MEMORY, memoryErrors.memory);
        show(register, Registers.MEMORY_ERROR_VALID, memoryErrors.valid);
        show(register, Registers.MEMORY_ERROR_INJECTS, lit(parameters.injects() ? 1 : 0, 1));

        var inject = Registers.MEMORY_INJECT;
        var asked = parameters.injects() ? registers.written(inject) : low();
        var kind =
                enumerated(MemoryKind.class)
                        .fromBits(registers.value(inject, Registers.MEMORY_INJECT_MEMORY));
        var flip = new TableFlip(kind, registers.value(inject, Registers.MEMORY_INJECT_FLIP));
        memory.flip.valid().assign(asked.and(kind.is(MemoryKind.BLOCKS)));
        memory.flip.payload().assign(flip.flip());
        manager.flip.valid().assign(asked);
        manager.flip.payload().assign(flip);
        receive.flip.valid().assign(asked.and(kind.is(MemoryKind.WAITING)));
        receive.flip.payload().assign(flip.flip());
        vciTable.flip.valid().assign(asked.and(kind.is(MemoryKind.VCI)));
        vciTable.flip.payload().assign(flip.flip());
    }

    private void moderate(Moderation moderation, Bool event, Register settings) {
        moderation.restart.assign(control.restart);
        moderation.event.assign(event);
        moderation.count.assign(registers.value(settings, Registers.MODERATION_COUNT).asUInt());
        moderation.time.assign(registers.value(settings, Registers.MODERATION_TIME).asUInt());
    }

    private Bits interruptBits(Register register) {
        return cat(
                registers.value(register, Registers.INTERRUPT_COPY),
                registers.value(register, Registers.INTERRUPT_MEMORY),
                registers.value(register, Registers.INTERRUPT_BUS),
                registers.value(register, Registers.INTERRUPT_RING),
                registers.value(register, Registers.INTERRUPT_COMPLETION),
                registers.value(register, Registers.INTERRUPT_RECEIVE));
    }

    private void pools() {
        manager.restart.assign(control.restart);
        hostBlocks.restart.assign(control.restart);
        connect(hostBlocks.request, registers.request(Registers.ALLOC));
        registers.reply(Registers.ALLOC).assign(hostBlocks.reply);
        hostBlocks.free.valid().assign(registers.written(Registers.FREE));
        hostBlocks.free.payload().assign(registers.value(Registers.FREE, Registers.FREE_BLOCK));
        connect(manager.hostAllocate, hostBlocks.allocate);
        hostBlocks.granted.assign(manager.hostGranted);
        connect(manager.hostFree, hostBlocks.release);
        hostBlocks.released.assign(manager.hostFreed);
        show(Registers.ALLOC_REASON, Registers.ALLOC_REASON_REASON, hostBlocks.lastReason);
        registers.status(Registers.BLOCKS_FREE).assign(manager.freeBlocks.asBits().zext(32));

        var limit = Registers.POOL_LIMIT;
        var policy = Registers.POOL_POLICY;
        var setting = manager.poolSetting;
        manager.inspectedPool.assign(
                registers.value(Registers.POOL_INDEX, Registers.POOL_INDEX_POOL).asUInt());
        setting.payload().setLimits().assign(registers.written(limit));
        setting.payload().setPolicy().assign(registers.written(policy));
        setting.valid().assign(registers.written(limit).or(registers.written(policy)));
        setting.payload()
                .limits()
                .transmit()
                .assign(registers.value(limit, Registers.POOL_LIMIT_TRANSMIT).asUInt());
        setting.payload()
                .limits()
                .receive()
                .assign(registers.value(limit, Registers.POOL_LIMIT_RECEIVE).asUInt());
        setting.payload().keepBadCrc().assign(written(policy, Registers.POOL_POLICY_KEEP_BAD_CRC));
        var entry = manager.inspectedEntry;
        show(limit, Registers.POOL_LIMIT_TRANSMIT, entry.limits().transmit().zext(16));
        show(limit, Registers.POOL_LIMIT_RECEIVE, entry.limits().receive().zext(16));
        show(policy, Registers.POOL_POLICY_KEEP_BAD_CRC, entry.keepBadCrc());
        var count = Registers.POOL_COUNT;
        show(count, Registers.POOL_COUNT_TRANSMIT, entry.counts().transmit().zext(16));
        show(count, Registers.POOL_COUNT_RECEIVE, entry.counts().receive().zext(16));
        reserves();
        sendRights();
        synchronousShares();
        claims();
    }

    private void claims() {
        var policy = Registers.POOL_POLICY;
        connect(receive.claim, registers.request(Registers.CLAIM));
        var reply = registers.reply(Registers.CLAIM);
        reply.valid().assign(receive.claimed.valid());
        reply.payload().assign(cat(receive.claimed.payload(), zeros(Registers.CLAIM_GIVEN.lo())));
        receive.inspected.assign(
                registers.value(Registers.POOL_INDEX, Registers.POOL_INDEX_POOL).asUInt());
        receive.setDropOld.valid().assign(registers.written(policy));
        receive.setDropOld.payload().assign(written(policy, Registers.POOL_POLICY_DROP_OLD));
        show(policy, Registers.POOL_POLICY_DROP_OLD, receive.dropsOld);
    }

    private void sendRights() {
        var channel = Registers.POOL_SEND_CHANNEL;
        var first = Registers.POOL_SEND_FIRST;
        var last = Registers.POOL_SEND_LAST;
        transmit.inspectedPool.assign(
                registers.value(Registers.POOL_INDEX, Registers.POOL_INDEX_POOL).asUInt());
        transmit.setFirstChannel.valid().assign(registers.written(first));
        transmit.setFirstChannel.payload().assign(registers.value(first, channel).asUInt());
        transmit.setLastChannel.valid().assign(registers.written(last));
        transmit.setLastChannel.payload().assign(registers.value(last, channel).asUInt());
        show(first, channel, transmit.firstChannel);
        show(last, channel, transmit.lastChannel);
    }

    private void synchronousShares() {
        var share = Registers.POOL_SYNCHRONOUS;
        transmit.allocation.assign(words(Registers.ALLOCATION));
        transmit.holding.assign(mac.holding);
        transmit.setShare.valid().assign(registers.written(share));
        transmit.setShare.payload().assign(words(share));
        show(share, Registers.WORDS, transmit.share);
    }

    private void reserves() {
        var reserve = Registers.POOL_RESERVE;
        reserveCommands.restart.assign(control.restart);
        reserveCommands.pool.assign(
                registers.value(Registers.POOL_INDEX, Registers.POOL_INDEX_POOL).asUInt());
        reserveCommands.written.valid().assign(registers.written(reserve));
        reserveCommands
                .written
                .payload()
                .assign(
                        new PoolBlocks(
                                registers.value(reserve, Registers.POOL_RESERVE_TRANSMIT).asUInt(),
                                registers.value(reserve, Registers.POOL_RESERVE_RECEIVE).asUInt()));
        connect(manager.setReserve, reserveCommands.request);
        var entry = manager.inspectedEntry;
        show(reserve, Registers.POOL_RESERVE_TRANSMIT, entry.reserves().transmit().zext(16));
        show(reserve, Registers.POOL_RESERVE_RECEIVE, entry.reserves().receive().zext(16));
        var promised = Registers.POOL_PROMISED;
        show(promised, Registers.POOL_PROMISED_BLOCKS, manager.promised.zext(16));
        show(promised, Registers.POOL_PROMISED_BUSY, reserveCommands.busy);
    }

    private void vcis() {
        var commands = vciCommands;
        commands.restart.assign(control.restart);
        commands.place.assign(control.place);
        commands.set.assign(registers.value(Registers.VCI_INDEX, Registers.VCI_INDEX_SET).asUInt());
        commands.way.assign(registers.value(Registers.VCI_INDEX, Registers.VCI_INDEX_WAY).asUInt());
        var entry =
                new VciEntry(
                        written(Registers.VCI_HIGH, Registers.VCI_HIGH_VALID),
                        written(Registers.VCI_HIGH, Registers.VCI_HIGH_TAP),
                        registers.value(Registers.VCI_HIGH, Registers.VCI_HIGH_POOL).asUInt(),
                        registers.value(Registers.VCI_LOW, Registers.VCI_LOW_VCI).asUInt());
        commands.lowWritten.valid().assign(registers.written(Registers.VCI_LOW));
        commands.lowWritten.payload().assign(entry);
        commands.highWritten.valid().assign(registers.written(Registers.VCI_HIGH));
        commands.highWritten.payload().assign(entry);
        var command = Registers.VCI_COMMAND;
        commands.command.valid().assign(registers.written(command));
        commands.command
                .payload()
                .assign(registers.value(command, Registers.VCI_COMMAND_OPERATION));
        show(command, Registers.VCI_COMMAND_OPERATION, zeros(2));
        show(command, Registers.VCI_COMMAND_BUSY, commands.busy);
        show(Registers.VCI_LOW, Registers.VCI_LOW_VCI, commands.entry.vci());
        show(Registers.VCI_HIGH, Registers.VCI_HIGH_VALID, commands.entry.valid());
        show(Registers.VCI_HIGH, Registers.VCI_HIGH_TAP, commands.entry.tap());
        show(Registers.VCI_HIGH, Registers.VCI_HIGH_POOL, commands.entry.pool());
        connect(vciTable.access, commands.access);
        commands.reply.assign(vciTable.reply);
        commands.replyBroken.assign(vciTable.replyBroken);
        show(command, Registers.VCI_COMMAND_BROKEN, commands.broken);
    }

    private void count() {
        counters.restart.assign(control.restart);
        counters.mac.assign(mac.events);
        counters.link.assign(link);
        counters.fate.assign(receive.fate);
        counters.descriptorRefused.assign(transmit.refused);
        counters.memory.assign(memoryErrors.events);
        counters.allocRefused.assign(hostBlocks.allocRefused);
        counters.freeRefused.assign(hostBlocks.freeRefused);
        counters.busFailed.assign(busFailed());
        counters.copied.valid().assign(copies == null ? low() : copies.ended.valid());
        counters.copied
                .payload()
                .assign(copies == null ? constant(CopyOutcome.COPIED) : copies.ended.payload());
        connect(counters.request, registers.request(Registers.COUNTERS));
        registers.reply(Registers.COUNTERS).assign(counters.reply);
    }

    // ---- memories and engines

    private void window() {
        if (copies == null) {
            connect(memory.hostWrite, window.blockWrite);
        } else {
            write(copies);
        }
        connect(memory.hostRead, window.blockRead);
        window.blockData.assign(memory.hostData.payload());
        window.blockBroken.assign(memory.broken);
        connect(manager.chainAccess, window.chain);
        window.chainReply.assign(manager.chainValue);
    }

    /// The window goes first: nothing more stands between it and the memory.
    private void write(CopyQueue copies) {
        var ofWindow = window.blockWrite;
        var ofCopies = copies.blockWrite;
        var port = memory.hostWrite;
        port.valid().assign(ofWindow.valid().or(ofCopies.valid()));
        port.payload().assign(mux(ofWindow.valid(), ofWindow.payload(), ofCopies.payload()));
        ofWindow.ready().assign(port.ready());
        ofCopies.ready().assign(port.ready().and(ofWindow.valid().not()));
    }

    private void copy(CopyQueue copies) {
        copies.restart.assign(control.restart);
        copies.enable.assign(control.ready);
        copies.size.assign(control.size);
        copies.blockBroken.assign(memory.broken);
        connect(inquiry.askers.get(2), copies.next);
        copies.nextBlock.assign(inquiry.answers.get(2));
        connect(writes.in.get(2), copies.completionWrite);
        copies.completionDone.assign(writes.done.get(2));
        connect(writes.in.get(3), copies.write);
        copies.answer.assign(writes.done.get(3));
        connect(reads.in.get(1), copies.descriptorRead);
        copies.descriptorBeat.assign(reads.beats.get(1));
        connect(reads.in.get(2), copies.read);
        copies.beat.assign(reads.beats.get(2));
    }

    /// Reads of the memory that can wait.
    private void readLate() {
        if (copies == null || lateReads == null) {
            connect(memory.aheadRead, transmit.aheadRead);
            transmit.aheadData.assign(memory.aheadData);
            return;
        }
        connect(lateReads.in.get(0), transmit.aheadRead);
        transmit.aheadData.assign(lateReads.cells.get(0));
        connect(lateReads.in.get(1), copies.blockRead);
        copies.blockData.assign(lateReads.cells.get(1));
        connect(memory.aheadRead, lateReads.out);
        lateReads.cell.assign(memory.aheadData);
    }

    private void inquire() {
        inquiry.restart.assign(control.restart);
        connect(inquiry.askers.get(0), transmit.next);
        transmit.nextBlock.assign(inquiry.answers.get(0));
        connect(inquiry.askers.get(1), transmit.aheadNext);
        transmit.aheadNextBlock.assign(inquiry.answers.get(1));
        connect(manager.transmitNext, inquiry.question);
        inquiry.answer.assign(manager.transmitNextBlock);
    }

    private void send() {
        transmit.restart.assign(control.restart);
        transmit.enable.assign(control.active);
        transmit.now.assign(control.now);
        inquire();
        memory.ringRead.valid().assign(transmit.read.valid());
        memory.ringRead.payload().assign(transmit.read.payload());
        transmit.data.assign(memory.ringData.payload());
        transmit.broken.assign(memory.broken);
        readLate();
        if (clan == null) {
            dispatch();
            transmit.completed.assign(mac.completed);
        } else {
            dispatch(clan);
        }
    }

    /// One queue feeds both classes: a frame goes out behind those whose descriptors came before it.
    private void dispatch() {
        var asked = transmit.request;
        var synchronous = asked.payload().synchronous();
        mac.synchronous.valid().assign(asked.valid().and(synchronous));
        mac.synchronous.payload().assign(asked.payload());
        mac.asynchronous.valid().assign(asked.valid().and(synchronous.not()));
        mac.asynchronous.payload().assign(asked.payload());
        asked.ready().assign(mac.synchronous.ready().or(mac.asynchronous.ready()));
        for (var payload : List.of(mac.synchronousPayload, mac.asynchronousPayload)) {
            payload.valid().assign(transmit.payload.valid());
            payload.payload().assign(transmit.payload.payload());
        }
        transmit.payload
                .ready()
                .assign(mac.synchronousPayload.ready().or(mac.asynchronousPayload.ready()));
        mac.spoiled.assign(transmit.spoiled);
    }

    /// The same with CLAN beside the pools in the asynchronous class.
    private void dispatch(ClanHalf clan) {
        var asked = transmit.request;
        var synchronous = asked.payload().synchronous();
        mac.synchronous.valid().assign(asked.valid().and(synchronous));
        mac.synchronous.payload().assign(asked.payload());
        clan.poolRequest.valid().assign(asked.valid().and(synchronous.not()));
        clan.poolRequest.payload().assign(asked.payload());
        asked.ready().assign(mac.synchronous.ready().or(clan.poolRequest.ready()));
        var payload = transmit.payload;
        mac.synchronousPayload.valid().assign(payload.valid());
        mac.synchronousPayload.payload().assign(payload.payload());
        clan.poolPayload.valid().assign(payload.valid());
        clan.poolPayload.payload().assign(new PayloadWord(payload.payload(), transmit.spoiled));
        payload.ready().assign(mac.synchronousPayload.ready().or(clan.poolPayload.ready()));

        connect(mac.asynchronous, clan.request);
        mac.asynchronousClan.assign(clan.isClan.asBits());
        mac.asynchronousPayload.valid().assign(clan.payload.valid());
        mac.asynchronousPayload.payload().assign(clan.payload.payload().word());
        clan.payload.ready().assign(mac.asynchronousPayload.ready());
        mac.spoiled.assign(
                mux(
                        mac.synchronousPayload.ready(),
                        transmit.spoiled,
                        clan.payload.payload().spoiled()));
        clan.synchronousTaken.assign(mac.synchronous.ready());
        clan.completed.assign(mac.completed);
        transmit.completed.assign(clan.poolCompleted);
    }

    private void clan(ClanHalf clan, Axi4 aperture) {
        connect(clan.axi, aperture);
        int first = writes.in.size() - ClanHalf.WRITERS;
        for (int i = 0; i < ClanHalf.WRITERS; i++) {
            connect(writes.in.get(first + i), clan.write.get(i));
            clan.done.get(i).assign(writes.done.get(first + i));
        }
        connect(reads.in.getLast(), clan.read);
        clan.beat.assign(reads.beats.getLast());
        clan.restart.assign(control.restart);
        clan.received.assign(mac.received);
        clan.eligible.assign(mac.receivedClan.bit(0));
        clan.ring.assign(mac.status);
        clan.largest.assign(mac.largest);
        clan.enable.assign(written(ClanRegisters.CONTROL, ClanRegisters.CONTROL_ENABLE));
        clan.breakTime.assign(registers.value(ClanRegisters.BREAK_TIME).asUInt());
        constant(ClanRegisters.SIZES, clan.sizes());
        show(ClanRegisters.STATUS, ClanRegisters.STATUS_ON, clan.on);
        show(ClanRegisters.STATUS, ClanRegisters.STATUS_HOLDING, clan.holding);
        var consumer = ClanRegisters.EVENT_CONSUMER;
        clan.consumed.valid().assign(registers.written(consumer));
        clan.consumed.payload().assign(registers.value(consumer, Registers.RING_INDEX).asUInt());
        var status = ClanRegisters.INTERRUPT_STATUS;
        var rings = ClanRegisters.INTERRUPT_RINGS;
        clan.interruptsWritten.assign(registers.written(status));
        clan.interruptsCleared.assign(registers.value(status, rings));
        clan.interruptsEnabled.assign(registers.value(ClanRegisters.INTERRUPT_ENABLE, rings));
        show(status, rings, clan.interrupts);
        var table = ClanRegisters.TABLE;
        clan.tableNumber.assign(registers.value(table, ClanRegisters.TABLE_TABLE).asUInt());
        clan.entry.assign(registers.value(table, ClanRegisters.TABLE_ENTRY).asUInt());
        var command = ClanRegisters.COMMAND;
        clan.command.valid().assign(registers.written(command));
        clan.command.payload().assign(registers.value(command, ClanRegisters.COMMAND_OPERATION));
        show(command, ClanRegisters.COMMAND_OPERATION, zeros(4));
        show(command, ClanRegisters.COMMAND_REFUSED, clan.refused);
        show(command, ClanRegisters.COMMAND_BUSY, clan.busy);
        var data = ClanPort.DATA;
        var words = new Bits[data.size()];
        var strobes = new Bool[data.size()];
        for (int i = 0; i < words.length; i++) {
            words[words.length - 1 - i] = registers.value(data.get(i));
            strobes[words.length - 1 - i] = registers.written(data.get(i));
            registers.status(data.get(i)).assign(clan.words.slice(32 * i + 31, 32 * i));
        }
        clan.values.assign(cat(words));
        clan.written.assign(cat(strobes));
        connect(clan.counter, registers.request(ClanRegisters.COUNTERS));
        registers.reply(ClanRegisters.COUNTERS).assign(clan.count);
    }

    private void receive() {
        receive.restart.assign(control.restart);
        receive.received.assign(mac.received);
        if (clan == null) {
            mac.verdict.assign(receive.verdict);
        } else {
            var pools = receive.verdict;
            var clans = clan.verdict;
            mac.verdict.recognised().assign(pools.recognised().or(clans.recognised()));
            mac.verdict.copied().assign(mux(clans.recognised(), clans.copied(), pools.copied()));
        }
        receive.station.assign(mac.status.station());
        receive.stationValid.assign(mac.status.stationValid());
        receive.now.assign(control.now);
        vciTable.lookup.assign(receive.lookup);
        receive.found.assign(vciTable.result);
        connect(manager.receiveAllocate, receive.allocate);
        receive.granted.assign(manager.receiveGranted);
        connect(manager.receiveRelease, receive.release);
        connect(manager.deliver, receive.deliver);
        memory.ringWrite.valid().assign(receive.write.valid());
        memory.ringWrite.payload().assign(receive.write.payload());
    }
}
