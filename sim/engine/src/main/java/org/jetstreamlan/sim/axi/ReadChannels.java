package org.jetstreamlan.sim.axi;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.bench.Stalls;

/// AR and R of an [Axi4Manager].
final class ReadChannels {
    private static final ValueLayout.OfInt WORD =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Simulator simulator;
    private final BurstQueue queue;
    private final AddressChannel addresses;
    private final AnswerChannel answers;

    private final Probe rid;
    private final Probe rdata;
    private final Probe rresp;
    private final Probe rlast;

    /// Beats of the oldest burst that have come.
    private int beat;

    private boolean awake;

    ReadChannels(
            Simulator simulator, String prefix, int beatsMaximum, Stalls valids, Stalls readies) {
        this.simulator = simulator;
        this.queue = new BurstQueue(beatsMaximum);
        this.addresses = new AddressChannel(simulator, prefix + "_ar", queue, valids);
        this.answers =
                new AnswerChannel(
                        simulator, prefix, "r", "RDATA, RID, RRESP or RLAST", queue, readies);
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
        answers.drive();
        awake = !queue.isIdle() || answers.isHeld();
    }

    void sample() {
        if (queue.isIdle() && !answers.isHeld()) {
            return;
        }
        addresses.sample();
        if (!answers.isValid()) {
            return;
        }
        long data = simulator.peek(rdata);
        long id = simulator.peek(rid);
        long response = simulator.peek(rresp);
        boolean last = simulator.peek(rlast) != 0;
        long rest = id << 3 | response << 1 | (last ? 1 : 0);
        if (answers.take(data, rest)) {
            take((int) data, id, (int) response, last);
        }
    }

    private void take(int data, long id, int response, boolean last) {
        long number = queue.answered;
        if (number >= addresses.sent()) {
            throw answers.violation("RVALID without a burst");
        }
        if (id != queue.id(number)) {
            throw answers.violation("RID %d for burst of id %d".formatted(id, queue.id(number)));
        }
        int beats = queue.beats(number);
        if (last != (beat == beats - 1)) {
            throw answers.violation("RLAST %s at beat %d of %d".formatted(last, beat, beats));
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
}
