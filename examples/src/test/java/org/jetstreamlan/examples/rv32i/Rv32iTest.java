package org.jetstreamlan.examples.rv32i;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.junit.Simulate;
import org.jetstreamlan.sim.junit.TestRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Rv32iTest {
    private static final Circuit CIRCUIT =
            Design.of(() -> new Rv32i(new Rv32i.Parameters(RandomProgram.WORDS))).circuit();

    @Simulate
    void randomProgramsRunAsTheReferenceSays(TestRun run) {
        try (var model = run.engine().compile(CIRCUIT)) {
            for (int program = 0; program < 10; program++) {
                runRandom(model, run.random().nextLong(), 2_000);
            }
        }
    }

    private static void runRandom(Model model, long seed, int instructions) {
        try (var lockstep =
                new Lockstep(model, RandomProgram.WORDS, new RandomProgram(seed).words())) {
            lockstep.run(instructions);
            assertThat(lockstep.retired).isEqualTo(instructions);
            lockstep.compareMemory(RandomProgram.CODE_WORDS, 2 * RandomProgram.CODE_WORDS);
        } catch (AssertionError difference) {
            throw new AssertionError("program of seed " + seed, difference);
        }
    }

    /// Random programs find each of these, in ten tries at most.
    @ParameterizedTest
    @CsvSource({
        "Core, waits", "Core, fromMemory", "Core, fromWriteBack", "Core, fromMemory_1",
        "Core, fromWriteBack_1", "Core, less", "RegisterFile, bypassed", "LoadResult, isUnsigned"
    })
    void lockstepFindsWhatIsMissing(String module, String name) {
        var mutant = Mutants.without(CIRCUIT, module, name);
        try (var model = Engines.jit().compile(mutant)) {
            assertThatThrownBy(
                            () -> {
                                for (int seed = 0; seed < 10; seed++) {
                                    runRandom(model, seed, 2_000);
                                }
                            })
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("program of seed");
        }
    }

    /// Each ends a program in which the instruction before it still has to retire, and the one behind it must not.
    @Simulate
    void whatCannotBeDoneStopsTheCore(TestRun run) {
        List<Integer> ends =
                List.of(
                        0x0000_0000, // not an instruction
                        0xFFFF_FFFF,
                        0x0000_0073, // ecall
                        0x0010_0073, // ebreak
                        0x3000_1073, // csrrw: no CSRs
                        0x0200_0033, // mul: no M
                        0x0000_8083 | 3 << 12, // ld
                        0x0010_2083, // lw x1, 1(x0)
                        0x0010_1083, // lh x1, 1(x0)
                        0x0010_20A3, // sw x1, 1(x0)
                        0x0010_11A3, // sh x1, 3(x0)
                        0x0020_006F, // jal x0, 2
                        0x0020_0067, // jalr x0, 2(x0)
                        0x0000_0163); // beq x0, x0, 2
        try (var model = run.engine().compile(CIRCUIT)) {
            for (int end : ends) {
                List<Integer> program = new ArrayList<>(List.of(0x0070_0093, end, 0x0090_0093));
                try (var lockstep = new Lockstep(model, RandomProgram.WORDS, program)) {
                    lockstep.run(100);
                    assertThat(lockstep.retired).as("%08x", end).isEqualTo(1);
                    lockstep.compareMemory(0, 4);
                }
            }
        }
    }
}
