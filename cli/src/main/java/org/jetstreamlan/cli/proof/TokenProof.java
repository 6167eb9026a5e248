package org.jetstreamlan.cli.proof;

import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.RingPhase;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.mac.MacConfig;
import org.jetstreamlan.nic.mac.ManagementSeen;
import org.jetstreamlan.nic.mac.Place;
import org.jetstreamlan.nic.mac.RingManagement;
import org.jetstreamlan.nic.mac.TokenGate;
import org.jetstreamlan.nic.mac.TransmitRequest;
import org.jetstreamlan.nic.mac.Transmitter;

/// A station never issues a second token while one is its own, and never transmits without the token but management frames while it claims
/// or numbers. [TokenGate], [Transmitter] and [RingManagement] as the MAC connects them, at full size; all they read of the rest of
/// the MAC (the words that come, the timers' verdicts, tags, management frames seen) is free in each clock, so that it holds whatever that does.
final class TokenProof extends Module {
    private final Bits first = input(bits(32));
    private final Enumerated<Place> arriving = input(enumerated(Place.class));
    private final MacConfig config = input(MacConfig.TYPE);
    private final ManagementSeen seen = input(ManagementSeen.TYPE);
    private final Bool passing = input(bool());
    private final Bool expired = input(bool());
    private final Bool longSince = input(bool());
    private final Bool silence = input(bool());
    private final Bool secondSender = input(bool());
    private final Bool monitorGone = input(bool());
    private final Bool jabber = input(bool());
    private final Bool settled = input(bool());
    private final Bool begun = input(bool());
    private final Bool fitsSynchronous = input(bool());
    private final Bool fitsAsynchronous = input(bool());
    private final Bool withinAllowance = input(bool());
    private final Bool windowOpen = input(bool());
    private final UInt tag = input(uint(6));
    private final Bits managementWord = input(bits(32));
    private final Bool managementLast = input(bool());
    private final Bool quiet = input(bool());
    private final Bool spoiled = input(bool());
    private final Stream<TransmitRequest> synchronous = input(stream(TransmitRequest.TYPE));
    private final Stream<Bits> synchronousPayload = input(stream(bits(32)));
    private final Stream<TransmitRequest> asynchronous = input(stream(TransmitRequest.TYPE));
    private final Stream<Bits> asynchronousPayload = input(stream(bits(32)));

    private final TokenGate gate = child(new TokenGate());
    private final Transmitter transmitter = child(new Transmitter());
    private final RingManagement management = child(new RingManagement());
    private final Enumerated<Place> place = reg(enumerated(Place.class), Place.OUTSIDE);
    private final Bits second = reg(bits(32), init(0));

    /// A token is this station's: captured or made, and not yet out or given up.
    private final Bool own = reg(bool(), init(0));

    private final Bool managed = reg(bool(), init(0));
    private final Bool asked = reg(bool(), init(0));
    private final Bool started = reg(bool(), init(0));

    @Override
    protected void build() {
        connectGate();
        connectTransmitter();
        connectManagement();

        var link = transmitter.link;
        var control = transmitter.sending.and(link.kind().is(LinkWord.Kind.CONTROL));
        var token = control.and(opcode(link.word()).eq(ControlSymbol.OPCODE_TOKEN));
        var start = control.and(opcode(link.word()).eq(ControlSymbol.OPCODE_START));
        var type = link.word().slice(Header.TYPE.lo() + 1, Header.TYPE.lo());

        var gets = gate.captured.or(transmitter.issued);
        own.next(mux(gets, high(), own.and(transmitter.idle.not())));
        managed.next(transmitter.managed);
        asked.next(management.manage);
        started.next(start);

        var has = transmitter.holding.or(token);
        when(gets, () -> check(has.not(), "no second token becomes this station's"));
        when(token, () -> check(own, "a token that goes out was captured or made here"));
        var passes = all(gate.passes, place.is(Place.TOKEN), transmitter.sending.not());
        when(
                passes,
                () -> check(own.or(gets).not(), "no token goes by while one is this station's"));
        when(token, () -> check(management.issue.not(), "the first token is made once"));
        when(
                start,
                () ->
                        check(
                                own.or(managed),
                                "a frame starts with the token only, or for the ring's management"));
        when(
                started.and(own.not()),
                () ->
                        check(
                                type.eq(FrameType.MANAGEMENT.ordinal()),
                                "what goes without the token is a management frame"));
        when(transmitter.holding, () -> check(own, "who holds the token has captured or made it"));
        when(transmitter.holding, () -> check(transmitter.sending, "who holds the token sends"));
        var phase = management.status.phase();
        check(
                management.state.member().eq(phase.is(RingPhase.MEMBER)),
                "members are in phase MEMBER");
        when(
                management.state.enabled().not(),
                () -> check(phase.is(RingPhase.OFF), "who takes no part is OFF"));
        when(
                transmitter.managed,
                () -> {
                    check(transmitter.holding.not(), "management frames go without the token");
                    check(
                            asked,
                            "a management frame goes only while the station claims or numbers");
                });
    }

    private void connectGate() {
        assume(arriving.isLegal(), "a word has one place");
        place.next(arriving);
        second.next(first);
        gate.first.assign(first);
        gate.arriving.assign(arriving);
        gate.place.assign(place);
        gate.state.assign(management.state);
        gate.sending.assign(transmitter.sending);
        gate.wantedSynchronous.assign(transmitter.wantedSynchronous);
        gate.wantedAsynchronous.assign(transmitter.wantedAsynchronous);
        gate.waits.assign(transmitter.waits);
        gate.settled.assign(settled);
        gate.begun.assign(begun);
    }

    private void connectTransmitter() {
        transmitter.state.assign(management.state);
        connect(transmitter.synchronous, synchronous);
        connect(transmitter.synchronousPayload, synchronousPayload);
        connect(transmitter.asynchronous, asynchronous);
        connect(transmitter.asynchronousPayload, asynchronousPayload);
        transmitter.largest.assign(management.largest);
        transmitter.withinAllowance.assign(withinAllowance);
        transmitter.captured.assign(gate.captured);
        transmitter.tokenArgument.assign(second.slice(24, 16));
        transmitter.fitsSynchronous.assign(fitsSynchronous);
        transmitter.fitsAsynchronous.assign(fitsAsynchronous);
        transmitter.windowOpen.assign(windowOpen);
        transmitter.tag.assign(tag);
        transmitter.manage.assign(management.manage);
        var inPayload = all(transmitter.managementNext, managed.not());
        assume(
                inPayload.or(managementWord.orR().not()),
                "management frames have words in their payload only");
        transmitter.managementWord.assign(managementWord);
        transmitter.managementLast.assign(managementLast);
        transmitter.issue.assign(management.issue);
        transmitter.quiet.assign(quiet);
        transmitter.spoiled.assign(spoiled);
    }

    private void connectManagement() {
        management.config.assign(config);
        management.seen.assign(seen);
        management.passing.assign(passing);
        management.expired.assign(expired);
        management.longSince.assign(longSince);
        management.silence.assign(silence);
        management.secondToken.assign(gate.secondTokenEvent);
        management.secondSender.assign(secondSender);
        management.monitorGone.assign(monitorGone);
        management.jabber.assign(jabber);
        management.settled.assign(settled);
        management.managed.assign(transmitter.managed);
        management.issued.assign(transmitter.issued);
    }

    private static Bits opcode(Bits word) {
        int top = ControlSymbol.OPCODE_LO + ControlSymbol.OPCODE_WIDTH - 1;
        return word.slice(top, ControlSymbol.OPCODE_LO);
    }
}
