package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// Instances of a [org.jetstreamlan.cli.figure.circuit.LoadedStation], joined to a ring by the test bench: in each clock all line words are taken, and
/// each is set at the next station. `ring.cpp` does the same with instances of a verilated one. The ring comes up in [#FIRST] clocks, which are not timed.
///
/// @param stations 2 to 64
/// @param clocks that are timed
record StationsLoad(int stations, int clocks) implements Load {
    static final int FIRST = 10_000;

    @Override
    public VerilatedProgram.Timed ours(Model model) {
        List<Simulator> simulators = new ArrayList<>();
        for (int i = 0; i < stations; i++) {
            simulators.add(model.instantiate());
        }
        var ring = new Ring(simulators.toArray(Simulator[]::new));
        ring.reset();
        ring.run(FIRST);
        long start = System.nanoTime();
        ring.run(clocks);
        double seconds = (System.nanoTime() - start) / 1e9;
        simulators.forEach(Simulator::close);
        return new VerilatedProgram.Timed(seconds, ring.sum);
    }

    @Override
    public VerilatedProgram.Timed theirs(VerilatedProgram rival) throws IOException {
        return rival.run(
                Integer.toString(stations), Integer.toString(FIRST), Integer.toString(clocks));
    }

    private static final class Ring {
        private final Simulator[] stations;
        private final Probe[] in;
        private final Probe[] out;
        private final long[] lines;

        /// Of all that the stations send, after the reset.
        private long sum;

        Ring(Simulator[] stations) {
            this.stations = stations;
            in = new Probe[stations.length];
            out = new Probe[stations.length];
            lines = new long[stations.length];
            for (int i = 0; i < stations.length; i++) {
                in[i] = stations[i].probe("lineIn");
                out[i] = stations[i].probe("lineOut");
                stations[i].poke(stations[i].probe("index"), i);
            }
        }

        void reset() {
            poke("rst", 1);
            run(4);
            poke("rst", 0);
            sum = 0;
        }

        private void poke(String input, long value) {
            for (Simulator station : stations) {
                station.poke(station.probe(input), value);
            }
        }

        void run(int clocks) {
            int count = stations.length;
            for (int clock = 0; clock < clocks; clock++) {
                for (int i = 0; i < count; i++) {
                    lines[i] = stations[i].peek(out[i]);
                    sum = sum * 31 + lines[i];
                }
                for (int i = 0; i < count; i++) {
                    stations[i].poke(in[i], lines[i == 0 ? count - 1 : i - 1]);
                    stations[i].step();
                }
            }
        }
    }
}
