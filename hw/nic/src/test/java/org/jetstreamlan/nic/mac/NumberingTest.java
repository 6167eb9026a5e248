package org.jetstreamlan.nic.mac;

import static org.assertj.core.api.Assertions.assertThat;

import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.ManagementFrame;
import org.jetstreamlan.abi.ManagementFrame.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberingTest {
    @ParameterizedTest(name = "{0} stations")
    @ValueSource(ints = {1, 2, 3, 5, 8, 64})
    void stations_get_ids_in_ring_order_and_all_know_their_number(int count) {
        var ring = TestRing.operational(count, 0);
        for (int i = 0; i < count; i++) {
            var station = ring.station(i);
            assertThat(station.status("station")).isEqualTo(i);
            assertThat(station.status("stationValid")).isEqualTo(1);
            assertThat(station.status("stations")).isEqualTo(count);
            assertThat(station.state()).isEqualTo(RingState.OPERATIONAL);
        }
        ring.run(3 * count + 10);
        assertThat(ring.links.getFirst().tokens).isNotEmpty();
        assertThat(ring.links.getFirst().violations).isEmpty();
    }

    @Test
    void a_token_goes_round_in_three_clocks_a_station_and_the_monitor_toggles_it() {
        var ring = TestRing.operational(5, 0);
        ring.run(15 * 8);
        var tokens = ring.links.get(2).tokens;
        assertThat(tokens).hasSize(8).allMatch(token -> token.epoch() == MacBench.EPOCH);
        for (int i = 1; i < tokens.size(); i++) {
            assertThat(tokens.get(i).toggle()).isNotEqualTo(tokens.get(i - 1).toggle());
        }
    }

    @Test
    void the_id_frame_of_the_monitor_is_the_golden_one() {
        var bench = new MacBench();
        bench.configureMonitor();
        assertThat(bench.untilFrame(Operation.ID)).isEqualTo(golden(Operation.ID, 0).frame(0));
        bench.through(golden(Operation.ID, 0).frame(4).linkWords());
        assertThat(bench.untilFrame(Operation.CONFIRM))
                .isEqualTo(golden(Operation.CONFIRM, 5).frame(0));
    }

    private static ManagementFrame golden(Operation operation, int stations) {
        int largest = 16_382;
        return new ManagementFrame(
                operation, stations, MacBench.EPOCH, 100_000, largest, 0x0200_5E10_0001L);
    }

    @Test
    void a_65th_station_takes_no_id_and_all_that_see_it_say_so() {
        var ring = new TestRing(65, 0);
        ring.start();
        ring.run(1_000);
        assertThat(ring.station(63).status("station")).isEqualTo(63);
        assertThat(ring.station(63).status("tooMany")).isZero();
        assertThat(ring.station(64).status("stationValid")).isZero();
        assertThat(ring.station(64).status("tooMany")).isEqualTo(1);
        assertThat(ring.station(0).status("tooMany")).isEqualTo(1);
        assertThat(ring.station(0).state()).isEqualTo(RingState.DOWN);
        assertThat(ring.links.get(0).tokens).isEmpty();
    }

    @Test
    void the_ttrt_of_the_monitor_is_everybodys() {
        var ring = TestRing.operational(3, 0);
        ring.station(2).set("ttrt", 5);
        ring.run(500);
        assertThat(ring.station(2).count("tokenLate")).isZero();
    }

    @Test
    void a_lost_id_frame_is_sent_again() {
        var ring = new TestRing(3, 0);
        ring.faultOnce(
                1,
                0,
                word -> TestRing.isControl(word, ControlSymbol.OPCODE_START),
                _ -> MacBench.FILL);
        ring.start();
        ring.run(MacBench.ANSWER_CLOCKS - 100);
        assertThat(ring.station(2).state()).isEqualTo(RingState.DOWN);
        assertOperational(ring);
    }

    @Test
    void a_damaged_id_frame_is_refused_and_sent_again() {
        var ring = new TestRing(3, 0);
        ring.faultOnce(0, 5, TestRing::isData, word -> word ^ 0x400);
        ring.start();
        ring.run(MacBench.ANSWER_CLOCKS + 1_000);
        assertOperational(ring);
    }

    @Test
    void a_damaged_confirm_frame_is_refused_and_sent_again() {
        var ring = new TestRing(3, 0);
        ring.faultOnce(1, 14 + 5, TestRing::isData, word -> word ^ 0x400);
        ring.start();
        ring.run(MacBench.ANSWER_CLOCKS + 1_000);
        assertOperational(ring);
    }

    @Test
    void a_station_that_confirm_counts_differently_sets_not_copied() {
        var bench = new MacBench();
        bench.set("enable", 1);
        bench.clock(MacBench.FILL);
        bench.through(golden(Operation.ID, 0).frame(1).linkWords());
        assertThat(bench.status("station")).isEqualTo(2);
        var out = bench.through(golden(Operation.CONFIRM, 5).frame(2).linkWords());
        var seen = FrameCollector.of(out).frames.getFirst();
        assertThat(seen.frame()).isEqualTo(golden(Operation.CONFIRM, 5).frame(3));
        assertThat(seen.status().notCopied()).isTrue();
        assertThat(bench.status("stations")).isZero();
    }

    @Test
    void a_station_that_is_not_confirmed_keeps_all_but_management_frames_off_the_ring() {
        var bench = new MacBench();
        bench.set("enable", 1);
        bench.clock(MacBench.FILL);
        bench.through(golden(Operation.ID, 0).frame(1).linkWords());
        var token = LinkWord.control(new ControlSymbol.Token(MacBench.EPOCH, false, false));
        assertThat(bench.through(token.packed())).containsExactly(MacBench.FILL);
        assertThat(bench.state()).isEqualTo(RingState.NUMBERING);
    }

    @Test
    void starting_again_numbers_again_and_makes_a_fresh_token() {
        var ring = TestRing.operational(4, 0);
        ring.station(0).set("epoch", 3);
        ring.restart();
        ring.run(600);
        assertOperational(ring);
        ring.forget();
        ring.run(100);
        assertThat(ring.links.get(3).tokens).isNotEmpty().allMatch(token -> token.epoch() == 3);
    }

    @Test
    void the_monitor_repeats_a_frame_that_a_station_refused() {
        var refused = new ControlSymbol.End(new FrameStatus(false, false, false, true));
        var bench = new MacBench();
        bench.configureMonitor();
        bench.untilFrame(Operation.ID);
        bench.through(golden(Operation.ID, 0).frame(4).linkWords(refused));
        bench.untilFrame(Operation.ID);
        bench.through(golden(Operation.ID, 0).frame(4).linkWords());
        bench.untilFrame(Operation.CONFIRM);
        bench.through(golden(Operation.CONFIRM, 5).frame(4).linkWords(refused));
        bench.untilFrame(Operation.CONFIRM);
        assertThat(bench.state()).isEqualTo(RingState.NUMBERING);
    }

    @Test
    void the_monitor_numbers_again_where_confirm_counts_another_number() {
        var bench = new MacBench();
        bench.configureMonitor();
        bench.untilFrame(Operation.ID);
        bench.through(golden(Operation.ID, 0).frame(4).linkWords());
        bench.untilFrame(Operation.CONFIRM);
        bench.through(golden(Operation.CONFIRM, 5).frame(3).linkWords());
        bench.untilFrame(Operation.ID);
    }

    @ParameterizedTest(name = "{0} clocks apart")
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void a_token_from_before_a_new_start_does_not_make_the_ring_operational(int apart) {
        var bench = MacBench.monitor(3);
        long token =
                LinkWord.control(new ControlSymbol.Token(MacBench.EPOCH, false, false)).packed();
        for (int i = 0; i < 12; i++) {
            bench.set("start", i == apart ? 1 : 0);
            bench.clock(i == 3 ? token : MacBench.FILL);
        }
        assertThat(bench.state()).isEqualTo(RingState.NUMBERING);
    }

    @Test
    void the_monitor_starts_again_only_behind_the_frame_that_it_repeats() {
        var bench = MacBench.monitor(3);
        var frame = Frame.aal5(Header.data(1, 0), 0x8_0200, new byte[400]);
        var out = new FrameCollector();
        int at = 0;
        for (long word : frame.linkWords()) {
            bench.set("start", at++ == 20 ? 1 : 0);
            out.accept(bench.linkOut());
            bench.clock(word);
        }
        for (int i = 0; i < 40; i++) {
            out.accept(bench.linkOut());
            bench.clock(MacBench.FILL);
        }
        assertThat(out.violations).isEmpty();
        assertThat(out.frames).hasSize(2).allMatch(seen -> seen.faults().isEmpty());
        assertThat(ManagementFrame.of(out.frames.getLast().frame()).operation())
                .isEqualTo(Operation.ID);
    }

    @Test
    void a_disabled_station_is_skipped_and_repeats_as_it_is() {
        var ring = new TestRing(4, 0);
        ring.start();
        ring.station(2).set("enable", 0);
        ring.run(600);
        assertThat(ring.station(3).status("station")).isEqualTo(2);
        assertThat(ring.station(3).status("stations")).isEqualTo(3);
        assertThat(ring.station(2).state()).isEqualTo(RingState.DOWN);
        assertThat(ring.station(0).state()).isEqualTo(RingState.OPERATIONAL);
    }

    @Test
    void a_disabled_station_loses_its_id_when_the_ring_is_numbered_without_it() {
        var ring = TestRing.operational(3, 0);
        ring.station(1).set("enable", 0);
        ring.step();
        assertThat(ring.station(1).status("stationValid")).isEqualTo(1);
        ring.restart();
        ring.run(600);
        assertThat(ring.station(1).status("stationValid")).isZero();
        assertThat(ring.station(2).status("station")).isEqualTo(1);
    }

    private static void assertOperational(TestRing ring) {
        ring.run(600);
        for (int i = 0; i < ring.size(); i++) {
            assertThat(ring.station(i).state()).isEqualTo(RingState.OPERATIONAL);
            assertThat(ring.station(i).status("station")).isEqualTo(i);
            assertThat(ring.station(i).status("stations")).isEqualTo(ring.size());
        }
    }
}
