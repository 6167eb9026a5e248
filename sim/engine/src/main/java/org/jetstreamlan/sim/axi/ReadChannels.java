package org.jetstreamlan.sim.axi;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// AR and R of an [Axi4Manager].
final class ReadChannels {
    private static final ValueLayout.OfInt WORD =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Simulator simulator;
    private final String port;
    private final BurstQueue queue;
    private final Stalls readies;
    private final AddressChannel addresses;

    private final Probe rvalid;
    private final Probe rready;
    private final Probe rid;
    private final Probe rdata;
    private final Probe rresp;
    private final Probe rlast;

    /// Beats of the oldest burst that have come.
    private int beat;

    private boolean ready;
    private boolean awake;

    /// A beat was offered and not taken: it must stay.
    private boolean held;

    private long heldData;
    private long heldRest;

    ReadChannels(
            Simulator simulator, String prefix, int beatsMaximum, Stalls valids, Stalls readies) {
        this.simulator = simulator;
        this.port = prefix;
        this.queue = new BurstQueue(beatsMaximum);
        this.readies = readies;
        this.addresses = new AddressChannel(simulator, prefix + "_ar", queue, valids);
        rvalid = simulator.probe(prefix + "_rvalid");
        rready = simulator.probe(prefix + "_rready");
        rid = simulator.probe(prefix + "_rid");
        rdata = simulator.probe(prefix + "_rdata");
        rresp = simulator.probe(prefix + "_rresp");
        rlast = simulator.probe(prefix + "_rlast");
    }

    Axi4Transfer add(Axi4Transfer transfer) {
        queue.add(transfer);
        awake = true;
        return transfer;
    }

    boolean isIdle() {
        return queue.isIdle();
    }

    void drive() {
        if (!awake) {
            return;
        }
        queue.plan();
        addresses.drive();
        ready = queue.answered < queue.planned && !readies.next();
        simulator.poke(rready, ready ? 1 : 0);
        awake = !queue.isIdle() || held;
    }

    void sample() {
        if (queue.isIdle() && !held) {
            return;
        }
        addresses.sample();
        boolean valid = simulator.peek(rvalid) != 0;
        if (held && !valid) {
            throw violation("RVALID withdrawn before RREADY");
        }
        if (!valid) {
            return;
        }
        long data = simulator.peek(rdata);
        long id = simulator.peek(rid);
        long response = simulator.peek(rresp);
        boolean last = simulator.peek(rlast) != 0;
        long rest = id << 3 | response << 1 | (last ? 1 : 0);
        if (held && (data != heldData || rest != heldRest)) {
            throw violation("RDATA, RID, RRESP or RLAST changed while RREADY was 0");
        }
        held = !ready;
        heldData = data;
        heldRest = rest;
        if (ready) {
            take((int) data, id, (int) response, last);
        }
    }

    private void take(int data, long id, int response, boolean last) {
        long number = queue.answered;
        if (number >= addresses.sent()) {
            throw violation("RVALID without a burst");
        }
        if (id != queue.id(number)) {
            throw violation("RID %d for burst of id %d".formatted(id, queue.id(number)));
        }
        int beats = queue.beats(number);
        if (last != (beat == beats - 1)) {
            throw violation("RLAST %s at beat %d of %d".formatted(last, beat, beats));
        }
        Axi4Transfer transfer = queue.transfer(number);
        long at = queue.at(number) + 4L * beat;
        long left = transfer.bytes - at;
        if (left >= 4) {
            transfer.memory.set(WORD, transfer.offset + at, data);
        } else {
            for (int i = 0; i < left; i++) {
                transfer.memory.set(
                        ValueLayout.JAVA_BYTE, transfer.offset + at + i, (byte) (data >> (8 * i)));
            }
        }
        transfer.respond(response);
        beat++;
        if (last) {
            beat = 0;
            queue.answer(simulator.cycle());
        }
    }

    private AxiViolation violation(String what) {
        return new AxiViolation(port, simulator.cycle(), what);
    }
}
