package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.crc.AalCrc;
import org.jetstreamlan.nic.crc.HeaderCrc;

/// Sends: with the token, frames one behind the other as long as they fit, synchronous ones first, then MARK and
/// TOKEN; without it, management frames and the first token. Each class has a stream of requests and one of payload.
///
/// ```
/// state     IDLE | GAP  |START |HEADER| ATM  |PAYLD |PAYLD | END  | GAP  |START | ...
/// captured  ▔▔▔▔\_________________________________________________________________
/// ready     ____________/▔▔▔▔▔▔\__________________________________________/▔▔▔▔▔▔\   request taken
/// payload.ready ______________________________/▔▔▔▔▔▔▔▔▔▔▔▔▔\_____________________
/// link             fill | fill |START | w0   | w1   | p0   | p1   | END  | fill |START
/// sending   ____/▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔
/// ```
/// A frame of n payload words takes n + 5 clocks, plus one fill word per 2,500. `link` is a register, 1 clock behind the
/// state; the payload waits one more clock in `staged`, so that a late payload costs no clock period. Where the payload is
/// missing all the same, the frame ends in ABORT and the rest of its payload is taken and thrown away; so does one whose
/// station ceases to be a member. A frame that may never be sent, asynchronous and longer than F or synchronous and more than SA, is taken and
/// thrown away while nothing is sent.
public final class Transmitter extends Module {
    /// Beyond the payload: START, two header words, END, 8 fill words, MARK, TOKEN, and 2 clocks by
    /// which `fits` lags.
    static final int OVERHEAD_WORDS = 16;

    public final StationState state = input(StationState.TYPE);
    public final Stream<TransmitRequest> synchronous = input(stream(TransmitRequest.TYPE));
    public final Stream<Bits> synchronousPayload = input(stream(bits(32)));
    public final Stream<TransmitRequest> asynchronous = input(stream(TransmitRequest.TYPE));
    public final Stream<Bits> asynchronousPayload = input(stream(bits(32)));

    /// F, in payload words; SA.
    public final UInt largest = input(uint(MacConfig.FRAME));

    public final UInt allocation = input(uint(MacConfig.TIME));

    /// The token is taken off the ring; the argument that it goes on with.
    public final Bool captured = input(bool());

    public final Bits tokenArgument = input(bits(9));

    /// `needed...` words fit what remains of the token's time.
    public final Bool fitsSynchronous = input(bool());

    public final Bool fitsAsynchronous = input(bool());
    public final UInt neededSynchronous = output(uint(16));
    public final UInt neededAsynchronous = output(uint(16));

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

    /// `link` is to go out.
    public final Bool sending = output(bool());

    private final AalCrc crcEngine = child(new AalCrc());
    private final GapPacer pacer = child(new GapPacer());

    private final Enumerated<TransmitState> now =
            reg(enumerated(TransmitState.class), TransmitState.IDLE);
    private final Link out = reg(Link.TYPE, init(0));
    private final Bool active = reg(bool(), init(0));
    private final UInt synchronousWords = reg(uint(16), init(0));
    private final UInt asynchronousWords = reg(uint(16), init(0));
    private final Bits synchronousAge = reg(bits(3), init(0));
    private final Bits asynchronousAge = reg(bits(3), init(0));
    private final Bool synchronousTooLong = reg(bool(), init(0));
    private final Bool asynchronousTooLong = reg(bool(), init(0));
    private final Bool servesSynchronous = reg(bool(), init(0));

    private final Bool management = reg(bool(), init(0));
    private final Bool anySent = reg(bool(), init(0));
    private final Bits argument = reg(bits(9), init(0));
    private final UInt frameTag = reg(uint(6), init(0));
    private final Bits atm = reg(bits(32), init(0));
    private final Bool insertCrc = reg(bool(), init(0));
    private final UInt unread = reg(uint(15), init(0));
    private final Bits staged = reg(bits(32));
    private final Bool stagedFirst = reg(bool(), init(0));
    private final Bool stagedLast = reg(bool(), init(0));
    private final Bool draining = reg(bool(), init(0));

    private final TransmitRequest asked = wire(TransmitRequest.TYPE);
    private final Bool payloadValid = wire(bool());
    private final Bits payloadWord = wire(bits(32));
    private final Bool sourceValid = wire(bool());
    private final Bool fetch = wire(bool());
    private final Bool purgesSynchronous = wire(bool());
    private final Bool purgesAsynchronous = wire(bool());
    private final Bool givesUp = wire(bool());
    private final Bits startWord = wire(bits(32));
    private final Bits abortWord = wire(bits(32));

    @Override
    protected void build() {
        startWord.assign(LinkSymbols.constant(ControlSymbol.START_WORD));
        abortWord.assign(LinkSymbols.constant(ControlSymbol.ABORT_WORD));
        choose();
        givesUp.assign(all(state.enabled(), state.member().not(), management.not()));

        var free = all(now.is(TransmitState.IDLE), quiet);
        var manages = free.and(manage);
        var issues = all(free, issue, draining.not());
        issued.assign(issues);
        active.next(any(now.is(TransmitState.IDLE).not(), captured, manages, issues));

        LinkSymbols.fill(out);
        pacer.paid.assign(low());
        purgesSynchronous.assign(low());
        purgesAsynchronous.assign(low());
        select(now)
                .is(TransmitState.IDLE, () -> idle(manages, issues))
                .is(TransmitState.START, this::start)
                .is(TransmitState.HEADER, this::header)
                .is(TransmitState.ATM, this::atm)
                .is(TransmitState.PAYLOAD, this::payload)
                .is(TransmitState.END, this::end)
                .is(TransmitState.ABORT, this::abort)
                .is(TransmitState.GAP, this::gap)
                .is(TransmitState.MARK, this::mark)
                .is(TransmitState.TOKEN, this::token);
        fetch();

        pacer.sent.assign(active);
        link.assign(out);
        sending.assign(active);
        idle.assign(now.is(TransmitState.IDLE));
        holding.assign(now.is(TransmitState.IDLE).not().and(management.not()));
        serving.assign(servesSynchronous);
        managed.assign(now.is(TransmitState.START).and(management));
        markSent.assign(now.is(TransmitState.MARK).and(givesUp.not()));
        sentEvent.assign(now.is(TransmitState.END).and(management.not()));
        purgedEvent.assign(purgesSynchronous.or(purgesAsynchronous));
    }

    // ---- which frame

    /// `fits...` is right from the second clock of a request on.
    private void choose() {
        synchronousWords.next(synchronous.payload().payloadWords().zext(16).add(OVERHEAD_WORDS));
        asynchronousWords.next(asynchronous.payload().payloadWords().zext(16).add(OVERHEAD_WORDS));
        neededSynchronous.assign(synchronousWords);
        neededAsynchronous.assign(asynchronousWords);
        synchronousAge.next(age(synchronousAge, synchronous));
        asynchronousAge.next(age(asynchronousAge, asynchronous));
        synchronousTooLong.next(synchronousWords.zext(MacConfig.TIME).gt(allocation));
        asynchronousTooLong.next(asynchronous.payload().payloadWords().gt(largest.zext(15)));

        var may = all(state.member(), draining.not());
        var waiting = all(may, asynchronousAge.bit(1), asynchronousTooLong.not());
        wantedSynchronous.assign(all(may, synchronousAge.bit(1), fitsSynchronous));
        wantedAsynchronous.assign(waiting.and(fitsAsynchronous));
        waits.assign(waiting);

        asked.assign(mux(servesSynchronous, synchronous.payload(), asynchronous.payload()));
        payloadValid.assign(
                mux(servesSynchronous, synchronousPayload.valid(), asynchronousPayload.valid()));
        payloadWord.assign(
                mux(
                        servesSynchronous,
                        synchronousPayload.payload(),
                        asynchronousPayload.payload()));
        var takes = now.is(TransmitState.START).and(management.not());
        synchronous.ready().assign(any(takes.and(servesSynchronous), purgesSynchronous));
        asynchronous.ready().assign(any(takes.and(servesSynchronous.not()), purgesAsynchronous));
        started.assign(synchronous.fire().or(asynchronous.fire()));
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
        var may = all(state.member(), draining.not(), windowOpen);
        var synchronousDue = all(may, synchronousAge.andR(), synchronousTooLong);
        var asynchronousDue = all(may, asynchronousAge.andR(), asynchronousTooLong);
        when(
                        synchronousDue,
                        () -> {
                            purgesSynchronous.assign(high());
                            servesSynchronous.next(true);
                            draining.next(true);
                            unread.next(synchronous.payload().payloadWords());
                        })
                .elseWhen(
                        asynchronousDue,
                        () -> {
                            purgesAsynchronous.assign(high());
                            servesSynchronous.next(false);
                            draining.next(true);
                            unread.next(asynchronous.payload().payloadWords());
                        });
    }

    // ---- a frame

    private void start() {
        var managementAtm = AtmHeader.endOfPdu(StationVci.INIT).word();
        frameTag.next(mux(management, num(0, 6), tag));
        atm.next(mux(management, LinkSymbols.constant(managementAtm), asked.atm()));
        insertCrc.next(management.or(asked.insertCrc()));
        LinkSymbols.control(out, startWord);
        now.next(TransmitState.HEADER);
    }

    private void header() {
        var type =
                mux(
                        management,
                        lit(FrameType.MANAGEMENT.ordinal(), 2),
                        lit(FrameType.DATA.ordinal(), 2));
        var ofClass = management.not().and(servesSynchronous);
        var source = mux(management, num(0, 6), state.station());
        var bytes01 =
                cat(type, ofClass, zeros(1), frameTag.slice(5, 2), source, frameTag.slice(1, 0));
        LinkSymbols.data(out, cat(bytes01, HeaderCrc.check(bytes01), atm.slice(31, 24)));
        now.next(mux(givesUp, constant(TransmitState.ABORT), constant(TransmitState.ATM)));
    }

    private void atm() {
        LinkSymbols.data(out, cat(atm.slice(23, 0), HeaderCrc.check(atm)));
        var goesOn = sourceValid.and(givesUp.not());
        now.next(mux(goesOn, constant(TransmitState.PAYLOAD), constant(TransmitState.ABORT)));
    }

    private void payload() {
        var word = mux(stagedLast.and(insertCrc), crcEngine.crc, staged);
        var almostRead = sourceValid.and(unread.eq(1));
        LinkSymbols.data(out, word);
        when(stagedLast, () -> now.next(TransmitState.END))
                .elseWhen(
                        any(sourceValid.not(), givesUp.and(almostRead.not())),
                        () -> now.next(TransmitState.ABORT));
    }

    private void end() {
        var status = lit(FrameStatus.SENT.bits(), 9);
        LinkSymbols.control(out, LinkSymbols.word(ControlSymbol.OPCODE_END, status));
        anySent.next(true);
        now.next(TransmitState.GAP);
    }

    private void abort() {
        LinkSymbols.control(out, abortWord);
        anySent.next(true);
        draining.next(true);
        now.next(TransmitState.GAP);
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
        var source = cat(state.station(), zeros(2), state.station().xorR());
        when(
                        givesUp.not(),
                        () -> {
                            var mark = LinkSymbols.word(ControlSymbol.OPCODE_MARK, source);
                            LinkSymbols.control(out, mark);
                            now.next(TransmitState.TOKEN);
                        })
                .otherwise(() -> now.next(TransmitState.IDLE));
    }

    private void token() {
        when(
                givesUp.not(),
                () -> {
                    var token = LinkSymbols.word(ControlSymbol.OPCODE_TOKEN, argument);
                    LinkSymbols.control(out, token);
                });
        now.next(TransmitState.IDLE);
    }

    // ---- payload

    /// Reads a word ahead of the one that goes out, or what an underrun has left over.
    private void fetch() {
        var more = now.is(TransmitState.PAYLOAD).and(stagedLast.not());
        fetch.assign(now.is(TransmitState.ATM).or(more));
        sourceValid.assign(management.or(payloadValid));
        managementNext.assign(fetch.and(management));

        var ready = draining.or(fetch.and(management.not()));
        synchronousPayload.ready().assign(ready.and(servesSynchronous));
        asynchronousPayload.ready().assign(ready.and(servesSynchronous.not()));

        var taken = ready.and(payloadValid);
        when(
                        now.is(TransmitState.START).and(management.not()),
                        () -> unread.next(asked.payloadWords()))
                .elseWhen(taken, () -> unread.next(unread.sub(1)));
        var fetched = fetch.and(sourceValid);
        when(
                fetched,
                () -> {
                    staged.next(mux(management, managementWord, payloadWord));
                    stagedFirst.next(now.is(TransmitState.ATM));
                    stagedLast.next(mux(management, managementLast, unread.eq(1)));
                });
        var drained = taken.and(unread.eq(1));
        // Switched off and without payload: the adapter has been reset and forgets the rest.
        var forgotten = state.enabled().or(payloadValid).not();
        when(draining.and(drained.or(forgotten)), () -> draining.next(false));

        crcEngine.start.assign(stagedFirst);
        crcEngine.word.valid().assign(now.is(TransmitState.PAYLOAD));
        crcEngine.word.payload().assign(staged);
    }
}
