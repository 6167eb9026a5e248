package org.jetstreamlan.sim.fuzz;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import org.jetstreamlan.hdl.ir.Behaviour;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.sim.BlackBoxes;

/// A black box in the reference interpreter. It is evaluated anew for each output that is asked for, and then sees only the inputs on which
/// it says that this output depends; the others read 0.
final class ReferenceBox {
    private final ReferenceInstance instance;
    private final Behaviour behaviour;

    /// Bit `index` of an input net.
    private final BiPredicate<Integer, Integer> inputBit;

    /// Whether the reset of a domain of the box is active.
    private final IntPredicate isReset;

    ReferenceBox(
            ReferenceInstance instance,
            BiPredicate<Integer, Integer> inputBit,
            IntPredicate isReset) {
        this.instance = instance;
        this.inputBit = inputBit;
        this.isReset = isReset;
        behaviour = BlackBoxes.behaviour(instance.module.external().orElseThrow());
    }

    /// The value of an output.
    BigInteger output(int net, Net.ExternalOutput output) {
        BigInteger[] value = {BigInteger.ZERO};
        behaviour.evaluate(
                new Seen(Set.copyOf(output.inputs()), 0),
                (driven, index, word) -> {
                    if (driven == net) {
                        value[0] =
                                value[0].or(ModuleBuilder.unsigned(word, 64).shiftLeft(64 * index));
                    }
                });
        return value[0];
    }

    /// Lets the box see that a reset has changed.
    void reset() {
        behaviour.evaluate(new Seen(Set.of(), 0), (_, _, _) -> {});
    }

    /// Asks for all inputs, so that they are known when another box changes its state.
    void settle() {
        for (int net = 0; net < instance.module.nets().size(); net++) {
            if (instance.module.nets().get(net) instanceof Net.Input) {
                instance.net(net);
            }
        }
    }

    /// An edge of these domains of the top.
    void edge(long ticking) {
        long own = 0;
        for (int domain : instance.domains) {
            own |= ticking & 1L << domain;
        }
        if (own != 0) {
            Set<Integer> all = new HashSet<>();
            for (int net = 0; net < instance.module.nets().size(); net++) {
                all.add(net);
            }
            behaviour.edge(new Seen(all, ticking));
        }
    }

    private final class Seen implements Behaviour.Inputs {
        private final Set<Integer> inputs;
        private final long ticking;

        Seen(Set<Integer> inputs, long ticking) {
            this.inputs = inputs;
            this.ticking = ticking;
        }

        @Override
        public long word(int net, int index) {
            long word = 0;
            int width = instance.module.nets().get(net).width();
            for (int bit = 64 * index;
                    inputs.contains(net) && bit < Math.min(width, 64 * index + 64);
                    bit++) {
                word |= inputBit.test(net, bit) ? 1L << bit : 0;
            }
            return word;
        }

        @Override
        public boolean isReset(int domain) {
            return isReset.test(domain);
        }

        @Override
        public boolean ticks(int domain) {
            return (ticking >>> instance.domains.get(domain) & 1) != 0;
        }
    }
}
