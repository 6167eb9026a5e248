package org.jetstreamlan.hdl.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigInteger;
import java.util.List;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.Vec;
import org.jetstreamlan.hdl.check.HdlError;
import org.jetstreamlan.hdl.check.HdlException;
import org.jetstreamlan.hdl.ir.Memory;
import org.junit.jupiter.api.Test;

/// Mistakes in user code: each named, with both places, all in one report.
class ElaborationErrorsTest {
    private static HdlException errorsOf(Supplier<? extends Module> module) {
        HdlException thrown = catchThrowableOfType(HdlException.class, () -> Design.of(module));
        assertThat(thrown).isNotNull();
        return thrown;
    }

    private static List<String> idsOf(Supplier<? extends Module> module) {
        return errorsOf(module).errors().stream().map(HdlError::id).toList();
    }

    private static final class Widths extends Module {
        final UInt narrow = input(uint(4));
        final UInt wide = output(uint(5));
        final Bits other = input(bits(6));
        final Bits mixed = output(bits(4));

        @Override
        protected void build() {
            var sum = narrow.add(narrow);
            wide.assign(sum);
            mixed.assign(narrow.asBits().xor(other));
        }
    }

    @Test
    void allWidthMismatchesOfARunStandInOneReportWithBothPlaces() {
        HdlException thrown = errorsOf(Widths::new);
        assertThat(thrown.errors())
                .extracting(HdlError::id)
                .containsExactly("JH-WIDTH", "JH-WIDTH");
        assertThat(thrown.getMessage())
                .contains("Widths.wide is 5 bits wide, the value given to assign is 4 bits")
                .contains("sum, 4 bits")
                .contains("Widths.narrow, 4 bits")
                .contains("Widths.other, 6 bits")
                .contains("2 errors");
        assertThat(
                        thrown.toString()
                                .lines()
                                .filter(line -> line.contains("ElaborationErrorsTest.java:")))
                .hasSizeGreaterThanOrEqualTo(5);
        assertThat(thrown.getMessage()).doesNotContain("Module.java").doesNotContain("Term.java");
    }

    private static final class Twice extends Module {
        final Bits y = output(bits(4));
        final Bits x = input(bits(4));

        @Override
        protected void build() {
            y.assign(x);
            y.assign(x.not());
        }
    }

    @Test
    void aSecondUnconditionalAssignmentIsAnError() {
        assertThat(idsOf(Twice::new)).containsExactly("JH-DRIVERS");
    }

    private static final class Nobody extends Module {
        final Bits y = output(bits(4));

        @Override
        protected void build() {}
    }

    @Test
    void anOutputThatNothingDrivesIsAnError() {
        assertThat(idsOf(Nobody::new)).containsExactly("JH-UNDRIVEN");
    }

    private static final class HalfTheTime extends Module {
        final Bool c = input(bool());
        final Bits y = output(bits(4));

        @Override
        protected void build() {
            when(c, () -> y.assign(1));
        }
    }

    @Test
    void aLatchIsAnError() {
        assertThat(idsOf(HalfTheTime::new)).containsExactly("JH-LATCH");
    }

    private static final class Inverter extends Module {
        final Bool in = input(bool());
        final Bool out = output(bool());

        @Override
        protected void build() {
            out.assign(in.not());
        }
    }

    private static final class Circle extends Module {
        final Inverter a = child(new Inverter());
        final Inverter b = child(new Inverter());

        @Override
        protected void build() {
            a.in.assign(b.out);
            b.in.assign(a.out);
        }
    }

    @Test
    void aCombinationalLoopThroughInstancesIsAnErrorWithItsHops() {
        HdlException thrown = errorsOf(Circle::new);
        assertThat(thrown.errors()).extracting(HdlError::id).containsExactly("JH-LOOP");
        assertThat(thrown.getMessage())
                .contains("a")
                .contains("b")
                .contains("ElaborationErrorsTest.java:");
    }

    private static final class Chain extends Module {
        final Bits y = output(bits(2));
        final Bool x = input(bool());

        @Override
        protected void build() {
            Bits w = wire(bits(2));
            w.bit(0).assign(x);
            w.bit(1).assign(w.bit(0).not());
            y.assign(w);
        }
    }

    @Test
    void bitsOfOneWireThatFeedEachOtherInOrderAreNoLoop() {
        assertThat(Design.of(Chain::new).circuit().modules()).hasSize(1);
    }

    private static final class Roles extends Module {
        final Bool in = input(bool());
        final Bool out = output(bool());
        private final Bool state = reg(bool(), init(0));

        @Override
        protected void build() {
            in.assign(1);
            state.assign(in);
            out.assign(state);
            in.not().assign(out);
        }
    }

    @Test
    void drivingWhatCannotBeDrivenIsAnError() {
        assertThat(idsOf(Roles::new)).containsExactly("JH-ROLE", "JH-ROLE", "JH-ROLE");
    }

    private static final class Peeking extends Module {
        final Bool out = output(bool());
        final Roomy inner = child(new Roomy());

        @Override
        protected void build() {
            out.assign(inner.secret);
        }
    }

    private static final class Roomy extends Module {
        final Bool out = output(bool());
        final Bool secret = reg(bool(), init(0));

        @Override
        protected void build() {
            out.assign(secret);
            secret.next(secret.not());
        }
    }

    @Test
    void readingAnInternalOfAChildIsAnError() {
        HdlException thrown = errorsOf(Peeking::new);
        assertThat(thrown.errors()).extracting(HdlError::id).containsExactly("JH-FOREIGN");
        assertThat(thrown.getMessage()).contains("Peeking.inner.secret");
    }

    private static final class Forgetful extends Module {
        final Bool out = output(bool());
        final Roomy orphan = new Roomy();

        @Override
        protected void build() {
            out.assign(1);
        }
    }

    @Test
    void aModuleThatNobodyAdoptedIsAnError() {
        assertThat(idsOf(Forgetful::new)).containsExactly("JH-ADOPT");
    }

    private static final class BigConstant extends Module {
        final UInt y = output(uint(4));

        @Override
        protected void build() {
            y.assign(16);
        }
    }

    @Test
    void aConstantThatDoesNotFitIsAnErrorWithTheRange() {
        assertThat(errorsOf(BigConstant::new).getMessage())
                .contains("constant 16 for BigConstant.y does not fit")
                .contains("0 to 15");
    }

    private static final class Beyond extends Module {
        final Bits a = input(bits(6));
        final Vec<UInt> v = input(vec(3, uint(8)));
        final Bool q = output(bool());
        final UInt r = output(uint(8));
        private final Mem<Bits> cells =
                mem(bits(6), 10, Memory.ReadUnderWrite.READ_FIRST).init(List.of(BigInteger.ONE));

        @Override
        protected void build() {
            q.assign(a.bit(num(7, 3)).and(cells.readAsync(num(12, 4)).bit(0)));
            r.assign(v.at(num(3, 2)));
        }
    }

    @Test
    void constantIndicesBeyondTheEndAreErrors() {
        var thrown = catchThrowableOfType(HdlException.class, () -> Design.of(Beyond::new));
        assertThat(thrown.errors()).extracting(HdlError::id).containsOnly("JH-ARGUMENT");
        assertThat(thrown)
                .hasMessageContaining("is the constant 7, of 6 bits")
                .hasMessageContaining("is the constant 12, of 10 cells of cells")
                .hasMessageContaining("is the constant 3, of 3 elements");
    }

    private static final class EmptyBodies extends Module {
        final Bool a = input(bool());
        final UInt y = output(uint(4));
        private final UInt value = reg(uint(4), init(0));
        private final Mem<UInt> cells = mem(uint(4), 4, Memory.ReadUnderWrite.READ_FIRST);

        @Override
        protected void build() {
            when(a, () -> cells.write(value.trunc(2), value));
            when(a, () -> print("a"));
            when(a, () -> {}).otherwise(() -> value.next(value.add(1)));
            when(a, () -> value.next(2)).elseWhen(value.bit(0), () -> value.add(2));
            when(value.bit(1), () -> value.add(1)).elseWhen(a, () -> value.next(3));
            when(value.bit(2), () -> value.sub(1));
            y.assign(cells.readAsync(value.trunc(2)));
        }
    }

    @Test
    void aWhenInWhichNothingIsSaidIsAHint() {
        assertThat(Design.of(EmptyBodies::new).hints())
                .extracting(HdlError::message)
                .as("of the second half of the fourth, and of the last")
                .containsExactly(
                        "the body of a when in EmptyBodies is empty",
                        "the body of a when in EmptyBodies is empty");
    }
}
