package org.jetstreamlan.hdl.lib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Axi4StreamNarrower.EmptyParts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Packets through width adapters: their bytes and ends are kept.
class Axi4StreamWidthTest {
    private static final int BYTES = 2;

    /// Narrow to wide, or wide to narrow, with each transfer as one word: last, keep, data.
    static final class Adapted extends Module {
        final Stream<Bits> in;
        final Stream<Bits> out;
        private final Axi4StreamWidener widener;
        private final Axi4StreamNarrower narrower;
        private final boolean widens;
        private final int inBytes;

        Adapted(int factor, boolean widens) {
            this(factor, widens, EmptyParts.LEFT_OUT);
        }

        Adapted(int factor, boolean widens, EmptyParts emptyParts) {
            this.widens = widens;
            this.inBytes = widens ? BYTES : BYTES * factor;
            super();
            this.in = input(stream(bits(9 * inBytes + 1)));
            this.out = output(stream(bits(9 * (widens ? BYTES * factor : BYTES) + 1)));
            this.widener = child(new Axi4StreamWidener(BYTES, factor));
            this.narrower = child(new Axi4StreamNarrower(BYTES, factor, emptyParts));
        }

        @Override
        protected void build() {
            var unpacked =
                    in.map(
                            word ->
                                    new Axi4Stream.Transfer(
                                            word.slice(8 * inBytes - 1, 0),
                                            word.slice(9 * inBytes - 1, 8 * inBytes),
                                            word.bit(9 * inBytes)));
            var first = widens ? widener.s_axis.t() : narrower.s_axis.t();
            var last = widens ? widener.m_axis.t() : narrower.m_axis.t();
            var idle = widens ? narrower.s_axis.t() : widener.s_axis.t();
            unpacked.into(first);
            last.map(t -> cat(t.last(), t.keep(), t.data())).into(out);
            idle.valid().assign(0);
            idle.payload().data().assign(0);
            idle.payload().keep().assign(0);
            idle.payload().last().assign(0);
            (widens ? narrower.m_axis.t() : widener.m_axis.t()).ready().assign(0);
        }
    }

    /// A packet as transfers of `bytes` lanes, packed as [Adapted] has them.
    private static List<Long> transfers(byte[] packet, int bytes) {
        List<Long> result = new ArrayList<>();
        for (int at = 0; at < packet.length; at += bytes) {
            long data = 0;
            long keep = 0;
            for (int lane = 0; lane < bytes && at + lane < packet.length; lane++) {
                data |= (packet[at + lane] & 0xFFL) << 8 * lane;
                keep |= 1L << lane;
            }
            long last = at + bytes >= packet.length ? 1 : 0;
            result.add(last << 9 * bytes | keep << 8 * bytes | data);
        }
        return result;
    }

    @ParameterizedTest
    @CsvSource({"2, true", "3, true", "2, false", "3, false"})
    void packetsKeepTheirBytesAndTheirEnds(int factor, boolean widens) {
        int[][] shares = {{100, 100}, {50, 50}, {90, 20}, {20, 90}};
        for (int[] share : shares) {
            long seed = share[0] + factor;
            Random random = new Random(seed);
            List<Long> narrow = new ArrayList<>();
            List<Long> wide = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                byte[] packet = new byte[1 + random.nextInt(20)];
                random.nextBytes(packet);
                narrow.addAll(transfers(packet, BYTES));
                wide.addAll(transfers(packet, BYTES * factor));
            }
            try (var bench =
                    new StreamBench(seed, () -> new Adapted(factor, widens))
                            .send("in", widens ? narrow : wide)
                            .take("out")
                            .share("in", share[0])
                            .share("out", share[1])) {
                assertThat(bench.finish().moved("out"))
                        .as("seed %d", seed)
                        .isEqualTo(widens ? wide : narrow);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2, true", "3, true", "2, false", "3, false"})
    void aNarrowTransferAClock(int factor, boolean widens) {
        try (var bench =
                new StreamBench(1, () -> new Adapted(factor, widens))
                        .send("in", java.util.Collections.nCopies(1_000, 1L << 8 * BYTES))
                        .take("out")
                        .share("in", 100)
                        .share("out", 100)) {
            bench.run(widens ? 400 : 300);
            assertThat(widens ? bench.moved("in") : bench.moved("out")).hasSize(widens ? 400 : 300);
        }
    }

    /// Two transfers, the first with the end of its packet in its first lane, in so many parts each.
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void everyPartIsSentIfAsked(int factor) {
        int bytes = BYTES * factor;
        List<Long> sent = new ArrayList<>();
        sent.add(1L << 9 * bytes | 1L << 8 * bytes | 0x5A);
        sent.addAll(transfers(new byte[bytes], bytes));
        List<Long> parts = new ArrayList<>();
        for (int i = 0; i < factor; i++) {
            long last = i == factor - 1 ? 1L << 9 * BYTES : 0;
            parts.add(last | (i == 0 ? 1L << 8 * BYTES | 0x5A : 0));
        }
        parts.addAll(transfers(new byte[bytes], BYTES));
        for (int share : new int[] {100, 40}) {
            try (var bench =
                    new StreamBench(share, () -> new Adapted(factor, false, EmptyParts.SENT))
                            .send("in", sent)
                            .take("out")
                            .share("in", share)
                            .share("out", share)) {
                assertThat(bench.finish().moved("out")).as("share %d", share).isEqualTo(parts);
            }
        }
    }
}
