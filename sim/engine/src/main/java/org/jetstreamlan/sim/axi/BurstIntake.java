package org.jetstreamlan.sim.axi;

import java.util.ArrayDeque;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.bench.Stalls;

/// AW or AR of an [Axi4Subordinate]: takes bursts, and looks whether they are lawful.
final class BurstIntake {
    /// Bursts taken and not answered, at most.
    private static final int DEPTH = 16;

    private static final int INCR = 1;
    private static final int BOUNDARY_BYTES = 4_096;

    /// A burst that was taken.
    ///
    /// @param takenAt clock
    record Burst(long id, long address, int beats, int response, long takenAt) {}

    final ArrayDeque<Burst> bursts = new ArrayDeque<>();

    private final Simulator simulator;
    private final String channel;
    private final SubordinateMemory memory;
    private final int beatBytes;
    private final OfferCheck offers;
    private final Probe id;
    private final Probe addr;
    private final Probe len;
    private final Probe size;
    private final Probe burst;

    /// @param channel as `m_axi_aw`
    BurstIntake(
            Simulator simulator,
            String channel,
            SubordinateMemory memory,
            int beatBytes,
            Stalls readies) {
        this.simulator = simulator;
        this.channel = channel;
        this.memory = memory;
        this.beatBytes = beatBytes;
        offers = new OfferCheck(simulator, channel, readies);
        id = simulator.probe(channel + "id");
        addr = simulator.probe(channel + "addr");
        len = simulator.probe(channel + "len");
        size = simulator.probe(channel + "size");
        burst = simulator.probe(channel + "burst");
    }

    void standStill(boolean still) {
        offers.standStill(still);
    }

    void drive() {
        offers.drive(bursts.size() < DEPTH);
    }

    void sample() {
        if (!offers.isValid()) {
            return;
        }
        long address = simulator.peek(addr);
        int beats = (int) simulator.peek(len) + 1;
        long shape =
                simulator.peek(size) << 24
                        | simulator.peek(burst) << 16
                        | simulator.peek(id) << 8
                        | beats - 1;
        if (offers.isTaken(address, shape)) {
            take(address, beats);
        }
    }

    private void take(long address, int beats) {
        int bytes = beats * beatBytes;
        if (simulator.peek(burst) != INCR || 1 << simulator.peek(size) != beatBytes) {
            throw violation("a burst that is not INCR of whole beats");
        }
        if (address % beatBytes != 0) {
            throw violation("address 0x%X is not that of a beat".formatted(address));
        }
        if ((address & BOUNDARY_BYTES - 1) + bytes > BOUNDARY_BYTES) {
            throw violation("%d bytes from 0x%X cross 4 KiB".formatted(bytes, address));
        }
        bursts.add(
                new Burst(
                        simulator.peek(id),
                        address,
                        beats,
                        memory.response(address, bytes),
                        simulator.cycle()));
    }

    AxiViolation violation(String what) {
        return new AxiViolation(channel, simulator.cycle(), what);
    }
}
