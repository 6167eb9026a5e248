package org.jetstreamlan.nic.clan;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.clan.ClanEvent;
import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.EventRingEntry;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Arbiter;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.mac.Completed;
import org.jetstreamlan.nic.mac.MacConfig;
import org.jetstreamlan.nic.mac.MacStatus;
import org.jetstreamlan.nic.mac.Received;
import org.jetstreamlan.nic.mac.TransmitRequest;
import org.jetstreamlan.nic.mac.Verdict;
import org.jetstreamlan.nic.master.ReadBeat;
import org.jetstreamlan.nic.master.ReadBurst;
import org.jetstreamlan.nic.master.WriteBeat;

/// The CLAN half of the adapter: `docs/clan.md`.
///
/// ```
/// s_clan ─ ApertureWindow ─ MergeRegister ─ StoreQueue ─┐           ┌─ TagLedger ─┐
///             ApertureTable, Doorbells ─────────────────┼─ Scheduler ─ FrameBuilder ─ ClassArbiter ─ Mac
///             ClanCommands ── all tables                │                    pools ──┘            │
/// m_axi, read ── DmaEngine ─ Stage ─────────────────────┘                                         │
///                    └──────────────────────────────── RegionPort                                 │
/// m_axi, write ─ ClanWriter ─ ReceiveBuffer ───────── ClanReceiver ───────────────────────────────┘
///              ─ EventRings, RingInterrupts <── Tripwires, Refusals, what is dropped or wants to be told
///              ─ StatusPages <── Scheduler
/// ```
/// Between the MAC and this there are registers in each direction.
public final class ClanHalf extends Module {
    /// Cells of the receive buffer, as a logarithm: 16 KiB.
    private static final int LOG2_BUFFER = 11;

    private static final int EVENTS = 4;

    /// What writes to the host's memory: frames, events, status pages.
    public static final int WRITERS = 3;

    /// Clocks of a sweep, as a logarithm.
    private static final int LOG2_SWEEP = 10;

    private final ClanParameters parameters;

    public final Axi4 axi;

    // The registers, see ClanCommands
    public final UInt tableNumber = input(uint(4));
    public final UInt entry = input(uint(16));
    public final Bits written = input(bits(ClanCommands.WORDS));
    public final Bits values = input(bits(ClanCommands.WORDS * 32));
    public final Bits words = output(bits(ClanCommands.WORDS * 32));
    public final Flow<Bits> command = input(flow(bits(4)));
    public final Bool busy = output(bool());
    public final Bool refused = output(bool());

    /// EVENT_CONSUMER is written.
    public final Flow<UInt> consumed = input(flow(uint(EndpointIndex.INDEX_WIDTH)));

    // INTERRUPT_STATUS, INTERRUPT_ENABLE, and the line
    public final Bool interruptsWritten = input(bool());
    public final Bits interruptsCleared = input(bits(EventRingEntry.RINGS));
    public final Bits interruptsEnabled = input(bits(EventRingEntry.RINGS));
    public final Bits interrupts = output(bits(EventRingEntry.RINGS));
    public final Bool irq = output(bool());
    public final Bool restart = input(bool());

    /// CONTROL.ENABLE.
    public final Bool enable = input(bool());

    /// Of the MAC: CLAN is on while it is operational and F is large enough.
    public final MacStatus ring = input(MacStatus.TYPE);

    public final UInt largest = input(uint(MacConfig.FRAME));

    /// CLAN is on; what was OPEN when it ceased to be is becoming HELD.
    public final Bool on = output(bool());

    public final Bool holding = output(bool());

    /// BREAK_TIME.
    public final UInt breakTime = input(uint(32));

    // From the MAC
    public final Received received = input(Received.TYPE);

    /// With HEADER and until the frame ends: of type CLAN, of another station, on its first pass.
    public final Bool eligible = input(bool());

    public final Verdict verdict = output(Verdict.TYPE);
    public final Flow<Completed> completed = input(flow(Completed.TYPE));

    // To the MAC
    public final Stream<TransmitRequest> request = output(stream(TransmitRequest.TYPE));
    public final Stream<PayloadWord> payload = output(stream(PayloadWord.TYPE));

    /// `request` is for a frame of type CLAN.
    public final Bool isClan = output(bool());

    /// The MAC takes a frame of the synchronous class, which is the pools'.
    public final Bool synchronousTaken = input(bool());

    // The pools
    public final Stream<TransmitRequest> poolRequest = input(stream(TransmitRequest.TYPE));
    public final Stream<PayloadWord> poolPayload = input(stream(PayloadWord.TYPE));
    public final Flow<Completed> poolCompleted = output(flow(Completed.TYPE));

    /// To the host's memory.
    public final List<Stream<WriteBeat>> write;

    public final List<Flow<Bool>> done;

    /// From the host's memory.
    public final Stream<ReadBurst> read = output(stream(ReadBurst.type()));

    public final Flow<ReadBeat> beat = input(flow(ReadBeat.type(StoreQueue.CELL_BITS)));

    /// The host wants a counter.
    public final Stream<UInt> counter;

    public final Flow<Bits> count = output(flow(bits(32)));

    /// All is clear, behind a restart.
    public final Bool quiet = output(bool());

    private final ClanCounters counters = child(new ClanCounters());
    private final ClanCommands commands;
    private final ApertureWindow window;
    private final ApertureTable pages;
    private final MergeRegister merge;
    private final StoreQueue stores;
    private final Scheduler scheduler;
    private final FrameBuilder builder;
    private final ClassArbiter arbiter = child(new ClassArbiter());
    private final TagLedger ledger;
    private final ClanReceiver receiver;
    private final RegionPort regions;
    private final DmaEngine dma;
    private final Stage stage;
    private final ReceiveBuffer buffer;
    private final ClanWriter writer;
    private final Arbiter<Broken> causes;
    private final Doorbells doorbells;
    private final EventRings rings;
    private final RingInterrupts ringInterrupts = child(new RingInterrupts());
    private final Refusals refusals = child(new Refusals());
    private final Tripwires tripwires;
    private final FirstTimes firsts;
    private final StatusPages statusPages;
    private final ReadPlaces readPlaces;
    private final Fifo<WrittenNews> writtenNews;
    private final Arbiter<Raise> raised =
            child(new Arbiter<>(Raise.TYPE, 5, Arbiter.Policy.FIXED_PRIORITY));
    private final Fifo<Raise> notices = child(new Fifo<>(Raise.TYPE, EVENTS, Fifo.Storage.LUT));

    /// Value of SIZES.
    public int sizes() {
        return parameters.sizes().register();
    }

    /// @param idWidth bits of the AXI identifiers
    public ClanHalf(ClanParameters parameters, int idWidth) {
        this.parameters = parameters;
        super();
        int width = parameters.endpointWidth();
        int endpoints = parameters.sizes().endpoints();
        this.axi =
                input(Axi4.type(ApertureWindow.ADDRESS_WIDTH, StoreQueue.CELL_BITS, idWidth))
                        .named("s_clan");
        this.counter = input(counters.requestType());
        this.commands = child(new ClanCommands(parameters));
        this.window = child(new ApertureWindow(width, idWidth));
        this.pages = child(new ApertureTable(width));
        this.merge = child(new MergeRegister(width, parameters.mergeClocks()));
        this.stores = child(new StoreQueue(endpoints, parameters.sizes().log2Cells()));
        this.scheduler = child(new Scheduler(endpoints));
        this.builder = child(new FrameBuilder(endpoints));
        this.ledger = child(new TagLedger(width));
        this.receiver = child(new ClanReceiver(endpoints));
        this.regions = child(new RegionPort(parameters.sizes().regions()));
        this.dma = child(new DmaEngine(endpoints));
        this.stage = child(new Stage(width));
        this.buffer = child(new ReceiveBuffer(LOG2_BUFFER, width));
        this.writer = child(new ClanWriter(endpoints));
        this.doorbells = child(new Doorbells(width));
        this.rings = child(new EventRings(parameters.sizes()));
        this.tripwires = child(new Tripwires(parameters.sizes()));
        this.firsts = child(new FirstTimes(endpoints));
        this.readPlaces = child(new ReadPlaces(width));
        this.writtenNews = child(new Fifo<>(WrittenNews.type(width), EVENTS, Fifo.Storage.LUT));
        this.statusPages = child(new StatusPages(endpoints));
        List<Stream<WriteBeat>> beats = new ArrayList<>();
        List<Flow<Bool>> answers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            beats.add(output(stream(WriteBeat.type(StoreQueue.CELL_BITS))));
            answers.add(input(flow(bool())));
        }
        this.write = List.copyOf(beats);
        this.done = List.copyOf(answers);
        this.causes = child(new Arbiter<>(Broken.type(width), 4, Arbiter.Policy.FIXED_PRIORITY));
    }

    @Override
    protected String moduleName() {
        return "ClanHalf_e" + parameters.endpointWidth();
    }

    @Override
    protected void build() {
        commands();
        stores();
        send();
        transfer();
        receive();
        breaks();
        doorbells();
        tripwires();
        tell();
        events();
        var under =
                any(
                        window.busy,
                        merge.busy,
                        builder.idle.not(),
                        dma.busy,
                        ledger.busy,
                        buffer.busy,
                        writer.busy,
                        writtenNews.out.valid(),
                        tripwires.busy,
                        rings.busy,
                        statusPages.busy,
                        commands.inFlight);
        commands.under.assign(under);
        quiet.assign(all(commands.cleared, tripwires.cleared, rings.cleared));
        on.assign(scheduler.settled);
        holding.assign(scheduler.holds);
    }

    private void commands() {
        commands.restart.assign(restart);
        commands.tableNumber.assign(tableNumber);
        commands.entry.assign(entry);
        commands.written.assign(written);
        commands.values.assign(values);
        words.assign(commands.words);
        commands.command.assign(command);
        busy.assign(commands.busy);
        refused.assign(commands.refused);

        regions.write.assign(commands.region);
        regions.written.assign(commands.regionEntry);
        pages.write.assign(commands.page);
        pages.written.assign(commands.pageEntry);
        connect(scheduler.command, commands.ask);
        commands.asked.assign(scheduler.commanded);
        commands.askRefused.assign(scheduler.refused);
        commands.itsState.assign(scheduler.state);
        commands.itsReason.assign(scheduler.reason);
        commands.itsByPeer.assign(scheduler.byPeer);
        commands.itsEmpty.assign(scheduler.empty);

        var setting = commands.setting;
        receiver.identify.assign(commands.endpoint);
        receiver.identity.assign(setting.identity());
        receiver.begin.assign(commands.setUp);
        builder.introduce.assign(commands.endpoint);
        builder.peer.station().assign(setting.identity().peer().station());
        builder.peer.endpoint().assign(setting.identity().peer().endpoint());
        builder.peer.incarnation().assign(setting.incarnation());
        builder.replied.assign(
                setting.identity().level().eq(ClanLevel.RELIABLE_RECEPTION.ordinal()));
        stores.newPart.assign(setting.part());
        // All three in one clock.
        var may = all(stores.isSetUp, writer.isSetUp, receiver.isBegun, firsts.isBegun);
        commands.isSetUp.assign(may);
        stores.setUp.valid().assign(commands.setUp.valid());
        stores.setUp.payload().assign(commands.setUp.payload());
        writer.setUp.valid().assign(commands.setUp.valid());
        writer.setUp.payload().assign(commands.setUp.payload());
        firsts.begin.assign(commands.setUp);
    }

    private void stores() {
        connect(window.axi, axi);
        pages.gatePage.assign(window.page);
        pages.gateMoves.assign(window.moves);
        var gate = pages.gate;
        // From a restart on nothing is let in.
        var open = all(gate.open(), restart.not());
        window.gate.assign(
                new ApertureEntry.Gate(
                        open, gate.doorbell(), gate.endpoint(), gate.length(), gate.cell()));
        connect(merge.stores, window.stores);
        stores.operations.assign(merge.operations);
        stores.endpoint.assign(merge.endpoint);
        merge.limit.assign(stores.limit);
        scheduler.queued.assign(stores.queued);
        stores.asked.assign(scheduler.asked);
        scheduler.queueEnd.assign(stores.written);
        scheduler.part.assign(stores.part);
        stores.release.assign(scheduler.release);
        stores.released.assign(scheduler.released);
    }

    private void send() {
        var able = reg(bool(), init(0));
        able.next(all(enable, ring.operational(), largest.ge(ClanFrame.PAYLOAD_WORDS_MAXIMUM)));
        scheduler.on.assign(able);
        scheduler.restart.assign(restart);
        int width = SendState.STALLED_WIDTH;
        var sweeps = breakTime.slice(31, LOG2_SWEEP).asUInt();
        scheduler.patience.assign(
                mux(
                        sweeps.slice(sweeps.width() - 1, width).orR(),
                        ones(width).asUInt(),
                        mux(sweeps.eq(0), num(1, width), sweeps.trunc(width))));

        builder.station.assign(ring.station());
        builder.halted.assign(scheduler.settled.not());
        builder.restart.assign(restart);
        connect(builder.grant, scheduler.grant.continueWhen(tripwires.leftRoom));
        scheduler.measured.valid().assign(builder.measured);
        scheduler.measured.payload().assign(builder.sent);
        stores.fetch.assign(builder.fetch);
        builder.cell.assign(stores.cell);
        builder.cellBroken.assign(stores.broken);
        pages.targetPage.assign(builder.targetPage);
        builder.target.assign(pages.target);
        builder.targetBroken.assign(pages.targetBroken);

        arbiter.restart.assign(restart);
        connect(arbiter.poolRequest, poolRequest);
        connect(arbiter.poolPayload, poolPayload);
        connect(arbiter.clanRequest, builder.request);
        connect(arbiter.clanPayload, builder.payload);
        connect(request, arbiter.request);
        connect(payload, arbiter.payload);
        isClan.assign(arbiter.clan);
        // Offered or withdrawn, as in `TransmitEngine`.
        ledger.taken.assign(any(request.ready(), synchronousTaken));
        ledger.clan.assign(all(request.ready(), arbiter.clan));
        ledger.frame.assign(builder.sent);
        ledger.completed.assign(completed);
        poolCompleted.assign(ledger.pools);
        connect(scheduler.ended, ledger.ended);
        scheduler.good.assign(ledger.good);
    }

    private void transfer() {
        dma.setUp.valid().assign(all(commands.setUp.valid(), commands.isSetUp));
        dma.setUp.payload().assign(commands.setUp.payload());
        dma.setting.assign(commands.setting.queue());
        dma.producer.assign(doorbells.producer);
        connect(scheduler.rung, dma.rung);
        connect(dma.start, scheduler.start);
        connect(scheduler.result, dma.result);
        dma.drop.assign(scheduler.drop);
        dma.acknowledge.assign(scheduler.acknowledge);
        dma.acknowledged.assign(scheduler.acknowledged);
        dma.acknowledgedResponse.assign(scheduler.acknowledgedResponse);
        readPlaces.write.assign(receiver.peerAsks);
        readPlaces.written.assign(receiver.peerRead);
        readPlaces.asked.assign(dma.peerAsked);
        dma.peerRead.assign(readPlaces.found);
        dma.peerBroken.assign(readPlaces.broken);
        connect(receiver.own, dma.own);
        receiver.owner.assign(dma.owner);
        receiver.answered.assign(dma.readsAnswered);
        dma.clear.assign(scheduler.clear);
        commands.reading.assign(dma.busy);

        regions.asks.assign(dma.asks);
        regions.askedNumber.assign(dma.number);
        regions.asked.assign(dma.query);
        dma.takes.assign(regions.takes);
        dma.answered.assign(regions.told);
        dma.answer.assign(regions.answer);
        connect(read, dma.read);
        dma.beat.assign(beat);

        dma.room.assign(stage.room);
        stage.begin.assign(dma.begins);
        dma.slot.assign(stage.slot);
        stage.in.assign(dma.cell);
        stage.put.assign(dma.put);
        stage.owner.assign(dma.owner);
        for (int i = 0; i < Stage.BUFFERS; i++) {
            scheduler.staged.get(i).assign(stage.staged.get(i));
        }
        stage.taken.assign(scheduler.taken);
        stage.drop.assign(scheduler.drop);
        stage.released.assign(builder.released);
        stage.restart.assign(restart);
        stage.buffer.assign(builder.buffer);
        builder.staged.assign(stage.frame);
        stage.fetch.assign(builder.stageFetch);
        builder.stageCell.assign(stage.cell);
        builder.stageBroken.assign(stage.broken);
    }

    private void receive() {
        receiver.on.assign(scheduler.settled);
        receiver.received.assign(received);
        receiver.eligible.assign(eligible);
        receiver.station.assign(ring.station());
        receiver.stationValid.assign(ring.stationValid());
        verdict.assign(receiver.verdict);
        receiver.changed.assign(scheduler.changed);
        receiver.state.assign(scheduler.newState);
        receiver.reading.assign(scheduler.reading);
        regions.number.assign(receiver.region);
        regions.query.assign(receiver.query);
        regions.needs.assign(receiver.asks);
        receiver.answer.assign(regions.answer);
        receiver.foreign.assign(regions.told);
        receiver.turn.assign(commands.turn);

        buffer.cell.assign(receiver.cell);
        buffer.begins.assign(receiver.begins);
        buffer.taken.assign(receiver.taken);
        receiver.room.assign(all(buffer.room, tripwires.room));
        connect(writer.frames, buffer.frames);
        connect(writer.cells, buffer.out);
        connect(write.get(0), writer.write);
        writer.done.assign(done.get(0));
        commands.taken.assign(receiver.taken.valid());
        commands.answered.valid().assign(writer.answered.fire());
        commands.answered.payload().assign(writer.answered.payload().turn());
    }

    /// Whatever breaks an endpoint, one at a time.
    private void breaks() {
        var found = receiver.broken.queue(EVENTS);
        connect(causes.in.get(0), found.stream());
        connect(causes.in.get(1), writer.broken);
        connect(causes.in.get(2), because(stores.overrun, ClanReason.STORE_OVERRUN));
        connect(causes.in.get(3), because(builder.broken, ClanReason.MEMORY));
        connect(scheduler.broken, causes.out);
        var replies = receiver.replied.queue(EVENTS);
        connect(scheduler.replied, replies.stream());
        when(replies.lost(), () -> check(low(), "a REPLY has its place"));
        connect(scheduler.breakAgain, receiver.breakAgain.queue(EVENTS).stream());
        when(found.lost(), () -> check(low(), "a violation has its place"));
    }

    private Stream<Broken> because(Flow<UInt> endpoint, ClanReason reason) {
        return endpoint
                .map(
                        number ->
                                new Broken(
                                        number,
                                        constant(reason),
                                        num(0, Grant.SEQUENCE_WIDTH),
                                        low()))
                .queue(EVENTS)
                .stream();
    }

    // ---- what tells somebody something

    private void doorbells() {
        connect(doorbells.doorbell, window.doorbell);
        doorbells.storing.assign(merge.busy);
        merge.end.assign(doorbells.end);
        connect(tripwires.arm, doorbells.arm);
        connect(rings.consumed, doorbells.consumer.throwWhen(restart));
    }

    /// A frame that has been written is behind its tripwires, and what is to be told of it behind these.
    private void tripwires() {
        tripwires.restart.assign(restart);
        tripwires.taken.assign(receiver.taken);
        tripwires.lost.assign(writer.lost);
        var room = all(notices.in.ready(), writtenNews.in.ready());
        connect(tripwires.answered, writer.answered.continueWhen(room));
        var frame = writer.answered.payload();
        var isNews = all(any(frame.reads(), frame.responds(), frame.asks()), writer.lost.not());
        writtenNews.in.valid().assign(all(writer.answered.fire(), isNews));
        var news = writtenNews.in.payload();
        news.endpoint().assign(frame.endpoint());
        news.sequence().assign(frame.sequence());
        news.asks().assign(frame.asks());
        news.reads().assign(frame.reads());
        news.responds().assign(frame.responds());
        news.ends().assign(frame.ends());
        news.completes().assign(frame.completes());
        connect(scheduler.written, writtenNews.out);
        var drops = all(writer.lost, frame.unreliable(), frame.bytes().ne(0));
        notices.in
                .valid()
                .assign(
                        all(
                                writer.answered.fire(),
                                any(drops, all(frame.notifies(), writer.lost.not()))));
        notices.in
                .payload()
                .assign(
                        raise(
                                frame.endpoint(),
                                mux(
                                        drops,
                                        lit(ClanEvent.DROPPED, Raise.WHAT_WIDTH),
                                        lit(ClanEvent.NOTIFIED, Raise.WHAT_WIDTH)),
                                mux(drops, constant(ClanReason.BUS), constant(ClanReason.NONE))));
        tripwires.belongs.assign(commands.endpoint);
        tripwires.itsTag.assign(commands.setting.identity().tag());
        connect(tripwires.write, commands.tripwire);
        commands.tripwireRefused.assign(tripwires.refused);

        var leaves = reg(flow(SentFrame.type(parameters.endpointWidth())), init(0));
        var cells = reg(Watch.TYPE);
        leaves.valid()
                .next(
                        all(
                                request.fire(),
                                arbiter.clan,
                                builder.sent.breaks().not(),
                                builder.sent.replies().not(),
                                scheduler.settled));
        leaves.payload().next(builder.sent);
        cells.next(builder.leaving);
        firsts.leaves.assign(leaves);
        tripwires.left.valid().assign(all(firsts.first, leaves.payload().staged().not()));
        tripwires.left.payload().assign(cells);
    }

    private static Raise raise(UInt endpoint, Bits what, Enumerated<ClanReason> reason) {
        return new Raise(
                constant(ClanEvent.Kind.ENDPOINT),
                endpoint.zext(Raise.NUMBER_WIDTH),
                num(0, Raise.RING_WIDTH),
                what,
                reason,
                high(),
                high());
    }

    private void tell() {
        var drops =
                receiver.dropped
                        .map(
                                frame ->
                                        raise(
                                                frame.endpoint(),
                                                lit(ClanEvent.DROPPED, Raise.WHAT_WIDTH),
                                                frame.reason()))
                        .queue(EVENTS);
        when(drops.lost(), () -> check(low(), "a violation is told"));
        connect(raised.in.get(0), drops.stream());
        connect(raised.in.get(1), notices.out);
        connect(raised.in.get(2), refusals.raise);
        connect(raised.in.get(3), statusPages.raise);
        connect(raised.in.get(4), tripwires.raise);
        connect(rings.raise, raised.out.throwWhen(restart));
        rings.restart.assign(restart);
        rings.forget.valid().assign(all(commands.setUp.valid(), commands.isSetUp));
        rings.forget.payload().assign(commands.setUp.payload());
        rings.belongs.assign(commands.endpoint);
        rings.itsRing.assign(commands.setting.events());
        connect(rings.setting, commands.ring);
        rings.driverConsumed.assign(consumed);
        connect(write.get(1), rings.write);
        rings.done.assign(done.get(1));

        statusPages.restart.assign(restart);
        statusPages.changed.assign(scheduler.changed);
        statusPages.news.assign(scheduler.news);
        statusPages.newsCompletes.assign(scheduler.completes);
        statusPages.descriptors.assign(dma.told);
        statusPages.clear.assign(scheduler.clear);
        statusPages.belongs.assign(commands.endpoint);
        statusPages.itsPlace.assign(commands.setting.status());
        connect(write.get(2), statusPages.write);
        statusPages.done.assign(done.get(2));
        commands.telling.assign(statusPages.busy);

        ringInterrupts.restart.assign(restart);
        ringInterrupts.published.assign(rings.published);
        ringInterrupts.fired.assign(tripwires.interrupt);
        ringInterrupts.written.assign(interruptsWritten);
        ringInterrupts.cleared.assign(interruptsCleared);
        ringInterrupts.enabled.assign(interruptsEnabled);
        interrupts.assign(ringInterrupts.status);
        irq.assign(ringInterrupts.line);

        refusals.restart.assign(restart);
        refusals.events.assign(counters.events);
        refusals.read.valid().assign(counter.fire());
        refusals.read.payload().assign(counter.payload());
    }

    private void events() {
        counters.restart.assign(restart);
        connect(counters.request, counter);
        count.assign(counters.reply);
        var events = counters.events;
        events.fate().assign(receiver.fate);
        events.sent().assign(all(request.fire(), arbiter.clan));
        events.returned().assign(all(ledger.ended.fire(), ledger.good));
        events.unreturned().assign(all(ledger.ended.fire(), ledger.good.not()));
        events.again().assign(scheduler.againEvent);
        events.breaks().assign(scheduler.breakEvent);
        events.storeRefused().assign(window.storeRefused);
        events.storeDiscarded().assign(stores.discarded);
        events.loadRefused().assign(window.loadRefused);
        events.armRefused().assign(tripwires.armRefused);
        events.fired().assign(tripwires.fired);
        events.busFailed().assign(writer.failed);
        events.eventFailed().assign(rings.failed);
        events.pageFailed().assign(statusPages.failed);
    }
}
