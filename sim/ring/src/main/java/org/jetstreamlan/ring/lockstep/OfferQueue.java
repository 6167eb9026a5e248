package org.jetstreamlan.ring.lockstep;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jspecify.annotations.Nullable;

/// The frames of one class that the host of a [MacHost] offers; payloads follow one another on a stream of their own.
final class OfferQueue {
    private record Offer(AtmHeader atm, Payload payload, long time) {}

    private final MacHost host;
    private final boolean synchronous;
    private final Simulator simulator;
    private final Queue<Offer> offers = new ArrayDeque<>();
    private final Queue<Offer> payloads = new ArrayDeque<>();
    private final Probe valid;
    private final Probe words;
    private final Probe atm;
    private final Probe insertCrc;
    private final Probe payloadValid;
    private final Probe payloadWord;
    private final int ready;
    private final int payloadReady;

    private boolean shown;
    private boolean payloadShown;
    private int at;
    private boolean taken;
    private boolean fetched;
    private long since;
    private @Nullable AtmHeader endless;
    private int endlessWords;

    OfferQueue(MacHost host, String port, boolean synchronous) {
        this.host = host;
        this.synchronous = synchronous;
        simulator = host.simulator();
        valid = simulator.probe(port + "_valid");
        words = simulator.probe(port + "_payload_payloadWords");
        atm = simulator.probe(port + "_payload_atm");
        insertCrc = simulator.probe(port + "_payload_insertCrc");
        payloadValid = simulator.probe(port + "Payload_valid");
        payloadWord = simulator.probe(port + "Payload_payload");
        ready = host.row().add(port + "_ready");
        payloadReady = host.row().add(port + "Payload_ready");
        simulator.poke(simulator.probe(port + "_payload_synchronous"), synchronous ? 1 : 0);
    }

    void add(AtmHeader header, int count, boolean ownCrc, long time) {
        var payload = host.ring().newPayload(count, header.endsPdu(), ownCrc);
        var offer = new Offer(header, payload, time);
        offers.add(offer);
        payloads.add(offer);
    }

    void endless(AtmHeader header, int count, long time) {
        endless = header;
        endlessWords = count;
        refill(time);
    }

    private void refill(long time) {
        if (endless != null && offers.isEmpty()) {
            add(endless, endlessWords, false, time);
        }
    }

    /// Shows what waits, at the beginning of a word.
    void offer() {
        var first = offers.peek();
        if (!shown && first != null && first.time <= host.ring().now()) {
            shown = true;
            simulator.poke(valid, 1);
            simulator.poke(words, first.payload.words());
            simulator.poke(atm, Integer.toUnsignedLong(first.atm.word()));
            simulator.poke(insertCrc, first.payload.insertsCrc() ? 1 : 0);
        }
        var next = payloads.peek();
        if (!payloadShown && next != null && next.time <= host.ring().now()) {
            payloadShown = true;
            simulator.poke(payloadValid, 1);
            simulator.poke(payloadWord, Integer.toUnsignedLong(next.payload.word(at)));
        }
    }

    /// What the MAC takes at the edge to come.
    void look() {
        taken = shown && host.row().value(ready) != 0;
        fetched = payloadShown && host.row().value(payloadReady) != 0;
    }

    void take() {
        long now = host.ring().now();
        if (taken) {
            var offer = offers.remove();
            host.ring()
                    .listener()
                    .taken(host.index(), now, synchronous, now - Math.max(since, offer.time));
            since = now + 1;
            shown = false;
            simulator.poke(valid, 0);
            refill(now + 1);
        }
        if (fetched) {
            at++;
            if (at == payloads.element().payload.words()) {
                payloads.remove();
                at = 0;
            }
            payloadShown = false;
            simulator.poke(payloadValid, 0);
        }
    }
}
