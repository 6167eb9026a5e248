package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Stream;

/// Sends: with the token, frames one behind the other as long as they fit, synchronous ones first, then MARK and
/// TOKEN; without it, management frames and the first token. Each class has a stream of requests and one of payload.
///
/// ```
/// state     IDLE | GAP  |START |HEADER| ATM  |PAYLD |PAYLD | END  | GAP  |START | ...
/// captured  ▔▔▔▔\_________________________________________________________________
/// ready     __________________________/▔▔▔▔▔▔\_______________________________________  request taken
/// payload.ready _____________________________/▔▔▔▔▔▔▔▔▔▔▔▔▔\__________________________
/// link             fill | fill |START | w0   | w1   | p0   | p1   | END  | fill |START
/// sending   ____/▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔
/// ```
/// A frame of n payload words takes n + 5 clocks, plus one fill word per 2,500. `link` is 1 clock behind the state; its words are [TransmitPath]'s.
/// Where the payload is missing or spoiled, ABORT ends the frame in its place and the rest of its payload is taken and thrown away; so does a frame whose
/// station ceases to be a member, unless its last word is next. A frame that may never be sent, asynchronous and longer than F or synchronous and more than SA, is
/// taken and thrown away while nothing is sent.
public final class Transmitter extends Module {
    private final boolean clan;

    /// Beyond the payload: START, two header words, END, 8 fill words, MARK, TOKEN, and 2 clocks by
    /// which `fits` lags.
    static final int OVERHEAD_WORDS = 16;

    public final StationState state = input(StationState.TYPE);
    public final Stream<TransmitRequest> synchronous = input(stream(TransmitRequest.TYPE));
    public final Stream<Bits> synchronousPayload = input(stream(bits(32)));
    public final Stream<TransmitRequest> asynchronous = input(stream(TransmitRequest.TYPE));
    public final Stream<Bits> asynchronousPayload = input(stream(bits(32)));

    /// The asynchronous request is for a frame of type CLAN. Of no bits without CLAN.
    public final Bits asynchronousClan = input(bits(clan ? 1 : 0));

    /// The payload word that is offered is not to leave.
    public final Bool spoiled = input(bool());

    /// F, in payload words.
    public final UInt largest = input(uint(MacConfig.FRAME));

    /// The token is taken off the ring; the argument that it goes on with.
    public final Bool captured = input(bool());

    public final Bits tokenArgument = input(bits(9));

    /// More than `beyond...` words remain of the token's time: the next frame and what goes with it fit.
    public final Bool fitsSynchronous = input(bool());

    public final Bool fitsAsynchronous = input(bool());

    /// While nothing is sent: the synchronous frame is no more than SA.
    public final Bool withinAllowance = input(bool());

    public final UInt beyondSynchronous = output(uint(16));
    public final UInt beyondAsynchronous = output(uint(16));

    /// A tag is free, which it is.
    public final Bool windowOpen = input(bool());

    public final UInt tag = input(uint(6));

    /// A management frame waits; its payload word, the last one.
    public final Bool manage = input(bool());

    public final Bits managementWord = input(bits(32));
    public final Bool managementLast = input(bool());

    /// The management frame goes out; its payload word is taken.
    public final Bool managed = output(bool());

    public final Bool managementNext = output(bool());

    /// The first token is to go out; it does.
    public final Bool issue = input(bool());

    public final Bool issued = output(bool());

    /// No frame is being repeated.
    public final Bool quiet = input(bool());

    /// A token would be put to use, for a synchronous frame, for an asynchronous one.
    public final Bool wantedSynchronous = output(bool());

    public final Bool wantedAsynchronous = output(bool());

    /// An asynchronous frame waits.
    public final Bool waits = output(bool());

    /// A frame goes out under `tag`, or is purged under it.
    public final Bool started = output(bool());

    public final Bool markSent = output(bool());
    public final Bool sentEvent = output(bool());
    public final Bool purgedEvent = output(bool());

    /// Nothing goes out, and the token is not here.
    public final Bool idle = output(bool());

    /// The token is here, now for a synchronous frame.
    public final Bool holding = output(bool());

    public final Bool serving = output(bool());

    public final Link link = output(Link.TYPE);

    /// ABORT is to go out in place of `link`.
    public final Bool aborted = output(bool());

    /// `link` is to go out.
    public final Bool sending = output(bool());

    private final TransmitPath path = child(new TransmitPath(clan));
    private final GapPacer pacer = child(new GapPacer());

    private final Enumerated<TransmitState> now =
            reg(enumerated(TransmitState.class), TransmitState.IDLE);
    private final Bool active = reg(bool(), init(0));
    private final UInt synchronousWords = reg(uint(16));
    private final UInt asynchronousWords = reg(uint(16));
    private final Bits synchronousAge = reg(bits(3));
    private final Bits asynchronousAge = reg(bits(3));
    private final Bool asynchronousTooLong = reg(bool());
    private final Bool servesSynchronous = reg(bool());

    private final Bool management = reg(bool());
    private final Bool anySent = reg(bool());
    private final Bits argument = reg(bits(9));
    private final Bool insertCrc = reg(bool());
    private final UInt unread = reg(uint(15));
    private final Bool isLast = reg(bool());

    /// Payload is thrown away; its request is still to be taken.
    private final Bool draining = reg(bool(), init(0));

    private final Bool purging = reg(bool(), init(0));

    /// Clocks in which a member has sent nothing: until SA is full again, and what is too long is so by the ring's F.
    private final Bits rested = reg(bits(3));

    private final TransmitRequest asked = wire(TransmitRequest.TYPE);
    private final Bool payloadValid = wire(bool());
    private final Bool reads = wire(bool());
    private final Bool last = wire(bool());
    private final Bool givesUp = wire(bool());
    private final Bool aborts = wire(bool());

    /// The last payload word is taken.
    private final Bool drained = wire(bool());

    public Transmitter() {
        this(false);
    }

    /// @param clan whether there are frames of type CLAN
    public Transmitter(boolean clan) {
        this.clan = clan;
        super();
    }

    @Override
    protected void build() {
        choose();
        givesUp.assign(all(state.enabled(), state.member().not(), management.not()));

        var free = all(now.is(TransmitState.IDLE), quiet);
        var manages = free.and(manage);
        var issues = all(free, issue, draining.not());
        issued.assign(issues);
        active.next(any(now.is(TransmitState.IDLE).not(), captured, manages, issues));

        pacer.paid.assign(low());
        read();
        select(now)
                .is(TransmitState.IDLE, () -> idle(manages, issues))
                .is(TransmitState.START, () -> now.next(TransmitState.HEADER))
                .is(TransmitState.HEADER, () -> now.next(TransmitState.ATM))
                .is(TransmitState.ATM, () -> now.next(TransmitState.PAYLOAD))
                .is(TransmitState.PAYLOAD, () -> when(last, () -> now.next(TransmitState.END)))
                .is(TransmitState.END, this::end)
                .is(TransmitState.GAP, this::gap)
                .is(TransmitState.MARK, this::mark)
                .is(TransmitState.TOKEN, () -> now.next(TransmitState.IDLE));
        abort();
        path();

        check(now.isLegal(), "the transmitter is in one state");
        pacer.sent.assign(active);
        sending.assign(active);
        idle.assign(now.is(TransmitState.IDLE));
        holding.assign(now.is(TransmitState.IDLE).not().and(management.not()));
        serving.assign(servesSynchronous);
        managed.assign(now.is(TransmitState.START).and(management));
        markSent.assign(now.is(TransmitState.MARK).and(givesUp.not()));
        sentEvent.assign(now.is(TransmitState.END).and(management.not()));
        purgedEvent.assign(purging);
    }

    // ---- which frame

    /// `fits...` is right from the second clock of a request on.
    private void choose() {
        synchronousWords.next(
                synchronous.payload().payloadWords().zext(16).add(OVERHEAD_WORDS - 1));
        asynchronousWords.next(
                asynchronous.payload().payloadWords().zext(16).add(OVERHEAD_WORDS - 1));
        beyondSynchronous.assign(synchronousWords);
        beyondAsynchronous.assign(asynchronousWords);
        synchronousAge.next(age(synchronousAge, synchronous));
        asynchronousAge.next(age(asynchronousAge, asynchronous));
        asynchronousTooLong.next(asynchronous.payload().payloadWords().gt(largest.zext(15)));

        var may = all(state.member(), draining.not());
        var waiting = all(may, asynchronousAge.bit(1), asynchronousTooLong.not());
        wantedSynchronous.assign(all(may, synchronousAge.bit(1), fitsSynchronous));
        wantedAsynchronous.assign(waiting.and(fitsAsynchronous));
        waits.assign(waiting);

        asked.assign(mux(servesSynchronous, synchronous.payload(), asynchronous.payload()));
        var takes = any(now.is(TransmitState.ATM).and(management.not()), purging);
        synchronous.ready().assign(takes.and(servesSynchronous));
        asynchronous.ready().assign(takes.and(servesSynchronous.not()));
        started.assign(takes);
        when(
                takes,
                () -> {
                    insertCrc.next(asked.insertCrc());
                    purging.next(false);
                });
    }

    private Bits age(Bits before, Stream<TransmitRequest> request) {
        var waits = request.valid().and(request.ready().not());
        return mux(waits, cat(before.slice(1, 0), high().asBits()), zeros(3));
    }

    private void idle(Bool manages, Bool issues) {
        anySent.next(false);
        management.next(manages);
        when(
                        captured,
                        () -> {
                            argument.next(tokenArgument);
                            now.next(TransmitState.GAP);
                        })
                .elseWhen(manages, () -> now.next(TransmitState.START))
                .elseWhen(
                        issues,
                        () -> {
                            argument.next(cat(state.epoch(), zeros(2), state.epoch().xorR()));
                            now.next(TransmitState.TOKEN);
                        });
        purge();
    }

    /// Takes a frame that may never be sent; a token that comes in the same clock goes on at once.
    private void purge() {
        var may = all(state.member(), draining.not(), windowOpen, rested.andR());
        var synchronousDue = all(synchronousAge.andR(), withinAllowance.not());
        var asynchronousDue = all(asynchronousAge.andR(), asynchronousTooLong);
        when(
                may.and(any(synchronousDue, asynchronousDue)),
                () -> {
                    servesSynchronous.next(synchronousDue);
                    draining.next(true);
                    purging.next(true);
                });
    }

    // ---- a frame

    private void end() {
        anySent.next(true);
        now.next(TransmitState.GAP);
    }

    /// ABORT goes in place of header word 1 or of a word that is not the last.
    private void abort() {
        var missing = any(management, payloadValid.and(spoiled.not())).not();
        aborts.assign(
                any(
                        now.is(TransmitState.ATM).and(givesUp),
                        now.is(TransmitState.PAYLOAD).and(any(missing, givesUp.and(last.not())))));
        when(
                aborts,
                () -> {
                    draining.next(drained.not());
                    end();
                });
    }

    // ---- behind it

    private void gap() {
        when(draining.not(), () -> servesSynchronous.next(wantedSynchronous));
        when(givesUp, () -> now.next(TransmitState.IDLE))
                .elseWhen(pacer.due, () -> pacer.paid.assign(high()))
                .elseWhen(management, () -> now.next(TransmitState.IDLE))
                .elseWhen(
                        wantedSynchronous.or(wantedAsynchronous),
                        () -> when(windowOpen, () -> now.next(TransmitState.START)))
                .elseWhen(anySent, () -> now.next(TransmitState.MARK))
                .otherwise(() -> now.next(TransmitState.TOKEN));
    }

    private void mark() {
        now.next(mux(givesUp, constant(TransmitState.IDLE), constant(TransmitState.TOKEN)));
    }

    // ---- payload

    /// Takes the word that goes out, or what an aborted frame has left over.
    private void read() {
        payloadValid.assign(
                mux(servesSynchronous, synchronousPayload.valid(), asynchronousPayload.valid()));
        var sends = now.is(TransmitState.PAYLOAD).and(management.not());
        reads.assign(any(sends, draining.and(purging.not())));
        synchronousPayload.ready().assign(reads.and(servesSynchronous));
        asynchronousPayload.ready().assign(reads.and(servesSynchronous.not()));

        var taken = reads.and(payloadValid);
        var loads =
                any(now.is(TransmitState.START), now.is(TransmitState.HEADER), purging)
                        .and(management.not());
        when(any(loads, taken), () -> unread.next(mux(loads, asked.payloadWords(), unread.sub(1))));
        isLast.next(all(loads.not(), mux(taken, unread.eq(2), unread.eq(1))));
        last.assign(mux(management, managementLast, isLast));
        drained.assign(all(taken, isLast));
        // Switched off and without payload: the adapter has been reset and forgets the rest.
        var forgotten = state.enabled().or(payloadValid).not();
        when(draining.and(drained.or(forgotten)), () -> draining.next(false));
    }

    private void path() {
        path.now.assign(now);
        path.aborts.assign(aborts);
        path.silent.assign(givesUp);
        path.management.assign(management);
        path.ofSynchronous.assign(servesSynchronous);
        path.tag.assign(tag);
        path.station.assign(state.station());
        path.synchronousAtm.assign(synchronous.payload().atm());
        path.asynchronousClan.assign(asynchronousClan);
        path.asynchronousAtm.assign(asynchronous.payload().atm());
        path.synchronousWord.assign(synchronousPayload.payload());
        path.asynchronousWord.assign(asynchronousPayload.payload());
        path.managementWord.assign(managementWord);
        path.ends.assign(last.and(management.or(insertCrc)));
        path.argument.assign(argument);
        link.assign(path.link);
        aborted.assign(path.aborted);

        rested.next(
                mux(
                        all(now.is(TransmitState.IDLE), state.member()),
                        cat(rested.slice(1, 0), high().asBits()),
                        zeros(3)));
        var behindStart =
                any(
                        now.is(TransmitState.HEADER),
                        now.is(TransmitState.ATM),
                        now.is(TransmitState.PAYLOAD));
        managementNext.assign(management.and(behindStart));
    }
}
