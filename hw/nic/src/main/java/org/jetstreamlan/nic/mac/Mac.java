package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;

/// The media access controller of a Jetstream ring: repeats, strips, takes part in the token, sends, and
/// brings the ring up and back. Formats and rules: `docs/ring.md`.
///
/// ```
///  link in ─> SymbolDecode ── first ──> RepeatPath: second ──> link out
///        └──> HeaderDecode    │ │ │       ^    ^ ^ ^   ^
///                 flags ┐ Framer│ │       │    │ │ │   └─ Transmitter <── requests, payloads
///                       v   v   │ │       │    │ │ │          ^  ^  └─ tags ─ TagTracker ──> completed
///                    FrameFilter┼─┼───────┘    │ │ │          │  └─ fits ─ TokenTimer
///                  EndStatus <──┼─┼── verdict  │ │ │          └─ captured ┐
///                       └───────┼─┼────────────┘ │ └────────── TokenGate ─┘
///                   ReceiveTap <┴─┴──> received ──> ManagementReader ──> RingManagement ──> status
/// ```
/// Latency link to link 3 clocks; `received` is 2 clocks behind the link in; a word each clock in all
/// directions. The START behind a captured token leaves 3 clocks after the token would have.
public final class Mac extends Module {
    private final boolean clan;

    public final Link linkIn = input(Link.TYPE);
    public final Link linkOut = output(Link.TYPE);

    public final MacConfig config = input(MacConfig.TYPE);
    public final MacStatus status = output(MacStatus.TYPE);

    /// Operative values of the ring: TTRT, and F in payload words.
    public final UInt ttrt = output(uint(MacConfig.TIME));

    public final UInt largest = output(uint(MacConfig.FRAME));

    /// A clock or two behind what they report.
    public final MacEvents events = output(MacEvents.TYPE);

    /// A [Jabber] has taken this station off the ring.
    public final Bool jabber = input(bool());

    public final Received received = output(Received.TYPE);

    /// With HEADER and until the frame ends: it is of type CLAN, of another station, on its first pass, and `verdict` counts. Of no bits without CLAN.
    public final Bits receivedClan = output(bits(clan ? 1 : 0));

    public final Verdict verdict = input(Verdict.TYPE);

    // Frames of both classes: the request, and its payload.
    public final Stream<TransmitRequest> synchronous = input(stream(TransmitRequest.TYPE));
    public final Stream<Bits> synchronousPayload = input(stream(bits(32)));
    public final Stream<TransmitRequest> asynchronous = input(stream(TransmitRequest.TYPE));
    public final Stream<Bits> asynchronousPayload = input(stream(bits(32)));

    /// The asynchronous request is for a frame of type CLAN. Of no bits without CLAN.
    public final Bits asynchronousClan = input(bits(clan ? 1 : 0));

    /// The payload word that is offered is not to leave: ABORT ends its frame.
    public final Bool spoiled = input(bool());

    public final Flow<Completed> completed = output(flow(Completed.TYPE));

    /// The token is here; SA is full while it is not.
    public final Bool holding = output(bool());

    private final SymbolDecode symbolDecode = child(new SymbolDecode());
    private final HeaderDecode headerDecode = child(new HeaderDecode());
    private final Framer framer = child(new Framer());
    private final FrameFilter filter = child(new FrameFilter(clan));
    private final RepeatPath repeatPath = child(new RepeatPath());
    private final EndStatus endStatus = child(new EndStatus());
    private final ReceiveTap receiveTap = child(new ReceiveTap(clan));
    private final OwnReturn ownReturn = child(new OwnReturn());
    private final TokenGate tokenGate = child(new TokenGate());
    private final TokenTimer tokenTimer = child(new TokenTimer());
    private final TagTracker tagTracker = child(new TagTracker());
    private final Transmitter transmitter = child(new Transmitter(clan));
    private final BidTable bidTable = child(new BidTable());
    private final ManagementReader managementReader = child(new ManagementReader());
    private final ManagementPayload managementPayload = child(new ManagementPayload());
    private final RingManagement management = child(new RingManagement());
    private final SilenceTimer silenceTimer = child(new SilenceTimer());
    private final Bool foreignSeen = reg(bool(), init(0));

    private final MacEvents happened = reg(MacEvents.TYPE, init(0));

    public Mac() {
        this(false);
    }

    /// @param clan whether frames of type CLAN are sent and taken; without, they are repeated
    public Mac(boolean clan) {
        this.clan = clan;
        super();
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
        manage();
        count();
    }

    private void decode() {
        symbolDecode.link.assign(linkIn);
        headerDecode.link.assign(linkIn.word());
        headerDecode.first.assign(symbolDecode.first);
        headerDecode.station.assign(management.state.station());
        framer.symbol.assign(symbolDecode.symbol);
        framer.checkGood.assign(headerDecode.flags.checkGood());
    }

    private void filter() {
        filter.header.assign(symbolDecode.first);
        filter.flags.assign(headerDecode.flags);
        filter.arriving.assign(framer.arriving);
        filter.place.assign(framer.place);
        filter.state.assign(management.state);
        filter.sending.assign(transmitter.sending);
    }

    private void repeat() {
        repeatPath.first.assign(symbolDecode.first);
        repeatPath.arriving.assign(framer.arriving);
        repeatPath.way.assign(headerDecode.flags.way());
        repeatPath.count.assign(filter.count);
        repeatPath.circulate.assign(filter.circulate);
        repeatPath.flipSymbols.assign(management.state.member().and(management.state.monitor()));
        repeatPath.flipYield.assign(tokenGate.flipYield);
        repeatPath.giveUp.assign(management.state.claiming());
        repeatPath.place.assign(framer.place);
        repeatPath.passes.assign(filter.passes);
        repeatPath.open.assign(filter.open);
        repeatPath.cut.assign(framer.cut);
        repeatPath.symbolPasses.assign(tokenGate.passes);
        repeatPath.endStatus.assign(endStatus.argument);
        repeatPath.sent.assign(transmitter.link);
        repeatPath.aborted.assign(transmitter.aborted);
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
        receiveTap.eligibleClan.assign(filter.eligibleClan);
        receivedClan.assign(receiveTap.clan);
        receiveTap.error.assign(endStatus.error);
        received.assign(receiveTap.received);

        endStatus.first.assign(symbolDecode.first);
        endStatus.crc.assign(receiveTap.received.crc());
        var eligible = receiveTap.received.eligible();
        endStatus.eligible.assign(
                receivedClan.width() == 0 ? eligible : eligible.or(receiveTap.clan.bit(0)));
        endStatus.verdict.assign(verdict);
        endStatus.refused.assign(managementReader.refused);
    }

    private void token() {
        tokenGate.first.assign(symbolDecode.first);
        tokenGate.place.assign(framer.place);
        tokenGate.state.assign(management.state);
        tokenGate.sending.assign(transmitter.sending);
        tokenGate.arriving.assign(framer.arriving);
        tokenGate.wantedSynchronous.assign(transmitter.wantedSynchronous);
        tokenGate.wantedAsynchronous.assign(transmitter.wantedAsynchronous);
        tokenGate.waits.assign(transmitter.waits);
        tokenGate.settled.assign(tokenTimer.settled);
        tokenGate.begun.assign(tokenTimer.begun);

        tokenTimer.ttrt.assign(management.ttrt);
        tokenTimer.tMax.assign(config.tMax());
        tokenTimer.allocation.assign(config.allocation());
        tokenTimer.overrun.assign(config.overrun());
        tokenTimer.restart.assign(management.restart);
        tokenTimer.member.assign(management.state.member());
        tokenTimer.issued.assign(transmitter.issued);
        tokenTimer.accepted.assign(tokenGate.accepted);
        tokenTimer.barred.assign(tokenGate.barred);
        tokenTimer.holding.assign(transmitter.holding);
        holding.assign(transmitter.holding);
        tokenTimer.serving.assign(transmitter.serving);
        tokenTimer.beyondSynchronous.assign(transmitter.beyondSynchronous);
        tokenTimer.beyondAsynchronous.assign(transmitter.beyondAsynchronous);

        silenceTimer.tvx.assign(config.tvx());
        silenceTimer.member.assign(management.state.member());
        var symbol =
                any(
                        framer.place.is(Place.END),
                        framer.place.is(Place.TOKEN),
                        framer.place.is(Place.MARK));
        silenceTimer.valid.assign(symbol.or(filter.deciding));
    }

    private void transmit() {
        transmitter.state.assign(management.state);
        connect(transmitter.synchronous, synchronous);
        connect(transmitter.synchronousPayload, synchronousPayload);
        connect(transmitter.asynchronous, asynchronous);
        connect(transmitter.asynchronousPayload, asynchronousPayload);
        transmitter.asynchronousClan.assign(asynchronousClan);
        transmitter.spoiled.assign(spoiled);
        transmitter.largest.assign(management.largest);
        transmitter.withinAllowance.assign(tokenTimer.withinAllowance);
        transmitter.captured.assign(tokenGate.captured);
        transmitter.tokenArgument.assign(repeatPath.second.slice(24, 16));
        transmitter.fitsSynchronous.assign(tokenTimer.fitsSynchronous);
        transmitter.fitsAsynchronous.assign(tokenTimer.fitsAsynchronous);
        transmitter.windowOpen.assign(tagTracker.windowOpen);
        transmitter.tag.assign(tagTracker.tag);
        transmitter.manage.assign(management.manage);
        transmitter.managementWord.assign(managementPayload.word);
        transmitter.managementLast.assign(managementPayload.last);
        transmitter.issue.assign(management.issue);
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
        tagTracker.cancel.assign(management.state.member().not().and(transmitter.idle));
        completed.assign(tagTracker.completed);
    }

    private void manage() {
        managementReader.received.assign(receiveTap.received);
        managementReader.notCopied.assign(endStatus.notCopied);
        managementReader.state.assign(management.state);
        managementReader.fresh.assign(management.draws);
        managementReader.bid.assign(bidTable.compareWord);

        bidTable.nonce.assign(management.nonce);
        bidTable.ttrt.assign(config.ttrt());
        bidTable.largest.assign(config.largest());
        bidTable.address.assign(config.address());
        bidTable.fresh.assign(management.fresh);
        bidTable.sendIndex.assign(managementPayload.index);
        bidTable.compareIndex.assign(managementReader.index);

        managementPayload.start.assign(transmitter.managed);
        managementPayload.next.assign(transmitter.managementNext);
        managementPayload.operation.assign(management.operation);
        managementPayload.stations.assign(management.stations);
        managementPayload.bid.assign(bidTable.sendWord);

        management.config.assign(config);
        management.seen.assign(managementReader.seen);
        management.passing.assign(managementReader.passing);
        management.expired.assign(tokenTimer.expired);
        management.longSince.assign(tokenTimer.longSince);
        management.silence.assign(silenceTimer.expired);
        management.secondToken.assign(tokenGate.secondTokenEvent);
        management.secondSender.assign(foreignSeen.and(filter.foreignStartEvent));
        management.monitorGone.assign(filter.unmarkedEvent.or(tokenGate.monitorGoneEvent));
        management.jabber.assign(jabber);
        management.settled.assign(tokenTimer.settled);
        management.managed.assign(transmitter.managed);
        management.issued.assign(transmitter.issued);
        when(transmitter.sending.not(), () -> foreignSeen.next(false))
                .elseWhen(filter.foreignStartEvent, () -> foreignSeen.next(true));
        status.assign(management.status);
        ttrt.assign(management.ttrt);
        largest.assign(management.largest);
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
        happened.tokenMissing().next(tokenTimer.expired.and(management.state.member()));
        happened.tokenBad().next(tokenGate.tokenBadEvent);
        happened.foreignStart().next(filter.foreignStartEvent);
        happened.foreignMark().next(tokenGate.foreignMarkEvent);
        happened.badSymbol().next(symbolDecode.symbol.is(Symbol.BROKEN));
        happened.strayWord().next(stray());
        happened.codeError().next(symbolDecode.symbol.is(Symbol.INVALID));
        happened.claims().next(management.claimEvent);
        happened.purged().next(transmitter.purgedEvent);
        events.assign(happened);
    }

    private Bool stray() {
        return symbolDecode.symbol.is(Symbol.DATA).and(framer.arriving.is(Place.OUTSIDE));
    }
}
