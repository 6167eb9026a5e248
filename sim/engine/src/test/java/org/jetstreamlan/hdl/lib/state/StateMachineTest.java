package org.jetstreamlan.hdl.lib.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Bench;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.verilator.Tools;
import org.jetstreamlan.sim.verilator.VerilatorEngine;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class StateMachineTest {
    enum Phase {
        IDLE,
        SEND,
        GAP,
        FAILED
    }

    /// A sender of bits with a pause behind each burst and an overall limit.
    static final class Sender extends Module {
        final Bool start = input(bool());
        final Bool last = input(bool());
        final Bool clear = input(bool());
        final Bool line = output(bool());
        final Bool busy = output(bool());
        final UInt phaseNow = output(uint(2));
        final UInt entries = output(uint(8));
        final UInt exits = output(uint(8));
        final UInt sent = output(uint(8));
        private final UInt entered = reg(uint(8), init(0));
        private final UInt left = reg(uint(8), init(0));
        private final UInt bits = reg(uint(8), init(0));
        StateDiagram diagram = new StateDiagram("", "", java.util.List.of(), java.util.List.of());

        @Override
        protected void build() {
            line.assign(0);
            var phase =
                    StateMachine.of(
                            Phase.IDLE,
                            it -> {
                                it.in(Phase.IDLE).on(start.and(clear.not()), Phase.SEND);
                                it.in(Phase.SEND)
                                        .entry(() -> entered.next(entered.add(1)))
                                        .during(() -> line.assign(1))
                                        .exit(() -> left.next(left.add(1)))
                                        .on(last, Phase.GAP, () -> bits.next(bits.add(1)))
                                        .after(5, Phase.FAILED);
                                it.in(Phase.GAP).after(3, Phase.IDLE);
                                it.in(Phase.FAILED).on(clear, Phase.IDLE).on(start, Phase.SEND);
                            });
            diagram = phase.diagram();
            busy.assign(phase.is(Phase.IDLE).not());
            phaseNow.assign(phase.state.asUInt());
            entries.assign(entered);
            exits.assign(left);
            sent.assign(bits);
        }
    }

    @Test
    void followsItsDescription() {
        followsItsDescription(new JitEngine(), 20_000);
    }

    @Test
    void followsItsDescriptionInVerilog() {
        Tools.needVerilator();
        followsItsDescription(new VerilatorEngine().withCxxOptions("-O0"), 2_000);
    }

    private static void followsItsDescription(Engine engine, int clocks) {
        long seed = 4;
        Random random = new Random(seed);
        try (Bench bench = new Bench(engine, Sender::new)) {
            Phase phase = Phase.IDLE;
            int inPhase = 0;
            int entered = 0;
            int left = 0;
            int bits = 0;
            int[] visits = new int[Phase.values().length];
            for (int i = 0; i < clocks; i++) {
                boolean start = random.nextInt(3) == 0;
                boolean last = random.nextInt(4) == 0;
                boolean clear = random.nextInt(3) == 0;
                bench.poke("start", start ? 1 : 0)
                        .poke("last", last ? 1 : 0)
                        .poke("clear", clear ? 1 : 0);
                String at = "seed %d, clock %d".formatted(seed, i);
                assertThat(bench.peek("phaseNow")).as(at).isEqualTo(phase.ordinal());
                assertThat(bench.peek("line")).as(at).isEqualTo(phase == Phase.SEND ? 1 : 0);
                assertThat(bench.peek("busy")).as(at).isEqualTo(phase == Phase.IDLE ? 0 : 1);
                assertThat(bench.peek("entries")).as(at).isEqualTo(entered & 255);
                assertThat(bench.peek("exits")).as(at).isEqualTo(left & 255);
                assertThat(bench.peek("sent")).as(at).isEqualTo(bits & 255);
                visits[phase.ordinal()]++;
                inPhase++;
                Phase next =
                        switch (phase) {
                            case IDLE -> start && !clear ? Phase.SEND : phase;
                            case SEND -> last ? Phase.GAP : inPhase == 5 ? Phase.FAILED : phase;
                            case GAP -> inPhase == 3 ? Phase.IDLE : phase;
                            case FAILED -> clear ? Phase.IDLE : start ? Phase.SEND : phase;
                        };
                bits += phase == Phase.SEND && last ? 1 : 0;
                if (next != phase) {
                    inPhase = 0;
                    left += phase == Phase.SEND ? 1 : 0;
                    entered += next == Phase.SEND ? 1 : 0;
                }
                phase = next;
                bench.step();
            }
            assertThat(visits).doesNotContain(0);
        }
    }

    @Test
    void theRegisterIsCalledAsTheVariableAndCasesAsTheConstants() {
        assertThat(Verilog.of(Design.of(Sender::new).circuit()).text())
                .contains(
                        "reg [1:0] phase;",
                        "reg [2:0] phase_clocks;",
                        "case (phase)",
                        "Phase_SEND");
    }

    @Test
    void dotNamesStatesAndConditions() {
        assertThat(Design.of(Sender::new).top().diagram.dot())
                .isEqualTo(
                        """
                        digraph "phase" {
                          "IDLE" [peripheries=2];
                          "SEND";
                          "GAP";
                          "FAILED";
                          "IDLE" -> "SEND" [label="start & !clear"];
                          "SEND" -> "GAP" [label="last"];
                          "SEND" -> "FAILED" [label="after 5"];
                          "GAP" -> "IDLE" [label="after 3"];
                          "FAILED" -> "IDLE" [label="clear"];
                          "FAILED" -> "SEND" [label="start"];
                        }
                        """);
    }

    @Test
    void svgIsWellFormedWithEveryLabelOnTheSheet() throws Exception {
        String svg = Design.of(Sender::new).top().diagram.svg();
        var document =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(
                                new java.io.ByteArrayInputStream(
                                        svg.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        double width = Double.parseDouble(document.getDocumentElement().getAttribute("width"));
        double height = Double.parseDouble(document.getDocumentElement().getAttribute("height"));
        var texts = document.getElementsByTagName("text");
        assertThat(texts.getLength()).isEqualTo(4 + 6);
        for (int i = 0; i < texts.getLength(); i++) {
            var text = (Element) texts.item(i);
            double half = 3.5 * text.getTextContent().length();
            double x = Double.parseDouble(text.getAttribute("x"));
            double y = Double.parseDouble(text.getAttribute("y"));
            assertThat(x - half).as(text.getTextContent()).isPositive();
            assertThat(x + half).as(text.getTextContent()).isLessThan(width);
            assertThat(y).as(text.getTextContent()).isBetween(10.0, height);
        }
        assertThat(Pattern.compile("marker-end").matcher(svg).results().count()).isEqualTo(6);
    }

    /// A machine that is described as given.
    static final class Described extends Module {
        final Bool go = input(bool());
        final UInt out = output(uint(2));
        private final Consumer<StateMachine<Phase>> description;

        Described(Consumer<StateMachine<Phase>> description) {
            this.description = description;
            super();
        }

        @Override
        protected void build() {
            var phase = StateMachine.of(Phase.IDLE, description);
            out.assign(phase.state.asUInt());
        }
    }

    @Test
    void aForgottenStateIsAnError() {
        assertThatThrownBy(
                        () ->
                                Design.of(
                                        () ->
                                                new Described(
                                                        it ->
                                                                it.in(Phase.IDLE)
                                                                        .after(1, Phase.SEND))))
                .hasMessageContaining("state machine 'phase' says nothing about state SEND");
    }

    @Test
    void aStateThatCannotBeReachedIsAnError() {
        assertThatThrownBy(
                        () ->
                                Design.of(
                                        () ->
                                                new Described(
                                                        it -> {
                                                            it.in(Phase.IDLE).after(1, Phase.SEND);
                                                            it.in(Phase.SEND)
                                                                    .after(1, Phase.FAILED);
                                                            it.in(Phase.GAP).after(1, Phase.IDLE);
                                                            it.in(Phase.FAILED)
                                                                    .after(2, Phase.IDLE);
                                                        })))
                .hasMessageContaining("has no transition to state GAP");
    }

    @Test
    void aSecondTimeoutAndATimeoutOf0AreRefused() {
        assertThatThrownBy(
                        () ->
                                Design.of(
                                        () ->
                                                new Described(
                                                        it ->
                                                                it.in(Phase.IDLE)
                                                                        .after(0, Phase.SEND))))
                .hasMessageContaining("after 0 clocks");
        assertThatThrownBy(
                        () ->
                                Design.of(
                                        () ->
                                                new Described(
                                                        it ->
                                                                it.in(Phase.IDLE)
                                                                        .after(1, Phase.SEND)
                                                                        .after(2, Phase.GAP))))
                .hasMessageContaining("a second timeout");
    }
}
