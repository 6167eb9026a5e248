package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;

/// The media access controller of a Jetstream ring: repeats, strips, takes part in the token, sends, and
/// numbers the stations. Formats: `docs/ring.md`.
///
/// ```
///  link in ─> SymbolDecode ── first ──> RepeatPath: second ──> link out
///        └──> HeaderDecode    │ │ │       ^    ^ ^ ^   ^
///                 flags ┐ Framer│ │       │    │ │ │   └─ Transmitter <── request, payload
///                       v   v   │ │       │    │ │ │          ^  ^  └─ tags ─ TagTracker ──> completed
///                    FrameFilter┼─┼───────┘    │ │ │          │  └─ fits ─ TokenTimer
///                  EndStatus <──┼─┼── verdict  │ │ │          └─ captured ┐
///                       └───────┼─┼────────────┘ │ └────────── TokenGate ─┘
///                   ReceiveTap <┴─┴──> received ──> ManagementReader ──> Numbering ──> status
/// ```
/// Latency link to link 3 clocks; `received` is 2 clocks behind the link in; a word each clock in all
/// directions. The START behind a captured token leaves 3 clocks after the token would have.
public final class Mac extends Module {
    /// What a ring may take to bring a management frame back, in clocks, where nothing else is said: 0.5 ms
    /// at 125 MHz.
    public static final int ANSWER_CLOCKS = 65_536;

    public final Link linkIn = input(Link.TYPE);
    public final Link linkOut = output(Link.TYPE);

    public final MacConfig config = input(MacConfig.TYPE);
    public final MacStatus status = output(MacStatus.TYPE);

    /// A clock or two behind what they report.
    public final MacEvents events = output(MacEvents.TYPE);

    public final Received received = output(Received.TYPE);
    public final Verdict verdict = input(Verdict.TYPE);

    public final Stream<TransmitRequest> request = input(stream(TransmitRequest.TYPE));
    public final Stream<Bits> payload = input(stream(bits(32)));
    public final Flow<Completed> completed = output(flow(Completed.TYPE));

    private final SymbolDecode symbolDecode = child(new SymbolDecode());
    private final HeaderDecode headerDecode = child(new HeaderDecode());
    private final Framer framer = child(new Framer());
    private final FrameFilter filter = child(new FrameFilter());
    private final RepeatPath repeatPath = child(new RepeatPath());
    private final EndStatus endStatus = child(new EndStatus());
    private final ReceiveTap receiveTap = child(new ReceiveTap());
    private final OwnReturn ownReturn = child(new OwnReturn());
    private final TokenGate tokenGate = child(new TokenGate());
    private final TokenTimer tokenTimer = child(new TokenTimer());
    private final TagTracker tagTracker = child(new TagTracker());
    private final Transmitter transmitter = child(new Transmitter());
    private final ManagementReader managementReader = child(new ManagementReader());
    private final ManagementPayload managementPayload = child(new ManagementPayload());
    private final Numbering numbering;

    private final MacEvents happened = reg(MacEvents.TYPE, init(0));

    public Mac() {
        this(ANSWER_CLOCKS);
    }

    /// @param answerClocks that the monitor waits for its management frames
    public Mac(int answerClocks) {
        this.numbering = child(new Numbering(answerClocks));
    }

    @Override
    protected void build() {
        decode();
        filter();
        repeat();
        receive();
        token();
        transmit();
        tags();
        number();
        count();
    }

    private void decode() {
        symbolDecode.link.assign(linkIn);
        headerDecode.link.assign(linkIn.word());
        headerDecode.first.assign(symbolDecode.first);
        headerDecode.station.assign(numbering.state.station());
        framer.symbol.assign(symbolDecode.symbol);
        framer.checkGood.assign(headerDecode.flags.checkGood());
    }

    private void filter() {
        filter.header.assign(symbolDecode.first);
        filter.flags.assign(headerDecode.flags);
        filter.arriving.assign(framer.arriving);
        filter.place.assign(framer.place);
        filter.state.assign(numbering.state);
        filter.sending.assign(transmitter.sending);
    }

    private void repeat() {
        repeatPath.first.assign(symbolDecode.first);
        repeatPath.arriving.assign(framer.arriving);
        repeatPath.counted.assign(headerDecode.flags.counted());
        repeatPath.count.assign(filter.count);
        repeatPath.circulate.assign(filter.circulate);
        repeatPath.flipSymbols.assign(numbering.state.member().and(numbering.state.monitor()));
        repeatPath.place.assign(framer.place);
        repeatPath.passes.assign(filter.passes);
        repeatPath.open.assign(filter.open);
        repeatPath.cut.assign(framer.cut);
        repeatPath.symbolPasses.assign(tokenGate.passes);
        repeatPath.endStatus.assign(endStatus.argument);
        repeatPath.sent.assign(transmitter.link);
        repeatPath.sending.assign(transmitter.sending);
        linkOut.assign(repeatPath.linkOut);
    }

    private void receive() {
        receiveTap.first.assign(symbolDecode.first);
        receiveTap.arriving.assign(framer.arriving);
        receiveTap.hecGood.assign(headerDecode.flags.hecGood());
        receiveTap.place.assign(framer.place);
        receiveTap.cut.assign(framer.cut);
        receiveTap.deciding.assign(filter.deciding);
        receiveTap.eligible.assign(filter.eligible);
        receiveTap.error.assign(endStatus.error);
        received.assign(receiveTap.received);

        endStatus.first.assign(symbolDecode.first);
        endStatus.crc.assign(receiveTap.received.crc());
        endStatus.eligible.assign(receiveTap.received.eligible());
        endStatus.verdict.assign(verdict);
        endStatus.refused.assign(managementReader.refused);
    }

    private void token() {
        tokenGate.first.assign(symbolDecode.first);
        tokenGate.place.assign(framer.place);
        tokenGate.state.assign(numbering.state);
        tokenGate.sending.assign(transmitter.sending);
        tokenGate.wanted.assign(transmitter.wanted);

        tokenTimer.ttrt.assign(numbering.ttrt);
        tokenTimer.running.assign(numbering.state.member());
        tokenTimer.accepted.assign(tokenGate.accepted);
        tokenTimer.holding.assign(transmitter.holding);
        tokenTimer.needed.assign(transmitter.needed);
    }

    private void transmit() {
        transmitter.state.assign(numbering.state);
        connect(transmitter.request, request);
        connect(transmitter.payload, payload);
        transmitter.captured.assign(tokenGate.captured);
        transmitter.tokenArgument.assign(repeatPath.second.slice(24, 16));
        transmitter.fits.assign(tokenTimer.fits);
        transmitter.windowOpen.assign(tagTracker.windowOpen);
        transmitter.tag.assign(tagTracker.tag);
        transmitter.manage.assign(numbering.manage);
        transmitter.managementWord.assign(managementPayload.word);
        transmitter.issue.assign(numbering.issue);
        transmitter.quiet.assign(filter.open.not());
    }

    private void tags() {
        ownReturn.first.assign(symbolDecode.first);
        ownReturn.deciding.assign(filter.deciding);
        ownReturn.second.assign(repeatPath.second);
        ownReturn.place.assign(framer.place);
        ownReturn.cut.assign(framer.cut);
        ownReturn.own.assign(filter.own);

        tagTracker.started.assign(transmitter.started);
        tagTracker.markSent.assign(transmitter.markSent);
        tagTracker.returned.assign(ownReturn.returned);
        tagTracker.markReturned.assign(tokenGate.markReport);
        tagTracker.tokenArrived.assign(tokenGate.tokenReport);
        tagTracker.cancel.assign(numbering.state.member().not().and(transmitter.idle));
        completed.assign(tagTracker.completed);
    }

    private void number() {
        managementReader.received.assign(receiveTap.received);
        managementReader.notCopied.assign(endStatus.notCopied);
        managementReader.state.assign(numbering.state);

        managementPayload.start.assign(transmitter.managed);
        managementPayload.next.assign(transmitter.managementNext);
        managementPayload.confirm.assign(numbering.confirming);
        managementPayload.stations.assign(numbering.stations);
        managementPayload.epoch.assign(numbering.state.epoch());
        managementPayload.ttrt.assign(numbering.ttrt);
        managementPayload.address.assign(config.address());

        numbering.config.assign(config);
        numbering.seen.assign(managementReader.seen);
        numbering.passing.assign(managementReader.passing);
        numbering.tokenArrived.assign(tokenGate.tokenReport);
        numbering.managed.assign(transmitter.managed);
        numbering.issued.assign(transmitter.issued);
        status.assign(numbering.status);
    }

    private void count() {
        happened.headerCheck().next(filter.headerCheckEvent);
        happened.hec().next(receiveTap.hecEvent);
        happened.ownReturned().next(filter.ownReturnedEvent);
        happened.management().next(filter.managementEvent);
        happened.circulation().next(filter.circulationEvent);
        happened.disabled().next(filter.disabledEvent);
        happened.repeated().next(filter.repeatedEvent);
        happened.aborted().next(receiveTap.abortedEvent);
        happened.sent().next(transmitter.sentEvent);
        happened.returnedGood().next(tagTracker.returnedGoodEvent);
        happened.returnedBad().next(tagTracker.returnedBadEvent);
        happened.lost().next(tagTracker.lostEvent);
        happened.tokens().next(tokenGate.accepted);
        happened.tokenCaptured().next(tokenGate.captured);
        happened.tokenPassed().next(tokenGate.accepted.and(tokenGate.captured.not()));
        happened.tokenLate().next(tokenTimer.lateEvent);
        happened.tokenMissing().next(tokenTimer.missingEvent);
        happened.tokenBad().next(tokenGate.tokenBadEvent);
        happened.foreignStart().next(filter.foreignStartEvent);
        happened.foreignMark().next(tokenGate.foreignMarkEvent);
        happened.badSymbol().next(symbolDecode.symbol.is(Symbol.BROKEN));
        happened.strayWord().next(stray());
        happened.codeError().next(symbolDecode.symbol.is(Symbol.INVALID));
        events.assign(happened);
    }

    private Bool stray() {
        return symbolDecode.symbol.is(Symbol.DATA).and(framer.arriving.is(Place.OUTSIDE));
    }
}
