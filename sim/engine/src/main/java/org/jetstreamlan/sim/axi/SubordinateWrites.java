package org.jetstreamlan.sim.axi;

import java.util.ArrayDeque;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.bench.Stalls;

/// AW, W and B of an [Axi4Subordinate]. Data may come before its address.
final class SubordinateWrites {
    /// Beats taken ahead of their address, at most.
    private static final int AHEAD = 16;

    private record Beat(long data, int strobes, boolean last) {}

    private record Answer(long id, int response, long due) {}

    private final Simulator simulator;
    private final SubordinateMemory memory;
    private final int beatBytes;
    private final int latency;
    private final BurstIntake addresses;
    private final OfferCheck offers;
    private final Stalls valids;
    private final ArrayDeque<Beat> beats = new ArrayDeque<>();
    private final ArrayDeque<Answer> answers = new ArrayDeque<>();
    private final Probe wdata;
    private final Probe wstrb;
    private final Probe wlast;
    private final Probe bvalid;
    private final Probe bready;
    private final Probe bid;
    private final Probe bresp;
    private int beat;
    private boolean still;
    private boolean answering;
    private boolean shown;
    private long answered;

    SubordinateWrites(
            Simulator simulator,
            String prefix,
            SubordinateMemory memory,
            Axi4Subordinate.Pace pace) {
        this.simulator = simulator;
        this.memory = memory;
        latency = pace.latency();
        valids = pace.valids();
        wdata = simulator.probe(prefix + "_wdata");
        wstrb = simulator.probe(prefix + "_wstrb");
        wlast = simulator.probe(prefix + "_wlast");
        bvalid = simulator.probe(prefix + "_bvalid");
        bready = simulator.probe(prefix + "_bready");
        bid = simulator.probe(prefix + "_bid");
        bresp = simulator.probe(prefix + "_bresp");
        beatBytes = wstrb.width();
        simulator.poke(bvalid, 0);
        addresses = new BurstIntake(simulator, prefix + "_aw", memory, beatBytes, pace.readies());
        offers = new OfferCheck(simulator, prefix + "_w", pace.readies());
    }

    long answered() {
        return answered;
    }

    boolean isBusy() {
        return !addresses.bursts.isEmpty() || !beats.isEmpty() || !answers.isEmpty();
    }

    void standStill(boolean stands) {
        still = stands;
        addresses.standStill(stands);
        offers.standStill(stands);
    }

    void drive() {
        addresses.drive();
        offers.drive(beats.size() < AHEAD);
        if (!answering && !still && !answers.isEmpty()) {
            var next = answers.element();
            if (next.due <= simulator.cycle() && !valids.next()) {
                answering = true;
                simulator.poke(bid, next.id);
                simulator.poke(bresp, next.response);
            }
        }
        if (answering != shown) {
            shown = answering;
            simulator.poke(bvalid, answering ? 1 : 0);
        }
    }

    void sample() {
        if (answering && simulator.peek(bready) != 0) {
            answering = false;
            answers.remove();
            answered++;
        }
        addresses.sample();
        if (offers.isValid()) {
            long data = simulator.peek(wdata);
            int strobes = (int) simulator.peek(wstrb);
            boolean last = simulator.peek(wlast) != 0;
            if (offers.isTaken(data, (long) strobes << 1 | (last ? 1 : 0))) {
                beats.add(new Beat(data, strobes, last));
            }
        }
        while (!beats.isEmpty() && !addresses.bursts.isEmpty()) {
            store(addresses.bursts.element(), beats.remove());
        }
    }

    private void store(BurstIntake.Burst burst, Beat next) {
        if (next.last != (beat == burst.beats() - 1)) {
            throw addresses.violation(
                    "WLAST %s at beat %d of %d".formatted(next.last, beat, burst.beats()));
        }
        if (burst.response() == SubordinateMemory.OKAY) {
            long address = burst.address() + (long) beat * beatBytes;
            memory.write(address, next.data, beatBytes, next.strobes);
        }
        beat++;
        if (next.last) {
            beat = 0;
            addresses.bursts.remove();
            answers.add(new Answer(burst.id(), burst.response(), simulator.cycle() + latency));
        }
    }
}
