package org.jetstreamlan.sim.axi;

import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.bench.Stalls;

/// AR and R of an [Axi4Subordinate].
final class SubordinateReads {
    private final Simulator simulator;
    private final SubordinateMemory memory;
    private final int beatBytes;
    private final int latency;
    private final BurstIntake addresses;
    private final Stalls valids;
    private final Probe rvalid;
    private final Probe rready;
    private final Probe rid;
    private final Probe rdata;
    private final Probe rresp;
    private final Probe rlast;
    private int beat;
    private boolean still;
    private boolean answering;
    private boolean shown;
    private long answered;

    SubordinateReads(
            Simulator simulator,
            String prefix,
            SubordinateMemory memory,
            Axi4Subordinate.Pace pace) {
        this.simulator = simulator;
        this.memory = memory;
        latency = pace.latency();
        valids = pace.valids();
        rvalid = simulator.probe(prefix + "_rvalid");
        rready = simulator.probe(prefix + "_rready");
        rid = simulator.probe(prefix + "_rid");
        rdata = simulator.probe(prefix + "_rdata");
        rresp = simulator.probe(prefix + "_rresp");
        rlast = simulator.probe(prefix + "_rlast");
        beatBytes = rdata.width() / Byte.SIZE;
        simulator.poke(rvalid, 0);
        addresses = new BurstIntake(simulator, prefix + "_ar", memory, beatBytes, pace.readies());
    }

    long answered() {
        return answered;
    }

    boolean isBusy() {
        return !addresses.bursts.isEmpty();
    }

    void standStill(boolean stands) {
        still = stands;
        addresses.standStill(stands);
    }

    void drive() {
        addresses.drive();
        if (!answering && !still && !addresses.bursts.isEmpty()) {
            var burst = addresses.bursts.element();
            if (burst.takenAt() + latency <= simulator.cycle() && !valids.next()) {
                answering = true;
                offer(burst);
            }
        }
        if (answering != shown) {
            shown = answering;
            simulator.poke(rvalid, answering ? 1 : 0);
        }
    }

    private void offer(BurstIntake.Burst burst) {
        boolean good = burst.response() == SubordinateMemory.OKAY;
        long address = burst.address() + (long) beat * beatBytes;
        simulator.poke(rid, burst.id());
        simulator.poke(rdata, good ? memory.read(address, beatBytes) : 0);
        simulator.poke(rresp, burst.response());
        simulator.poke(rlast, beat == burst.beats() - 1 ? 1 : 0);
    }

    void sample() {
        if (answering && simulator.peek(rready) != 0) {
            answering = false;
            beat++;
            if (beat == addresses.bursts.element().beats()) {
                beat = 0;
                addresses.bursts.remove();
                answered++;
            }
        }
        addresses.sample();
    }
}
