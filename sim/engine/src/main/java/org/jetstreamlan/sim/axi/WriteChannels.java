package org.jetstreamlan.sim.axi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.bench.Stalls;

/// AW, W and B of an [Axi4Manager].
final class WriteChannels {
    private static final ValueLayout.OfInt WORD =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Simulator simulator;
    private final BurstQueue queue;
    private final Stalls valids;
    private final AddressChannel addresses;
    private final AnswerChannel answers;

    private final Probe wvalid;
    private final Probe wready;
    private final Probe wdata;
    private final Probe wstrb;
    private final Probe wlast;
    private final Probe bid;
    private final Probe bresp;

    /// Burst whose beats are being sent, and the beat.
    private long sending;

    private int beat;
    private boolean beatValid;
    private boolean awake;

    WriteChannels(
            Simulator simulator, String prefix, int beatsMaximum, Stalls valids, Stalls readies) {
        this.simulator = simulator;
        this.queue = new BurstQueue(beatsMaximum);
        this.valids = valids;
        this.addresses = new AddressChannel(simulator, prefix + "_aw", queue, valids);
        this.answers = new AnswerChannel(simulator, prefix, "b", "BID or BRESP", queue, readies);
        wvalid = simulator.probe(prefix + "_wvalid");
        wready = simulator.probe(prefix + "_wready");
        wdata = simulator.probe(prefix + "_wdata");
        wstrb = simulator.probe(prefix + "_wstrb");
        wlast = simulator.probe(prefix + "_wlast");
        bid = simulator.probe(prefix + "_bid");
        bresp = simulator.probe(prefix + "_bresp");
        if (wdata.width() != 32) {
            throw new IllegalArgumentException(
                    prefix + " has " + wdata.width() + " data bits; this manager has 32");
        }
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
        if (!beatValid && sending < queue.planned && !valids.next()) {
            beatValid = true;
            offerBeat();
        }
        simulator.poke(wvalid, beatValid ? 1 : 0);
        answers.drive();
        awake = !queue.isIdle() || answers.isHeld();
    }

    private void offerBeat() {
        Axi4Transfer transfer = queue.transfer(sending);
        long at = queue.at(sending) + 4L * beat;
        long left = transfer.bytes - at;
        MemorySegment memory = transfer.memory;
        int word = 0;
        int strobe = 0xF;
        if (left >= 4) {
            word = memory.get(WORD, transfer.offset + at);
        } else {
            for (int i = 0; i < left; i++) {
                int lane = memory.get(ValueLayout.JAVA_BYTE, transfer.offset + at + i) & 0xFF;
                word |= lane << (8 * i);
            }
            strobe = (1 << left) - 1;
        }
        if (transfer.strobes.length > 0) {
            strobe = transfer.strobes[beat] & 0xF;
        }
        simulator.poke(wdata, word & 0xFFFF_FFFFL);
        simulator.poke(wstrb, strobe);
        simulator.poke(wlast, beat == queue.lastBeat(sending) ? 1 : 0);
    }

    void sample() {
        if (queue.isIdle() && !answers.isHeld()) {
            return;
        }
        addresses.sample();
        if (beatValid && simulator.peek(wready) != 0) {
            beatValid = false;
            beat++;
            if (beat == queue.beats(sending)) {
                beat = 0;
                sending++;
            }
        }
        sampleResponse();
    }

    private void sampleResponse() {
        if (!answers.isValid()) {
            return;
        }
        long id = simulator.peek(bid);
        long response = simulator.peek(bresp);
        boolean taken = answers.take(id, response);
        if (queue.answered >= sending || queue.answered >= addresses.sent()) {
            throw answers.violation("BVALID before the last beat, or without a burst");
        }
        if (id != queue.id(queue.answered)) {
            throw answers.violation(
                    "BID %d for burst of id %d".formatted(id, queue.id(queue.answered)));
        }
        if (taken) {
            queue.transfer(queue.answered).respond((int) response);
            queue.answer(simulator.cycle());
        }
    }
}
