package org.jetstreamlan.hdl.lib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Axi4StreamPacketFifoTest {
    private static Bench bench(int depth) {
        return new Bench(() -> new Axi4StreamPacketFifo(2, depth));
    }

    private static void send(Bench bench, boolean valid, long data, boolean last, boolean drop) {
        bench.poke("s_axis_tvalid", valid ? 1 : 0)
                .poke("s_axis_tdata", data)
                .poke("s_axis_tkeep", data & 3)
                .poke("s_axis_tlast", last ? 1 : 0)
                .poke("drop", drop ? 1 : 0);
    }

    /// What comes out is the packets that were not said to be dropped, each once, whole and in order.
    @ParameterizedTest
    @CsvSource({
        "16, 100, 100, 1",
        "16, 60, 60, 2",
        "11, 90, 30, 3",
        "11, 30, 90, 4",
        "13, 100, 50, 5",
        "2, 80, 50, 6"
    })
    void packetsComeWholeOrNotAtAll(int depth, int sendPercent, int takePercent, long seed) {
        Random random = new Random(seed);
        ArrayDeque<Long> expected = new ArrayDeque<>();
        List<Long> packet = new ArrayList<>();
        int length = 2;
        int kept = 0;
        int bad = 0;
        int overflows = 0;
        boolean inside = false;
        try (Bench bench = bench(depth)) {
            for (int clock = 0; clock < 20_000; clock++) {
                boolean valid = random.nextInt(100) < sendPercent;
                long data = random.nextInt(1 << 16);
                boolean last = packet.size() + 1 == length;
                boolean drop = random.nextInt(5) == 0;
                boolean take = random.nextInt(100) < takePercent;
                send(bench, valid, data, last, drop);
                bench.poke("m_axis_tready", take ? 1 : 0);
                assertThat(bench.peek("s_axis_tready")).isEqualTo(1);
                String at = "seed %d, clock %d".formatted(seed, clock);
                boolean out = bench.peek("m_axis_tvalid") != 0;
                assertThat(out || !inside).as("no gap in a packet, %s", at).isTrue();
                if (out && take) {
                    boolean ends = bench.peek("m_axis_tlast") != 0;
                    long lastBit = ends ? 1L << 16 : 0;
                    assertThat(lastBit | bench.peek("m_axis_tdata"))
                            .as(at)
                            .isEqualTo(expected.removeFirst());
                    assertThat(bench.peek("m_axis_tkeep"))
                            .isEqualTo(bench.peek("m_axis_tdata") & 3);
                    inside = !ends;
                }
                boolean dropped = bench.peek("dropped") != 0;
                assertThat(dropped && !(valid && last)).as(at).isFalse();
                if (valid) {
                    packet.add(data | (last ? 1L << 16 : 0));
                    if (last) {
                        assertThat(dropped || !drop).as("a bad packet is dropped, %s", at).isTrue();
                        if (!dropped) {
                            expected.addAll(packet);
                            kept++;
                        }
                        bad += drop ? 1 : 0;
                        overflows += dropped && !drop ? 1 : 0;
                        packet.clear();
                        length = 1 + random.nextInt(depth + 4);
                    }
                }
                bench.step();
            }
        }
        assertThat(kept).isGreaterThan(100);
        assertThat(bad).isGreaterThan(50);
        assertThat(overflows).isGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 16, 17})
    void aPacketAsLongAsTheQueueFitsAndALongerOneDoesNot(int depth) {
        for (int length = depth - 1; length <= depth + 2; length++) {
            try (Bench bench = bench(depth)) {
                for (int i = 0; i < length; i++) {
                    send(bench, true, i, i == length - 1, false);
                    assertThat(bench.peek("dropped"))
                            .isEqualTo(length > depth && i == length - 1 ? 1 : 0);
                    bench.step();
                }
                send(bench, false, 0, false, false);
                assertThat(bench.step().peek("m_axis_tvalid")).isEqualTo(length > depth ? 0 : 1);
            }
        }
    }

    @Test
    void comesTwoClocksAfterItsLastTransfer() {
        try (Bench bench = bench(16)) {
            send(bench, true, 5, true, false);
            assertThat(bench.peek("m_axis_tvalid")).isZero();
            bench.step();
            send(bench, false, 0, false, false);
            assertThat(bench.peek("m_axis_tvalid")).isZero();
            assertThat(bench.step().peek("m_axis_tvalid")).isEqualTo(1);
            assertThat(bench.peek("m_axis_tdata")).isEqualTo(5);
        }
    }
}
