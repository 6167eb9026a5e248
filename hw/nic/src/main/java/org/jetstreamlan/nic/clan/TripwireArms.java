package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.TripwireEntry;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;

/// Which tripwires are armed, and who may arm them.
///
/// A tripwire is armed while two bits of its number differ; each lies in a memory with one writer. `arm` turns the one, `fire` the other:
/// ```
/// number ──> fires: armed, and not being disarmed ──┐ in one clock: looked at, and with `fire` disarmed
/// fire ─────────────────────────────────────────────┘
/// arm   ▔▔▔▔▔▔▔▔▔▔▔\___   ready 3 clocks behind valid: from the next clock on it is armed, or not
/// ```
/// So nothing can come between the look and what follows from it. An arming in the clock of a `fire` of the same tripwire is behind it, a disarming before it: none is
/// lost.
///
/// A number belongs to the tag of the tripwire that was written with it last; one that changes hands is disarmed.
public final class TripwireArms extends Module {
    private final int words;
    private final int ranges;
    private final int endpointWidth;
    private final int indexWidth;

    /// Places of `owners`, one a clock, become no one's, and disarmed.
    public final Bool clears = input(bool());

    public final UInt cleared;
    public final Stream<Arming> arm;

    /// Whose tag is written.
    public final Flow<UInt> belongs;

    public final Bits itsTag = input(bits(RegionEntry.TAG_WIDTH));

    /// A tripwire is written that has this owner; as `arm`.
    public final Stream<TripwireWrite> own = input(stream(TripwireWrite.TYPE));

    /// A tripwire of another tag, or none.
    public final Bool refused = output(bool());

    /// The one that is due, and whether it is armed.
    public final UInt number = input(uint(Arming.NUMBER_WIDTH));

    public final Bool fires = output(bool());

    /// It does what it does in this clock, and is disarmed with it.
    public final Bool fire = input(bool());

    private final Mem<Bits> owners;
    private final Mem<Bits> tags;
    private final Mem<Bool> armings;
    private final Mem<Bool> firings;

    /// @param words tripwires on words, a power of two
    /// @param ranges tripwires on ranges
    /// @param endpoints a power of two
    public TripwireArms(int words, int ranges, int endpoints) {
        this.words = words;
        this.ranges = ranges;
        this.endpointWidth = ClanParameters.numberWidth(endpoints);
        int count = words + TripwireEntry.RANGES_MAXIMUM;
        this.indexWidth = ClanParameters.numberWidth(count);
        super();
        this.cleared = input(uint(indexWidth));
        this.arm = input(stream(Arming.type(endpointWidth)));
        this.belongs = input(flow(uint(endpointWidth)));
        this.owners = mem(bits(RegionEntry.TAG_WIDTH + 1), count, ReadUnderWrite.UNDEFINED);
        this.tags = mem(bits(RegionEntry.TAG_WIDTH), endpoints, ReadUnderWrite.UNDEFINED);
        this.armings = mem(bool(), count, ReadUnderWrite.UNDEFINED);
        this.firings = mem(bool(), count, ReadUnderWrite.UNDEFINED);
    }

    @Override
    protected String moduleName() {
        return "TripwireArms_w" + words + "_r" + ranges + "_e" + endpointWidth;
    }

    /// Numbers of the memories' cells: places that `clears` goes through.
    int places() {
        return owners.depth();
    }

    /// Bits of `cleared`.
    int placeWidth() {
        return indexWidth;
    }

    @Override
    protected void build() {
        when(belongs.valid(), () -> tags.write(belongs.payload(), itsTag));
        var step = reg(bits(2), init(0));
        var begins = all(step.eq(0), clears.not(), any(arm.valid(), own.valid()));
        step.next(cat(step.bit(0), begins));
        var owns = reg(bool());
        when(step.eq(0), () -> owns.next(own.valid()));
        var first = own.valid();
        var which = mux(first, own.payload().does().number(), arm.payload().number());
        var tag = mux(first, own.payload().tag(), tags.readAsync(arm.payload().endpoint()));

        // 0: asked for. 1: there. 2: done.
        var at = reg(uint(indexWidth));
        var claimed = reg(bits(RegionEntry.TAG_WIDTH));
        var exists = reg(bool());
        when(
                step.eq(0),
                () -> {
                    at.next(index(which));
                    claimed.next(tag);
                    exists.next(isOne(which));
                });
        var owner = owners.read(index(which));
        var its = reg(bool());
        its.next(
                all(
                        exists,
                        owner.xorR().not(),
                        owner.trunc(RegionEntry.TAG_WIDTH).eq(claimed),
                        claimed.orR()));
        var acts = step.bit(1);
        own.ready().assign(all(acts, owns));
        arm.ready().assign(all(acts, owns.not()));
        refused.assign(all(acts, owns.not(), its.not()));
        var changes = all(acts, owns, exists, its.not());
        when(
                any(clears, changes),
                () ->
                        owners.write(
                                mux(clears, cleared, at),
                                mux(clears, zeros(owners.width()), cat(claimed.xorR(), claimed))));

        var on = all(owns.not(), arm.payload().on());
        var turns = any(changes, all(acts, owns.not(), its));
        var due = index(number);
        var armed = armings.readAsync(due);
        var fired = mux(all(fire, at.eq(due)), armed, firings.readAsync(at));
        when(
                any(clears, turns),
                () -> armings.write(mux(clears, cleared, at), all(clears.not(), fired.xor(on))));
        var disarms = all(turns, on.not(), at.eq(due));
        fires.assign(all(armed.xor(firings.readAsync(due)), disarms.not()));
        when(
                any(clears, fire),
                () -> firings.write(mux(clears, cleared, due), all(clears.not(), armed)));
    }

    /// A range's number is one of the highest.
    private static Bool isRange(UInt number) {
        return number.ge(TripwireEntry.RANGE_NUMBERS);
    }

    private UInt index(UInt number) {
        int width = Math.max(indexWidth, Arming.NUMBER_WIDTH);
        var ofWord = number.zext(width).trunc(indexWidth);
        var ofRange = number.trunc(4).zext(indexWidth).add(words);
        return mux(isRange(number), ofRange, ofWord);
    }

    private Bool isOne(UInt number) {
        int log2 = Integer.numberOfTrailingZeros(words);
        var isWord = number.shr(log2).eq(0);
        return mux(isRange(number), number.trunc(4).zext(5).lt(ranges), isWord);
    }
}
