package org.jetstreamlan.cli.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class FloodedStationTest {
    private static final int TTRT = 2_000;
    private static final int FRAMES = 5_000;

    @Test
    void a_flooded_neighbour_takes_nothing_of_a_reserve() throws IOException {
        var result = new FloodedStation(TTRT, FloodedStation.AT_ONCE).run(FRAMES, true);
        assertThat(result.missed()).isZero();
        assertThat(result.longest()).isGreaterThan(result.delay()).isLessThan(2 * TTRT + TTRT / 2);
        assertThat(result.linkShare()).isGreaterThan(0.9);
        assertThat(result.floodDropped()).as("the buffer is full").isGreaterThan(0.1);
    }

    @Test
    void without_a_reserve_it_takes_all() throws IOException {
        assertThat(new FloodedStation(TTRT, 0).run(FRAMES, true).missed()).isPositive();
    }
}
