package org.jetstreamlan.nic.mac;

import static org.assertj.core.api.Assertions.assertThat;

import org.jetstreamlan.abi.Crc8;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How many errors of how many bits both checks of a header let through: [HeaderDecode], all errors of 1 to 5 bits, beside what the weights of the code say
/// by the identity of MacWilliams, from the words of its dual: none of up to 3 bits, of 4 bits about one in 130.
class HeaderResidualTest {
    private static final Model MODEL =
            new JitEngine().compile(Design.of(HeaderDecode::new).circuit());
    private static final int CHECK = 8;
    private static final int ATM = 0x1234_5670;

    private final Simulator simulator = MODEL.instantiate();
    private final Probe first = simulator.probe("first");
    private final Probe link = simulator.probe("link");
    private final Probe checkGood = simulator.probe("flags_checkGood");
    private final Probe hecGood = simulator.probe("flags_hecGood");
    private final long check = Crc8.check(Header.data(5, 9).bytes01(), 2);
    private final long hec = Crc8.check(ATM, 4);
    private final long[] header = {
        (long) Header.data(5, 9).bytes01() << 16 | check << 8 | ATM >>> 24,
        ((long) ATM << 8 | hec) & 0xFFFF_FFFFL
    };

    @ParameterizedTest(name = "{0} covered bits, {1} wrong")
    @CsvSource({"16,1", "16,2", "16,3", "16,4", "16,5", "32,1", "32,2", "32,3", "32,4", "32,5"})
    void asManyAsTheCodeLetsThrough(int covered, int wrong) {
        long passed = 0;
        long all = 0;
        int length = covered + CHECK;
        for (long error = (1L << wrong) - 1; error < 1L << length; error = next(error)) {
            passed += passes(covered, error) ? 1 : 0;
            all++;
        }
        System.out.printf(
                "%d of %,d errors of %d bits pass the check of %d bits: 1 in %.0f%n",
                passed, all, wrong, covered, (double) all / passed);
        assertThat(passed).isEqualTo(ofWeight(length, wrong));
        assertThat(passed == 0).isEqualTo(wrong < 4 || wrong % 2 == 1);
    }

    /// The next larger number with as many ones.
    private static long next(long bits) {
        long lowest = bits & -bits;
        long up = bits + lowest;
        return up | (bits ^ up) / lowest >>> 2;
    }

    private boolean passes(int covered, long error) {
        boolean isCheck = covered == 16;
        simulator.poke(first, isCheck ? 0 : header[0] ^ error >>> 32);
        simulator.poke(link, isCheck ? header[0] ^ error << 8 : header[1] ^ error & 0xFFFF_FFFFL);
        simulator.step();
        return simulator.peek(isCheck ? checkGood : hecGood) != 0;
    }

    /// Words of the code with so many ones.
    private static long ofWeight(int length, int weight) {
        long[] columns = new long[length];
        long state = 1;
        for (int i = 0; i < length; i++) {
            columns[i] = state;
            state = (state << 1) ^ ((state & 0x80) != 0 ? 0x107 : 0);
        }
        long sum = 0;
        for (int dual = 0; dual < 1 << CHECK; dual++) {
            int ones = 0;
            for (long column : columns) {
                ones += Long.bitCount(column & dual) & 1;
            }
            sum += krawtchouk(length, weight, ones);
        }
        assertThat(sum % (1 << CHECK)).isZero();
        return sum >> CHECK;
    }

    private static long krawtchouk(int length, int weight, int at) {
        long sum = 0;
        for (int i = 0; i <= weight; i++) {
            long term = binomial(at, i) * binomial(length - at, weight - i);
            sum += i % 2 == 0 ? term : -term;
        }
        return sum;
    }

    private static long binomial(int n, int k) {
        long value = k <= n ? 1 : 0;
        for (int i = 0; i < k && value != 0; i++) {
            value = value * (n - i) / (i + 1);
        }
        return value;
    }
}
