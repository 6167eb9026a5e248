package org.jetstreamlan.sim.jit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.sim.fuzz.CircuitBatch;
import org.jetstreamlan.sim.fuzz.ModuleBuilder;
import org.junit.jupiter.api.Test;

/// Equal instances run one method, each on its own words.
final class JitSharingTest {
    private static final int INSTANCES = 8;
    private static final int ROUNDS = 60;

    /// A register that takes what many rounds of arithmetic make of it and of the input.
    private static ModuleDef stage(String name, int constant) {
        var module = new ModuleBuilder(name);
        int input = module.read(module.input("a", 32));
        int register = module.register("r", 32, 1);
        int value = module.read(register);
        for (int i = 0; i < ROUNDS; i++) {
            int factor = module.literal(constant, 32);
            value = module.binary(BinaryOp.MUL, module.binary(BinaryOp.XOR, value, input), factor);
        }
        module.assign(register, value);
        module.output("y", 32, module.read(register));
        return module.build();
    }

    private static int next(int register, int input, int constant) {
        int value = register;
        for (int i = 0; i < ROUNDS; i++) {
            value = (value ^ input) * constant;
        }
        return value;
    }

    /// Stages side by side; those with an odd number are of another module, if there is one.
    private static Circuit stages(ModuleDef even, ModuleDef odd) {
        var top = new ModuleBuilder("Top");
        int input = top.read(top.input("a", 32));
        for (int i = 0; i < INSTANCES; i++) {
            int stage = top.instance("s" + i, i % 2 == 0 ? even : odd);
            top.assign(top.port(stage, "a"), input);
            top.output("y" + i, 32, top.read(top.port(stage, "y")));
        }
        return top.circuit();
    }

    private static Schedule schedule(Circuit circuit) {
        Netlist netlist = Netlist.of(circuit);
        return new Schedule(netlist, new Layout(netlist), Set.of(Optimisation.SHARING), null);
    }

    private static int methods(Schedule schedule) {
        Set<Integer> methods = new HashSet<>();
        for (int i = 0; i < schedule.chunks().size(); i++) {
            methods.add(schedule.sharing().call(i).method());
        }
        return methods.size();
    }

    @Test
    void instancesOfOneModuleShareAMethod() {
        ModuleDef stage = stage("Stage", 3);
        Schedule schedule = schedule(stages(stage, stage));
        assertThat(schedule.chunks()).hasSizeGreaterThanOrEqualTo(INSTANCES);
        assertThat(schedule.chunks().size() - methods(schedule)).isEqualTo(INSTANCES - 1);
    }

    @Test
    void modulesThatDifferInAConstantDoNot() {
        Schedule schedule = schedule(stages(stage("Three", 3), stage("Five", 5)));
        assertThat(schedule.chunks().size() - methods(schedule)).isEqualTo(INSTANCES - 2);
    }

    @Test
    void eachInstanceWorksOnItsOwnWords() {
        try (Bench bench = new Bench(stages(stage("Three", 3), stage("Five", 5)))) {
            int[] registers = new int[INSTANCES];
            Arrays.fill(registers, 1);
            for (int cycle = 0; cycle < 20; cycle++) {
                int input = cycle * 0x1234_5671;
                bench.poke("a", input & 0xFFFF_FFFFL).step();
                for (int i = 0; i < INSTANCES; i++) {
                    registers[i] = next(registers[i], input, i % 2 == 0 ? 3 : 5);
                    assertThat((int) bench.peek("y" + i)).isEqualTo(registers[i]);
                }
            }
        }
    }

    /// Distinct slots far apart: the most byte code that a shared method can need.
    private static ModuleDef bank(int registers) {
        var module = new ModuleBuilder("Bank");
        int input = module.read(module.input("a", 40));
        int[] bank = new int[registers];
        for (int i = 0; i < registers; i++) {
            bank[i] = module.register("r" + i, 40, i);
        }
        int sum = input;
        for (int i = 0; i < registers; i++) {
            int select = module.slice(module.read(bank[(i * 7 + 1) % registers]), i % 39, 1);
            int other = module.read(bank[(i + 1) % registers]);
            int mixed = module.binary(BinaryOp.ADD, module.read(bank[i]), other);
            module.assign(bank[i], module.mux(select, mixed, input));
            sum = module.binary(BinaryOp.XOR, sum, module.read(bank[i]));
        }
        module.output("y", 40, sum);
        return module.build();
    }

    @Test
    void sharedMethodsStayCompilable() {
        var top = new ModuleBuilder("Top");
        ModuleDef bank = bank(1000);
        for (int i = 0; i < INSTANCES; i++) {
            int instance = top.instance("b" + i, bank);
            top.assign(top.port(instance, "a"), top.read(top.input("a" + i, 40)));
            top.output("y" + i, 40, top.read(top.port(instance, "y")));
        }
        Circuit circuit = top.circuit();
        assertThat(methods(schedule(circuit))).isLessThan(schedule(circuit).chunks().size() / 4);
        try (Bench bench = new Bench(circuit)) {
            long before = bench.peek("y0");
            assertThat(bench.peek("y7")).isEqualTo(before);
            assertThat(bench.poke("a0", 5).poke("a7", 5).step().peek("y0")).isNotEqualTo(before);
            assertThat(bench.peek("y7")).isEqualTo(bench.peek("y0"));
        }
    }

    @Test
    void manyRandomModulesShareToo() {
        int shared = 0;
        for (long seed = 0; seed < 20; seed++) {
            Schedule schedule = schedule(CircuitBatch.repeated(seed, 4));
            shared += schedule.chunks().size() - methods(schedule);
        }
        assertThat(shared).isGreaterThan(20);
    }
}
