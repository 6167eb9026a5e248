package org.jetstreamlan.nic.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jetstreamlan.abi.VciHash;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.check.HdlException;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VciTableTest {
    private static final int WAYS = 4;
    private static final int LOG2_SETS = 6;
    private static final Model MODEL =
            new JitEngine().compile(Design.of(() -> new VciTable(WAYS, 1 << LOG2_SETS)).circuit());

    /// What a look-up or an access answers; valid, tap, pool, VCI.
    private record Entry(boolean valid, boolean tap, int pool, int vci) {
        static final Entry FREE = new Entry(false, false, 0, 0);
    }

    private final Simulator simulator = MODEL.instantiate();
    private final Map<String, Probe> probes = new HashMap<>();

    VciTableTest() {
        poke("rst", 1);
        simulator.step();
        poke("rst", 0);
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    private void poke(String path, long value) {
        simulator.poke(probes.computeIfAbsent(path, simulator::probe), value);
    }

    private int peek(String path) {
        return (int) simulator.peek(probes.computeIfAbsent(path, simulator::probe));
    }

    private void offer(boolean write, int way, int set, Entry entry) {
        poke("access_valid", 1);
        poke("access_payload_write", write ? 1 : 0);
        poke("access_payload_way", way);
        poke("access_payload_set", set);
        poke("access_payload_entry_valid", entry.valid() ? 1 : 0);
        poke("access_payload_entry_tap", entry.tap() ? 1 : 0);
        poke("access_payload_entry_pool", entry.pool());
        poke("access_payload_entry_vci", entry.vci());
    }

    /// Makes the access; returns the place's contents for a read.
    private Entry access(boolean write, int way, int set, Entry entry) {
        offer(write, way, set, entry);
        while (peek("access_ready") == 0) {
            simulator.step();
        }
        simulator.step();
        poke("access_valid", 0);
        assertThat(peek("reply_valid")).as("a clock after the access").isZero();
        simulator.step();
        assertThat(peek("reply_valid")).as("two clocks after the access").isOne();
        Entry read =
                new Entry(
                        peek("reply_payload_valid") != 0,
                        peek("reply_payload_tap") != 0,
                        peek("reply_payload_pool"),
                        peek("reply_payload_vci"));
        simulator.step();
        assertThat(peek("reply_valid")).isZero();
        return read;
    }

    private void insert(int way, Entry entry) {
        access(true, way, VciHash.set(entry.vci(), way, LOG2_SETS), entry);
    }

    /// The result, [Entry#FREE] without a hit.
    private Entry lookup(int vci) {
        poke("lookup_valid", 1);
        poke("lookup_payload", vci);
        simulator.step();
        poke("lookup_valid", 0);
        for (int clock = 1; clock < VciTable.LATENCY; clock++) {
            assertThat(peek("result_valid")).isZero();
            simulator.step();
        }
        assertThat(peek("result_valid")).isOne();
        return result(vci);
    }

    private Entry result(int vci) {
        Entry found =
                new Entry(
                        peek("result_payload_hit") != 0,
                        peek("result_payload_tap") != 0,
                        peek("result_payload_pool"),
                        0);
        return found.valid() ? new Entry(true, found.tap(), found.pool(), vci) : found;
    }

    @Test
    void emptyTableHasNothing() {
        assertThat(lookup(0)).isEqualTo(Entry.FREE);
        assertThat(lookup(0xFF_FFFF)).isEqualTo(Entry.FREE);
    }

    @Test
    void entryIsFoundInEveryWay() {
        Random random = new Random(1);
        for (int i = 0; i < 400; i++) {
            int way = i % WAYS;
            Entry entry =
                    new Entry(
                            true,
                            random.nextBoolean(),
                            random.nextInt(64),
                            random.nextInt(1 << 24));
            insert(way, entry);
            assertThat(lookup(entry.vci())).as("way %d", way).isEqualTo(entry);
            insert(way, new Entry(false, entry.tap(), entry.pool(), entry.vci()));
            assertThat(lookup(entry.vci())).as("deleted").isEqualTo(Entry.FREE);
        }
    }

    @Test
    void vciThatDiffersInOneBitIsNotFound() {
        int vci = 0xA5_C396;
        for (int bit = 0; bit < 24; bit++) {
            int other = vci ^ 1 << bit;
            for (int way = 0; way < WAYS; way++) {
                access(
                        true,
                        way,
                        VciHash.set(other, way, LOG2_SETS),
                        new Entry(true, true, 63, vci));
            }
            assertThat(lookup(other)).as("bit %d", bit).isEqualTo(Entry.FREE);
        }
    }

    @Test
    void placeIsReadAsWritten() {
        Random random = new Random(2);
        Map<Integer, Entry> written = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            int way = random.nextInt(WAYS);
            int set = random.nextInt(1 << LOG2_SETS);
            Entry entry =
                    new Entry(
                            random.nextBoolean(),
                            random.nextBoolean(),
                            random.nextInt(64),
                            random.nextInt(1 << 24));
            access(true, way, set, entry);
            written.put(way << LOG2_SETS | set, entry);
        }
        written.forEach(
                (place, entry) ->
                        assertThat(
                                        access(
                                                false,
                                                place >> LOG2_SETS,
                                                place & (1 << LOG2_SETS) - 1,
                                                Entry.FREE))
                                .isEqualTo(entry));
    }

    @Test
    void lookUpsInARowAreAnsweredInARow() {
        Random random = new Random(3);
        Map<Integer, Entry> model = new HashMap<>();
        for (int i = 0; i < 64; i++) {
            Entry entry = new Entry(true, i % 3 == 0, i, random.nextInt(1 << 24));
            int way = i % WAYS;
            int set = VciHash.set(entry.vci(), way, LOG2_SETS);
            model.values()
                    .removeIf(
                            e ->
                                    e.pool() % WAYS == way
                                            && VciHash.set(e.vci(), way, LOG2_SETS) == set);
            model.put(entry.vci(), entry);
            insert(way, entry);
        }
        int[] vcis = model.keySet().stream().mapToInt(Integer::intValue).toArray();
        ArrayDeque<Integer> asked = new ArrayDeque<>();
        for (int clock = 0; clock < 500; clock++) {
            boolean asks = random.nextInt(4) != 0;
            int vci =
                    random.nextBoolean()
                            ? vcis[random.nextInt(vcis.length)]
                            : random.nextInt(1 << 24);
            poke("lookup_valid", asks ? 1 : 0);
            poke("lookup_payload", vci);
            asked.add(asks ? vci : -1);
            if (clock >= VciTable.LATENCY) {
                int due = asked.removeFirst();
                assertThat(peek("result_valid")).isEqualTo(due >= 0 ? 1 : 0);
                if (due >= 0) {
                    assertThat(result(due)).isEqualTo(model.getOrDefault(due, Entry.FREE));
                }
            }
            simulator.step();
        }
    }

    /// As the driver moves an entry: to the new place before the old one is overwritten, with a look-up in every other clock.
    @Test
    void lookUpNeverMissesWhileItsEntryIsMoved() {
        Entry moving = new Entry(true, true, 42, 0x12_3456);
        Entry other = new Entry(true, false, 17, 0x65_4321);
        insert(0, moving);
        int clock = 0;
        for (int way = 0; way < 40; way++) {
            int from = way % WAYS;
            int to = (way + 1) % WAYS;
            int[][] steps = {
                {to, VciHash.set(moving.vci(), to, LOG2_SETS)},
                {from, VciHash.set(moving.vci(), from, LOG2_SETS)}
            };
            for (int step = 0; step < 2; step++) {
                boolean taken = false;
                offer(true, steps[step][0], steps[step][1], step == 0 ? moving : other);
                for (int i = 0; i < 8; i++, clock++) {
                    poke("lookup_valid", clock % 2);
                    poke("lookup_payload", moving.vci());
                    if (peek("result_valid") != 0) {
                        assertThat(result(moving.vci())).isEqualTo(moving);
                    }
                    taken |= peek("access_ready") != 0;
                    simulator.step();
                    if (taken) {
                        poke("access_valid", 0);
                    }
                }
                assertThat(taken).isTrue();
            }
        }
    }

    @Test
    void accessWaitsForLookUps() {
        offer(true, 0, 0, new Entry(true, false, 1, 0));
        poke("lookup_valid", 1);
        poke("lookup_payload", 0);
        for (int clock = 0; clock < 20; clock++) {
            assertThat(peek("access_ready")).isZero();
            simulator.step();
        }
        poke("lookup_valid", 0);
        assertThat(peek("access_ready")).isOne();
    }

    @ParameterizedTest
    @CsvSource({"0, 1024", "5, 1024", "4, 1000", "4, 8", "4, 8192"})
    void sizesOutOfRangeAreRefused(int ways, int sets) {
        assertThatThrownBy(() -> Design.of(() -> new VciTable(ways, sets)))
                .isInstanceOf(HdlException.class)
                .hasMessageContaining("VCI table of");
    }

    @ParameterizedTest
    @CsvSource({"1, 16", "2, 64", "3, 1024", "4, 4096"})
    void hashInTheTableIsTheHashOfTheDriver(int ways, int sets) {
        int log2Sets = Integer.numberOfTrailingZeros(sets);
        try (Model model =
                        new JitEngine()
                                .compile(Design.of(() -> new VciTable(ways, sets)).circuit());
                Simulator other = model.instantiate()) {
            Random random = new Random(sets);
            for (int i = 0; i < 100; i++) {
                int vci = random.nextInt(1 << 24);
                int way = random.nextInt(ways);
                other.poke(other.probe("access_valid"), 1);
                other.poke(other.probe("access_payload_write"), 1);
                other.poke(other.probe("access_payload_way"), way);
                other.poke(other.probe("access_payload_set"), VciHash.set(vci, way, log2Sets));
                other.poke(other.probe("access_payload_entry_valid"), 1);
                other.poke(other.probe("access_payload_entry_vci"), vci);
                other.step();
                other.poke(other.probe("access_valid"), 0);
                other.poke(other.probe("lookup_valid"), 1);
                other.poke(other.probe("lookup_payload"), vci);
                other.step(VciTable.LATENCY);
                other.poke(other.probe("lookup_valid"), 0);
                assertThat(other.peek(other.probe("result_payload_hit"))).isOne();
                other.step();
            }
        }
    }
}
