package org.jetstreamlan.cli.figure.circuit;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Module;

/// A module of 10^6 operators and registers: 250,000 registers behind each other, each the sum of the one before and the input, under
/// a condition, or, as `isDeep`, one expression of 10^6 operators, each of which needs the one before.
public final class Many extends Module {
    private static final int REGISTERS = 250_000;
    private static final int OPERATORS = 1_000_000;

    private final boolean isDeep;
    public final Bits in = input(bits(32));
    public final Bits out = output(bits(32));

    public Many(boolean isDeep) {
        this.isDeep = isDeep;
    }

    @Override
    protected String moduleName() {
        return "Top";
    }

    @Override
    protected void build() {
        out.assign(isDeep ? deep() : wide());
    }

    private Bits wide() {
        List<Bits> registers = new ArrayList<>();
        var before = in;
        for (int i = 0; i < REGISTERS; i++) {
            var register = reg(bits(32), init(0));
            register.next(before.asUInt().add(in.asUInt()).asBits().xor(register).not());
            registers.add(register);
            before = register;
        }
        return registers.getLast();
    }

    private Bits deep() {
        var value = in;
        for (int i = 0; i < OPERATORS; i++) {
            value = i % 2 == 0 ? value.xor(in) : value.asUInt().add(in.asUInt()).asBits();
        }
        return value;
    }
}
