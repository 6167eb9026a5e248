package org.jetstreamlan.sim.semantics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigInteger;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.SInt;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.check.HdlException;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.junit.jupiter.api.Test;

/// Values: sentences 1 to 6.
class SemanticsValuesTest {
    private static final class Readings extends Module {
        final UInt a = input(uint(4));
        final UInt b = input(uint(4));
        final Bool lessAsNumber = output(bool());
        final Bool lessAsTwosComplement = output(bool());
        final SInt sign = output(sint(8));
        final UInt zero = output(uint(8));
        final Bits constants = output(bits(4));

        @Override
        protected void build() {
            lessAsNumber.assign(a.lt(b));
            lessAsTwosComplement.assign(a.asSInt().lt(b.asSInt()));
            sign.assign(a.asSInt().sext(8));
            zero.assign(a.zext(8));
            var number = a.asSInt();
            constants.assign(cat(number.lt(-3), number.le(-3), number.gt(-3), number.ge(-3)));
        }
    }

    @OnEveryEngine
    void s01ABitPatternIsReadAsItsTypeSays(Subject subject) {
        try (var bench = subject.run(Readings::new)) {
            bench.poke("a", 0b1000).poke("b", 0b0111);
            bench.expect("lessAsNumber", 0).expect("lessAsTwosComplement", 1);
            bench.expect("sign", 0xF8).expect("zero", 0x08);
            bench.poke("a", 0b0111).poke("b", 0b1000);
            bench.expect("lessAsNumber", 1).expect("lessAsTwosComplement", 0);
            bench.expect("sign", 0x07).expect("zero", 0x07);
            bench.poke("a", 0b1100).expect("constants", 0b1100);
            bench.poke("a", 0b1101).expect("constants", 0b0101);
            bench.poke("a", 0b1110).expect("constants", 0b0011);
        }
    }

    private static final class Mismatch extends Module {
        final UInt a = input(uint(4));
        final UInt y = output(uint(5));

        @Override
        protected void build() {
            y.assign(a);
        }
    }

    @Test
    void s02AnotherWidthIsAnError() {
        var thrown = catchThrowableOfType(HdlException.class, () -> Design.of(Mismatch::new));
        assertThat(thrown.errors()).hasSize(1);
        assertThat(thrown).hasMessageContaining("5 bits").hasMessageContaining("4 bits");
    }

    private static final class Arithmetic extends Module {
        final UInt a = input(uint(70));
        final UInt b = input(uint(70));
        final UInt sum = output(uint(70));
        final UInt difference = output(uint(70));
        final UInt product = output(uint(70));
        final UInt fullSum = output(uint(71));
        final UInt fullProduct = output(uint(140));
        final SInt signedFullSum = output(sint(71));
        final SInt signedFullProduct = output(sint(140));
        final SInt timesMinusSeven = output(sint(70));
        final SInt plusConstant = output(sint(71));
        final SInt plusMinusSeven = output(sint(70));
        final SInt minusMinusSeven = output(sint(70));

        @Override
        protected void build() {
            sum.assign(a.add(b));
            difference.assign(a.sub(b));
            product.assign(a.mul(b));
            fullSum.assign(a.addFull(b));
            fullProduct.assign(a.mulFull(b));
            signedFullSum.assign(a.asSInt().addFull(b.asSInt()));
            signedFullProduct.assign(a.asSInt().mulFull(b.asSInt()));
            timesMinusSeven.assign(a.asSInt().mul(-7));
            plusConstant.assign(a.asSInt().addFull(SInt.lit(-4, 3)));
            plusMinusSeven.assign(a.asSInt().add(-7));
            minusMinusSeven.assign(a.asSInt().sub(-7));
        }
    }

    @OnEveryEngine
    void s03ArithmeticKeepsTheWidthAndDropsTheCarryUnlessFull(Subject subject) {
        var modulus = BigInteger.ONE.shiftLeft(70);
        var large = modulus.subtract(BigInteger.valueOf(3));
        var other = modulus.subtract(BigInteger.valueOf(5));
        try (var bench = subject.run(Arithmetic::new)) {
            for (var pair :
                    List.of(
                            List.of(large, other),
                            List.of(other, large),
                            List.of(large, BigInteger.TWO))) {
                var a = pair.get(0);
                var b = pair.get(1);
                bench.poke("a", a).poke("b", b);
                bench.expect("sum", a.add(b).mod(modulus));
                bench.expect("difference", a.subtract(b).mod(modulus));
                bench.expect("product", a.multiply(b).mod(modulus));
                bench.expect("plusMinusSeven", a.subtract(BigInteger.valueOf(7)).mod(modulus));
                bench.expect("minusMinusSeven", a.add(BigInteger.valueOf(7)).mod(modulus));
                bench.expect("fullSum", a.add(b));
                bench.expect("fullProduct", a.multiply(b));
                var signedA = a.testBit(69) ? a.subtract(modulus) : a;
                var signedB = b.testBit(69) ? b.subtract(modulus) : b;
                bench.expect("signedFullSum", unsigned(signedA.add(signedB), 71));
                bench.expect("signedFullProduct", unsigned(signedA.multiply(signedB), 140));
                var seven = BigInteger.valueOf(7);
                bench.expect("timesMinusSeven", unsigned(signedA.multiply(seven).negate(), 70));
                bench.expect("plusConstant", unsigned(signedA.subtract(BigInteger.valueOf(4)), 71));
            }
        }
    }

    private static BigInteger unsigned(BigInteger value, int width) {
        return value.mod(BigInteger.ONE.shiftLeft(width));
    }

    private static final class Shifts extends Module {
        final UInt a = input(uint(9));
        final UInt amount = input(uint(7));
        final UInt wideAmount = input(uint(68));
        final UInt left = output(uint(9));
        final UInt right = output(uint(9));
        final SInt arithmetic = output(sint(9));
        final UInt farLeft = output(uint(9));
        final SInt twoRight = output(sint(9));
        final SInt farRight = output(sint(9));
        final SInt twoLeft = output(sint(9));

        @Override
        protected void build() {
            left.assign(a.shl(amount));
            right.assign(a.shr(amount));
            arithmetic.assign(a.asSInt().shr(amount));
            farLeft.assign(a.shl(wideAmount));
            twoRight.assign(a.asSInt().shr(2));
            farRight.assign(a.asSInt().shr(9));
            twoLeft.assign(a.asSInt().shl(2));
        }
    }

    @OnEveryEngine
    void s04AShiftByTheWidthOrMoreGivesZeroOrTheSign(Subject subject) {
        try (var bench = subject.run(Shifts::new)) {
            for (int value : new int[] {0x1A5, 0x0A5}) {
                int signed = value >= 0x100 ? value - 0x200 : value;
                bench.poke("a", value);
                bench.expect("twoRight", signed >> 2 & 0x1FF)
                        .expect("farRight", signed >> 9 & 0x1FF);
                bench.expect("twoLeft", value << 2 & 0x1FF);
                for (int amount : new int[] {0, 1, 8, 9, 10, 31, 32, 64, 127}) {
                    bench.poke("amount", amount);
                    bench.expect("left", amount > 8 ? 0 : value << amount & 0x1FF);
                    bench.expect("right", amount > 8 ? 0 : value >> amount);
                    bench.expect("arithmetic", signed >> Math.min(amount, 31) & 0x1FF);
                }
                bench.poke("wideAmount", 8).expect("farLeft", value << 8 & 0x1FF);
                bench.poke("wideAmount", BigInteger.ONE.shiftLeft(64)).expect("farLeft", 0);
            }
        }
    }

    private static final class Beyond extends Module {
        final Bits bits = input(bits(5));
        final UInt index = input(uint(4));
        final Bool chosen = output(bool());
        final Bool write = input(bool());
        final UInt address = input(uint(3));
        final Bits data = input(bits(8));
        final Bits now = output(bits(8));
        final Bits later = output(bits(8));
        private final Mem<Bits> cells =
                mem(bits(8), 5, ReadUnderWrite.READ_FIRST)
                        .init(List.of(BigInteger.valueOf(0x11), BigInteger.valueOf(0x22)));

        @Override
        protected void build() {
            chosen.assign(bits.bit(index));
            now.assign(cells.readAsync(address));
            later.assign(cells.read(address));
            when(write, () -> cells.write(address, data));
        }
    }

    @OnEveryEngine
    void s05BeyondTheEndReadsZeroAndWritesNothing(Subject subject) {
        try (var bench = subject.run(Beyond::new)) {
            bench.poke("bits", 0b11111);
            for (int index = 0; index < 16; index++) {
                bench.poke("index", index).expect("chosen", index < 5 ? 1 : 0);
            }
            bench.poke("address", 1).expect("now", 0x22).step().expect("later", 0x22);
            for (int address = 5; address < 8; address++) {
                bench.poke("address", address).poke("data", 0xFF).poke("write", 1);
                bench.expect("now", 0).step().expect("now", 0).expect("later", 0);
            }
            for (int address = 0; address < 5; address++) {
                bench.expectCell("cells", address, address == 0 ? 0x11 : address == 1 ? 0x22 : 0);
            }
        }
    }

    private static final class Untouched extends Module {
        final UInt address = input(uint(2));
        final Bits held = output(bits(12));
        final Bits present = output(bits(12));
        final Bits readData = output(bits(12));
        private final Bits plain = reg(bits(12));
        private final Mem<Bits> cells = mem(bits(12), 3, ReadUnderWrite.READ_FIRST);

        @Override
        protected void build() {
            plain.next(plain.not());
            held.assign(plain);
            present.assign(cells.readAsync(address));
            readData.assign(cells.read(address));
        }
    }

    /// Icarus would show an `x`, which the bench refuses.
    @OnEveryEngine
    void s06NothingIsEverUnknown(Subject subject) {
        try (var bench = subject.run(Untouched::new)) {
            bench.expect("held", 0).expect("present", 0).expect("readData", 0);
            bench.poke("address", 3).expect("present", 0);
            bench.step().expect("held", 0xFFF).expect("readData", 0);
            bench.expectCell("cells", 2, 0);
        }
    }
}
