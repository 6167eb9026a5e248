package org.jetstreamlan.hdl.lib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// A memory behind the APB port `m_apb` of the simulated top, with random wait states; refuses accesses from [#REFUSED] on. Checks the requester
/// against IHI 0024C, chapter 4: setup, then access until `pready`, all signals stay.
final class ApbSubordinate {
    static final int REFUSED = 0x800;

    final int[] words = new int[REFUSED / 4];
    private final Simulator simulator;
    private final Random random;
    private final int waitPercent;
    private final Probe select;
    private final Probe enable;
    private final Probe write;
    private final Probe address;
    private final Probe data;
    private final Probe strobes;
    private final Probe ready;
    private final Probe readData;
    private final Probe error;

    /// The signals of the access under way, empty between two.
    private List<Long> underWay = List.of();

    private boolean answers;
    int accesses;

    /// `W` for each write, `R` for each read.
    String order = "";

    ApbSubordinate(Simulator simulator, long seed, int waitPercent) {
        this.simulator = simulator;
        this.random = new Random(seed);
        this.waitPercent = waitPercent;
        select = simulator.probe("m_apb_psel");
        enable = simulator.probe("m_apb_penable");
        write = simulator.probe("m_apb_pwrite");
        address = simulator.probe("m_apb_paddr");
        data = simulator.probe("m_apb_pwdata");
        strobes = simulator.probe("m_apb_pstrb");
        ready = simulator.probe("m_apb_pready");
        readData = simulator.probe("m_apb_prdata");
        error = simulator.probe("m_apb_pslverr");
    }

    /// Once before each step: its outputs depend on nothing but registers of the requester.
    void tick() {
        boolean selected = simulator.peek(select) != 0;
        boolean enabled = simulator.peek(enable) != 0;
        assertThat(enabled && !selected).as("PENABLE without PSEL").isFalse();
        if (!underWay.isEmpty()) {
            assertThat(enabled).as("access behind setup, until PREADY").isTrue();
            assertThat(signals()).as("signals stay").isEqualTo(underWay);
        } else {
            assertThat(enabled).as("PENABLE in the first clock").isFalse();
        }
        answers = enabled && random.nextInt(100) >= waitPercent;
        long at = simulator.peek(address);
        boolean refuses = at >= REFUSED;
        simulator.poke(ready, answers || (!enabled && random.nextBoolean()) ? 1 : 0);
        simulator.poke(error, answers ? (refuses ? 1 : 0) : random.nextInt(2));
        simulator.poke(
                readData,
                answers && !refuses
                        ? words[(int) at / 4] & 0xFFFF_FFFFL
                        : random.nextInt() & 0xFFFF_FFFFL);
        underWay = selected && !answers ? signals() : List.of();
        if (answers) {
            accesses++;
            order += simulator.peek(write) != 0 ? "W" : "R";
            if (simulator.peek(write) != 0 && !refuses) {
                words[(int) at / 4] = merged(words[(int) at / 4]);
            } else if (simulator.peek(write) == 0) {
                assertThat(simulator.peek(strobes)).as("PSTRB in a read").isZero();
            }
        }
    }

    private int merged(int old) {
        int mask = 0;
        for (int lane = 0; lane < 4; lane++) {
            mask |= (simulator.peek(strobes) >> lane & 1) != 0 ? 0xFF << 8 * lane : 0;
        }
        return old & ~mask | (int) simulator.peek(data) & mask;
    }

    private List<Long> signals() {
        List<Long> all = new ArrayList<>();
        for (Probe probe : List.of(write, address, data, strobes)) {
            all.add(simulator.peek(probe));
        }
        return all;
    }
}
