package org.jetstreamlan.cli.proof;

import org.jetstreamlan.abi.clan.TripwireEntry;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.clan.Arming;
import org.jetstreamlan.nic.clan.TripwireArms;
import org.jetstreamlan.nic.clan.TripwireWrite;

/// [TripwireArms]: a hit of a tripwire that is due, in any clock, acts if and only if the tripwire is armed: its owner's last doorbell that was answered armed it, it has not acted
/// since, and it has not changed hands. With any armings, of any tags, any owners, and hits in each clock; of one tripwire that stands for all. Reduced: 4 tripwires
/// on words, 1 on a range, 2 endpoints, 3 tags.
final class ArmedProof extends Module {
    private static final int WORDS = 4;
    private static final int RANGES = 1;
    private static final int ENDPOINTS = 2;
    private static final int TAG_WIDTH = 12;
    private static final int TAGS = 4;

    private final Stream<Arming> arm = input(stream(Arming.type(1)));
    private final Stream<TripwireWrite> own = input(stream(TripwireWrite.TYPE));
    private final Flow<UInt> belongs = input(flow(uint(1)));
    private final Bits itsTag = input(bits(TAG_WIDTH));
    private final UInt number = input(uint(Arming.NUMBER_WIDTH));
    private final Bool hits = input(bool());

    /// The one that is looked at.
    private final UInt watched = input(uint(Arming.NUMBER_WIDTH));

    private final TripwireArms arms = child(new TripwireArms(WORDS, RANGES, ENDPOINTS));

    private final Bits owner = reg(bits(TAG_WIDTH), init(0));
    private final Bits tag = reg(bits(TAG_WIDTH), init(0));
    private final Bits otherTag = reg(bits(TAG_WIDTH), init(0));
    private final Bool armed = reg(bool(), init(0));

    @Override
    protected void build() {
        arms.clears.assign(0);
        arms.cleared.assign(0);
        connect(arms.arm, arm);
        connect(arms.own, own);
        arms.belongs.assign(belongs);
        arms.itsTag.assign(itsTag);
        arms.number.assign(number);
        stays();

        // What a doorbell may, and does.
        var whose = mux(arm.payload().endpoint().eq(0), tag, otherTag);
        var mine = arm.payload().number().eq(watched);
        var may = all(whose.eq(owner), owner.orR());
        var rings = all(arm.fire(), mine);
        check(
                any(rings.not(), arms.refused.eq(may.not())),
                "who has its tag may arm it, and nobody else");
        check(any(arms.refused.not(), arm.fire()), "what is refused is an arming");
        var sets = all(rings, may, arm.payload().on());
        var disarms = all(rings, may, arm.payload().on().not());
        var taken = all(own.fire(), own.payload().does().number().eq(watched));
        var passes = all(taken, own.payload().tag().ne(owner), own.payload().tag().orR());

        // A hit.
        var due = number.eq(watched);
        var wanted = all(armed, disarms.not(), passes.not());
        check(any(due.not(), arms.fires.eq(wanted)), "a hit acts if and only if it is armed");
        var acts = all(hits, arms.fires);
        arms.fire.assign(acts);
        when(all(acts, due), () -> armed.next(0));
        when(any(disarms, passes), () -> armed.next(0));
        when(sets, () -> armed.next(1));
        when(all(taken, own.payload().tag().orR()), () -> owner.next(own.payload().tag()));
    }

    private void stays() {
        var before = reg(uint(Arming.NUMBER_WIDTH));
        var begun = reg(bool(), init(0));
        begun.next(1);
        before.next(watched);
        assume(begun.not().or(watched.eq(before)), "one tripwire");
        int ranges = TripwireEntry.RANGE_NUMBERS;
        assume(any(watched.lt(WORDS), watched.eq(ranges)), "that there is");
        assume(any(number.lt(WORDS), number.eq(ranges)), "hits are of such");
        assume(own.payload().tag().asUInt().lt(TAGS).and(own.payload().tag().orR()), "few tags");
        assume(itsTag.asUInt().lt(TAGS), "of endpoints, too");

        var rang = reg(bool(), init(0));
        var arming = reg(Arming.type(1));
        rang.next(all(arm.valid(), arm.ready().not()));
        arming.next(arm.payload());
        assume(
                rang.not().or(all(arm.valid(), arm.payload().asBits().eq(arming.asBits()))),
                "a doorbell stays");
        var owned = reg(bool(), init(0));
        var owning = reg(TripwireWrite.TYPE);
        owned.next(all(own.valid(), own.ready().not()));
        owning.next(own.payload());
        assume(
                owned.not().or(all(own.valid(), own.payload().asBits().eq(owning.asBits()))),
                "a write stays");
        assume(any(belongs.valid().not(), arm.valid().not()), "tags change while nobody rings");
        when(
                belongs.valid(),
                () ->
                        when(belongs.payload().eq(0), () -> tag.next(itsTag))
                                .otherwise(() -> otherTag.next(itsTag)));
    }
}
