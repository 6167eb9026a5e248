package org.jetstreamlan.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.nic.Adapter;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.junit.Simulate;
import org.jetstreamlan.sim.junit.TestRun;

/// After a reset it does not matter what the adapter powered up with.
class AdapterPowerUpTest {
    private static final int CLOCKS = 2_000;
    private static final int RESET_CLOCKS = 4;

    /// What has no meaning without VALID, and may be what memory powered up with.
    private static final Pattern PAYLOAD =
            Pattern.compile(
                    "s_axil?_([br]resp|[br]id|rdata|rlast)|m_axi_(a[rw](addr|len)|w(data|last))");

    private record Port(Probe usual, Probe other) {}

    @Simulate(powerUps = 3)
    void aResetBringsTheAdapterIntoOneState(TestRun run) {
        var circuit = Design.of(() -> new Adapter(AdapterParameters.small())).circuit();
        try (var model = run.engine().compile(circuit);
                var usual = model.instantiate();
                var other = model.instantiate(run.powerUp())) {
            List<Port> inputs = new ArrayList<>();
            List<Port> outputs = new ArrayList<>();
            Port reset = port("rst", usual, other);
            for (var signal : Observables.of(circuit).top().signals()) {
                switch (signal.kind()) {
                    case INPUT -> inputs.add(port(signal.path(), usual, other));
                    case OUTPUT -> {
                        if (!PAYLOAD.matcher(signal.path()).matches()) {
                            outputs.add(port(signal.path(), usual, other));
                        }
                    }
                    case RESET, WIRE, REGISTER, READ_DATA, INSTANCE_PORT, NODE -> {}
                }
            }
            boolean differed = false;
            for (int clock = 0; clock < CLOCKS; clock++) {
                boolean inReset = clock < RESET_CLOCKS;
                usual.poke(reset.usual, inReset ? 1 : 0);
                other.poke(reset.other, inReset ? 1 : 0);
                for (Port input : inputs) {
                    if (run.random().nextInt(3) == 0) {
                        var value = BigInteger.valueOf(run.random().nextLong() & Long.MAX_VALUE);
                        int unused = Math.max(0, Long.SIZE - input.usual.width());
                        usual.pokeWide(input.usual, value.shiftRight(unused));
                        other.pokeWide(input.other, value.shiftRight(unused));
                    }
                }
                for (Port output : outputs) {
                    var value = other.peekWide(output.other);
                    if (clock == 0) {
                        differed |= !value.equals(usual.peekWide(output.usual));
                    } else if (!inReset) {
                        assertThat(value)
                                .as("%s in clock %d", output.usual.path(), clock)
                                .isEqualTo(usual.peekWide(output.usual));
                    }
                }
                usual.step();
                other.step();
            }
            assertThat(differed).as("anything to be seen of the power-up").isTrue();
        }
    }

    private static Port port(String path, Simulator usual, Simulator other) {
        return new Port(usual.probe(path), other.probe(path));
    }
}
