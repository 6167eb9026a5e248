package org.jetstreamlan.sim.jit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.sim.fuzz.ModuleBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// When code is made anew. What it computes is held by `GatingTest`.
final class TiersTest {
    /// Any profile is worth code.
    private static final Tiers.Plan EAGER = new Tiers.Plan(5, 3, 4, 2, 2, -1, false);

    private static Circuit counter() {
        ModuleBuilder module = new ModuleBuilder("Counter");
        int count = module.register("count", 32, 0);
        module.assign(
                count, module.binary(BinaryOp.ADD, module.read(count), module.literal(1, 32)));
        module.output("out", 32, module.read(count));
        return module.circuit();
    }

    private static Tiers tiers(Set<Optimisation> optimisations, @Nullable Activity activity) {
        return new Tiers(Netlist.of(counter()), optimisations, EAGER, activity);
    }

    /// The codes that follow each other while so many profiles are taken.
    private static List<Code> codes(Tiers tiers, int profiles) {
        List<Code> codes = new ArrayList<>(List.of(tiers.best()));
        for (int i = 0; i < profiles * EAGER.looks(); i++) {
            long[] values = tiers.best().values(tiers.best().powerUp);
            tiers.add(values, values);
            if (tiers.best() != codes.getLast()) {
                codes.add(tiers.best());
            }
        }
        return codes;
    }

    @Test
    void codeIsMadeAnewSixTimesAndNotOnceMore() {
        Tiers tiers = tiers(EnumSet.allOf(Optimisation.class), null);
        assertThat(codes(tiers, 5)).hasSize(1 + 5);
        assertThat(codes(tiers, 5)).hasSize(1 + 1);
        assertThat(codes(tiers, 5)).hasSize(1);
    }

    @Test
    void whoIsGatedFromTheStartOrNeverDoesNotLook() {
        Set<Optimisation> all = EnumSet.allOf(Optimisation.class);
        assertThat(tiers(all, null).first()).isEqualTo(EAGER.after());
        assertThat(tiers(Set.of(), null).first()).isEqualTo(Tiers.NEVER);
        assertThat(tiers(all, Activity.scattered(1)).first()).isEqualTo(Tiers.NEVER);
    }

    /// So many clocks that one who looks would have moved over.
    @Test
    void aSimulatorThatDoesNotLookKeepsItsCode() {
        Circuit circuit = counter();
        Netlist netlist = Netlist.of(circuit);
        for (boolean looks : new boolean[] {true, false}) {
            Set<Optimisation> optimisations = EnumSet.allOf(Optimisation.class);
            if (!looks) {
                optimisations.remove(Optimisation.GATING);
            }
            Tiers tiers = new Tiers(netlist, optimisations, EAGER, null);
            Code first = tiers.best();
            JitModel model = new JitModel(circuit, netlist, tiers);
            try (JitSimulator simulator = new JitSimulator(model, tiers)) {
                simulator.step(100);
                assertThat(simulator.code() != first).isEqualTo(looks);
                assertThat(simulator.peek(simulator.probe("out"))).isEqualTo(100);
            }
        }
    }
}
