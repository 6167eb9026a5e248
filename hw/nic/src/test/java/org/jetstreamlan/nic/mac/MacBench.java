package org.jetstreamlan.nic.mac;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.IntPredicate;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.ManagementFrame;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// One MAC with a transmit and a receive engine of Java around it, clock by clock.
final class MacBench {
    static final int D_MAX = 1_000;
    static final int T_MAX = 20_000;
    static final int TTRT = 100_000;
    static final int EPOCH = 0b10_1101;

    private static final Model MODEL = MacUnderTest.model();
    private static final String[] EVENTS =
            Arrays.stream(MacEvents.class.getRecordComponents())
                    .map(java.lang.reflect.RecordComponent::getName)
                    .toArray(String[]::new);

    /// A frame to send.
    record Outgoing(AtmHeader atm, List<Integer> payload, boolean insertCrc) {}

    /// An eligible frame as the receive engine sees it.
    ///
    /// @param end END or ABORT
    record Taken(
            int word0,
            int atm,
            List<Integer> payload,
            ReceiveKind end,
            CrcVerdict crc,
            boolean codeError,
            boolean hecGood) {}

    /// A completion.
    record Ended(CompletionResult result, int tag, int status) {}

    final List<Taken> taken = new ArrayList<>();
    final List<Ended> ended = new ArrayList<>();

    /// Which ATM headers the receiver recognises, and whether it has room for them.
    IntPredicate recognises = _ -> false;

    IntPredicate copies = _ -> true;

    /// From this payload word of the next frame on the payload is missing; -1 for never.
    int starveAt = -1;

    private final Simulator simulator = MODEL.instantiate();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Probe inKind = probe("linkIn_kind");
    private final Probe inWord = probe("linkIn_word");
    private final Probe outKind = probe("linkOut_kind");
    private final Probe outWord = probe("linkOut_word");
    private final Source synchronous = new Source("synchronous");
    private final Source asynchronous = new Source("asynchronous");
    private final Probe kind = probe("received_kind");
    private final Probe word = probe("received_word");
    private final Probe crc = probe("received_crc");
    private final Probe codeError = probe("received_codeError");
    private final Probe eligible = probe("received_eligible");
    private final Probe hecGood = probe("received_hecGood");
    private final Probe recognised = probe("verdict_recognised");
    private final Probe copied = probe("verdict_copied");
    private final Probe completedValid = probe("completed_valid");
    private final Probe completedStatus = probe("completed_payload_status");
    private final Probe completedTag = probe("completed_payload_tag");
    private final Probe completedResult = probe("completed_payload_result");
    private final Probe[] events =
            Arrays.stream(EVENTS).map(name -> probe("events_" + name)).toArray(Probe[]::new);

    private boolean taking;
    private int word0;
    private int atm;
    private boolean hec;
    private List<Integer> payload = new ArrayList<>();

    private Probe probe(String name) {
        return simulator.probe(name);
    }

    // ---- the host's side

    void set(String config, long value) {
        simulator.poke(probe("config_" + config), value);
    }

    long status(String name) {
        return simulator.peek(probe("status_" + name));
    }

    long output(String name) {
        return simulator.peek(probe(name));
    }

    RingPhase phase() {
        return RingPhase.of((int) status("phase"));
    }

    RingCause cause() {
        return RingCause.of((int) status("cause"));
    }

    boolean isOperational() {
        return status("operational") != 0;
    }

    void send(Outgoing frame) {
        asynchronous.add(frame);
    }

    /// A frame with this user data as AAL5 PDU, the CRC left to the hardware.
    void send(int vci, int[] payload) {
        var words = Arrays.stream(payload).boxed().toList();
        send(new Outgoing(AtmHeader.endOfPdu(vci), words, true));
    }

    /// The same as a synchronous frame.
    void sendSynchronous(int vci, int[] payload) {
        var words = Arrays.stream(payload).boxed().toList();
        synchronous.add(new Outgoing(AtmHeader.endOfPdu(vci), words, true));
    }

    int unsent() {
        return asynchronous.requests.size() + synchronous.requests.size();
    }

    /// Payload words of a class that have not been taken.
    int unsentWords(boolean ofSynchronous) {
        return (ofSynchronous ? synchronous : asynchronous).words.size();
    }

    int count(String event) {
        return counts.getOrDefault(event, 0);
    }

    /// Counts of everything that has happened.
    Map<String, Integer> counts() {
        return Map.copyOf(counts);
    }

    void clearCounts() {
        counts.clear();
    }

    long cycle() {
        return simulator.cycle();
    }

    // ---- the link

    /// What is on the link output in this clock.
    long linkOut() {
        return LinkWord.pack(
                LinkWord.Kind.of((int) simulator.peek(outKind)), (int) simulator.peek(outWord));
    }

    /// One clock with this word on the link input.
    void clock(long linkIn) {
        simulator.poke(inKind, LinkWord.kind(linkIn).ordinal());
        simulator.poke(inWord, Integer.toUnsignedLong(LinkWord.bits(linkIn)));
        synchronous.offer();
        asynchronous.offer();
        receive();
        complete();
        synchronous.look();
        asynchronous.look();
        simulator.step();
        synchronous.take();
        asynchronous.take();
    }

    /// Feeds `words` and gives what comes out for each, 3 clocks later.
    long[] through(long... words) {
        var out = new long[words.length];
        for (int i = 0; i < words.length + 3; i++) {
            if (i >= 3) {
                out[i - 3] = linkOut();
            }
            clock(i < words.length ? words[i] : LinkWord.pack(LinkWord.Kind.FILL, 0));
        }
        return out;
    }

    /// The frames of one class.
    private final class Source {
        private final Queue<Outgoing> requests = new ArrayDeque<>();
        private final Queue<Integer> words = new ArrayDeque<>();
        private final Probe requestValid;
        private final Probe requestWords;
        private final Probe requestAtm;
        private final Probe requestCrc;
        private final Probe requestReady;
        private final Probe payloadValid;
        private final Probe payloadWord;
        private final Probe payloadReady;
        private int wordsOfFrame;
        private boolean accepted;
        private boolean fetched;

        Source(String port) {
            requestValid = probe(port + "_valid");
            requestWords = probe(port + "_payload_payloadWords");
            requestAtm = probe(port + "_payload_atm");
            requestCrc = probe(port + "_payload_insertCrc");
            requestReady = probe(port + "_ready");
            payloadValid = probe(port + "Payload_valid");
            payloadWord = probe(port + "Payload_payload");
            payloadReady = probe(port + "Payload_ready");
        }

        void add(Outgoing frame) {
            requests.add(frame);
            words.addAll(frame.payload);
        }

        void offer() {
            var next = requests.peek();
            simulator.poke(requestValid, next == null ? 0 : 1);
            if (next != null) {
                simulator.poke(requestWords, next.payload.size());
                simulator.poke(requestAtm, Integer.toUnsignedLong(next.atm.word()));
                simulator.poke(requestCrc, next.insertCrc ? 1 : 0);
            }
            boolean starved = starveAt >= 0 && wordsOfFrame >= starveAt;
            var first = starved ? null : words.peek();
            simulator.poke(payloadValid, first == null ? 0 : 1);
            simulator.poke(
                    payloadWord, first == null ? 0xDEAD_BEEFL : Integer.toUnsignedLong(first));
        }

        void look() {
            accepted = !requests.isEmpty() && simulator.peek(requestReady) != 0;
            fetched = simulator.peek(payloadReady) != 0 && simulator.peek(payloadValid) != 0;
        }

        void take() {
            if (accepted) {
                requests.remove();
                wordsOfFrame = 0;
            }
            if (fetched) {
                words.remove();
                wordsOfFrame++;
            }
        }
    }

    private void receive() {
        var seen = ReceiveKind.values()[(int) simulator.peek(kind)];
        int bits = (int) simulator.peek(word);
        switch (seen) {
            case NONE -> {}
            case HEADER -> {
                taking = simulator.peek(eligible) != 0;
                word0 = bits;
                atm = 0;
                hec = false;
                payload = new ArrayList<>();
            }
            case ATM -> {
                atm = bits;
                hec = simulator.peek(hecGood) != 0;
            }
            case PAYLOAD -> payload.add(bits);
            case END, ABORT -> {
                if (taking) {
                    var verdict = CrcVerdict.of((int) simulator.peek(crc));
                    boolean ended = seen == ReceiveKind.END;
                    boolean error = ended && simulator.peek(codeError) != 0;
                    taken.add(
                            new Taken(
                                    word0,
                                    atm,
                                    payload,
                                    seen,
                                    ended ? verdict : CrcVerdict.NONE,
                                    error,
                                    hec));
                }
                taking = false;
            }
        }
        if (seen != ReceiveKind.END) {
            simulator.poke(recognised, hec && recognises.test(atm) ? 1 : 0);
            simulator.poke(copied, copies.test(atm) ? 1 : 0);
        }
    }

    private void complete() {
        if (simulator.peek(completedValid) != 0) {
            ended.add(
                    new Ended(
                            CompletionResult.of((int) simulator.peek(completedResult)),
                            (int) simulator.peek(completedTag),
                            (int) simulator.peek(completedStatus)));
        }
        for (int i = 0; i < events.length; i++) {
            if (simulator.peek(events[i]) != 0) {
                counts.merge(EVENTS[i], 1, Integer::sum);
            }
        }
    }

    // ---- ways to become a station of a ring

    static final long FILL = LinkWord.pack(LinkWord.Kind.FILL, 0);
    static final long ADDRESS = 0x0200_5E10_0001L;

    MacBench() {
        set("ttrt", TTRT);
        set("dMax", D_MAX);
        set("tMax", T_MAX);
        set("tvx", (1 << 24) - 1);
        set("largest", Frame.PAYLOAD_WORDS_MAXIMUM);
        set("address", ADDRESS);
    }

    static ManagementFrame management(ManagementFrame.Operation operation, int stations) {
        return new ManagementFrame(
                operation, stations, EPOCH, TTRT, Frame.PAYLOAD_WORDS_MAXIMUM, ADDRESS + 1);
    }

    /// Takes part from now on; claims with this nonce, which is drawn in the clock behind.
    void enable(int nonce) {
        set("nonce", Integer.toUnsignedLong(nonce));
        set("seed", 1);
        set("enable", 1);
        clock(FILL);
        set("seed", 0);
    }

    /// In FOLLOW: it has heard a better claim.
    static MacBench follower() {
        return follower(T_MAX);
    }

    static MacBench follower(int tMax) {
        var bench = new MacBench();
        bench.set("tMax", tMax);
        bench.enable(1);
        bench.through(management(ManagementFrame.Operation.CLAIM, 0).frame(0).linkWords());
        bench.idle(40);
        bench.clearCounts();
        return bench;
    }

    /// Told by the link that it is `station` of `stations`; two tokens have been here.
    static MacBench station(int station, int stations) {
        var bench = numbered(station, stations);
        bench.token();
        bench.token();
        bench.clearCounts();
        return bench;
    }

    /// No token has been here.
    static MacBench numbered(int station, int stations) {
        var bench = follower();
        var id = management(ManagementFrame.Operation.ID, 0);
        var confirm = management(ManagementFrame.Operation.CONFIRM, stations);
        bench.through(id.frame(station - 1).linkWords());
        bench.through(confirm.frame(station - 1).linkWords());
        bench.through(FILL);
        return bench;
    }

    /// The monitor of a ring of `stations`, its first token back.
    static MacBench monitor(int stations) {
        var bench = new MacBench();
        bench.win(stations);
        bench.answer(ManagementFrame.Operation.ID, stations - 1);
        bench.answer(ManagementFrame.Operation.CONFIRM, stations - 1);
        bench.idle(10);
        bench.token();
        bench.clearCounts();
        return bench;
    }

    /// Claims, and gets its claim back.
    void win(int stations) {
        enable(EPOCH);
        answer(ManagementFrame.Operation.CLAIM, stations - 1);
    }

    /// Waits for this frame and sends it back from the last station.
    Frame answer(ManagementFrame.Operation operation, int source) {
        return answer(operation, source, new ControlSymbol.End(FrameStatus.SENT));
    }

    Frame answer(ManagementFrame.Operation operation, int source, ControlSymbol end) {
        var frame = untilFrame(operation);
        through(ManagementFrame.of(frame).frame(source).linkWords(end));
        return frame;
    }

    private boolean toggle;

    /// The ring's next token comes by.
    long token() {
        long token = nextToken();
        through(token);
        clock(FILL);
        return token;
    }

    /// T changes from token to token; the monitor sees what it has sent.
    long nextToken() {
        var token = new ControlSymbol.Token(EPOCH, toggle, false);
        toggle = !toggle;
        return LinkWord.control(token).packed();
    }

    void idle(int clocks) {
        for (int i = 0; i < clocks; i++) {
            clock(FILL);
        }
    }

    /// Runs until this management frame has left; gives it.
    Frame untilFrame(ManagementFrame.Operation operation) {
        var frames = new FrameCollector();
        for (int i = 0; i < 3 * D_MAX; i++) {
            frames.accept(linkOut());
            clock(FILL);
            if (!frames.frames.isEmpty()) {
                var frame = frames.frames.removeFirst().frame();
                var sent = ManagementFrame.of(frame).operation();
                if (sent == operation) {
                    return frame;
                }
                if (sent != ManagementFrame.Operation.CLAIM) {
                    throw new AssertionError("expected " + operation + ", got " + frame);
                }
            }
        }
        throw new AssertionError("no " + operation + " frame");
    }
}
