package org.jetstreamlan.driver;

import java.util.Arrays;
import java.util.Locale;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.InitMessage;
import org.jetstreamlan.abi.InitMessage.Kind;
import org.jetstreamlan.abi.Registers;

/// Synchronous allocations: station 0 is the arbiter, and grants what fits the rotation with all that it has granted.
///
/// ```
///           bring-up          map complete, something wanted            GRANT
///   NONE, SA 0  <──── any      NONE ──────────────────────> ASKED ──────────────> NONE, SA = words
///                                        REQUEST, again after 2 TTRT  │  REFUSAL
///                                                     8 times         └─────────> NONE, SA as before
/// ```
/// Nothing is in force that has not been granted in this numbering: each driver sets SA to 0 before it tells its
/// record, and the arbiter grants only when it has all records.
final class Admission {
    /// Words beyond its frames that a captured token costs a station.
    static final int TOKEN_WORDS = 3;

    /// Framing of the largest asynchronous frame.
    static final int FRAMING_WORDS = 21;

    /// Times that a request is sent.
    static final int TIMES = 8;

    /// How a request stands.
    enum State {
        NONE,
        ASKED,
        GRANTED,
        REFUSED,
        UNANSWERED
    }

    private final Adapter adapter;
    private final InitPort port;
    private final InitExchange exchange;
    private final RingWatch watch;
    private final RingEvents events;

    /// As arbiter: what each station has been granted in this numbering.
    private final int[] granted = new int[Header.STATIONS];

    private int wanted;
    private int inForce;
    private int asked;
    private int sequence;
    private int times;
    private long due = Long.MAX_VALUE;
    private State state = State.NONE;

    /// Somebody waits for the answer; else it is told as an event.
    private boolean awaited;

    private String refusal = "";

    Admission(
            Adapter adapter,
            InitPort port,
            InitExchange exchange,
            RingWatch watch,
            RingEvents events,
            int wanted) {
        this.adapter = adapter;
        this.port = port;
        this.exchange = exchange;
        this.watch = watch;
        this.events = events;
        this.wanted = wanted;
    }

    int inForce() {
        return inForce;
    }

    /// Not before the map is complete.
    long due() {
        return exchange.mapped() ? due : Long.MAX_VALUE;
    }

    State state() {
        return state;
    }

    /// Why the last request was refused.
    String refusal() {
        return refusal;
    }

    /// The ring is up: nothing is granted, and what is wanted will be asked for.
    void begin() {
        Arrays.fill(granted, 0);
        enforce(0);
        if (state != State.ASKED) {
            asked = wanted;
            state = wanted > 0 ? State.ASKED : State.NONE;
            awaited = false;
        }
        times = 0;
        due = state == State.ASKED ? adapter.clocks() : Long.MAX_VALUE;
    }

    void end() {
        due = Long.MAX_VALUE;
    }

    /// Asks for an allocation; a smaller one than before is in force at once.
    void ask(int words) {
        if (words < inForce) {
            enforce(words);
        }
        asked = words;
        sequence++;
        times = 0;
        state = State.ASKED;
        awaited = true;
        due = watch.up() ? adapter.clocks() : Long.MAX_VALUE;
    }

    /// Nobody waits any more.
    void giveUp() {
        awaited = false;
        if (state == State.ASKED) {
            state = State.UNANSWERED;
            due = Long.MAX_VALUE;
        }
    }

    /// Sends a request if it is time.
    void turn() {
        if (adapter.clocks() < due()) {
            return;
        }
        if (times == TIMES) {
            due = Long.MAX_VALUE;
            state = State.UNANSWERED;
            tell("station 0 has not answered " + TIMES + " requests");
            return;
        }
        times++;
        due = adapter.clocks() + exchange.interval();
        if (watch.status().station() == 0) {
            int others = others(0);
            end(fits(0, asked, others), others, exchange.latency());
        } else {
            port.send(
                    exchange.message(
                            Kind.REQUEST, 0, sequence, asked, 0, exchange.latency(), inForce));
        }
    }

    /// The arbiter's part: grants or refuses, and remembers. The same request asked again gets the same answer.
    void answer(InitMessage request) {
        if (watch.status().station() != 0 || !exchange.mapped()) {
            return;
        }
        int others = others(request.id());
        var kind = fits(request.id(), request.words(), others) ? Kind.GRANT : Kind.REFUSAL;
        port.send(
                exchange.message(
                        kind,
                        request.id(),
                        request.sequence(),
                        request.words(),
                        others,
                        exchange.latency(),
                        inForce));
    }

    private int others(int id) {
        long sum = 0;
        for (int other = 0; other < watch.status().stations(); other++) {
            if (other != id) {
                sum += Math.max(granted[other], exchange.allocation(other));
            }
        }
        return (int) Math.min(sum, Integer.MAX_VALUE);
    }

    private boolean fits(int id, int words, int others) {
        boolean grant =
                words <= granted[id]
                        || needed(words, others, exchange.latency()) <= watch.status().ttrtWords();
        if (grant) {
            granted[id] = words;
        }
        return grant;
    }

    private long needed(int words, int others, int latency) {
        var ring = watch.status();
        return (long) others
                + words
                + latency
                + (long) TOKEN_WORDS * ring.stations()
                + ring.largestWords()
                + FRAMING_WORDS;
    }

    /// The asker's part.
    void answered(InitMessage answer) {
        if (state == State.ASKED
                && answer.peer() == watch.status().station()
                && answer.id() == 0
                && answer.sequence() == sequence
                && answer.words() == asked) {
            end(answer.kind() == Kind.GRANT, answer.othersWords(), answer.latencyWords());
        }
    }

    private void end(boolean grant, int others, int latency) {
        due = Long.MAX_VALUE;
        if (grant) {
            state = State.GRANTED;
            wanted = asked;
            enforce(asked);
            exchange.tellSoon(0);
        } else {
            state = State.REFUSED;
            tell(explain(others, latency));
        }
    }

    private void tell(String why) {
        refusal = why;
        if (!awaited) {
            events.add(new RingEvent.AllocationRefused(asked, why));
        }
    }

    private String explain(int others, int latency) {
        var ring = watch.status();
        long left = ring.ttrtWords() - needed(0, others, latency);
        return String.format(
                Locale.ROOT,
                "ring: synchronous allocation of %,d words refused: allocations of others %,d + %,d + latency %,d"
                        + " + tokens %d x %d + largest frame %,d + framing %d = %,d words do not fit TTRT %,d;"
                        + " ask for at most %,d, or start the stations with a longer TTRT or smaller frames",
                asked,
                others,
                asked,
                latency,
                ring.stations(),
                TOKEN_WORDS,
                ring.largestWords(),
                FRAMING_WORDS,
                needed(asked, others, latency),
                ring.ttrtWords(),
                Math.max(0, left));
    }

    private void enforce(int words) {
        adapter.writeRegister(Registers.ALLOCATION.offset(), words);
        if (words != inForce) {
            inForce = words;
            events.add(new RingEvent.Allocated(words));
        }
    }
}
