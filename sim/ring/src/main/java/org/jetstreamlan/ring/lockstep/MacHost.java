package org.jetstreamlan.ring.lockstep;

import java.util.Arrays;
import java.util.List;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.model.StationSettings;
import org.jetstreamlan.nic.mac.MacEvents;
import org.jetstreamlan.nic.mac.ReceiveKind;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// One MAC of a [MacRing] and what is around it: queues of both classes, a receiver that takes what is for its station and keeps frames whose
/// CRC is bad, counters.
public final class MacHost {
    private static final String[] EVENTS =
            Arrays.stream(MacEvents.class.getRecordComponents())
                    .map(java.lang.reflect.RecordComponent::getName)
                    .toArray(String[]::new);

    private static final RingPhase[] PHASES = RingPhase.values();
    private static final ReceiveKind[] KINDS = ReceiveKind.values();

    private final MacRing ring;
    private final int index;
    private final Simulator simulator;
    private final Probe inKind;
    private final Probe inWord;
    private final Probe outKind;
    private final Probe outWord;
    private final Probe recognised;
    private final Probe copied;
    private final OfferQueue synchronous;
    private final OfferQueue asynchronous;

    /// All that is looked at in each word, in one row.
    private final Row row;

    private final int kind;
    private final int word;
    private final int crc;
    private final int codeError;
    private final int eligible;
    private final int hecGood;
    private final int id;
    private final int phase;
    private final int cause;
    private final int completedValid;
    private final int completedStatus;
    private final int completedResult;
    private final int completedTag;
    private final int[] events = new int[EVENTS.length];
    private final int tokens;
    private final long[] counts = new long[EVENTS.length];

    private long link = -1;
    private RingPhase before = RingPhase.OFF;

    // The frame that comes by.
    private boolean mine;
    private long aborts;
    private boolean shown;
    private boolean intact;
    private int words;
    private Payload sent = Payload.NONE;

    MacHost(MacRing ring, int index, Simulator simulator, StationSettings settings) {
        this.ring = ring;
        this.index = index;
        this.simulator = simulator;
        inKind = simulator.probe("linkIn_kind");
        inWord = simulator.probe("linkIn_word");
        outKind = simulator.probe("linkOut_kind");
        outWord = simulator.probe("linkOut_word");
        recognised = simulator.probe("verdict_recognised");
        copied = simulator.probe("verdict_copied");
        row = new Row(simulator);
        kind = row.add("received_kind");
        word = row.add("received_word");
        crc = row.add("received_crc");
        codeError = row.add("received_codeError");
        eligible = row.add("received_eligible");
        hecGood = row.add("received_hecGood");
        id = row.add("status_station");
        phase = row.add("status_phase");
        cause = row.add("status_cause");
        completedValid = row.add("completed_valid");
        completedStatus = row.add("completed_payload_status");
        completedResult = row.add("completed_payload_result");
        completedTag = row.add("completed_payload_tag");
        for (int i = 0; i < events.length; i++) {
            events[i] = row.add("events_" + EVENTS[i]);
        }
        tokens = events[List.of(EVENTS).indexOf("tokens")];
        synchronous = new OfferQueue(this, "synchronous", true);
        asynchronous = new OfferQueue(this, "asynchronous", false);
        configure(settings);
    }

    MacRing ring() {
        return ring;
    }

    int index() {
        return index;
    }

    Simulator simulator() {
        return simulator;
    }

    Row row() {
        return row;
    }

    void configure(StationSettings settings) {
        set("ttrt", settings.ttrt());
        set("dMax", settings.dMax());
        set("tMax", settings.tMax());
        set("tvx", settings.tvx());
        set("largest", settings.largest());
        set("allocation", settings.allocation());
        set("overrun", settings.overrun() ? 1 : 0);
        set("address", settings.address());
        set("nonce", Integer.toUnsignedLong(settings.seed()));
    }

    void set(String config, long value) {
        simulator.poke(simulator.probe("config_" + config), value);
    }

    /// A field of [org.jetstreamlan.nic.mac.MacStatus].
    public long status(String name) {
        return simulator.peek(simulator.probe("status_" + name));
    }

    boolean is(String name) {
        return status(name) != 0;
    }

    /// Frames of any kind that were seen to break off.
    long aborts() {
        return aborts;
    }

    /// How often an event of [MacEvents] has happened.
    public long count(String event) {
        for (int i = 0; i < EVENTS.length; i++) {
            if (EVENTS[i].equals(event)) {
                return counts[i];
            }
        }
        throw new IllegalArgumentException(
                "no event '%s': there are %s".formatted(event, List.of(EVENTS)));
    }

    OfferQueue queue(boolean ofSynchronous) {
        return ofSynchronous ? synchronous : asynchronous;
    }

    long linkOut() {
        return LinkWord.pack(
                LinkWord.Kind.of((int) simulator.peek(outKind)), (int) simulator.peek(outWord));
    }

    /// One word: what comes and is offered, what the MAC makes of it, the edge.
    void clock(long linkIn) {
        if (linkIn != link) {
            link = linkIn;
            simulator.poke(inKind, LinkWord.kind(linkIn).ordinal());
            simulator.poke(inWord, Integer.toUnsignedLong(LinkWord.bits(linkIn)));
        }
        synchronous.offer();
        asynchronous.offer();
        row.read();
        receive();
        watch();
        synchronous.look();
        asynchronous.look();
        simulator.step();
        synchronous.take();
        asynchronous.take();
    }

    private void watch() {
        if (row.value(completedValid) != 0) {
            ring.listener()
                    .completed(
                            index,
                            ring.now(),
                            CompletionResult.of((int) row.value(completedResult)),
                            (int) row.value(completedStatus),
                            (int) row.value(completedTag));
        }
        for (int i = 0; i < events.length; i++) {
            counts[i] += row.value(events[i]);
        }
        if (row.value(tokens) != 0) {
            ring.listener().token(index, ring.now());
        }
        var now = PHASES[(int) row.value(phase)];
        if (now != before) {
            before = now;
            ring.listener().phase(index, ring.now(), now, RingCause.of((int) row.value(cause)));
        }
    }

    private void receive() {
        var seen = KINDS[(int) row.value(kind)];
        switch (seen) {
            case HEADER -> {
                mine = row.value(eligible) != 0;
                intact = true;
                words = 0;
            }
            case ATM -> {
                int vci = AtmHeader.of((int) row.value(word)).vci();
                mine &= row.value(hecGood) != 0;
                mine &= StationVci.isUnicastOf(vci, (int) row.value(id));
            }
            case PAYLOAD -> payload((int) row.value(word));
            case END -> {
                if (mine) {
                    arrived();
                }
                mine = false;
            }
            case ABORT -> {
                mine = false;
                aborts++;
            }
            case NONE -> {}
        }
        // The verdict stands before END is seen, and in that word.
        if (mine != shown && seen != ReceiveKind.END) {
            shown = mine;
            simulator.poke(recognised, mine ? 1 : 0);
            simulator.poke(copied, mine ? 1 : 0);
        }
    }

    private void arrived() {
        var verdict = CrcVerdict.of((int) row.value(crc));
        boolean whole = verdict != CrcVerdict.GOOD || intact && words == sent.words();
        boolean error = row.value(codeError) != 0;
        ring.listener().delivered(index, ring.now(), words, verdict, error, whole);
    }

    private void payload(int bits) {
        if (mine && words == 0) {
            sent = ring.payload(bits);
        } else if (mine) {
            intact &= words < sent.words() && (sent.isCrc(words) || bits == sent.word(words));
        }
        words++;
    }

    void close() {
        simulator.close();
    }
}
