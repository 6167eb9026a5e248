package org.jetstreamlan.nic;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jetstreamlan.abi.CopyOutcome;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.nic.mac.MacEvents;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.Test;

/// The counters are exact, whatever happens in one clock.
class CountersTest {
    private static final Model MODEL = Bench.compile(Counters::new);
    private static final Model NARROW = Bench.compile(() -> new Counters(8));

    /// Which event of the MAC counts where; the others have no counter.
    private static final Map<String, Counter> OF_MAC =
            Map.ofEntries(
                    Map.entry("headerCheck", Counter.DROP_HEADER_CHECK),
                    Map.entry("hec", Counter.DROP_HEC),
                    Map.entry("ownReturned", Counter.OWN_RETURNED),
                    Map.entry("management", Counter.MANAGEMENT),
                    Map.entry("circulation", Counter.DROP_CIRCULATION),
                    Map.entry("disabled", Counter.DROP_DISABLED),
                    Map.entry("repeated", Counter.REPEATED),
                    Map.entry("sent", Counter.SENT),
                    Map.entry("returnedGood", Counter.RETURNED_GOOD),
                    Map.entry("returnedBad", Counter.RETURNED_BAD),
                    Map.entry("lost", Counter.LOST),
                    Map.entry("tokens", Counter.TOKENS),
                    Map.entry("tokenBad", Counter.TOKEN_BAD),
                    Map.entry("foreignStart", Counter.FOREIGN_START),
                    Map.entry("foreignMark", Counter.FOREIGN_MARK),
                    Map.entry("badSymbol", Counter.BAD_SYMBOL),
                    Map.entry("strayWord", Counter.STRAY_WORD),
                    Map.entry("codeError", Counter.CODE_ERROR));

    private static final List<Counter> FATES =
            List.of(
                    Counter.DELIVERED,
                    Counter.REPEATED,
                    Counter.DROP_UNKNOWN_VCI,
                    Counter.DROP_CRC,
                    Counter.DROP_RUNT,
                    Counter.DROP_TOO_LONG,
                    Counter.DROP_POOL_LIMIT,
                    Counter.DROP_NO_BLOCK,
                    Counter.DROP_EVENT_RING_FULL,
                    Counter.DROP_ABORTED,
                    Counter.DROP_OLD);

    private final Map<Counter, Long> expected = new EnumMap<>(Counter.class);

    private void expect(Counter counter) {
        expected.merge(counter, 1L, Long::sum);
    }

    private static long read(Bench bench, Counter counter) {
        bench.set("request_payload", counter.ordinal());
        bench.set("request_valid", true);
        while (!bench.is("request_ready")) {
            bench.step();
        }
        bench.step();
        bench.set("request_valid", false);
        for (int clocks = 0; !bench.is("reply_valid"); clocks++) {
            assertThat(clocks).as("clocks until the reply").isLessThanOrEqualTo(67);
            bench.step();
        }
        return bench.get("reply_payload");
    }

    private void check(Bench bench, long maximum) {
        bench.simulator().step(40);
        for (Counter counter : Counter.values()) {
            assertThat(read(bench, counter))
                    .as("%s", counter)
                    .isEqualTo(Math.min(maximum, expected.getOrDefault(counter, 0L)));
        }
    }

    /// A counter put between others leaves the lines of the others alone.
    @Test
    void netsAreNamedAfterTheirCounterAndNotAfterItsPlace() {
        var verilog = Verilog.of(Design.of(() -> new Counters()).circuit()).text();
        assertThat(verilog)
                .contains("reached_sent", "happens_sent")
                .doesNotContainPattern("(reached|happens|recent)_\\d");
    }

    @Test
    void everyEventOfTheMacThatIsCountedIsListedHere() {
        List<String> events =
                Arrays.stream(MacEvents.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList();
        assertThat(events).containsAll(OF_MAC.keySet());
    }

    @Test
    void eventsAtRandomAreAllCounted() {
        Random random = Bench.random("counters");
        try (var bench = new Bench(MODEL)) {
            for (int clock = 0; clock < 5_000; clock++) {
                boolean busy = clock % 1_000 < 300;
                OF_MAC.forEach(
                        (event, counter) -> {
                            boolean happens = busy || random.nextInt(8) == 0;
                            bench.set("mac_" + event, happens);
                            if (happens) {
                                expect(counter);
                            }
                        });
                boolean decided = clock % 3 == 0;
                bench.set("fate_valid", decided);
                if (decided) {
                    Counter fate = FATES.get(busy ? 1 : random.nextInt(FATES.size()));
                    bench.set("fate_payload", fate.ordinal());
                    expect(fate);
                }
                rare(bench, "descriptorRefused", Counter.INVALID, decided && random.nextBoolean());
                rare(bench, "allocRefused", Counter.ALLOC_REFUSED, decided && random.nextBoolean());
                rare(bench, "freeRefused", Counter.FREE_REFUSED, decided);
                refuse(bench, decided && busy ? 1 << random.nextInt(5) : 0);
                copy(bench, decided, random.nextInt(4));
                bench.step();
            }
            quiet(bench);
            check(bench, 0xFFFF_FFFFL);
        }
    }

    private void rare(Bench bench, String port, Counter counter, boolean happens) {
        bench.set(port, happens);
        if (happens) {
            expect(counter);
        }
    }

    /// @param rings a bit for each that the bus refuses something of
    private void refuse(Bench bench, int rings) {
        bench.set("busFailed", rings);
        for (int i = 0; i < Integer.bitCount(rings); i++) {
            expect(Counter.BUS_ERRORS);
        }
    }

    private void copy(Bench bench, boolean ends, int code) {
        bench.set("copied_valid", ends);
        var outcome = CopyOutcome.of(code);
        bench.set("copied_payload", outcome.ordinal());
        if (ends) {
            expect(
                    switch (outcome) {
                        case COPIED -> Counter.COPIED;
                        case INVALID -> Counter.COPY_INVALID;
                        case BUS_ERROR, MEMORY_ERROR -> Counter.COPY_FAILED;
                    });
        }
    }

    private static void quiet(Bench bench) {
        OF_MAC.keySet().forEach(event -> bench.set("mac_" + event, false));
        bench.set("fate_valid", false);
        bench.set("descriptorRefused", false);
        bench.set("allocRefused", false);
        bench.set("freeRefused", false);
        bench.set("busFailed", 0);
        bench.set("copied_valid", false);
    }

    @Test
    void aFullCounterStaysFull() {
        try (var bench = new Bench(NARROW)) {
            for (int clock = 0; clock < 600; clock++) {
                bench.set("mac_codeError", true);
                expect(Counter.CODE_ERROR);
                bench.set("mac_sent", clock < 255);
                if (clock < 255) {
                    expect(Counter.SENT);
                }
                bench.step();
            }
            quiet(bench);
            check(bench, 255);
        }
    }

    @Test
    void aRestartClearsAll() {
        try (var bench = new Bench(MODEL)) {
            bench.set("mac_tokens", true);
            bench.simulator().step(100);
            bench.set("restart", true);
            bench.simulator().step(64);
            bench.set("mac_tokens", false);
            bench.simulator().step(2);
            bench.set("restart", false);
            check(bench, 0);
        }
    }
}
