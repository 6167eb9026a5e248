package org.jetstreamlan.nic.mac;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.ManagementFrame;
import org.jetstreamlan.abi.RingPhase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The timed token at one station: `docs/ring.md`, The timed token. Frames are told apart by their length.
class TokenTest {
    private static final int VCI = 0x1C_4711;
    private static final int NEEDED = Transmitter.OVERHEAD_WORDS;

    private MacBench bench = MacBench.station(2, 5);

    /// Payload words of the frames that leave within `clocks` from the next token on, and the token behind them.
    private record Sent(List<Integer> words, List<ControlSymbol.Token> tokens) {}

    private Sent capture(int clocks) {
        return capture(clocks, false);
    }

    private Sent capture(int clocks, boolean yield) {
        var in = new long[clocks];
        Arrays.fill(in, MacBench.FILL);
        long token = bench.nextToken();
        in[0] = yield ? token ^ 0x0003_0003L : token;
        var out = FrameCollector.of(bench.through(in));
        assertThat(out.violations).isEmpty();
        return new Sent(
                out.frames.stream().map(seen -> seen.frame().payload().length / 4).toList(),
                List.copyOf(out.tokens));
    }

    private void asynchronous(int words) {
        bench.send(VCI, new int[words]);
    }

    private void synchronous(int words) {
        bench.sendSynchronous(VCI, new int[words]);
    }

    // ---- coming up

    @Test
    void the_first_token_may_not_be_used_the_second_for_synchronous_frames_the_third_for_all() {
        bench = MacBench.numbered(2, 5);
        bench.set("allocation", 2_000);
        for (int i = 0; i < 3; i++) {
            asynchronous(20);
            synchronous(30);
        }
        bench.idle(5);
        assertThat(bench.isOperational()).isFalse();
        assertThat(capture(300).words).isEmpty();
        assertThat(capture(300).words).containsExactly(30, 30, 30);
        assertThat(bench.isOperational()).isTrue();
        assertThat(capture(300).words).containsExactly(20, 20, 20);
    }

    // ---- classes

    @Test
    void synchronous_frames_go_first_and_say_so_in_their_header() {
        bench.set("allocation", 2_000);
        asynchronous(20);
        synchronous(30);
        bench.idle(5);
        var in = new long[200];
        Arrays.fill(in, MacBench.FILL);
        in[0] = bench.nextToken();
        var frames = FrameCollector.of(bench.through(in)).frames;
        assertThat(frames)
                .extracting(seen -> seen.frame().header().synchronous())
                .containsExactly(true, false);
        assertThat(frames).allMatch(seen -> seen.faults().isEmpty());
    }

    @ParameterizedTest(name = "allocation {0} gives {1} frames of 100 words")
    @CsvSource({"116, 1", "218, 1", "219, 2", "323, 2", "324, 3", "10000, 9"})
    void synchronous_frames_go_as_long_as_they_fit_the_allocation(int allocation, int frames) {
        bench.set("allocation", allocation);
        for (int i = 0; i < 9; i++) {
            synchronous(100);
        }
        bench.idle(5);
        assertThat(capture(1_200).words).hasSize(frames);
        assertThat(capture(1_200).words).as("full again").hasSize(Math.min(frames, 9 - frames));
    }

    @Test
    void the_allocation_is_not_spent_by_asynchronous_frames_nor_tht_by_synchronous_ones() {
        bench.set("allocation", 40_000);
        bench.token();
        bench.idle(MacBench.TTRT - 3 * (16_000 + NEEDED) - 100);
        for (int i = 0; i < 3; i++) {
            asynchronous(16_000);
        }
        for (int i = 0; i < 2; i++) {
            synchronous(16_000);
        }
        bench.idle(5);
        assertThat(capture(90_000).words).containsExactly(16_000, 16_000, 16_000, 16_000, 16_000);
    }

    @Test
    void a_late_token_is_good_for_synchronous_frames_only() {
        bench.set("allocation", 2_000);
        bench.token();
        asynchronous(20);
        synchronous(30);
        bench.idle(MacBench.TTRT + 50);
        assertThat(capture(200).words).containsExactly(30);
        assertThat(capture(200).words).as("Late_Ct is 0 again").containsExactly(20);
    }

    // ---- policies

    @ParameterizedTest(name = "{0} words of THT short of a frame")
    @ValueSource(ints = {-50, 50, 900})
    void with_overrun_a_frame_starts_while_any_time_is_left(int shortBy) {
        for (boolean overrun : new boolean[] {false, true}) {
            bench = MacBench.station(2, 5);
            bench.set("overrun", overrun ? 1 : 0);
            bench.token();
            asynchronous(1_000);
            bench.idle(MacBench.TTRT - 1_000 - NEEDED + shortBy);
            var sent = capture(1_200);
            assertThat(sent.words).hasSize(overrun || shortBy < 0 ? 1 : 0);
        }
    }

    @Test
    void with_overrun_nothing_starts_when_the_time_is_spent() {
        bench.set("overrun", 1);
        bench.token();
        asynchronous(1_000);
        asynchronous(1_001);
        bench.idle(MacBench.TTRT - 500);
        assertThat(capture(2_300).words).containsExactly(1_000);
    }

    // ---- what may never go

    @Test
    void a_frame_longer_than_f_is_purged_and_ends_as_lost() {
        var ring = new TestRing(2, 0);
        ring.station(0).set("largest", 500);
        ring.start();
        ring.runUntil(ring::isOperational, 2_000);
        var station = ring.station(1);
        for (int words : new int[] {500, 501, 16_382, 20}) {
            station.send(0x200, new int[words]);
        }
        ring.runUntil(() -> station.ended.size() == 4, 40_000);
        assertThat(station.ended)
                .extracting(MacBench.Ended::result)
                .containsExactly(
                        CompletionResult.RETURNED,
                        CompletionResult.LOST,
                        CompletionResult.LOST,
                        CompletionResult.RETURNED);
        assertThat(station.count("purged")).isEqualTo(2);
        assertThat(station.count("sent")).isEqualTo(2);
    }

    @Test
    void a_synchronous_frame_beyond_the_allocation_is_purged() {
        bench.set("allocation", 100);
        synchronous(85);
        synchronous(84);
        bench.idle(200);
        assertThat(bench.count("purged")).isEqualTo(1);
        assertThat(capture(200).words).containsExactly(84);
    }

    @Test
    void a_frame_that_waits_as_the_station_becomes_a_member_is_held_to_the_new_f() {
        bench = MacBench.follower();
        asynchronous(100);
        bench.idle(10);
        var id = MacBench.management(ManagementFrame.Operation.ID, 0);
        var confirm = MacBench.management(ManagementFrame.Operation.CONFIRM, 5);
        bench.through(id.frame(1).linkWords());
        bench.through(confirm.frame(1).linkWords());
        bench.token();
        bench.token();
        assertThat(bench.count("purged")).isZero();
        assertThat(capture(200).words).containsExactly(100);
    }

    // ---- yield

    private void rotation(int clocks) {
        bench.idle(clocks);
    }

    /// A frame of 1,000 words that does not fit this time.
    private void starve() {
        bench.token();
        asynchronous(1_000);
        rotation(MacBench.TTRT - 500);
    }

    @Test
    void a_station_whose_frame_does_not_fit_sets_yield_and_clears_it_as_it_sends() {
        starve();
        assertThat(capture(10).tokens).extracting(ControlSymbol.Token::yield).containsExactly(true);
        var sent = capture(1_100, true);
        assertThat(sent.words).containsExactly(1_000);
        assertThat(sent.tokens).extracting(ControlSymbol.Token::yield).containsExactly(false);
    }

    @Test
    void it_keeps_yield_set_until_its_frame_fits() {
        starve();
        capture(10);
        rotation(MacBench.TTRT - 300);
        var kept = capture(10, true);
        assertThat(kept.words).isEmpty();
        assertThat(kept.tokens).extracting(ControlSymbol.Token::yield).containsExactly(true);
        assertThat(capture(1_100, true).words).containsExactly(1_000);
    }

    @Test
    void while_another_station_yields_nothing_asynchronous_goes() {
        bench.set("allocation", 2_000);
        asynchronous(20);
        synchronous(30);
        bench.idle(5);
        var sent = capture(200, true);
        assertThat(sent.words).containsExactly(30);
        assertThat(sent.tokens).extracting(ControlSymbol.Token::yield).containsExactly(true);
        assertThat(capture(200, false).words).containsExactly(20);
    }

    @Test
    void it_passes_once_before_it_sets_yield_again() {
        starve();
        capture(10);
        asynchronous(1_000);
        rotation(MacBench.TTRT - 1_500);
        assertThat(capture(1_100, true).words).containsExactly(1_000);
        rotation(MacBench.TTRT - 1_400);
        assertThat(capture(10).tokens)
                .extracting(ControlSymbol.Token::yield)
                .containsExactly(false);
        rotation(MacBench.TTRT - 500);
        assertThat(capture(10).tokens).extracting(ControlSymbol.Token::yield).containsExactly(true);
    }

    @Test
    void the_monitor_clears_a_yield_that_255_of_its_tokens_have_carried() {
        bench = MacBench.monitor(5);
        for (int i = 0; i < 3; i++) {
            bench.token();
        }
        for (int i = 0; i < 257; i++) {
            assertThat(capture(10, true).tokens)
                    .extracting(ControlSymbol.Token::yield)
                    .as("token %d", i)
                    .containsExactly(i != 255);
        }
    }

    @Test
    void
            it_gives_yield_up_at_the_fourth_token_that_leaves_no_time_and_sets_it_again_where_it_comes_clear() {
        starve();
        capture(10);
        for (int i = 1; i <= 4; i++) {
            rotation(MacBench.TTRT - 300);
            var kept = capture(10, i != 2);
            assertThat(kept.words).isEmpty();
            assertThat(kept.tokens)
                    .extracting(ControlSymbol.Token::yield)
                    .as("token %d", i)
                    .containsExactly(i != 4);
        }
    }

    /// The station is OFF from the clock behind the one in which it is disabled; the token is decided 2 clocks after it has come.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void a_token_that_comes_as_the_monitor_goes_off_goes_on_as_the_monitor_changed_it(int after) {
        bench = MacBench.monitor(5);
        bench.token();
        long token = bench.nextToken();
        var out = new FrameCollector();
        for (int i = 0; i < 6; i++) {
            bench.set("enable", i < after ? 1 : 0);
            out.accept(bench.linkOut());
            bench.clock(i == 0 ? token : MacBench.FILL);
        }
        boolean came = FrameCollector.of(token).tokens.getFirst().toggle();
        assertThat(bench.phase()).isEqualTo(RingPhase.OFF);
        assertThat(out.tokens)
                .extracting(ControlSymbol.Token::toggle)
                .containsExactly(after == 0 ? came : !came);
    }

    @Test
    void the_token_that_follows_a_capture_is_the_one_that_came_but_for_the_toggle_of_the_monitor() {
        bench = MacBench.monitor(5);
        bench.token();
        asynchronous(20);
        bench.idle(4);
        var seen = capture(60);
        assertThat(seen.words).containsExactly(20);
        assertThat(seen.tokens).hasSize(1);
        long next = bench.nextToken();
        var expected = (ControlSymbol.Token) symbol(next);
        assertThat(seen.tokens.getFirst().toggle()).isEqualTo(expected.toggle());
    }

    private static ControlSymbol symbol(long word) {
        return ControlSymbol.of(LinkWord.bits(word)).orElseThrow();
    }
}
