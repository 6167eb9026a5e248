package org.jetstreamlan.nic.clan;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import java.util.List;
import java.util.Locale;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;

/// The event counters of CLAN: 32 bits, saturating, in LUT RAM. A hand goes round; what has happened since it was there last is added.
///
/// An event shows in its value 2 to 34 clocks later; a reply comes 3 to 35 clocks after its request.
public final class ClanCounters extends Module {
    /// Counters and places for more; also clocks for one round.
    private static final int PLACES = 32;

    private static final int HAND_WIDTH = 5;

    /// Bits that hold what may come in one round.
    private static final int RECENT_WIDTH = 6;

    private static final int WIDTH = 32;

    /// All values become 0; lasts at least 32 clocks.
    public final Bool restart = input(bool());

    public final ClanEvents events = input(ClanEvents.TYPE);

    /// The host wants a value.
    public final Stream<UInt> request;

    public final Flow<Bits> reply = output(flow(bits(WIDTH)));

    private final Mem<UInt> values = mem(uint(WIDTH), PLACES, UNDEFINED);
    private final UInt hand = reg(uint(HAND_WIDTH), init(0));

    // The counter behind the hand
    private final UInt place = reg(uint(HAND_WIDTH));
    private final UInt value = reg(uint(WIDTH));
    private final UInt recent = reg(uint(RECENT_WIDTH));

    public ClanCounters() {
        this.request = input(stream(uint(ClanParameters.numberWidth(ClanCounter.values().length))));
    }

    Type<Stream<UInt>> requestType() {
        return stream(uint(request.payload().width()));
    }

    @Override
    protected void build() {
        hand.next(hand.add(1));
        place.next(hand);
        value.next(values.readAsync(hand));
        UInt underHand = num(0, RECENT_WIDTH);
        for (ClanCounter counter : ClanCounter.values()) {
            var reached = hand.eq(counter.ordinal());
            underHand = mux(reached, recentOf(counter, reached), underHand);
        }
        recent.next(underHand);
        var sum = value.addFull(recent.zext(WIDTH));
        var next = mux(sum.bit(WIDTH), ones(WIDTH).asUInt(), sum.trunc(WIDTH));
        var written = mux(restart, num(0, WIDTH), next);
        values.write(place, written);
        answer(written);
    }

    /// What has happened since the hand was here; a new round starts with what happens in this clock.
    private UInt recentOf(ClanCounter counter, Bool reached) {
        var name = counter.name().toLowerCase(Locale.ROOT);
        var count = reg(uint(RECENT_WIDTH), init(0)).named("recent_" + name);
        UInt happens = num(0, RECENT_WIDTH);
        for (Bool source : sources(counter)) {
            happens = happens.add(source.asUInt().zext(RECENT_WIDTH));
        }
        var now = happens;
        when(reached.or(restart), () -> count.next(now))
                .otherwise(() -> count.next(count.add(now)));
        return count;
    }

    /// Where a counter's events come from.
    private List<Bool> sources(ClanCounter counter) {
        return switch (counter) {
            case ACCEPTED,
                    ANSWERED,
                    DUPLICATE,
                    OUT_OF_ORDER,
                    NO_ROOM,
                    VIOLATION,
                    BROKEN,
                    NOT_OPEN,
                    FOREIGN,
                    INCARNATION,
                    MALFORMED,
                    BAD ->
                    List.of(events.fate().valid().and(events.fate().payload().is(counter)));
            case SENT -> List.of(events.sent());
            case RETURNED -> List.of(events.returned());
            case REFUSED -> List.of(events.unreturned());
            case AGAIN -> List.of(events.again());
            case BREAKS -> List.of(events.breaks());
            case STORE_REFUSED -> List.of(events.storeRefused());
            case STORE_DISCARDED -> List.of(events.storeDiscarded());
            case LOAD_REFUSED -> List.of(events.loadRefused());
            case BUS_ERRORS ->
                    List.of(events.busFailed(), events.eventFailed(), events.pageFailed());
            case ARM_REFUSED -> List.of(events.armRefused());
            case FIRED -> List.of(events.fired());
        };
    }

    private void answer(UInt written) {
        var wanted = reg(uint(HAND_WIDTH));
        var wanting = reg(bool(), init(0));
        var found = wanting.and(place.eq(wanted));
        request.ready().assign(wanting.not());
        when(
                        request.fire(),
                        () -> {
                            wanting.next(1);
                            wanted.next(request.payload().zext(HAND_WIDTH));
                        })
                .elseWhen(found, () -> wanting.next(0));
        var replying = reg(bool(), init(0));
        var shown = reg(uint(WIDTH));
        replying.next(found);
        shown.next(written);
        reply.valid().assign(replying);
        reply.payload().assign(shown.asBits());
    }
}
