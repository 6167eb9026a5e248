package org.jetstreamlan.hdl.lib.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.lib.Bench;
import org.jetstreamlan.hdl.lib.coding.Lfsr.Form;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LfsrTest {
    @ParameterizedTest
    @EnumSource(Form.class)
    void goesThroughAllStatesBut0(Form form) {
        for (int width = 2; width <= 14; width++) {
            int bits = width;
            try (Bench bench = new Bench(() -> new Lfsr(bits, form))) {
                bench.poke("enable", 1);
                boolean[] seen = new boolean[1 << width];
                for (int i = 1; i < 1 << width; i++) {
                    int state = (int) bench.peek("state");
                    assertThat(state).isNotZero();
                    assertThat(seen[state]).as("width %d, step %d", width, i).isFalse();
                    seen[state] = true;
                    bench.step();
                }
                assertThat(bench.peek("state")).isEqualTo(1);
            }
        }
    }

    @Test
    void waitsWithoutEnable() {
        try (Bench bench = new Bench(() -> new Lfsr(8, Form.GALOIS))) {
            assertThat(bench.poke("enable", 0).step().step().peek("state")).isEqualTo(1);
        }
    }

    /// A polynomial is primitive if x has the full order modulo it: x^(2^n - 1) = 1, and no proper divisor of that exponent does.
    @Test
    void everyPolynomialIsPrimitive() {
        for (int width = Lfsr.WIDTH_MINIMUM; width <= Lfsr.WIDTH_MAXIMUM; width++) {
            long polynomial = Lfsr.polynomial(width);
            assertThat(isPrimitive(width, polynomial)).as("width " + width).isTrue();
            assertThat(Long.bitCount(polynomial)).as("taps of " + width).isIn(2, 4);
        }
        assertThat(isPrimitive(8, 0x1B)).as("that of AES is irreducible, not primitive").isFalse();
        assertThat(isPrimitive(8, 0x01)).isFalse();
    }

    private static boolean isPrimitive(int width, long polynomial) {
        BigInteger order = BigInteger.TWO.pow(width).subtract(BigInteger.ONE);
        if (!power(order, width, polynomial).equals(BigInteger.ONE)) {
            return false;
        }
        return primeFactors(order).stream()
                .noneMatch(
                        prime ->
                                power(order.divide(prime), width, polynomial)
                                        .equals(BigInteger.ONE));
    }

    /// x^exponent modulo the polynomial.
    private static BigInteger power(BigInteger exponent, int width, long polynomial) {
        BigInteger modulus =
                BigInteger.TWO.pow(width).or(new BigInteger(Long.toUnsignedString(polynomial)));
        BigInteger result = BigInteger.ONE;
        for (int i = exponent.bitLength() - 1; i >= 0; i--) {
            result = times(result, result, width, modulus);
            if (exponent.testBit(i)) {
                result = times(result, BigInteger.TWO, width, modulus);
            }
        }
        return result;
    }

    private static BigInteger times(BigInteger a, BigInteger b, int width, BigInteger modulus) {
        BigInteger result = BigInteger.ZERO;
        for (int i = b.bitLength() - 1; i >= 0; i--) {
            result = result.shiftLeft(1);
            if (result.testBit(width)) {
                result = result.xor(modulus);
            }
            if (b.testBit(i)) {
                result = result.xor(a);
            }
        }
        return result;
    }

    /// Trial division, then Pollard's rho: 2^n - 1 has no two large factors of one size for n up to 64 that it could not part.
    private static List<BigInteger> primeFactors(BigInteger number) {
        List<BigInteger> factors = new ArrayList<>();
        BigInteger rest = number;
        for (long divisor = 3; divisor < 5_000 && rest.bitLength() > 1; divisor += 2) {
            BigInteger prime = BigInteger.valueOf(divisor);
            if (rest.mod(prime).signum() == 0) {
                factors.add(prime);
                while (rest.mod(prime).signum() == 0) {
                    rest = rest.divide(prime);
                }
            }
        }
        addLarge(rest, factors);
        return factors;
    }

    private static void addLarge(BigInteger number, List<BigInteger> factors) {
        if (number.equals(BigInteger.ONE)) {
            return;
        }
        if (number.isProbablePrime(50)) {
            factors.add(number);
            return;
        }
        for (long c = 1; ; c++) {
            BigInteger step = BigInteger.valueOf(c);
            BigInteger slow = BigInteger.TWO;
            BigInteger fast = BigInteger.TWO;
            BigInteger divisor = BigInteger.ONE;
            while (divisor.equals(BigInteger.ONE)) {
                slow = slow.multiply(slow).add(step).mod(number);
                fast = fast.multiply(fast).add(step).mod(number);
                fast = fast.multiply(fast).add(step).mod(number);
                divisor = slow.subtract(fast).gcd(number);
            }
            if (!divisor.equals(number)) {
                addLarge(divisor, factors);
                addLarge(number.divide(divisor), factors);
                return;
            }
        }
    }

    @Test
    void widthsWithoutAPolynomialAreRefused() {
        assertThatThrownBy(() -> new Lfsr(1, Form.GALOIS)).hasMessageContaining("2 to 64");
        assertThatThrownBy(() -> new Lfsr(65, Form.GALOIS)).hasMessageContaining("2 to 64");
    }
}
