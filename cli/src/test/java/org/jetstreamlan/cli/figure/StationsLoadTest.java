package org.jetstreamlan.cli.figure;

import static org.assertj.core.api.Assertions.assertThat;

import org.jetstreamlan.cli.figure.circuit.LoadedStation;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.sim.Engines;
import org.junit.jupiter.api.Test;

/// What `sim.speed_ring64` runs, with fewer stations.
final class StationsLoadTest {
    private static final int STATIONS = 4;
    private static final int CLOCKS = 10_000;

    @Test
    void stationsInOneDesignSendWhatInstancesSendAndAllOfThemGetFramesAcross() {
        try (var model = Engines.jit().compile(Design.of(LoadedStation::new).circuit());
                var whole =
                        Engines.jit().compile(Design.of(() -> new LoadedRing(STATIONS)).circuit());
                var ring = whole.instantiate()) {
            var load = new StationsLoad(STATIONS, CLOCKS);
            var lines = ring.probe("lines");
            long sum = 0;
            ring.poke(ring.probe("rst"), 1);
            for (int i = 0; i < 4; i++) {
                ring.step();
            }
            ring.poke(ring.probe("rst"), 0);
            for (int i = 0; i < StationsLoad.FIRST + CLOCKS; i++) {
                var words = ring.peekWide(lines);
                for (int station = 0; station < STATIONS; station++) {
                    sum = sum * 31 + words.shiftRight(64 * station).longValue();
                }
                ring.step();
            }
            assertThat(load.ours(model).sum()).isEqualTo(sum);
            for (int i = 0; i < STATIONS; i++) {
                var acknowledged =
                        ring.probe("station%s.acknowledged".formatted(i == 0 ? "" : "_" + i));
                assertThat(ring.peek(acknowledged)).isGreaterThan(4);
            }
        }
    }
}
