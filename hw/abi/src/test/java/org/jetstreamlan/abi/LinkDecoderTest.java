package org.jetstreamlan.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.abi.ControlSymbol.Abort;
import org.jetstreamlan.abi.ControlSymbol.End;
import org.jetstreamlan.abi.ControlSymbol.Mark;
import org.jetstreamlan.abi.ControlSymbol.Start;
import org.jetstreamlan.abi.ControlSymbol.Token;
import org.jetstreamlan.abi.LinkItem.Fault;
import org.jetstreamlan.abi.LinkItem.FrameSeen;
import org.jetstreamlan.abi.LinkItem.MarkSeen;
import org.jetstreamlan.abi.LinkItem.TokenSeen;
import org.jetstreamlan.abi.LinkItem.Violation;
import org.junit.jupiter.api.Test;

class LinkDecoderTest {
    private static final long FILL = LinkWord.FILL.packed();
    private static final long TOKEN = LinkWord.control(new Token(5, true, false)).packed();
    private static final long INVALID = LinkWord.pack(LinkWord.Kind.INVALID, 0);
    private static final int VCI = StationVci.of(3, 0x200);

    private final Random random = Seeds.random("link-decoder");

    @Test
    void a_frame_comes_back_as_it_was_encoded() {
        for (int i = 0; i < 200; i++) {
            var frame = randomFrame(12 + random.nextInt(100));
            var status =
                    new FrameStatus(
                            random.nextBoolean(),
                            random.nextBoolean(),
                            random.nextBoolean(),
                            random.nextBoolean());
            var words = frame.linkWords(new End(status));
            assertThat(decode(words))
                    .containsExactly(
                            new FrameSeen(
                                    0,
                                    words.length - 2,
                                    frame,
                                    status,
                                    frame.crcVerdict() == CrcVerdict.BAD
                                            ? java.util.Set.of(Fault.CRC)
                                            : java.util.Set.of()));
        }
    }

    @Test
    void the_longest_frame_is_16387_words_on_the_link() {
        var frame = new Frame(Header.data(1, 2), AtmHeader.noCrc(VCI), new byte[65_528]);
        assertThat(frame.linkWords()).hasSize(16_382 + Frame.OVERHEAD_WORDS);
        assertThat(only(frame.linkWords()).faults()).isEmpty();
    }

    @Test
    void an_aal5_frame_has_a_good_verdict_and_one_changed_bit_a_bad_one() {
        var frame = Frame.aal5(Header.data(1, 2), VCI, new byte[100]);
        assertThat(frame.crcVerdict()).isEqualTo(CrcVerdict.GOOD);
        var words = frame.linkWords();
        words[3 + random.nextInt(frame.length() / 4)] ^= 1L << random.nextInt(32);
        assertThat(only(words).faults()).containsExactly(Fault.CRC);
    }

    @Test
    void a_bad_header_check_hides_the_whole_frame() {
        var words = shortFrame().linkWords();
        words[1] ^= 1L << 20;
        assertThat(decode(words))
                .containsExactly(new Violation(1, Violation.Kind.HEADER_CHECK, (int) words[1]));
    }

    @Test
    void a_bad_hec_is_a_fault_of_the_frame() {
        var words = shortFrame().linkWords();
        words[2] ^= 1;
        assertThat(only(words).faults()).containsExactly(Fault.HEC);
    }

    @Test
    void runts_and_giants_are_faults() {
        var atm = AtmHeader.noCrc(VCI);
        var runt = new Frame(Header.data(1, 0), atm, new byte[44]);
        assertThat(only(runt.linkWords()).faults()).containsExactly(Fault.RUNT);
        var giant = new Frame(Header.data(1, 0), atm, new byte[65_532]);
        var seen = only(giant.linkWords());
        assertThat(seen.faults()).containsExactly(Fault.TOO_LONG);
        assertThat(seen.frame().length()).isEqualTo(65_528);
    }

    @Test
    void an_aborted_frame_says_so() {
        var seen = only(shortFrame().linkWords(new Abort()));
        assertThat(seen.faults()).containsExactly(Fault.ABORTED);
        assertThat(seen.status()).isEqualTo(new FrameStatus(true, false, false, true));
    }

    @Test
    void any_word_but_data_cuts_a_frame_and_is_then_read_normally() {
        var whole = shortFrame().linkWords();
        int cut = 3 + random.nextInt(12);
        var head = Arrays.copyOf(whole, cut);
        assertThat(kinds(concat(head, FILL))).containsExactly("cut");
        assertThat(kinds(concat(head, TOKEN))).containsExactly("cut", "token");
        assertThat(kinds(concat(head, INVALID))).containsExactly("cut", "CODE_ERROR");
        long broken = LinkWord.pack(LinkWord.Kind.CONTROL, 0x2600_19FE);
        assertThat(kinds(concat(head, broken))).containsExactly("cut", "BAD_SYMBOL");
        assertThat(kinds(concat(head, whole))).containsExactly("cut", "frame");
        long mark = LinkWord.control(new Mark(2, false)).packed();
        assertThat(kinds(concat(head, mark))).containsExactly("cut", "mark");
    }

    @Test
    void a_frame_without_both_header_words_is_a_violation() {
        long start = LinkWord.control(new Start()).packed();
        var whole = shortFrame().linkWords();
        assertThat(kinds(new long[] {start, FILL})).containsExactly("NO_HEADER");
        assertThat(kinds(new long[] {start, whole[1], TOKEN}))
                .containsExactly("NO_HEADER", "token");
        assertThat(kinds(concat(new long[] {start}, whole))).containsExactly("NO_HEADER", "frame");
    }

    @Test
    void data_and_ends_outside_a_frame_are_violations() {
        long data = LinkWord.data(7).packed();
        long end = LinkWord.control(new End(FrameStatus.SENT)).packed();
        assertThat(kinds(new long[] {data, data, FILL, data, TOKEN, end}))
                .containsExactly("STRAY_WORD", "STRAY_WORD", "token", "STRAY_END");
    }

    /// Whatever comes, the next good frame is read: the decoder cannot be stuck.
    @Test
    void after_noise_and_one_fill_a_good_frame_is_read() {
        for (int i = 0; i < 500; i++) {
            var noise = new long[random.nextInt(40) + 1];
            for (int j = 0; j < noise.length; j++) {
                noise[j] =
                        random.nextInt(4) == 0
                                ? LinkWord.control(new Start()).packed()
                                : random.nextLong() & (1L << LinkWord.WIDTH) - 1;
            }
            noise[noise.length - 1] = FILL;
            var frame = randomFrame(20);
            var items = decode(concat(noise, frame.linkWords()));
            assertThat(items.getLast()).isInstanceOf(FrameSeen.class);
            assertThat(((FrameSeen) items.getLast()).frame()).isEqualTo(frame);
        }
    }

    private Frame shortFrame() {
        return new Frame(Header.data(1, 9), AtmHeader.noCrc(VCI), new byte[48]);
    }

    private Frame randomFrame(int words) {
        var payload = new byte[4 * words];
        random.nextBytes(payload);
        var header =
                new Header(
                        FrameType.of(random.nextInt(4)),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextInt(64),
                        random.nextInt(64));
        return new Frame(header, AtmHeader.of(random.nextInt()), payload);
    }

    private static FrameSeen only(long[] words) {
        var items = decode(words);
        assertThat(items).hasSize(1);
        return (FrameSeen) items.getFirst();
    }

    private static List<LinkItem> decode(long[] words) {
        var items = new ArrayList<LinkItem>();
        var decoder = new LinkDecoder(items::add);
        for (long word : words) {
            decoder.accept(word);
        }
        return items;
    }

    private static List<String> kinds(long[] words) {
        return decode(words).stream()
                .map(
                        item ->
                                switch (item) {
                                    case FrameSeen f ->
                                            f.faults().contains(Fault.CUT) ? "cut" : "frame";
                                    case TokenSeen _ -> "token";
                                    case MarkSeen _ -> "mark";
                                    case Violation v -> v.kind().name();
                                })
                .toList();
    }

    private static long[] concat(long[] first, long... second) {
        var all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
