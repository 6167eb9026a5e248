package org.jetstreamlan.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.abi.CompletionResult.LOST;
import static org.jetstreamlan.abi.CompletionResult.RETURNED;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.StationVci;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Pools' shares of the synchronous allocation under a ring's token, on every backend. F is as small as it may be: a frame of one word more only goes
/// synchronously, else it is purged, so the completions say which class each was of.
class SynchronousPoolsTest {
    private static final int LARGEST_WORDS = 12;
    private static final int LONGER_WORDS = LARGEST_WORDS + 1;
    private static final int NEEDED = LONGER_WORDS + Registers.SYNCHRONOUS_FRAMING_WORDS;
    private static final int ATM = AtmHeader.endOfPdu(StationVci.of(63, 0x200)).word();
    private static final int PATIENCE = 4_000;

    /// Pools 1 and 2, one block each.
    private record Sender(RegisterHost host, int[] blocks) {
        static Sender of(HostedRing ring, int firstShare, int secondShare) {
            var host = new RegisterHost(ring.adapter(0), Backend.SIZES.capabilities());
            host.placeRings();
            var blocks = new int[3];
            int[] shares = {0, firstShare, secondShare};
            for (int pool = 1; pool < blocks.length; pool++) {
                host.pool(pool, 1, 0, false, false);
                host.write(Registers.POOL_SYNCHRONOUS, shares[pool]);
                assertThat(host.read(Registers.POOL_SYNCHRONOUS)).isEqualTo(shares[pool]);
                blocks[pool] = host.alloc(pool);
            }
            return new Sender(host, blocks);
        }

        /// Asks for frames of these pools before the ring comes up, so that all are there with the first token.
        List<CompletionResult> send(HostedRing ring, int words, int... pools) {
            for (int pool : pools) {
                host.describe(blocks[pool], true, true, 4 * words, ATM);
            }
            host.ring();
            enable(host, 0);
            for (int station = 1; station < ring.stations(); station++) {
                enable(
                        new RegisterHost(ring.adapter(station), Backend.SIZES.capabilities()),
                        station);
            }
            for (int i = 0; i < PATIENCE && host.completionsDue() > 0; i++) {
                ring.await(() -> false, 100);
            }
            List<CompletionResult> results = new ArrayList<>();
            for (String line : host.completions()) {
                results.add(CompletionResult.valueOf(line.split(" ", 4)[2]));
            }
            return results;
        }

        private static void enable(RegisterHost host, int station) {
            host.write(Registers.TTRT, 6_000);
            host.write(Registers.D_MAX, 320);
            host.write(Registers.T_MAX, 6_400);
            host.write(Registers.TVX, 23_000);
            host.write(Registers.LARGEST, LARGEST_WORDS);
            host.write(Registers.ALLOCATION, 1_000);
            host.write(Registers.NONCE, 0x1357_9BDF + station);
            host.write(Registers.ADDRESS_LOW, 0x1000 - station);
            host.write(Registers.ADDRESS_HIGH, 0x0200);
            host.write(Registers.CONTROL, Registers.CONTROL_ENABLE.mask());
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aPoolSendsItsShareWithEachTokenAndNoWordMore(Backend backend) {
        try (var ring = backend.ring(2)) {
            assertThat(Sender.of(ring, 2 * NEEDED, 0).send(ring, LONGER_WORDS, 1, 1, 1, 1, 1))
                    .containsExactly(RETURNED, RETURNED, LOST, RETURNED, RETURNED);
        }
        try (var ring = backend.ring(2)) {
            assertThat(Sender.of(ring, 2 * NEEDED - 1, 0).send(ring, LONGER_WORDS, 1, 1, 1))
                    .containsExactly(RETURNED, LOST, RETURNED);
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void whatAPoolFloodsIsNotTakenFromAnothersShare(Backend backend) {
        try (var ring = backend.ring(2)) {
            assertThat(Sender.of(ring, NEEDED, 2 * NEEDED).send(ring, LONGER_WORDS, 1, 2, 2, 1, 2))
                    .containsExactly(RETURNED, RETURNED, RETURNED, LOST, RETURNED);
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void whatIsBeyondTheShareGoesAsynchronously(Backend backend) {
        try (var ring = backend.ring(2)) {
            var sender = Sender.of(ring, NEEDED, 0);
            assertThat(sender.send(ring, LARGEST_WORDS, 1, 1, 2, 1)).containsOnly(RETURNED);
            int purged = ring.adapter(0).readRegister(Counter.PURGED.offset());
            assertThat(purged).isZero();
        }
    }
}
