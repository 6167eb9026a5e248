package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.Header;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// Bring-up: station ids in ring order, the number of stations, the first token.
///
/// ```
///             monitor                      station r
///  start ──>  ID, source 0       ─────>    id := source + 1, re-emitted so
///             N := source + 1    <─────
///             CONFIRM, source 0  ─────>    source + 1 = id ? N := of the frame, member : sets N
///             no N set, same N   <─────
///             first TOKEN        ─────>    OPERATIONAL
/// ```
/// A frame that comes back with N set, not at all within `answerClocks`, or with another count, is sent again. A
/// station that gets 63 takes no id. The ring's TTRT and epoch are the monitor's, in CONFIRM. A disabled station that a
/// management frame passes loses its id, since it may now be another's.
///
/// Claim, beacon and recovery come later: they end in SEND_ID.
public final class Numbering extends Module {
    private final int answerClocks;

    public final MacConfig config = input(MacConfig.TYPE);
    public final ManagementSeen seen = input(ManagementSeen.TYPE);

    /// A management frame passes.
    public final Bool passing = input(bool());

    /// A token that counts has arrived.
    public final Bool tokenArrived = input(bool());

    /// A management frame waits to be sent; it goes out.
    public final Bool manage = output(bool());

    public final Bool managed = input(bool());

    /// It is CONFIRM.
    public final Bool confirming = output(bool());

    /// The first token waits to be sent; it goes out.
    public final Bool issue = output(bool());

    public final Bool issued = input(bool());

    public final StationState state = output(StationState.TYPE);

    /// N as counted; confirmed or not.
    public final UInt stations = output(uint(7));

    /// Of the ring.
    public final UInt ttrt = output(uint(32));

    public final MacStatus status = output(MacStatus.TYPE);

    private final Enumerated<NumberingState> phase =
            reg(enumerated(NumberingState.class), NumberingState.REST);
    private final UInt patience;
    private final Bool enabled = reg(bool(), init(0));
    private final Bool monitor = reg(bool(), init(0));
    private final Bool starting = reg(bool(), init(0));
    private final Bool valid = reg(bool(), init(0));
    private final Bool confirmed = reg(bool(), init(0));
    private final Bool tokenSeen = reg(bool(), init(0));
    private final Bool tooMany = reg(bool(), init(0));
    private final Bool last = reg(bool(), init(0));
    private final UInt station = reg(uint(6), init(0));
    private final UInt counted = reg(uint(7), init(0));
    private final UInt rotationTime = reg(uint(32), init(0));
    private final Bits epoch = reg(bits(6), init(0));

    /// @param answerClocks that the monitor waits for its management frame: more than the ring's latency
    public Numbering(int answerClocks) {
        this.answerClocks = answerClocks;
        int width = 32 - Integer.numberOfLeadingZeros(answerClocks);
        this.patience = reg(uint(width), init(0));
    }

    @Override
    protected String moduleName() {
        return "Numbering_a" + answerClocks;
    }

    @Override
    protected void build() {
        enabled.next(config.enable());
        monitor.next(config.monitor());
        starting.next(config.start());
        last.next(all(confirmed, station.ne(0), station.zext(7).add(1).eq(counted)));
        // A token may have arrived just before the ring was given up.
        when(any(tokenArrived.and(confirmed), issued), () -> tokenSeen.next(true));

        when(
                        enabled.not(),
                        () -> {
                            phase.next(NumberingState.REST);
                            when(passing, this::forget);
                        })
                .elseWhen(monitor, this::lead)
                .otherwise(this::follow);

        outputs();
    }

    private void forget() {
        valid.next(false);
        unconfirm();
    }

    private void unconfirm() {
        confirmed.next(false);
        tokenSeen.next(false);
    }

    // ---- the monitor

    private void lead() {
        patience.next(patience.add(1));
        when(starting, this::begin).otherwise(this::proceed);
    }

    private void begin() {
        unconfirm();
        valid.next(true);
        tooMany.next(false);
        station.next(0);
        epoch.next(config.epoch());
        rotationTime.next(config.ttrt());
        phase.next(NumberingState.SEND_ID);
    }

    private void proceed() {
        var answered = seen.epoch().eq(epoch);
        var impatient = patience.eq(answerClocks);
        select(phase)
                .is(NumberingState.SEND_ID, () -> sendThenAwait(NumberingState.AWAIT_ID))
                .is(
                        NumberingState.AWAIT_ID,
                        () ->
                                when(seen.id().and(answered), this::count)
                                        .elseWhen(
                                                impatient,
                                                () -> phase.next(NumberingState.SEND_ID)))
                .is(NumberingState.SEND_CONFIRM, () -> sendThenAwait(NumberingState.AWAIT_CONFIRM))
                .is(
                        NumberingState.AWAIT_CONFIRM,
                        () ->
                                when(seen.confirm().and(answered), this::check)
                                        .elseWhen(
                                                impatient,
                                                () -> phase.next(NumberingState.SEND_CONFIRM)))
                .is(NumberingState.ISSUE_TOKEN, () -> when(issued, this::operate));
    }

    private void sendThenAwait(NumberingState next) {
        when(
                managed,
                () -> {
                    patience.next(0);
                    phase.next(next);
                });
    }

    private void count() {
        counted.next(seen.source().zext(7).add(1));
        when(
                        seen.full(),
                        () -> {
                            tooMany.next(true);
                            valid.next(false);
                            phase.next(NumberingState.REST);
                        })
                .elseWhen(seen.refused(), () -> phase.next(NumberingState.SEND_ID))
                .otherwise(() -> phase.next(NumberingState.SEND_CONFIRM));
    }

    private void check() {
        var same = seen.source().zext(7).add(1).eq(counted);
        when(same.not(), () -> phase.next(NumberingState.SEND_ID))
                .elseWhen(seen.refused(), () -> phase.next(NumberingState.SEND_CONFIRM))
                .otherwise(() -> phase.next(NumberingState.ISSUE_TOKEN));
    }

    private void operate() {
        confirmed.next(true);
        phase.next(NumberingState.REST);
    }

    // ---- the others

    private void follow() {
        phase.next(NumberingState.REST);
        var place = seen.source().add(1);
        when(
                seen.id(),
                () -> {
                    var full = seen.source().eq(Header.STATIONS - 1);
                    unconfirm();
                    valid.next(full.not());
                    tooMany.next(full);
                    station.next(mux(full, num(0, 6), place));
                });
        when(
                all(seen.confirm(), valid, place.eq(station)),
                () -> {
                    confirmed.next(true);
                    counted.next(seen.stations());
                    epoch.next(seen.epoch());
                    rotationTime.next(seen.ttrt());
                });
    }

    private void outputs() {
        var confirmPhase =
                any(phase.is(NumberingState.SEND_CONFIRM), phase.is(NumberingState.AWAIT_CONFIRM));
        manage.assign(any(phase.is(NumberingState.SEND_ID), phase.is(NumberingState.SEND_CONFIRM)));
        confirming.assign(confirmPhase);
        issue.assign(phase.is(NumberingState.ISSUE_TOKEN));
        stations.assign(counted);
        ttrt.assign(rotationTime);

        state.enabled().assign(enabled);
        state.monitor().assign(monitor);
        state.member().assign(enabled.and(confirmed));
        state.valid().assign(valid);
        state.last().assign(last);
        state.station().assign(station);
        state.epoch().assign(epoch);

        var afterId =
                mux(tokenSeen, constant(RingState.OPERATIONAL), constant(RingState.NUMBERING));
        status.station().assign(station);
        status.stationValid().assign(valid);
        status.stations().assign(mux(confirmed, counted, num(0, 7)));
        status.state().assign(mux(valid, afterId, constant(RingState.DOWN)));
        status.tooMany().assign(tooMany);
    }
}
