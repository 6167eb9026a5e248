package org.jetstreamlan.cli.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Map;
import java.util.TreeMap;
import org.jetstreamlan.cli.figure.ViaLoad.Receiver;
import org.jetstreamlan.via.VipReliability;
import org.junit.jupiter.api.Test;

/// What VIA adds to CLAN stays within its targets.
class ViaLoadTest {
    private static final VipReliability LEVEL = VipReliability.RELIABLE_DELIVERY;

    @Test
    void aShortMessageTakesNoThreeStores() throws Exception {
        var load = new ViaLoad(1);
        assertThat(load.latency(LEVEL, 4, Receiver.POLLING, 0))
                .isLessThan(3 * load.storeLatency(false));
        assertThat(load.latency(LEVEL, 4, Receiver.BLOCKING, 0))
                .isLessThan(3 * load.storeLatency(true));
    }

    /// The longest message that goes by stores is there before the shortest that goes by DMA; both the same way, less bytes would be, too.
    @Test
    void storesAreQuickerUpToWhereTheyEnd() throws Exception {
        var load = new ViaLoad(1);
        assertThat(load.latency(LEVEL, 112, Receiver.POLLING, 0))
                .isLessThan(load.latency(LEVEL, 113, Receiver.POLLING, 0));
    }

    @Test
    void longMessagesFillTheLinkAsDmaDoes() throws Exception {
        var load = new ViaLoad(1);
        assertThat(load.bandwidth(LEVEL, 32_768, 32))
                .isGreaterThan(0.95 * load.dmaBandwidth(32_768, 32));
    }

    /// What has no message takes the adapter's accesses, how many VIs there ever are; a connection takes two messages and what opens its ends.
    @Test
    void functionsWithoutDataTakeTheSameBesideOtherVis() throws Exception {
        var alone = new ViaLoad(1).operations(0);
        var beside = new ViaLoad(1).operations(3);
        assertThat(alone).hasSize(7).containsOnlyKeys(beside.keySet());
        for (var name : new String[] {"create a VI", "register 64 KiB", "deregister 64 KiB"}) {
            assertThat(alone.get(name))
                    .as(name)
                    .isPositive()
                    .isCloseTo(beside.get(name), withinPercentage(20));
        }
        assertThat(alone.get("create and destroy a completion queue")).isZero();
        assertThat(alone.get("connect")).isGreaterThan(alone.get("create a VI"));
    }

    @Test
    void curvesAreDrawnAndListed() {
        var curve = new TreeMap<>(Map.of(4, 10.0, 64, 25.0));
        assertThat(new CurvePlot("title", "bytes", "words", Map.of("one", curve)).csv())
                .isEqualTo("curve,bytes,words\n\"one\",4,10.0000\n\"one\",64,25.0000\n");
        assertThat(new CurvePlot("title", "bytes", "words", Map.of("one", curve)).svg())
                .contains("title", "bytes", "words", "one", "<circle")
                .endsWith("</svg>\n");
    }
}
