package org.jetstreamlan.sim.fuzz;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.Behaviour;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Dataflow;
import org.jetstreamlan.hdl.ir.External;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.jit.JitEngine;

/// A circuit whose modules without children have become black boxes: the Verilog of each is what was emitted for the module, its Java model a
/// simulation of the module alone. It must do what the circuit did.
public final class BlackBoxed {
    private final Map<ModuleDef, Dataflow> dataflows;
    private final Map<ModuleDef, ModuleDef> now = new IdentityHashMap<>();

    private BlackBoxed(Circuit circuit) {
        dataflows = circuit.dataflows();
    }

    public static Circuit of(Circuit circuit) {
        var change = new BlackBoxed(circuit);
        List<ModuleDef> modules = new ArrayList<>();
        for (ModuleDef module : circuit.modules()) {
            boolean box = module.instances().isEmpty() && module != circuit.top();
            ModuleDef changed = box ? change.box(module) : change.holder(module);
            change.now.put(module, changed);
            modules.add(changed);
        }
        return new Circuit(modules.getLast(), List.copyOf(modules));
    }

    /// Number of a port among the ports of its module, as the black box has them.
    private static int number(ModuleDef module, int port) {
        int number = 0;
        for (Net net : module.nets().subList(0, port)) {
            number += isPort(net) ? 1 : 0;
        }
        return number;
    }

    private static boolean isPort(Net net) {
        return net instanceof Net.Input || net instanceof Net.Output;
    }

    private ModuleDef after(ModuleDef module) {
        ModuleDef changed = now.get(module);
        if (changed == null) {
            throw new IllegalArgumentException(module.name() + " comes after its parent");
        }
        return changed;
    }

    /// The module with what its children have become, whose ports may have other numbers.
    private ModuleDef holder(ModuleDef module) {
        List<ModuleDef.Instance> instances = new ArrayList<>();
        for (ModuleDef.Instance child : module.instances()) {
            instances.add(
                    new ModuleDef.Instance(
                            child.name(), after(child.module()), child.domains(), child.place()));
        }
        List<Net> nets = new ArrayList<>();
        for (Net net : module.nets()) {
            nets.add(
                    switch (net) {
                        case Net.InstanceInput in ->
                                new Net.InstanceInput(
                                        in.name(),
                                        in.width(),
                                        in.instance(),
                                        port(module, in.instance(), in.port()));
                        case Net.InstanceOutput out ->
                                new Net.InstanceOutput(
                                        out.name(),
                                        out.width(),
                                        out.instance(),
                                        port(module, out.instance(), out.port()));
                        case Net.Input _,
                                Net.Output _,
                                Net.Wire _,
                                Net.Register _,
                                Net.ReadData _,
                                Net.ExternalOutput _,
                                Net.Inout _,
                                Net.InstanceInout _ ->
                                net;
                    });
        }
        return new ModuleDef(
                module.name(),
                module.domains(),
                nets,
                module.nodes(),
                module.memories(),
                instances,
                module.body(),
                module.observations(),
                module.annotations(),
                module.nodeNames(),
                module.netPlaces(),
                module.nodePlaces());
    }

    private int port(ModuleDef module, int instance, int port) {
        ModuleDef child = module.instances().get(instance).module();
        return after(child).external().isPresent() ? number(child, port) : port;
    }

    private ModuleDef box(ModuleDef module) {
        Dataflow dataflow = dataflows.get(module);
        List<Net> ports = new ArrayList<>();
        for (int net = 0; net < module.nets().size() && dataflow != null; net++) {
            if (module.nets().get(net) instanceof Net.Output output) {
                BitSet inputs = dataflow.inputsOf(net);
                List<Integer> from = inputs.stream().map(in -> number(module, in)).boxed().toList();
                ports.add(new Net.ExternalOutput(output.name(), output.width(), from));
            } else if (module.nets().get(net) instanceof Net.Input input) {
                ports.add(input);
            }
        }
        Circuit alone = new Circuit(module, List.of(module));
        List<Boolean> resets =
                module.domains().stream().map(domain -> domain.spec().resetActiveHigh()).toList();
        return ModuleDef.blackBox(
                module.name(),
                module.domains(),
                ports,
                module.annotations(),
                ports.stream().map(_ -> module.netPlaces().getFirst()).toList(),
                new External(
                        module.name(),
                        List.of(),
                        resets,
                        Optional.of(Verilog.of(alone).text()),
                        Optional.of(() -> new Simulated(new JitEngine().compile(alone), ports))));
    }

    /// A module in a simulator of its own.
    private static final class Simulated implements Behaviour {
        private final ModuleDef module;
        private final Simulator simulator;
        private final List<Net> ports;

        Simulated(Model model, List<Net> ports) {
            this.module = model.circuit().top();
            this.simulator = model.instantiate();
            this.ports = ports;
        }

        @Override
        public void evaluate(Inputs inputs, Outputs outputs) {
            poke(inputs);
            for (int port = 0; port < ports.size(); port++) {
                if (ports.get(port) instanceof Net.ExternalOutput output) {
                    BigInteger value = simulator.peekWide(simulator.probe(output.name()));
                    for (int i = 0; 64 * i < output.width(); i++) {
                        outputs.set(port, i, value.shiftRight(64 * i).longValue());
                    }
                }
            }
        }

        @Override
        public void edge(Inputs inputs) {
            poke(inputs);
            simulator.step();
        }

        private void poke(Inputs inputs) {
            ModuleDef.Domain domain = module.domains().getFirst();
            if (domain.spec().reset() != ClockSpec.Reset.NONE) {
                boolean high = inputs.isReset(0) == domain.spec().resetActiveHigh();
                simulator.poke(simulator.probe(domain.reset()), high ? 1 : 0);
            }
            for (int port = 0; port < ports.size(); port++) {
                if (ports.get(port) instanceof Net.Input input) {
                    BigInteger value = BigInteger.ZERO;
                    for (int i = (input.width() - 1) / 64; i >= 0; i--) {
                        value =
                                value.shiftLeft(64)
                                        .or(ModuleBuilder.unsigned(inputs.word(port, i), 64));
                    }
                    simulator.pokeWide(simulator.probe(input.name()), value);
                }
            }
        }
    }
}
