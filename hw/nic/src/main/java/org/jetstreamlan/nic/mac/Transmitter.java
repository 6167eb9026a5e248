package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.ManagementFrame;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.crc.AalCrc;
import org.jetstreamlan.nic.crc.HeaderCrc;

/// Sends: with the token, frames one behind the other as long as they fit, then MARK and TOKEN;
/// without it, the monitor's management frames and the first token.
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
/// missing all the same, the frame ends in ABORT and the rest of its payload is taken and thrown away.
public final class Transmitter extends Module {
    /// Beyond the payload: START, two header words, END, 8 fill words, MARK, TOKEN, and 2 clocks by
    /// which `fits` lags.
    static final int OVERHEAD_WORDS = 16;

    public final StationState state = input(StationState.TYPE);
    public final Stream<TransmitRequest> request = input(stream(TransmitRequest.TYPE));
    public final Stream<Bits> payload = input(stream(bits(32)));

    /// The token is taken off the ring; the argument that it goes on with.
    public final Bool captured = input(bool());

    public final Bits tokenArgument = input(bits(9));

    /// `needed` words fit what remains of the token's time.
    public final Bool fits = input(bool());

    public final UInt needed = output(uint(16));

    /// A tag is free, which it is.
    public final Bool windowOpen = input(bool());

    public final UInt tag = input(uint(6));

    /// A management frame waits; its payload word.
    public final Bool manage = input(bool());

    public final Bits managementWord = input(bits(32));

    /// The management frame goes out; its payload word is taken.
    public final Bool managed = output(bool());

    public final Bool managementNext = output(bool());

    /// The first token is to go out; it does.
    public final Bool issue = input(bool());

    public final Bool issued = output(bool());

    /// No frame is being repeated.
    public final Bool quiet = input(bool());

    /// A token would be put to use.
    public final Bool wanted = output(bool());

    /// A frame goes out under `tag`.
    public final Bool started = output(bool());

    public final Bool markSent = output(bool());
    public final Bool sentEvent = output(bool());

    /// Nothing goes out, and the token is not here.
    public final Bool idle = output(bool());

    /// The token is here.
    public final Bool holding = output(bool());

    public final Link link = output(Link.TYPE);

    /// `link` is to go out.
    public final Bool sending = output(bool());

    private final AalCrc crcEngine = child(new AalCrc());
    private final GapPacer pacer = child(new GapPacer());

    private final Enumerated<TransmitState> now =
            reg(enumerated(TransmitState.class), TransmitState.IDLE);
    private final Link out = reg(Link.TYPE, init(0));
    private final Bool active = reg(bool(), init(0));
    private final UInt neededWords = reg(uint(16), init(0));

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

    private final Bool sourceValid = wire(bool());
    private final Bool fetch = wire(bool());
    private final Bits startWord = wire(bits(32));
    private final Bits abortWord = wire(bits(32));

    @Override
    protected void build() {
        startWord.assign(LinkSymbols.constant(ControlSymbol.START_WORD));
        abortWord.assign(LinkSymbols.constant(ControlSymbol.ABORT_WORD));
        neededWords.next(request.payload().payloadWords().zext(16).add(OVERHEAD_WORDS));
        needed.assign(neededWords);
        var mayStart = all(state.member(), request.valid(), fits, draining.not());
        wanted.assign(mayStart);

        var free = all(now.is(TransmitState.IDLE), quiet, draining.not());
        var manages = free.and(manage);
        var issues = free.and(issue);
        issued.assign(issues);
        active.next(any(now.is(TransmitState.IDLE).not(), captured, manages, issues));

        LinkSymbols.fill(out);
        pacer.paid.assign(low());
        select(now)
                .is(TransmitState.IDLE, () -> idle(manages, issues))
                .is(TransmitState.START, this::start)
                .is(TransmitState.HEADER, this::header)
                .is(TransmitState.ATM, this::atm)
                .is(TransmitState.PAYLOAD, this::payload)
                .is(TransmitState.END, this::end)
                .is(TransmitState.ABORT, this::abort)
                .is(TransmitState.GAP, () -> gap(mayStart))
                .is(TransmitState.MARK, this::mark)
                .is(TransmitState.TOKEN, this::token);
        fetch();

        pacer.sent.assign(active);
        link.assign(out);
        sending.assign(active);
        idle.assign(now.is(TransmitState.IDLE));
        holding.assign(now.is(TransmitState.IDLE).not().and(management.not()));
        request.ready().assign(now.is(TransmitState.START).and(management.not()));
        started.assign(request.fire());
        managed.assign(now.is(TransmitState.START).and(management));
        markSent.assign(now.is(TransmitState.MARK));
        sentEvent.assign(now.is(TransmitState.END).and(management.not()));
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
    }

    private void start() {
        var managementAtm = AtmHeader.endOfPdu(StationVci.INIT).word();
        var asked = request.payload();
        frameTag.next(mux(management, num(0, 6), tag));
        atm.next(mux(management, LinkSymbols.constant(managementAtm), asked.atm()));
        insertCrc.next(management.or(asked.insertCrc()));
        when(
                        management.or(request.valid()),
                        () -> {
                            LinkSymbols.control(out, startWord);
                            now.next(TransmitState.HEADER);
                        })
                .otherwise(() -> now.next(TransmitState.GAP));
    }

    private void header() {
        var type =
                mux(
                        management,
                        lit(FrameType.MANAGEMENT.ordinal(), 2),
                        lit(FrameType.DATA.ordinal(), 2));
        var bytes01 =
                cat(type, zeros(2), frameTag.slice(5, 2), state.station(), frameTag.slice(1, 0));
        LinkSymbols.data(out, cat(bytes01, HeaderCrc.check(bytes01), atm.slice(31, 24)));
        now.next(TransmitState.ATM);
    }

    private void atm() {
        LinkSymbols.data(out, cat(atm.slice(23, 0), HeaderCrc.check(atm)));
        now.next(mux(sourceValid, constant(TransmitState.PAYLOAD), constant(TransmitState.ABORT)));
    }

    private void payload() {
        var word = mux(stagedLast.and(insertCrc), crcEngine.crc, staged);
        LinkSymbols.data(out, word);
        when(stagedLast, () -> now.next(TransmitState.END))
                .elseWhen(sourceValid.not(), () -> now.next(TransmitState.ABORT));
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

    private void gap(Bool mayStart) {
        when(pacer.due, () -> pacer.paid.assign(high()))
                .elseWhen(management, () -> now.next(TransmitState.IDLE))
                .elseWhen(mayStart, () -> when(windowOpen, () -> now.next(TransmitState.START)))
                .elseWhen(anySent, () -> now.next(TransmitState.MARK))
                .otherwise(() -> now.next(TransmitState.TOKEN));
    }

    private void mark() {
        var source = cat(state.station(), zeros(2), state.station().xorR());
        LinkSymbols.control(out, LinkSymbols.word(ControlSymbol.OPCODE_MARK, source));
        now.next(TransmitState.TOKEN);
    }

    private void token() {
        LinkSymbols.control(out, LinkSymbols.word(ControlSymbol.OPCODE_TOKEN, argument));
        now.next(TransmitState.IDLE);
    }

    /// Reads a word ahead of the one that goes out, or what an underrun has left over.
    private void fetch() {
        var more = now.is(TransmitState.PAYLOAD).and(stagedLast.not());
        fetch.assign(now.is(TransmitState.ATM).or(more));
        sourceValid.assign(management.or(payload.valid()));
        payload.ready().assign(draining.or(fetch.and(management.not())));
        managementNext.assign(fetch.and(management));

        var taken = sourceValid.and(fetch.or(draining));
        var managementWords = num(ManagementFrame.WORDS, 15);
        var words = request.payload().payloadWords();
        when(
                        now.is(TransmitState.START),
                        () -> unread.next(mux(management, managementWords, words)))
                .elseWhen(taken, () -> unread.next(unread.sub(1)));
        var fetched = fetch.and(sourceValid);
        when(
                fetched,
                () -> {
                    staged.next(mux(management, managementWord, payload.payload()));
                    stagedFirst.next(now.is(TransmitState.ATM));
                    stagedLast.next(unread.eq(1));
                });
        var drained = taken.and(unread.eq(1));
        when(draining.and(drained.or(state.enabled().not())), () -> draining.next(false));

        crcEngine.start.assign(stagedFirst);
        crcEngine.word.valid().assign(now.is(TransmitState.PAYLOAD));
        crcEngine.word.payload().assign(staged);
    }
}
