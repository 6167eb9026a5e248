package org.jetstreamlan.nic.clan;

import java.util.List;
import org.jetstreamlan.abi.clan.ClanEvent;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.StatusPage;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Selection;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.master.WriteBeat;

/// Tells owners of endpoints how these are: writes the status page of each of which something has changed, one at a time, and then, where its state has changed by
/// itself or a descriptor with COMPLETE is done, an event. An endpoint waits once, however much changes meanwhile.
///
/// ```
/// news ── other than before? ─┬─ ReadyQueue ── page: 4 beats ──> WriteManager ── done ── COMPLETE? BROKEN or HELD now? ──> raise
/// descriptors ────────────────┘
/// ```
/// Whoever hears of the event finds the page written. What is CLOSED or CLOSING has no page any more. Latency 5 clocks from news to the first beat; a page in 9 clocks
/// and the bus's answer.
public final class StatusPages extends Module {
    private static final int DATA_WIDTH = 64;
    private static final int BEATS = StatusPage.BYTES * Byte.SIZE / DATA_WIDTH;
    private static final int INDEX_WIDTH = 16;

    /// Where the page stands.
    enum State {
        IDLE,
        LOOK,
        BEATS,
        ANSWER,
        TELL
    }

    private final int endpoints;
    private final int endpointWidth;

    /// No page is begun.
    public final Bool restart = input(bool());

    /// An endpoint, and how it is now.
    public final Flow<UInt> changed;

    public final StatusNews news = input(StatusNews.TYPE);

    /// With `changed`: a READ with COMPLETE is done, or one that has asked for a REPLY has it.
    public final Bool newsCompletes = input(bool());

    /// How far a send queue is; at most once in 3 clocks.
    public final Flow<DmaAcknowledged> descriptors;

    /// A send queue begins anew.
    public final Flow<UInt> clear;

    /// Whose page is written by the driver.
    public final Flow<UInt> belongs;

    public final StatusPlace itsPlace = input(StatusPlace.TYPE);
    public final Stream<WriteBeat> write = output(stream(WriteBeat.type(DATA_WIDTH)));
    public final Flow<Bool> done = input(flow(bool()));
    public final Stream<Raise> raise = output(stream(Raise.TYPE));

    /// The bus has refused a page.
    public final Bool failed = output(bool());

    /// A page is being written, or not answered.
    public final Bool busy = output(bool());

    private final ReadyQueue ready;
    private final Mem<StatusNews> latest;
    private final Mem<StatusPlace> places;
    private final Mem<UInt> sequences;
    private final Mem<Enumerated<EndpointState>> told;
    private final Mem<UInt> indices;

    // A descriptor with COMPLETE is done and not told of: while these differ.
    private final Mem<Bool> completed;
    private final Mem<Bool> raised;

    private final Enumerated<State> now = reg(enumerated(State.class), State.IDLE);
    private final UInt endpoint;
    private final StatusNews page = reg(StatusNews.TYPE);
    private final Enumerated<EndpointState> before = reg(enumerated(EndpointState.class));
    private final StatusPlace place = reg(StatusPlace.TYPE);
    private final UInt sequence = reg(uint(INDEX_WIDTH));
    private final UInt beat = reg(uint(2));
    private final UInt index = reg(uint(INDEX_WIDTH));
    private final Bool completes = reg(bool());

    /// @param endpoints a power of two
    public StatusPages(int endpoints) {
        this.endpoints = endpoints;
        this.endpointWidth = ClanParameters.numberWidth(endpoints);
        super();
        this.changed = input(flow(uint(endpointWidth)));
        this.belongs = input(flow(uint(endpointWidth)));
        this.ready = child(new ReadyQueue(endpoints));
        this.latest = mem(StatusNews.TYPE, endpoints, ReadUnderWrite.UNDEFINED);
        this.places = mem(StatusPlace.TYPE, endpoints, ReadUnderWrite.UNDEFINED);
        this.sequences = mem(uint(INDEX_WIDTH), endpoints, ReadUnderWrite.UNDEFINED);
        this.told = mem(enumerated(EndpointState.class), endpoints, ReadUnderWrite.UNDEFINED);
        this.indices = mem(uint(INDEX_WIDTH), endpoints, ReadUnderWrite.UNDEFINED);
        this.completed = mem(bool(), endpoints, ReadUnderWrite.UNDEFINED);
        this.raised = mem(bool(), endpoints, ReadUnderWrite.UNDEFINED);
        this.descriptors = input(flow(DmaAcknowledged.type(endpointWidth)));
        this.clear = input(flow(uint(endpointWidth)));
        this.endpoint = reg(uint(endpointWidth));
    }

    @Override
    protected String moduleName() {
        return "StatusPages_n" + endpoints;
    }

    @Override
    protected void build() {
        when(belongs.valid(), () -> places.write(belongs.payload(), itsPlace));
        hear();
        busy.assign(any(now.is(State.BEATS), now.is(State.ANSWER)));
        failed.assign(all(done.valid(), done.payload()));
        ready.out.ready().assign(now.is(State.IDLE));
        select(now)
                .is(
                        State.IDLE,
                        () -> {
                            endpoint.next(ready.out.payload());
                            when(ready.out.valid(), () -> now.next(State.LOOK));
                        })
                .is(State.LOOK, this::look)
                .is(
                        State.BEATS,
                        () ->
                                when(
                                        write.ready(),
                                        () -> {
                                            beat.next(beat.add(1));
                                            when(beat.eq(BEATS - 1), () -> now.next(State.ANSWER));
                                        }))
                .is(State.ANSWER, () -> when(done.valid(), () -> now.next(State.TELL)))
                .is(State.TELL, this::tell);
        var tells = tells();
        raise.valid().assign(all(now.is(State.TELL), any(completes, tells)));
        raise.payload()
                .assign(
                        new Raise(
                                constant(ClanEvent.Kind.ENDPOINT),
                                endpoint.zext(Raise.NUMBER_WIDTH),
                                num(0, Raise.RING_WIDTH),
                                mux(
                                        completes,
                                        lit(ClanEvent.COMPLETED, Raise.WHAT_WIDTH),
                                        lit(ClanEvent.STATE, Raise.WHAT_WIDTH)),
                                mux(completes, constant(ClanReason.NONE), page.reason()),
                                high(),
                                high()));
        beats();
    }

    /// A clock later, compared with what was there.
    private void hear() {
        var comes = reg(flow(uint(endpointWidth)), init(0));
        var what = reg(StatusNews.TYPE);
        comes.next(changed);
        what.next(news);
        var other = latest.readAsync(comes.payload()).asBits().ne(what.asBits());
        var differs = all(comes.valid(), other);
        when(differs, () -> latest.write(comes.payload(), what));
        var entered = reg(flow(uint(endpointWidth)), init(0));
        entered.valid().next(differs);
        entered.payload().next(comes.payload());
        // What is acknowledged waits for a clock in which nothing else comes.
        var waits = reg(flow(uint(endpointWidth)), init(0));
        ready.in.valid().assign(any(entered.valid(), waits.valid()));
        ready.in.payload().assign(mux(entered.valid(), entered.payload(), waits.payload()));
        when(entered.valid().not(), () -> waits.valid().next(0));
        var queue = descriptors.payload();
        when(
                descriptors.valid(),
                () -> {
                    waits.valid().next(1);
                    waits.payload().next(queue.endpoint());
                    check(
                            any(waits.valid().not(), entered.valid().not()),
                            "what is acknowledged has its place");
                });
        when(
                any(descriptors.valid(), clear.valid()),
                () ->
                        indices.write(
                                mux(clear.valid(), clear.payload(), queue.endpoint()),
                                mux(clear.valid(), num(0, INDEX_WIDTH), queue.index())));
        // The scheduler's next news is clocks away, so what waits for a clock has it.
        var ofNews = reg(flow(uint(endpointWidth)), init(0));
        var ofQueue = all(descriptors.valid(), queue.completes());
        when(ofQueue.not(), () -> ofNews.valid().next(0));
        when(
                all(changed.valid(), newsCompletes),
                () -> {
                    ofNews.valid().next(1);
                    ofNews.payload().next(changed.payload());
                });
        var whose = mux(ofQueue, queue.endpoint(), ofNews.payload());
        when(
                any(ofQueue, ofNews.valid()),
                () -> completed.write(whose, raised.readAsync(whose).not()));
    }

    private static Bool hasPage(Enumerated<EndpointState> state) {
        return any(
                state.is(EndpointState.OPEN),
                state.is(EndpointState.HELD),
                state.is(EndpointState.BROKEN));
    }

    private void look() {
        var its = latest.readAsync(endpoint);
        var where = places.readAsync(endpoint);
        page.next(its);
        place.next(where);
        before.next(told.readAsync(endpoint));
        sequence.next(sequences.readAsync(endpoint).add(1));
        beat.next(0);
        index.next(indices.readAsync(endpoint));
        completes.next(
                completed.readAsync(endpoint).ne(raised.readAsync(endpoint)).and(restart.not()));
        now.next(
                mux(
                        all(where.valid(), hasPage(its.state()), restart.not()),
                        constant(State.BEATS),
                        constant(State.TELL)));
    }

    /// Its state has changed, and not by a command.
    private Bool tells() {
        var itself =
                any(page.state().is(EndpointState.HELD), page.state().is(EndpointState.BROKEN));
        return all(itself, page.state().ne(before), restart.not());
    }

    private void tell() {
        when(
                completes,
                () ->
                        when(
                                raise.ready(),
                                () -> {
                                    completes.next(0);
                                    raised.write(endpoint, raised.readAsync(endpoint).not());
                                }));
        when(
                all(completes.not(), any(tells().not(), raise.ready())),
                () -> {
                    told.write(endpoint, page.state());
                    sequences.write(endpoint, sequence);
                    now.next(State.IDLE);
                });
    }

    private void beats() {
        var state =
                cat(
                        page.brokenAt(),
                        page.reason().asBits().zext(StatusPage.REASON.width()),
                        page.byPeer(),
                        page.state().asBits().zext(StatusPage.BY_PEER.lo()));
        var stores = cat(page.storesReplied(), page.stores());
        var ofQueue =
                any(
                        page.reason().is(ClanReason.DESCRIPTOR),
                        page.reason().is(ClanReason.SEGMENT),
                        page.reason().is(ClanReason.LOCAL_BUS));
        var broke = all(page.state().is(EndpointState.BROKEN), page.byPeer().not(), ofQueue);
        var which = mux(broke, index, num(0, INDEX_WIDTH));
        var nothing = zeros(DATA_WIDTH);
        var out = write.payload();
        write.valid().assign(now.is(State.BEATS));
        out.address().assign(cat(place.base(), zeros(StatusPlace.LOG2_BYTES)).asUInt());
        out.len().assign(BEATS - 1);
        List<Bits> data =
                List.of(
                        cat(page.descriptorsReplied(), index, state),
                        cat(which, page.reads(), stores),
                        nothing,
                        cat(sequence.zext(32), zeros(32)));
        out.data().assign(Selection.of(data, beat));
        out.strb().assign(ones(DATA_WIDTH / 8));
        out.last().assign(beat.eq(BEATS - 1));
    }
}
