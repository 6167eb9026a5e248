package org.jetstreamlan.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How many wrong bits the CRC-32 of a frame is sure to see, at the lengths of real frames. An error is a polynomial; it is missed if the generator divides
/// it, and, since the generator ends in 1, then also when it is moved. So those whose lowest term is 1 are all there is to look at.
class CrcDistanceTest {
    /// Bits of the longest payload, its CRC included.
    private static final int LONGEST = 65_528 * 8;

    /// What is published of this polynomial (Koopman, *32-Bit Cyclic Redundancy Codes for Internet Applications*, DSN 2002): distance 4 up to 91,607
    /// bits of data, 32 of CRC besides.
    private static final int DISTANCE_4 = 91_607 + 32;

    /// x^(i + 1) modulo the generator, of x^i.
    private static int times(int power) {
        return power << 1 ^ (power < 0 ? Aal5.POLYNOMIAL : 0);
    }

    @Test
    void twoBitsAreSeenInAnyFrame() {
        int power = 1;
        for (int i = 1; i < LONGEST; i++) {
            power = times(power);
            assertThat(power).as("1 + x^%d", i).isNotEqualTo(1);
        }
    }

    @Test
    void threeBitsAreSeenUpToThePublishedLengthAndNoFurther() {
        Map<Integer, Integer> places = new HashMap<>();
        int power = 1;
        int first = 0;
        for (int i = 1; first == 0; i++) {
            power = times(power);
            if (places.containsKey(power ^ 1)) {
                first = i;
            }
            places.put(power, i);
        }
        // The shortest that is missed is 1 + x^i + x^first, of first + 1 bits.
        assertThat(first).isEqualTo(DISTANCE_4);
    }

    /// A burst of up to 32 bits is a polynomial of a degree below the generator's, moved.
    @Test
    void anyBurstOf32BitsIsSeen() {
        int power = 1;
        for (int i = 0; i < Integer.SIZE; i++) {
            assertThat(power).as("x^%d is its own remainder", i).isEqualTo(1 << i);
            power = times(power);
        }
        assertThat(power).isEqualTo(Aal5.POLYNOMIAL);
    }
}
