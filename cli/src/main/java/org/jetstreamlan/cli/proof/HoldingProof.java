package org.jetstreamlan.cli.proof;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.mac.MacConfig;
import org.jetstreamlan.nic.mac.Place;
import org.jetstreamlan.nic.mac.StationState;
import org.jetstreamlan.nic.mac.TokenGate;
import org.jetstreamlan.nic.mac.TokenTimer;
import org.jetstreamlan.nic.mac.TransmitRequest;
import org.jetstreamlan.nic.mac.Transmitter;

/// A captured token is released within SA + THT + one largest frame, at the latest: [TokenGate], [TokenTimer] and [Transmitter] of a member, with any
/// words, requests and payloads. THT is taken as what is left of TTRT since the last token, which it never exceeds. Reduced: TTRT 4 to 20
/// words, SA 0 or up to 20, payloads of 2 words, a tag always free; both overrun policies.
final class HoldingProof extends Module {
    private static final int COUNT = 8;
    private static final int LONGEST = 2;
    private static final int TIME_LIMIT = 20;

    /// TRT is at least 256 in hardware; it begins anew 2 words behind its cause.
    private static final int TIME_LEAST = 4;

    /// START, two header words, END, fill, MARK, TOKEN, and what the comparison lags.
    private static final int FRAMING = 16;

    private final Bits first = input(bits(32));
    private final Enumerated<Place> arriving = input(enumerated(Place.class));
    private final UInt ttrt = input(uint(COUNT));
    private final UInt allocation = input(uint(COUNT));
    private final Bool overrun = input(bool());
    private final Bool monitor = input(bool());
    private final Bool leaves = input(bool());
    private final Bits epoch = input(bits(6));
    private final Stream<TransmitRequest> synchronous = input(stream(TransmitRequest.TYPE));
    private final Stream<Bits> synchronousPayload = input(stream(bits(32)));
    private final Stream<TransmitRequest> asynchronous = input(stream(TransmitRequest.TYPE));
    private final Stream<Bits> asynchronousPayload = input(stream(bits(32)));

    private final TokenGate gate = child(new TokenGate());
    private final TokenTimer timer = child(new TokenTimer());
    private final Transmitter transmitter = child(new Transmitter());
    private final Enumerated<Place> place = reg(enumerated(Place.class), Place.OUTSIDE);
    private final StationState state = wire(StationState.TYPE);

    private final Bool begun = reg(bool(), init(0));
    private final UInt ttrtBefore = reg(uint(COUNT), init(0));
    private final UInt allocationBefore = reg(uint(COUNT), init(0));
    private final Bool overrunBefore = reg(bool(), init(0));

    /// Words since the last token, and since this one was captured.
    private final UInt since = reg(uint(COUNT), init(0));

    private final UInt held = reg(uint(COUNT), init(0));
    private final UInt granted = reg(uint(COUNT), init(0));

    @Override
    protected void build() {
        settings();
        connectGate();
        connectTimer();
        connectTransmitter();

        var full = since.andR();
        since.next(mux(gate.accepted, num(0, COUNT), mux(full, since, since.add(1))));
        when(
                gate.captured,
                () -> granted.next(mux(since.lt(ttrt), ttrt.sub(since), num(0, COUNT))));
        held.next(mux(transmitter.holding, held.add(1), num(0, COUNT)));
        var bound = granted.add(allocation).add(LONGEST + FRAMING);
        check(held.le(bound), "the token is released within SA, THT and one largest frame");
    }

    private void settings() {
        begun.next(high());
        ttrtBefore.next(ttrt);
        allocationBefore.next(allocation);
        overrunBefore.next(overrun);
        var same =
                all(
                        ttrt.eq(ttrtBefore),
                        allocation.eq(allocationBefore),
                        overrun.eq(overrunBefore));
        assume(begun.not().or(same), "settings stay");
        assume(ttrt.le(TIME_LIMIT).and(allocation.le(TIME_LIMIT)), "short timers");
        assume(ttrt.ge(TIME_LEAST), "timers are not 0");
        assume(
                synchronous
                        .payload()
                        .payloadWords()
                        .le(LONGEST)
                        .and(asynchronous.payload().payloadWords().le(LONGEST)),
                "short frames");
        assume(
                synchronous
                        .payload()
                        .payloadWords()
                        .gt(1)
                        .and(asynchronous.payload().payloadWords().gt(1)),
                "frames have a payload");
    }

    private void connectGate() {
        assume(arriving.isLegal(), "a word has one place");
        place.next(arriving);
        state.enabled().assign(high());
        state.claiming().assign(low());
        state.monitor().assign(monitor);
        state.member().assign(leaves.not());
        state.valid().assign(high());
        state.last().assign(low());
        state.station().assign(1);
        state.epoch().assign(epoch);
        gate.first.assign(first);
        gate.arriving.assign(arriving);
        gate.place.assign(place);
        gate.state.assign(state);
        gate.sending.assign(transmitter.sending);
        gate.wantedSynchronous.assign(transmitter.wantedSynchronous);
        gate.wantedAsynchronous.assign(transmitter.wantedAsynchronous);
        gate.waits.assign(transmitter.waits);
        gate.settled.assign(timer.settled);
        gate.begun.assign(timer.begun);
    }

    private void connectTimer() {
        timer.ttrt.assign(ttrt.zext(MacConfig.TIME));
        timer.tMax.assign(1000);
        timer.allocation.assign(allocation.zext(MacConfig.TIME));
        timer.overrun.assign(overrun);
        timer.restart.assign(low());
        timer.member.assign(state.member());
        timer.issued.assign(transmitter.issued);
        timer.accepted.assign(gate.accepted);
        timer.barred.assign(gate.barred);
        timer.holding.assign(transmitter.holding);
        timer.serving.assign(transmitter.serving);
        timer.beyondSynchronous.assign(transmitter.beyondSynchronous);
        timer.beyondAsynchronous.assign(transmitter.beyondAsynchronous);
    }

    private void connectTransmitter() {
        transmitter.state.assign(state);
        connect(transmitter.synchronous, synchronous);
        connect(transmitter.synchronousPayload, synchronousPayload);
        connect(transmitter.asynchronous, asynchronous);
        connect(transmitter.asynchronousPayload, asynchronousPayload);
        transmitter.spoiled.assign(low());
        transmitter.largest.assign(LONGEST);
        transmitter.withinAllowance.assign(timer.withinAllowance);
        transmitter.captured.assign(gate.captured);
        transmitter.tokenArgument.assign(first.slice(24, 16));
        transmitter.fitsSynchronous.assign(timer.fitsSynchronous);
        transmitter.fitsAsynchronous.assign(timer.fitsAsynchronous);
        transmitter.windowOpen.assign(high());
        transmitter.tag.assign(0);
        transmitter.manage.assign(low());
        transmitter.managementWord.assign(0);
        transmitter.managementLast.assign(low());
        transmitter.issue.assign(low());
        transmitter.quiet.assign(high());
    }
}
