package org.jetstreamlan.nic.mac;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.Test;

/// [ReceiveTap] never calls a payload good in which 1 or 2 bits are wrong, whichever they are, its CRC among them: all 73,920 errors of the shortest frame,
/// and 3 bits by chance. `CrcDistanceTest` says up to which lengths the code itself sees so many.
class WrongBitsTest {
    private static final int WORDS = 12;
    private static final int BITS = WORDS * 32;
    private static final int TRIPLES = 20_000;

    /// User data, end of PDU, in header word 1.
    private static final long ENDS_PDU = 1 << 9;

    private static final Model MODEL =
            new JitEngine().compile(Design.of(ReceiveTap::new).circuit());

    private final long seed = Long.getLong("jetstream.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final int[] payload = new int[WORDS];
    private final Simulator simulator = MODEL.instantiate();
    private final Probe first = simulator.probe("first");
    private final Probe arriving = simulator.probe("arriving");
    private final Probe place = simulator.probe("place");
    private final Probe crc = simulator.probe("received_crc");
    private final Probe kind = simulator.probe("received_kind");
    private long before = bit(Place.OUTSIDE);

    private static long bit(Place of) {
        return 1L << of.ordinal();
    }

    private void word(Place of, long bits) {
        simulator.poke(first, bits);
        simulator.poke(arriving, bit(of));
        simulator.poke(place, before);
        simulator.step();
        before = bit(of);
    }

    private CrcVerdict verdict() {
        word(Place.HEADER, 0);
        word(Place.ATM, ENDS_PDU);
        for (int bits : payload) {
            word(Place.PAYLOAD, Integer.toUnsignedLong(bits));
        }
        word(Place.END, 0);
        assertThat(simulator.peek(kind)).isEqualTo(ReceiveKind.END.ordinal());
        return CrcVerdict.of((int) simulator.peek(crc));
    }

    private void sendRandom() {
        int remainder = Aal5.INITIAL;
        for (int i = 0; i < WORDS - 1; i++) {
            payload[i] = random.nextInt();
            remainder = Aal5.stepWord(remainder, payload[i]);
        }
        payload[WORDS - 1] = ~remainder;
    }

    private void flip(int bit) {
        payload[bit / 32] ^= 1 << bit % 32;
    }

    @Test
    void anyOneOrTwo() {
        System.out.println("-Djetstream.seed=" + seed);
        sendRandom();
        assertThat(verdict()).isEqualTo(CrcVerdict.GOOD);
        for (int a = 0; a < BITS; a++) {
            flip(a);
            assertThat(verdict()).as("bit %d", a).isEqualTo(CrcVerdict.BAD);
            for (int b = 0; b < a; b++) {
                flip(b);
                assertThat(verdict()).as("bits %d and %d", a, b).isEqualTo(CrcVerdict.BAD);
                flip(b);
            }
            flip(a);
        }
        assertThat(verdict()).isEqualTo(CrcVerdict.GOOD);
    }

    @Test
    void manyOfThree() {
        System.out.println("-Djetstream.seed=" + seed);
        for (int i = 0; i < TRIPLES; i++) {
            sendRandom();
            assertThat(verdict()).isEqualTo(CrcVerdict.GOOD);
            int[] bits = random.ints(0, BITS).distinct().limit(3).toArray();
            for (int bit : bits) {
                flip(bit);
            }
            assertThat(verdict()).as("bits %s", bits).isEqualTo(CrcVerdict.BAD);
        }
    }
}
