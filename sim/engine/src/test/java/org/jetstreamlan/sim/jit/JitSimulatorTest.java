package org.jetstreamlan.sim.jit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.fuzz.ModuleBuilder;
import org.junit.jupiter.api.Test;

/// The Simulator interface on the jit engine: probes of anything that has a name, instances,
/// refusals.
final class JitSimulatorTest {
    private static ModuleDef accumulator() {
        ModuleBuilder module = new ModuleBuilder("Accumulator");
        int more = module.read(module.input("more", 8));
        int sum = module.register("sum", 8, 0);
        int added = module.wire("added", 8);
        int carry = module.wire("unused", 9);
        module.assign(added, module.binary(BinaryOp.ADD, module.read(sum), more));
        int wide = module.named(module.extend(more, false, 9), "wide_more");
        module.assign(
                carry,
                module.binary(BinaryOp.ADD, module.extend(module.read(sum), false, 9), wide));
        module.assign(sum, module.read(added));
        module.output("total", 8, module.read(sum));
        return module.build();
    }

    private static ModuleBuilder pair() {
        ModuleBuilder top = new ModuleBuilder("Pair");
        int in = top.read(top.input("in", 8));
        int a = top.instance("a", accumulator());
        int b = top.instance("b", accumulator());
        top.assign(top.port(a, "more"), in);
        top.assign(top.port(b, "more"), top.read(top.port(a, "total")));
        top.output("out", 8, top.read(top.port(b, "total")));
        return top;
    }

    @Test
    void everyNetOfEveryInstanceCanBeProbed() {
        try (Bench bench = new Bench(pair())) {
            bench.poke("in", 200).step();
            assertThat(bench.peek("a.sum")).isEqualTo(200);
            assertThat(bench.peek("a.total")).isEqualTo(200);
            assertThat(bench.peek("a.more")).isEqualTo(200);
            assertThat(bench.peek("a.added")).isEqualTo(144);
            assertThat(bench.peek("b.more")).isEqualTo(200);
            assertThat(bench.peek("b.added")).isEqualTo(200);
            assertThat(bench.peek("a_total")).isEqualTo(200);
            assertThat(bench.peek("b.rst")).isZero();
        }
    }

    @Test
    void aNegativeNumberOfStepsIsRefused() {
        try (Simulator simulator = new JitEngine().compile(pair().circuit()).instantiate()) {
            simulator.step(0);
            assertThat(simulator.cycle()).isZero();
            assertThatThrownBy(() -> simulator.step(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("-1");
        }
    }

    @Test
    void netsThatNothingUsesAndNamedValuesCanBeProbedToo() {
        try (Bench bench = new Bench(pair())) {
            bench.poke("in", 200).step();
            assertThat(bench.peek("a.unused")).isEqualTo(400);
            bench.poke("in", 201);
            assertThat(bench.peek("a.unused")).isEqualTo(401);
            assertThat(bench.peek("a.wide_more")).isEqualTo(201);
            assertThat(bench.step().peek("a.unused")).isEqualTo((401 & 0xFF) + 201);
        }
    }

    @Test
    void observingChangesNothing() {
        Model model = new JitEngine().compile(pair().circuit());
        try (Simulator watched = model.instantiate();
                Simulator alone = model.instantiate()) {
            Probe[] hidden = {
                watched.probe("a.unused"), watched.probe("b.unused"), watched.probe("b.added")
            };
            for (int i = 0; i < 50; i++) {
                watched.poke(watched.probe("in"), i);
                alone.poke(alone.probe("in"), i);
                for (Probe probe : hidden) {
                    watched.peek(probe);
                }
                watched.step();
                alone.step();
                assertThat(watched.peek(watched.probe("out")))
                        .isEqualTo(alone.peek(alone.probe("out")));
            }
            assertThat(alone.peek(alone.probe("b.unused")))
                    .isEqualTo(watched.peek(watched.probe("b.unused")));
        }
    }

    @Test
    void instancesAreIndependent() {
        Model model = new JitEngine().compile(pair().circuit());
        try (Simulator first = model.instantiate();
                Simulator second = model.instantiate()) {
            first.poke(first.probe("in"), 7);
            first.step(3);
            assertThat(first.peek(first.probe("a.sum"))).isEqualTo(21);
            assertThat(second.peek(second.probe("a.sum"))).isZero();
            assertThat(first.cycle()).isEqualTo(3);
            assertThat(second.cycle()).isZero();
        }
    }

    @Test
    void wideInputsAndOutputsPassThroughBigInteger() {
        ModuleBuilder module = new ModuleBuilder("Wide");
        int a = module.read(module.input("a", 100));
        module.output("out", 100, module.not(a));
        try (Bench bench = new Bench(module)) {
            BigInteger value = Patterns.values(100).getLast();
            assertThat(bench.poke("a", value).peekWide("out"))
                    .isEqualTo(value.xor(Patterns.ones(100)));
            assertThat(bench.peekWide("a")).isEqualTo(value);
            assertThatThrownBy(() -> bench.peek("out")).hasMessageContaining("peekWide");
            assertThatThrownBy(() -> bench.poke("a", 1)).hasMessageContaining("pokeWide");
        }
    }

    @Test
    void aValueThatDoesNotFitIsRefused() {
        try (Bench bench = new Bench(pair())) {
            assertThatThrownBy(() -> bench.poke("in", 256))
                    .hasMessageContaining("0x100")
                    .hasMessageContaining("8 bits");
            assertThatThrownBy(() -> bench.poke("in", -1)).hasMessageContaining("8 bits");
            assertThatThrownBy(() -> bench.poke("in", BigInteger.valueOf(-1)))
                    .hasMessageContaining("8 bits");
        }
    }

    @Test
    void whatTheDesignDrivesCannotBePoked() {
        try (Bench bench = new Bench(pair())) {
            assertThatThrownBy(() -> bench.poke("out", 1)).hasMessageContaining("is driven by");
            assertThatThrownBy(() -> bench.poke("a.more", 1)).hasMessageContaining("is driven by");
        }
    }

    @Test
    void anUnknownPathNamesTheNearest() {
        try (Bench bench = new Bench(pair())) {
            assertThatThrownBy(() -> bench.peek("a.sun"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a.sum");
            assertThatThrownBy(() -> bench.peek("c.sum")).hasMessageContaining("a.sum");
        }
    }

    @Test
    void aProbeOfAnotherSimulatorIsRefused() {
        Model model = new JitEngine().compile(pair().circuit());
        try (Simulator first = model.instantiate();
                Simulator second = model.instantiate()) {
            Probe probe = first.probe("out");
            assertThatThrownBy(() -> second.peek(probe)).hasMessageContaining("another simulator");
        }
    }

    @Test
    void aClosedModelMakesNoInstances() {
        Model model = new JitEngine().compile(pair().circuit());
        model.close();
        assertThatThrownBy(model::instantiate).isInstanceOf(EngineException.class);
    }

    @Test
    void aCircuitWithoutInputsOutputsOrStateCompiles() {
        try (Bench bench = new Bench(new ModuleBuilder("Empty"))) {
            assertThat(bench.step().simulator().cycle()).isEqualTo(1);
        }
    }
}
