package org.jetstreamlan.hdl.lib;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.coding.OneHot;
import org.jetstreamlan.hdl.lib.coding.PriorityEncoder;
import org.jspecify.annotations.Nullable;

/// Several streams share one. A choice stays until its payload has moved, so `out` keeps the promise of a stream under back-pressure.
///
/// | policy | who goes first | worst wait |
/// | --- | --- | --- |
/// | [Policy#FIXED_PRIORITY] | the lowest index that asks | no bound |
/// | [Policy#ROUND_ROBIN] | the next index behind the last winner that asks | inputs - 1 turns |
///
/// A turn is one payload or, with `last`, a transaction: all payloads up to the first for which it is 1, with nothing of another input
/// between them, even where the winner pauses.
///
/// ```
/// clock         0    1    2    3    4    5         round robin, transactions of 2 on input 0
/// in[0].valid   ▔▔▔▔▔▔▔▔▔▔\____/▔▔▔▔\_____
/// in[0] last    __________|xxxx/▔▔▔▔\xxxxx
/// in[1].valid   _____/▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔
/// out           | a0 stalls| -- | a1 | b0 |
/// ```
/// Latency 0: `out` follows the inputs in the same clock, `ready` the other way. Throughput 1 a clock.
///
/// State, round robin: the index of whom to ask first, the winner himself while he is stalled; for transactions one bit more. Fixed
/// priority: the index of the owner of the turn under way, and one bit.
public final class Arbiter<T extends Data<T>> extends Module {
    /// Who wins when several ask.
    public enum Policy {
        FIXED_PRIORITY,
        ROUND_ROBIN
    }

    private final int inputs;
    private final int width;
    private final Policy policy;
    private final @Nullable Function<T, Bool> last;

    public final List<Stream<T>> in;
    public final Stream<T> out;

    /// Bit i: `in[i]` has the output in this clock, or, between two payloads of its transaction, keeps it; at most one is 1.
    public final Bits grant;

    /// The winner's index, where there is one.
    public final UInt winner;

    /// Turns of one payload.
    ///
    /// @param inputs at least 2
    public Arbiter(Type<T> payload, int inputs, Policy policy) {
        this(payload, inputs, policy, null);
    }

    /// Turns of a transaction.
    ///
    /// @param inputs at least 2
    /// @param last 1 for the payload that ends a transaction
    public Arbiter(Type<T> payload, int inputs, Policy policy, @Nullable Function<T, Bool> last) {
        if (inputs < 2) {
            throw Arguments.wrong("an arbiter", "of " + inputs + " inputs", "give it 2 or more");
        }
        this.inputs = inputs;
        this.width = payload.width();
        this.policy = policy;
        this.last = last;
        super();
        List<Stream<T>> ports = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            ports.add(input(stream(payload)));
        }
        this.in = List.copyOf(ports);
        this.out = output(stream(payload));
        this.grant = output(bits(inputs));
        this.winner = output(uint(PriorityEncoder.indexWidth(inputs)));
    }

    @Override
    protected String moduleName() {
        return "Arbiter_w"
                + width
                + "_n"
                + inputs
                + (policy == Policy.ROUND_ROBIN ? "_robin" : "_fixed")
                + (last == null ? "" : "_locked");
    }

    @Override
    protected void build() {
        List<Bool> valid = new ArrayList<>();
        List<T> payloads = new ArrayList<>();
        for (Stream<T> stream : in) {
            valid.addFirst(stream.valid());
            payloads.add(stream.payload());
        }
        var asking = cat(valid.toArray(Bool[]::new));
        var payload = Selection.of(payloads, winner);
        var ends = last == null ? high() : last.apply(payload);

        switch (policy) {
            case FIXED_PRIORITY -> chooseLowest(asking, ends);
            case ROUND_ROBIN -> chooseInTurn(asking, ends);
        }
        out.payload().assign(payload);
        winner.assign(OneHot.number(grant));
        for (int i = 0; i < inputs; i++) {
            in.get(i).ready().assign(out.ready().and(grant.bit(i)));
        }
    }

    /// A turn under way, stalled or between two payloads, stays with its owner.
    private void chooseLowest(Bits asking, Bool ends) {
        var owned = reg(bool(), init(0));
        var owner = reg(uint(winner.width()));
        grant.assign(mux(owned, OneHot.of(owner, inputs), PriorityEncoder.lowestAlone(asking)));
        owner.next(winner);
        out.valid().assign(validOf(asking, owned));
        when(out.valid(), () -> owned.next(out.ready().and(ends).not()));
    }

    /// `first` is asked first, so a winner who is stalled wins again.
    private void chooseInTurn(Bits asking, Bool ends) {
        var first = reg(uint(winner.width()), init(0));
        List<Bool> fromFirst = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            fromFirst.addFirst(asking.bit(i).and(first.le(i)));
        }
        var atOrBehind = cat(fromFirst.toArray(Bool[]::new));
        var chosen =
                mux(
                        atOrBehind.orR(),
                        PriorityEncoder.lowestAlone(atOrBehind),
                        PriorityEncoder.lowestAlone(asking));
        if (last == null) {
            grant.assign(chosen);
            out.valid().assign(asking.orR());
        } else {
            var owned = reg(bool(), init(0));
            grant.assign(mux(owned, OneHot.of(first, inputs), chosen));
            out.valid().assign(validOf(asking, owned));
            when(out.fire(), () -> owned.next(ends.not()));
        }
        when(out.valid(), () -> first.next(mux(out.ready().and(ends), winner.add(1), winner)));
    }

    /// A stalled owner is still asking; the owner of a transaction may pause.
    private Bool validOf(Bits asking, Bool owned) {
        return last == null ? asking.orR() : mux(owned, asking.and(grant).orR(), asking.orR());
    }
}
