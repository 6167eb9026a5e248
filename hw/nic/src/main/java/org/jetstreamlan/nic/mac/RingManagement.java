package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.ManagementFrame.Operation;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// Brings the ring up and back: claim, beacon, station ids, the first token. `docs/ring.md`, States of a station, has the
/// whole table; its rows are the methods here.
///
/// ```
///             winner                       station r
///  CLAIM  ──> own CLAIM back               FOLLOW: a better one has come by
///  NUMBER ──> ID, source 0       ─────>    id := source + 1, re-emitted so
///             N := source + 1    <─────
///             CONFIRM, source 0  ─────>    source + 1 = id ? N, TTRT, F, epoch; MEMBER : sets N
///             no N set, same N   <─────
///  ISSUE  ──> first TOKEN        ─────>
///  MEMBER
/// ```
public final class RingManagement extends Module {
    public final MacConfig config = input(MacConfig.TYPE);
    public final ManagementSeen seen = input(ManagementSeen.TYPE);

    /// A management frame passes.
    public final Bool passing = input(bool());

    /// T_MAX has passed since [#restart], or TRT has expired with Late_Ct above 0.
    public final Bool expired = input(bool());

    /// At least half of T_MAX has passed since [#restart].
    public final Bool longSince = input(bool());

    // Why a member claims.
    public final Bool silence = input(bool());
    public final Bool secondToken = input(bool());
    public final Bool secondSender = input(bool());
    public final Bool monitorGone = input(bool());

    /// The station sends without end.
    public final Bool jabber = input(bool());

    /// The token has been here often enough to send everything.
    public final Bool settled = input(bool());

    /// TRT is to run from T_MAX.
    public final Bool restart = output(bool());

    /// A management frame waits to be sent; it goes out.
    public final Bool manage = output(bool());

    public final Bool managed = input(bool());
    public final Enumerated<Operation> operation = output(enumerated(Operation.class));

    /// The first token waits to be sent; it goes out.
    public final Bool issue = output(bool());

    public final Bool issued = input(bool());

    /// Of this station's claims.
    public final Bits nonce = output(bits(32));

    public final StationState state = output(StationState.TYPE);

    /// N as counted; confirmed or not.
    public final UInt stations = output(uint(7));

    /// Operative values of the ring: TTRT, and F in payload words.
    public final UInt ttrt = output(uint(MacConfig.TIME));

    public final UInt largest = output(uint(MacConfig.FRAME));

    public final MacStatus status = output(MacStatus.TYPE);

    /// The station begins to claim.
    public final Bool claimEvent = output(bool());

    private final Enumerated<RingPhase> phase = reg(enumerated(RingPhase.class), RingPhase.OFF);
    private final Enumerated<RingCause> cause = reg(enumerated(RingCause.class), RingCause.NONE);
    private final UInt patience = reg(uint(18), init(0));
    private final Bool enabled = reg(bool(), init(0));
    private final Bool claiming = reg(bool(), init(0));
    private final Bool leader = reg(bool(), init(0));
    private final Bool member = reg(bool(), init(0));
    private final Bool valid = reg(bool(), init(0));
    private final Bool confirmed = reg(bool(), init(0));
    private final Bool tooMany = reg(bool(), init(0));
    private final Bool duplicate = reg(bool(), init(0));
    private final Bool jabbered = reg(bool(), init(0));
    private final Bool bypassed = reg(bool(), init(0));
    private final Bool last = reg(bool(), init(0));
    private final UInt station = reg(uint(6), init(0));
    private final UInt counted = reg(uint(7), init(0));
    private final UInt rotationTime = reg(uint(MacConfig.TIME), init(0));
    private final UInt longest = reg(uint(MacConfig.FRAME), init(0));
    private final Bits epoch = reg(bits(6), init(0));

    private final Bits random = reg(bits(32), init(1));
    private final Bits drawn = reg(bits(32), init(0));

    // NUMBER: CONFIRM, else ID; it is out, else to be sent.
    private final Bool confirming = reg(bool(), init(0));
    private final Bool awaiting = reg(bool(), init(0));

    @Override
    protected void build() {
        var takesPart = config.enable().and(bypassed.not());
        enabled.next(takesPart);
        last.next(all(confirmed, station.ne(0), station.zext(7).add(1).eq(counted)));
        restart.assign(low());
        claimEvent.assign(low());
        step();
        patience.next(patience.add(1));
        when(
                managed,
                () -> {
                    patience.next(0);
                    awaiting.next(true);
                });
        when(
                jabber,
                () -> {
                    jabbered.next(true);
                    bypassed.next(true);
                });
        when(
                        takesPart.not(),
                        () -> {
                            enter(RingPhase.OFF);
                            when(passing, this::forget);
                            when(
                                    config.enable().not(),
                                    () -> {
                                        bypassed.next(false);
                                        tooMany.next(false);
                                        duplicate.next(false);
                                        jabbered.next(false);
                                    });
                        })
                .elseWhen(phase.is(RingPhase.OFF), () -> claim(RingCause.JOIN))
                .elseWhen(
                        config.claim().and(phase.is(RingPhase.CLAIM).not()),
                        () -> claim(RingCause.HOST))
                .elseWhen(seen.claim(), this::claimed)
                .elseWhen(seen.beacon(), this::beaconed)
                .elseWhen(seen.id(), this::identified)
                .elseWhen(seen.confirm(), this::confirmed)
                .otherwise(this::watch);
        outputs();
    }

    /// x^32 + x^22 + x^2 + x + 1, a bit a clock.
    private void step() {
        var bit = random.bit(31).xor(random.bit(21)).xor(random.bit(1)).xor(random.bit(0));
        random.next(cat(random.slice(30, 0), bit));
        when(config.seed(), () -> random.next(config.nonce().or(lit(1, 32))));
    }

    /// A nonce whose epoch is a new one.
    private Bits fresh() {
        return random.xor(random.slice(5, 0).eq(epoch).asBits().zext(32));
    }

    private void forget() {
        valid.next(false);
        confirmed.next(false);
    }

    private void enter(RingPhase next) {
        phase.next(next);
        claiming.next(next == RingPhase.CLAIM || next == RingPhase.BEACON);
        member.next(next == RingPhase.MEMBER);
        confirming.next(false);
        awaiting.next(false);
        boolean leads = next == RingPhase.NUMBER || next == RingPhase.ISSUE;
        if (next != RingPhase.MEMBER) {
            leader.next(leads);
        }
    }

    private void enterAnew(RingPhase next) {
        enter(next);
        restart.assign(high());
    }

    private void claim(RingCause why) {
        enterAnew(RingPhase.CLAIM);
        forget();
        cause.next(why);
        claimEvent.assign(high());
        when(phase.is(RingPhase.BEACON).not(), () -> drawn.next(fresh()));
    }

    private void follow() {
        enterAnew(RingPhase.FOLLOW);
        forget();
    }

    // ---- frames

    private void claimed() {
        when(phase.is(RingPhase.BEACON), () -> claim(RingCause.HEALED))
                .elseWhen(seen.mine(), this::ownClaim)
                .elseWhen(
                        seen.better(),
                        () -> when(phase.is(RingPhase.FOLLOW).not().or(valid), this::follow))
                .elseWhen(phase.is(RingPhase.CLAIM).not(), () -> claim(RingCause.CLAIMED))
                .elseWhen(
                        seen.same().and(longSince),
                        () -> {
                            bypassed.next(true);
                            duplicate.next(true);
                        });
    }

    private void ownClaim() {
        when(
                phase.is(RingPhase.CLAIM),
                () -> {
                    enterAnew(RingPhase.NUMBER);
                    valid.next(true);
                    station.next(0);
                    epoch.next(drawn.slice(5, 0));
                    rotationTime.next(config.ttrt());
                    longest.next(config.largest());
                });
    }

    private void beaconed() {
        when(seen.mine(), () -> when(phase.is(RingPhase.BEACON), () -> claim(RingCause.HEALED)))
                .elseWhen(phase.is(RingPhase.FOLLOW).not(), this::follow);
    }

    private void identified() {
        when(phase.is(RingPhase.NUMBER), () -> when(mineAwaited(confirming.not()), this::count))
                .elseWhen(phase.is(RingPhase.MEMBER).and(leader.not()), this::follow);
        when(
                phase.is(RingPhase.FOLLOW).or(phase.is(RingPhase.MEMBER).and(leader.not())),
                () -> {
                    var full = seen.source().eq(Header.STATIONS - 1);
                    valid.next(full.not());
                    tooMany.next(full);
                    bypassed.next(full);
                    epoch.next(seen.epoch());
                    station.next(mux(full, num(0, 6), seen.source().add(1)));
                });
    }

    private Bool mineAwaited(Bool which) {
        return all(seen.mine(), awaiting, which);
    }

    private void count() {
        counted.next(seen.source().zext(7).add(1));
        awaiting.next(false);
        when(seen.full(), () -> tooMany.next(true))
                .elseWhen(seen.refused().not(), () -> confirming.next(true));
    }

    private void confirmed() {
        var place = seen.source().add(1);
        when(
                        all(
                                phase.is(RingPhase.FOLLOW),
                                valid,
                                place.eq(station),
                                seen.epoch().eq(epoch)),
                        () -> {
                            enterAnew(RingPhase.MEMBER);
                            confirmed.next(true);
                            counted.next(seen.stations());
                            rotationTime.next(seen.ttrt());
                            longest.next(seen.largest());
                        })
                .elseWhen(all(phase.is(RingPhase.NUMBER), mineAwaited(confirming)), this::check);
    }

    private void check() {
        var same = seen.source().zext(7).add(1).eq(counted);
        awaiting.next(false);
        when(same.not().or(seen.refused()), () -> confirming.next(false))
                .otherwise(() -> enter(RingPhase.ISSUE));
    }

    // ---- time, and what the token tells

    private void watch() {
        select(phase)
                .is(RingPhase.CLAIM, () -> when(expired, () -> enter(RingPhase.BEACON)))
                .is(RingPhase.FOLLOW, () -> when(expired, () -> claim(RingCause.TIME_OUT)))
                .is(RingPhase.NUMBER, this::number)
                .is(RingPhase.ISSUE, this::issue)
                .is(RingPhase.MEMBER, this::member);
    }

    private void number() {
        when(expired, () -> claim(RingCause.TIME_OUT))
                .elseWhen(
                        awaiting.and(patience.eq(cat(config.dMax().asBits(), zeros(1)).asUInt())),
                        () -> awaiting.next(false));
    }

    private void issue() {
        when(
                        issued,
                        () -> {
                            enterAnew(RingPhase.MEMBER);
                            confirmed.next(true);
                        })
                .elseWhen(expired, () -> claim(RingCause.TIME_OUT));
    }

    private void member() {
        when(expired, () -> claim(RingCause.LOST_TOKEN))
                .elseWhen(silence, () -> claim(RingCause.SILENCE))
                .elseWhen(secondToken, () -> claim(RingCause.SECOND_TOKEN))
                .elseWhen(secondSender, () -> claim(RingCause.SECOND_SENDER))
                .elseWhen(monitorGone, () -> claim(RingCause.MONITOR_GONE));
    }

    private void outputs() {
        var numbers = phase.is(RingPhase.NUMBER);
        manage.assign(any(claiming, numbers.and(awaiting.not())));
        operation.assign(Operation.CLAIM);
        when(phase.is(RingPhase.BEACON), () -> operation.assign(Operation.BEACON))
                .elseWhen(numbers.and(confirming), () -> operation.assign(Operation.CONFIRM))
                .elseWhen(numbers, () -> operation.assign(Operation.ID));
        issue.assign(phase.is(RingPhase.ISSUE));
        nonce.assign(drawn);
        stations.assign(counted);

        state.enabled().assign(enabled);
        state.claiming().assign(claiming);
        state.monitor().assign(leader);
        state.member().assign(member);
        state.valid().assign(valid);
        state.last().assign(last);
        state.station().assign(station);
        state.epoch().assign(epoch);

        status.station().assign(station);
        status.stationValid().assign(valid);
        status.stations().assign(mux(member, counted, num(0, 7)));
        status.phase().assign(phase);
        status.operational().assign(member.and(settled));
        status.cause().assign(cause);
        status.monitor().assign(leader);
        status.tooMany().assign(tooMany);
        status.duplicate().assign(duplicate);
        status.jabber().assign(jabbered);
        status.epoch().assign(epoch);
        ttrt.assign(rotationTime);
        largest.assign(longest);
    }
}
