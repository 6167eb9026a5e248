package org.jetstreamlan.hdl.lib.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.lib.Fifo.Storage;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.sim.AssertionFailure;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.verilator.Tools;
import org.jetstreamlan.sim.verilator.VerilatorEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The primitives that cross clocks, in random order of the clocks' edges, on both engines, and the latencies of their headers.
class CrossingsTest {
    enum Runs {
        JIT,
        VERILATOR;

        Engine engine() {
            return switch (this) {
                case JIT -> Engines.jit();
                case VERILATOR -> {
                    Tools.needVerilator();
                    yield new VerilatorEngine().withCxxOptions("-O0");
                }
            };
        }
    }

    /// Name, module, latency in clocks of `to`, payloads inside at most.
    private record Queue(String name, Supplier<Module> module, int latency, int most) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Queue> QUEUES =
            List.of(
                    fifo(2, Storage.LUT, 2),
                    fifo(16, Storage.LUT, 3),
                    fifo(2, Storage.BLOCK, 2),
                    fifo(8, Storage.BLOCK, 2),
                    new Queue(
                            "HandshakeCrossing",
                            () -> new HandshakeCrossing<>(Type.bits(16), 2),
                            3,
                            2));

    private static Queue fifo(int depth, Storage storage, int stages) {
        return new Queue(
                "AsyncFifo %d %s %d".formatted(depth, storage, stages),
                () -> new AsyncFifo<>(Type.bits(16), depth, storage, stages),
                stages + (storage == Storage.BLOCK ? 1 : 0),
                depth);
    }

    static Stream<Arguments> queues() {
        return QUEUES.stream()
                .flatMap(queue -> Stream.of(Runs.values()).map(runs -> Arguments.of(queue, runs)));
    }

    /// Pushes running numbers and takes them, each side at random, in phases in which the queue runs full or empty. Returns how often it was full and
    /// how often empty.
    private static int[] play(TwoClocks rig, int most, int ticks) {
        var inside = new ArrayDeque<Long>();
        var random = rig.random();
        long pushed = 0;
        int full = 0;
        int empty = 0;
        boolean offering = false;
        boolean stalled = false;
        int pushes = 50;
        int takes = 50;
        for (int i = 0; i < ticks; i++) {
            if (i % 100 == 0) {
                pushes = random.nextInt(3) == 0 ? 100 : random.nextInt(5, 100);
                takes = random.nextInt(3) == 0 ? 100 : random.nextInt(5, 100);
            }
            boolean own = rig.chooseOwn();
            if (own && !offering) {
                offering = random.nextInt(100) < pushes;
                rig.poke("in_valid", offering ? 1 : 0);
                rig.poke("in_payload", offering ? pushed & 0xFFFF : random.nextInt(1 << 16));
            }
            boolean take = random.nextInt(100) < takes;
            if (rig.chosenTo()) {
                rig.poke("out_ready", take ? 1 : 0);
            }
            boolean accepted = own && offering && rig.peek("in_ready") != 0;
            full += own && offering && !accepted ? 1 : 0;
            boolean valid = rig.peek("out_valid") != 0;
            assertThat(valid || !stalled).as("valid stays until taken").isTrue();
            if (valid) {
                assertThat(inside).as("nothing comes from nothing, tick %d", i).isNotEmpty();
                assertThat(rig.peek("out_payload")).as("tick %d", i).isEqualTo(inside.getFirst());
            }
            boolean taken = rig.chosenTo() && take && valid;
            stalled = valid && !taken;
            empty += rig.chosenTo() && take && !valid ? 1 : 0;
            rig.tick();
            if (accepted) {
                inside.add(pushed++ & 0xFFFF);
                offering = false;
            }
            if (taken) {
                inside.removeFirst();
            }
            assertThat(inside.size()).isLessThanOrEqualTo(most);
        }
        rig.poke("in_valid", 0);
        rig.poke("out_ready", 1);
        for (int i = 0; i < 40 * most && !inside.isEmpty(); i++) {
            if (rig.peek("out_valid") != 0) {
                assertThat(rig.peek("out_payload")).isEqualTo(inside.removeFirst());
            }
            rig.tick("clk", "to_clk");
        }
        assertThat(inside).as("what never came out").isEmpty();
        assertThat(pushed).as("payloads").isPositive();
        return new int[] {full, empty};
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("queues")
    void payloadsStayWholeAndInOrder(Queue queue, Runs runs) {
        long seed = System.nanoTime();
        System.out.println(queue + " " + runs + ": seed " + seed);
        try (var rig = new TwoClocks(runs.engine(), queue.module(), seed)) {
            int[] stops = play(rig, queue.most(), 20_000);
            assertThat(stops[0]).as("times full").isGreaterThan(100);
            assertThat(stops[1]).as("times empty").isGreaterThan(100);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("queues")
    void payloadIsAsLateAsTheHeaderSays(Queue queue, Runs runs) {
        try (var rig = new TwoClocks(runs.engine(), queue.module(), 0)) {
            rig.poke("in_valid", 1);
            rig.poke("in_payload", 0xABCD);
            rig.tick("clk");
            rig.poke("in_valid", 0);
            for (int i = 0; i < queue.latency(); i++) {
                assertThat(rig.peek("out_valid")).as("after %d clocks", i).isZero();
                rig.tick("to_clk");
            }
            assertThat(rig.peek("out_valid")).isOne();
            assertThat(rig.peek("out_payload")).isEqualTo(0xABCD);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFifoTakesOnePayloadAClock(Runs runs) {
        try (var rig =
                new TwoClocks(
                        runs.engine(), () -> new AsyncFifo<>(Type.bits(16), 8, Storage.LUT), 0)) {
            rig.poke("in_valid", 1);
            rig.poke("out_ready", 1);
            for (int i = 0; i < 10; i++) {
                rig.tick("clk", "to_clk");
            }
            for (int i = 0; i < 100; i++) {
                assertThat(rig.peek("in_ready") & rig.peek("out_valid")).as("clock %d", i).isOne();
                rig.tick("clk", "to_clk");
            }
        }
    }

    /// The verb of streams, named as the FIFO's own test names its clocks.
    private static final class Verb extends Module {
        private final ClockDomain to = clockDomain("to", ClockSpec.CORE);
        final org.jetstreamlan.hdl.lib.Stream<Bits> in = input(stream(bits(16)));
        final org.jetstreamlan.hdl.lib.Stream<Bits> out = output(stream(bits(16)), to);

        @Override
        protected void build() {
            in.cross(domain(), to, 4).into(out);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamCrossesByItsVerb(Runs runs) {
        long seed = System.nanoTime();
        System.out.println("Stream.cross " + runs + ": seed " + seed);
        try (var rig = new TwoClocks(runs.engine(), Verb::new, seed)) {
            play(rig, 4, 10_000);
        }
    }

    private static final class Stray extends Module {
        @Override
        protected void build() {
            child(new BitSynchronizer(), new Verb().to);
        }
    }

    @Test
    void aDomainOfAnotherModuleIsRefused() {
        assertThatThrownBy(() -> Design.of(Stray::new)).hasMessageContaining("clockDomain(...)");
    }

    @ParameterizedTest
    @EnumSource
    void aHandshakeTakesAPayloadAsOftenAsTheHeaderSays(Runs runs) {
        try (var rig =
                new TwoClocks(runs.engine(), () -> new HandshakeCrossing<>(Type.bits(16), 2), 0)) {
            rig.poke("in_valid", 1);
            rig.poke("out_ready", 1);
            int taken = 0;
            for (int i = 0; i < 600; i++) {
                taken += (int) rig.peek("in_ready");
                rig.tick("clk", "to_clk");
            }
            assertThat(taken).isEqualTo(100);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachPulseComesOutOnce(Runs runs) {
        long seed = System.nanoTime();
        System.out.println("PulseCrossing " + runs + ": seed " + seed);
        try (var rig = new TwoClocks(runs.engine(), () -> new PulseCrossing(2), seed)) {
            int sent = 0;
            int seen = 0;
            int since = 2;
            for (int i = 0; i < 20_000; i++) {
                boolean own = rig.chooseOwn();
                boolean pulse = own && since >= 2 && rig.random().nextInt(3) == 0;
                rig.poke("in", pulse ? 1 : 0);
                seen += rig.chosenTo() ? (int) rig.peek("out") : 0;
                rig.tick();
                since = pulse ? 0 : since + (rig.chosenTo() ? 1 : 0);
                sent += pulse ? 1 : 0;
            }
            rig.poke("in", 0);
            for (int i = 0; i < 5; i++) {
                seen += (int) rig.peek("out");
                rig.tick("to_clk");
            }
            assertThat(sent).isGreaterThan(1000);
            assertThat(seen).isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPulseIsAsLateAsTheHeaderSays(Runs runs) {
        try (var rig = new TwoClocks(runs.engine(), () -> new PulseCrossing(3), 0)) {
            rig.poke("in", 1);
            rig.tick("clk");
            rig.poke("in", 0);
            for (int i = 0; i < 3; i++) {
                assertThat(rig.peek("out")).isZero();
                rig.tick("to_clk");
            }
            assertThat(rig.peek("out")).isOne();
            rig.tick("to_clk");
            assertThat(rig.peek("out")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCountNeverGoesBackAndArrives(Runs runs) {
        long seed = System.nanoTime();
        System.out.println("GrayCounterCrossing " + runs + ": seed " + seed);
        try (var rig = new TwoClocks(runs.engine(), () -> new GrayCounterCrossing(5, 2), seed)) {
            long count = 0;
            long seen = 0;
            for (int i = 0; i < 20_000; i++) {
                long out = rig.peek("out");
                seen += (out - seen) & 31;
                assertThat(seen).as("tick %d", i).isLessThanOrEqualTo(count);
                boolean own = rig.chooseOwn();
                // No more steps at a time than the count can tell apart.
                if (own && count - seen < 30 && rig.random().nextBoolean()) {
                    count++;
                }
                rig.poke("in", count & 31);
                rig.tick();
            }
            rig.tick("clk");
            rig.tick("to_clk");
            rig.tick("to_clk");
            assertThat(rig.peek("out")).isEqualTo(count & 31);
            assertThat(count).isGreaterThan(1000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCountThatJumpsIsNoGrayCount(Runs runs) {
        try (var rig = new TwoClocks(runs.engine(), () -> new GrayCounterCrossing(5, 2), 0)) {
            rig.poke("in", 2);
            rig.tick("clk");
            assertThatThrownBy(() -> rig.tick("clk")).isInstanceOf(AssertionFailure.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBitIsAsLateAsItsChainIsLong(Runs runs) {
        var model = runs.engine().compile(Design.of(() -> new BitSynchronizer(3)).circuit());
        try (var simulator = model.instantiate()) {
            var in = simulator.probe("in");
            var out = simulator.probe("out");
            for (int value : new int[] {1, 0}) {
                simulator.poke(in, value);
                for (int i = 0; i < 3; i++) {
                    assertThat(simulator.peek(out)).isEqualTo(1 - value);
                    simulator.step("clk");
                }
                assertThat(simulator.peek(out)).isEqualTo(value);
            }
        } finally {
            model.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aResetBeginsAtOnceAndEndsWithTheClock(Runs runs) {
        var spec = new ClockSpec(ClockSpec.Edge.RISING, ClockSpec.Reset.ASYNCHRONOUS, false, 1_000);
        var model =
                runs.engine().compile(Design.of(() -> new ResetSynchronizer(2), spec).circuit());
        try (var simulator = model.instantiate()) {
            var asynchronous = simulator.probe("rst_n");
            var reset = simulator.probe("reset");
            for (int i = 0; i < 2; i++) {
                simulator.poke(asynchronous, 0);
                assertThat(simulator.peek(reset)).isOne();
                simulator.step(3);
                assertThat(simulator.peek(reset)).isOne();
                simulator.poke(asynchronous, 1);
                assertThat(simulator.peek(reset)).isOne();
                simulator.step();
                assertThat(simulator.peek(reset)).isOne();
                simulator.step();
                assertThat(simulator.peek(reset)).isZero();
            }
        } finally {
            model.close();
        }
    }

    @Test
    void registersThatCrossAreMarkedForSynthesis() {
        var text =
                Verilog.of(
                                Design.of(() -> new AsyncFifo<>(Type.bits(16), 8, Storage.LUT))
                                        .circuit())
                        .text();
        assertThat(text)
                .contains("(* async_reg = \"TRUE\", keep = 1 *) reg [3:0] stages_0;")
                .contains("(* keep = 1 *) reg [3:0] gray;");
    }

    @Test
    void aBlockWithoutSenseIsRefused() {
        assertThatThrownBy(() -> Design.of(() -> new BitSynchronizer(1))).hasMessageContaining("2");
        assertThatThrownBy(() -> Design.of(() -> new AsyncFifo<>(Type.bits(1), 3, Storage.LUT)))
                .hasMessageContaining("power of two");
    }

    // ---- the tests above can fail

    /// The FIFO with the Gray code left out before the crossing, and behind it too if `both`.
    private static Circuit withoutGray(boolean both) {
        var circuit = Design.of(() -> new AsyncFifo<>(Type.bits(16), 8, Storage.LUT)).circuit();
        var changed = new ArrayList<ModuleDef>();
        for (ModuleDef module : circuit.modules()) {
            changed.add(module.name().startsWith("Gray") ? withoutGray(module, both) : module);
        }
        var top = circuit.top();
        var instances = new ArrayList<ModuleDef.Instance>();
        for (var instance : top.instances()) {
            instances.add(
                    new ModuleDef.Instance(
                            instance.name(),
                            changed.stream()
                                    .filter(m -> m.name().equals(instance.module().name()))
                                    .findFirst()
                                    .orElseThrow(),
                            instance.domains(),
                            instance.place()));
        }
        changed.set(changed.size() - 1, top.renamed(top.name(), instances));
        return new Circuit(changed.getLast(), changed);
    }

    private static ModuleDef withoutGray(ModuleDef module, boolean both) {
        var nodes = new ArrayList<Node>();
        for (Node node : module.nodes()) {
            if (node instanceof Node.Binary b
                    && b.op() == Node.BinaryOp.XOR
                    && module.nodes().get(b.a()) instanceof Node.Read r
                    && module.nets().get(r.net()) instanceof Net.Input) {
                nodes.add(new Node.Binary(Node.BinaryOp.AND, b.a(), b.a(), b.width()));
            } else if (both && node instanceof Node.Reduce r && r.op() == Node.ReduceOp.XOR) {
                nodes.add(new Node.Slice(r.a(), 0, 1));
            } else {
                nodes.add(node);
            }
        }
        assertThat(nodes).isNotEqualTo(module.nodes());
        return new ModuleDef(
                module.name(),
                module.domains(),
                module.nets(),
                nodes,
                module.memories(),
                module.instances(),
                module.body(),
                module.observations(),
                module.annotations(),
                module.nodeNames(),
                module.netPlaces(),
                module.nodePlaces());
    }

    @Test
    void aMissingGrayCodeIsNoticed() {
        for (boolean both : new boolean[] {false, true}) {
            try (var rig = new TwoClocks(Engines.jit(), withoutGray(both), 1)) {
                assertThat(catchThrowable(() -> play(rig, 8, 20_000)))
                        .isInstanceOfAny(AssertionError.class, AssertionFailure.class);
            }
        }
    }
}
