package org.jetstreamlan.hdl.lib;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;

/// Several streams share one. A choice stays until its payload has moved, so `out` keeps the promise of a stream under back-pressure.
///
/// | policy | who goes first | worst wait |
/// | --- | --- | --- |
/// | [Policy#FIXED_PRIORITY] | the lowest index that asks | no bound |
/// | [Policy#ROUND_ROBIN] | the next index behind the last winner that asks | inputs - 1 payloads |
///
/// Latency 0: `out` follows the inputs in the same clock, `ready` the other way. Throughput 1 a clock.
public final class Arbiter<T extends Data<T>> extends Module {
    /// Who wins when several ask.
    public enum Policy {
        FIXED_PRIORITY,
        ROUND_ROBIN
    }

    private final int inputs;
    private final int width;
    private final Policy policy;

    public final List<Stream<T>> in;
    public final Stream<T> out;

    /// Bit i: `in[i]` has the output in this clock; at most one is 1.
    public final Bits grant;

    /// @param inputs at least 2
    public Arbiter(Type<T> payload, int inputs, Policy policy) {
        if (inputs < 2) {
            throw new IllegalArgumentException(
                    "arbiter of %d inputs: at least 2".formatted(inputs));
        }
        this.inputs = inputs;
        this.width = payload.width();
        this.policy = policy;
        super();
        List<Stream<T>> ports = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            ports.add(input(stream(payload)));
        }
        this.in = List.copyOf(ports);
        this.out = output(stream(payload));
        this.grant = output(bits(inputs));
    }

    @Override
    protected String moduleName() {
        return "Arbiter_w"
                + width
                + "_n"
                + inputs
                + (policy == Policy.ROUND_ROBIN ? "_robin" : "_fixed");
    }

    @Override
    protected void build() {
        var asking = wire(bits(inputs));
        for (int i = 0; i < inputs; i++) {
            asking.bit(i).assign(in.get(i).valid());
        }
        var chosen =
                switch (policy) {
                    case FIXED_PRIORITY -> lowest(asking);
                    case ROUND_ROBIN -> nextInTurn(asking);
                };

        var stalled = reg(bool(), init(0));
        var stalledGrant = reg(bits(inputs));
        stalled.next(out.valid().and(out.ready().not()));
        stalledGrant.next(grant);
        grant.assign(mux(stalled, stalledGrant, chosen));

        out.valid().assign(asking.orR());
        T payload = in.getLast().payload();
        for (int i = inputs - 2; i >= 0; i--) {
            payload = mux(grant.bit(i), in.get(i).payload(), payload);
        }
        out.payload().assign(payload);
        for (int i = 0; i < inputs; i++) {
            in.get(i).ready().assign(grant.bit(i).and(out.ready()));
        }
    }

    /// Those behind the last winner first, then all.
    private Bits nextInTurn(Bits asking) {
        var behindWinner = reg(bits(inputs), init(0));
        var behind = cat(orOfThoseBelow(grant).toArray(Bool[]::new));
        when(out.fire(), () -> behindWinner.next(behind));
        var first = asking.and(behindWinner);
        return mux(first.orR(), lowest(first), lowest(asking));
    }

    /// The lowest bit that is 1, alone.
    private static Bits lowest(Bits asking) {
        return asking.and(cat(orOfThoseBelow(asking).toArray(Bool[]::new)).not());
    }

    /// For each bit, the top one first, whether a lower bit is 1.
    private static List<Bool> orOfThoseBelow(Bits bits) {
        List<Bool> result = new ArrayList<>(List.of(low()));
        for (int i = 1; i < bits.width(); i++) {
            result.addFirst(bits.slice(i - 1, 0).orR());
        }
        return result;
    }
}
