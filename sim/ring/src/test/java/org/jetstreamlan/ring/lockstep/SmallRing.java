package org.jetstreamlan.ring.lockstep;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.nic.mac.Link;
import org.jetstreamlan.nic.mac.Mac;

/// Some MACs in a ring with the shortest timers, as one circuit: each sends frames of 12 words without end and copies all that comes by. A word of any
/// link can be made another one.
///
/// ```
///  mac 0 ── damage ──> mac 1 ── damage ──> mac 2 ── damage ──> mac 0
/// ```
final class SmallRing extends Module {
    static final int TTRT = 128;
    static final int LARGEST = 16;
    static final int D_MAX = 16;
    static final int T_MAX = 20 * D_MAX;
    static final int TVX = TTRT + LARGEST + D_MAX + 32;
    private static final int WORDS = 12;
    private static final int GOOD_FRAMES = 3;

    /// A PDU's last frame, to any VCI.
    private static final int ATM = 0x0000_0002;

    private final int stations;
    private final int patience;

    /// In place of the words that leave these links in this clock another one comes.
    final Bits damaged;

    /// That word; a FILL has no bits.
    final Link instead = input(Link.TYPE);

    /// These stations are switched off, and repeat.
    final Bits away;

    /// Forget what has come back.
    final Bool clear = input(bool());

    /// Since `clear`, some frames of each station that is not away have come back in good order, and these are members of one ring. The place of one that is
    /// away may be counted until the next claim.
    final Bool back = output(bool());

    private final List<Mac> macs = new ArrayList<>();
    private final List<UInt> returned = new ArrayList<>();
    private final UInt clock = reg(uint(4), init(0));
    private final Bool isBack = reg(bool(), init(0));

    SmallRing(int stations) {
        this(stations, 1);
    }

    /// @param patience by which T_MAX and TVX are multiplied
    SmallRing(int stations, int patience) {
        this.stations = stations;
        this.patience = patience;
        super();
        damaged = input(bits(stations));
        away = input(bits(stations));
        for (int i = 0; i < stations; i++) {
            macs.add(child(new Mac()));
            returned.add(reg(uint(2), init(0)).named("returned" + i));
        }
    }

    @Override
    protected void build() {
        clock.next(mux(clock.andR(), clock, clock.add(1)));
        var isWhole = high();
        var monitors = num(0, 3);
        for (int i = 0; i < stations; i++) {
            configure(macs.get(i), i);
            link(i);
            var status = macs.get(i).status;
            var counted = any(away.orR(), status.stations().eq(stations));
            var isIn = all(count(i), status.operational(), counted);
            isWhole = isWhole.and(any(away.bit(i), isIn));
            monitors = monitors.add(status.monitor().asUInt().zext(3));
        }
        isBack.next(clear.not().and(isBack.or(isWhole.and(monitors.eq(1)))));
        back.assign(isBack);
    }

    private void configure(Mac mac, int station) {
        var config = mac.config;
        config.enable().assign(clock.ge(4).and(away.bit(station).not()));
        config.seed().assign(clock.eq(2));
        config.nonce().assign(0x1234_5671 + 0x0765_4302 * station);
        config.address().assign(0x0200_0000_0000L + 5 - station);
        config.claim().assign(low());
        config.ttrt().assign(TTRT);
        config.dMax().assign(D_MAX);
        config.tMax().assign((long) T_MAX * patience);
        config.tvx().assign((long) TVX * patience);
        config.largest().assign(LARGEST);
        config.allocation().assign(0);
        config.overrun().assign(low());
        mac.jabber.assign(low());
        mac.spoiled.assign(low());
        mac.verdict.recognised().assign(high());
        mac.verdict.copied().assign(high());
        mac.synchronous.valid().assign(low());
        mac.synchronous.payload().payloadWords().assign(WORDS);
        mac.synchronous.payload().atm().assign(ATM);
        mac.synchronous.payload().insertCrc().assign(high());
        mac.synchronous.payload().synchronous().assign(high());
        mac.synchronousPayload.valid().assign(low());
        mac.synchronousPayload.payload().assign(0);
        mac.asynchronous.valid().assign(high());
        mac.asynchronous.payload().payloadWords().assign(WORDS);
        mac.asynchronous.payload().atm().assign(ATM);
        mac.asynchronous.payload().insertCrc().assign(high());
        mac.asynchronous.payload().synchronous().assign(low());
        mac.asynchronousPayload.valid().assign(high());
        mac.asynchronousPayload.payload().assign(0x5A00_0000L + station);
    }

    private void link(int from) {
        Link sent = macs.get(from).linkOut;
        Link in = macs.get((from + 1) % stations).linkIn;
        in.assign(sent);
        when(
                damaged.bit(from),
                () -> {
                    in.assign(instead);
                    when(instead.kind().is(LinkWord.Kind.FILL), () -> in.word().assign(0));
                });
    }

    /// Counts frames that have come back copied; whether there were enough.
    private Bool count(int station) {
        var completed = macs.get(station).completed;
        var count = returned.get(station);
        var enough = count.eq(GOOD_FRAMES);
        var isGood =
                all(
                        completed.valid(),
                        completed.payload().result().is(CompletionResult.RETURNED),
                        completed.payload().status().eq(FrameStatus.ACCEPTED.bits()));
        when(isGood.and(enough.not()), () -> count.next(count.add(1)));
        when(clear, () -> count.next(0));
        return enough;
    }
}
