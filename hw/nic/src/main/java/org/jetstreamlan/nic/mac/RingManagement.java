package org.jetstreamlan.nic.mac;

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

    /// A nonce ceases to be this station's.
    public final Bool draws = output(bool());

    /// A clock later: the new one is out from the next clock on.
    public final Bool fresh = output(bool());

    private final Enumerated<RingPhase> phase = reg(enumerated(RingPhase.class), RingPhase.OFF);
    private final Enumerated<RingCause> cause = reg(enumerated(RingCause.class), RingCause.NONE);
    private final UInt patience = reg(uint(18), init(0));
    private final Bool enabled = reg(bool(), init(0));
    private final Bool claiming = reg(bool(), init(0));
    private final Bool leader = reg(bool(), init(0));
    private final Bool member = reg(bool(), init(0));
    private final Bool valid = reg(bool(), init(0));

    /// Behind an ID with a place for it until it is a MEMBER, whatever became of the id since.
    private final Bool numbered = reg(bool(), init(0));

    /// The last ID had no place left. Its header may have been damaged: the next one tells.
    private final Bool crowded = reg(bool(), init(0));

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
    private final Bool drawing = reg(bool(), init(0));

    // NUMBER: CONFIRM, else ID; it is out, else to be sent.
    private final Bool confirming = reg(bool(), init(0));
    private final Bool awaiting = reg(bool(), init(0));

    /// What becomes of the phase, one at most; and whether no frame is to be looked at first.
    private final Bool claims = wire(bool());

    private final Bool follows = wire(bool());
    private final Bool wins = wire(bool());
    private final Bool joins = wire(bool());
    private final Bool opens = wire(bool());
    private final Bool issues = wire(bool());
    private final Bool beacons = wire(bool());
    private final Bool watches = wire(bool());

    // A frame that counts: the host goes before it.
    private final Bool claimed = wire(bool());
    private final Bool beaconed = wire(bool());
    private final Bool identified = wire(bool());
    private final Bool confirmed = wire(bool());

    /// An ID that has been here before: who sent it has gone, and nobody takes it off the ring.
    private final Bool stray = wire(bool());

    @Override
    protected void build() {
        var takesPart = config.enable().and(bypassed.not());
        enabled.next(takesPart);
        step();
        decide();
        patience.next(mux(managed, num(0, 18), patience.add(1)));
        when(managed, () -> awaiting.next(true));
        when(
                jabber,
                () -> {
                    jabbered.next(true);
                    bypassed.next(true);
                });
        when(takesPart, this::follow).otherwise(this::off);
        restart.assign(takesPart.and(any(claims, follows, wins, joins, opens)));
        claimEvent.assign(takesPart.and(claims));
        draws.assign(all(takesPart, claims, phase.is(RingPhase.BEACON).not()));
        drawing.next(draws);
        when(drawing, () -> drawn.next(newNonce()));
        fresh.assign(drawing);
        outputs();
    }

    /// x^32 + x^22 + x^2 + x + 1, a bit a clock.
    private void step() {
        var bit = random.bit(31).xor(random.bit(21)).xor(random.bit(1)).xor(random.bit(0));
        random.next(cat(random.slice(30, 0), bit));
        when(config.seed(), () -> random.next(config.nonce().or(lit(1, 32))));
    }

    /// A nonce whose epoch is a new one.
    private Bits newNonce() {
        return random.xor(random.slice(5, 0).eq(epoch).asBits().zext(32));
    }

    // ---- what becomes of the phase

    /// The rows of the table. No two of the four frames are seen in one clock.
    private void decide() {
        var off = phase.is(RingPhase.OFF);
        var claim = phase.is(RingPhase.CLAIM);
        var beacon = phase.is(RingPhase.BEACON);
        var follow = phase.is(RingPhase.FOLLOW);
        var number = phase.is(RingPhase.NUMBER);
        var issue = phase.is(RingPhase.ISSUE);
        var host = any(off, config.claim().and(claim.not()));
        claimed.assign(seen.claim().and(host.not()));
        beaconed.assign(seen.beacon().and(host.not()));
        identified.assign(seen.id().and(host.not()));
        confirmed.assign(seen.confirm().and(host.not()));
        var none = any(host, seen.claim(), seen.beacon(), seen.id(), seen.confirm()).not();
        watches.assign(none);

        var again = all(numbered, seen.epoch().eq(epoch), seen.hops().gt(station.zext(7)));
        stray.assign(all(identified, follow, again));

        var worse = all(seen.mine().not(), seen.better().not(), claim.not());
        var foreign = all(beacon.not(), seen.mine().not(), seen.better());
        var timesOut = expired.and(any(follow, number, issue.and(issued.not())));
        claims.assign(
                any(
                        host,
                        claimed.and(any(beacon, worse)),
                        all(beaconed, seen.mine(), beacon),
                        stray,
                        none.and(any(timesOut, member.and(any(expired, troubled()))))));
        follows.assign(
                any(
                        all(claimed, foreign, any(follow.not(), valid)),
                        all(beaconed, seen.mine().not(), follow.not()),
                        all(identified, member, leader.not())));
        wins.assign(all(claimed, seen.mine(), claim));
        var mine = all(follow, valid, isPlace(), seen.epoch().eq(epoch));
        joins.assign(confirmed.and(mine));
        opens.assign(all(none, issue, issued));
        issues.assign(all(checks(), agrees()));
        beacons.assign(all(none, claim, expired));
    }

    private Bool troubled() {
        return any(silence, secondToken, secondSender, monitorGone);
    }

    private Bool isPlace() {
        return seen.hops().trunc(6).eq(station);
    }

    /// ID, or CONFIRM, of this station has come back.
    private Bool counts() {
        return all(identified, phase.is(RingPhase.NUMBER), seen.mine(), awaiting, confirming.not());
    }

    private Bool checks() {
        return all(confirmed, phase.is(RingPhase.NUMBER), seen.mine(), awaiting, confirming);
    }

    private Bool agrees() {
        return all(seen.hops().eq(counted), seen.refused().not());
    }

    private void off() {
        enter(RingPhase.OFF);
        numbered.next(false);
        when(passing, this::forget);
        when(
                config.enable().not(),
                () -> {
                    bypassed.next(false);
                    tooMany.next(false);
                    duplicate.next(false);
                    jabbered.next(false);
                });
    }

    private void follow() {
        frames();
        when(claims, this::claim)
                .elseWhen(follows, () -> enter(RingPhase.FOLLOW))
                .elseWhen(wins, () -> enter(RingPhase.NUMBER))
                .elseWhen(any(joins, opens), () -> enter(RingPhase.MEMBER))
                .elseWhen(issues, () -> enter(RingPhase.ISSUE))
                .elseWhen(beacons, () -> enter(RingPhase.BEACON));
        when(any(claims, follows), this::forget);
        when(any(leader, member), () -> numbered.next(false));
        number();
    }

    private void forget() {
        valid.next(false);
        last.next(false);
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

    private void claim() {
        enter(RingPhase.CLAIM);
        cause.next(RingCause.MONITOR_GONE);
        when(phase.is(RingPhase.OFF), () -> cause.next(RingCause.JOIN))
                .elseWhen(config.claim(), () -> cause.next(RingCause.HOST))
                .elseWhen(phase.is(RingPhase.BEACON), () -> cause.next(RingCause.HEALED))
                .elseWhen(seen.claim(), () -> cause.next(RingCause.CLAIMED))
                .elseWhen(seen.id(), () -> cause.next(RingCause.MONITOR_GONE))
                .elseWhen(member.not(), () -> cause.next(RingCause.TIME_OUT))
                .elseWhen(expired, () -> cause.next(RingCause.LOST_TOKEN))
                .elseWhen(silence, () -> cause.next(RingCause.SILENCE))
                .elseWhen(secondToken, () -> cause.next(RingCause.SECOND_TOKEN))
                .elseWhen(secondSender, () -> cause.next(RingCause.SECOND_SENDER));
    }

    // ---- what frames tell

    /// Settings are taken from the frame that brings them about, this station's own claim too.
    private void frames() {
        when(
                any(wins, joins),
                () -> {
                    rotationTime.next(seen.ttrt());
                    longest.next(seen.largest());
                });
        when(
                all(
                        claimed,
                        phase.is(RingPhase.CLAIM),
                        seen.mine().not(),
                        seen.better().not(),
                        seen.same(),
                        longSince),
                () -> {
                    bypassed.next(true);
                    duplicate.next(true);
                });

        when(
                any(counts(), checks()),
                () -> {
                    awaiting.next(false);
                    confirming.next(all(confirming.not(), seen.full().not(), seen.refused().not()));
                });
        when(counts(), () -> counted.next(seen.hops()))
                .elseWhen(joins, () -> counted.next(seen.stations()));
        when(
                counts(),
                () -> {
                    crowded.next(seen.full());
                    when(seen.full().and(crowded), () -> tooMany.next(true));
                });
        var limit = cat(config.dMax().asBits(), zeros(1)).asUInt();
        when(all(watches, awaiting, patience.lt(limit).not()), () -> awaiting.next(false));
    }

    /// A new id: the place after the station before. 63 there leaves none, and twice in a row puts the station off the ring.
    private void number() {
        var listens = any(phase.is(RingPhase.FOLLOW), all(member, leader.not()));
        var told = all(identified, listens, stray.not());
        var full = seen.hops().bit(6);
        when(
                told,
                () -> {
                    valid.next(full.not());
                    numbered.next(full.not());
                    crowded.next(full);
                    when(
                            full.and(crowded),
                            () -> {
                                tooMany.next(true);
                                bypassed.next(true);
                            });
                });
        when(
                any(told, wins),
                () -> {
                    epoch.next(seen.epoch());
                    station.next(mux(wins, num(0, 6), seen.hops().trunc(6)));
                });
        when(wins, () -> valid.next(true));
        when(joins, () -> last.next(seen.hops().add(1).eq(seen.stations())));
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
