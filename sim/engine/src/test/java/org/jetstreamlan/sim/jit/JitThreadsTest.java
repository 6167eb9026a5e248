package org.jetstreamlan.sim.jit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.sim.fuzz.ModuleBuilder;
import org.junit.jupiter.api.Test;

/// Simulators in several threads, some on newer code than others, look at what the code does not keep: each look adds nodes to their one netlist.
final class JitThreadsTest {
    private static final int WIRES = 20_000;
    private static final long VALUE = 0x1234_5678L;

    /// Wires that nobody reads, so that nothing computes them before somebody looks: `w<i>` is the input, plus i, XOR 3 i.
    private static Circuit circuit() {
        var module = new ModuleBuilder("Wires");
        int input = module.read(module.input("a", 40));
        for (int i = 0; i < WIRES; i++) {
            int wire = module.wire("w" + i, 40);
            int sum = module.binary(BinaryOp.ADD, input, module.literal(i, 40));
            module.assign(wire, module.binary(BinaryOp.XOR, sum, module.literal(3L * i, 40)));
        }
        module.output("y", 40, input);
        return module.circuit();
    }

    /// The slot of each wire.
    private static int[] place(Code code, List<Observables.Signal> wires, int step) {
        int[] slots = new int[WIRES];
        for (int i = 0; i < WIRES; i++) {
            int wire = (int) ((long) i * step % WIRES);
            slots[wire] = code.place(wires.get(wire)).slots()[0];
        }
        return slots;
    }

    private static void check(Code code, Observables.Signal input, int[] slots) {
        Code.Observing observing = code.observers();
        long[] arena = new long[observing.arenaSize()];
        arena[code.place(input).slots()[0]] = VALUE;
        for (Kernel kernel : observing.kernels()) {
            kernel.state(arena);
        }
        for (int i = 0; i < WIRES; i++) {
            assertThat(arena[slots[i]]).as("wire %d", i).isEqualTo(VALUE + i ^ 3L * i);
        }
    }

    @Test
    void codesOfOneNetlistAreAskedForSignalsAtTheSameTime() throws Exception {
        Circuit circuit = circuit();
        Observables observables = Observables.of(circuit);
        List<Observables.Signal> wires =
                IntStream.range(0, WIRES).mapToObj(i -> observables.require("w" + i)).toList();
        Observables.Signal input = observables.require("a");
        Netlist netlist = Netlist.of(circuit);
        ReadWriteLock lock = new ReentrantReadWriteLock();
        var all = EnumSet.allOf(Optimisation.class);
        Code first = new Code(netlist, all, null, lock);
        Code second = new Code(netlist, all, Activity.scattered(1), lock);
        try (var threads = Executors.newFixedThreadPool(2)) {
            Callable<int[]> forwards = () -> place(first, wires, 1);
            Callable<int[]> backwards = () -> place(second, wires, WIRES - 1);
            List<Future<int[]>> slots = threads.invokeAll(List.of(forwards, backwards));
            check(first, input, slots.get(0).get());
            check(second, input, slots.get(1).get());
        }
    }
}
