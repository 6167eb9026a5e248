package org.jetstreamlan.nic;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jetstreamlan.abi.CopyOutcome;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.link.LinkReport;
import org.jetstreamlan.nic.mac.MacEvents;

/// The counters of [Counter], 32 bits each, saturating. Exact, whatever happens in one clock: each has a few bits of its own that count at
/// once, and a hand that goes round and adds these to the values in LUT RAM, one counter a clock.
///
/// ```
/// clock   hand            0                 1                    2
///         value, recent ─> registers ─ sum ─> LUT RAM, reply
/// ```
/// An event shows in its value 2 to 66 clocks later; a reply comes 3 to 67 clocks after its request.
public final class Counters extends Module {
    /// Counters and places for more; also clocks for one round.
    static final int PLACES = 64;

    private static final int HAND_WIDTH = 6;

    /// Bits that hold what may come in one round: one a clock on the link, one in 3 clocks elsewhere.
    private static final int LINK_WIDTH = 7;

    private static final int FRAME_WIDTH = 5;

    /// What the receive engine alone counts.
    private static final Set<Counter> DECIDED =
            EnumSet.of(
                    Counter.DELIVERED,
                    Counter.DROP_UNKNOWN_VCI,
                    Counter.DROP_CRC,
                    Counter.DROP_RUNT,
                    Counter.DROP_TOO_LONG,
                    Counter.DROP_POOL_LIMIT,
                    Counter.DROP_NO_BLOCK,
                    Counter.DROP_EVENT_RING_FULL,
                    Counter.DROP_ABORTED,
                    Counter.DROP_OLD);

    /// All values become 0; lasts at least 64 clocks.
    public final Bool restart = input(bool());

    public final MacEvents mac = input(MacEvents.TYPE);
    public final LinkReport link = input(LinkReport.TYPE);

    /// Of the receive engine.
    public final Flow<Enumerated<Counter>> fate = input(flow(enumerated(Counter.class)));

    public final Bool descriptorRefused = input(bool());
    public final Bool allocRefused = input(bool());
    public final Bool freeRefused = input(bool());
    public final MemoryEvents memory = input(MemoryEvents.TYPE);

    /// A copy has ended: how.
    public final Flow<Enumerated<CopyOutcome>> copied = input(flow(enumerated(CopyOutcome.class)));

    /// Of the rings, in a clock of their own each.
    public final Bits busFailed = input(bits(5));

    /// The host wants a value.
    public final Stream<UInt> request = input(stream(uint(HAND_WIDTH)));

    public final Flow<Bits> reply = output(flow(bits(32)));

    private final int width;
    private final Mem<UInt> values;
    private final UInt hand = reg(uint(HAND_WIDTH), init(0));

    // The counter behind the hand.
    private final UInt place = reg(uint(HAND_WIDTH));
    private final UInt value;
    private final UInt recent = reg(uint(LINK_WIDTH));

    public Counters() {
        this(32);
    }

    /// @param width of the values, at most 32; tests see small ones saturate
    Counters(int width) {
        this.width = width;
        super();
        this.values = mem(uint(width), PLACES, UNDEFINED);
        this.value = reg(uint(width));
    }

    @Override
    protected String moduleName() {
        return "Counters_w" + width;
    }

    @Override
    protected void build() {
        hand.next(hand.add(1));
        place.next(hand);
        value.next(values.readAsync(hand));
        UInt underHand = num(0, LINK_WIDTH);
        for (Counter counter : Counter.values()) {
            var reached = hand.eq(counter.ordinal()).named("reached_" + lower(counter));
            var count = recentOf(counter, reached);
            underHand = mux(reached, count.zext(LINK_WIDTH), underHand);
        }
        recent.next(underHand);

        var sum = value.addFull(recent);
        var full = sum.bit(width);
        var next = mux(full, ones(width).asUInt(), sum.trunc(width));
        var written = mux(restart, num(0, width), next);
        values.write(place, written);
        answer(written);
    }

    /// What has happened since the hand was here; a new round starts with what happens in this clock.
    private UInt recentOf(Counter counter, Bool reached) {
        int width = isRare(counter) ? FRAME_WIDTH : LINK_WIDTH;
        var count = reg(uint(width), init(0)).named("recent_" + lower(counter));
        UInt happens = num(0, width);
        for (Bool source : sources(counter)) {
            happens = happens.add(source.asUInt().zext(width));
        }
        var now = happens.named("happens_" + lower(counter));
        when(reached.or(restart), () -> count.next(now))
                .otherwise(() -> count.next(count.add(now)));
        return count;
    }

    private static String lower(Counter counter) {
        return counter.name().toLowerCase(Locale.ROOT);
    }

    /// Comes from the receive engine or the host.
    private static boolean isRare(Counter counter) {
        return switch (counter.group()) {
            case HOST, COPY -> true;
            case FRAME -> DECIDED.contains(counter);
            case TRANSMIT, RING, MEMORY -> false;
        };
    }

    /// Where a counter's events come from.
    private List<Bool> sources(Counter counter) {
        return switch (counter) {
            case DELIVERED,
                    DROP_UNKNOWN_VCI,
                    DROP_CRC,
                    DROP_RUNT,
                    DROP_TOO_LONG,
                    DROP_POOL_LIMIT,
                    DROP_NO_BLOCK,
                    DROP_EVENT_RING_FULL,
                    DROP_ABORTED,
                    DROP_OLD ->
                    List.of(fateIs(counter));
            case OWN_RETURNED -> List.of(mac.ownReturned());
            case REPEATED -> List.of(mac.repeated(), fateIs(counter));
            case MANAGEMENT -> List.of(mac.management());
            case DROP_HEADER_CHECK -> List.of(mac.headerCheck());
            case DROP_HEC -> List.of(mac.hec());
            case DROP_CIRCULATION -> List.of(mac.circulation());
            case DROP_DISABLED -> List.of(mac.disabled());
            case SENT -> List.of(mac.sent());
            case RETURNED_GOOD -> List.of(mac.returnedGood());
            case RETURNED_BAD -> List.of(mac.returnedBad());
            case LOST -> List.of(mac.lost());
            case INVALID -> List.of(descriptorRefused);
            case ALLOC_REFUSED -> List.of(allocRefused);
            case FREE_REFUSED -> List.of(freeRefused);
            case TOKENS -> List.of(mac.tokens());
            case TOKEN_BAD -> List.of(mac.tokenBad());
            case FOREIGN_START -> List.of(mac.foreignStart());
            case FOREIGN_MARK -> List.of(mac.foreignMark());
            case BAD_SYMBOL -> List.of(mac.badSymbol());
            case STRAY_WORD -> List.of(mac.strayWord());
            case CODE_ERROR -> List.of(mac.codeError());
            case CLAIMS -> List.of(mac.claims());
            case PURGED -> List.of(mac.purged());
            case LINK_UNDERFLOW -> List.of(link.underflow());
            case LINK_OVERFLOW -> List.of(link.overflow());
            case BUS_ERRORS ->
                    List.of(
                            busFailed.bit(0),
                            busFailed.bit(1),
                            busFailed.bit(2),
                            busFailed.bit(3),
                            busFailed.bit(4));
            case BLOCK_ERROR -> List.of(memory.sentCell(), memory.hostCell(), memory.copiedCell());
            case TABLE_ERROR -> List.of(memory.table(), memory.list());
            case VCI_ERROR -> List.of(memory.vci());
            case COPIED -> List.of(copyIs(CopyOutcome.COPIED));
            case COPY_INVALID -> List.of(copyIs(CopyOutcome.INVALID));
            case COPY_FAILED ->
                    List.of(copyIs(CopyOutcome.BUS_ERROR), copyIs(CopyOutcome.MEMORY_ERROR));
        };
    }

    private Bool fateIs(Counter counter) {
        return fate.valid().and(fate.payload().is(counter));
    }

    private Bool copyIs(CopyOutcome outcome) {
        return copied.valid().and(copied.payload().is(outcome));
    }

    private void answer(UInt written) {
        var wanted = reg(uint(HAND_WIDTH));
        var wanting = reg(bool(), init(0));
        var found = wanting.and(place.eq(wanted));
        request.ready().assign(wanting.not());
        var asked = request.fire();
        when(
                        asked,
                        () -> {
                            wanting.next(1);
                            wanted.next(request.payload());
                        })
                .elseWhen(found, () -> wanting.next(0));
        var replying = reg(bool(), init(0));
        var shown = reg(uint(32));
        replying.next(found);
        shown.next(written.zext(32));
        reply.valid().assign(replying);
        reply.payload().assign(shown.asBits());
    }
}
