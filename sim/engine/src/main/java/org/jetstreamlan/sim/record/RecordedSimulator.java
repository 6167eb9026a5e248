package org.jetstreamlan.sim.record;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.jetstreamlan.sim.ForwardingSimulator;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// Writes down what is done to the simulator around which it stands, and its outputs before each edge.
final class RecordedSimulator extends ForwardingSimulator {
    private final CheckedOutputStream stream;
    private final VarintOutput out;
    private final Ports ports;
    private final Map<String, Input> inputs = new HashMap<>();
    private final Probe[] outputs;

    /// What outputs were last, for those of at most 64 bits and for wider ones.
    private final long[] last;

    private final BigInteger[] lastWide;

    /// Periods that have not been written yet, since nothing changed after them.
    private long steps;

    private boolean closed;

    private static final class Input {
        final int index;
        final int words;

        /// What it was poked last.
        BigInteger value = BigInteger.ZERO;

        long low;

        Input(int index, int words) {
            this.index = index;
            this.words = words;
        }
    }

    RecordedSimulator(Simulator simulator, OutputStream stream) throws IOException {
        super(simulator);
        this.stream = new CheckedOutputStream(stream, new CRC32());
        out = new VarintOutput(this.stream);
        ports = Ports.of(simulator.model().circuit());
        for (int i = 0; i < ports.inputs().size(); i++) {
            Ports.Port port = ports.inputs().get(i);
            inputs.put(port.name(), new Input(i, port.words()));
        }
        int count = ports.outputs().size();
        outputs = new Probe[count];
        last = new long[count];
        lastWide = new BigInteger[count];
        for (int i = 0; i < count; i++) {
            outputs[i] = simulator.probe(ports.outputs().get(i).name());
            lastWide[i] = BigInteger.ZERO;
        }
        this.stream.write(Recording.MAGIC.getBytes(StandardCharsets.US_ASCII));
        ports.write(out);
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot go on with the recording", e);
        }
    }

    @Override
    public void poke(Probe probe, long value) {
        super.poke(probe, value);
        Input input = input(probe);
        if (input.words > 1 || input.low != value) {
            record(input, Words.unsigned(value));
        }
    }

    @Override
    public void pokeWide(Probe probe, BigInteger value) {
        super.pokeWide(probe, value);
        record(input(probe), value);
    }

    private Input input(Probe probe) {
        return Objects.requireNonNull(inputs.get(probe.path()), probe.path());
    }

    private void record(Input input, BigInteger value) {
        if (!input.value.equals(value)) {
            input.value = value;
            input.low = value.longValue();
            write(
                    () -> {
                        event(Recording.POKE, input.index);
                        Words.write(out, value, input.words);
                    });
        }
    }

    @Override
    public void step() {
        look();
        steps++;
        super.step();
    }

    @Override
    public void stepTogether(String... clocks) {
        look();
        long set = 0;
        for (String clock : clocks) {
            set |= 1L << ports.clocks().indexOf(clock);
        }
        long ticking = set;
        super.stepTogether(clocks);
        write(() -> event(Recording.EDGE, ticking));
    }

    private void event(int kind, long number) throws IOException {
        flushSteps();
        out.number(kind);
        out.number(number);
    }

    private void flushSteps() throws IOException {
        if (steps > 0) {
            out.number(Recording.STEPS);
            out.number(steps);
            steps = 0;
        }
    }

    private void look() {
        for (int i = 0; i < outputs.length; i++) {
            int output = i;
            if (outputs[i].width() <= Long.SIZE) {
                long value = inner.peek(outputs[i]);
                if (value != last[i]) {
                    last[i] = value;
                    write(
                            () -> {
                                event(Recording.OUTPUT, output);
                                out.number(value);
                            });
                }
            } else {
                BigInteger value = inner.peekWide(outputs[i]);
                if (!value.equals(lastWide[i])) {
                    lastWide[i] = value;
                    write(
                            () -> {
                                event(Recording.OUTPUT, output);
                                Words.write(out, value, ports.outputs().get(output).words());
                            });
                }
            }
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (inner;
                stream) {
            flushSteps();
            out.number(Recording.END);
            long checksum = stream.getChecksum().getValue();
            stream.write(ByteBuffer.allocate(Long.BYTES).putLong(checksum).array());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot finish the recording", e);
        }
    }
}
