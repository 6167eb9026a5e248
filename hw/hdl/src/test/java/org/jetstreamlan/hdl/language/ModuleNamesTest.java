package org.jetstreamlan.hdl.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.lib.Stream;
import org.junit.jupiter.api.Test;

/// Names of Verilog modules: from the class and its parameters, never from the order of instances.
class ModuleNamesTest {
    enum Speed {
        SLOW,
        FAST
    }

    record Inner(int width) {}

    record Parameters(
            int width,
            int depth,
            int blockWidth,
            Speed speed,
            boolean signed,
            boolean last,
            String flavour,
            List<Integer> taps,
            Inner inner) {}

    private static final class Configured extends Module {
        private final Parameters parameters;
        final Bits y;

        Configured(Parameters parameters) {
            this.parameters = parameters;
            super();
            y = output(bits(parameters.width));
        }

        @Override
        protected void build() {
            y.assign(0);
        }
    }

    @Test
    void parametersAreARecordAndMakeTheName() {
        var parameters =
                new Parameters(
                        8, 16, 4, Speed.FAST, true, false, "plain", List.of(1, 2), new Inner(3));
        assertThat(Design.of(() -> new Configured(parameters)).circuit().top().name())
                .isEqualTo("Configured_w8_d16_bw4_speed_fast_signed_fplain_t1_2_i_w3");
    }

    private static final class OfType<T extends Data<T>> extends Module {
        record P<T extends Data<T>>(Type<T> payload, int depth, int delay) {}

        private final P<T> p;
        final T y;

        OfType(P<T> p) {
            this.p = p;
            super();
            y = output(p.payload);
        }

        @Override
        protected void build() {
            y.assign(p.payload.zero());
        }
    }

    @Test
    void aTypeGivesItsWidthAndEqualInitialsAreWrittenOut() {
        var design = Design.of(() -> new OfType<>(new OfType.P<>(Type.uint(12), 4, 5)));
        assertThat(design.circuit().top().name()).isEqualTo("OfType_p12_depth4_delay5");
    }

    private static final class Constant extends Module {
        private final long value;
        final Bits y = output(bits(4));

        Constant(long value) {
            this.value = value;
            super();
        }

        @Override
        protected void build() {
            y.assign(value);
        }
    }

    private static final class Several extends Module {
        final List<Bits> out;
        private final List<Constant> parts;

        Several(long... values) {
            out = java.util.Arrays.stream(values).mapToObj(value -> output(bits(4))).toList();
            parts =
                    java.util.Arrays.stream(values)
                            .mapToObj(value -> child(new Constant(value)))
                            .toList();
        }

        @Override
        protected void build() {
            for (int i = 0; i < parts.size(); i++) {
                out.get(i).assign(parts.get(i).y);
            }
        }
    }

    private static List<String> namesOf(long... values) {
        return Design.of(() -> new Several(values)).circuit().top().instances().stream()
                .map(ModuleDef.Instance::module)
                .map(ModuleDef::name)
                .toList();
    }

    @Test
    void modulesOfOneNameGetNamesFromTheirContentsWhateverTheirOrder() {
        List<String> forward = namesOf(1, 2);
        List<String> backward = namesOf(2, 1, 2);
        assertThat(forward).allMatch(name -> name.matches("Constant_[0-9a-f]{8}"));
        assertThat(backward)
                .containsExactly(forward.getLast(), forward.getFirst(), forward.getLast());
        assertThat(namesOf(1, 1)).containsExactly("Constant", "Constant");
    }

    private static final class TwoWays extends Module {
        private final ClockDomain other =
                clockDomain(
                        "other",
                        new ClockSpec(
                                ClockSpec.Edge.RISING, ClockSpec.Reset.ASYNCHRONOUS, false, 1_000));
        final Stream<Bits> in = input(stream(bits(8)));
        final Stream<Bits> there = output(stream(bits(8)), other);
        final Stream<Bits> from = input(stream(bits(8)), other);
        final Stream<Bits> here = output(stream(bits(8)));

        @Override
        protected void build() {
            in.cross(domain(), other, 8).into(there);
            from.cross(other, domain(), 8).into(here);
        }
    }

    @Test
    void modulesThatDifferInTheirClocksAreCalledAfterThese() {
        assertThat(Design.of(TwoWays::new).circuit().modules())
                .extracting(ModuleDef::name)
                .containsExactly(
                        "GrayCounterCrossing_w4_s2_sync_async_low",
                        "GrayCounterCrossing_w4_s2_async_low_sync",
                        "AsyncFifo_w8_d8_lut_s2_sync_async_low",
                        "AsyncFifo_w8_d8_lut_s2_async_low_sync",
                        "TwoWays");
    }
}
