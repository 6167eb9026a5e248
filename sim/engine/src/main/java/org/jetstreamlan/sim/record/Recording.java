package org.jetstreamlan.sim.record;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.jetstreamlan.sim.Simulator;

/// What was done to the inputs of a design, period by period, and what its outputs were: enough to do it again without the test bench, on
/// either engine, after an edit of the design, or from a program in another language.
///
/// ```
/// file    magic ports event* 0 checksum
/// ports   top, inputs (name, width), outputs (name, width), clocks (name)
/// event   1 n              n periods of the top's own clock
///         2 set            one of the clocks in the set, a bit each
///         3 i word*        output i is this from here on, settled before the next edge
///         4 i word*        poke of input i
///         5 path n word*   poke of a register, a value of n words
///         6 path a n word* poke of cell a of a memory
///         7 k              a snapshot, the k-th (0, 1, ...)
///         8 k              that snapshot is restored
///         9 kind seed      power-up: 0 INIT, 1 ZERO, 2 RANDOM
/// ```
/// All numbers are unsigned, 7 bits a byte, lowest first; a value has a number for each 64 bits, lowest first. Values of outputs are 0 until told. The
/// checksum is the CRC-32 of all before it, 8 bytes, highest first.
public final class Recording {
    static final String MAGIC = "jetstream recording 1\n";
    private static final int BUFFER = 1 << 16;

    static final int END = 0;
    static final int STEPS = 1;
    static final int EDGE = 2;
    static final int OUTPUT = 3;
    static final int POKE = 4;
    static final int REGISTER = 5;
    static final int CELL = 6;
    static final int SNAPSHOT = 7;
    static final int RESTORE = 8;
    static final int POWER_UP = 9;

    private Recording() {}

    /// The simulator, recorded into `file` until it is closed. Costs a look at all outputs each period; `step(n)` is `n` single steps.
    ///
    /// @throws IllegalArgumentException if it is no longer in its power-up state
    /// @throws UncheckedIOException if the file cannot be written
    public static Simulator of(Simulator simulator, Path file) {
        if (simulator.cycle() != 0) {
            throw new IllegalArgumentException(
                    "recording would begin in period %d of %s; begin at power-up: a recording has no state of the design"
                            .formatted(
                                    simulator.cycle(), simulator.model().circuit().top().name()));
        }
        try {
            return new RecordedSimulator(
                    simulator, new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the recording " + file, e);
        }
    }

    /// Does to `simulator`, which must be in its power-up state, what `file` tells, and compares all outputs before each edge.
    ///
    /// @return periods
    /// @throws IllegalArgumentException if the file is of another design, not whole or no recording
    /// @throws ReplayDifference at the first output that is not as recorded
    public static long replay(Path file, Simulator simulator) {
        try {
            verify(file);
            try (var in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
                in.skipNBytes(MAGIC.length());
                return new Replay(new VarintInput(in), simulator).run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the recording " + file, e);
        }
    }

    private static void verify(Path file) throws IOException {
        long body = Files.size(file) - Long.BYTES;
        try (var in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
            byte[] magic = in.readNBytes(MAGIC.length());
            if (!new String(magic, StandardCharsets.US_ASCII).equals(MAGIC)) {
                throw new IllegalArgumentException(file + " is no recording of a simulation");
            }
            var checksum = new CRC32();
            checksum.update(magic);
            byte[] buffer = new byte[BUFFER];
            for (long left = body - magic.length; left > 0; ) {
                int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                checksum.update(buffer, 0, read);
                left -= read;
            }
            if (body < magic.length || in.readLong() != checksum.getValue()) {
                throw new IllegalArgumentException(
                        file
                                + " is not whole: it was changed, or the simulator it was made with was not closed; record again");
            }
        }
    }
}
