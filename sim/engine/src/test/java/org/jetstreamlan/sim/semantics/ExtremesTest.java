package org.jetstreamlan.sim.semantics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.READ_FIRST;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.SInt;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.Vec;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Designs at the ends of what is possible: signals of 4,096 bits and of none, a module used 1,000 times, eight elaborations at once.
class ExtremesTest {
    private static final int WIDE = 4_096;

    private static final class WideVerbs extends Module {
        final UInt a = input(uint(WIDE));
        final UInt b = input(uint(WIDE));
        final UInt amount = input(uint(12));
        final UInt add = output(uint(WIDE));
        final UInt sub = output(uint(WIDE));
        final UInt mul = output(uint(WIDE));
        final UInt full = output(uint(WIDE + 1));
        final Bits andOf = output(bits(WIDE));
        final Bits orOf = output(bits(WIDE));
        final Bits xorOf = output(bits(WIDE));
        final Bits notOf = output(bits(WIDE));
        final UInt shl = output(uint(WIDE));
        final UInt shr = output(uint(WIDE));
        final SInt asr = output(sint(WIDE));
        final Bits chosen = output(bits(WIDE));
        final Bits swapped = output(bits(WIDE));
        final Bits slice = output(bits(100));
        final Bits flags = output(bits(8));
        final UInt held = output(uint(WIDE));
        private final UInt register = reg(uint(WIDE), init(1));

        @Override
        protected void build() {
            add.assign(a.add(b));
            sub.assign(a.sub(b));
            mul.assign(a.mul(b));
            full.assign(a.addFull(b));
            andOf.assign(a.and(b).asBits());
            orOf.assign(a.or(b).asBits());
            xorOf.assign(a.xor(b).asBits());
            notOf.assign(a.not().asBits());
            shl.assign(a.shl(amount));
            shr.assign(a.shr(amount));
            asr.assign(a.asSInt().shr(amount));
            chosen.assign(mux(a.lt(b), a, b).asBits());
            swapped.assign(cat(a.slice(WIDE / 2 - 1, 0), a.slice(WIDE - 1, WIDE / 2)));
            slice.assign(a.asBits().slice(amount, 100));
            flags.assign(
                    cat(
                            a.eq(b),
                            a.ne(b),
                            a.lt(b),
                            a.le(b),
                            a.asSInt().lt(b.asSInt()),
                            a.andR(),
                            a.orR(),
                            a.xorR()));
            register.next(register.add(a));
            held.assign(register);
        }
    }

    // The reference model takes a minute for what follows, and half of one for 1,000 modules.
    @ParameterizedTest(name = "{0}")
    @EnumSource(value = Subject.class, names = "REFERENCE", mode = EnumSource.Mode.EXCLUDE)
    void everyVerbWorksOn4096Bits(Subject subject) {
        var random = new Random(4_096);
        BigInteger modulus = BigInteger.ONE.shiftLeft(WIDE);
        BigInteger held = BigInteger.ONE;
        try (Bench bench = subject.run(WideVerbs::new)) {
            for (int round = 0; round < 4; round++) {
                BigInteger a = new BigInteger(WIDE, random);
                BigInteger b = round == 0 ? a : new BigInteger(WIDE, random);
                int amount = random.nextInt(WIDE);
                BigInteger signed = a.testBit(WIDE - 1) ? a.subtract(modulus) : a;
                BigInteger signedB = b.testBit(WIDE - 1) ? b.subtract(modulus) : b;
                bench.poke("a", a).poke("b", b).poke("amount", amount);
                bench.expect("add", a.add(b).mod(modulus))
                        .expect("sub", a.subtract(b).mod(modulus))
                        .expect("mul", a.multiply(b).mod(modulus))
                        .expect("full", a.add(b))
                        .expect("andOf", a.and(b))
                        .expect("orOf", a.or(b))
                        .expect("xorOf", a.xor(b))
                        .expect("notOf", modulus.subtract(BigInteger.ONE).subtract(a))
                        .expect("shl", a.shiftLeft(amount).mod(modulus))
                        .expect("shr", a.shiftRight(amount))
                        .expect("asr", signed.shiftRight(amount).mod(modulus))
                        .expect("chosen", a.min(b))
                        .expect(
                                "swapped",
                                a.shiftRight(WIDE / 2).add(a.shiftLeft(WIDE / 2)).mod(modulus))
                        .expect("slice", a.shiftRight(amount).mod(BigInteger.ONE.shiftLeft(100)))
                        .expect(
                                "flags",
                                bits(
                                        a.equals(b),
                                        !a.equals(b),
                                        a.compareTo(b) < 0,
                                        a.compareTo(b) <= 0,
                                        signed.compareTo(signedB) < 0,
                                        false,
                                        true,
                                        a.bitCount() % 2 != 0))
                        .expect("held", held);
                bench.step();
                held = held.add(a).mod(modulus);
            }
        }
    }

    private static long bits(boolean... fromTop) {
        long value = 0;
        for (boolean bit : fromTop) {
            value = value << 1 | (bit ? 1 : 0);
        }
        return value;
    }

    private static final class NoBits extends Module {
        final UInt none = input(uint(0));
        final SInt noneSigned = input(sint(0));
        final Stream<Bits> in = input(stream(bits(0)));
        final Stream<Bits> out = output(stream(bits(0)));
        final Bool select = input(bool());
        final Bits nothing = output(bits(0));
        final Bits flags = output(bits(7));
        final UInt extended = output(uint(8));
        final Bits byte8 = output(bits(8));
        final Bits chosen = output(bits(2));
        final Bits cellData = output(bits(4));
        final Vec<Bits> one = output(vec(1, bits(4)));
        private final Mem<Bits> single = mem(bits(4), 1, READ_FIRST);
        private final UInt register = reg(uint(0), init(0));
        private final Vec<Bits> elements = reg(vec(2, bits(0)));
        private final Mem<Bits> cells = mem(bits(0), 4, READ_FIRST);

        @Override
        protected void build() {
            register.next(mux(select, none, none.add(none).mul(none).sub(none)));
            elements.nextAt(select.asUInt(), zeros(0));
            cells.write(num(0, 2), zeros(0));
            single.write(none, ones(4));
            cellData.assign(single.read(none));
            one.assign(Vec.of(zeros(4)));
            var read = cells.read(num(0, 2));
            nothing.assign(none.asBits().and(read).xor(elements.at(select.asUInt())).not());
            extended.assign(
                    none.zext(8).or(noneSigned.sext(8).asUInt()).or(none.mulFull(none).zext(8)));
            flags.assign(
                    cat(
                            none.eq(register),
                            none.ne(0),
                            none.lt(none),
                            none.le(none),
                            none.andR(),
                            none.orR(),
                            none.xorR()));
            byte8.assign(cat(none, lit(0xA5, 8), nothing));
            chosen.assign(1);
            select(none).is(0, () -> chosen.assign(2));
            select(noneSigned).like("", () -> one.assignAt(none, ones(4)));
            when(in.valid().not(), () -> print("always {}", none));
            in.stage().queue(2).into(out);
        }
    }

    @OnEveryEngine
    void aSignalOfNoBitsIs0InEveryVerb(Subject subject) {
        try (Bench bench = subject.run(NoBits::new)) {
            bench.poke("in_valid", 1).poke("out_ready", 0).poke("select", 1);
            bench.expect("flags", 0b1001100).expect("extended", 0).expect("byte8", 0xA5);
            bench.expect("chosen", 2).expect("one_0", 15).expect("cellData", 0);
            bench.step(3).expect("cellData", 15);
            bench.expect("out_valid", 1).expect("flags", 0b1001100);
        }
    }

    @Test
    void aSignalOfNoBitsIsNotInTheVerilog() {
        String verilog = Verilog.of(Design.of(NoBits::new).circuit()).text();
        assertThat(verilog)
                .doesNotContain("none", "nothing", "register", "elements", "cells", "payload");
    }

    private static final class Cell extends Module {
        final UInt in = input(uint(8));
        final UInt out = output(uint(8));
        private final UInt held = reg(uint(8), init(0));

        @Override
        protected void build() {
            held.next(in.add(1));
            out.assign(held);
        }
    }

    private static final class Thousand extends Module {
        static final int CELLS = 1_000;
        final UInt in = input(uint(8));
        final UInt out = output(uint(8));
        private final List<Cell> cells = new ArrayList<>();

        Thousand() {
            for (int i = 0; i < CELLS; i++) {
                cells.add(child(new Cell()));
            }
        }

        @Override
        protected void build() {
            UInt value = in;
            for (Cell cell : cells) {
                cell.in.assign(value);
                value = cell.out;
            }
            out.assign(value);
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(value = Subject.class, names = "REFERENCE", mode = EnumSource.Mode.EXCLUDE)
    void aModuleUsed1000TimesWorksEachTime(Subject subject) {
        try (Bench bench = subject.run(Thousand::new)) {
            bench.poke("in", 5).step(Thousand.CELLS - 1);
            bench.expect("out", Thousand.CELLS - 1 & 0xFF);
            bench.step().expect("out", Thousand.CELLS + 5 & 0xFF);
        }
    }

    @Test
    void aModuleUsed1000TimesIsPrintedOnce() {
        var verilog = Verilog.of(Design.of(Thousand::new).circuit());
        assertThat(verilog.modules().sequencedKeySet()).containsExactly("Cell", "Thousand");
        assertThat(verilog.text().lines().filter(line -> line.startsWith("  Cell cells_")))
                .hasSize(Thousand.CELLS);
    }

    private static String everything() {
        var text = new StringBuilder();
        text.append(Verilog.of(Design.of(Thousand::new).circuit()).text());
        text.append(Verilog.of(Design.of(NoBits::new).circuit()).text());
        text.append(Verilog.of(Design.of(WideVerbs::new).circuit()).text());
        return text.toString();
    }

    @Test
    void eightElaborationsAtOnceGiveTheSameBytes() throws Exception {
        String alone = everything();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<String>> runs = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                runs.add(ExtremesTest::everything);
            }
            for (Future<String> each : threads.invokeAll(runs)) {
                assertThat(each.get()).isEqualTo(alone);
            }
        }
    }
}
