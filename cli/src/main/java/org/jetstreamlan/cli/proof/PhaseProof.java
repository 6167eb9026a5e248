package org.jetstreamlan.cli.proof;

import org.jetstreamlan.abi.RingPhase;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.nic.mac.MacConfig;
import org.jetstreamlan.nic.mac.ManagementSeen;
import org.jetstreamlan.nic.mac.RingManagement;
import org.jetstreamlan.nic.mac.TokenTimer;

/// A station without management frames waits at most T_MAX in CLAIM, FOLLOW, NUMBER and ISSUE; only OFF, MEMBER and BEACON it may keep.
/// [RingManagement] and [TokenTimer], reached by any management frames, causes and settings. Reduced: T_MAX is 6 words.
final class PhaseProof extends Module {
    private static final int T_MAX = 6;

    /// Entering takes one clock, restarting the timer and leaving another each.
    private static final int SLACK = 3;

    private final MacConfig config = input(MacConfig.TYPE);
    private final ManagementSeen seen = input(ManagementSeen.TYPE);
    private final Bool passing = input(bool());
    private final Bool silence = input(bool());
    private final Bool secondToken = input(bool());
    private final Bool secondSender = input(bool());
    private final Bool monitorGone = input(bool());
    private final Bool jabber = input(bool());
    private final Bool managed = input(bool());
    private final Bool issues = input(bool());
    private final Bool accepted = input(bool());
    private final Bool holding = input(bool());

    private final RingManagement management = child(new RingManagement());
    private final TokenTimer timer = child(new TokenTimer());
    private final Enumerated<RingPhase> before = reg(enumerated(RingPhase.class), RingPhase.OFF);
    private final UInt waited = reg(uint(8), init(0));

    @Override
    protected void build() {
        var phase = management.status.phase();
        var issued = issues.and(management.issue);
        connectTimer(issued);
        management.config.assign(config);
        management.seen.assign(seen);
        management.passing.assign(passing);
        management.expired.assign(timer.expired);
        management.longSince.assign(timer.longSince);
        management.silence.assign(silence);
        management.secondToken.assign(secondToken);
        management.secondSender.assign(secondSender);
        management.monitorGone.assign(monitorGone);
        management.jabber.assign(jabber);
        management.settled.assign(timer.settled);
        management.managed.assign(managed);
        management.issued.assign(issued);

        before.next(phase);
        var comes = any(seen.id(), seen.confirm(), seen.claim(), seen.beacon());
        var keeps =
                any(
                        phase.is(RingPhase.OFF),
                        phase.is(RingPhase.MEMBER),
                        phase.is(RingPhase.BEACON));
        var changes = phase.asBits().ne(before.asBits());
        waited.next(mux(any(keeps, changes, comes), num(0, 8), waited.add(1)));
        check(waited.le(T_MAX + SLACK), "a station waits no longer than T_MAX");
    }

    private void connectTimer(Bool issued) {
        timer.ttrt.assign(management.ttrt);
        timer.tMax.assign(T_MAX);
        timer.allocation.assign(0);
        timer.overrun.assign(low());
        timer.restart.assign(management.restart);
        timer.member.assign(management.state.member());
        timer.issued.assign(issued);
        timer.accepted.assign(accepted.and(management.state.member()));
        timer.barred.assign(low());
        timer.holding.assign(holding);
        timer.serving.assign(low());
        timer.beyondSynchronous.assign(0);
        timer.beyondAsynchronous.assign(0);
    }
}
