package org.jetstreamlan.sim.wave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.fuzz.ModuleBuilder;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What waves show: scopes, changes only, time, choice of signals and periods.
final class WavesTest {
    private static ModuleDef counter() {
        ClockSpec clock =
                new ClockSpec(
                        ClockSpec.Edge.RISING, ClockSpec.Reset.SYNCHRONOUS, true, 100_000_000);
        ModuleBuilder module = new ModuleBuilder("Counter", clock);
        int enable = module.read(module.input("enable", 1));
        int count = module.register("count", 4, 0);
        int next =
                module.named(
                        module.binary(BinaryOp.ADD, module.read(count), module.literal(1, 4)),
                        "next");
        module.when(enable, () -> module.assign(count, next));
        module.output("value", 4, module.read(count));
        return module.build();
    }

    private static Simulator top() {
        ModuleBuilder top = new ModuleBuilder("Top");
        int enable = top.read(top.input("enable", 1));
        int child = top.instance("child", counter());
        top.assign(top.port(child, "enable"), enable);
        top.output("wide", 68, top.extend(top.read(top.port(child, "value")), true, 68));
        return new JitEngine().compile(top.circuit()).instantiate();
    }

    private static void run(Simulator simulator) {
        var enable = simulator.probe("enable");
        simulator.step();
        simulator.poke(enable, 1);
        simulator.step(2);
        simulator.poke(enable, 0);
        simulator.step(2);
    }

    /// A signal under several names has one code.
    @Test
    void aDumpHasScopesAndOnlyChanges() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (Simulator simulator = Waves.of(top()).writeTo(file)) {
            run(simulator);
        }
        assertThat(file.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        $version Jetstream $end
                        $timescale 1ns $end
                        $scope module Top $end
                        $var wire 1 ! clk $end
                        $var wire 1 " rst $end
                        $var wire 1 # enable $end
                        $var wire 68 $ wide [67:0] $end
                        $scope module child $end
                        $var wire 1 " rst $end
                        $var wire 1 # enable $end
                        $var reg 4 % count [3:0] $end
                        $var wire 4 % value [3:0] $end
                        $upscope $end
                        $upscope $end
                        $enddefinitions $end
                        #0
                        $dumpvars
                        0!
                        0"
                        0#
                        b0 %
                        b0 $
                        $end
                        #8
                        1!
                        1#
                        #12
                        0!
                        #16
                        1!
                        b1 %
                        b1 $
                        #20
                        0!
                        #24
                        1!
                        0#
                        b10 %
                        b10 $
                        #28
                        0!
                        #32
                        1!
                        #36
                        0!
                        #40
                        1!
                        #44
                        0!
                        #48
                        """);
    }

    @Test
    void aWindowAndAPatternCutTheDump() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Waves waves = Waves.of(top()).signals("**count").window(2, 3);
        try (Simulator simulator = waves.writeTo(file)) {
            run(simulator);
        }
        assertThat(file.toString(StandardCharsets.UTF_8))
                .endsWith(
                        """
                        $scope module Top $end
                        $var wire 1 ! clk $end
                        $scope module child $end
                        $var reg 4 " count [3:0] $end
                        $upscope $end
                        $upscope $end
                        $enddefinitions $end
                        #16
                        $dumpvars
                        1!
                        b1 "
                        $end
                        #20
                        0!
                        #24
                        1!
                        b10 "
                        #28
                        0!
                        #32
                        """);
    }

    @Test
    void aTriggerChoosesThePeriods() {
        Simulator counter = top();
        var value = counter.probe("child.value");
        AsciiWaves waves =
                Waves.of(counter)
                        .signals("enable", "child.value")
                        .during(() -> counter.peek(value) == 1 || counter.peek(value) == 2)
                        .draw();
        try (Simulator simulator = waves.simulator()) {
            run(simulator);
            simulator.poke(simulator.probe("enable"), 1);
            simulator.step(3);
        }
        assertThat(waves)
                .hasToString(
                        """
                        enable      ---\\_____/--
                        child.value |1 |2
                        """);
    }

    @Test
    void aDumpGoesToAFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("top.vcd");
        try (Simulator simulator = Waves.of(top()).writeTo(file)) {
            simulator.step(3);
        }
        assertThat(Files.readString(file)).startsWith("$version").endsWith("#32\n");
    }

    @Test
    void aPictureShowsBitsAndValues() {
        AsciiWaves waves = Waves.of(top()).signals("enable", "child.*ount", "child.next").draw();
        try (Simulator simulator = waves.simulator()) {
            run(simulator);
        }
        assertThat(waves)
                .hasToString(
                        """
                        enable      ___/-----\\________
                        child.count |0    |1 |2
                        child.next  |1    |2 |3
                        """);
    }

    @Test
    void aPatternThatMatchesNothingIsRefused() {
        assertThatThrownBy(() -> Waves.of(top()).signals("child.cont"))
                .hasMessageContaining("child.count");
    }

    @Test
    void starsStandForPartsOfNamesAndPaths() {
        assertThat(new SignalPattern("*").matches("enable")).isTrue();
        assertThat(new SignalPattern("*").matches("child.enable")).isFalse();
        assertThat(new SignalPattern("**").matches("child.enable")).isTrue();
        assertThat(new SignalPattern("c*.*").matches("child.enable")).isTrue();
        assertThat(new SignalPattern("c*.e").matches("child.enable")).isFalse();
        assertThat(new SignalPattern("**.enable").matches("a.b.enable")).isTrue();
        assertThat(new SignalPattern("a**e").matches("a.b.enable")).isTrue();
        assertThat(new SignalPattern("a*e").matches("a.b.enable")).isFalse();
    }
}
