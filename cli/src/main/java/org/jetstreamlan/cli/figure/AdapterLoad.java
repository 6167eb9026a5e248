package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;

/// What the inputs of an adapter were set to in a run with drivers and bus managers, done again without these, and by `replay.cpp`; all outputs are
/// looked at each clock.
///
/// @param file the log's name in the rival's folder
record AdapterLoad(InputLog log, String file) implements Load {
    /// Times that it is repeated in a run.
    private static final int TIMES = 4;

    private static final int FILE_BYTES = 1 << 20;

    /// Two adapters that pass a file: the one that sends and the one that receives.
    record Pair(Circuit circuit, AdapterLoad sends, AdapterLoad receives) {
        /// For the rivals that will be built there.
        void write(List<Path> folders) throws IOException {
            sends.write(folders);
            receives.write(folders);
        }
    }

    /// One of two adapters that have all the traffic that they can have.
    static AdapterLoad loaded(Circuit circuit) throws IOException {
        try (Model model = Engines.jit().compile(circuit)) {
            return new AdapterLoad(MutualTraffic.record(model), "loaded.bin");
        }
    }

    /// For rivals that will be built in these folders.
    void write(List<Path> folders) throws IOException {
        for (Path folder : folders) {
            log.write(folder, file);
        }
    }

    /// Passes the file.
    static Pair record() throws IOException {
        List<InputLog> logs = new ArrayList<>();
        List<Circuit> circuits = new ArrayList<>();
        Engine engine =
                new Engine() {
                    @Override
                    public String name() {
                        return "jit";
                    }

                    @Override
                    public Model compile(Circuit circuit) {
                        circuits.add(circuit);
                        return logging(Engines.jit().compile(circuit), logs);
                    }
                };
        DemoBenchmark.transfer(engine, FILE_BYTES);
        return new Pair(
                circuits.getFirst(),
                new AdapterLoad(logs.get(0), "sends.bin"),
                new AdapterLoad(logs.get(1), "receives.bin"));
    }

    private static Model logging(Model model, List<InputLog> logs) {
        return new Model() {
            @Override
            public Circuit circuit() {
                return model.circuit();
            }

            @Override
            public Simulator instantiate() {
                InputLog log = new InputLog(model.instantiate());
                logs.add(log);
                return log;
            }

            @Override
            public void close() {
                model.close();
            }
        };
    }

    @Override
    public int clocks() {
        int clocks = 0;
        long[] words = log.words();
        for (int at = 0; at < words.length; at += 1 + 2 * (int) words[at]) {
            clocks++;
        }
        return clocks;
    }

    @Override
    public VerilatedProgram.Timed ours(Model model) {
        double seconds = 0;
        long sum = 0;
        for (int i = 0; i < TIMES; i++) {
            VerilatedProgram.Timed timed = log.replay(model);
            seconds += timed.seconds();
            sum = timed.sum();
        }
        return new VerilatedProgram.Timed(seconds / TIMES, sum);
    }

    @Override
    public VerilatedProgram.Timed theirs(VerilatedProgram rival) throws IOException {
        return rival.run(file, Integer.toString(TIMES));
    }
}
