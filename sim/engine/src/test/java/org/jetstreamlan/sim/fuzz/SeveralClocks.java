package org.jetstreamlan.sim.fuzz;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;

/// A circuit of one clock made into one of three: every register and memory in a domain by lot, the domains of instances bound by lot to those of
/// the parent that have the same specification, two of one module to one of its parent at times. The ports of a memory keep one clock, since a
/// collision across clocks has no defined value.
public final class SeveralClocks {
    private static final ClockSpec FIRST = ClockSpec.CORE;
    private static final ClockSpec LAST =
            new ClockSpec(ClockSpec.Edge.FALLING, ClockSpec.Reset.ASYNCHRONOUS, false, 10_000_000);
    private static final List<ModuleDef.Domain> DOMAINS =
            List.of(
                    new ModuleDef.Domain("clk", "rst", FIRST),
                    new ModuleDef.Domain("second_clk", "second_rst", FIRST),
                    new ModuleDef.Domain("last_clk", "last_rst_n", LAST));

    private final Random random;
    private final Map<ModuleDef, ModuleDef> known = new IdentityHashMap<>();

    private SeveralClocks(Random random) {
        this.random = random;
    }

    public static Circuit of(Circuit circuit, long seed) {
        var run = new SeveralClocks(new Random(seed));
        var modules = circuit.modules().stream().map(run::module).toList();
        return new Circuit(modules.getLast(), modules);
    }

    private ModuleDef module(ModuleDef module) {
        List<Net> nets = new ArrayList<>();
        for (Net net : module.nets()) {
            nets.add(
                    net instanceof Net.Register r
                            ? new Net.Register(r.name(), r.width(), random.nextInt(3), r.init())
                            : net);
        }
        List<ModuleDef.Instance> instances = new ArrayList<>();
        for (ModuleDef.Instance instance : module.instances()) {
            instances.add(
                    new ModuleDef.Instance(
                            instance.name(),
                            known.getOrDefault(instance.module(), instance.module()),
                            List.of(random.nextInt(2), random.nextInt(2), 2),
                            instance.place()));
        }
        var changed =
                new ModuleDef(
                        module.name(),
                        DOMAINS,
                        nets,
                        module.nodes(),
                        module.memories().stream().map(this::memory).toList(),
                        instances,
                        module.body(),
                        module.observations(),
                        module.nodeNames(),
                        module.netPlaces(),
                        module.nodePlaces());
        known.put(module, changed);
        return changed;
    }

    private Memory memory(Memory memory) {
        int domain = random.nextInt(3);
        return new Memory(
                memory.name(),
                memory.width(),
                memory.depth(),
                memory.granule(),
                memory.policy(),
                memory.init(),
                memory.writes().stream()
                        .map(
                                port ->
                                        new Memory.WritePort(
                                                domain,
                                                port.enable(),
                                                port.address(),
                                                port.data(),
                                                port.mask(),
                                                port.place()))
                        .toList(),
                memory.reads().stream()
                        .map(
                                port ->
                                        new Memory.ReadPort(
                                                domain,
                                                port.enable(),
                                                port.address(),
                                                port.data(),
                                                port.place()))
                        .toList());
    }
}
