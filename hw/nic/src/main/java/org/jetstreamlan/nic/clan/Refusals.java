package org.jetstreamlan.nic.clan;

import java.util.List;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanEvent;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.hdl.lib.coding.PriorityEncoder;

/// Tells the driver of what is refused and belongs to no endpoint: one event for each counter, until it has been read. Latency 1 clock.
public final class Refusals extends Module {
    /// The counters that tell.
    static final List<ClanCounter> TOLD =
            List.of(
                    ClanCounter.NOT_OPEN,
                    ClanCounter.FOREIGN,
                    ClanCounter.INCARNATION,
                    ClanCounter.MALFORMED,
                    ClanCounter.STORE_REFUSED,
                    ClanCounter.LOAD_REFUSED);

    public final Bool restart = input(bool());
    public final ClanEvents events = input(ClanEvents.TYPE);

    /// The host reads a counter.
    public final Flow<UInt> read =
            input(flow(uint(ClanParameters.numberWidth(ClanCounter.values().length))));

    public final Stream<Raise> raise = output(stream(Raise.TYPE));

    private final Bits told = reg(bits(TOLD.size()), init(0));
    private final Bits waiting = reg(bits(TOLD.size()), init(0));

    @Override
    protected void build() {
        var happens = new Bool[TOLD.size()];
        var seen = new Bool[TOLD.size()];
        UInt number = num(0, Raise.NUMBER_WIDTH);
        var first = PriorityEncoder.lowestAlone(waiting);
        for (int i = 0; i < TOLD.size(); i++) {
            var counter = TOLD.get(i);
            happens[TOLD.size() - 1 - i] = happens(counter);
            seen[TOLD.size() - 1 - i] = all(read.valid(), read.payload().eq(counter.ordinal()));
            number = mux(first.bit(i), num(counter.ordinal(), Raise.NUMBER_WIDTH), number);
        }
        var now = cat(happens);
        var fresh = now.and(told.not());
        var goes = mux(raise.fire(), first, zeros(TOLD.size()));
        waiting.next(waiting.and(goes.not()).or(fresh));
        told.next(told.or(now).and(cat(seen).not()));
        when(
                restart,
                () -> {
                    waiting.next(0);
                    told.next(0);
                });
        raise.valid().assign(waiting.orR());
        raise.payload()
                .assign(
                        new Raise(
                                constant(ClanEvent.Kind.REFUSAL),
                                number,
                                num(0, Raise.RING_WIDTH),
                                zeros(Raise.WHAT_WIDTH),
                                constant(ClanReason.NONE),
                                high(),
                                high()));
    }

    private Bool happens(ClanCounter counter) {
        return switch (counter) {
            case STORE_REFUSED -> events.storeRefused();
            case LOAD_REFUSED -> events.loadRefused();
            default -> all(events.fate().valid(), events.fate().payload().is(counter));
        };
    }
}
