package org.jetstreamlan.cli.proof;

import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.Vec;
import org.jetstreamlan.nic.mac.FrameFilter;
import org.jetstreamlan.nic.mac.Place;

/// No station takes a frame twice, with at most one station dead, the monitor, the source or any other: a ring of 2 to 8 stations, of which each decides as
/// [FrameFilter] does, one hop a clock. The victim dies at any time: it is switched off, so that it strips what it has sent, or it is
/// away, so that it does nothing. And no frame goes round more than twice, but one of a monitor that is away: that goes round, taken by nobody, until
/// the ring claims. Reduced: one frame, at most 8 stations, no claim meanwhile.
final class FirstPassProof extends Module {
    private static final int STATIONS = 8;
    private static final int ID = 4;

    private final UInt stations = input(uint(ID));
    private final UInt source = input(uint(ID));
    private final UInt victim = input(uint(ID));
    private final Bool away = input(bool());
    private final Bool dies = input(bool());
    private final Bool sending = input(bool());

    private final FrameFilter filter = child(new FrameFilter());
    private final Bool begun = reg(bool(), init(0));
    private final UInt stationsBefore = reg(uint(ID), init(0));
    private final UInt sourceBefore = reg(uint(ID), init(0));
    private final UInt victimBefore = reg(uint(ID), init(0));
    private final Bool awayBefore = reg(bool(), init(0));

    private final Bool dead = reg(bool(), init(0));
    private final Bool travels = reg(bool(), init(0));
    private final UInt at = reg(uint(ID), init(0));
    private final Bool circulated = reg(bool(), init(0));
    private final UInt hops = reg(uint(6), init(0));
    private final Vec<Bool> taken = reg(vec(STATIONS, bool()), init(0));

    @Override
    protected void build() {
        assume(stations.ge(2).and(stations.le(STATIONS)), "2 to 8 stations");
        assume(source.lt(stations).and(victim.lt(stations)), "source and victim are stations");
        begun.next(high());
        stationsBefore.next(stations);
        sourceBefore.next(source);
        victimBefore.next(victim);
        awayBefore.next(away);
        var same =
                all(
                        stations.eq(stationsBefore),
                        source.eq(sourceBefore),
                        victim.eq(victimBefore),
                        away.eq(awayBefore));
        assume(begun.not().or(same), "the scene stays");

        decide();
        var behind = after(at);
        dead.next(dead.or(dies));
        when(
                        begun.not(),
                        () -> {
                            travels.next(true);
                            at.next(after(source));
                        })
                .elseWhen(
                        travels,
                        () -> {
                            travels.next(filter.passes);
                            at.next(behind);
                            circulated.next(circulated.or(filter.circulate));
                            hops.next(hops.add(1));
                            when(filter.eligible, () -> take());
                            var nobody = all(dead, away, victim.eq(0), source.eq(0));
                            check(
                                    hops.lt(stations.zext(6).shl(1)).or(nobody),
                                    "no frame goes round more than twice");
                        });
    }

    private void take() {
        check(taken.at(at).not(), "no station takes a frame twice");
        taken.nextAt(at, high());
    }

    private UInt after(UInt station) {
        return mux(station.add(1).eq(stations), num(0, ID), station.add(1));
    }

    private void decide() {
        var dies = dead.and(at.eq(victim));
        var lives = dies.not();
        var isAway = dies.and(away);
        var last = all(isAway.not(), at.ne(0), at.add(1).eq(stations));

        var id = source.zext(6).asBits();
        var type = lit(FrameType.DATA.ordinal(), 2);
        Bits header = cat(type, zeros(1), circulated, zeros(4), id, zeros(18));
        filter.header.assign(header);
        filter.flags.checkGood().assign(high());
        filter.flags.own().assign(source.eq(at));
        filter.flags.above().assign(source.gt(at));
        filter.flags.way().assign(0);
        filter.flags.exhausted().assign(low());
        filter.flags.hecGood().assign(high());
        filter.place.assign(mux(travels, constant(Place.START), constant(Place.OUTSIDE)));
        filter.arriving.assign(Place.HEADER);
        filter.sending.assign(sending.and(lives));
        filter.state.enabled().assign(lives);
        filter.state.claiming().assign(low());
        filter.state.monitor().assign(at.eq(0).and(isAway.not()));
        filter.state.member().assign(lives);
        filter.state.valid().assign(isAway.not());
        filter.state.last().assign(last);
        filter.state.station().assign(at.zext(6));
        filter.state.epoch().assign(0);
    }
}
