package org.jetstreamlan.nic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.LineCode;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingPhase;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two cards joined by lines, each on an oscillator of its own, 200 ppm apart.
///
/// ```
///    ┌── line, some bits long ──> card 1 ──┐
/// card 0 <── line ────────────────────────┘      the sender's core clock is the recovered clock of the other
/// ```
class CardTest {
    private static final int BLOCKS = 16;
    private static final int POOL = 3;
    private static final int HOLD_OFF = 300;
    private static final long[] PERIODS = {8_000_800, 7_999_200};
    private static final long PAIR = (1L << LineCode.PAIR_BITS) - 1;

    private static Model model;

    private final AdapterParameters parameters =
            new AdapterParameters(BLOCKS, 2_048, 8, 16, 16, 16, 16, false);
    private final AdapterBench[] cards = new AdapterBench[2];
    private final long[] edges = {3, 5};
    private final long[] before = new long[2];
    private boolean cut;

    @BeforeAll
    static void compile() {
        model =
                Bench.compile(
                        () ->
                                new Card(
                                        new AdapterParameters(
                                                BLOCKS, 2_048, 8, 16, 16, 16, 16, false)));
    }

    @AfterAll
    static void drop() {
        model.close();
    }

    /// The next edge of either core clock, which is an edge of the other card's recovered clock.
    private void edge() {
        int who = edges[0] <= edges[1] ? 0 : 1;
        edges[who] += PERIODS[who];
        var card = cards[who].bench;
        var next = cards[1 - who].bench;
        long pair = cut && who == 0 ? 0 : card.get("line_out");
        int shift = 13 + 4 * who;
        next.set("line_in", (before[who] << LineCode.PAIR_BITS - shift | pair >>> shift) & PAIR);
        before[who] = pair;
        cards[who].tick();
        card.simulator().step("clk");
        next.simulator().step("recovered_clk");
    }

    private void run(int clocks) {
        for (int i = 0; i < 2 * clocks; i++) {
            edge();
        }
    }

    private void start() {
        for (int i = 0; i < 2; i++) {
            cards[i] = new AdapterBench(model, parameters, Pace.FAST, () -> run(1));
        }
        for (int i = 0; i < 2; i++) {
            var card = cards[i];
            card.awaitReady();
            card.placeRings();
            card.write(Registers.HOLD_OFF, HOLD_OFF);
            card.write(Registers.ADDRESS_LOW, 0x5E10_0000 - i);
            card.write(Registers.NONCE, 0x1234_5678 + 0x10 * i);
            card.write(Registers.D_MAX, 1_000);
            card.write(Registers.T_MAX, 20_000);
            card.write(Registers.TVX, 20_000);
            card.write(Registers.CONTROL, Registers.CONTROL_ENABLE.mask());
        }
        awaitOperational();
    }

    private void awaitOperational() {
        for (int polls = 0; !operational(0) || !operational(1); polls++) {
            assertThat(polls).as("polls until the ring is up").isLessThan(20_000);
            run(10);
        }
    }

    private boolean operational(int card) {
        return Registers.RING_STATE_OPERATIONAL.isSet(cards[card].read(Registers.RING_STATE));
    }

    private void sendOne(int words) {
        var payload = new int[words];
        Arrays.setAll(payload, i -> 0x0101_0101 * i);
        int block = cards[0].store(POOL, payload).getFirst();
        int atm = AtmHeader.endOfPdu(StationVci.of(1, 0x200)).word();
        cards[0].send(new TransmitDescriptor(block, true, false, 4 * words, atm, 1));
        cards[0].ring();
        assertThat(FrameStatus.accepted(cards[0].completion().status())).isTrue();
        cards[0].free(block);
        var event = cards[1].event();
        assertThat(event.pool()).isEqualTo(POOL);
        cards[1].free(event.firstBlock());
    }

    @Test
    void frames_cross_lines_and_a_line_that_was_cut_is_let_in_again_after_twice_the_hold_off() {
        start();
        assertThat(Registers.STATION_COUNT.get(cards[1].read(Registers.STATION))).isEqualTo(2);
        assertThat(Registers.LINK_OPEN.isSet(cards[1].read(Registers.LINK))).isTrue();
        cards[0].pool(POOL, BLOCKS, BLOCKS, false);
        cards[1].pool(POOL, BLOCKS, BLOCKS, false);
        cards[1].associate(StationVci.of(1, 0x200), POOL);
        for (int i = 0; i < 20; i++) {
            sendOne(12 + 40 * i % 500);
        }
        for (var card : cards) {
            assertThat(card.count(Counter.CODE_ERROR)).isZero();
            assertThat(card.count(Counter.LINK_UNDERFLOW)).isZero();
            assertThat(card.count(Counter.LINK_OVERFLOW)).isZero();
        }

        cut = true;
        run(60_000);
        assertThat(Registers.LINK_LOCKED.isSet(cards[1].read(Registers.LINK))).isFalse();
        assertThat(cards[1].count(Counter.CODE_ERROR)).isPositive();
        assertThat(Registers.RING_STATE_PHASE.get(cards[1].read(Registers.RING_STATE)))
                .as("the station behind the cut beacons")
                .isEqualTo(RingPhase.BEACON.ordinal());
        assertThat(Registers.RING_STATE_PHASE.get(cards[0].read(Registers.RING_STATE)))
                .isNotEqualTo(RingPhase.BEACON.ordinal());
        cut = false;
        awaitOperational();
        for (int i = 0; i < 3; i++) {
            sendOne(100);
        }
    }
}
