package org.jetstreamlan.ring.line;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.model.StationSettings;
import org.jetstreamlan.nic.mac.MacEvents;
import org.jetstreamlan.nic.mac.ReceiveKind;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// One RTL station of a [LineRing], and its host: queues of both classes, a receiver that knows what was sent.
final class Node implements AutoCloseable {
    private static final int CHANNEL = 0x200;
    private static final String[] EVENTS =
            Arrays.stream(MacEvents.class.getRecordComponents())
                    .map(java.lang.reflect.RecordComponent::getName)
                    .toArray(String[]::new);

    private final LineRing ring;
    private final int index;
    private final Simulator simulator;
    private final Probe lineOut;
    private final Probe lineIn;
    private final Probe phase;
    private final Probe cause;
    private final Probe station;
    private final Probe operational;
    private final Probe happened;
    private final Probe tokens;
    private final Probe kind;
    private final Probe word;
    private final Probe crc;
    private final Probe eligible;
    private final Probe hecGood;
    private final Probe recognised;
    private final Probe completedValid;
    private final Probe completedStatus;
    private final Probe completedResult;
    private final Map<String, Probe> events = new HashMap<>();
    private final Map<String, Long> counts = new HashMap<>();
    private final Source synchronous;
    private final Source asynchronous;
    private final Queue<Offer> out = new ArrayDeque<>();

    private RingPhase seenPhase = RingPhase.OFF;

    // The frame that comes by.
    private boolean taking;
    private boolean mine;
    private boolean intact;
    private int vci;
    private int received;
    private Offer arriving = new Offer(0, 0, 0, false, 0);

    Node(LineRing ring, int index, Simulator simulator, StationSettings settings) {
        this.ring = ring;
        this.index = index;
        this.simulator = simulator;
        lineOut = probe("lineOut");
        lineIn = probe("lineIn");
        phase = probe("status_phase");
        cause = probe("status_cause");
        station = probe("status_station");
        operational = probe("status_operational");
        happened = probe("happened");
        tokens = probe("events_tokens");
        kind = probe("received_kind");
        word = probe("received_word");
        crc = probe("received_crc");
        eligible = probe("received_eligible");
        hecGood = probe("received_hecGood");
        recognised = probe("verdict_recognised");
        completedValid = probe("completed_valid");
        completedStatus = probe("completed_payload_status");
        completedResult = probe("completed_payload_result");
        for (String event : EVENTS) {
            events.put(event, probe("events_" + event));
        }
        events.put("underflow", probe("underflow"));
        events.put("overflow", probe("overflow"));
        synchronous = new Source("synchronous");
        asynchronous = new Source("asynchronous");
        configure(settings);
    }

    private Probe probe(String name) {
        return simulator.probe(name);
    }

    void set(String name, long value) {
        simulator.poke(probe(name), value);
    }

    private void configure(StationSettings settings) {
        set("config_ttrt", settings.ttrt());
        set("config_dMax", settings.dMax());
        set("config_tMax", settings.tMax());
        set("config_tvx", settings.tvx());
        set("config_largest", settings.largest());
        set("config_allocation", settings.allocation());
        set("config_overrun", settings.overrun() ? 1 : 0);
        set("config_nonce", Integer.toUnsignedLong(settings.seed()));
        set("config_address", settings.address());
        set("holdOffUnit", LineRing.HOLD_OFF);
        set("verdict_copied", 1);
    }

    /// Both resets, for a few clocks of both clocks.
    void reset() {
        set("rst", 1);
        set("recovered_rst", 1);
        for (int i = 0; i < 4; i++) {
            simulator.stepTogether("clk", "recovered_clk");
        }
        set("rst", 0);
        set("recovered_rst", 0);
        synchronous.forget();
        asynchronous.forget();
        out.clear();
        taking = false;
        seenPhase = RingPhase.OFF;
        set("config_seed", 1);
        simulator.step("clk");
        set("config_seed", 0);
    }

    void enable(boolean on) {
        set("config_enable", on ? 1 : 0);
    }

    void offer(Offer offer) {
        (offer.synchronous() ? synchronous : asynchronous).add(offer);
    }

    int waiting() {
        return synchronous.offers.size() + asynchronous.offers.size();
    }

    int waiting(boolean ofSynchronous) {
        return (ofSynchronous ? synchronous : asynchronous).offers.size();
    }

    RingPhase phase() {
        return RingPhase.of((int) simulator.peek(phase));
    }

    RingCause cause() {
        return RingCause.of((int) simulator.peek(cause));
    }

    int station() {
        return (int) simulator.peek(station);
    }

    boolean operational() {
        return simulator.peek(operational) != 0;
    }

    long status(String name) {
        return simulator.peek(probe("status_" + name));
    }

    long count(String event) {
        if (!events.containsKey(event)) {
            throw new IllegalArgumentException(
                    "no event '%s' is counted; there are %s"
                            .formatted(event, new TreeSet<>(events.keySet())));
        }
        return counts.getOrDefault(event, 0L);
    }

    long lineOut() {
        return simulator.peek(lineOut);
    }

    /// A pair comes with an edge of the recovered clock.
    void receive(long pair) {
        simulator.poke(lineIn, pair);
        simulator.step("recovered_clk");
    }

    /// An edge of the core clock.
    void clock(long time) {
        synchronous.offer();
        asynchronous.offer();
        watch(time);
        receiveFrame(time);
        complete(time);
        synchronous.look(time);
        asynchronous.look(time);
        simulator.step("clk");
        synchronous.take();
        asynchronous.take();
    }

    private void watch(long time) {
        var now = phase();
        if (now != seenPhase) {
            seenPhase = now;
            ring.listener().phase(index, time, now, cause());
        }
        if (simulator.peek(happened) != 0) {
            events.forEach(
                    (name, probe) -> {
                        if (simulator.peek(probe) != 0) {
                            counts.merge(name, 1L, Long::sum);
                        }
                    });
            if (simulator.peek(tokens) != 0) {
                ring.listener().token(index, time);
            }
        }
    }

    private void receiveFrame(long time) {
        int code = (int) simulator.peek(kind);
        if (code == ReceiveKind.NONE.ordinal()) {
            return;
        }
        switch (ReceiveKind.values()[code]) {
            case NONE -> {}
            case HEADER -> {
                taking = simulator.peek(eligible) != 0;
                mine = false;
            }
            case ATM -> {
                vci = AtmHeader.of((int) simulator.peek(word)).vci();
                mine =
                        taking
                                && simulator.peek(hecGood) != 0
                                && StationVci.isUnicastOf(vci, station());
                simulator.poke(recognised, mine ? 1 : 0);
                received = 0;
                intact = true;
            }
            case PAYLOAD -> {
                if (mine) {
                    payload((int) simulator.peek(word));
                }
            }
            case END -> {
                if (mine && simulator.peek(crc) == CrcVerdict.GOOD.ordinal()) {
                    boolean whole =
                            intact
                                    && received == arriving.words()
                                    && vci == StationVci.of(arriving.to(), CHANNEL);
                    ring.listener().delivered(index, time, arriving, whole);
                } else if (mine) {
                    ring.listener().spoiled(index, time);
                }
                mine = false;
            }
            case ABORT -> {
                if (mine) {
                    ring.listener().spoiled(index, time);
                }
                mine = false;
            }
        }
    }

    private void payload(int bits) {
        if (received == 0) {
            var known = ring.offered(bits);
            intact = known != null;
            arriving = known == null ? new Offer(bits, -1, -1, false, 0) : known;
        } else if (received != arriving.words() - 1) {
            intact &= bits == arriving.word(received);
        }
        received++;
    }

    private void complete(long time) {
        if (simulator.peek(completedValid) == 0) {
            return;
        }
        var offer = out.remove();
        var result = CompletionResult.of((int) simulator.peek(completedResult));
        int status = (int) simulator.peek(completedStatus);
        ring.listener().completed(index, time, offer, result, status);
    }

    @Override
    public void close() {
        simulator.close();
    }

    /// The frames of one class.
    private final class Source {
        private final Queue<Offer> offers = new ArrayDeque<>();
        private final Probe valid;
        private final Probe words;
        private final Probe atm;
        private final Probe insertCrc;
        private final Probe ready;
        private final Probe payloadValid;
        private final Probe payloadWord;
        private final Probe payloadReady;
        private long firstSince;
        private boolean shown;
        private Offer sending = new Offer(0, 0, 0, false, 0);
        private int at;
        private boolean accepted;
        private boolean fetched;

        Source(String port) {
            valid = probe(port + "_valid");
            words = probe(port + "_payload_payloadWords");
            atm = probe(port + "_payload_atm");
            insertCrc = probe(port + "_payload_insertCrc");
            ready = probe(port + "_ready");
            payloadValid = probe(port + "Payload_valid");
            payloadWord = probe(port + "Payload_payload");
            payloadReady = probe(port + "Payload_ready");
        }

        void add(Offer offer) {
            if (offers.isEmpty()) {
                firstSince = ring.time();
            }
            offers.add(offer);
        }

        void forget() {
            offers.clear();
            at = sending.words();
            shown = false;
            simulator.poke(valid, 0);
            simulator.poke(payloadValid, 0);
        }

        void offer() {
            var next = offers.peek();
            if (next != null && !shown) {
                simulator.poke(valid, 1);
                simulator.poke(words, next.words());
                int header = AtmHeader.endOfPdu(StationVci.of(next.to(), CHANNEL)).word();
                simulator.poke(atm, Integer.toUnsignedLong(header));
                simulator.poke(insertCrc, 1);
                shown = true;
            }
        }

        void look(long time) {
            accepted = shown && simulator.peek(ready) != 0;
            fetched = at < sending.words() && simulator.peek(payloadReady) != 0;
            if (accepted) {
                ring.listener().started(index, time, offers.element(), time - firstSince);
            }
        }

        void take() {
            if (fetched) {
                at++;
            }
            if (accepted) {
                sending = offers.remove();
                out.add(sending);
                at = 0;
                shown = false;
                firstSince = ring.time();
                simulator.poke(valid, 0);
            }
            if (accepted || fetched) {
                boolean more = at < sending.words();
                simulator.poke(payloadValid, more ? 1 : 0);
                if (more) {
                    simulator.poke(payloadWord, Integer.toUnsignedLong(sending.word(at)));
                }
            }
        }
    }
}
