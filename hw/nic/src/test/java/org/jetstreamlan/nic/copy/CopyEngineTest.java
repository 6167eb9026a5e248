package org.jetstreamlan.nic.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.axi.Axi4Subordinate;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;
import org.jetstreamlan.sim.bench.Stalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Every byte arrives, no other changes, and the sum is theirs: both ways, from any byte to any byte.
class CopyEngineTest {
    private static final Model MODEL = Bench.compile(CopyRig::new);
    private static final long BASE = 0x0055_1234_5000L;
    private static final int HOST_BYTES = 0x4000;

    private final Random random = Bench.random("copy");
    private final Bench bench = new Bench(MODEL);
    private final MemorySegment host = Arena.ofAuto().allocate(HOST_BYTES, 64);
    private final byte[] hostWanted = new byte[HOST_BYTES];
    private final byte[] cardWanted = new byte[CopyRig.CARD_BYTES];
    private Axi4Subordinate bus = bus(Pace.FAST);
    private int ringShare;

    CopyEngineTest() {
        random.nextBytes(hostWanted);
        random.nextBytes(cardWanted);
        MemorySegment.copy(hostWanted, 0, host, ValueLayout.JAVA_BYTE, 0, HOST_BYTES);
        for (int cell = 0; cell < CopyRig.CARD_BYTES / 8; cell++) {
            long word = 0;
            for (int i = 7; i >= 0; i--) {
                word = word << 8 | cardWanted[8 * cell + i] & 0xFF;
            }
            bench.simulator().pokeMemory("memory.cells", cell, Bench.cell(word));
        }
        bench.set("result_ready", true);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Axi4Subordinate bus(Pace pace) {
        return new Axi4Subordinate(bench.simulator(), "m_axi", host, BASE, pace);
    }

    private Pace stalling() {
        return new Pace(
                1 + random.nextInt(30),
                Stalls.of(random.nextInt(80), random.nextLong()),
                Stalls.of(random.nextInt(80), random.nextLong()));
    }

    private void clock() {
        bench.set("ringReads", random.nextInt(100) < ringShare);
        bench.set("ringWrites", random.nextInt(100) < ringShare);
        bus.tick();
        bench.step();
    }

    /// @return the clocks that it took
    private int copy(boolean toHost, int hostAt, int cardAt, int bytes) {
        bench.set("job_payload_toHost", toHost);
        bench.set("job_payload_host", BASE + hostAt);
        bench.set("job_payload_card", cardAt);
        bench.set("job_payload_bytes", bytes);
        bench.set("job_valid", true);
        assertThat(bench.is("job_ready")).isTrue();
        clock();
        bench.set("job_valid", false);
        int clocks = 1;
        for (; !bench.is("result_valid"); clocks++) {
            assertThat(clocks).as("clocks of a copy").isLessThan(100_000);
            clock();
        }
        return clocks;
    }

    private void expect(boolean toHost, int hostAt, int cardAt, int bytes) {
        var from = toHost ? cardWanted : hostWanted;
        int at = toHost ? cardAt : hostAt;
        assertThat(bench.is("result_payload_failed")).isFalse();
        assertThat((int) bench.get("result_payload_sum")).isEqualTo(sum(from, at, bytes));
        if (toHost) {
            System.arraycopy(cardWanted, cardAt, hostWanted, hostAt, bytes);
        } else {
            System.arraycopy(hostWanted, hostAt, cardWanted, cardAt, bytes);
        }
        clock();
    }

    /// RFC 1071, not complemented.
    private static int sum(byte[] bytes, int from, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (bytes[from + i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        return (int) sum;
    }

    private void compare() {
        for (int i = 0; i < 4; i++) {
            clock();
        }
        assertThat(host.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(hostWanted);
        for (int cell = 0; cell < CopyRig.CARD_BYTES / 8; cell++) {
            long word = Bench.bytes(bench.simulator().peekMemory("memory.cells", cell));
            for (int i = 0; i < 8; i++) {
                assertThat((byte) (word >>> 8 * i))
                        .as("byte %d of the card", 8 * cell + i)
                        .isEqualTo(cardWanted[8 * cell + i]);
            }
        }
    }

    @Test
    void fromEveryByteToEveryByteInEveryShortLength() {
        for (int from = 0; from < 8; from++) {
            for (int to = 0; to < 8; to++) {
                for (int bytes = 1; bytes < 26; bytes++) {
                    boolean toHost = random.nextBoolean();
                    int hostAt = 0x0F80 + (toHost ? to : from);
                    int cardAt = 0x0100 + (toHost ? from : to);
                    copy(toHost, hostAt, cardAt, bytes);
                    expect(toHost, hostAt, cardAt, bytes);
                }
            }
            compare();
        }
    }

    /// Over 4 KiB, under stalls of the bus, while the ring takes clocks of the memory.
    @Test
    void randomCopiesUnderStalls() {
        for (int round = 0; round < 60; round++) {
            bus = bus(stalling());
            ringShare = random.nextInt(70);
            for (int i = 0; i < 5; i++) {
                int bytes = 1 + random.nextInt(random.nextBoolean() ? 100 : 5_000);
                int hostAt = random.nextInt(HOST_BYTES - bytes);
                int cardAt = random.nextInt(CopyRig.CARD_BYTES - bytes);
                boolean toHost = random.nextBoolean();
                copy(toHost, hostAt, cardAt, bytes);
                expect(toHost, hostAt, cardAt, bytes);
            }
        }
        compare();
    }

    @Test
    void aWordAClockIsMoved() {
        for (boolean toHost : new boolean[] {false, true}) {
            int clocks = copy(toHost, 0x803, 0x105, 6_000);
            expect(toHost, 0x803, 0x105, 6_000);
            assertThat(clocks).as("6,000 bytes, to host %s", toHost).isLessThan(6_000 / 8 + 80);
        }
        compare();
    }

    @Test
    void aCopyThatTheBusRefusesInPartEndsAndSaysSo() {
        for (boolean toHost : new boolean[] {false, true}) {
            bus.refuse(BASE + 0x900, 1);
            copy(toHost, 0x803, 0x105, 3_000);
            assertThat(bench.is("result_payload_failed")).isTrue();
            clock();
            copy(toHost, 0x1003, 0x1100, 100);
            assertThat(bench.is("result_payload_failed")).isFalse();
            clock();
        }
    }

    @Test
    void theResultComesBehindTheLastAnswer() {
        bus = bus(new Pace(60, Stalls.NONE, Stalls.NONE));
        copy(true, 0x800, 0x100, 1_000);
        assertThat(bus.written()).isEqualTo(8);
        assertThat(bus.isBusy()).isFalse();
        expect(true, 0x800, 0x100, 1_000);
        compare();
    }
}
