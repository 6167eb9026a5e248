package org.jetstreamlan.sim.axi;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.bench.Clocked;
import org.jetstreamlan.sim.bench.Stalls;

/// An AXI4 manager with 32-bit data for a subordinate port of the simulated top module. Transfers are queued and return at once; writes and
/// reads run beside each other, up to 16 bursts of each under way, a beat a clock in each direction if the subordinate allows it.
///
/// Writes keep their order among each other, and so do reads; whoever wants a read behind a write waits until the write [Axi4Transfer#isDone()].
/// Answers are expected in the order of the bursts, which any subordinate gives for one id.
///
/// Call [#tick()] once before each `step()` (or `drive` and `sample`, see [Clocked]). An idle manager costs nothing.
///
/// `sample()` throws [AxiViolation] when the subordinate breaks a rule: a valid withdrawn or a payload changed before it was
/// taken, an answer nobody asked for or too early, RLAST at the wrong beat, another id
public final class Axi4Manager implements Clocked {
    private final WriteChannels writes;
    private final ReadChannels reads;

    /// Bursts of 256 beats, no stalls.
    ///
    /// @param prefix of the port's signals, as `s_axi`
    public Axi4Manager(Simulator simulator, String prefix) {
        this(simulator, prefix, 256, Stalls.NONE, Stalls.NONE);
    }

    /// @param beatsMaximum longest burst, 1..256
    /// @param valids when this side delays AW, W or AR
    /// @param readies when this side does not take B or R
    public Axi4Manager(
            Simulator simulator, String prefix, int beatsMaximum, Stalls valids, Stalls readies) {
        if (beatsMaximum < 1 || beatsMaximum > 256) {
            throw new IllegalArgumentException("bursts of " + beatsMaximum + " beats: 1 to 256");
        }
        writes = new WriteChannels(simulator, prefix, beatsMaximum, valids, readies);
        reads = new ReadChannels(simulator, prefix, beatsMaximum, valids, readies);
    }

    /// Writes `bytes` bytes from `source` at `offset` to `address`, which is a multiple of 4. The memory is read while the transfer runs.
    public Axi4Transfer write(long address, MemorySegment source, long offset, long bytes) {
        return writes.add(transfer(true, address, source, offset, bytes));
    }

    /// Writes words.
    public Axi4Transfer write(long address, int... words) {
        return write(address, MemorySegment.ofArray(words), 0, 4L * words.length);
    }

    /// Reads `bytes` bytes from `address`, which is a multiple of 4, into `target` at `offset`.
    public Axi4Transfer read(long address, MemorySegment target, long offset, long bytes) {
        return reads.add(transfer(false, address, target, offset, bytes));
    }

    /// Fills `words`.
    public Axi4Transfer read(long address, int[] words) {
        return read(address, MemorySegment.ofArray(words), 0, 4L * words.length);
    }

    /// One burst of the given shape, lawful or not, a word of `words` a beat; one strobe a beat.
    public Axi4Transfer writeBurst(
            Axi4Transfer.Shape shape, long address, int[] words, byte[] strobes) {
        return writes.add(burst(true, shape, address, words, strobes));
    }

    /// One burst of the given shape, lawful or not, a word a beat.
    public Axi4Transfer readBurst(Axi4Transfer.Shape shape, long address, int[] words) {
        return reads.add(burst(false, shape, address, words, new byte[0]));
    }

    private static Axi4Transfer transfer(
            boolean write, long address, MemorySegment memory, long offset, long bytes) {
        if (address % 4 != 0 || bytes < 1 || offset < 0 || offset + bytes > memory.byteSize()) {
            throw new IllegalArgumentException(
                    "transfer of %,d bytes at 0x%X, memory %,d..: the address is a multiple of 4 and the memory has %,d bytes"
                            .formatted(bytes, address, offset, memory.byteSize()));
        }
        return new Axi4Transfer(write, address, memory, offset, bytes, List.of(), new byte[0]);
    }

    private static Axi4Transfer burst(
            boolean write, Axi4Transfer.Shape shape, long address, int[] words, byte[] strobes) {
        if (words.length != shape.beats() || (write && strobes.length != shape.beats())) {
            throw new IllegalArgumentException(
                    "burst of %d beats with %d words and %d strobes"
                            .formatted(shape.beats(), words.length, strobes.length));
        }
        return new Axi4Transfer(
                write,
                address,
                MemorySegment.ofArray(words),
                0,
                4L * words.length,
                List.of(shape),
                strobes);
    }

    /// Nothing queued and nothing under way.
    public boolean isIdle() {
        return writes.isIdle() && reads.isIdle();
    }

    @Override
    public boolean isBusy() {
        return !isIdle();
    }

    @Override
    public void drive() {
        writes.drive();
        reads.drive();
    }

    @Override
    public void sample() {
        writes.sample();
        reads.sample();
    }
}
