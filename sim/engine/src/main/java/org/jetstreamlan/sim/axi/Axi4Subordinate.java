package org.jetstreamlan.sim.axi;

import java.lang.foreign.MemorySegment;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.bench.Clocked;
import org.jetstreamlan.sim.bench.Stalls;

/// Memory behind an AXI4 manager port of the simulated top module, of 32 or 64 data bits. Bursts are answered in their order, several
/// under way; a burst that touches an address outside the memory gets DECERR, one that touches what was [#refuse]d SLVERR; neither changes or shows
/// anything.
///
/// Call [#tick()] once before each `step()` (or `drive` and `sample`, see [Clocked]).
///
/// `sample()` throws [AxiViolation] when the manager breaks a rule: a valid withdrawn or a payload changed before it was taken, a burst
/// that is not INCR of whole, aligned beats, or crosses 4 KiB, WLAST at the wrong beat.
public final class Axi4Subordinate implements Clocked {
    /// How fast it answers.
    ///
    /// @param latency clocks from the end of a burst's address, or data, to its first answer, at least
    /// @param readies when it does not take AW, W or AR
    /// @param valids when it holds B or R back
    public record Pace(int latency, Stalls readies, Stalls valids) {
        /// Answers a clock later, never stalls.
        public static final Pace FAST = new Pace(1, Stalls.NONE, Stalls.NONE);

        public Pace {
            if (latency < 1) {
                throw new IllegalArgumentException(
                        "answers after %d clocks: 1 is the least".formatted(latency));
            }
        }
    }

    private final SubordinateMemory memory;
    private final SubordinateWrites writes;
    private final SubordinateReads reads;

    /// @param prefix of the port's signals, as `m_axi`
    /// @param memory what the addresses from `base` on are
    public Axi4Subordinate(
            Simulator simulator, String prefix, MemorySegment memory, long base, Pace pace) {
        this.memory = new SubordinateMemory(memory, base);
        writes = new SubordinateWrites(simulator, prefix, this.memory, pace);
        reads = new SubordinateReads(simulator, prefix, this.memory, pace);
    }

    /// From now on the memory is this one; between bursts, when the manager does not use the old one any more.
    public void map(MemorySegment other, long base) {
        memory.map(other, base);
    }

    /// There is more memory from now on; a burst lies within one piece.
    public void add(MemorySegment more, long base) {
        memory.add(more, base);
    }

    /// What was added at this base is not there any more.
    public void remove(long base) {
        memory.remove(base);
    }

    /// From now on, bursts that touch these bytes get SLVERR; of 0 bytes: none does.
    public void refuse(long address, long bytes) {
        memory.refuse(address, bytes);
    }

    /// Takes nothing and answers nothing while `still`; what it has offered stays.
    public void standStill(boolean still) {
        writes.standStill(still);
        reads.standStill(still);
    }

    /// Write bursts that were answered.
    public long written() {
        return writes.answered();
    }

    /// Read bursts that were answered.
    public long read() {
        return reads.answered();
    }

    @Override
    public boolean isBusy() {
        return writes.isBusy() || reads.isBusy();
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
