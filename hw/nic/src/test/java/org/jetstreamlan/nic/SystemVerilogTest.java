package org.jetstreamlan.nic;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.verilog.Dialect;
import org.jetstreamlan.nic.crc.AalCrc;
import org.jetstreamlan.nic.host.RegisterPort;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.junit.Needed;
import org.jetstreamlan.sim.verilator.VerilatorEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Parts of the adapter, and the whole of it, do in SystemVerilog what they do in the jit engine: random inputs, every output in every clock.
class SystemVerilogTest {
    private static final int CLOCKS = 300;

    static Stream<Arguments> designs() {
        List<Supplier<Module>> tops =
                List.of(
                        AalCrc::new,
                        RegisterPort::module,
                        () -> new Adapter(AdapterParameters.small()));
        return tops.stream()
                .map(top -> Design.<Module>of(top).circuit())
                .flatMap(
                        circuit ->
                                Stream.of(
                                                Dialect.SYSTEM_VERILOG_STRUCTS,
                                                Dialect.SYSTEM_VERILOG_INTERFACES)
                                        .map(dialect -> Arguments.of(circuit, dialect)));
    }

    @ParameterizedTest
    @MethodSource("designs")
    void doesInSystemVerilogWhatItDoesInTheJit(Circuit circuit, Dialect dialect) {
        var engine = Needed.engine(new VerilatorEngine().withCxxOptions("-O0").writing(dialect));
        long seed = new Random().nextLong();
        assertThat(run(engine, circuit, seed))
                .as("seed %d", seed)
                .isEqualTo(run(Engines.jit(), circuit, seed));
    }

    /// All outputs in all clocks.
    private static List<BigInteger> run(Engine engine, Circuit circuit, long seed) {
        var random = new Random(seed);
        try (Model model = engine.compile(circuit);
                Simulator simulator = model.instantiate()) {
            var inputs = new ArrayList<Probe>();
            var outputs = new ArrayList<Probe>();
            var widths = new ArrayList<Integer>();
            for (Net net : circuit.top().nets()) {
                if (net instanceof Net.Input) {
                    inputs.add(simulator.probe(net.name()));
                    widths.add(net.width());
                } else if (net instanceof Net.Output) {
                    outputs.add(simulator.probe(net.name()));
                }
            }
            var seen = new ArrayList<BigInteger>();
            var reset = simulator.probe("rst");
            for (int clock = 0; clock < CLOCKS; clock++) {
                simulator.poke(reset, clock < 2 || random.nextInt(100) == 0 ? 1 : 0);
                for (int i = 0; i < inputs.size(); i++) {
                    if (random.nextBoolean()) {
                        simulator.pokeWide(inputs.get(i), new BigInteger(widths.get(i), random));
                    }
                }
                outputs.forEach(output -> seen.add(simulator.peekWide(output)));
                simulator.step();
            }
            return seen;
        }
    }
}
