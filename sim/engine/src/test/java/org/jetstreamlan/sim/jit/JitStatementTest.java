package org.jetstreamlan.sim.jit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.fuzz.ModuleBuilder;
import org.junit.jupiter.api.Test;

/// Assignment, `when`, `select`: numbers 7 to 12 of `docs/semantics.md`.
final class JitStatementTest {
    private final ModuleBuilder module = new ModuleBuilder("Statements");

    private int input(String name, int width) {
        return module.read(module.input(name, width));
    }

    @Test
    void laterAssignmentInsideWhenOverrides() {
        int out = module.output("out", 8);
        int a = input("a", 1);
        module.assign(out, module.literal(1, 8));
        module.when(a, () -> module.assign(out, module.literal(2, 8)));
        try (Bench bench = new Bench(module)) {
            assertThat(bench.peek("out")).isEqualTo(1);
            assertThat(bench.poke("a", 1).peek("out")).isEqualTo(2);
        }
    }

    @Test
    void ofTwoWhensTheLaterWins() {
        int out = module.output("out", 8);
        int a = input("a", 1);
        int b = input("b", 1);
        module.assign(out, module.literal(1, 8));
        module.when(a, () -> module.assign(out, module.literal(2, 8)));
        module.when(b, () -> module.assign(out, module.literal(3, 8)));
        try (Bench bench = new Bench(module)) {
            assertThat(bench.poke("a", 1).peek("out")).isEqualTo(2);
            assertThat(bench.poke("b", 1).peek("out")).isEqualTo(3);
        }
    }

    @Test
    void elseBranchAndNestedWhen() {
        int out = module.output("out", 4);
        int a = input("a", 1);
        int b = input("b", 1);
        module.when(
                a,
                () ->
                        module.when(
                                b,
                                () -> module.assign(out, module.literal(3, 4)),
                                () -> module.assign(out, module.literal(2, 4))),
                () -> {
                    module.assign(out, module.literal(0, 4));
                    module.when(b, () -> module.assign(out, module.literal(1, 4)));
                });
        try (Bench bench = new Bench(module)) {
            for (int i = 0; i < 4; i++) {
                assertThat(bench.poke("a", i >> 1).poke("b", i & 1).peek("out")).isEqualTo(i);
            }
        }
    }

    @Test
    void partialAssignmentsCoverDisjointAndOverlappingBits() {
        int out = module.output("out", 100);
        int a = input("a", 100);
        int enable = input("enable", 1);
        module.assign(out, a);
        module.when(enable, () -> module.assign(out, 60, module.literal(0x2A5, 10)));
        module.when(enable, () -> module.assign(out, 65, module.literal(1, 1)));
        try (Bench bench = new Bench(module)) {
            var ones = Patterns.ones(100);
            assertThat(bench.poke("a", ones).peekWide("out")).isEqualTo(ones);
            var expected = ones;
            for (int i = 0; i < 10; i++) {
                if ((0x2A5 | 0x20) >> i == 0 || ((0x2A5 | 0x20) >> i & 1) == 0) {
                    expected = expected.clearBit(60 + i);
                }
            }
            assertThat(bench.poke("enable", 1).peekWide("out")).isEqualTo(expected);
        }
    }

    @Test
    void registerBitsThatAreNotAssignedHold() {
        int r = module.register("r", 16, 0xABCD);
        int enable = input("enable", 1);
        module.when(enable, () -> module.assign(r, 4, module.literal(0, 8)));
        module.output("out", 16, module.read(r));
        try (Bench bench = new Bench(module)) {
            assertThat(bench.step().peek("out")).isEqualTo(0xABCD);
            assertThat(bench.poke("enable", 1).step().peek("out")).isEqualTo(0xA00D);
        }
    }

    @Test
    void registerWithoutAnyAssignmentHoldsItsInit() {
        int r = module.register("r", 70, Patterns.ones(70));
        module.output("out", 70, module.read(r));
        try (Bench bench = new Bench(module)) {
            assertThat(bench.step().step().peekWide("out")).isEqualTo(Patterns.ones(70));
        }
    }

    @Test
    void readingANetGivesItsFinalValueWhereverTheStatementStands() {
        int wire = module.wire("wire", 8);
        int out = module.output("out", 8);
        int a = input("a", 8);
        module.assign(out, module.binary(BinaryOp.ADD, module.read(wire), module.literal(1, 8)));
        module.assign(wire, a);
        module.when(
                module.binary(BinaryOp.EQ, a, module.literal(7, 8)),
                () -> module.assign(wire, module.literal(100, 8)));
        try (Bench bench = new Bench(module)) {
            assertThat(bench.poke("a", 6).peek("out")).isEqualTo(7);
            assertThat(bench.poke("a", 7).peek("out")).isEqualTo(101);
        }
    }

    @Test
    void selectTakesTheCaseOfTheValueElseOtherwise() {
        int out = module.output("out", 8);
        int subject = input("subject", 3);
        module.select(
                subject,
                List.of(
                        module.option(3, () -> module.assign(out, module.literal(10, 8)), 0, 5),
                        module.option(3, () -> module.assign(out, module.literal(20, 8)), 1),
                        module.option(3, () -> module.assign(out, module.literal(10, 8)), 2)),
                () -> module.assign(out, module.literal(99, 8)),
                false);
        long[] expected = {10, 20, 10, 99, 99, 10, 99, 99};
        try (Bench bench = new Bench(module)) {
            for (int i = 0; i < 8; i++) {
                assertThat(bench.poke("subject", i).peek("out")).isEqualTo(expected[i]);
            }
        }
    }

    @Test
    void completeSelectNeedsNoOtherwise() {
        int out = module.output("out", 8);
        int subject = input("subject", 2);
        module.select(
                subject,
                List.of(
                        module.option(2, () -> module.assign(out, module.literal(1, 8)), 3),
                        module.option(2, () -> module.assign(out, module.literal(2, 8)), 0, 1),
                        module.option(2, () -> module.assign(out, subjectTwice(subject)), 2)),
                () -> {},
                true);
        long[] expected = {2, 2, 0b1010, 1};
        try (Bench bench = new Bench(module)) {
            for (int i = 0; i < 4; i++) {
                assertThat(bench.poke("subject", i).peek("out")).isEqualTo(expected[i]);
            }
        }
    }

    private int subjectTwice(int subject) {
        return module.extend(module.concat(subject, subject), false, 8);
    }

    @Test
    void selectOverridesWhatWasAssignedBeforeOnlyWhereACaseDoes() {
        int out = module.output("out", 8);
        int subject = input("subject", 2);
        module.assign(out, module.literal(0x55, 8));
        module.select(
                subject,
                List.of(
                        module.option(2, () -> module.assign(out, 4, module.literal(0xF, 4)), 1),
                        module.option(2, () -> {}, 2)),
                () -> {},
                false);
        try (Bench bench = new Bench(module)) {
            long[] expected = {0x55, 0xF5, 0x55, 0x55};
            for (int i = 0; i < 4; i++) {
                assertThat(bench.poke("subject", i).peek("out")).isEqualTo(expected[i]);
            }
        }
    }

    @Test
    void slicesOfOneNetMayFeedEachOther() {
        // A ripple of 40 bits through one wire: no loop bit by bit, one if the wire were taken as a
        // whole.
        int chain = module.wire("chain", 40);
        int a = input("a", 40);
        module.assign(chain, 0, module.slice(a, 0, 1));
        for (int i = 1; i < 40; i++) {
            int below = module.slice(module.read(chain), i - 1, 1);
            module.assign(chain, i, module.binary(BinaryOp.XOR, below, module.slice(a, i, 1)));
        }
        module.output("out", 40, module.read(chain));
        try (Bench bench = new Bench(module)) {
            long expected = 0;
            long value = 0x5A_1234_8765L;
            for (int i = 0; i < 40; i++) {
                expected |= (Long.bitCount(value & (2L << i) - 1) & 1L) << i;
            }
            assertThat(bench.poke("a", value).peek("out")).isEqualTo(expected);
        }
    }

    @Test
    void bitwiseOperatorsMakeNoFalseLoop() {
        // y = ~{y[1], y[0], a} by one assignment: bit i depends on bit i - 1 only.
        int y = module.wire("y", 3);
        int a = input("a", 1);
        int turned = module.concat(module.slice(module.read(y), 0, 2), a);
        module.assign(y, module.not(turned));
        module.output("out", 3, module.read(y));
        try (Bench bench = new Bench(module)) {
            assertThat(bench.poke("a", 0).peek("out")).isEqualTo(0b101);
            assertThat(bench.poke("a", 1).peek("out")).isEqualTo(0b010);
        }
    }

    @Test
    void aTrueLoopIsRefusedByName() {
        int x = module.wire("first", 4);
        int y = module.wire("second", 4);
        module.assign(x, module.not(module.read(y)));
        module.assign(y, module.read(x));
        module.output("out", 4, module.read(x));
        assertThatThrownBy(() -> new Bench(module))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("combinational loop")
                .hasMessageContaining("first")
                .hasMessageContaining("second");
    }

    @Test
    void aLatchIsRefusedByName() {
        int x = module.wire("x", 4);
        module.when(input("a", 1), () -> module.assign(x, module.literal(1, 4)));
        module.output("out", 4, module.read(x));
        assertThatThrownBy(() -> new Bench(module))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("bits 3 to 0 of x");
    }
}
