package org.jetstreamlan.sim.mutate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.Test;

class MutantsTest {
    /// Counts up to a limit, or is set.
    private static final class Counter extends Module {
        final Bool load = input(bool());
        final UInt value = input(uint(8));
        final UInt count = output(uint(8));
        private final UInt state = reg(uint(8), init(3));

        @Override
        protected void build() {
            when(load, () -> state.next(mux(value.bit(7), value, state)))
                    .elseWhen(state.lt(200).not(), () -> state.next(0))
                    .otherwise(() -> state.next(state.add(2)));
            count.assign(state);
        }
    }

    private static final Circuit CIRCUIT = Design.of(Counter::new).circuit();
    private static final List<Mutant> MUTANTS = Mutants.of(CIRCUIT);

    @Test
    void there_are_mutants_of_each_kind() {
        assertThat(MUTANTS).extracting(Mutant::operator).contains(Operator.values());
    }

    @Test
    void each_is_another_design_and_says_where() {
        String before = Verilog.of(CIRCUIT).text();
        var seen = new HashSet<String>();
        for (var mutant : MUTANTS) {
            assertThat(Verilog.of(mutant.circuit()).text()).as("%s", mutant).isNotEqualTo(before);
            assertThat(mutant.place().file()).as("%s", mutant).isEqualTo("MutantsTest.java");
            seen.add(mutant.place() + mutant.change());
        }
        assertThat(seen).hasSizeGreaterThan(MUTANTS.size() * 3 / 4);
        assertThat(Verilog.of(CIRCUIT).text()).isEqualTo(before);
    }

    @Test
    void a_mutant_does_what_it_says() {
        var dropped =
                MUTANTS.stream()
                        .filter(mutant -> mutant.operator() == Operator.OPERATION)
                        .filter(mutant -> mutant.change().contains("ADD"))
                        .findFirst()
                        .orElseThrow();
        assertThat(third(CIRCUIT)).isEqualTo(3 + 2 * 2);
        assertThat(third(dropped.circuit())).isEqualTo(3 - 2 * 2 & 0xFF);
    }

    /// The count after two clocks.
    private static long third(Circuit circuit) {
        try (var model = new JitEngine().compile(circuit);
                var simulator = model.instantiate()) {
            simulator.step(2);
            return simulator.peek(simulator.probe("count"));
        }
    }
}
