package org.jetstreamlan.sim.verilator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.fuzz.ModuleBuilder;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.Test;

/// 64 instances of one model in one process, each with a clock of its own, joined to a ring: both engines do the same.
class OwnClocksTest {
    private static final int STATIONS = 64;
    private static final int EDGES = 20_000;

    /// Period of station 0 in picoseconds; each other's is 13 longer than that of the one before.
    private static final long PERIOD = 8_000;

    private record Edge(long time, int station) {}

    /// Takes up what comes in, and counts.
    private static Circuit station() {
        var module = new ModuleBuilder("Station");
        int in = module.read(module.input("in", 32));
        int register = module.register("sum", 32, 1);
        int sum = module.read(register);
        int three = module.literal(3, 32);
        int product = module.binary(Node.BinaryOp.MUL, sum, three);
        module.assign(register, module.binary(Node.BinaryOp.ADD, product, in));
        module.output("out", 32, sum);
        return module.circuit();
    }

    /// What all stations hold after [#EDGES] edges; of edges at one time the lower station's comes first.
    private static List<Long> run(Engine engine) {
        try (var model = engine.compile(station())) {
            List<Simulator> stations = new ArrayList<>();
            var edges =
                    new PriorityQueue<Edge>(
                            Comparator.comparingLong(Edge::time).thenComparingInt(Edge::station));
            for (int i = 0; i < STATIONS; i++) {
                stations.add(model.instantiate());
                edges.add(new Edge(period(i), i));
            }
            for (int i = 0; i < EDGES; i++) {
                var edge = edges.remove();
                var own = stations.get(edge.station());
                var before = stations.get((edge.station() + STATIONS - 1) % STATIONS);
                own.poke(own.probe("in"), before.peek(before.probe("out")));
                own.step();
                edges.add(new Edge(edge.time() + period(edge.station()), edge.station()));
            }
            List<Long> held = new ArrayList<>();
            for (var station : stations) {
                held.add(station.peek(station.probe("sum")));
                station.close();
            }
            return held;
        }
    }

    private static long period(int station) {
        return PERIOD + 13L * station;
    }

    @Test
    void stationsWithClocksOfTheirOwnDoTheSameOnBothEngines() {
        Tools.needVerilator();
        var held = run(new JitEngine());
        assertThat(held).doesNotHaveDuplicates();
        assertThat(run(new VerilatorEngine().withCxxOptions("-O0"))).isEqualTo(held);
    }
}
