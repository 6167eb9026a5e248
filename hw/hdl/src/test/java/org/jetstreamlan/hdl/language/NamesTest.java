package org.jetstreamlan.hdl.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.SInt;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.Vec;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.junit.jupiter.api.Test;

/// Java names become hardware names.
class NamesTest {
    private static List<String> netNames(ModuleDef module) {
        return module.nets().stream().map(Net::name).toList();
    }

    private static List<String> nodeNames(ModuleDef module) {
        return module.nodeNames().stream().flatMap(Optional::stream).toList();
    }

    private static final class Fields extends Module {
        final Flow<Bits> word = input(flow(bits(8)));
        final List<Bool> lanes = List.of(output(bool()), output(bool()));
        private final UInt count = reg(uint(4), init(0));
        private final Mem<Bits> cells = mem(bits(8), 16, ReadUnderWrite.READ_FIRST);

        @Override
        protected void build() {
            lanes.get(0).assign(word.valid());
            lanes.get(1).assign(count.eq(3));
            count.next(count.add(1));
            when(word.valid(), () -> cells.write(count, word.payload()));
        }
    }

    @Test
    void fieldsNamePortsRegistersMemoriesAndElementsOfLists() {
        ModuleDef module = Design.of(Fields::new).circuit().top();
        assertThat(netNames(module))
                .containsExactly("word_valid", "word_payload", "lanes_0", "lanes_1", "count");
        assertThat(module.memories().getFirst().name()).isEqualTo("cells");
        assertThat(module.name()).isEqualTo("Fields");
    }

    private static final class Locals extends Module {
        final UInt a = input(uint(8));
        final UInt b = input(uint(8));
        final UInt y = output(uint(9));
        final Bool z = output(bool());

        @Override
        protected void build() {
            var sum = a.addFull(b);
            y.assign(sum);
            var carry = wire(bool());
            carry.assign(sum.bit(8));
            when(
                            carry,
                            () -> {
                                var mixed = a.xor(b);
                                z.assign(parity(mixed.asBits()));
                            })
                    .otherwise(() -> z.assign(0));
        }

        private static Bool parity(Bits value) {
            Bool odd = value.xorR();
            return odd.not();
        }
    }

    @Test
    void localsNameExpressionsAndWiresAlsoInLambdasAndCalledMethods() {
        ModuleDef module = Design.of(Locals::new).circuit().top();
        assertThat(nodeNames(module)).contains("sum", "mixed", "odd");
        assertThat(nodeNames(module)).doesNotContain("sum_1");
        assertThat(netNames(module)).contains("carry");
    }

    private static final class Choices extends Module {
        private final boolean up;
        final UInt a = input(uint(8));
        final UInt b = input(uint(8));
        final UInt y = output(uint(8));

        Choices(boolean up) {
            this.up = up;
        }

        @Override
        protected void build() {
            var one = up ? a.add(b) : a.sub(b);
            var other =
                    switch (up ? 1 : 0) {
                        case 0 -> one.and(b);
                        default -> one.or(b);
                    };
            y.assign(other.xor(one));
        }
    }

    @Test
    void eachArmOfAJavaChoiceHasTheNameOfItsVariable() {
        for (boolean up : List.of(true, false)) {
            ModuleDef module = Design.of(() -> new Choices(up)).circuit().top();
            assertThat(nodeNames(module)).contains("one", "other");
        }
    }

    private static final class Parent extends Module {
        final Stream<Bits> in = input(stream(bits(4)));
        final Stream<Bits> out = output(stream(bits(4)));
        final Stage first = child(new Stage());
        final Stage second = child(new Stage());

        @Override
        protected void build() {
            connect(first.in, in);
            connect(second.in, first.out);
            connect(out, second.out);
        }
    }

    private static final class Stage extends Module {
        final Stream<Bits> in = input(stream(bits(4)));
        final Stream<Bits> out = output(stream(bits(4)));
        final Bool full = reg(bool(), init(0));
        private final Bits held = reg(bits(4));

        @Override
        protected void build() {
            in.ready().assign(full.not().or(out.ready()));
            out.valid().assign(full);
            out.payload().assign(held);
            when(out.fire(), () -> full.next(false));
            when(
                    in.fire(),
                    () -> {
                        full.next(true);
                        held.next(in.payload());
                    });
        }
    }

    @Test
    void equalChildrenShareOneModuleAndReferencesFindTheirInstances() {
        Design<Parent> design = Design.of(Parent::new);
        assertThat(design.circuit().modules())
                .extracting(ModuleDef::name)
                .containsExactly("Stage", "Parent");
        assertThat(design.circuit().top().instances())
                .extracting(ModuleDef.Instance::name)
                .containsExactly("first", "second");
        assertThat(design.path(design.top().second.full)).isEqualTo("second.full");
        assertThat(design.path(design.top().in)).isEqualTo("in_valid");
    }

    private static final class Reserved extends Module {
        final Bool wire = input(bool());
        final Bool reg = output(bool());

        @Override
        protected void build() {
            reg.assign(wire);
        }
    }

    @Test
    void wordsOfVerilogGetAnUnderscore() {
        assertThat(netNames(Design.of(Reserved::new).circuit().top()))
                .containsExactly("wire_", "reg_");
    }

    private static final class Renamed extends Module {
        final Stream<Bits> port = input(stream(bits(4))).named("s_axis");

        @Override
        protected void build() {
            port.ready().assign(1);
        }
    }

    @Test
    void aGivenNameWins() {
        assertThat(netNames(Design.of(Renamed::new).circuit().top()))
                .containsExactly("s_axis_valid", "s_axis_payload", "s_axis_ready");
    }

    /// Its names are those of a standard, not of its components.
    private record Beat(Bits data, Bool last) implements Bundle<Beat> {
        static Type<Beat> type() {
            return Type.bundle(
                    f -> new Beat(f.field("tdata", Type.bits(4)), f.field("tlast", Type.bool())));
        }
    }

    private static final class Copies extends Module {
        final Stream<Beat> in = input(stream(Beat.type()));
        final Beat out = output(Beat.type());

        @Override
        protected void build() {
            in.ready().assign(1);
            var held = reg(Type.like(in.payload()));
            held.next(in.payload());
            out.assign(held);
        }
    }

    @Test
    void aTypeLikeAValueKeepsTheNamesOfItsFields() {
        assertThat(Verilog.of(Design.of(Copies::new).circuit()).text())
                .contains("reg [3:0] held_tdata;", "reg held_tlast;");
    }

    private record Line(Bool valid, UInt tag) implements Bundle<Line> {
        static Type<Line> type() {
            return Type.bundle(f -> new Line(f.field("valid", bool()), f.field("tag", uint(3))));
        }

        private static Type<Bool> bool() {
            return Type.bool();
        }

        private static Type<UInt> uint(int width) {
            return Type.uint(width);
        }
    }

    /// Method references put frames of the JDK between the library and the user.
    private static final class ByReference extends Module {
        final Vec<UInt> in = input(vec(3, uint(8)));
        final Bool choice = input(bool());
        final Line a = input(Line.type());
        final Line b = input(Line.type());
        final UInt sum = output(uint(8));
        final SInt low = output(sint(8));
        final UInt tags = output(uint(3));
        final Bool valid = output(bool());
        private final SInt start = reg(sint(8), init(-3));

        @Override
        protected void build() {
            var chosen = mux(choice, a, b);
            in.elements().stream().reduce(UInt::add).ifPresent(sum::assign);
            start.next(start);
            low.assign(start);
            tags.assign(chosen.tag().add(chosen.tag()));
            valid.assign(chosen.valid().and(chosen.tag().bit(0)));
        }
    }

    @Test
    void framesOfTheJdkAreNoPlacesAndBundlesKeepTheNamesOfTheirParts() {
        var output = Verilog.of(Design.of(ByReference::new).circuit());
        assertThat(output.map()).doesNotContain("Reduce", "Optional", "Spliterator");
        assertThat(output.text())
                .contains("chosen_tag", "initial start = 8'hfd")
                .doesNotContain("state", "chosen_1");
    }

    /// What is made in `build()` and kept in arrays and collections only.
    private static final class Collected extends Module {
        private static final int COUNT = 2;

        final UInt in = input(uint(8));
        final Bool turn = input(bool());
        final UInt out = output(uint(8));
        private UInt[] kept = {};

        @Override
        protected void build() {
            UInt[] stages = new UInt[COUNT];
            List<UInt> taps = new ArrayList<>();
            Map<String, UInt> byName = new HashMap<>();
            kept = new UInt[COUNT];
            for (int i = 0; i < COUNT; i++) {
                stages[i] = reg(uint(8 + 0 * i), i > 0 ? init(i) : init(7));
                taps.add(reg(uint(8), init(0)));
                byName.put("tap" + i, reg(uint(8), init(0)));
                kept[i] = wire(uint(8));
            }
            var listed = List.of(reg(uint(8), init(0)), reg(uint(8), init(0)));
            UInt[] literal = {reg(uint(8), init(0)), mux(turn, taps.getLast(), in)};
            var cells =
                    List.of(
                            mem(uint(8), 4, ReadUnderWrite.READ_FIRST),
                            mem(uint(8), 4, ReadUnderWrite.READ_FIRST));
            List<UInt> chain = new ArrayList<>(List.of(stages));
            chain.addAll(taps);
            chain.addAll(List.of(byName.get("tap0"), byName.get("tap1")));
            chain.addAll(listed);
            chain.add(literal[0]);
            UInt last = in;
            for (UInt link : chain) {
                link.next(last);
                last = link;
            }
            for (int i = 0; i < COUNT; i++) {
                cells.get(i).write(last.trunc(2), last);
                kept[i].assign(last.add(cells.get(i).read(in.trunc(2))));
                last = kept[i];
            }
            out.assign(last.xor(literal[1]));
        }
    }

    @Test
    void whatIsInAnArrayOrCollectionOnlyIsCalledAfterItWithANumber() {
        String text = Verilog.of(Design.of(Collected::new).circuit()).text();
        assertThat(text)
                .contains("reg [7:0] stages_0;", "reg [7:0] stages_1;")
                .contains("reg [7:0] taps_0;", "reg [7:0] byName_1;", "reg [7:0] listed_1;")
                .contains("reg [7:0] literal_0;", "cells_1 [0:3];", "wire [7:0] kept_1")
                .doesNotContain("register", "memory");
    }
}
