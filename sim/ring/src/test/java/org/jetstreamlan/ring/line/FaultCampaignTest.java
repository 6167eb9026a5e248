package org.jetstreamlan.ring.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each kind of fault some times on five RTL stations: nothing twice, nothing wrong, no wedge, no frame without an end.
/// `make regress`: on eight, 5,010 faults.
class FaultCampaignTest {
    private static Model model;

    @BeforeAll
    static void compile() {
        model = LineRing.compile(new JitEngine());
    }

    @AfterAll
    static void drop() {
        model.close();
    }

    @ParameterizedTest
    @EnumSource
    void the_ring_recovers(FaultKind kind) {
        long seed = Long.getLong("jetstream.seed", new Random().nextLong());
        System.out.println(kind + ": -Djetstream.seed=" + seed);
        int times = Integer.getInteger("jetstream.faults", 2);
        int stations = Integer.getInteger("jetstream.faults.stations", 5);
        try (var campaign = new FaultCampaign(model, stations, 3_125, seed)) {
            for (int i = 0; i < times; i++) {
                campaign.inject(kind);
                assertThat(campaign.violations()).isEmpty();
            }
        }
    }
}
