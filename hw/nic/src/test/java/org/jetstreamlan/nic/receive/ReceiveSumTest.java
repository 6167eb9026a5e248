package org.jetstreamlan.nic.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.nic.receive.ReceiveBench.STATION;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.nic.receive.ReceiveBench.Incoming;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The sum that comes with each event is that of this frame's payload, whatever goes by before and behind it.
class ReceiveSumTest {
    private static final AdapterParameters PARAMETERS = AdapterParameters.small();
    private static final Model MODEL = Bench.compile(() -> new ReceiveRig(PARAMETERS));
    private static final int VCI = StationVci.of(STATION, 0x234);
    private static final int NOBODYS = StationVci.of(STATION, 0x999);
    private static final int POOL = 5;

    private final Random random = Bench.random("receive-sum");
    private final ReceiveBench receive = new ReceiveBench(MODEL, PARAMETERS);

    @BeforeEach
    void open() {
        receive.pool(POOL, PARAMETERS.blocks(), false);
        receive.associate(VCI, POOL, false);
    }

    @AfterEach
    void close() {
        receive.close();
    }

    /// RFC 1071, section 4.1, in its own words: add 16 bits, fold at the end.
    private static int sum(int[] words) {
        long sum = 0;
        for (int word : words) {
            sum += (word >>> 16) + (word & 0xFFFF);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (int) sum;
    }

    private Incoming frame(int vci, int words) {
        return Incoming.good(vci, random.ints(words).toArray());
    }

    @ParameterizedTest(name = "{0} words")
    @ValueSource(ints = {12, 13, 511, 512, 513, 2_000, 16_382})
    void anEventHasTheSumOfItsPayload(int words) {
        var frame = frame(VCI, words);
        receive.frame(frame);
        receive.settle();
        var event = receive.event();
        assertThat(event.payloadBytes()).isEqualTo(4 * words);
        assertThat(event.internetSum()).isEqualTo(sum(frame.payload()));
    }

    @Test
    void allOnesAddUpToAllOnes() {
        int[] ones = new int[100];
        Arrays.fill(ones, -1);
        receive.frame(Incoming.good(VCI, ones));
        receive.settle();
        assertThat(receive.event().internetSum()).isEqualTo(0xFFFF);
    }

    /// Frames end in every way that there is; the good ones' sums are theirs.
    @Test
    void framesBackToBackHaveTheirOwnSums() {
        List<Integer> expected = new ArrayList<>();
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            var frame = frame(VCI, 12 + random.nextInt(random.nextInt(20) == 0 ? 600 : 8));
            switch (random.nextInt(5)) {
                case 0 -> receive.frame(frame(NOBODYS, 12));
                case 1 -> receive.frame(frame.cutShort());
                case 2 -> receive.frame(frame(VCI, 1 + random.nextInt(11)));
                default -> {
                    receive.frame(frame);
                    expected.add(sum(frame.payload()));
                }
            }
            while (receive.events() > 0) {
                var event = receive.event();
                found.add(event.internetSum());
                receive.chain(event).forEach(receive::free);
            }
        }
        receive.settle();
        while (receive.events() > 0) {
            found.add(receive.event().internetSum());
        }
        assertThat(found).isNotEmpty().isEqualTo(expected);
    }
}
