package org.jetstreamlan.hdl.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jetstreamlan.hdl.BlackBox;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Clock;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.check.HdlError;
import org.jetstreamlan.hdl.check.HdlException;
import org.jetstreamlan.hdl.doc.Constraints;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.lib.clock.ClockDivider;
import org.jetstreamlan.hdl.lib.clock.ClockGate;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.junit.jupiter.api.Test;

/// Clocks that come from others: what they are in the Verilog, whom they may sample, what can go wrong.
class DerivedClocksTest {
    private static HdlException errorsOf(Supplier<? extends Module> module) {
        HdlException thrown = catchThrowableOfType(HdlException.class, () -> Design.of(module));
        assertThat(thrown).isNotNull();
        return thrown;
    }

    /// A register that its parent's clock and enable reach through two levels.
    private static final class Inner extends Module {
        final UInt d = input(uint(4));
        final UInt q = output(uint(4));
        private final UInt kept = reg(uint(4), init(0));

        @Override
        protected void build() {
            kept.next(d);
            q.assign(kept);
        }
    }

    private static final class Middle extends Module {
        final UInt d = input(uint(4));
        final UInt q = output(uint(4));
        private final Inner inner = child(new Inner());

        @Override
        protected void build() {
            inner.d.assign(d);
            q.assign(inner.q);
        }
    }

    /// Registers of the module's clock, of one gated from it and of one divided from that, each sampling another; one of `foreign` as well.
    private static final class Ring extends Module {
        final ClockDomain foreign = clockDomain("foreign", ClockSpec.CORE);
        final Bool enable = input(bool());
        final UInt q = output(uint(4));
        final UInt r = output(uint(4), foreign);
        private final ClockGate gate = child(new ClockGate());
        private final ClockDomain awake = clockDomain("awake", gate.clock);
        private final ClockDivider divider = child(new ClockDivider(3), awake);
        private final ClockDomain slow = clockDomain("slow", divider.clock);
        private final UInt first = reg(uint(4), init(0));
        private final UInt second = reg(uint(4), init(0), awake);
        private final UInt third = reg(uint(4), slow);
        private final Middle middle = child(new Middle(), slow);
        private final UInt other = reg(uint(4), init(0), foreign);
        private final boolean mixed;

        Ring(boolean mixed) {
            this.mixed = mixed;
        }

        @Override
        protected void build() {
            gate.enable.assign(enable);
            second.next(first.add(1));
            middle.d.assign(second);
            third.next(middle.q);
            first.next(third);
            other.next(mixed ? third : other.add(1));
            q.assign(first);
            r.assign(other);
        }
    }

    @Test
    void aDerivedDomainIsItsSourceWithAnEnable() {
        var modules = Verilog.of(Design.of(() -> new Ring(false)).circuit()).modules();
        assertThat(modules.get("Ring"))
                .contains(
                        """
                          always @(posedge clk)
                            if (rst) second <= 4'd0;
                            else if (gate_ticking) second <= first + 4'd1;
                        """)
                .contains("wire slow_enable = gate_ticking & divider_ticking;")
                .contains("always @(posedge clk) if (slow_enable) third <= middle_q;")
                .contains(".clk_enable(slow_enable)");
        assertThat(modules.get("Middle_gated")).contains(".clk_enable(clk_enable)");
        assertThat(modules.get("Inner_gated"))
                .contains("input wire clk_enable")
                .contains("else if (clk_enable) kept <= d;");
        assertThat(modules.get("ClockGate")).doesNotContain("clk");
    }

    private static final class Both extends Module {
        final Bool enable = input(bool());
        final UInt q = output(uint(4));
        private final ClockGate gate = child(new ClockGate());
        private final ClockDomain awake = clockDomain("awake", gate.clock);
        private final Inner always = child(new Inner());
        private final Inner sometimes = child(new Inner(), awake);

        @Override
        protected void build() {
            gate.enable.assign(enable);
            always.d.assign(sometimes.q);
            sometimes.d.assign(always.q);
            q.assign(always.q);
        }
    }

    @Test
    void aModuleInADerivedDomainDoesNotRenameTheSameOneElsewhere() {
        assertThat(Verilog.of(Design.of(Both::new).circuit()).modules())
                .containsOnlyKeys("ClockGate", "Inner", "Inner_gated", "Both");
    }

    @Test
    void aClockAndWhatComesFromItMaySampleEachOther() {
        var design = Design.of(() -> new Ring(false));
        assertThat(design.circuit().top().domains()).hasSize(2);
        assertThat(design.clock(design.top().slow)).isEqualTo("clk");
        assertThat(Constraints.sdc(design.circuit()))
                .doesNotContain("slow")
                .doesNotContain("awake");
    }

    @Test
    void anUnrelatedClockMayNotSampleADerivedOne() {
        HdlException thrown = errorsOf(() -> new Ring(true));
        assertThat(thrown.errors()).extracting(HdlError::id).containsExactly("JH-CROSSING");
        assertThat(thrown.getMessage()).contains("Ring.third").contains("Ring.other");
    }

    /// A gate at another clock than its enable.
    private static final class ForeignEnable extends Module {
        final ClockDomain other = clockDomain("other", ClockSpec.CORE);
        final Bool enable = input(bool());
        final Bool q = output(bool(), other);
        private final ClockGate gate = child(new ClockGate(), other);
        private final ClockDomain awake = clockDomain("awake", gate.clock);
        private final Bool kept = reg(bool(), awake);

        @Override
        protected void build() {
            gate.enable.assign(enable);
            kept.next(kept.not());
            q.assign(kept);
        }
    }

    @Test
    void theEnableIsSampledByTheSource() {
        HdlException thrown = errorsOf(ForeignEnable::new);
        assertThat(thrown.errors()).extracting(HdlError::id).containsExactly("JH-CROSSING");
        assertThat(thrown.getMessage())
                .contains("ForeignEnable.enable")
                .contains("ForeignEnable.kept");
    }

    private static final class Synchronous extends Module {
        final ClockDomain twice =
                clockDomain(
                        "twice",
                        new ClockSpec(
                                ClockSpec.Edge.RISING,
                                ClockSpec.Reset.SYNCHRONOUS,
                                true,
                                250_000_000));
        final Bool q = output(bool());
        private final Bool slow = reg(bool(), init(0));
        private final Bool fast = reg(bool(), init(0), twice);
        private final boolean declared;

        Synchronous(boolean declared) {
            this.declared = declared;
        }

        @Override
        protected void build() {
            if (declared) {
                synchronous(domain(), twice);
            }
            fast.next(slow.not());
            slow.next(fast);
            q.assign(slow);
        }
    }

    @Test
    void clocksThatAreDeclaredSynchronousMaySampleEachOtherAndAreTimed() {
        String sdc = Constraints.sdc(Design.of(() -> new Synchronous(true)).circuit());
        assertThat(sdc)
                .contains("create_clock -name twice_clk -period 4.000")
                .contains("# clk and twice_clk are synchronous: ways between them are timed")
                .doesNotContain("set_clock_groups")
                .doesNotContain("set_false_path");
        assertThat(errorsOf(() -> new Synchronous(false)).errors())
                .extracting(HdlError::id)
                .containsExactly("JH-CROSSING", "JH-CROSSING");
    }

    // ---- mistakes

    private static final class Stolen extends Module {
        final Bool q = output(bool());
        private final ClockDomain awake;
        private final Bool kept;

        Stolen(Clock clock) {
            awake = clockDomain("awake", clock);
            kept = reg(bool(), awake);
        }

        @Override
        protected void build() {
            kept.next(kept.not());
            q.assign(kept);
        }
    }

    private static final class Thief extends Module {
        final Bool q = output(bool());
        private final ClockGate gate = child(new ClockGate());
        private final Stolen stolen = child(new Stolen(gate.clock));

        @Override
        protected void build() {
            gate.enable.assign(1);
            q.assign(stolen.q);
        }
    }

    @Test
    void aClockIsUsedByTheModuleThatAdoptedItsMaker() {
        assertThat(errorsOf(Thief::new).getMessage())
                .contains("JH-ARGUMENT")
                .contains("is no clock of a child of")
                .contains("DerivedClocksTest.java:");
    }

    /// Hides what its clock depends on.
    private static final class Secretive extends Module {
        private final Bool secret = reg(bool(), init(0));
        final Clock clock = derivedClock(secret);

        @Override
        protected void build() {
            secret.next(secret.not());
        }
    }

    @Test
    void whatMakesAClockTickIsAnOutput() {
        assertThat(errorsOf(Secretive::new).getMessage())
                .contains("is no output of Secretive, and says when a clock of it ticks")
                .contains("DerivedClocksTest.java:");
    }

    private static final class Primitive extends BlackBox {
        Primitive() {
            super("oscillator");
            clock("clk");
        }
    }

    private static final class GatedBox extends Module {
        final Bool enable = input(bool());
        private final ClockGate gate = child(new ClockGate());
        private final ClockDomain awake = clockDomain("awake", gate.clock);
        private final Primitive box = child(new Primitive(), awake);

        @Override
        protected void build() {
            gate.enable.assign(enable);
        }
    }

    @Test
    void aBlackBoxTakesNoDerivedClock() {
        HdlException thrown = errorsOf(GatedBox::new);
        assertThat(thrown.errors()).extracting(HdlError::id).containsExactly("JH-ARGUMENT");
        assertThat(thrown.getMessage())
                .contains("GatedBox.box.clk is bound to a derived clock")
                .contains("give the box the enable as an input");
    }

    private static List<String> compileErrors(String fields) {
        String source =
                """
                import org.jetstreamlan.hdl.*;
                import org.jetstreamlan.hdl.lib.clock.*;
                abstract class Tried extends org.jetstreamlan.hdl.Module {
                    final Bool enable = input(bool());
                    final ClockGate gate = child(new ClockGate());
                    %s
                }
                """
                        .formatted(fields);
        var unit =
                new SimpleJavaFileObject(
                        URI.create("memory:///Tried.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        var found = new DiagnosticCollector<JavaFileObject>();
        var options = List.of("-proc:none", "-cp", System.getProperty("java.class.path"));
        var task =
                (JavacTask)
                        ToolProvider.getSystemJavaCompiler()
                                .getTask(null, null, found, options, null, List.of(unit));
        try {
            task.analyze();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return found.getDiagnostics().stream()
                .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
                .map(one -> one.getMessage(Locale.ROOT))
                .toList();
    }

    @Test
    void aBoolIsNoClockAndAClockNoBool() {
        assertThat(compileErrors("final ClockDomain awake = clockDomain(\"awake\", gate.clock);"))
                .isEmpty();
        assertThat(compileErrors("final ClockDomain awake = clockDomain(\"awake\", enable);"))
                .hasSize(1);
        assertThat(compileErrors("final Bool wrong = gate.clock;")).hasSize(1);
        assertThat(compileErrors("void wrong() { gate.enable.assign(gate.clock); }")).hasSize(1);
    }
}
