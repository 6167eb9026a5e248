package org.jetstreamlan.cli.figure;

import static org.assertj.core.api.Assertions.assertThat;

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
