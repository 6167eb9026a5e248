package org.jetstreamlan.sim.fuzz;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;

/// Random circuits side by side under one top, so that one run of a compiler checks many of them.
/// Circuit `i` is the instance `c<i>`; its ports are the top's, with that in front.
///
/// @param seeds for each circuit the seed that makes it alone, with [#options(long, ClockSpec)]; circuits that are alike have one
public record CircuitBatch(Circuit circuit, List<Long> seeds, ClockSpec clock) {
    /// Domains that circuits are tried in: every reset, both edges.
    private static final List<ClockSpec> CLOCKS =
            List.of(
                    ClockSpec.CORE,
                    clock(ClockSpec.Edge.RISING, ClockSpec.Reset.ASYNCHRONOUS, false),
                    clock(ClockSpec.Edge.RISING, ClockSpec.Reset.NONE, true),
                    clock(ClockSpec.Edge.FALLING, ClockSpec.Reset.SYNCHRONOUS, false),
                    clock(ClockSpec.Edge.RISING, ClockSpec.Reset.ASYNCHRONOUS, true));

    private static ClockSpec clock(ClockSpec.Edge edge, ClockSpec.Reset reset, boolean activeHigh) {
        return new ClockSpec(edge, reset, activeHigh, 100_000_000);
    }

    /// One in so many batches is of circuits that are alike, whose code engines may share.
    private static final int ALIKE = 8;

    /// The batch of `seed`: `count` circuits.
    public static CircuitBatch of(long seed, int count) {
        return of(seed, count, true);
    }

    /// @param slicedNets whether there may be nets whose slices feed each other
    public static CircuitBatch of(long seed, int count, boolean slicedNets) {
        var random = new Random(seed);
        var clock = CLOCKS.get(random.nextInt(CLOCKS.size()));
        var top = new ModuleBuilder("Batch", clock);
        var seeds = new ArrayList<Long>();
        long own = 0;
        ModuleDef module = null;
        for (int i = 0; i < count; i++) {
            if (module == null || seed % ALIKE != 0) {
                own = random.nextLong();
                var options = options(own, clock);
                var circuit =
                        RandomCircuit.of(own, slicedNets ? options : options.slicedNets(false));
                module = renamed(circuit.top(), "C" + i + "_", new IdentityHashMap<>());
            }
            seeds.add(own);
            place(top, "c" + i, module);
        }
        return new CircuitBatch(top.circuit(), List.copyOf(seeds), clock);
    }

    /// How many different circuits there are.
    public int distinct() {
        return (int) seeds.stream().distinct().count();
    }

    /// One circuit of some size `count` times, so that there are equal instances.
    public static Circuit repeated(long seed, int count) {
        var options = options(seed, ClockSpec.CORE).nodes(40 + (int) (seed & 127));
        var module = RandomCircuit.of(seed, options).top();
        var top = new ModuleBuilder("Repeated", ClockSpec.CORE);
        for (int i = 0; i < count; i++) {
            place(top, "c" + i, module);
        }
        return top.circuit();
    }

    /// What the circuit of `seed` is made of: small and large, narrow and wide, with and without
    /// memories.
    public static RandomCircuit.Options options(long seed, ClockSpec clock) {
        var random = new Random(~seed);
        int[] widths = {1, 9, 33, 64, 65, 140, RandomModule.WIDEST};
        return RandomCircuit.Options.SMALL
                .nodes(10 + random.nextInt(random.nextInt(8) == 0 ? 160 : 40))
                .modules(random.nextInt(3))
                .maxWidth(widths[random.nextInt(widths.length)])
                .undefinedReads(false)
                .slicedNets(random.nextBoolean())
                .memories(random.nextInt(3) != 0)
                .clock(clock);
    }

    private static void place(ModuleBuilder top, String name, ModuleDef module) {
        int instance = top.instance(name, module);
        for (int i = 0; i < module.nets().size(); i++) {
            switch (module.nets().get(i)) {
                case Net.Input(var port, var width) ->
                        top.assign(
                                top.port(instance, i),
                                top.read(top.input(name + "_" + port + "_i", width)));
                case Net.Output(var port, var width) ->
                        top.output(
                                name + "_" + port + "_o", width, top.read(top.port(instance, i)));
                case Net.Wire _,
                        Net.Register _,
                        Net.InstanceInput _,
                        Net.InstanceOutput _,
                        Net.ReadData _,
                        Net.ExternalOutput _,
                        Net.Inout _,
                        Net.InstanceInout _ -> {}
            }
        }
    }

    private static ModuleDef renamed(
            ModuleDef module, String prefix, Map<ModuleDef, ModuleDef> known) {
        var before = known.get(module);
        if (before != null) {
            return before;
        }
        var instances =
                module.instances().stream()
                        .map(
                                child ->
                                        new ModuleDef.Instance(
                                                child.name(),
                                                renamed(child.module(), prefix, known),
                                                child.domains(),
                                                child.place()))
                        .toList();
        var renamed =
                new ModuleDef(
                        prefix + module.name(),
                        module.domains(),
                        module.nets(),
                        module.nodes(),
                        module.memories(),
                        instances,
                        module.body(),
                        module.observations(),
                        module.nodeNames(),
                        module.netPlaces(),
                        module.nodePlaces());
        known.put(module, renamed);
        return renamed;
    }
}
