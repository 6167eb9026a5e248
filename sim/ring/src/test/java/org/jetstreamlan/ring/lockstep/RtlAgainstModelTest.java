package org.jetstreamlan.ring.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The same schedule into MACs and into the model: each control symbol and each header word leaves each station at the same word, and phases, deliveries,
/// completions and counters agree.
class RtlAgainstModelTest {
    private static final Model MAC = MacRing.compile(new JitEngine());

    @AfterAll
    static void close() {
        MAC.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void sendsTheSameWordsAtTheSameTimes(long seed) {
        assertThat(Lockstep.of(seed, 0).run(MAC)).isEmpty();
    }

    static List<Long> seeds() {
        return Lockstep.SEEDS.subList(0, 12);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void recoversFromTheSameFaultsInTheSameWords(long seed) {
        assertThat(Lockstep.of(seed, 12).run(MAC)).isEmpty();
    }

    /// Each has a command or fault in a word in which MAC and model once differed.
    @ParameterizedTest
    @ValueSource(longs = {120, 124, 125, 138, 155, 161, 164, 179, 186, 190, 216, 304, 371, 415})
    void goesOnInTheSameWordsInWhicheverWordAHostCommandOrACutComes(long seed) {
        assertThat(Lockstep.of(seed, 12).run(MAC)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 65, 100})
    void numbersAsManyStationsAsThereMayBeAndLeavesOutMore(int stations) {
        assertThat(Lockstep.crowd(stations, stations).run(MAC)).isEmpty();
    }
}
