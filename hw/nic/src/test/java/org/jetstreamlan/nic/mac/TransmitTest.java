package org.jetstreamlan.nic.mac;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.ManagementFrame;
import org.junit.jupiter.api.Test;

/// Station 2 of 5, the link in the test's hands.
class TransmitTest {
    private static final int STATION = 2;
    private static final int VCI = 0x1C_4711;
    private static final long FILL = MacBench.FILL;
    private static final ControlSymbol.Token TOKEN =
            new ControlSymbol.Token(MacBench.EPOCH, true, false);
    private static final ControlSymbol.Mark MARK = new ControlSymbol.Mark(STATION, false);

    private final MacBench bench = MacBench.station(STATION, 5);

    // ---- what goes out

    @Test
    void a_token_with_nothing_to_send_goes_on_in_three_clocks() {
        assertThat(bench.through(word(TOKEN))).containsExactly(word(TOKEN));
        assertThat(bench.counts()).isEqualTo(java.util.Map.of("tokens", 1, "tokenPassed", 1));
    }

    @Test
    void a_captured_token_becomes_frame_mark_and_token() {
        bench.send(VCI, payload(1, 13));
        settle();
        var out = bench.through(padded(40, word(TOKEN)));
        assertThat(out)
                .startsWith(
                        concat(
                                words(FILL, FILL, FILL),
                                frame(0, 1, 13).linkWords(),
                                words(word(MARK), word(TOKEN), FILL, FILL)));
    }

    @Test
    void frames_of_one_capture_follow_each_other_with_one_fill_word() {
        bench.send(VCI, payload(1, 12));
        bench.send(VCI, payload(2, 14));
        bench.send(VCI, payload(3, 12));
        settle();
        var out = bench.through(padded(80, word(TOKEN)));
        assertThat(out)
                .startsWith(
                        concat(
                                words(FILL, FILL, FILL),
                                frame(0, 1, 12).linkWords(),
                                frame(1, 2, 14).linkWords(),
                                frame(2, 3, 12).linkWords(),
                                words(word(MARK), word(TOKEN), FILL)));
        assertThat(bench.count("sent")).isEqualTo(3);
    }

    @Test
    void without_crc_the_payload_goes_out_as_it_is() {
        var words = payload(7, 12);
        var atm = new AtmHeader(5, VCI, 0, true);
        bench.send(new MacBench.Outgoing(atm, Arrays.stream(words).boxed().toList(), false));
        settle();
        var seen = FrameCollector.of(bench.through(padded(40, word(TOKEN)))).frames.getFirst();
        assertThat(seen.frame()).isEqualTo(new Frame(Header.data(STATION, 0), atm, bytes(words)));
        assertThat(seen.status()).isEqualTo(FrameStatus.SENT);
        assertThat(seen.faults()).isEmpty();
    }

    @Test
    void the_longest_frame_is_followed_by_a_deletable_fill_word_per_2500_words() {
        bench.send(VCI, payload(1, Frame.PAYLOAD_WORDS_MAXIMUM));
        bench.send(VCI, payload(2, Frame.PAYLOAD_WORDS_MAXIMUM));
        settle();
        var out = bench.through(padded(33_000, word(TOKEN)));
        assertThat(FrameCollector.of(out).frames)
                .allMatch(frame -> frame.faults().isEmpty())
                .hasSize(2);
        var gaps = gaps(out);
        assertThat(gaps).containsExactly(1 + 6, 1 + 7);
    }

    /// Fill words behind each frame.
    private static List<Integer> gaps(long[] out) {
        var gaps = new ArrayList<Integer>();
        for (int i = 0; i < out.length; i++) {
            if (TestRing.isControl(out[i], ControlSymbol.OPCODE_END)) {
                int at = i + 1;
                while (at < out.length && out[at] == FILL) {
                    at++;
                }
                gaps.add(at - i - 1);
            }
        }
        return gaps;
    }

    @Test
    void tags_count_modulo_64_over_captures() {
        for (int i = 0; i < 130; i++) {
            bench.send(VCI, payload(i, 12));
            settle();
            var out = bench.through(padded(30, bench.nextToken()));
            var frame = FrameCollector.of(out).frames.getFirst();
            assertThat(frame.frame()).isEqualTo(frame(i % 64, i, 12));
        }
    }

    @Test
    void missing_payload_ends_the_frame_in_abort_and_the_rest_is_thrown_away() {
        bench.send(VCI, payload(1, 20));
        bench.send(VCI, payload(2, 12));
        bench.starveAt = 7;
        settle();
        var first = FrameCollector.of(bench.through(padded(40, word(TOKEN))));
        assertThat(first.frames.getFirst().faults())
                .contains(org.jetstreamlan.abi.LinkItem.Fault.ABORTED);
        assertThat(first.marks).containsExactly(MARK);
        assertThat(first.tokens).containsExactly(TOKEN);
        bench.starveAt = -1;
        bench.through(padded(20, FILL));
        var second = FrameCollector.of(bench.through(padded(40, word(TOKEN))));
        assertThat(second.frames.getFirst().frame()).isEqualTo(frame(1, 2, 12));
    }

    // ---- the token's time

    @Test
    void a_frame_starts_only_if_it_fits_what_is_left_of_the_rotation() {
        bench.send(VCI, payload(1, 1_000));
        settle();
        int most = 100_000 - 1_000 - Transmitter.OVERHEAD_WORDS;
        assertThat(capturesAfter(most + 300, 1_000)).isFalse();
        assertThat(capturesAfter(most - 300, 1_000)).isTrue();
    }

    /// Whether a frame is sent with a token that comes `clocks` after the one before.
    private boolean capturesAfter(int clocks, int words) {
        var station = MacBench.station(STATION, 5);
        station.through(word(TOKEN));
        station.send(VCI, payload(1, words));
        station.through(padded(clocks - 6, FILL));
        station.through(word(TOKEN));
        return station.count("tokenCaptured") == 1;
    }

    @Test
    void a_late_token_goes_on_and_the_next_may_be_used() {
        bench.through(word(TOKEN));
        bench.send(VCI, payload(1, 12));
        bench.through(padded(100_100, FILL));
        var yielding = new ControlSymbol.Token(MacBench.EPOCH, true, true);
        assertThat(bench.through(word(TOKEN))).containsExactly(word(yielding));
        bench.clock(FILL);
        assertThat(bench.count("tokenLate")).isEqualTo(1);
        assertThat(bench.count("tokenMissing")).isZero();
        bench.through(word(TOKEN));
        assertThat(bench.count("tokenCaptured")).isEqualTo(1);
    }

    @Test
    void holding_ends_when_the_next_frame_no_longer_fits() {
        for (int i = 0; i < 10; i++) {
            bench.send(VCI, payload(i, 10_000));
        }
        settle();
        var out = FrameCollector.of(bench.through(padded(100_000, word(TOKEN))));
        assertThat(out.frames).hasSize(9);
        assertThat(out.tokens).containsExactly(TOKEN);
        assertThat(bench.unsent()).isEqualTo(1);
    }

    @Test
    void the_64th_frame_waits_for_a_tag_and_the_token_with_it() {
        for (int i = 0; i < 70; i++) {
            bench.send(VCI, payload(i, 12));
        }
        settle();
        var before = FrameCollector.of(bench.through(padded(3_000, word(TOKEN))));
        assertThat(before.frames).hasSize(63);
        assertThat(before.tokens).isEmpty();
        bench.through(returned(0, 0, FrameStatus.ACCEPTED));
        var after = FrameCollector.of(bench.through(padded(100, FILL)));
        assertThat(bench.count("sent")).isEqualTo(64);
        assertThat(after.tokens).isEmpty();
        var end = FrameCollector.of(bench.through(padded(100_000, FILL)));
        assertThat(end.tokens).as("released when its time is up").containsExactly(TOKEN);
    }

    // ---- what comes in meanwhile

    @Test
    void marks_and_frames_of_others_are_absorbed_while_sending() {
        bench.send(VCI, payload(1, 100));
        settle();
        var foreign =
                new Frame(Header.data(1, 9), AtmHeader.endOfPdu(1), Aal5.pdu(new byte[40], 0, 0));
        var in =
                concat(
                        words(word(TOKEN), FILL, FILL, FILL, FILL, FILL),
                        foreign.linkWords(),
                        words(word(new ControlSymbol.Mark(4, false))),
                        padded(150, FILL));
        var out = FrameCollector.of(bench.through(in));
        assertThat(out.frames)
                .extracting(frame -> frame.frame().header().source())
                .containsExactly(STATION);
        assertThat(out.frames.getFirst().faults()).isEmpty();
        assertThat(out.tokens).hasSize(1);
        assertThat(out.marks).containsExactly(MARK);
        assertThat(bench.count("foreignStart")).isEqualTo(1);
        assertThat(bench.count("foreignMark")).isEqualTo(1);
        assertThat(bench.ended).as("it is not the MARK of what is out").isEmpty();
        assertThat(bench.taken).isEmpty();
    }

    @Test
    void a_frame_that_began_while_sending_is_absorbed_to_its_end() {
        bench.send(VCI, payload(1, 12));
        settle();
        var foreign =
                new Frame(
                        Header.data(1, 9), AtmHeader.endOfPdu(1), Aal5.pdu(new byte[1_000], 0, 0));
        var in = concat(words(word(TOKEN), FILL, FILL, FILL), foreign.linkWords());
        var out = FrameCollector.of(bench.through(in));
        assertThat(out.frames).hasSize(1);
        assertThat(out.violations).isEmpty();
        assertThat(out.tokens).hasSize(1);
    }

    @Test
    void the_rest_of_a_synchronous_frame_that_broke_off_is_thrown_away_and_nothing_else() {
        bench.set("allocation", 1_000);
        bench.sendSynchronous(VCI, payload(1, 300));
        bench.send(VCI, payload(2, 20));
        settle();
        bench.through(padded(50, word(TOKEN)));
        bench.set("claim", 1);
        bench.idle(1);
        bench.set("claim", 0);
        bench.idle(400);
        assertThat(bench.unsentWords(true)).isZero();
        assertThat(bench.unsentWords(false)).isEqualTo(20);
    }

    // ---- disable

    @Test
    void
            a_frame_that_is_being_purged_is_thrown_away_to_its_end_by_a_station_that_is_switched_off() {
        bench.set("allocation", 100);
        bench.sendSynchronous(VCI, payload(1, 300));
        bench.idle(50);
        assertThat(bench.unsentWords(true)).isBetween(200, 299);
        bench.set("enable", 0);
        bench.idle(400);
        assertThat(bench.unsentWords(true)).isZero();
    }

    @Test
    void what_is_missing_of_it_is_forgotten_with_the_adapter_s_reset() {
        bench.set("allocation", 100);
        bench.starveAt = 100;
        bench.sendSynchronous(VCI, payload(1, 300));
        bench.idle(150);
        bench.set("enable", 0);
        bench.idle(5);
        bench.starveAt = -1;
        bench.idle(300);
        assertThat(bench.unsentWords(true)).isEqualTo(200);
    }

    @Test
    void disabled_while_sending_the_frame_is_finished_and_the_token_goes_on() {
        bench.send(VCI, payload(1, 100));
        bench.send(VCI, payload(2, 100));
        settle();
        bench.through(padded(30, word(TOKEN)));
        bench.set("enable", 0);
        var out = FrameCollector.of(bench.through(padded(200, FILL)));
        assertThat(out.marks).containsExactly(MARK);
        assertThat(out.tokens).containsExactly(TOKEN);
        assertThat(bench.unsent()).isEqualTo(1);
        assertThat(bench.count("sent")).isEqualTo(1);
        assertThat(bench.ended).containsExactly(new MacBench.Ended(CompletionResult.ABORTED, 0, 0));
        assertThat(bench.through(returned(0, 1, FrameStatus.ACCEPTED))).containsOnly(FILL);
        assertThat(bench.ended).hasSize(1);
    }

    // ---- what comes back

    @Test
    void frames_that_come_back_complete_in_order_with_the_status_of_their_end() {
        sendFrames(3);
        var refused = new FrameStatus(false, true, false, true);
        bench.through(returned(0, 0, FrameStatus.ACCEPTED));
        bench.through(returned(1, 1, refused));
        bench.through(returned(2, 2, FrameStatus.SENT));
        settle();
        assertThat(bench.ended)
                .containsExactly(
                        ended(CompletionResult.RETURNED, 0, FrameStatus.ACCEPTED.bits()),
                        ended(CompletionResult.RETURNED, 1, refused.bits()),
                        ended(CompletionResult.RETURNED, 2, FrameStatus.SENT.bits()));
        assertThat(bench.count("returnedGood")).isEqualTo(1);
        assertThat(bench.count("returnedBad")).isEqualTo(2);
        assertThat(bench.count("ownReturned")).isEqualTo(3);
    }

    @Test
    void a_later_tag_ends_those_before_it_as_lost() {
        sendFrames(5);
        bench.through(returned(3, 3, FrameStatus.ACCEPTED));
        settle();
        assertThat(results())
                .containsExactly(
                        CompletionResult.LOST,
                        CompletionResult.LOST,
                        CompletionResult.LOST,
                        CompletionResult.RETURNED);
        assertThat(bench.count("lost")).isEqualTo(3);
    }

    @Test
    void the_mark_ends_what_has_not_come_back_as_lost() {
        sendFrames(3);
        bench.through(returned(0, 0, FrameStatus.ACCEPTED));
        assertThat(bench.through(word(MARK))).containsExactly(FILL);
        settle();
        assertThat(results())
                .containsExactly(
                        CompletionResult.RETURNED, CompletionResult.LOST, CompletionResult.LOST);
    }

    @Test
    void a_token_does_so_where_the_mark_is_lost() {
        sendFrames(3);
        bench.through(word(TOKEN));
        settle();
        assertThat(results()).hasSize(3).containsOnly(CompletionResult.LOST);
    }

    @Test
    void a_mark_that_was_not_sent_ends_nothing() {
        sendFrames(2);
        bench.through(word(MARK));
        settle();
        bench.send(VCI, payload(1, 100));
        bench.send(VCI, payload(1, 100));
        settle();
        bench.ended.clear();
        bench.through(padded(60, word(TOKEN)));
        bench.through(word(MARK));
        settle();
        assertThat(bench.ended).isEmpty();
    }

    @Test
    void a_tag_that_is_not_out_is_an_echo() {
        sendFrames(2);
        bench.through(returned(1, 1, FrameStatus.ACCEPTED));
        bench.through(returned(0, 0, FrameStatus.ACCEPTED));
        bench.through(returned(1, 1, FrameStatus.ACCEPTED));
        bench.through(returned(2, 2, FrameStatus.ACCEPTED));
        settle();
        assertThat(results()).containsExactly(CompletionResult.LOST, CompletionResult.RETURNED);
    }

    @Test
    void a_frame_that_comes_back_aborted_has_e_and_n_set() {
        sendFrames(1);
        bench.through(frame(0, 0, 12).linkWords(new ControlSymbol.Abort()));
        settle();
        var none = new FrameStatus(true, false, false, true);
        assertThat(bench.ended).containsExactly(ended(CompletionResult.RETURNED, 0, none.bits()));
    }

    @Test
    void sixty_two_lost_frames_and_those_right_behind_complete_in_order() {
        sendFrames(60);
        bench.through(
                concat(
                        returned(57, 57, FrameStatus.ACCEPTED),
                        returned(58, 58, FrameStatus.ACCEPTED),
                        returned(59, 59, FrameStatus.ACCEPTED),
                        words(word(MARK))));
        bench.through(padded(70, FILL));
        assertThat(bench.ended)
                .extracting(MacBench.Ended::tag)
                .isEqualTo(IntStream.range(0, 60).boxed().toList());
        assertThat(results().subList(0, 57)).containsOnly(CompletionResult.LOST);
        assertThat(results().subList(57, 60)).containsOnly(CompletionResult.RETURNED);
    }

    @Test
    void a_new_numbering_ends_what_is_out_as_aborted() {
        sendFrames(2);
        var id = MacBench.management(ManagementFrame.Operation.ID, 0);
        bench.through(id.frame(STATION - 1).linkWords());
        settle();
        assertThat(results()).hasSize(2).containsOnly(CompletionResult.ABORTED);
    }

    // ---- words

    private void settle() {
        bench.through(padded(6, FILL));
    }

    private List<CompletionResult> results() {
        return bench.ended.stream().map(MacBench.Ended::result).toList();
    }

    private static MacBench.Ended ended(CompletionResult result, int tag, int status) {
        return new MacBench.Ended(result, tag, status);
    }

    /// Sends this many frames of 12 words with one token.
    private void sendFrames(int count) {
        for (int i = 0; i < count; i++) {
            bench.send(VCI, payload(i, 12));
        }
        settle();
        bench.through(padded(17 * count + 20, word(TOKEN)));
        assertThat(bench.count("sent")).isEqualTo(count);
    }

    private static long[] returned(int tag, int seed, FrameStatus status) {
        return frame(tag, seed, 12).linkWords(new ControlSymbol.End(status));
    }

    private static long word(ControlSymbol symbol) {
        return LinkWord.control(symbol).packed();
    }

    private static long[] words(long... words) {
        return words;
    }

    private static long[] padded(int length, long... words) {
        var all = Arrays.copyOf(words, length);
        Arrays.fill(all, words.length, length, FILL);
        return all;
    }

    private static long[] concat(long[]... parts) {
        return Arrays.stream(parts).flatMapToLong(Arrays::stream).toArray();
    }

    private static int[] payload(int seed, int words) {
        return new java.util.Random(seed).ints(words).toArray();
    }

    private static byte[] bytes(int[] words) {
        var buffer = ByteBuffer.allocate(4 * words.length);
        buffer.asIntBuffer().put(words);
        return buffer.array();
    }

    /// The frame that a request with this payload becomes, CRC inserted.
    private static Frame frame(int tag, int seed, int words) {
        var bytes = bytes(payload(seed, words));
        int covered = bytes.length - Aal5.CRC_BYTES;
        ByteBuffer.wrap(bytes).putInt(covered, Aal5.crc(bytes, covered));
        return new Frame(Header.data(STATION, tag), AtmHeader.endOfPdu(VCI), bytes);
    }
}
