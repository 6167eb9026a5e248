package org.jetstreamlan.ring.lockstep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.model.RingListener;
import org.jetstreamlan.model.RingModel;
import org.jetstreamlan.model.StationSettings;
import org.jetstreamlan.sim.Model;

/// One random schedule for a ring: settings, frames, commands of the hosts, faults. The model runs it once; any MAC is then held to what the model did,
/// word by word: each control symbol and each header word leaves each station at the same word; phases, deliveries, completions and counters agree, and
/// what is delivered is what was sent.
public final class Lockstep {
    /// For [#of] with 12 faults, the hosts' commands among them. Any others do as well: 101 to 460 have been run.
    public static final List<Long> SEEDS = LongStream.rangeClosed(101, 174).boxed().toList();

    private static final int ADVANCE = 500;
    private static final int FRAMES_FROM = 5_000;
    private static final int WORDS = 80_000;
    private static final int CROWD_WORDS = 16_000;

    /// Words of a schedule in which nothing new begins, so that what is under way ends.
    private static final int REST = 20_000;

    /// Words between two looks at the status.
    private static final int LOOK = 2_500;

    /// The events of the MAC that are counters.
    private static final Map<Counter, String> EVENTS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry(Counter.DROP_HEADER_CHECK, "headerCheck"),
                            Map.entry(Counter.OWN_RETURNED, "ownReturned"),
                            Map.entry(Counter.MANAGEMENT, "management"),
                            Map.entry(Counter.DROP_HEC, "hec"),
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
                            Map.entry(Counter.PURGED, "purged")));

    /// Something that happened at a station; `what` tells all of it.
    private record Event(long time, int station, String what) {
        static final Comparator<Event> ORDER =
                Comparator.comparingLong(Event::time).thenComparingInt(Event::station);

        @Override
        public String toString() {
            return "%,d station %d %s".formatted(time, station, what);
        }
    }

    private enum Command {
        ENABLE,
        DISABLE,
        CLAIM
    }

    private record Order(long time, int station, Command command) {}

    private record Offered(
            int station, boolean synchronous, AtmHeader atm, int words, boolean ownCrc, long at) {}

    private sealed interface Fault {
        record Cut(int link, long from, long until) implements Fault {}

        record Spoil(int link, long at) implements Fault {}

        record Flip(int link, long at, int mask) implements Fault {}
    }

    /// A word of a frame, or a symbol, that a fault is to hit.
    private enum Hit {
        START,
        END,
        TOKEN,
        MARK
    }

    private final long seed;
    private final int words;
    private final int[] hops;
    private final List<StationSettings> settings = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private final List<Offered> offers = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();

    // What the model did.
    private List<Event> sent = List.of();
    private List<Event> phases = List.of();
    private List<Event> delivered = List.of();
    private List<Event> statuses = List.of();
    private List<List<String>> completed = List.of();
    private List<String> counts = List.of();

    private Lockstep(long seed, int stations, int words, int largestHop, int faultCount) {
        this.seed = seed;
        this.words = words;
        var random = new Random(seed);
        hops = random.ints(stations, 0, largestHop).toArray();
        int ttrt = new int[] {700, 1_500, 1_500, 2_600}[random.nextInt(4)];
        for (int i = 0; i < stations; i++) {
            settings.add(
                    StationSettings.defaults(random.nextInt(1 << 20) * 64 + i)
                            .withTtrt(ttrt + random.nextInt(3))
                            .withPatience(320, 6_400, ttrt + 16_800 + random.nextInt(1_000))
                            .withLargest(200 + random.nextInt(200))
                            .withAllocation(random.nextInt(4) * 40)
                            .withOverrun(random.nextBoolean())
                            .withSeed(random.nextInt() | 1));
            orders.add(new Order(1, i, Command.ENABLE));
        }
        if (faultCount > 0 && stations > 1 && random.nextInt(6) == 0) {
            settings.set(0, settings.get(0).withAddress(settings.get(1).address()));
        }
        frames(random);
        for (int i = 0; i < faultCount / 2; i++) {
            faults.add(fault(random));
        }
        for (int i = 0; i < faultCount / 4; i++) {
            command(random);
        }
        orders.sort(Comparator.comparingLong(Order::time));
        expect();
        long after = FRAMES_FROM;
        for (int i = faultCount / 2; i < faultCount; i++) {
            after = hit(random, after);
            expect();
        }
    }

    /// A schedule for 1 to 5 stations.
    ///
    /// @param seed of everything
    /// @param faults on links; the hosts give commands, too, if there are any
    public static Lockstep of(long seed, int faults) {
        return new Lockstep(seed, 1 + new Random(~seed).nextInt(5), WORDS, 12, faults);
    }

    /// A short one for many stations; with more than 64 not all find a place.
    public static Lockstep crowd(long seed, int stations) {
        return new Lockstep(seed, stations, CROWD_WORDS, 1, 0);
    }

    private int last() {
        return Math.max(FRAMES_FROM + 1_000, words - REST);
    }

    private void frames(Random random) {
        for (int at = FRAMES_FROM; at < last(); at += 1 + random.nextInt(400)) {
            int station = random.nextInt(hops.length);
            int length = 12 + random.nextInt(random.nextInt(8) == 0 ? 440 : 120);
            int channel = 0x200 + random.nextInt(StationVci.CHANNELS - 0x200);
            int vci = StationVci.of(random.nextInt(Math.min(64, hops.length)), channel);
            int pt = random.nextInt(8);
            var atm = new AtmHeader(random.nextInt(16), vci, pt, random.nextBoolean());
            offers.add(
                    new Offered(
                            station,
                            random.nextBoolean(),
                            atm,
                            length,
                            random.nextInt(4) == 0,
                            at));
        }
    }

    private Fault fault(Random random) {
        int link = random.nextInt(hops.length);
        long at = 100 + random.nextInt(last());
        return switch (random.nextInt(6)) {
            case 0 -> new Fault.Cut(link, at, at + random.nextInt(12_000));
            case 1, 2 -> new Fault.Spoil(link, at);
            default -> new Fault.Flip(link, at, 1 << random.nextInt(32));
        };
    }

    /// Plans a fault in a symbol or a frame that, but for this fault, comes after `after`.
    ///
    /// @return when
    private long hit(Random random, long after) {
        long from = after + random.nextInt(last() / 4);
        String kind = titleOf(Hit.values()[random.nextInt(Hit.values().length)]);
        for (var event : sent) {
            if (event.time > from && event.what.startsWith(kind)) {
                int length = random.nextBoolean() ? 3 : 17;
                int inside = kind.equals(titleOf(Hit.START)) ? random.nextInt(length) : 0;
                int mask = 1 << random.nextInt(32);
                mask |= random.nextBoolean() ? mask : 1 << random.nextInt(32);
                faults.add(new Fault.Flip(event.station, event.time + inside, mask));
                return event.time;
            }
        }
        return after;
    }

    private static String titleOf(Hit hit) {
        return switch (hit) {
            case START -> "Start";
            case END -> "End";
            case TOKEN -> "Token";
            case MARK -> "Mark";
        };
    }

    private void command(Random random) {
        int station = random.nextInt(hops.length);
        long at = FRAMES_FROM + random.nextInt(last());
        if (random.nextBoolean()) {
            orders.add(new Order(at, station, Command.CLAIM));
        } else {
            orders.add(new Order(at, station, Command.DISABLE));
            orders.add(new Order(at + 1 + random.nextInt(6_000), station, Command.ENABLE));
        }
    }

    /// What a failure names, to run it again.
    @Override
    public String toString() {
        return "seed %d: %d stations, hops %s, %d faults"
                .formatted(seed, hops.length, Arrays.toString(hops), faults.size());
    }

    // ---- the model

    private void expect() {
        sent = new ArrayList<>();
        phases = new ArrayList<>();
        delivered = new ArrayList<>();
        statuses = new ArrayList<>();
        completed = new ArrayList<>();
        counts = new ArrayList<>();
        for (int i = 0; i < hops.length; i++) {
            completed.add(new ArrayList<>());
        }
        var ring = new RingModel(settings, hops);
        ring.keepBad(true);
        ring.trace((link, time, word) -> sent.add(new Event(time, link, symbol(word))));
        var expectation = new Expectation();
        ring.listen(expectation);
        // Seeded in word 0, so that the registers step from word 1.
        ring.runTo(1);
        for (int i = 0; i < hops.length; i++) {
            ring.configure(i, settings.get(i));
        }
        for (var offer : offers) {
            ring.enqueue(offer.station, offer.synchronous, offer.atm, offer.words, offer.at);
        }
        for (var fault : faults) {
            switch (fault) {
                case Fault.Cut(int link, long from, long until) -> ring.cut(link, from, until);
                case Fault.Spoil(int link, long at) -> ring.spoil(link, at);
                case Fault.Flip(int link, long at, int mask) -> ring.flip(link, at, mask);
            }
        }
        for (var order : orders) {
            look(ring, order.time);
            switch (order.command) {
                case ENABLE -> ring.enable(order.station);
                case DISABLE -> ring.disable(order.station);
                case CLAIM -> ring.claim(order.station);
            }
        }
        // An event is reported one word after what it reports.
        look(ring, words);
        for (int i = 0; i < hops.length; i++) {
            for (var counter : EVENTS.keySet()) {
                counts.add(count(i, counter.name(), ring.counter(i, counter)));
            }
            counts.add(count(i, "captured", expectation.captured[i]));
            counts.add(count(i, "late", expectation.late[i]));
        }
        ring.runTo(words + 100);
        for (var events : List.of(sent, phases, delivered)) {
            events.removeIf(event -> event.time >= words);
            events.sort(Event.ORDER);
        }
    }

    /// Goes on, with a look at the status now and then.
    private void look(RingModel ring, long end) {
        while (ring.now() < end) {
            long next = Math.min(end, (ring.now() / LOOK + 1) * LOOK);
            ring.runTo(next);
            for (int i = 0; i < hops.length && next % LOOK == 0; i++) {
                statuses.add(
                        new Event(
                                next,
                                i,
                                status(
                                        ring.id(i),
                                        ring.isOperational(i) ? ring.stationsCounted(i) : 0,
                                        ring.isMonitor(i),
                                        ring.isOperational(i),
                                        ring.isDuplicate(i),
                                        ring.isTooMany(i))));
            }
        }
    }

    private static String status(
            int id,
            int stations,
            boolean monitor,
            boolean operational,
            boolean duplicate,
            boolean tooMany) {
        return "id %d of %d%s%s%s%s"
                .formatted(
                        id,
                        stations,
                        monitor ? ", monitor" : "",
                        operational ? ", operational" : "",
                        duplicate ? ", duplicate" : "",
                        tooMany ? ", too many" : "");
    }

    private static String count(int station, String what, long count) {
        return "station %d %s %d".formatted(station, what, count);
    }

    /// Writes down what the model does.
    private final class Expectation implements RingListener {
        private final RingPhase[] before = new RingPhase[hops.length];
        private final int[] captured = new int[hops.length];
        private final int[] late = new int[hops.length];

        Expectation() {
            Arrays.fill(before, RingPhase.OFF);
        }

        @Override
        public void delivered(
                int station, long time, long serial, int words, CrcVerdict verdict, boolean error) {
            delivered.add(new Event(time, station, delivery(words, verdict, error, true)));
        }

        @Override
        public void completed(
                int station, long time, long serial, CompletionResult result, int status) {
            var all = completed.get(station);
            all.add(end(result, status, all.size() % Header.TAGS));
        }

        @Override
        public void token(int station, long time, boolean wasLate, boolean wasCaptured) {
            if (time < words) {
                captured[station] += wasCaptured ? 1 : 0;
                late[station] += wasLate ? 1 : 0;
            }
        }

        @Override
        public void phase(int station, long time, RingPhase phase, RingCause cause) {
            if (before[station] != phase) {
                before[station] = phase;
                phases.add(new Event(time, station, "%s for %s".formatted(phase, cause)));
            }
        }
    }

    private static String symbol(int word) {
        return ControlSymbol.of(word)
                .map(Object::toString)
                .orElseGet(() -> "header word %08x".formatted(word));
    }

    private static String delivery(int words, CrcVerdict verdict, boolean error, boolean intact) {
        return "gets %d words, CRC %s%s%s"
                .formatted(words, verdict, error ? ", E" : "", intact ? "" : ", not what was sent");
    }

    private static String end(CompletionResult result, int status, int tag) {
        return "%s status %02x tag %d".formatted(result, status, tag);
    }

    // ---- the MAC

    /// Runs a MAC through it.
    ///
    /// @return the first difference from the model, if there is one
    public Optional<String> run(Model mac) {
        try (var ring = new MacRing(mac, settings, hops)) {
            var comparison = new Comparison();
            ring.listen(comparison);
            ring.configure(settings);
            for (var offer : offers) {
                ring.enqueue(
                        offer.station,
                        offer.synchronous,
                        offer.atm,
                        offer.words,
                        offer.ownCrc,
                        offer.at);
            }
            for (var fault : faults) {
                switch (fault) {
                    case Fault.Cut(int link, long from, long until) -> ring.cut(link, from, until);
                    case Fault.Spoil(int link, long at) -> ring.spoil(link, at);
                    case Fault.Flip(int link, long at, int mask) -> ring.flip(link, at, mask);
                }
            }
            for (var order : orders) {
                comparison.runTo(ring, order.time);
                switch (order.command) {
                    case ENABLE -> ring.set(order.station, "enable", 1);
                    case DISABLE -> ring.set(order.station, "enable", 0);
                    case CLAIM -> ring.claim(order.station);
                }
            }
            comparison.runTo(ring, words + 1);
            comparison.finish(ring);
            return comparison.difference.map(text -> this + ": " + text);
        }
    }

    /// Holds what a MAC does to the lists.
    private final class Comparison implements MacListener {
        private final int[] left = new int[hops.length];
        private final int[] ended = new int[hops.length];
        private Optional<String> difference = Optional.empty();
        private int sentAt;
        private int phasesAt;
        private int deliveredAt;
        private int statusAt;

        void runTo(MacRing ring, long end) {
            while (ring.now() < end && difference.isEmpty()) {
                ring.runTo(Math.min(end, (ring.now() / ADVANCE + 1) * ADVANCE));
                if (ring.now() % LOOK == 0) {
                    look(ring);
                }
            }
        }

        private void look(MacRing ring) {
            for (int i = 0; i < hops.length; i++) {
                var mac = ring.station(i);
                int id = mac.is("stationValid") ? (int) mac.status("station") : -1;
                String is =
                        status(
                                id,
                                mac.is("operational") ? (int) mac.status("stations") : 0,
                                mac.is("monitor"),
                                mac.is("operational"),
                                mac.is("duplicate"),
                                mac.is("tooMany"));
                statusAt = compare(statuses, statusAt, new Event(ring.now(), i, is));
            }
        }

        private void differs(String is, String shouldBe) {
            if (difference.isEmpty()) {
                difference = Optional.of("MAC: %s; model: %s".formatted(is, shouldBe));
            }
        }

        private int compare(List<Event> events, int at, Event event) {
            if (event.time < words && (at == events.size() || !events.get(at).equals(event))) {
                differs(
                        event.toString(),
                        at == events.size() ? "nothing more" : events.get(at).toString());
            }
            return at + 1;
        }

        void finish(MacRing ring) {
            if (difference.isPresent()) {
                return;
            }
            missing(sent, sentAt);
            missing(phases, phasesAt);
            missing(delivered, deliveredAt);
            int at = 0;
            for (int i = 0; i < hops.length; i++) {
                var mac = ring.station(i);
                for (var entry : EVENTS.entrySet()) {
                    at = compare(at, count(i, entry.getKey().name(), mac.count(entry.getValue())));
                }
                at = compare(at, count(i, "captured", mac.count("tokenCaptured")));
                at = compare(at, count(i, "late", mac.count("tokenLate")));
                same(mac, "tokens", mac.count("tokenCaptured") + mac.count("tokenPassed"));
                same(mac, "aborted", mac.aborts());
            }
        }

        private int compare(int at, String is) {
            if (!is.equals(counts.get(at))) {
                differs(is, counts.get(at));
            }
            return at + 1;
        }

        private void same(MacHost mac, String event, long count) {
            if (mac.count(event) != count) {
                differs("%d times %s".formatted(mac.count(event), event), Long.toString(count));
            }
        }

        private void missing(List<Event> events, int at) {
            if (at < events.size()) {
                differs("nothing more", events.get(at).toString());
            }
        }

        @Override
        public void word(int link, long time, long word) {
            int bits = LinkWord.bits(word);
            var kind = LinkWord.kind(word);
            boolean control = kind == LinkWord.Kind.CONTROL;
            boolean header = kind == LinkWord.Kind.DATA && left[link] > 0;
            if (control || header) {
                sentAt = compare(sent, sentAt, new Event(time, link, symbol(bits)));
            }
            left[link] = control && bits == ControlSymbol.START_WORD ? 2 : left[link] - 1;
        }

        @Override
        public void delivered(
                int station,
                long time,
                int words,
                CrcVerdict verdict,
                boolean error,
                boolean intact) {
            String what = delivery(words, verdict, error, intact);
            deliveredAt = compare(delivered, deliveredAt, new Event(time, station, what));
        }

        @Override
        public void completed(
                int station, long time, CompletionResult result, int status, int tag) {
            String is = end(result, status, tag);
            var all = completed.get(station);
            int at = ended[station]++;
            String shouldBe = at < all.size() ? all.get(at) : "nothing more";
            if (!is.equals(shouldBe)) {
                differs("%,d station %d frame %d: %s".formatted(time, station, at, is), shouldBe);
            }
        }

        @Override
        public void phase(int station, long time, RingPhase phase, RingCause cause) {
            String what = "%s for %s".formatted(phase, cause);
            phasesAt = compare(phases, phasesAt, new Event(time, station, what));
        }
    }
}
