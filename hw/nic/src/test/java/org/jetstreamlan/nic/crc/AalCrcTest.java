package org.jetstreamlan.nic.crc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AalCrcTest {
    private static final Model MODEL = new JitEngine().compile(Design.of(AalCrc::new).circuit());

    private final Simulator simulator = MODEL.instantiate();
    private final Probe clear = simulator.probe("clear");
    private final Probe valid = simulator.probe("word_valid");
    private final Probe word = simulator.probe("word_payload");
    private final Probe crc = simulator.probe("crc");

    @ParameterizedTest(name = "40 bytes {0}: {1}")
    @CsvSource({"zeros, 864D7F99", "ones, C55E457A", "counting, BF671ED0"})
    void published_aal5_check_values(String content, String expected) {
        IntUnaryOperator octet =
                switch (content) {
                    case "zeros" -> _ -> 0;
                    case "ones" -> _ -> 0xFF;
                    default -> i -> i + 1;
                };
        var user = new byte[40];
        for (int i = 0; i < user.length; i++) {
            user[i] = (byte) octet.applyAsInt(i);
        }
        var pdu = Arrays.copyOf(Aal5.pdu(user, 0, 0), 44);
        assertThat(crcOf(pdu)).isEqualTo(Integer.parseUnsignedInt(expected, 16));
    }

    @Test
    void crc_is_there_the_clock_after_each_word() {
        poke(0x1234_5678);
        assertThat((int) simulator.peek(crc)).isEqualTo(~Aal5.stepWord(Aal5.INITIAL, 0x1234_5678));
    }

    @Test
    void crc_holds_while_no_word_is_valid() {
        poke(0x1234_5678);
        long before = simulator.peek(crc);
        simulator.poke(valid, 0);
        simulator.poke(word, 0xFFFF_FFFFL);
        simulator.step(3);
        assertThat(simulator.peek(crc)).isEqualTo(before);
    }

    @Test
    void a_pdu_and_its_crc_leave_the_residue() {
        crcOf(Aal5.pdu(new byte[100], 3, 0));
        assertThat((int) simulator.peek(crc)).isEqualTo(AalCrc.RESIDUE);
    }

    @Test
    void random_pdus_one_behind_the_other_equal_the_software() {
        long seed = Long.getLong("jetstream.seed", new Random().nextLong());
        System.out.println("aal-crc: -Djetstream.seed=" + seed);
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            var bytes = new byte[4 * (1 + random.nextInt(40))];
            random.nextBytes(bytes);
            assertThat(crcOf(bytes)).as("PDU %d", i).isEqualTo(Aal5.crc(bytes, bytes.length));
        }
    }

    @Test
    void a_clear_gives_the_crc_of_nothing() {
        poke(0x1234_5678);
        clear();
        assertThat(simulator.peek(crc)).isZero();
    }

    /// A PDU in words of 64 bits, with its CRC in the lower half of the last.
    @Test
    void words_may_be_of_64_bits() {
        var circuit = Design.of(() -> new AalCrc(64)).circuit();
        var random = new Random(64);
        try (var wide = new JitEngine().compile(circuit).instantiate()) {
            wide.poke(wide.probe("word_valid"), 1);
            for (int length = 8; length < 400; length += 8) {
                var pdu = new byte[length];
                random.nextBytes(pdu);
                wide.poke(wide.probe("clear"), 1);
                wide.step();
                wide.poke(wide.probe("clear"), 0);
                var words = ByteBuffer.wrap(pdu).asLongBuffer();
                while (words.hasRemaining()) {
                    wide.poke(wide.probe("word_payload"), words.get());
                    wide.step();
                }
                assertThat((int) wide.peek(wide.probe("crc"))).isEqualTo(Aal5.crc(pdu, length));
            }
        }
        assertThatThrownBy(() -> new AalCrc(16))
                .hasMessage("AalCrc: 16 bits a word; there are 32 and 64");
    }

    private int crcOf(byte[] bytes) {
        var words = ByteBuffer.wrap(bytes).asIntBuffer();
        clear();
        for (int i = 0; i < bytes.length / 4; i++) {
            poke(words.get(i));
        }
        return (int) simulator.peek(crc);
    }

    /// Whatever word comes with it.
    private void clear() {
        simulator.poke(clear, 1);
        simulator.step();
        simulator.poke(clear, 0);
    }

    private void poke(int bits) {
        simulator.poke(valid, 1);
        simulator.poke(word, Integer.toUnsignedLong(bits));
        simulator.step();
    }
}
