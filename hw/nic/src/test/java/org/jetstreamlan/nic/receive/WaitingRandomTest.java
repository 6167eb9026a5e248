package org.jetstreamlan.nic.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.nic.receive.ReceiveBench.STATION;
import static org.jetstreamlan.nic.receive.ReceiveBench.words;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.ReceiveEvent;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.nic.receive.ReceiveBench.Incoming;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.Test;

/// Frames of all kinds back to back to pools of which most drop old ones first, while the host claims, holds and frees beside them.
class WaitingRandomTest {
    private static final AdapterParameters PARAMETERS = AdapterParameters.small();
    private static final Model MODEL = Bench.compile(() -> new ReceiveRig(PARAMETERS));
    private static final int FRAMES = 1_500;
    private static final int POOLS = 5;

    /// The last pool drops new frames.
    private static final int DROPPING_NEW = POOLS - 1;

    private record Held(ReceiveEvent event, int[] payload) {}

    private final Random random = Bench.random("waiting");
    private final ReceiveBench receive = new ReceiveBench(MODEL, PARAMETERS);
    private final List<Deque<int[]>> accepted = new ArrayList<>();
    private final List<Held> held = new ArrayList<>();
    private int delivered;
    private int givenUp;

    /// What is claimed comes in order and stays as it was; each frame ends in one counter; every block comes back.
    @Test
    void framesComeInOrderOrAreGivenUpAndNothingIsLostOrDoubled() {
        for (int pool = 0; pool < POOLS; pool++) {
            accepted.add(new ArrayDeque<>());
            receive.pool(pool, 4 + random.nextInt(20), false);
            receive.dropOld(pool, pool != DROPPING_NEW);
            receive.associate(StationVci.of(STATION, 0x200 + pool), pool, false);
        }
        int offered = 0;
        for (int i = 0; i < FRAMES; i++) {
            int pool = random.nextInt(POOLS);
            int[] payload = words(length(), i);
            boolean bad = random.nextInt(10) == 0;
            var frame =
                    new Incoming(
                            AtmHeader.endOfPdu(StationVci.of(STATION, 0x200 + pool)).word(),
                            payload,
                            bad ? CrcVerdict.BAD : CrcVerdict.GOOD,
                            true,
                            true,
                            random.nextInt(20) == 0,
                            false);
            boolean copied = receive.frame(frame).copied();
            offered++;
            if (copied && !bad && !frame.aborted()) {
                accepted.get(pool).add(payload);
            }
            if (random.nextInt(3) == 0) {
                host();
            }
        }
        for (int pool = 0; pool < POOLS; pool++) {
            receive.settle();
            do {
                takeEvents();
            } while (receive.claim(pool));
        }
        takeEvents();
        while (!held.isEmpty()) {
            free();
        }
        for (var left : accepted) {
            assertThat(left).as("frames that never came").isEmpty();
        }
        receive.settle();
        assertThat(receive.counted()).as("offered = sum of reasons").isEqualTo(offered);
        assertThat(receive.count(Counter.DELIVERED)).isEqualTo(delivered).isGreaterThan(100);
        assertThat(receive.count(Counter.DROP_OLD)).isPositive();
        assertThat(receive.freeBlocks()).isEqualTo(PARAMETERS.blocks());
        receive.close();
    }

    private int length() {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt(12);
            case 1 -> 490 + random.nextInt(40);
            case 2 -> random.nextInt(3_000);
            default -> 12 + random.nextInt(20);
        };
    }

    private void host() {
        takeEvents();
        for (int i = random.nextInt(4); i > 0; i--) {
            receive.claim(random.nextInt(POOLS - 1));
            receive.idle(random.nextInt(30));
        }
        while (held.size() > 20 || !held.isEmpty() && random.nextInt(3) != 0) {
            free();
        }
    }

    private void takeEvents() {
        receive.settle();
        while (receive.events() > 0) {
            var event = receive.event();
            int[] payload = receive.payload(event);
            var queue = accepted.get(event.pool());
            while (!Arrays.equals(queue.element(), payload)) {
                assertThat(event.pool()).as("gives up").isNotEqualTo(DROPPING_NEW);
                queue.remove();
                givenUp++;
            }
            queue.remove();
            delivered++;
            held.add(new Held(event, payload));
        }
    }

    private void free() {
        var one = held.remove(random.nextInt(held.size()));
        assertThat(receive.payload(one.event())).as("as it was claimed").isEqualTo(one.payload());
        receive.free(one.event());
    }
}
