package org.jetstreamlan.ring;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.model.StationSettings;
import org.jetstreamlan.nic.mac.Mac;
import org.jetstreamlan.nic.mac.ReceiveKind;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.jit.JitEngine;

/// MACs in a ring, as RTL, each with a host that offers frames and takes all that is for its station: what
/// [org.jetstreamlan.model.RingModel] is compared with.
final class MacRing {
    private static final Model MODEL = new JitEngine().compile(Design.of(Mac::new).circuit());
    private static final long FILL = LinkWord.pack(LinkWord.Kind.FILL, 0);

    /// The events of the MAC that are counters.
    static final Map<Counter, String> EVENTS =
            Map.ofEntries(
                    Map.entry(Counter.DROP_HEADER_CHECK, "headerCheck"),
                    Map.entry(Counter.OWN_RETURNED, "ownReturned"),
                    Map.entry(Counter.MANAGEMENT, "management"),
                    Map.entry(Counter.DROP_CIRCULATION, "circulation"),
                    Map.entry(Counter.DROP_DISABLED, "disabled"),
                    Map.entry(Counter.SENT, "sent"),
                    Map.entry(Counter.RETURNED_GOOD, "returnedGood"),
                    Map.entry(Counter.RETURNED_BAD, "returnedBad"),
                    Map.entry(Counter.LOST, "lost"),
                    Map.entry(Counter.TOKENS, "tokens"),
                    Map.entry(Counter.TOKEN_BAD, "tokenBad"),
                    Map.entry(Counter.FOREIGN_START, "foreignStart"),
                    Map.entry(Counter.FOREIGN_MARK, "foreignMark"),
                    Map.entry(Counter.BAD_SYMBOL, "badSymbol"),
                    Map.entry(Counter.STRAY_WORD, "strayWord"),
                    Map.entry(Counter.CODE_ERROR, "codeError"),
                    Map.entry(Counter.CLAIMS, "claims"),
                    Map.entry(Counter.PURGED, "purged"));

    /// Looks on.
    interface Observer {
        void word(int link, long time, long word);

        void delivered(int station, long time, int words);

        void completed(int station, long time, int result, int status);
    }

    private final List<Host> hosts = new ArrayList<>();
    private final List<Queue<Long>> links = new ArrayList<>();
    private final Map<List<Long>, Integer> faults = new HashMap<>();
    private final List<long[]> cuts = new ArrayList<>();
    private final Observer observer;
    private long now;

    MacRing(List<StationSettings> settings, int[] hopDelay, Observer observer) {
        this.observer = observer;
        for (int i = 0; i < settings.size(); i++) {
            hosts.add(new Host(i, settings.get(i)));
            var link = new ArrayDeque<Long>();
            for (int k = 0; k < hopDelay[i]; k++) {
                link.add(FILL);
            }
            links.add(link);
        }
    }

    void set(int station, String config, long value) {
        hosts.get(station).set(config, value);
    }

    void enqueue(int station, boolean synchronous, int atm, int words, long time) {
        var host = hosts.get(station);
        (synchronous ? host.synchronous : host.asynchronous)
                .requests.add(new Request(atm, words, time));
    }

    /// Inverts bits of the word that leaves `link` at `time`; a FILL becomes INVALID.
    void flip(int link, long time, int mask) {
        faults.put(List.of((long) link, time), mask);
    }

    /// The word that leaves `link` at `time` is INVALID.
    void spoil(int link, long time) {
        flip(link, time, 0);
    }

    /// All words that leave `link` from `time` until before `until` are FILL.
    void cut(int link, long time, long until) {
        cuts.add(new long[] {link, time, until});
    }

    private long faulty(int link, long word) {
        for (var cut : cuts) {
            if (cut[0] == link && now >= cut[1] && now < cut[2]) {
                return FILL;
            }
        }
        var mask = faults.get(List.of((long) link, now));
        if (mask == null) {
            return word;
        }
        var kind = LinkWord.kind(word);
        return mask == 0 || kind == LinkWord.Kind.FILL
                ? LinkWord.pack(LinkWord.Kind.INVALID, 0)
                : LinkWord.pack(kind, LinkWord.bits(word) ^ mask);
    }

    /// What the MAC has reported of it.
    long counter(int station, Counter counter) {
        return hosts.get(station).counts.getOrDefault(counter, 0L);
    }

    String phase(int station) {
        return hosts.get(station).phase();
    }

    long now() {
        return now;
    }

    void runTo(long end) {
        var in = new long[hosts.size()];
        while (now < end) {
            for (int i = 0; i < hosts.size(); i++) {
                long word = hosts.get(i).linkOut();
                observer.word(i, now, word);
                links.get(i).add(faulty(i, word));
                in[(i + 1) % hosts.size()] = links.get(i).remove();
            }
            for (int i = 0; i < hosts.size(); i++) {
                hosts.get(i).clock(in[i]);
            }
            now++;
        }
    }

    private record Request(int atm, int words, long time) {}

    /// One MAC and what is around it.
    private final class Host {
        private final int index;
        private final Simulator simulator = MODEL.instantiate();
        private final Probe inKind = probe("linkIn_kind");
        private final Probe inWord = probe("linkIn_word");
        private final Probe outKind = probe("linkOut_kind");
        private final Probe outWord = probe("linkOut_word");
        private final Probe kind = probe("received_kind");
        private final Probe word = probe("received_word");
        private final Probe eligible = probe("received_eligible");
        private final Probe hecGood = probe("received_hecGood");
        private final Probe recognised = probe("verdict_recognised");
        private final Probe copied = probe("verdict_copied");
        private final Probe id = probe("status_station");
        private final Probe completedValid = probe("completed_valid");
        private final Probe completedStatus = probe("completed_payload_status");
        private final Probe completedResult = probe("completed_payload_result");
        private final Map<Counter, Probe> events = new EnumMap<>(Counter.class);
        private final Map<Counter, Long> counts = new EnumMap<>(Counter.class);
        private final Offer synchronous = new Offer("synchronous");
        private final Offer asynchronous = new Offer("asynchronous");
        private boolean mine;
        private int words;

        Host(int index, StationSettings settings) {
            this.index = index;
            EVENTS.forEach((counter, event) -> events.put(counter, probe("events_" + event)));
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

        private Probe probe(String name) {
            return simulator.probe(name);
        }

        void set(String config, long value) {
            simulator.poke(probe("config_" + config), value);
        }

        String phase() {
            return org.jetstreamlan.abi.RingPhase.of((int) simulator.peek(probe("status_phase")))
                    .name();
        }

        long linkOut() {
            return LinkWord.pack(
                    LinkWord.Kind.of((int) simulator.peek(outKind)), (int) simulator.peek(outWord));
        }

        void clock(long linkIn) {
            simulator.poke(inKind, LinkWord.kind(linkIn).ordinal());
            simulator.poke(inWord, Integer.toUnsignedLong(LinkWord.bits(linkIn)));
            synchronous.offer();
            asynchronous.offer();
            receive();
            if (simulator.peek(completedValid) != 0) {
                observer.completed(
                        index,
                        now,
                        (int) simulator.peek(completedResult),
                        (int) simulator.peek(completedStatus));
            }
            events.forEach(
                    (counter, event) -> {
                        if (simulator.peek(event) != 0) {
                            counts.merge(counter, 1L, Long::sum);
                        }
                    });
            synchronous.look();
            asynchronous.look();
            simulator.step();
            synchronous.take();
            asynchronous.take();
        }

        /// The verdict stands before END is seen.
        private void receive() {
            var seen = ReceiveKind.values()[(int) simulator.peek(kind)];
            switch (seen) {
                case HEADER -> {
                    mine = simulator.peek(eligible) != 0;
                    words = 0;
                }
                case ATM -> {
                    int vci = (int) simulator.peek(word) >>> 4 & 0xFF_FFFF;
                    mine &= simulator.peek(hecGood) != 0;
                    mine &= StationVci.isUnicastOf(vci, (int) simulator.peek(id));
                }
                case PAYLOAD -> words++;
                case END -> {
                    if (mine) {
                        observer.delivered(index, now, words);
                    }
                    mine = false;
                }
                case ABORT -> mine = false;
                case NONE -> {}
            }
            if (seen != ReceiveKind.END) {
                simulator.poke(recognised, mine ? 1 : 0);
                simulator.poke(copied, mine ? 1 : 0);
            }
        }

        /// Frames of one class; their payload is 0, with a CRC by the MAC.
        private final class Offer {
            private final Queue<Request> requests = new ArrayDeque<>();
            private final Probe valid;
            private final Probe payloadWords;
            private final Probe atm;
            private final Probe ready;
            private boolean taken;

            Offer(String port) {
                valid = probe(port + "_valid");
                payloadWords = probe(port + "_payload_payloadWords");
                atm = probe(port + "_payload_atm");
                ready = probe(port + "_ready");
                simulator.poke(probe(port + "_payload_insertCrc"), 1);
                simulator.poke(probe(port + "Payload_valid"), 1);
                simulator.poke(probe(port + "Payload_payload"), 0);
            }

            void offer() {
                var first = requests.peek();
                boolean waits = first != null && first.time <= now;
                simulator.poke(valid, waits ? 1 : 0);
                if (first != null && waits) {
                    simulator.poke(payloadWords, first.words);
                    simulator.poke(atm, Integer.toUnsignedLong(first.atm));
                }
            }

            void look() {
                var first = requests.peek();
                taken = first != null && first.time <= now && simulator.peek(ready) != 0;
            }

            void take() {
                if (taken) {
                    requests.remove();
                }
            }
        }
    }
}
