package org.jetstreamlan.hdl;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.Behaviour;

/// A user's [BlackBoxModel] as engines see it: ports by number instead of by reference.
final class BlackBoxBehaviour implements Behaviour {
    private static final BigInteger WORD = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private final BlackBoxModel model;
    private final Map<NetDeclaration, Integer> ports;
    private final Domains domains;

    BlackBoxBehaviour(BlackBoxModel model, Map<NetDeclaration, Integer> ports, Domains domains) {
        this.model = model;
        this.ports = ports;
        this.domains = domains;
    }

    @Override
    public void evaluate(Inputs inputs, Outputs outputs) {
        model.evaluate(new Seen(inputs), new Driven(outputs));
    }

    @Override
    public void edge(Inputs inputs) {
        model.edge(new Seen(inputs));
    }

    @Override
    public Optional<Behaviour> copy() {
        return model.copy().map(copy -> new BlackBoxBehaviour(copy, ports, domains));
    }

    /// The number of a port; -1 for one of 0 bits.
    private int port(Signal<?> signal, NetDeclaration.Kind kind) {
        if (signal.term().operation instanceof Term.Operation.Net net
                && net.declaration().kind == kind
                && ports.containsKey(net.declaration())) {
            return ports.getOrDefault(net.declaration(), -1);
        }
        if (signal.width() == 0) {
            return -1;
        }
        throw new IllegalArgumentException(
                Reports.nameOf(signal.term())
                        + " is no "
                        + (kind == NetDeclaration.Kind.INPUT ? "input" : "output")
                        + " of the black box; its model can name only those");
    }

    private final class Seen implements BlackBoxModel.Inputs {
        private final Inputs inputs;

        Seen(Inputs inputs) {
            this.inputs = inputs;
        }

        @Override
        public long get(Signal<?> input) {
            if (input.width() > 64) {
                throw new IllegalArgumentException(
                        Reports.nameOf(input.term())
                                + " is "
                                + input.width()
                                + " bits wide; use getWide");
            }
            int net = port(input, NetDeclaration.Kind.INPUT);
            return net < 0 ? 0 : inputs.word(net, 0);
        }

        @Override
        public BigInteger getWide(Signal<?> input) {
            int net = port(input, NetDeclaration.Kind.INPUT);
            BigInteger value = BigInteger.ZERO;
            for (int i = (input.width() + 63) / 64 - 1; i >= 0; i--) {
                value = value.shiftLeft(64).or(BigInteger.valueOf(inputs.word(net, i)).and(WORD));
            }
            return value;
        }

        @Override
        public boolean isReset(ClockDomain domain) {
            return domains.indexOf(domain) >= 0 && inputs.isReset(domains.indexOf(domain));
        }

        @Override
        public boolean ticks(ClockDomain domain) {
            return domains.indexOf(domain) >= 0 && inputs.ticks(domains.indexOf(domain));
        }
    }

    private final class Driven implements BlackBoxModel.Outputs {
        private final Outputs outputs;

        Driven(Outputs outputs) {
            this.outputs = outputs;
        }

        @Override
        public void set(Signal<?> output, long value) {
            if (output.width() > 64) {
                throw new IllegalArgumentException(
                        Reports.nameOf(output.term())
                                + " is "
                                + output.width()
                                + " bits wide; use setWide");
            }
            setWide(output, BigInteger.valueOf(value));
        }

        @Override
        public void setWide(Signal<?> output, BigInteger value) {
            int net = port(output, NetDeclaration.Kind.OUTPUT);
            int width = output.width();
            BigInteger bits = value.and(BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE));
            for (int i = 0; 64 * i < width; i++) {
                outputs.set(net, i, bits.shiftRight(64 * i).longValue());
            }
        }
    }
}
