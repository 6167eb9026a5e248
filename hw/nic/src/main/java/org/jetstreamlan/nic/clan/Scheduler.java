package org.jetstreamlan.nic.clan;

import java.util.List;
import java.util.stream.IntStream;
import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;

/// Says which endpoint sends next, and what becomes of one whose frames come back, or do not: `docs/clan.md`, Order and loss.
///
/// ```
/// ended, good ──┐
/// broken ───────┤                 ┌─ state, to the receiver
/// command ──────┼─ one at a time ─┼─ release, to the store memory
/// sweep ────────┤   3 clocks      ├─ grant
/// ready queue ──┘                 └─ ready queue
/// ```
/// Frames come from an endpoint's part, from its send queue, and, as RESPONSEs, from what its peer wants to have read, in turn; those of the latter two are staged first, and the endpoints that may
/// have one to be staged take turns in a second queue. A number that was given once means the same frame: which of the three it was of is kept for the last 16, and of what goes again
/// nothing is staged but the very next frame.
///
/// An endpoint that may have something to send is in [ReadyQueue]; when its turn comes it sends one frame and, when the length of that is known, goes to the end. A frame that did not come back as
/// acknowledged stops its endpoint until all that are out are back; then it begins again behind the last one acknowledged, at once, or when it has made no
/// progress before, after 1, 2, 4 .. 32 sweeps. What comes back good behind such a one counts for nothing: it goes again, too, and is answered unread. So frames
/// are acknowledged one by one, and none is passed over.
///
/// A sweep looks at each endpoint once in [#SWEEP_CLOCKS], or 16 clocks each where that is longer. Latency 3 clocks from the queue to a grant; one thing in 3 clocks.
public final class Scheduler extends Module {
    /// Clocks of a sweep over up to 64 endpoints.
    public static final int SWEEP_CLOCKS = 1_024;

    private static final int CLOCKS_AN_ENDPOINT = 16;

    /// What is looked at.
    enum Job {
        ENDED,
        MEASURED,
        BROKEN,
        AGAIN,
        WRITTEN,
        REPLIED,
        COMMAND,
        RESULT,
        SWEEP,
        SEND,
        START
    }

    /// Where that stands.
    enum Phase {
        PICK,
        READ,
        ACT
    }

    private final int endpoints;
    private final int endpointWidth;

    /// The station is a member, and CLAN is on; when it falls, all that is OPEN becomes HELD.
    public final Bool on = input(bool());

    /// No grants, no sweep: everything else goes on.
    public final Bool restart = input(bool());

    /// Sweeps without progress that break an endpoint, at least 1.
    public final UInt patience = input(uint(SendState.STALLED_WIDTH));

    /// Frames may be taken and sent: what was OPEN when the station ceased to be a member is HELD now.
    public final Bool settled = output(bool());

    public final Bool holds = output(bool());
    public final Stream<SentFrame> ended;
    public final Bool good = input(bool());
    public final Stream<Broken> broken;

    /// An endpoint whose peer does not know that it has broken.
    public final Stream<UInt> breakAgain;

    /// Its peer wants to read, or a REPLY, or an own READ is further.
    public final Stream<WrittenNews> written;

    /// Its peer says that the bus has answered up to here.
    public final Stream<EndpointIndex> replied;

    public final Stream<EndpointCommand> command;

    /// A command is done; it was refused.
    public final Bool commanded = output(bool());

    public final Bool refused = output(bool());

    /// How the endpoint of the command was.
    public final Enumerated<EndpointState> state = output(enumerated(EndpointState.class));

    public final Enumerated<ClanReason> reason = output(enumerated(ClanReason.class));
    public final Bool byPeer = output(bool());

    /// And that nothing waited in its part.
    public final Bool empty = output(bool());

    /// The endpoint has a frame more in its part.
    public final Flow<UInt> queued;

    /// Send queues that have become longer.
    public final Stream<UInt> rung;

    // To the DMA engine: the next frame of a queue is to be staged; what became of it.
    public final Stream<DmaStart> start;

    public final Stream<DmaResult> result;

    /// A frame of a queue is acknowledged; an endpoint begins anew; it has been stopped.
    public final Flow<UInt> acknowledge = output(flow(uint(DmaPlaces.SLOT_WIDTH)));

    public final UInt acknowledged;
    public final Bool acknowledgedResponse = output(bool());
    public final Flow<UInt> clear;
    public final Flow<UInt> drop;

    /// The frames that are staged, whose; and one is to be sent.
    public final List<Flow<UInt>> staged;

    public final Flow<UInt> taken = output(flow(uint(1)));

    // To the store memory.
    public final UInt asked;
    public final UInt queueEnd = input(uint(StoreQueue.PLACE_WIDTH));
    public final Part part = input(Part.TYPE);
    public final Flow<UInt> release;
    public final UInt released = output(uint(StoreQueue.PLACE_WIDTH));

    /// To the receiver.
    public final Flow<UInt> changed;

    public final Enumerated<EndpointState> newState = output(enumerated(EndpointState.class));

    /// It waits for RESPONSEs.
    public final Bool reading = output(bool());

    /// For its owner; with `changed`.
    public final StatusNews news = output(StatusNews.TYPE);

    /// One with COMPLETE that has waited for RESPONSEs or a REPLY is done; with `changed`.
    public final Bool completes = output(bool());

    public final Stream<Grant> grant;

    /// How long the frame is that was granted; the next grant of its endpoint is behind this.
    public final Flow<SentFrame> measured;

    /// An endpoint has begun again; one has broken.
    public final Bool againEvent = output(bool());

    public final Bool breakEvent = output(bool());

    private final Mem<SendState> states;
    private final ReadyQueue ready;
    private final ReadyQueue transfers;

    private final Enumerated<Phase> phase = reg(enumerated(Phase.class), Phase.PICK);
    private final Enumerated<Job> job = reg(enumerated(Job.class));
    private final UInt number;
    private final SentFrame frame;
    private final Bool wasGood = reg(bool());
    private final Broken cause;
    private final WrittenNews heard;
    private final EndpointIndex answered;
    private final Enumerated<EndpointCommand.What> wanted =
            reg(enumerated(EndpointCommand.What.class));
    private final SendState was = reg(SendState.TYPE);
    private final UInt end = reg(uint(StoreQueue.PLACE_WIDTH));
    private final Part itsPart = reg(Part.TYPE);

    private final Flow<SentFrame> length;
    private final Bool granting = reg(bool(), init(0));
    private final Grant granted;
    private final Bool starting = reg(bool(), init(0));
    private final DmaStart started;
    private final DmaResult found;

    private final SendState next = wire(SendState.TYPE);
    private final Bool queue = wire(bool());

    /// To the end of the queue of send queues.
    private final Bool transfer = wire(bool());

    private final Bool stops = wire(bool());
    private final Bool clears = wire(bool());
    private final Bool writes = wire(bool());
    private final Bool releases = wire(bool());

    /// The queue is taken in this clock: it acts in the next one.
    private final Bool waits = wire(bool());

    // The sweep, and that over all when the station has ceased to be a member.
    private final UInt place;
    private final UInt clock = reg(uint(16), init(0));
    private final Bool due = reg(bool(), init(0));
    private final Bool holding = reg(bool(), init(0));
    private final Bool wasOn = reg(bool(), init(0));

    /// @param endpoints a power of two
    public Scheduler(int endpoints) {
        this.endpoints = endpoints;
        this.endpointWidth = ClanParameters.numberWidth(endpoints);
        super();
        this.ended = input(stream(SentFrame.type(endpointWidth)));
        this.broken = input(stream(Broken.type(endpointWidth)));
        this.breakAgain = input(stream(uint(endpointWidth)));
        this.written = input(stream(WrittenNews.type(endpointWidth)));
        this.replied = input(stream(EndpointIndex.type(endpointWidth)));
        this.command = input(stream(EndpointCommand.type(endpointWidth)));
        this.queued = input(flow(uint(endpointWidth)));
        this.asked = output(uint(endpointWidth));
        this.release = output(flow(uint(endpointWidth)));
        this.changed = output(flow(uint(endpointWidth)));
        this.measured = input(flow(SentFrame.type(endpointWidth)));
        this.length = reg(flow(SentFrame.type(endpointWidth)), init(0));
        this.grant = output(stream(Grant.type(endpointWidth)));
        this.states = mem(SendState.TYPE, endpoints, ReadUnderWrite.UNDEFINED);
        this.ready = child(new ReadyQueue(endpoints));
        this.transfers = child(new ReadyQueue(endpoints));
        this.rung = input(stream(uint(endpointWidth)));
        this.start = output(stream(DmaStart.type(endpointWidth)));
        this.result = input(stream(DmaResult.type(endpointWidth)));
        this.acknowledged = output(uint(endpointWidth));
        this.clear = output(flow(uint(endpointWidth)));
        this.drop = output(flow(uint(endpointWidth)));
        this.staged =
                IntStream.range(0, Stage.BUFFERS)
                        .mapToObj(_ -> input(flow(uint(endpointWidth))))
                        .toList();
        this.started = reg(DmaStart.type(endpointWidth));
        this.found = reg(DmaResult.type(endpointWidth));
        this.number = reg(uint(endpointWidth));
        this.frame = reg(SentFrame.type(endpointWidth));
        this.cause = reg(Broken.type(endpointWidth));
        this.heard = reg(WrittenNews.type(endpointWidth));
        this.answered = reg(EndpointIndex.type(endpointWidth));
        this.granted = reg(Grant.type(endpointWidth));
        this.place = reg(uint(endpointWidth), init(0));
    }

    @Override
    protected String moduleName() {
        return "Scheduler_n" + endpoints;
    }

    @Override
    protected void build() {
        sweep();
        pick();
        asked.assign(number);
        grant.valid().assign(granting);
        grant.payload().assign(granted);
        when(grant.fire().or(restart), () -> granting.next(0));
        start.valid().assign(starting);
        start.payload().assign(started);
        when(start.fire().or(restart), () -> starting.next(0));
        commanded.assign(low());
        refused.assign(low());
        state.assign(was.state());
        reason.assign(was.reason());
        byPeer.assign(was.byPeer());
        empty.assign(any(end.eq(was.released()), was.state().is(EndpointState.CLOSED)));
        againEvent.assign(low());
        breakEvent.assign(low());
        completes.assign(low());
        next.assign(was);
        queue.assign(low());
        transfer.assign(low());
        stops.assign(low());
        clears.assign(low());
        acknowledge.valid().assign(low());
        taken.valid().assign(low());
        writes.assign(low());
        releases.assign(low());
        waits.assign(low());
        when(phase.is(Phase.ACT), this::act);
        hold();
        when(writes, () -> states.write(number, next));
        changed.valid().assign(writes);
        changed.payload().assign(number);
        newState.assign(next.state());
        reading.assign(next.reading());
        news.state().assign(next.state());
        news.reason().assign(next.reason());
        news.byPeer().assign(next.byPeer());
        news.brokenAt().assign(next.brokenAt());
        news.stores().assign(next.stores());
        news.descriptorsReplied().assign(next.repliedIndex());
        news.storesReplied().assign(next.repliedStores());
        news.reads().assign(next.reads());
        release.valid().assign(releases);
        release.payload().assign(number);
        released.assign(next.released());
        ready.in.valid().assign(any(queued.valid(), queue));
        ready.in.payload().assign(mux(queued.valid(), queued.payload(), number));
        var puts = all(transfer, waits.not());
        rung.ready().assign(puts.not());
        transfers.in.valid().assign(any(rung.valid(), puts));
        transfers.in.payload().assign(mux(puts, number, rung.payload()));
        acknowledge.payload().assign(frame.slot());
        acknowledged.assign(number);
        acknowledgedResponse.assign(frame.response());
        clear.valid().assign(clears);
        clear.payload().assign(number);
        var opens = next.state().is(EndpointState.OPEN);
        drop.valid().assign(all(writes, any(opens.not(), next.failed(), stops)));
        drop.payload().assign(number);
        taken.payload().assign(stagedIn());
    }

    // ---- what is next

    /// The sweep's clock; the one that turns OPEN into HELD goes as fast as it can.
    private void sweep() {
        int period = Math.max(SWEEP_CLOCKS / endpoints, CLOCKS_AN_ENDPOINT);
        wasOn.next(on);
        clock.next(mux(clock.eq(period - 1), num(0, 16), clock.add(1)));
        when(clock.eq(period - 1).and(on), () -> due.next(1));
        settled.assign(all(on, wasOn, holding.not()));
        holds.assign(holding);
    }

    /// Begins with the first endpoint, whichever is being looked at in this clock.
    private void hold() {
        when(
                wasOn.and(on.not()),
                () -> {
                    holding.next(1);
                    place.next(0);
                });
    }

    private void pick() {
        var free = phase.is(Phase.PICK);
        var sweeps = any(holding, due);
        var mayGrant = all(settled, restart.not(), granting.not());
        var isEnded = ended.valid();
        var isMeasured = all(length.valid(), isEnded.not());
        var isBroken = all(broken.valid(), any(isEnded, length.valid()).not());
        var first = any(isEnded, length.valid(), broken.valid());
        var isAgain = all(breakAgain.valid(), first.not());
        var isWritten = all(written.valid(), any(first, breakAgain.valid()).not());
        var heardFirst = any(first, breakAgain.valid(), written.valid());
        var isReplied = all(replied.valid(), heardFirst.not());
        var before = any(heardFirst, replied.valid());
        var isCommand = all(command.valid(), before.not());
        var isResult = all(result.valid(), any(before, command.valid()).not());
        var asked = any(before, command.valid(), result.valid());
        // What is to be sent comes before the sweep, which has time.
        var mayLeave = all(ready.out.valid(), any(mayGrant, restart), holding.not());
        var isSweep = all(sweeps, asked.not(), mayLeave.not());
        // What is staged takes long, so it begins before another frame of the endpoint is measured.
        var mayStart = all(settled, start.ready(), starting.not());
        var isStart = all(transfers.out.valid(), any(mayStart, restart), any(asked, sweeps).not());
        var isSend = all(mayLeave, any(asked, isStart).not());
        ended.ready().assign(free.and(isEnded));
        broken.ready().assign(free.and(isBroken));
        breakAgain.ready().assign(free.and(isAgain));
        written.ready().assign(free.and(isWritten));
        replied.ready().assign(free.and(isReplied));
        command.ready().assign(free.and(isCommand));
        result.ready().assign(free.and(isResult));
        ready.out.ready().assign(free.and(isSend));
        transfers.out.ready().assign(free.and(isStart));
        var chosen = wire(uint(endpointWidth));
        chosen.assign(ready.out.payload());
        when(isEnded, () -> chosen.assign(ended.payload().endpoint()))
                .elseWhen(isMeasured, () -> chosen.assign(length.payload().endpoint()))
                .elseWhen(isBroken, () -> chosen.assign(broken.payload().endpoint()))
                .elseWhen(isAgain, () -> chosen.assign(breakAgain.payload()))
                .elseWhen(isWritten, () -> chosen.assign(written.payload().endpoint()))
                .elseWhen(isReplied, () -> chosen.assign(replied.payload().endpoint()))
                .elseWhen(isCommand, () -> chosen.assign(command.payload().endpoint()))
                .elseWhen(isResult, () -> chosen.assign(result.payload().endpoint()))
                .elseWhen(isSweep, () -> chosen.assign(place))
                .elseWhen(isStart, () -> chosen.assign(transfers.out.payload()));
        var read = states.read(chosen);
        when(measured.valid(), () -> length.next(measured));
        when(
                free,
                () -> {
                    number.next(chosen);
                    frame.next(mux(isMeasured, length.payload(), ended.payload()));
                    wasGood.next(good);
                    cause.next(broken.payload());
                    heard.next(written.payload());
                    answered.next(replied.payload());
                    found.next(result.payload());
                    wanted.next(command.payload().what());
                    job.next(Job.SEND);
                    when(isEnded, () -> job.next(Job.ENDED))
                            .elseWhen(
                                    isMeasured,
                                    () -> {
                                        job.next(Job.MEASURED);
                                        length.valid().next(0);
                                    })
                            .elseWhen(isBroken, () -> job.next(Job.BROKEN))
                            .elseWhen(isAgain, () -> job.next(Job.AGAIN))
                            .elseWhen(isWritten, () -> job.next(Job.WRITTEN))
                            .elseWhen(isReplied, () -> job.next(Job.REPLIED))
                            .elseWhen(isCommand, () -> job.next(Job.COMMAND))
                            .elseWhen(isResult, () -> job.next(Job.RESULT))
                            .elseWhen(isSweep, () -> job.next(Job.SWEEP))
                            .elseWhen(isStart, () -> job.next(Job.START));
                    when(any(asked, isSweep, isSend, isStart), () -> phase.next(Phase.READ));
                });
        when(
                phase.is(Phase.READ),
                () -> {
                    was.next(read);
                    end.next(queueEnd);
                    itsPart.next(part);
                    phase.next(Phase.ACT);
                });
    }

    // ---- what becomes of it

    private void act() {
        writes.assign(waits.not());
        select(job)
                .is(Job.ENDED, this::ended)
                .is(
                        Job.MEASURED,
                        () ->
                                when(frame.replies(), this::queues)
                                        .elseWhen(frame.breaks().not(), this::measured))
                .is(Job.BROKEN, () -> breaks(cause.reason(), cause.byPeer(), cause.sequence()))
                .is(
                        Job.AGAIN,
                        () ->
                                when(
                                        all(was.state().is(EndpointState.BROKEN), was.due().not()),
                                        () -> {
                                            next.due().assign(high());
                                            next.stalled().assign(0);
                                            queues();
                                        }))
                .is(Job.WRITTEN, this::written)
                .is(Job.REPLIED, this::replied)
                .is(Job.COMMAND, this::command)
                .is(Job.RESULT, this::staged)
                .is(Job.SWEEP, this::look)
                .is(Job.SEND, this::send)
                .is(Job.START, this::start);
        when(waits.not(), () -> phase.next(Phase.PICK));
    }

    /// To the end of the queue; a clock later where another comes.
    private void queues() {
        waits.assign(queued.valid());
        queue.assign(high());
    }

    private void ended() {
        var left = was.out().sub(1);
        var failed = was.failed().or(wasGood.not());
        next.out().assign(left);
        next.failed().assign(failed);
        when(frame.replies(), () -> next.replyOut().assign(low()));
        when(
                failed.not(),
                () ->
                        when(frame.breaks(), () -> next.due().assign(low()))
                                .elseWhen(
                                        frame.replies(),
                                        () ->
                                                when(
                                                        was.replyUpTo().add(1).eq(frame.after()),
                                                        () -> next.replyDue().assign(low())))
                                .otherwise(
                                        () -> {
                                            next.acknowledged().assign(frame.after());
                                            next.released().assign(frame.pointer());
                                            next.stores()
                                                    .assign(
                                                            was.stores()
                                                                    .add(frame.stores().zext(16)));
                                            asked();
                                            next.tries().assign(0);
                                            next.stalled().assign(0);
                                            releases.assign(waits.not());
                                            when(frame.staged(), this::acknowledged);
                                        }));
        transfer.assign(was.wants());
        when(
                all(failed, left.eq(0)),
                () -> {
                    when(was.tries().eq(0), this::beginAgain)
                            .otherwise(
                                    () ->
                                            next.pause()
                                                    .assign(
                                                            num(1, SendState.PAUSE_WIDTH)
                                                                    .shl(was.tries().sub(1))));
                    when(
                            was.tries().lt(SendState.TRIES_MOST),
                            () -> next.tries().assign(was.tries().add(1)));
                });
        queues();
    }

    private void acknowledged() {
        acknowledge.valid().assign(waits.not());
        when(
                        frame.response(),
                        () ->
                                when(
                                        frame.slot().eq(was.responseSlot()),
                                        () -> next.responseAhead().assign(low())))
                .otherwise(
                        () -> {
                            next.queued().assign(was.queued().sub(1));
                            when(frame.slot().eq(was.slot()), () -> next.ahead().assign(low()));
                        });
    }

    /// What a frame that is acknowledged has asked for. What has not been asked for needs no REPLY, so `replied` follows, and stays near enough to be compared.
    private void asked() {
        var isBehind = was.replied().sub(frame.after()).bit(Grant.SEQUENCE_WIDTH - 1);
        var first = was.firstAsked();
        var last = was.lastAsked();
        var some = first.valid();
        var before = mux(last.valid(), last.index(), mux(some, first.index(), was.repliedIndex()));
        var ofQueue = all(frame.staged(), frame.response().not());
        var it =
                new AskedReply(
                        high(),
                        frame.after(),
                        mux(ofQueue, frame.index(), before),
                        was.stores().add(frame.stores().zext(16)),
                        any(frame.completes(), all(last.valid(), last.completes())));
        when(
                        frame.asks(),
                        () ->
                                when(isBehind.not(), () -> tell(it, it.completes()))
                                        .elseWhen(some, () -> next.lastAsked().assign(it))
                                        .otherwise(() -> next.firstAsked().assign(it)))
                .elseWhen(all(isBehind, some.not()), () -> next.replied().assign(frame.after()));
    }

    private void tell(AskedReply asked, Bool wanted) {
        next.repliedIndex().assign(asked.index());
        next.repliedStores().assign(asked.stores());
        completes.assign(wanted);
    }

    private void measured() {
        next.measuring().assign(low());
        next.next().assign(frame.after());
        next.sent().assign(frame.pointer());
        when(
                        was.isNew(),
                        () -> {
                            var before = was.sources().trunc(ClanFrame.WINDOW - 1);
                            next.sources().assign(cat(before, frame.staged()));
                            var others = was.responses().trunc(ClanFrame.WINDOW - 1);
                            next.responses().assign(cat(others, frame.response()));
                            when(
                                    all(frame.staged(), frame.response().not()),
                                    () -> next.queued().assign(was.queued().add(1)));
                            when(frame.reads(), () -> next.reading().assign(high()));
                            when(frame.ends(), () -> next.served().assign(was.served().add(1)));
                        })
                .otherwise(() -> next.again().assign(was.again().sub(1)));
        when(
                        frame.response(),
                        () -> {
                            next.responseAhead().assign(high());
                            next.responseSlot().assign(frame.slot());
                        })
                .elseWhen(
                        frame.staged(),
                        () -> {
                            next.ahead().assign(high());
                            next.slot().assign(frame.slot());
                        });
        transfer.assign(any(frame.staged(), was.wants()));
        queues();
    }

    private void beginAgain() {
        var distance = was.next().sub(next.acknowledged()).trunc(was.again().width());
        next.again().assign(was.again().add(distance));
        next.ahead().assign(low());
        next.responseAhead().assign(low());
        stops.assign(high());
        transfer.assign(high());
        next.failed().assign(low());
        next.pause().assign(0);
        next.sent().assign(next.released());
        next.next().assign(next.acknowledged());
        againEvent.assign(high());
    }

    private void breaks(Enumerated<ClanReason> why, Bool toldByPeer, UInt sequence) {
        when(
                any(was.state().is(EndpointState.OPEN), was.state().is(EndpointState.HELD)),
                () -> {
                    next.state().assign(EndpointState.BROKEN);
                    next.reason().assign(why);
                    next.byPeer().assign(toldByPeer);
                    next.brokenAt().assign(sequence);
                    next.due().assign(toldByPeer.not());
                    next.stalled().assign(0);
                    breakEvent.assign(waits.not());
                    queues();
                });
    }

    private void command() {
        commanded.assign(waits.not());
        var is = was.state();
        select(wanted)
                .is(EndpointCommand.What.LOOK, () -> {})
                .is(
                        EndpointCommand.What.WRITE,
                        () ->
                                when(is.is(EndpointState.CLOSED), this::clear)
                                        .elseWhen(
                                                is.is(EndpointState.HELD).not(),
                                                () -> refused.assign(high())))
                .is(
                        EndpointCommand.What.OPEN,
                        () ->
                                when(
                                                any(
                                                        is.is(EndpointState.CLOSED),
                                                        is.is(EndpointState.HELD)),
                                                () -> {
                                                    next.state().assign(EndpointState.OPEN);
                                                    next.stalled().assign(0);
                                                    transfer.assign(high());
                                                    queues();
                                                })
                                        .otherwise(() -> refused.assign(high())))
                .is(
                        EndpointCommand.What.CLOSE,
                        () ->
                                when(is.is(EndpointState.CLOSED), () -> refused.assign(high()))
                                        .otherwise(
                                                () -> {
                                                    next.state().assign(EndpointState.CLOSING);
                                                    next.drained().assign(low());
                                                    next.due().assign(low());
                                                }))
                .is(
                        EndpointCommand.What.BREAK,
                        () -> {
                            breaks(
                                    constant(ClanReason.COMMAND),
                                    low(),
                                    num(0, Grant.SEQUENCE_WIDTH));
                            refused.assign(
                                    any(is.is(EndpointState.OPEN), is.is(EndpointState.HELD))
                                            .not());
                        })
                .is(EndpointCommand.What.DRAINED, () -> next.drained().assign(high()))
                .is(EndpointCommand.What.CLEAR, this::clear);
    }

    private void clear() {
        next.assign(SendState.TYPE.zero());
        releases.assign(high());
        clears.assign(high());
    }

    private void look() {
        var last = place.eq(endpoints - 1);
        // Else this one was chosen before all were to be held.
        when(
                all(waits.not(), number.eq(place)),
                () -> {
                    place.next(mux(last, num(0, place.width()), place.add(1)));
                    due.next(0);
                    when(last, () -> holding.next(0));
                });
        var is = was.state();
        var open = is.is(EndpointState.OPEN);
        var isBroken = is.is(EndpointState.BROKEN);
        var back = all(was.failed(), was.out().eq(0));
        var works =
                any(
                        was.out().ne(0),
                        was.failed(),
                        end.ne(was.sent()),
                        was.due(),
                        was.queued().ne(0),
                        was.reading(),
                        was.hasResponse(),
                        was.replyDue(),
                        was.firstAsked().valid());
        var late = was.stalled().ge(patience);
        when(holding, () -> when(open, () -> next.state().assign(EndpointState.HELD)))
                .elseWhen(
                        all(is.is(EndpointState.CLOSING), was.drained(), was.out().eq(0)),
                        () -> next.state().assign(EndpointState.CLOSED))
                .elseWhen(
                        all(open, works, late),
                        () -> breaks(constant(ClanReason.TIME_OUT), low(), was.acknowledged()))
                .elseWhen(all(isBroken, late), () -> next.due().assign(low()))
                .elseWhen(
                        open.or(isBroken),
                        () -> {
                            next.stalled()
                                    .assign(
                                            mux(
                                                    works,
                                                    was.stalled().add(1),
                                                    num(0, SendState.STALLED_WIDTH)));
                            when(
                                    back,
                                    () ->
                                            when(
                                                            was.pause().le(1),
                                                            () -> {
                                                                beginAgain();
                                                                queues();
                                                            })
                                                    .otherwise(
                                                            () ->
                                                                    next.pause()
                                                                            .assign(
                                                                                    was.pause()
                                                                                            .sub(
                                                                                                    1))));
                        });
    }

    private void send() {
        var idle = all(restart.not(), was.failed().not(), was.measuring().not());
        var isOpen = was.state().is(EndpointState.OPEN);
        var hasStores = end.ne(was.sent());
        var inTurn = all(isStaged(), any(hasStores.not(), was.sources().bit(0).not()));
        var ofStage = mux(was.isNew(), inTurn, was.wasStaged());
        var ends = all(fails(), any(was.isNew(), was.wasStaged()));
        var there = mux(ofStage, isStaged(), hasStores);
        var more = all(isOpen, there, was.out().lt(ClanFrame.WINDOW), ends.not());
        var tells = all(was.state().is(EndpointState.BROKEN), was.due(), was.out().eq(0));
        var replies = all(isOpen, was.replyDue(), was.replyOut().not());
        var sends = all(more, replies.not());
        var sequence = mux(replies, was.replyUpTo(), was.next());
        var goes = all(idle, any(more, tells, replies));
        when(
                goes,
                () -> {
                    granting.next(1);
                    granted.endpoint().next(number);
                    granted.sequence().next(mux(tells, was.brokenAt(), sequence));
                    granted.pointer().next(was.sent());
                    granted.part().next(itsPart);
                    granted.end().next(end);
                    granted.breaks().next(tells);
                    granted.replies().next(replies);
                    granted.reason().next(was.reason());
                    granted.staged().next(all(sends, ofStage));
                    granted.buffer().next(stagedIn());
                    taken.valid().assign(all(sends, ofStage));
                    next.out().assign(was.out().add(1));
                    next.measuring().assign(sends);
                    when(replies, () -> next.replyOut().assign(high()));
                });
        when(
                all(idle, isOpen, ends, was.out().eq(0)),
                () -> breaks(was.failure(), low(), was.acknowledged()));
    }

    // ---- reading, and replies

    /// The bus has written what an own READ has fetched, or what the peer wants to hear of, or all that came before a READ of its.
    private void written() {
        when(
                heard.asks(),
                () -> {
                    next.replyDue().assign(high());
                    next.replyUpTo().assign(heard.sequence());
                    queues();
                });
        when(
                        heard.reads(),
                        () -> {
                            next.asked().assign(was.asked().add(1));
                            transfer.assign(high());
                        })
                .elseWhen(
                        heard.responds(),
                        () -> {
                            next.stalled().assign(0);
                            when(
                                    heard.ends(),
                                    () -> {
                                        next.reading().assign(low());
                                        next.reads().assign(was.reads().add(1));
                                        completes.assign(heard.completes());
                                        transfer.assign(was.wants());
                                    });
                        });
    }

    /// A REPLY says a number that has been given and not been told of; else it is one of before.
    private void replied() {
        var upTo = answered.index().add(1);
        var newest = was.next().add(was.again().zext(Grant.SEQUENCE_WIDTH));
        var distance = upTo.sub(was.replied());
        var first = was.firstAsked();
        var last = was.lastAsked();
        when(
                all(distance.ne(0), distance.le(newest.sub(was.replied()))),
                () -> {
                    next.replied().assign(upTo);
                    next.stalled().assign(0);
                    when(
                            first.isCovered(upTo),
                            () -> {
                                next.firstAsked().assign(last);
                                next.lastAsked().valid().assign(low());
                                tell(first, first.completes());
                                when(
                                        last.isCovered(upTo),
                                        () -> {
                                            next.firstAsked().valid().assign(low());
                                            tell(last, any(first.completes(), last.completes()));
                                        });
                                transfer.assign(was.wants());
                            });
                });
    }

    // ---- what is staged

    private Bool fails() {
        return was.failure().is(ClanReason.NONE).not();
    }

    private Bool isStaged(int buffer) {
        var frame = staged.get(buffer);
        return all(frame.valid(), frame.payload().eq(number));
    }

    private Bool isStaged() {
        return any(isStaged(0), isStaged(1));
    }

    /// The buffer that has a frame of this endpoint.
    private UInt stagedIn() {
        return isStaged(1).asUInt();
    }

    /// The next RESPONSE, or the next frame of its send queue, where it could leave. Both in turn, and RESPONSEs while the queue waits; of what goes again, the very next frame.
    private void start() {
        var isQuiet = was.isQuiet(end);
        var mayQueue = any(was.fenced().not(), isQuiet);
        var isResponse =
                mux(
                        was.isNew(),
                        all(was.hasResponse(), any(was.turn().not(), mayQueue.not())),
                        was.wasResponse());
        var has = mux(was.isNew(), any(isResponse, mayQueue), was.wasStaged());
        var may =
                all(
                        restart.not(),
                        was.state().is(EndpointState.OPEN),
                        any(was.failed(), was.measuring(), fails(), isStaged()).not(),
                        was.out().lt(ClanFrame.WINDOW),
                        has);
        next.wants().assign(may.not());
        when(
                may,
                () -> {
                    next.turn().assign(isResponse);
                    starting.next(1);
                    started.endpoint().next(number);
                    started.response().next(isResponse);
                    started.again().next(was.isNew().not());
                    started.reading().next(was.reading());
                    started.quiet().next(isQuiet);
                    started.ahead().next(mux(isResponse, was.responseAhead(), was.ahead()));
                    started.slot().next(mux(isResponse, was.responseSlot(), was.slot()));
                });
    }

    private void staged() {
        when(found.response().not(), () -> next.fenced().assign(low()));
        select(found.outcome())
                .is(DmaResult.Outcome.STAGED, this::queues)
                .is(DmaResult.Outcome.NOTHING, () -> transfer.assign(was.hasResponse()))
                .is(
                        DmaResult.Outcome.FENCED,
                        () -> {
                            next.fenced().assign(high());
                            next.wants().assign(high());
                            when(was.fenced().not(), () -> next.mark().assign(end));
                            transfer.assign(any(was.isQuiet(end), was.hasResponse()));
                        })
                .is(
                        DmaResult.Outcome.SKIPPED,
                        () -> {
                            transfer.assign(high());
                            when(found.asks(), () -> next.repliedIndex().assign(found.index()));
                        })
                .is(
                        DmaResult.Outcome.FAILED,
                        () -> {
                            next.failure().assign(found.reason());
                            queues();
                        });
    }
}
