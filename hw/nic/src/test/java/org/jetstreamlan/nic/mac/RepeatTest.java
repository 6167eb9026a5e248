package org.jetstreamlan.nic.mac;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.jetstreamlan.abi.LinkWord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Random link words through a station that sends nothing, word for word against [RepeatModel]: 3 clocks of
/// latency, strip, status, circulation, header check, cuts.
class RepeatTest {

    static Stream<Arguments> stations() {
        return Stream.of(
                station("disabled", false, new RepeatModel.Station(-1, 0, false, false)),
                station("not confirmed", false, new RepeatModel.Station(-1, 0, true, false)),
                station("station 1 of 8", true, new RepeatModel.Station(1, 8, true, true)),
                station("station 5 of 8", true, new RepeatModel.Station(5, 8, true, true)),
                station("station 7 of 8", true, new RepeatModel.Station(7, 8, true, true)),
                station("monitor of 8", true, new RepeatModel.Station(0, 8, true, true)));
    }

    private static boolean recognises(int atm) {
        return (atm & 0x30) == 0x10;
    }

    private static boolean copies(int atm) {
        return (atm & 0xC0) != 0x40;
    }

    private static Arguments station(String name, boolean management, RepeatModel.Station station) {
        return Arguments.of(name, management, station);
    }

    private static MacBench bench(RepeatModel.Station station) {
        if (station.member()) {
            return station.isMonitor()
                    ? MacBench.monitor(station.stations())
                    : MacBench.station(station.id(), station.stations());
        }
        return station.enabled() ? MacBench.follower(1 << 20) : new MacBench();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stations")
    void random_words_equal_the_model(
            String name, boolean management, RepeatModel.Station station) {
        long seed = Long.getLong("jetstream.seed", new Random().nextLong());
        System.out.println("repeat, " + name + ": -Djetstream.seed=" + seed);
        var bench = bench(station);
        var words = new RandomLink(new Random(seed), management, bench, station).words(3_000);
        bench.recognises = RepeatTest::recognises;
        bench.copies = RepeatTest::copies;
        var model = new RepeatModel(station, RepeatTest::recognises, RepeatTest::copies);

        var out = bench.through(words);
        var expected = model.repeat(words);
        assertSame(words, out, expected);
        bench.through(MacBench.FILL);
        assertThat(bench.taken).isEqualTo(model.taken);
        assertThat(bench.counts()).isEqualTo(model.counts);
    }

    private static void assertSame(long[] in, long[] out, long[] expected) {
        int at = Arrays.mismatch(out, expected);
        if (at < 0) {
            return;
        }
        var lines = new ArrayList<String>();
        for (int i = Math.max(0, at - 25); i < Math.min(in.length, at + 4); i++) {
            lines.add(
                    "%6d %-36s %-36s %s"
                            .formatted(
                                    i,
                                    LinkWord.of(in[i]),
                                    LinkWord.of(expected[i]),
                                    out[i] == expected[i] ? "" : LinkWord.of(out[i])));
        }
        throw new AssertionError(
                "word %d: in, expected, got if different%n%s"
                        .formatted(at, String.join("\n", lines)));
    }
}
