package org.jetstreamlan.sim.axi;

import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.bench.Stalls;

/// AW or AR of an [Axi4Manager]: offers the planned bursts in order.
final class AddressChannel {
    private final Simulator simulator;
    private final BurstQueue queue;
    private final Stalls stalls;
    private final Probe valid;
    private final Probe ready;
    private final Probe id;
    private final Probe addr;
    private final Probe len;
    private final Probe size;
    private final Probe burst;

    /// Bursts whose address has been taken.
    private long sent;

    private boolean offered;

    AddressChannel(Simulator simulator, String prefix, BurstQueue queue, Stalls stalls) {
        this.simulator = simulator;
        this.queue = queue;
        this.stalls = stalls;
        valid = simulator.probe(prefix + "valid");
        ready = simulator.probe(prefix + "ready");
        id = simulator.probe(prefix + "id");
        addr = simulator.probe(prefix + "addr");
        len = simulator.probe(prefix + "len");
        size = simulator.probe(prefix + "size");
        burst = simulator.probe(prefix + "burst");
    }

    long sent() {
        return sent;
    }

    void drive() {
        if (!offered && sent < queue.planned && !stalls.next()) {
            offered = true;
            simulator.poke(id, queue.id(sent));
            simulator.poke(addr, queue.address(sent));
            simulator.poke(len, queue.beats(sent) - 1);
            simulator.poke(size, queue.size(sent));
            simulator.poke(burst, queue.burst(sent));
        }
        simulator.poke(valid, offered ? 1 : 0);
    }

    void sample() {
        if (offered && simulator.peek(ready) != 0) {
            offered = false;
            sent++;
        }
    }
}
