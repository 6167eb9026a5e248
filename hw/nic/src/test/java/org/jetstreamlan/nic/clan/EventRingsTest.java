package org.jetstreamlan.nic.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.clan.ClanEvent;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.abi.clan.EventRingEntry;
import org.jetstreamlan.abi.clan.TripwireEntry;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.Test;

/// Event rings under random raises, readers and a bus that dawdles, against what `docs/clan.md` says of a source: one entry that is not consumed at most, everything
/// that happens is told, in entries that count it.
class EventRingsTest {
    private static final ClanSizes SIZES = new ClanSizes(2, 4, 8, 6, 16, 8);
    private static final Model MODEL = Bench.compile(() -> new EventRings(SIZES));
    private static final int RINGS = 3;

    /// Of 1,000 clocks, in how many a reader looks.
    private static final int[] READS = {2, 40, 300, 10};

    private static final long BASE = 0x1234_5678_0000L;

    /// Whatever may have an event.
    private static final class Source {
        final ClanEvent.Kind kind;
        final int number;
        final int ring;
        int what;
        int reason;
        int count;
        boolean tells;
        boolean interrupts;
        int last = -1;

        Source(ClanEvent.Kind kind, int number, int ring) {
            this.kind = kind;
            this.number = number;
            this.ring = ring;
        }

        ClanEvent event() {
            int code = kind == ClanEvent.Kind.REFUSAL ? number : reason;
            return new ClanEvent(kind, what, code, number, count);
        }

        void forget() {
            what = 0;
            reason = 0;
            count = 0;
            tells = false;
        }
    }

    private static final class Ring {
        int log2;
        long base;
        int producer;
        int consumer;

        int used() {
            return producer - consumer & 0xFFFF;
        }
    }

    private final Random random = Bench.random("event rings");
    private final Bench bench = new Bench(MODEL);
    private final Source[] sources = sources();
    private final Ring[] rings = new Ring[RINGS];

    // The entry that is being written.
    private final long[] beats = new long[4];
    private int beat;
    private boolean unanswered;
    private boolean interrupts;
    private int toRing;
    private int published;
    private int raised;

    private static Source[] sources() {
        var all = new Source[4 + 64 + 16 + 6];
        int count = 0;
        for (int i = 0; i < 4; i++) {
            all[count++] = new Source(ClanEvent.Kind.ENDPOINT, i, i % RINGS);
        }
        for (int i = 0; i < 64; i++) {
            all[count++] = new Source(ClanEvent.Kind.TRIPWIRE, i, i % RINGS);
        }
        for (int i = 0; i < 16; i++) {
            int number = TripwireEntry.RANGE_NUMBERS + i;
            all[count++] = new Source(ClanEvent.Kind.TRIPWIRE, number, i % RINGS);
        }
        for (var counter : Refusals.TOLD) {
            all[count++] = new Source(ClanEvent.Kind.REFUSAL, counter.ordinal(), 0);
        }
        return all;
    }

    private Source source(ClanEvent event) {
        for (var source : sources) {
            if (source.kind == event.kind() && source.number == event.number()) {
                return source;
            }
        }
        throw new AssertionError("there is no " + event);
    }

    private void clock() {
        bench.step();
    }

    private void settle() {
        bench.set("restart", true);
        for (int i = 0; !bench.is("cleared"); i++) {
            assertThat(i).as("clocks of a restart").isLessThan(2_000);
            clock();
        }
        bench.set("restart", false);
        for (var source : sources) {
            if (source.kind == ClanEvent.Kind.ENDPOINT) {
                bench.set("belongs_valid", true);
                bench.set("belongs_payload", source.number);
                bench.set("itsRing", source.ring);
                clock();
            }
        }
        bench.set("belongs_valid", false);
        for (int i = 0; i < RINGS; i++) {
            rings[i] = new Ring();
        }
    }

    // ---- one clock: what is offered, and what comes of it

    private int settingRing = -1;

    private void offer(int raises, int reads) {
        if (!bench.is("raise_valid") && random.nextInt(100) < raises) {
            var source = sources[random.nextInt(random.nextInt(1, sources.length + 1))];
            boolean isEndpoint = source.kind == ClanEvent.Kind.ENDPOINT;
            bench.set("raise_valid", true);
            bench.set("raise_payload_kind", source.kind.ordinal());
            bench.set("raise_payload_number", source.number);
            bench.set("raise_payload_ring", isEndpoint ? 15 : source.ring);
            bench.set("raise_payload_what", isEndpoint ? 1 << random.nextInt(4) : 0);
            bench.set("raise_payload_reason", isEndpoint ? random.nextInt(13) : 0);
            bench.set("raise_payload_tells", random.nextInt(8) != 0);
            bench.set("raise_payload_interrupts", random.nextBoolean());
        }
        boolean reader = random.nextInt(1_000) < reads;
        int of = random.nextInt(RINGS);
        int index = rings[of].consumer;
        if (reader) {
            // Sometimes one beyond what there is, which is not believed.
            int wrong = random.nextInt(10) == 0 ? 1 + random.nextInt(100) : 0;
            int right = unanswered ? published(of) : rings[of].producer;
            int some = right - index & 0xFFFF;
            index += wrong > 0 ? rings[of].used() + wrong : random.nextInt(some + 1);
        }
        if (!bench.is("consumed_valid")) {
            bench.set("consumed_valid", reader && of != 0);
            bench.set("consumed_payload_endpoint", of);
            bench.set("consumed_payload_index", index & 0xFFFF);
        }
        bench.set("driverConsumed_valid", false);
        if (reader && of == 0 && driverWaits < 0) {
            bench.set("driverConsumed_valid", true);
            bench.set("driverConsumed_payload", index & 0xFFFF);
            driverWaits = 20;
            driverIndex = index & 0xFFFF;
        }
        bench.set("write_ready", random.nextInt(3) != 0);
        boolean answers = unanswered && random.nextInt(6) == 0;
        bench.set("done_valid", answers);
        bench.set("done_payload", random.nextInt(20) == 0);
    }

    private int driverWaits = -1;
    private int driverIndex;

    private int published(int ring) {
        return rings[ring].producer - (ring == toRing ? 1 : 0) & 0xFFFF;
    }

    private void consume(int ring, int index) {
        var its = rings[ring];
        int passed = index - its.consumer & 0xFFFF;
        if (passed <= its.used()) {
            its.consumer = index;
        }
    }

    private void look() {
        // An entry is there before whatever comes in this clock.
        boolean begins = bench.is("write_valid") && beat == 0 && !seen;
        if (begins) {
            begin();
        }
        if (bench.is("write_valid") && bench.is("write_ready")) {
            beats[beat] = bench.get("write_payload_data");
            assertThat(bench.get("write_payload_strb")).isEqualTo(0xFF);
            assertThat(bench.is("write_payload_last")).isEqualTo(beat == 3);
            beat++;
            if (beat == 4) {
                assertThat(beats[1]).isZero();
                assertThat(beats[2]).isZero();
                assertThat(beats[3]).isEqualTo((long) (index + 1 & 0xFFFF) << 32);
                beat = 0;
                seen = false;
                unanswered = true;
            }
        }
        boolean tells = bench.is("done_valid") && interrupts;
        assertThat(bench.is("published_valid")).isEqualTo(tells);
        if (bench.is("done_valid")) {
            assertThat(bench.is("failed")).isEqualTo(bench.is("done_payload"));
            unanswered = false;
            published++;
            if (tells) {
                assertThat(bench.get("published_payload")).isEqualTo(toRing);
            }
        }
        if (bench.is("raise_valid") && bench.is("raise_ready")) {
            raise();
        }
        if (bench.is("consumed_valid") && bench.is("consumed_ready")) {
            int endpoint = (int) bench.get("consumed_payload_endpoint");
            consume(endpoint % RINGS, (int) bench.get("consumed_payload_index"));
        }
        if (driverWaits >= 0 && !bench.is("driverHas") && driverWaits < 20) {
            consume(0, driverIndex);
            driverWaits = -1;
        }
        driverWaits -= driverWaits > 1 ? 1 : 0;
        if (bench.is("setting_valid") && bench.is("setting_ready")) {
            var ring = rings[settingRing];
            ring.log2 = (int) bench.get("setting_payload_log2");
            ring.base = bench.get("setting_payload_base") << 6;
            ring.producer = 0;
            ring.consumer = 0;
            for (var source : sources) {
                source.last = source.ring == settingRing ? -1 : source.last;
            }
            settingRing = -1;
        }
    }

    private boolean seen;
    private int index;

    private void begin() {
        seen = true;
        long first = bench.get("write_payload_data");
        int head = (int) first;
        var event =
                new ClanEvent(
                        ClanEvent.Kind.values()[ClanEvent.KIND.get(head)],
                        ClanEvent.WHAT.get(head),
                        ClanEvent.REASON.get(head),
                        ClanEvent.NUMBER.get(head),
                        ClanEvent.COUNT.get((int) (first >>> 32)));
        var source = source(event);
        var ring = rings[source.ring];
        assertThat(event).isEqualTo(source.event());
        assertThat(source.tells).as("%s asked for an entry", event).isTrue();
        int age = source.last - ring.consumer & 0xFFFF;
        assertThat(source.last >= 0 && age < ring.used())
                .as("%s has an entry that is not consumed", event)
                .isFalse();
        assertThat(ring.log2).isPositive();
        assertThat(ring.used()).isLessThan(1 << ring.log2);
        int slot = ring.producer & (1 << ring.log2) - 1;
        assertThat(bench.get("write_payload_address"))
                .isEqualTo(ring.base + (long) slot * RingEntry.BYTES);
        index = ring.producer;
        source.last = index;
        ring.producer = ring.producer + 1 & 0xFFFF;
        interrupts = source.interrupts;
        toRing = source.ring;
        source.forget();
    }

    private void raise() {
        var kind = ClanEvent.Kind.values()[(int) bench.get("raise_payload_kind")];
        int number = (int) bench.get("raise_payload_number");
        var source = source(new ClanEvent(kind, 0, 0, number, 0));
        raised++;
        source.what |= (int) bench.get("raise_payload_what");
        source.reason = Math.max(source.reason, (int) bench.get("raise_payload_reason"));
        source.count = Math.min(source.count + 1, ClanEvent.COUNT_MAXIMUM);
        if (bench.is("raise_payload_tells")) {
            source.tells = true;
            source.interrupts = bench.is("raise_payload_interrupts");
        }
    }

    private void run(int clocks, int raises, int reads) {
        for (int i = 0; i < clocks; i++) {
            offer(raises, reads);
            look();
            boolean raised = bench.is("raise_ready");
            boolean consumed = bench.is("consumed_ready");
            boolean set = bench.is("setting_ready");
            clock();
            if (raised) {
                bench.set("raise_valid", false);
            }
            if (consumed) {
                bench.set("consumed_valid", false);
            }
            if (set) {
                bench.set("setting_valid", false);
            }
        }
    }

    private void place(int ring, int log2) {
        settingRing = ring;
        bench.set("setting_valid", true);
        bench.set("setting_payload_ring", ring);
        bench.set("setting_payload_log2", log2);
        bench.set("setting_payload_base", BASE + 0x4000L * ring + 0x40L * random.nextInt(64) >>> 6);
        for (int i = 0; settingRing >= 0; i++) {
            assertThat(i).as("clocks of a setting").isLessThan(1_000);
            run(1, 0, 0);
        }
    }

    @Test
    void aSourceHasOneEntryAndNothingIsLost() {
        settle();
        assertThat(EventRingEntry.RINGS).isGreaterThan(RINGS);
        place(0, 3);
        place(1, 7);
        for (int round = 0; round < 12; round++) {
            run(1_500, random.nextInt(60), READS[round % READS.length]);
            if (round == 3) {
                place(2, 2);
            }
            if (round == 8) {
                place(1, 5);
            }
        }
        int before = published;
        run(40_000, 0, 100);
        assertThat(published).isGreaterThan(before);
        for (var source : sources) {
            assertThat(source.tells).as("%s %d still waits", source.kind, source.number).isFalse();
        }
        System.out.println(published + " entries of " + raised + " raises");
        bench.close();
    }
}
