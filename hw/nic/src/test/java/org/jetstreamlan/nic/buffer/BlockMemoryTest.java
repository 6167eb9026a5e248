package org.jetstreamlan.nic.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.check.HdlException;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockMemoryTest {
    private static final int CELLS = 64;
    private static final Model MODEL =
            new JitEngine()
                    .compile(
                            Design.of(() -> new BlockMemory(CELLS * BlockMemory.CELL_BYTES))
                                    .circuit());

    private final Simulator simulator = MODEL.instantiate();

    BlockMemoryTest() {
        poke("rst", 1);
        simulator.step();
        poke("rst", 0);
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    private void poke(String path, long value) {
        simulator.poke(simulator.probe(path), value);
    }

    private long peek(String path) {
        return simulator.peek(simulator.probe(path));
    }

    private void write(String side, int address, long data, int mask) {
        poke(side + "Write_valid", 1);
        poke(side + "Write_payload_address", address);
        poke(side + "Write_payload_data", data);
        poke(side + "Write_payload_mask", mask);
    }

    private void read(String side, int address) {
        poke(side + "Read_valid", 1);
        poke(side + "Read_payload_address", address);
    }

    @Test
    void ringSideIsAcceptedInEachClockAndTheHostInTheOthers() {
        for (int clock = 0; clock < 64; clock++) {
            boolean ringWrites = clock % 3 == 0;
            boolean ringReads = clock % 5 < 2;
            poke("ringWrite_valid", ringWrites ? 1 : 0);
            poke("ringRead_valid", ringReads ? 1 : 0);
            poke("hostWrite_valid", clock & 1);
            poke("hostRead_valid", clock >> 1 & 1);
            assertThat(peek("ringWrite_ready") & peek("ringRead_ready")).isOne();
            assertThat(peek("hostWrite_ready") != 0).isEqualTo(!ringWrites);
            assertThat(peek("hostRead_ready") != 0).isEqualTo(!ringReads);
            simulator.step();
        }
    }

    @Test
    void dataComesTheClockAfterTheRequest() {
        write("host", 3, 0x1122_3344_5566_7788L, 0xFF);
        simulator.step();
        poke("hostWrite_valid", 0);
        simulator.step();
        read("ring", 3);
        simulator.step();
        poke("ringRead_valid", 0);
        assertThat(peek("ringData_valid")).isOne();
        assertThat(peek("hostData_valid")).isZero();
        assertThat(peek("ringData_payload")).isEqualTo(0x1122_3344_5566_7788L);
        simulator.step();
        assertThat(peek("ringData_valid")).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void bothSidesSeeOneMemory(long seed) {
        Random random = new Random(seed);
        long[] model = new long[CELLS];
        long due = 0;
        boolean ringDue = false;
        int before = 0;
        boolean hostDue = false;
        for (int clock = 0; clock < 5_000; clock++) {
            if (ringDue) {
                assertThat(peek("ringData_payload")).as("seed %d", seed).isEqualTo(due);
            }
            if (hostDue) {
                assertThat(peek("hostData_payload")).as("seed %d", seed).isEqualTo(due);
            }
            assertThat(peek("ringData_valid") != 0).isEqualTo(ringDue);
            assertThat(peek("hostData_valid") != 0).isEqualTo(hostDue);

            int writing = random.nextInt(4);
            int written = random.nextInt(CELLS);
            long[] data = {random.nextLong(), random.nextLong()};
            int[] mask = {random.nextInt(256), random.nextInt(256)};
            write("ring", written, data[0], mask[0]);
            write("host", written, data[1], mask[1]);
            poke("ringWrite_valid", writing & 1);
            poke("hostWrite_valid", writing >> 1);
            int reading = random.nextInt(4);
            int wanted = random.nextInt(CELLS);
            while (wanted == before) {
                wanted = random.nextInt(CELLS);
            }
            before = written;
            read("ring", wanted);
            read("host", wanted);
            poke("ringRead_valid", reading & 1);
            poke("hostRead_valid", reading >> 1);

            ringDue = (reading & 1) != 0;
            hostDue = reading == 2;
            due = model[wanted];
            if (writing != 0) {
                int winner = (writing & 1) != 0 ? 0 : 1;
                long lanes = lanes(mask[winner]);
                model[written] = (model[written] & ~lanes) | (data[winner] & lanes);
            }
            simulator.step();
        }
    }

    private static long lanes(int mask) {
        long lanes = 0;
        for (int i = 0; i < 8; i++) {
            lanes |= (mask >> i & 1) * (0xFFL << (8 * i));
        }
        return lanes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 3_000, 2 << 20})
    void sizeOutOfRangeIsRefused(int bytes) {
        assertThatThrownBy(() -> Design.of(() -> new BlockMemory(bytes)))
                .isInstanceOf(HdlException.class)
                .hasMessageContaining("block memory of " + bytes + " bytes");
    }
}
