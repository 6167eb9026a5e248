package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.sim.ForwardingSimulator;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// Keeps what the inputs of a simulator of one clock are set to, so that it can be done again without what set them: for each clock the number of
/// inputs that change, then number and value of each.
final class InputLog extends ForwardingSimulator {
    private final List<String> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final long[] values;
    private long[] words = new long[1 << 16];
    private int size = 1;

    /// Where the number of inputs that change in this clock stands.
    private int head;

    InputLog(Simulator inner) {
        super(inner);
        for (Observables.Signal signal : Observables.of(inner.model().circuit()).top().signals()) {
            switch (signal.kind()) {
                case RESET, INPUT -> {
                    numbers.put(signal.name(), inputs.size());
                    inputs.add(signal.name());
                }
                case OUTPUT -> outputs.add(signal.name());
                case WIRE, REGISTER, READ_DATA, INSTANCE_PORT, NODE -> {}
            }
        }
        values = new long[inputs.size()];
    }

    @Override
    public void poke(Probe probe, long value) {
        Integer number = numbers.get(probe.path());
        if (number == null) {
            throw new IllegalArgumentException(
                    probe.path()
                            + " is no input of the top module: what C++ does again are inputs");
        }
        super.poke(probe, value);
        if (values[number] != value) {
            values[number] = value;
            if (size + 4 > words.length) {
                words = Arrays.copyOf(words, 2 * words.length);
            }
            words[head]++;
            words[size++] = number;
            words[size++] = value;
        }
    }

    @Override
    public void step() {
        super.step();
        if (size + 4 > words.length) {
            words = Arrays.copyOf(words, 2 * words.length);
        }
        head = size;
        words[size++] = 0;
    }

    /// The clocks that are complete.
    long[] words() {
        return Arrays.copyOf(words, head);
    }

    /// For `replay.cpp`.
    ///
    /// @param file in `folder`; `ports.h` stands beside it
    void write(Path folder, String file) throws IOException {
        StringBuilder ports = new StringBuilder();
        ports.append("static void set(Vtop& top, uint64_t input, uint64_t value) {\n");
        ports.append("    switch (input) {\n");
        for (int i = 0; i < inputs.size(); i++) {
            ports.append("        case %d: top.%s = value; break;\n".formatted(i, inputs.get(i)));
        }
        ports.append("    }\n}\n\nstatic uint64_t look(const Vtop& top, uint64_t sum) {\n");
        for (String output : outputs) {
            ports.append("    sum = sum * 31 + top.%s;\n".formatted(output));
        }
        ports.append("    return sum;\n}\n");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("ports.h"), ports);
        long[] complete = words();
        var bytes = ByteBuffer.allocate(8 * complete.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(complete);
        Files.write(folder.resolve(file), bytes.array());
    }

    /// Does it to a fresh simulator of the model, and looks at all outputs each clock.
    VerilatedProgram.Timed replay(Model model) {
        long[] todo = words();
        try (Simulator simulator = model.instantiate()) {
            Probe[] in = inputs.stream().map(simulator::probe).toArray(Probe[]::new);
            Probe[] out = outputs.stream().map(simulator::probe).toArray(Probe[]::new);
            long sum = 0;
            long start = System.nanoTime();
            for (int at = 0; at < todo.length; ) {
                for (long changes = todo[at++]; changes > 0; changes--, at += 2) {
                    simulator.poke(in[(int) todo[at]], todo[at + 1]);
                }
                for (Probe output : out) {
                    sum = sum * 31 + simulator.peek(output);
                }
                simulator.step();
            }
            return new VerilatedProgram.Timed((System.nanoTime() - start) / 1e9, sum);
        }
    }
}
