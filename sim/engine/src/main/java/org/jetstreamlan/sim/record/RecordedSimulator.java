package org.jetstreamlan.sim.record;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.jetstreamlan.sim.ForwardingSimulator;
import org.jetstreamlan.sim.PowerUp;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.Snapshot;
import org.jetstreamlan.sim.SnapshotRefused;
import org.jetstreamlan.sim.ValueReader;
import org.jetstreamlan.sim.WordValue;

/// Writes down what is done to the simulator around which it stands, and its outputs before each edge.
final class RecordedSimulator extends ForwardingSimulator {
    private final CheckedOutputStream stream;
    private final VarintOutput out;
    private final Ports ports;
    private final Map<String, Input> inputs = new HashMap<>();
    private final ValueReader outputs;

    /// What outputs are, and were last.
    private long[] row;

    private long[] last;

    /// Periods that have not been written yet, since nothing changed after them.
    private long steps;

    private boolean closed;

    /// The snapshots that were taken, each by its place.
    private final List<Snapshot> snapshots = new ArrayList<>();

    private static final class Input {
        final int index;
        final Probe probe;
        final int words;

        /// What it is.
        BigInteger value = BigInteger.ZERO;

        long low;

        Input(int index, Probe probe, int words) {
            this.index = index;
            this.probe = probe;
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
            inputs.put(port.name(), new Input(i, simulator.probe(port.name()), port.words()));
        }
        outputs = ports.outputs(simulator);
        row = new long[outputs.words()];
        last = new long[outputs.words()];
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
        if (!probe.isInput()) {
            register(probe, WordValue.unsigned(value));
            return;
        }
        Input input = input(probe);
        if (input.words > 1 || input.low != value) {
            record(input, WordValue.unsigned(value));
        }
    }

    @Override
    public void pokeWide(Probe probe, BigInteger value) {
        super.pokeWide(probe, value);
        if (probe.isInput()) {
            record(input(probe), value);
        } else {
            register(probe, value);
        }
    }

    private void register(Probe probe, BigInteger value) {
        write(
                () -> {
                    event(Recording.REGISTER);
                    out.text(probe.path());
                    out.value(value);
                });
    }

    @Override
    public void pokeMemory(String path, int address, BigInteger value) {
        super.pokeMemory(path, address, value);
        write(
                () -> {
                    event(Recording.CELL);
                    out.text(path);
                    out.number(address);
                    out.value(value);
                });
    }

    @Override
    public Snapshot snapshot() {
        Snapshot snapshot = super.snapshot();
        write(() -> event(Recording.SNAPSHOT, snapshots.size()));
        snapshots.add(snapshot);
        return snapshot;
    }

    /// @throws SnapshotRefused if it was not taken from this simulator
    @Override
    public void restore(Snapshot snapshot) {
        int number = snapshots.indexOf(snapshot);
        if (number < 0) {
            throw new SnapshotRefused(
                    "restore in a recording: the snapshot was not taken from the simulator that is recorded, so that a replay would not have it");
        }
        super.restore(snapshot);
        write(() -> event(Recording.RESTORE, number));
        for (Input input : inputs.values()) {
            input.value = inner.peekWide(input.probe);
            input.low = input.value.longValue();
        }
    }

    @Override
    public void powerUp(PowerUp powerUp) {
        super.powerUp(powerUp);
        write(
                () -> {
                    switch (powerUp) {
                        case PowerUp.Init _ -> event(Recording.POWER_UP, 0, 0);
                        case PowerUp.Zero _ -> event(Recording.POWER_UP, 1, 0);
                        case PowerUp.Random(var seed) -> event(Recording.POWER_UP, 2, seed);
                    }
                });
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
                        out.value(value, input.words);
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

    private void event(int kind, long... numbers) throws IOException {
        flushSteps();
        out.number(kind);
        for (long number : numbers) {
            out.number(number);
        }
    }

    private void flushSteps() throws IOException {
        if (steps > 0) {
            out.number(Recording.STEPS);
            out.number(steps);
            steps = 0;
        }
    }

    private void look() {
        outputs.read(row, 0);
        if (Arrays.equals(row, last)) {
            return;
        }
        for (int i = 0; i < ports.outputs().size(); i++) {
            int from = outputs.offset(i);
            int to = from + ports.outputs().get(i).words();
            if (!Arrays.equals(row, from, to, last, from, to)) {
                int output = i;
                write(
                        () -> {
                            event(Recording.OUTPUT, output);
                            for (int word = from; word < to; word++) {
                                out.number(row[word]);
                            }
                        });
            }
        }
        long[] before = last;
        last = row;
        row = before;
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
