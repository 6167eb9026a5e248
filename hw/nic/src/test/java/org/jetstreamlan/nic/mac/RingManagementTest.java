package org.jetstreamlan.nic.mac;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.LinkItem;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.ManagementFrame;
import org.jetstreamlan.abi.ManagementFrame.Operation;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Claim, numbering and recovery: `docs/ring.md`, States of a station.
class RingManagementTest {
    private static final long FILL = MacBench.FILL;

    // ---- coming up

    @ParameterizedTest(name = "{0} stations")
    @ValueSource(ints = {1, 2, 3, 5, 8, 64})
    void stations_get_ids_in_ring_order_from_the_best_bidder_and_all_know_their_number(int count) {
        var ring = TestRing.operational(count, 0);
        for (int i = 0; i < count; i++) {
            var station = ring.station(i);
            assertThat(station.status("station")).isEqualTo(i);
            assertThat(station.status("stationValid")).isEqualTo(1);
            assertThat(station.status("stations")).isEqualTo(count);
            assertThat(station.status("monitor")).isEqualTo(i == 0 ? 1 : 0);
            assertThat(station.phase()).isEqualTo(RingPhase.MEMBER);
            assertThat(station.output("ttrt")).isEqualTo(MacBench.TTRT);
            assertThat(station.output("largest")).isEqualTo(Frame.PAYLOAD_WORDS_MAXIMUM);
        }
        ring.run(3 * count + 10);
        assertThat(ring.links.getFirst().tokens).isNotEmpty();
        assertThat(ring.links.getFirst().violations).isEmpty();
    }

    @ParameterizedTest(name = "station {0}")
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void the_lowest_ttrt_wins_before_the_highest_address(int winner) {
        var ring = new TestRing(5, 3);
        ring.station(winner).set("ttrt", MacBench.TTRT - 1);
        ring.station(winner).set("largest", 2_000 + winner);
        ring.start();
        ring.runUntil(ring::isOperational, 3_000);
        for (int i = 0; i < 5; i++) {
            assertThat(ring.station(i).status("station")).isEqualTo((i - winner + 5) % 5);
            assertThat(ring.station(i).output("ttrt")).isEqualTo(MacBench.TTRT - 1);
            assertThat(ring.station(i).output("largest")).isEqualTo(2_000 + winner);
        }
    }

    @Test
    void stations_that_are_enabled_one_after_the_other_end_in_one_ring() {
        var ring = new TestRing(5, 3);
        for (int i : new int[] {3, 0, 4, 1, 2}) {
            ring.station(i).enable(77 + i);
            ring.run(700);
        }
        ring.runUntil(ring::isOperational, 3_000);
        assertThat(ring.stations)
                .extracting(station -> station.status("station"))
                .containsExactly(0L, 1L, 2L, 3L, 4L);
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
    void the_frames_of_the_monitor_are_the_golden_ones() {
        var bench = new MacBench();
        bench.enable(MacBench.EPOCH);
        assertThat(bench.answer(Operation.CLAIM, 4)).isEqualTo(golden(Operation.CLAIM, 0).frame(0));
        assertThat(bench.answer(Operation.ID, 4)).isEqualTo(golden(Operation.ID, 0).frame(0));
        assertThat(bench.answer(Operation.CONFIRM, 4))
                .isEqualTo(golden(Operation.CONFIRM, 5).frame(0));
        assertThat(bench.cause()).isEqualTo(RingCause.JOIN);
    }

    private static ManagementFrame golden(Operation operation, int stations) {
        int largest = Frame.PAYLOAD_WORDS_MAXIMUM;
        return new ManagementFrame(
                operation, stations, MacBench.EPOCH, MacBench.TTRT, largest, MacBench.ADDRESS);
    }

    @Test
    void a_65th_station_is_bypassed_and_the_other_64_come_up() {
        var ring = new TestRing(65, 0);
        ring.start();
        ring.run(6_000);
        assertThat(ring.station(63).status("station")).isEqualTo(63);
        assertThat(ring.station(63).status("tooMany")).isZero();
        assertThat(ring.station(64).status("tooMany")).isEqualTo(1);
        assertThat(ring.station(64).phase()).isEqualTo(RingPhase.OFF);
        assertThat(ring.station(0).status("tooMany")).isEqualTo(1);
        assertThat(ring.station(0).status("stations")).isEqualTo(64);
        assertThat(ring.station(0).isOperational()).isTrue();
    }

    /// Its ID is on the ring still, with nobody to take it off.
    @Test
    void the_others_come_up_when_the_winner_leaves_while_it_numbers() {
        int moments = 0;
        for (int delay = 0; ; delay++) {
            var ring = new TestRing(4, 1);
            ring.stations.forEach(station -> station.set("ttrt", 5_000));
            ring.start();
            ring.runUntil(() -> ring.station(0).phase() == RingPhase.NUMBER, 2_000);
            ring.run(delay);
            if (ring.station(0).phase() != RingPhase.NUMBER) {
                break;
            }
            ring.station(0).set("enable", 0);
            ring.runUntil(
                    () -> {
                        int up = 0;
                        for (int i = 1; i < 4; i++) {
                            var station = ring.station(i);
                            boolean counted = station.status("stations") == 3;
                            up += station.isOperational() && counted ? 1 : 0;
                        }
                        return up == 3;
                    },
                    40_000);
            moments++;
        }
        assertThat(moments).isGreaterThan(30);
    }

    /// A claim that was under way when its sender switched off and on is not that of the new nonce.
    @Test
    void an_own_claim_of_before_is_no_win() {
        for (int words = 0; words < 17; words++) {
            var bench = new MacBench();
            bench.enable(MacBench.EPOCH);
            var end = new ControlSymbol.End(FrameStatus.SENT);
            var claim = bench.untilFrame(Operation.CLAIM);
            var came = ManagementFrame.of(claim).frame(3).linkWords(end);
            for (int i = 0; i < came.length; i++) {
                bench.set("enable", i == words ? 0 : 1);
                bench.clock(came[i]);
            }
            bench.set("enable", 1);
            bench.idle(5);
            assertThat(bench.phase())
                    .as("switched off at word %d", words)
                    .isEqualTo(RingPhase.CLAIM);
        }
    }

    // ---- numbering, frame by frame

    @Test
    void a_lost_id_frame_is_sent_again() {
        var bench = new MacBench();
        bench.win(5);
        bench.untilFrame(Operation.ID);
        bench.idle(2 * MacBench.D_MAX - 30);
        assertThat(bench.answer(Operation.ID, 4)).isEqualTo(golden(Operation.ID, 0).frame(0));
        bench.untilFrame(Operation.CONFIRM);
    }

    @ParameterizedTest(name = "word {0}")
    @ValueSource(ints = {5, 14 + 5})
    void a_damaged_management_frame_is_refused_and_sent_again(int word) {
        var ring = new TestRing(3, 0);
        boolean[] numbering = {false};
        ring.fault =
                new TestRing.Fault() {
                    private int data;

                    @Override
                    public long apply(int link, long packed) {
                        boolean counts = numbering[0] && link == 1 && TestRing.isData(packed);
                        return counts && data++ == word ? packed ^ 0x400 : packed;
                    }
                };
        ring.start();
        ring.runUntil(() -> ring.station(0).phase() == RingPhase.NUMBER, 500);
        ring.run(12);
        numbering[0] = true;
        ring.runUntil(ring::isOperational, 5 * MacBench.D_MAX);
        assertThat(ring.station(2).status("station")).isEqualTo(2);
    }

    @Test
    void a_station_that_confirm_counts_differently_sets_not_copied() {
        var bench = MacBench.follower();
        bench.through(management(Operation.ID, 0).frame(1).linkWords());
        assertThat(bench.status("station")).isEqualTo(2);
        var out = bench.through(management(Operation.CONFIRM, 5).frame(2).linkWords());
        var seen = FrameCollector.of(out).frames.getFirst();
        assertThat(seen.frame()).isEqualTo(management(Operation.CONFIRM, 5).frame(3));
        assertThat(seen.status().notCopied()).isTrue();
        assertThat(bench.status("stations")).isZero();
    }

    @Test
    void a_confirm_of_another_claim_counts_for_nothing() {
        var bench = MacBench.follower();
        bench.through(management(Operation.ID, 0).frame(1).linkWords());
        var other =
                new ManagementFrame(Operation.CONFIRM, 5, MacBench.EPOCH + 1, MacBench.TTRT, 0, 0);
        var out = bench.through(other.frame(1).linkWords());
        assertThat(FrameCollector.of(out).frames.getFirst().status().notCopied()).isTrue();
        bench.idle(3);
        assertThat(bench.phase()).isEqualTo(RingPhase.FOLLOW);
    }

    private static ManagementFrame management(Operation operation, int stations) {
        return MacBench.management(operation, stations);
    }

    @Test
    void a_station_that_follows_keeps_all_but_management_frames_off_the_ring() {
        var bench = MacBench.follower();
        bench.through(management(Operation.ID, 0).frame(1).linkWords());
        assertThat(bench.through(bench.nextToken())).containsExactly(FILL);
        assertThat(bench.phase()).isEqualTo(RingPhase.FOLLOW);
    }

    @Test
    void the_monitor_numbers_again_where_a_station_refuses() {
        var refused = new ControlSymbol.End(new FrameStatus(false, false, false, true));
        var bench = new MacBench();
        bench.win(5);
        bench.answer(Operation.ID, 4, refused);
        bench.answer(Operation.ID, 4);
        bench.answer(Operation.CONFIRM, 4, refused);
        bench.answer(Operation.ID, 4);
        bench.answer(Operation.CONFIRM, 4);
        bench.idle(10);
        assertThat(bench.phase()).isEqualTo(RingPhase.MEMBER);
    }

    @Test
    void the_monitor_numbers_again_where_confirm_counts_another_number() {
        var bench = new MacBench();
        bench.win(5);
        bench.answer(Operation.ID, 4);
        bench.answer(Operation.CONFIRM, 3);
        bench.untilFrame(Operation.ID);
    }

    @Test
    void a_management_frame_ends_after_127_hops() {
        var claim = management(Operation.CLAIM, 0);
        var bench = MacBench.follower();
        assertThat(hop(bench, claim, 62, 0)).containsExactly(header(63, 0));
        assertThat(hop(bench, claim, 63, 0)).containsExactly(header(63, 1));
        assertThat(hop(bench, claim, 63, 62)).containsExactly(header(63, 63));
        assertThat(hop(bench, claim, 63, 63)).isEmpty();
    }

    /// A header that is damaged in four bits or more may pass its check.
    @Test
    void one_id_without_a_place_left_bypasses_nobody() {
        var bench = MacBench.follower();
        var id = management(Operation.ID, 0);
        hop(bench, id, 63, 15);
        bench.idle(3);
        assertThat(bench.phase()).isEqualTo(RingPhase.FOLLOW);
        assertThat(bench.status("stationValid")).isZero();
        hop(bench, id, 3, 0);
        bench.idle(3);
        assertThat(bench.phase()).isEqualTo(RingPhase.FOLLOW);
        assertThat(bench.status("station")).isEqualTo(4);
    }

    @Test
    void the_second_id_in_a_row_without_a_place_left_bypasses_a_station() {
        var bench = MacBench.follower();
        hop(bench, management(Operation.ID, 0), 63, 0);
        hop(bench, management(Operation.ID, 0), 63, 0);
        bench.idle(3);
        assertThat(bench.phase()).isEqualTo(RingPhase.OFF);
        assertThat(bench.status("tooMany")).isOne();
    }

    private static Header header(int source, int tag) {
        return new Header(FrameType.MANAGEMENT, false, false, tag, source);
    }

    private static List<Header> hop(MacBench bench, ManagementFrame frame, int source, int tag) {
        var sent = frame.frame(0);
        var changed = new Frame(header(source, tag), sent.atm(), sent.payload());
        return FrameCollector.of(bench.through(changed.linkWords())).frames.stream()
                .map(seen -> seen.frame().header())
                .toList();
    }

    // ---- what each frame does in each state

    private static final ManagementFrame BETTER = management(Operation.CLAIM, 0);
    private static final ManagementFrame BEACON =
            new ManagementFrame(Operation.BEACON, 0, 9, MacBench.TTRT, 0, 5);
    private static final ManagementFrame WORSE =
            new ManagementFrame(Operation.CLAIM, 0, 9, MacBench.TTRT, 0, 5);
    private static final ManagementFrame TWIN =
            new ManagementFrame(Operation.CLAIM, 0, 9, MacBench.TTRT, 0, MacBench.ADDRESS);

    private static MacBench in(RingPhase phase) {
        return switch (phase) {
            case OFF -> new MacBench();
            case CLAIM -> {
                var bench = new MacBench();
                bench.enable(MacBench.EPOCH);
                yield bench;
            }
            case BEACON -> {
                var bench = new MacBench();
                bench.enable(MacBench.EPOCH);
                bench.idle(MacBench.T_MAX + 5);
                yield bench;
            }
            case FOLLOW -> MacBench.follower();
            case NUMBER -> {
                var bench = new MacBench();
                bench.win(5);
                bench.idle(3);
                yield bench;
            }
            case ISSUE -> throw new IllegalArgumentException("lasts 2 clocks");
            case MEMBER -> MacBench.station(2, 5);
        };
    }

    static Stream<Arguments> reactions() {
        return Stream.of(
                Arguments.of(RingPhase.OFF, BETTER, RingPhase.OFF),
                Arguments.of(RingPhase.CLAIM, BETTER, RingPhase.FOLLOW),
                Arguments.of(RingPhase.CLAIM, WORSE, RingPhase.CLAIM),
                Arguments.of(RingPhase.CLAIM, TWIN, RingPhase.CLAIM),
                Arguments.of(RingPhase.CLAIM, BEACON, RingPhase.FOLLOW),
                Arguments.of(RingPhase.CLAIM, golden(Operation.CLAIM, 0), RingPhase.NUMBER),
                Arguments.of(RingPhase.CLAIM, golden(Operation.BEACON, 0), RingPhase.CLAIM),
                Arguments.of(RingPhase.BEACON, BETTER, RingPhase.CLAIM),
                Arguments.of(RingPhase.BEACON, WORSE, RingPhase.CLAIM),
                Arguments.of(RingPhase.BEACON, BEACON, RingPhase.FOLLOW),
                Arguments.of(RingPhase.BEACON, golden(Operation.BEACON, 0), RingPhase.CLAIM),
                Arguments.of(RingPhase.FOLLOW, BETTER, RingPhase.FOLLOW),
                Arguments.of(RingPhase.FOLLOW, WORSE, RingPhase.CLAIM),
                Arguments.of(RingPhase.FOLLOW, TWIN, RingPhase.CLAIM),
                Arguments.of(RingPhase.FOLLOW, BEACON, RingPhase.FOLLOW),
                Arguments.of(RingPhase.NUMBER, BETTER, RingPhase.FOLLOW),
                Arguments.of(RingPhase.NUMBER, WORSE, RingPhase.CLAIM),
                Arguments.of(RingPhase.NUMBER, golden(Operation.CLAIM, 0), RingPhase.NUMBER),
                Arguments.of(RingPhase.NUMBER, BEACON, RingPhase.FOLLOW),
                Arguments.of(RingPhase.MEMBER, BETTER, RingPhase.FOLLOW),
                Arguments.of(RingPhase.MEMBER, WORSE, RingPhase.CLAIM),
                Arguments.of(RingPhase.MEMBER, BEACON, RingPhase.FOLLOW),
                Arguments.of(RingPhase.MEMBER, management(Operation.ID, 0), RingPhase.FOLLOW));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("reactions")
    void a_frame_does_what_the_table_says(
            RingPhase before, ManagementFrame frame, RingPhase after) {
        var bench = in(before);
        assertThat(bench.phase()).isEqualTo(before);
        bench.through(frame.frame(0).linkWords());
        bench.clock(FILL);
        assertThat(bench.phase()).isEqualTo(after);
    }

    @Test
    void a_claim_with_a_bad_crc_does_nothing() {
        var bench = MacBench.station(2, 5);
        var words = WORSE.frame(0).linkWords();
        words[6] ^= 1;
        bench.through(words);
        bench.idle(3);
        assertThat(bench.phase()).isEqualTo(RingPhase.MEMBER);
    }

    @Test
    void without_a_ring_it_claims_for_t_max_and_then_beacons() {
        var bench = new MacBench();
        bench.enable(7);
        bench.idle(MacBench.T_MAX - 3);
        assertThat(bench.phase()).isEqualTo(RingPhase.CLAIM);
        bench.idle(6);
        assertThat(bench.phase()).isEqualTo(RingPhase.BEACON);
        bench.untilFrame(Operation.BEACON);
        bench.idle(10 * MacBench.T_MAX);
        assertThat(bench.phase()).isEqualTo(RingPhase.BEACON);
    }

    @Test
    void a_follower_that_hears_no_more_claims_after_t_max() {
        var bench = MacBench.follower();
        bench.idle(MacBench.T_MAX);
        assertThat(bench.phase()).isEqualTo(RingPhase.CLAIM);
        assertThat(bench.cause()).isEqualTo(RingCause.TIME_OUT);
    }

    @Test
    void two_stations_with_one_address_are_bypassed_and_the_others_come_up() {
        var ring = new TestRing(4, 3);
        ring.station(2).set("address", MacBench.ADDRESS + 1_000);
        ring.start();
        ring.run(MacBench.T_MAX / 2 + 100);
        for (int twin : new int[] {0, 2}) {
            assertThat(ring.station(twin).status("duplicate")).isEqualTo(1);
            assertThat(ring.station(twin).phase()).isEqualTo(RingPhase.OFF);
        }
        ring.run(MacBench.T_MAX + 2_000);
        assertThat(ring.station(1).isOperational()).isTrue();
        assertThat(ring.station(1).status("stations")).isEqualTo(2);
    }

    @Test
    void a_bypassed_station_takes_part_again_after_it_has_been_disabled() {
        var bench = in(RingPhase.CLAIM);
        bench.idle(MacBench.T_MAX / 2);
        bench.through(TWIN.frame(0).linkWords());
        bench.idle(3);
        assertThat(bench.phase()).isEqualTo(RingPhase.OFF);
        bench.set("enable", 0);
        bench.idle(2);
        assertThat(bench.status("duplicate")).isZero();
        bench.set("enable", 1);
        bench.idle(2);
        assertThat(bench.phase()).isEqualTo(RingPhase.CLAIM);
    }

    // ---- why a member claims

    private static void assertClaims(MacBench bench, RingCause cause) {
        bench.idle(4);
        assertThat(bench.phase()).isEqualTo(RingPhase.CLAIM);
        assertThat(bench.cause()).isEqualTo(cause);
        assertThat(bench.count("claims")).isEqualTo(1);
    }

    @Test
    void it_claims_when_trt_expires_twice() {
        var bench = MacBench.station(2, 5);
        bench.idle(2 * MacBench.TTRT - 10);
        assertThat(bench.phase()).isEqualTo(RingPhase.MEMBER);
        bench.idle(10);
        assertClaims(bench, RingCause.LOST_TOKEN);
        assertThat(bench.count("tokenMissing")).isEqualTo(1);
    }

    @Test
    void it_claims_when_no_second_token_comes_within_t_max() {
        var bench = MacBench.numbered(2, 5);
        bench.token();
        bench.idle(MacBench.T_MAX - 10);
        assertThat(bench.phase()).isEqualTo(RingPhase.MEMBER);
        bench.idle(10);
        assertThat(bench.cause()).isEqualTo(RingCause.LOST_TOKEN);
    }

    @Test
    void it_claims_when_nothing_valid_comes_for_tvx() {
        var bench = MacBench.station(2, 5);
        bench.set("tvx", 500);
        bench.token();
        bench.idle(490);
        assertThat(bench.phase()).isEqualTo(RingPhase.MEMBER);
        bench.idle(8);
        assertClaims(bench, RingCause.SILENCE);
    }

    @Test
    void it_claims_at_a_token_of_another_epoch() {
        var bench = MacBench.station(2, 5);
        var other = new ControlSymbol.Token(MacBench.EPOCH + 1, false, false);
        assertThat(bench.through(LinkWord.control(other).packed())).containsExactly(FILL);
        assertClaims(bench, RingCause.SECOND_TOKEN);
        assertThat(bench.count("tokenBad")).isEqualTo(1);
    }

    @Test
    void it_claims_at_a_token_while_it_sends_and_gives_up_the_frame() {
        var bench = MacBench.station(2, 5);
        bench.send(0x1C_4711, new int[100]);
        bench.idle(4);
        var first = bench.nextToken();
        var second = bench.nextToken();
        var in = new long[60];
        Arrays.fill(in, FILL);
        in[0] = first;
        in[20] = second;
        var out = FrameCollector.of(bench.through(in));
        assertThat(out.frames.getFirst().faults()).contains(LinkItem.Fault.ABORTED);
        assertThat(out.tokens).isEmpty();
        assertThat(out.marks).isEmpty();
        assertClaims(bench, RingCause.SECOND_TOKEN);
        bench.idle(150);
        assertThat(bench.ended).containsExactly(new MacBench.Ended(CompletionResult.ABORTED, 0, 0));
    }

    @Test
    void it_claims_at_the_second_frame_of_others_in_one_capture() {
        var bench = MacBench.station(2, 5);
        bench.send(0x1C_4711, new int[100]);
        bench.idle(4);
        bench.through(bench.nextToken());
        bench.idle(5);
        var foreign = Frame.aal5(Header.data(1, 9), 1, new byte[40]).linkWords();
        bench.through(foreign);
        assertThat(bench.phase()).isEqualTo(RingPhase.MEMBER);
        bench.through(foreign);
        assertThat(bench.cause()).isEqualTo(RingCause.SECOND_SENDER);
        assertThat(bench.count("foreignStart")).isGreaterThanOrEqualTo(2);
    }

    @Test
    void it_claims_at_a_frame_that_no_monitor_has_marked() {
        var bench = MacBench.station(2, 5);
        var unmarked = Frame.aal5(Header.data(3, 9), 1, new byte[40]).linkWords();
        bench.through(unmarked);
        assertThat(bench.cause()).isEqualTo(RingCause.MONITOR_GONE);
        assertThat(bench.taken).isEmpty();
    }

    @Test
    void it_claims_at_the_fourth_token_that_does_not_toggle() {
        var bench = MacBench.station(2, 5);
        var token = bench.token();
        for (int i = 0; i < 3; i++) {
            bench.through(token);
        }
        bench.idle(3);
        assertThat(bench.phase()).isEqualTo(RingPhase.MEMBER);
        bench.through(token);
        assertClaims(bench, RingCause.MONITOR_GONE);
    }

    @Test
    void the_monitor_claims_where_its_toggle_does_not_come_back() {
        var bench = MacBench.monitor(5);
        bench.nextToken();
        bench.through(bench.nextToken());
        assertClaims(bench, RingCause.SECOND_TOKEN);
    }

    @Test
    void it_claims_when_the_host_says_so_with_another_epoch() {
        var ring = TestRing.operational(4, 0);
        ring.restart();
        assertThat(ring.station(0).cause()).isEqualTo(RingCause.HOST);
        ring.runUntil(ring::isOperational, 2_000);
        ring.forget();
        ring.run(100);
        assertThat(ring.links.get(3).tokens)
                .isNotEmpty()
                .noneMatch(token -> token.epoch() == MacBench.EPOCH);
    }

    @Test
    void a_frame_that_it_repeats_ends_in_abort_when_it_claims() {
        var bench = MacBench.monitor(3);
        var frame = Frame.aal5(Header.data(1, 0), 0x8_0200, new byte[400]);
        var out = new FrameCollector();
        int at = 0;
        for (long word : frame.linkWords()) {
            bench.set("claim", at++ == 20 ? 1 : 0);
            out.accept(bench.linkOut());
            bench.clock(word);
        }
        for (int i = 0; i < 40; i++) {
            out.accept(bench.linkOut());
            bench.clock(FILL);
        }
        assertThat(out.violations).isEmpty();
        assertThat(out.frames.getFirst().faults()).contains(LinkItem.Fault.ABORTED);
        assertThat(ManagementFrame.of(out.frames.get(1).frame()).operation())
                .isEqualTo(Operation.CLAIM);
    }

    /// The claim in each word from the token to behind the frame's END.
    @Test
    void its_own_frame_ends_in_abort_or_with_its_last_word_in_whichever_word_it_claims() {
        // Its last payload word is the transmitter's in clock 18.
        int last = 17;
        for (int at = 0; at < 30; at++) {
            var bench = MacBench.station(2, 5);
            bench.send(0x1C_4711, new int[12]);
            bench.idle(4);
            long token = bench.nextToken();
            var out = new FrameCollector();
            for (int i = 0; i < 80; i++) {
                bench.set("claim", i == at ? 1 : 0);
                long word = bench.linkOut();
                out.accept(word);
                assertThat(LinkWord.kind(word) == LinkWord.Kind.FILL)
                        .as("at %d, word %d", at, i)
                        .isEqualTo(word == FILL);
                bench.clock(i == 0 ? token : FILL);
            }
            // ABORT in place of header word 1
            assertThat(out.violations)
                    .as("at %d", at)
                    .allMatch(seen -> seen.kind() == LinkItem.Violation.Kind.NO_HEADER)
                    .allMatch(seen -> seen.bits() == ControlSymbol.ABORT_WORD);
            assertThat(out.frames)
                    .as("at %d", at)
                    .isNotEmpty()
                    .noneMatch(frame -> frame.faults().contains(LinkItem.Fault.CUT));
            assertThat(isWholeData(out.frames.getFirst())).as("at %d", at).isEqualTo(at >= last);
        }
    }

    private static boolean isWholeData(LinkItem.FrameSeen seen) {
        return seen.faults().isEmpty() && seen.frame().header().type() == FrameType.DATA;
    }

    // ---- leaving

    @Test
    void a_disabled_station_is_skipped_and_repeats_as_it_is() {
        var ring = new TestRing(4, 0);
        ring.start();
        ring.station(2).set("enable", 0);
        ring.run(1_000);
        assertThat(ring.station(3).status("station")).isEqualTo(2);
        assertThat(ring.station(3).status("stations")).isEqualTo(3);
        assertThat(ring.station(2).phase()).isEqualTo(RingPhase.OFF);
        assertThat(ring.station(0).isOperational()).isTrue();
    }

    @Test
    void a_disabled_station_loses_its_id_when_the_ring_is_numbered_without_it() {
        var ring = TestRing.operational(3, 0);
        ring.station(1).set("enable", 0);
        ring.step();
        assertThat(ring.station(1).status("stationValid")).isEqualTo(1);
        ring.restart();
        ring.run(1_000);
        assertThat(ring.station(1).status("stationValid")).isZero();
        assertThat(ring.station(2).status("station")).isEqualTo(1);
    }

    @Test
    void where_the_monitor_is_disabled_another_takes_over() {
        var ring = TestRing.operational(4, 0);
        ring.station(0).set("enable", 0);
        ring.run(3_000);
        assertThat(ring.station(1).status("monitor")).isEqualTo(1);
        assertThat(ring.station(1).status("stations")).isEqualTo(3);
        assertThat(ring.station(3).status("station")).isEqualTo(2);
        assertThat(ring.station(3).isOperational()).isTrue();
    }
}
