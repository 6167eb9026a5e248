package org.jetstreamlan.sim.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// A simulator that writes down what is done to it, for a [Replay] without the test bench: on another engine, with waves, before somebody's eyes.
///
/// ```
/// stimulus 1 of Accumulator       version, top module
/// poke add_valid 1                an input has another value than before, hexadecimal
/// step 3                          periods of the own clock
/// tick clk slow_clk               an edge of these clocks together
/// ```
public final class Recorder implements Simulator {
    static final String VERSION = "stimulus 1 of ";

    private final Simulator simulator;
    private final Writer writer;

    /// What inputs were set to; nothing is written where nothing changes.
    private final Map<Probe, BigInteger> values = new IdentityHashMap<>();

    private long steps;

    private Recorder(Simulator simulator, Writer writer) {
        this.simulator = simulator;
        this.writer = writer;
        write(VERSION + simulator.model().circuit().top().name());
    }

    /// Around a simulator that nothing was done to yet; closing it closes both.
    ///
    /// @throws UncheckedIOException if the file cannot be written
    public static Recorder to(Path file, Simulator simulator) {
        try {
            return new Recorder(simulator, Files.newBufferedWriter(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot record to " + file, e);
        }
    }

    private void write(String line) {
        try {
            writer.write(line);
            writer.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("cannot record", e);
        }
    }

    private void writeSteps() {
        if (steps > 0) {
            write("step " + steps);
            steps = 0;
        }
    }

    @Override
    public Model model() {
        return simulator.model();
    }

    @Override
    public Probe probe(String path) {
        return simulator.probe(path);
    }

    @Override
    public long peek(Probe probe) {
        return simulator.peek(probe);
    }

    @Override
    public BigInteger peekWide(Probe probe) {
        return simulator.peekWide(probe);
    }

    @Override
    public BigInteger peekMemory(String path, int address) {
        return simulator.peekMemory(path, address);
    }

    @Override
    public void poke(Probe probe, long value) {
        simulator.poke(probe, value);
        poked(probe, new BigInteger(Long.toUnsignedString(value)));
    }

    @Override
    public void pokeWide(Probe probe, BigInteger value) {
        simulator.pokeWide(probe, value);
        poked(probe, value);
    }

    private void poked(Probe probe, BigInteger value) {
        if (!value.equals(values.put(probe, value))) {
            writeSteps();
            write("poke " + probe.path() + " " + value.toString(16));
        }
    }

    @Override
    public void step() {
        steps++;
        simulator.step();
    }

    @Override
    public void step(long cycles) {
        steps += Math.max(0, cycles);
        simulator.step(cycles);
    }

    @Override
    public void stepTogether(String... clocks) {
        writeSteps();
        write("tick " + String.join(" ", clocks));
        simulator.stepTogether(clocks);
    }

    @Override
    public long cycle() {
        return simulator.cycle();
    }

    @Override
    public void close() {
        try (simulator;
                writer) {
            writeSteps();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot record", e);
        }
    }
}
