package org.jetstreamlan.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VciHashTest {
    private static final int EMPTY = -1;
    private static final int MOVES_MAXIMUM = 1_000;

    private final Random random = Seeds.random("vci-hash");

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6, 8, 9, 10, 11, 12})
    void random_vcis_of_one_station_fill_at_least_95_percent(int log2Sets) {
        int capacity = VciHash.WAYS << log2Sets;
        var vcis = new LinkedHashSet<Integer>();
        while (vcis.size() < capacity) {
            vcis.add(StationVci.of(17, random.nextInt(StationVci.CHANNELS)));
        }
        assertThat(placed(vcis.stream().mapToInt(i -> i), log2Sets))
                .isGreaterThanOrEqualTo(enough(capacity, log2Sets));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 10, 12})
    void random_vcis_of_all_stations_fill_at_least_95_percent(int log2Sets) {
        int capacity = VciHash.WAYS << log2Sets;
        var vcis = random.ints(0, AtmHeader.VCIS).distinct().limit(capacity);
        assertThat(placed(vcis, log2Sets)).isGreaterThanOrEqualTo(enough(capacity, log2Sets));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 8, 16, 31, 32, 64, 100})
    void runs_with_a_stride_fill_at_least_95_percent(int stride) {
        int capacity = VciHash.WAYS << 10;
        int usable = Math.min(capacity, (StationVci.CHANNELS - 0x200) / stride);
        int first = StationVci.of(42, StationVci.FIRST_FREE_CHANNEL);
        var vcis = IntStream.range(0, usable).map(i -> first + i * stride);
        assertThat(placed(vcis, 10)).isGreaterThanOrEqualTo(enough(usable, 10));
    }

    @Test
    void the_same_channels_of_many_stations_fill_at_least_95_percent() {
        int capacity = VciHash.WAYS << 10;
        var vcis =
                IntStream.range(0, capacity)
                        .map(i -> StationVci.of(i % 64, StationVci.FIRST_FREE_CHANNEL + i / 64));
        assertThat(placed(vcis, 10)).isGreaterThanOrEqualTo(enough(capacity, 10));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 7, 10, 12})
    void taps_say_the_same_as_the_hash(int log2Sets) {
        for (int i = 0; i < 1_000; i++) {
            int vci = random.nextInt(AtmHeader.VCIS);
            for (int way = 0; way < VciHash.WAYS; way++) {
                int set = 0;
                for (int bit = 0; bit < log2Sets; bit++) {
                    for (int tap : VciHash.taps(way, bit, log2Sets)) {
                        set ^= (vci >>> tap & 1) << bit;
                    }
                }
                assertThat(set).isEqualTo(VciHash.set(vci, way, log2Sets));
            }
        }
    }

    @Test
    void the_default_table_costs_at_most_64_look_up_tables() {
        int luts = 0;
        for (int way = 0; way < VciHash.WAYS; way++) {
            for (int bit = 0; bit < 10; bit++) {
                luts += (VciHash.taps(way, bit, 10).length + 1) / 3;
            }
        }
        assertThat(luts).isLessThanOrEqualTo(64);
    }

    /// A hash whose ways agree would fail the tests above: one way alone holds well under 95 %.
    @Test
    void one_way_alone_does_not_reach_95_percent() {
        int sets = 1 << 10;
        var used = new boolean[sets];
        random.ints(0, AtmHeader.VCIS)
                .distinct()
                .limit(sets)
                .forEach(vci -> used[VciHash.set(vci, 0, 10)] = true);
        assertThat(IntStream.range(0, sets).filter(i -> used[i]).count()).isLessThan(sets * 7 / 10);
    }

    private static int enough(int capacity, int log2Sets) {
        int percent = log2Sets >= 10 ? 95 : log2Sets >= 8 ? 93 : 80;
        return capacity * percent / 100;
    }

    /// Entries placed before the first that finds no place by a random walk of cuckoo moves.
    private int placed(IntStream vcis, int log2Sets) {
        var table = new int[VciHash.WAYS][1 << log2Sets];
        for (var way : table) {
            Arrays.fill(way, EMPTY);
        }
        int count = 0;
        for (int vci : vcis.toArray()) {
            if (!insert(table, vci, log2Sets)) {
                break;
            }
            count++;
        }
        return count;
    }

    private boolean insert(int[][] table, int vci, int log2Sets) {
        int homeless = vci;
        for (int move = 0; move < MOVES_MAXIMUM; move++) {
            for (int way = 0; way < VciHash.WAYS; way++) {
                int set = VciHash.set(homeless, way, log2Sets);
                if (table[way][set] == EMPTY) {
                    table[way][set] = homeless;
                    return true;
                }
            }
            int way = random.nextInt(VciHash.WAYS);
            int set = VciHash.set(homeless, way, log2Sets);
            int evicted = table[way][set];
            table[way][set] = homeless;
            homeless = evicted;
        }
        return false;
    }
}
