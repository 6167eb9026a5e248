package org.jetstreamlan.sim.semantics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.function.Supplier;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.check.HdlError;
import org.jetstreamlan.hdl.check.HdlException;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.sim.fuzz.ModuleBuilder;
import org.junit.jupiter.api.Test;

/// Assignment: sentences 7 to 12.
class SemanticsAssignmentTest {
    private static String errorOf(Supplier<? extends Module> module) {
        var thrown = catchThrowableOfType(HdlException.class, () -> Design.of(module::get));
        return String.join(" ", thrown.errors().stream().map(HdlError::id).toList());
    }

    private static final class Inverter extends Module {
        final Bits a = input(bits(4));
        final Bits y = output(bits(4));

        @Override
        protected void build() {
            y.assign(a.not());
        }
    }

    private static final class Parent extends Module {
        final Bits a = input(bits(4));
        final Bits y = output(bits(4));
        private final Inverter first = child(new Inverter());
        private final Inverter second = child(new Inverter());

        @Override
        protected void build() {
            y.assign(second.y);
            second.a.assign(first.y.xor(lit(1, 4)));
            first.a.assign(a);
        }
    }

    @OnEveryEngine
    void s07AnInstancesInputIsDrivenByItsParent(Subject subject) {
        try (var bench = subject.run(Parent::new)) {
            bench.poke("a", 0b0110).expect("y", 0b0111);
            bench.expect("first.y", 0b1001).expect("second.a", 0b1000).expect("second.y", 0b0111);
        }
    }

    private static final class Overriding extends Module {
        final Bool one = input(bool());
        final Bool two = input(bool());
        final UInt y = output(uint(4));

        @Override
        protected void build() {
            y.assign(1);
            when(one, () -> y.assign(2));
            when(
                    two,
                    () -> {
                        y.assign(3);
                        when(one, () -> y.assign(4));
                    });
        }
    }

    @OnEveryEngine
    void s08ALaterAssignmentFromInsideAWhenOverrides(Subject subject) {
        try (var bench = subject.run(Overriding::new)) {
            bench.expect("y", 1);
            bench.poke("one", 1).expect("y", 2);
            bench.poke("two", 1).expect("y", 4);
            bench.poke("one", 0).expect("y", 3);
        }
    }

    private static final class Twice extends Module {
        final Bool a = input(bool());
        final Bool y = output(bool());

        @Override
        protected void build() {
            when(a, () -> y.assign(a));
            y.assign(false);
        }
    }

    @Test
    void s08ASecondAssignmentAtAnOuterLevelIsAnError() {
        assertThat(errorOf(Twice::new)).isEqualTo("JH-DRIVERS");
    }

    private static final class Latch extends Module {
        final Bool a = input(bool());
        final Bool y = output(bool());

        @Override
        protected void build() {
            when(a, () -> y.assign(true));
        }
    }

    private static final class Undriven extends Module {
        final Bool y = output(bool());

        @Override
        protected void build() {}
    }

    @Test
    void s09ABitMissedOnSomePathIsALatchAndOnAllIsUndriven() {
        assertThat(errorOf(Latch::new)).isEqualTo("JH-LATCH");
        assertThat(errorOf(Undriven::new)).isEqualTo("JH-UNDRIVEN");
    }

    @OnEveryEngine
    void s10ARegistersUnassignedBitHolds(Subject subject) {
        var module = new ModuleBuilder("Holding");
        int enable = module.read(module.input("enable", 1));
        int data = module.read(module.input("data", 3));
        int register = module.register("value", 8, 0xA5);
        module.output("y", 8, module.read(register));
        module.when(enable, () -> module.assign(register, 2, data));
        try (var bench = subject.run(module.circuit())) {
            bench.poke("data", 0b110).step().expect("y", 0xA5);
            bench.poke("enable", 1).step().expect("y", 0b1011_1001);
            bench.poke("data", 0).step().expect("y", 0b1010_0001);
            bench.poke("enable", 0).poke("data", 7).step(3).expect("y", 0b1010_0001);
        }
    }

    private static final class Order extends Module {
        final UInt a = input(uint(4));
        final UInt y = output(uint(4));
        final UInt previous = output(uint(4));
        private final UInt through = wire(uint(4));
        private final UInt count = reg(uint(4), init(0));

        @Override
        protected void build() {
            y.assign(through.add(1));
            count.next(through);
            through.assign(a);
            previous.assign(count);
            when(a.eq(3), () -> through.assign(9));
        }
    }

    @OnEveryEngine
    void s11ANetReadHasItsFinalValueWhereverTheStatementStands(Subject subject) {
        try (var bench = subject.run(Order::new)) {
            bench.poke("a", 5).expect("y", 6).expect("previous", 0);
            bench.poke("a", 3).expect("y", 10).expect("previous", 0);
            bench.step().expect("previous", 9);
        }
    }

    private static final class Selection extends Module {
        final UInt a = input(uint(3));
        final UInt y = output(uint(4));

        @Override
        protected void build() {
            y.assign(0);
            select(a)
                    .is(1, () -> y.assign(11))
                    .is(6, () -> y.assign(12))
                    .is(7, () -> {})
                    .otherwise(() -> y.assign(15));
        }
    }

    @OnEveryEngine
    void s12SelectTakesTheCaseThatMatches(Subject subject) {
        try (var bench = subject.run(Selection::new)) {
            int[] expected = {15, 11, 15, 15, 15, 15, 12, 0};
            for (int a = 0; a < 8; a++) {
                bench.poke("a", a).expect("y", expected[a]);
            }
        }
    }

    /// A wire of a branch, and a stream connected in one.
    private static final class Local extends Module {
        final Bool on = input(bool());
        final UInt a = input(uint(4));
        final UInt y = output(uint(4));
        final Stream<UInt> in = input(stream(uint(4)));
        final Stream<UInt> out = output(stream(uint(4)));

        @Override
        protected void build() {
            y.assign(num(0, 4));
            out.valid().assign(low());
            out.payload().assign(num(9, 4));
            in.ready().assign(low());
            when(
                    on,
                    () -> {
                        var doubled = wire(uint(4));
                        doubled.assign(a.add(a));
                        var inverter = child(new Inverter());
                        inverter.a.assign(doubled.asBits());
                        y.assign(inverter.y.not().asUInt());
                        in.into(out);
                    });
        }
    }

    @OnEveryEngine
    void s31AWireOfABranchIsDrivenWhateverTheCondition(Subject subject) {
        try (var bench = subject.run(Local::new)) {
            bench.poke("a", 3).poke("on", 0).expect("y", 0).expect("doubled", 6);
            bench.expect("inverter.y", 9);
            bench.poke("on", 1).expect("y", 6);
        }
    }

    @OnEveryEngine
    void s08AStreamIsConnectedUnderTheConditionAround(Subject subject) {
        try (var bench = subject.run(Local::new)) {
            bench.poke("in_valid", 1).poke("in_payload", 5).poke("out_ready", 1);
            bench.poke("on", 0).expect("out_valid", 0).expect("out_payload", 9);
            bench.expect("in_ready", 0);
            bench.poke("on", 1).expect("out_valid", 1).expect("out_payload", 5);
            bench.expect("in_ready", 1);
        }
    }

    private static final class BranchBehind extends Module {
        final Bool a = input(bool());
        final Bits code = input(bits(2));
        final Bits y = output(bits(2));
        final Bits other = output(bits(2));
        private final int way;

        BranchBehind(int way) {
            this.way = way;
        }

        @Override
        protected void build() {
            y.assign(0);
            other.assign(0);
            var choice = when(a, () -> y.assign(1));
            switch (way) {
                case 0 ->
                        choice.elseWhen(code.bit(0), () -> y.assign(2))
                                .otherwise(() -> y.assign(3));
                case 1 -> {
                    when(a, () -> other.assign(1));
                    choice.otherwise(() -> y.assign(3));
                }
                case 2 -> when(code.bit(0), () -> choice.otherwise(() -> y.assign(3)));
                case 3 -> {
                    choice.elseWhen(code.bit(0), () -> y.assign(2));
                    choice.elseWhen(code.bit(1), () -> y.assign(3));
                }
                case 4 -> {
                    choice.otherwise(() -> y.assign(2));
                    choice.otherwise(() -> other.assign(3));
                }
                default -> {
                    var cases = select(code).is(0, () -> other.assign(1));
                    when(a, () -> y.assign(2));
                    cases.is(1, () -> other.assign(2));
                }
            }
        }
    }

    @Test
    void s55ABranchFollowsTheOneBeforeItAtOnce() {
        Design.of(() -> new BranchBehind(0));
        for (int way = 1; way <= 5; way++) {
            int wrong = way;
            assertThat(errorOf(() -> new BranchBehind(wrong)))
                    .as("way %d", way)
                    .isEqualTo("JH-BRANCH");
        }
    }
}
