package org.jetstreamlan.nic.mac;

import static org.assertj.core.api.Assertions.assertThat;

import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.ManagementFrame.Operation;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JabberTest {
    private static final Model MODEL = Bench.compile(Jabber::new);
    private static final int TTRT = 1_000;
    private static final int LIMIT = 2 * TTRT + (1 << 14);
    private static final long DATA = LinkWord.pack(LinkWord.Kind.DATA, 0x4711);
    private static final long FILL = LinkWord.pack(LinkWord.Kind.FILL, 0);

    private final Bench bench = new Bench(MODEL);

    @BeforeEach
    void start() {
        bench.set("ttrt", TTRT);
        in(FILL);
    }

    @AfterEach
    void end() {
        bench.close();
    }

    private void in(long word) {
        put("linkIn", word);
    }

    private void put(String port, long word) {
        bench.set(port + "_kind", LinkWord.kind(word).ordinal());
        bench.set(port + "_word", Integer.toUnsignedLong(LinkWord.bits(word)));
    }

    private void sends(long word, int times) {
        put("sent", word);
        for (int i = 0; i < times; i++) {
            bench.step();
        }
    }

    private long out() {
        return LinkWord.pack(
                LinkWord.Kind.of((int) bench.get("out_kind")), (int) bench.get("out_word"));
    }

    @Test
    void a_station_that_sends_without_end_is_cut_off_and_its_ring_goes_on() {
        sends(DATA, LIMIT);
        assertThat(bench.is("cut")).isFalse();
        assertThat(out()).isEqualTo(DATA);
        sends(DATA, 5);
        assertThat(bench.is("cut")).isTrue();
        long passing = LinkWord.pack(LinkWord.Kind.DATA, 7);
        in(passing);
        sends(DATA, 3);
        assertThat(out()).isEqualTo(passing);
        sends(FILL, 10);
        assertThat(bench.is("cut")).as("for good").isTrue();
        bench.set("rearm", 1);
        sends(FILL, 2);
        assertThat(bench.is("cut")).isFalse();
    }

    @Test
    void letting_go_of_a_token_begins_the_count_anew() {
        long token = LinkWord.control(new ControlSymbol.Token(1, false, false)).packed();
        for (int i = 0; i < 3; i++) {
            sends(DATA, LIMIT - 10);
            sends(token, 1);
        }
        assertThat(bench.is("cut")).isFalse();
    }

    @Test
    void claims_and_beacons_may_go_on_for_ever() {
        var claim = MacBench.management(Operation.CLAIM, 0).frame(0).linkWords();
        for (int i = 0; i < 2 * LIMIT / claim.length; i++) {
            for (long word : claim) {
                sends(word, 1);
            }
        }
        assertThat(bench.is("cut")).isFalse();
    }

    @Test
    void what_is_only_repeated_is_not_its_own() {
        var frame = Frame.aal5(Header.data(1, 1), 0x1234, new byte[60_000]).linkWords();
        var delay = new java.util.ArrayDeque<>(java.util.List.of(FILL, FILL, FILL));
        for (int i = 0; i < 3; i++) {
            for (long word : frame) {
                in(word);
                delay.add(word);
                sends(delay.remove(), 1);
            }
        }
        assertThat(bench.is("cut")).isFalse();
    }
}
