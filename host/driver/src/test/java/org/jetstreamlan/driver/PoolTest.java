package org.jetstreamlan.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.StationVci;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolTest {
    private static final int STATION = 5;
    private static final int VCI = StationVci.of(STATION, StationVci.FIRST_FREE_CHANNEL);

    private final Random random = Seeds.random("pool");
    private final LoopbackAdapter card = new LoopbackAdapter(Capabilities.ECP5, random);
    private final Driver driver = operational(card);
    private final Pool pool = driver.openPool(PoolOptions.named("file").limits(40, 64));
    private final BlockChain chain = pool.newChain();
    private final ReceivedPdu pdu = pool.newPdu();
    private final SendTicket ticket = new SendTicket();

    static Driver operational(LoopbackAdapter card) {
        card.station = STATION;
        var driver = Driver.open(card);
        driver.start(RingOptions.station(1));
        driver.awaitOperational(1_000_000);
        return driver;
    }

    private byte[] randomBytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private Outcome send(byte[] user) {
        assertThat(pool.allocFor(chain, user.length)).isEqualTo(Outcome.OK);
        assertThat(pool.copyIn(chain, 0, MemorySegment.ofArray(user), 0, user.length))
                .isEqualTo(Outcome.OK);
        return pool.send(chain, user.length, VCI, ticket);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 39, 40, 41, 88, 89, 2_040, 2_041, 2_048, 4_096, 40_000, 65_512})
    void an_aal5_pdu_of_any_length_arrives_as_sent_and_is_acknowledged(int length) {
        pool.assoc(VCI);
        var user = randomBytes(length);
        assertThat(send(user)).isEqualTo(Outcome.OK);
        assertThat(pool.await(ticket, 1_000)).isEqualTo(Outcome.OK);
        assertThat(ticket.state()).isEqualTo(SendTicket.State.RETURNED);
        assertThat(ticket.accepted()).isTrue();
        assertThat(ticket.status()).isEqualTo(FrameStatus.ACCEPTED);
        assertThat(ticket.accessDelay()).isEqualTo(17);
        assertThat(pool.waitRx(1_000)).isEqualTo(Outcome.OK);
        assertThat(pool.rx(pdu)).isEqualTo(Outcome.OK);
        assertThat(pdu.length()).isEqualTo(length);
        assertThat(pdu.vci()).isEqualTo(VCI);
        assertThat(pdu.verdict()).isEqualTo(CrcVerdict.GOOD);
        var read = new byte[length];
        assertThat(pool.copyOut(pdu, 0, MemorySegment.ofArray(read), 0, length))
                .isEqualTo(Outcome.OK);
        assertThat(read).isEqualTo(user);
        assertThat(pool.free(pdu)).isEqualTo(Outcome.OK);
        assertThat(pool.free(chain)).isEqualTo(Outcome.OK);
        assertThat(card.blocks.free).hasSize(128);
        assertThat(card.counted(Counter.FREE_REFUSED)).isZero();
    }

    @Test
    void the_adapter_writes_a_checksum_where_it_is_told_to() {
        pool.assoc(VCI);
        for (int length : new int[] {12, 13, 40, 41, 2_047, 2_048, 2_049, 9_001}) {
            var user = randomBytes(length);
            int start = random.nextInt(length - 2);
            int place = start + random.nextInt(length - 1 - start) & ~1;
            place = Math.max(place, start + 1 & ~1);
            place = Math.min(place, length - 2 & ~1);
            user[place] = 0;
            user[place + 1] = 0;
            pool.allocFor(chain, length);
            pool.copyIn(chain, 0, MemorySegment.ofArray(user), 0, length);
            assertThat(pool.sendWithChecksum(chain, length, VCI, start, place, ticket))
                    .isEqualTo(Outcome.OK);
            assertThat(pool.rx(pdu)).isEqualTo(Outcome.OK);
            var read = new byte[length];
            pool.copyOut(pdu, 0, MemorySegment.ofArray(read), 0, length);
            int field = (read[place] & 0xFF) << 8 | read[place + 1] & 0xFF;
            int sum = InternetChecksum.sum(MemorySegment.ofArray(user), start, length - start);
            assertThat(field)
                    .as("%d bytes from %d at %d", length, start, place)
                    .isEqualTo(sum == 0xFFFF ? 0xFFFF : InternetChecksum.field(sum));
            read[place] = 0;
            read[place + 1] = 0;
            assertThat(read).isEqualTo(user);
            pool.free(pdu);
            pool.free(chain);
        }
    }

    @Test
    void a_checksum_out_of_range_is_refused_and_the_next_frame_has_none() {
        pool.assoc(VCI);
        pool.alloc(chain, 1);
        int[][] wrong = {{-1, 0}, {0, -2}, {40, 0}, {0, 39}, {0, 40}, {1 << 16, 0}, {0, 1 << 16}};
        for (int[] each : wrong) {
            assertThat(pool.sendWithChecksum(chain, 40, VCI, each[0], each[1], ticket))
                    .as("from %d at %d", each[0], each[1])
                    .isEqualTo(Outcome.CHECKSUM_OUT_OF_RANGE);
        }
        assertThat(pool.lastRefusal().message())
                .isEqualTo(
                        "pool 'file': a checksum cannot begin or lie at byte 65536; take one up to 39, an even one for its place");
        assertThat(pool.sendWithChecksum(chain, 40, VCI, 39, 38, ticket)).isEqualTo(Outcome.OK);
        assertThat(pool.rx(pdu)).isEqualTo(Outcome.OK);
        pool.free(pdu);
        var user = new byte[40];
        for (int i = 0; i < Capabilities.ECP5.transmitRing(); i++) {
            pool.copyIn(chain, 0, MemorySegment.ofArray(user), 0, 40);
            assertThat(pool.send(chain, 40, VCI, ticket)).isEqualTo(Outcome.OK);
            assertThat(pool.rx(pdu)).isEqualTo(Outcome.OK);
            var read = new byte[40];
            pool.copyOut(pdu, 0, MemorySegment.ofArray(read), 0, 40);
            assertThat(read).as("the descriptor has no checksum any more").isEqualTo(user);
            pool.free(pdu);
        }
    }

    @Test
    void what_a_block_held_before_is_neither_read_nor_sent() {
        card.window.fill((byte) 0x5A);
        var read = new byte[2 * 2_048];
        pool.alloc(chain, 2);
        assertThat(pool.copyOut(chain, 1, MemorySegment.ofArray(read), 0, 2 * 2_048 - 1))
                .isEqualTo(Outcome.OK);
        assertThat(read).containsOnly(0);
        pool.free(chain);

        card.window.fill((byte) 0x5A);
        pool.alloc(chain, 2);
        var own = randomBytes(100);
        pool.copyIn(chain, 200, MemorySegment.ofArray(own), 0, 100);
        pool.copyIn(chain, 2_048 + 7, MemorySegment.ofArray(own), 0, 1);
        pool.assoc(VCI);
        assertThat(pool.send(chain, 2_048 + 50, VCI, ticket)).isEqualTo(Outcome.OK);
        assertThat(pool.rx(pdu)).isEqualTo(Outcome.OK);
        assertThat(pool.copyOut(pdu, 0, MemorySegment.ofArray(read), 0, pdu.length()))
                .isEqualTo(Outcome.OK);
        var expected = new byte[read.length];
        System.arraycopy(own, 0, expected, 200, 100);
        expected[2_048 + 7] = own[0];
        assertThat(read).isEqualTo(expected);
        pool.free(pdu);
        pool.free(chain);
    }

    @Test
    void what_a_block_held_before_a_frame_came_is_not_read_behind_it() {
        pool.assoc(VCI);
        card.window.fill((byte) 0x5A);
        var user = randomBytes(2_048 + 17);
        card.deliver(AtmHeader.endOfPdu(VCI), Aal5.pdu(user, 0, 0));
        assertThat(pool.rx(pdu)).isEqualTo(Outcome.OK);
        var read = new byte[2 * 2_048];
        assertThat(pool.copyOut(pdu.blocks(), 0, MemorySegment.ofArray(read), 0, read.length))
                .isEqualTo(Outcome.OK);
        assertThat(read).startsWith(user);
        assertThat(Arrays.copyOfRange(read, pdu.payloadBytes(), read.length)).containsOnly(0);
        pool.free(pdu);
    }

    @Test
    void who_writes_what_it_sends_pays_for_no_zeros() {
        var user = randomBytes(3_000);
        pool.allocFor(chain, user.length);
        card.clearBusCounts();
        pool.copyIn(chain, 0, MemorySegment.ofArray(user), 0, user.length);
        int bursts = card.bursts;
        assertThat(bursts).isLessThanOrEqualTo(2);
        pool.send(chain, user.length, VCI, ticket);
        assertThat(card.bursts - bursts).as("tail and link").isEqualTo(2);
        pool.free(chain);
    }

    @Test
    void a_raw_payload_arrives_without_crc() {
        var raw = driver.openPool(PoolOptions.named("raw").limits(4, 4).framing(Framing.RAW));
        raw.assoc(VCI);
        var bytes = randomBytes(100);
        assertThat(raw.allocFor(chain, bytes.length)).isEqualTo(Outcome.OK);
        raw.copyIn(chain, 0, MemorySegment.ofArray(bytes), 0, bytes.length);
        assertThat(raw.send(chain, bytes.length, VCI, ticket)).isEqualTo(Outcome.OK);
        assertThat(raw.rx(pdu)).isEqualTo(Outcome.OK);
        assertThat(pdu.verdict()).isEqualTo(CrcVerdict.NONE);
        assertThat(pdu.length()).isEqualTo(100);
        var read = new byte[100];
        raw.copyOut(pdu, 0, MemorySegment.ofArray(read), 0, 100);
        assertThat(read).isEqualTo(bytes);
    }

    @Test
    void any_part_of_a_pdu_can_be_read() {
        pool.assoc(VCI);
        var user = randomBytes(30_000);
        send(user);
        pool.rx(pdu);
        for (int i = 0; i < 200; i++) {
            int offset = random.nextInt(user.length);
            int length = random.nextInt(user.length - offset + 1);
            var read = new byte[length + 8];
            assertThat(pool.copyOut(pdu, offset, MemorySegment.ofArray(read), 5, length))
                    .isEqualTo(Outcome.OK);
            assertThat(Arrays.copyOfRange(read, 5, 5 + length))
                    .isEqualTo(Arrays.copyOfRange(user, offset, offset + length));
        }
    }

    @Test
    void a_pdu_can_be_written_in_parts() {
        pool.assoc(VCI);
        var user = randomBytes(10_001);
        pool.allocFor(chain, user.length);
        for (int at = 0; at < user.length; ) {
            int part = Math.min(user.length - at, 1 + random.nextInt(3_000));
            pool.copyIn(chain, at, MemorySegment.ofArray(user), at, part);
            at += part;
        }
        pool.send(chain, user.length, VCI, ticket);
        pool.rx(pdu);
        var read = new byte[user.length];
        pool.copyOut(pdu, 0, MemorySegment.ofArray(read), 0, read.length);
        assertThat(read).isEqualTo(user);
    }

    @Test
    void a_copy_returns_the_internet_checksum_where_asked() {
        var summing = driver.openPool(PoolOptions.named("IP").limits(1, 1).checksum(Checksum.IP));
        summing.alloc(chain, 1);
        // RFC 1071, section 3: 00 01 f2 03 f4 f5 f6 f7 sums to ddf2.
        var bytes = new byte[] {0, 1, (byte) 0xf2, 3, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, -9};
        summing.copyIn(chain, 0, MemorySegment.ofArray(bytes), 0, 8);
        assertThat(summing.copyChecksum()).isEqualTo(0xddf2);
        summing.copyOut(chain, 0, MemorySegment.ofArray(bytes), 0, 7);
        int first = summing.copyChecksum();
        summing.copyOut(chain, 7, MemorySegment.ofArray(bytes), 0, 1);
        assertThat(InternetChecksum.join(first, 7, summing.copyChecksum())).isEqualTo(0xddf2);
        assertThat(InternetChecksum.field(0xddf2)).isEqualTo(0x220d);
    }

    @Test
    void blocks_can_be_sent_again_and_their_links_are_not_written_twice() {
        pool.assoc(VCI);
        var user = randomBytes(20_000);
        send(user);
        pool.await(ticket, 1_000);
        card.clearBusCounts();
        assertThat(pool.send(chain, user.length, VCI, ticket)).isEqualTo(Outcome.OK);
        assertThat(card.bursts).as("trailer").isEqualTo(1);
        assertThat(card.registerWrites).as("doorbell").isEqualTo(1);
        pool.await(ticket, 1_000);
        for (int i = 0; i < 2; i++) {
            assertThat(pool.rx(pdu)).isEqualTo(Outcome.OK);
            assertThat(pdu.length()).isEqualTo(user.length);
            pool.free(pdu);
        }
        assertThat(pool.rx(pdu)).isEqualTo(Outcome.EMPTY);
    }

    @Test
    void a_received_pdu_can_be_forwarded_from_its_blocks() {
        pool.assoc(VCI);
        var user = randomBytes(5_000);
        send(user);
        pool.rx(pdu);
        var forwarded = new SendTicket();
        assertThat(pool.send(pdu.blocks(), pdu.length(), VCI, forwarded)).isEqualTo(Outcome.OK);
        pool.free(pdu);
        pool.await(forwarded, 1_000);
        assertThat(pool.rx(pdu)).isEqualTo(Outcome.OK);
        var read = new byte[user.length];
        pool.copyOut(pdu, 0, MemorySegment.ofArray(read), 0, read.length);
        assertThat(read).isEqualTo(user);
    }

    @Test
    void a_block_freed_while_it_is_sent_goes_back_on_completion() {
        card.paused = true;
        send(randomBytes(5_000));
        int free = card.blocks.free.size();
        assertThat(pool.free(chain)).isEqualTo(Outcome.OK);
        assertThat(chain.size()).isZero();
        assertThat(card.blocks.free).hasSize(free);
        card.resume();
        driver.poll();
        assertThat(card.blocks.free).hasSize(free + 3);
        assertThat(ticket.state()).isEqualTo(SendTicket.State.RETURNED);
    }

    @Test
    void lost_invalid_and_aborted_frames_are_told_by_the_ticket() {
        send(randomBytes(100));
        assertThat(pool.await(ticket, 1_000)).isEqualTo(Outcome.OK);
        assertThat(ticket.state()).isEqualTo(SendTicket.State.RETURNED);
        assertThat(ticket.accepted()).as("nobody has the VCI").isFalse();
        for (var result :
                new CompletionResult[] {
                    CompletionResult.LOST, CompletionResult.INVALID, CompletionResult.ABORTED
                }) {
            card.nextResult = result;
            pool.send(chain, 100, VCI, ticket);
            pool.await(ticket, 1_000);
            assertThat(ticket.state().name()).isEqualTo(result.name());
            assertThat(ticket.accepted()).isFalse();
            assertThat(ticket.status()).isEqualTo(FrameStatus.SENT);
        }
    }

    @Test
    void a_frame_that_the_pool_cannot_hold_is_not_accepted() {
        var small = driver.openPool(PoolOptions.named("small").limits(0, 2));
        small.assoc(VCI);
        send(randomBytes(5_000));
        pool.await(ticket, 1_000);
        assertThat(ticket.status()).isEqualTo(new FrameStatus(false, true, false, true));
        assertThat(driver.counter(Counter.DROP_POOL_LIMIT)).isEqualTo(1);
        assertThat(small.rx(pdu)).isEqualTo(Outcome.EMPTY);
    }

    @Test
    void bad_frames_are_held_with_a_typed_error() {
        var keeping = driver.openPool(PoolOptions.named("keep").limits(0, 8).keepingBadCrc());
        keeping.assoc(VCI);
        var pduBytes = Aal5.pdu(randomBytes(100), 0, 0);
        pduBytes[7] ^= 1;
        card.deliver(AtmHeader.endOfPdu(VCI), pduBytes);
        assertThat(keeping.rx(pdu)).isEqualTo(Outcome.BAD_CRC);
        assertThat(pdu.held()).isTrue();
        assertThat(pdu.length()).isEqualTo(pduBytes.length);
        assertThat(pdu.verdict()).isEqualTo(CrcVerdict.BAD);
        assertThat(keeping.free(pdu)).isEqualTo(Outcome.OK);

        card.deliver(AtmHeader.noCrc(VCI), pduBytes);
        assertThat(keeping.rx(pdu)).isEqualTo(Outcome.NO_CRC);
        keeping.free(pdu);

        for (int length : new int[] {0, 1, 40, 137, 0xFFFF}) {
            card.deliver(AtmHeader.endOfPdu(VCI), withLength(new byte[144], length));
            assertThat(keeping.rx(pdu)).as("Length %d", length).isEqualTo(Outcome.BAD_TRAILER);
            assertThat(keeping.lastRefusal().message())
                    .isEqualTo(
                            "pool 'keep': trailer says %d bytes in a PDU of 144; it is held,"
                                            .formatted(length)
                                    + " free it");
            keeping.free(pdu);
        }
        card.deliver(AtmHeader.endOfPdu(VCI), withLength(new byte[144], 136));
        assertThat(keeping.rx(pdu)).isEqualTo(Outcome.OK);
        assertThat(pdu.length()).isEqualTo(136);
    }

    private static byte[] withLength(byte[] bytes, int length) {
        var segment = MemorySegment.ofArray(bytes);
        bytes[bytes.length - 6] = (byte) (length >>> 8);
        bytes[bytes.length - 5] = (byte) length;
        segment.set(
                ValueLayout.JAVA_INT_UNALIGNED.withOrder(java.nio.ByteOrder.BIG_ENDIAN),
                bytes.length - 4,
                Aal5.crc(bytes, bytes.length - 4));
        return bytes;
    }

    @Test
    void frames_go_to_the_pool_of_their_vci_and_keep_their_order() {
        var other = driver.openPool(PoolOptions.named("other").limits(0, 60));
        pool.assoc(VCI);
        other.assoc(VCI + 1);
        for (int i = 1; i <= 20; i++) {
            card.deliver(AtmHeader.endOfPdu(VCI + i % 2), Aal5.pdu(new byte[i], 0, 0));
        }
        for (int i = 1; i <= 20; i++) {
            assertThat((i % 2 == 0 ? pool : other).rx(pdu)).isEqualTo(Outcome.OK);
            assertThat(pdu.length()).isEqualTo(i);
            (i % 2 == 0 ? pool : other).free(pdu);
        }
    }

    @Test
    void waiting_ends_with_the_time_out() {
        assertThat(pool.waitRx(500)).isEqualTo(Outcome.TIME_OUT);
        assertThat(pool.lastRefusal().message()).contains("no PDU within 500 clocks");
        card.paused = true;
        send(new byte[10]);
        assertThat(pool.await(ticket, 500)).isEqualTo(Outcome.FRAME_TIME_OUT);
        assertThat(pool.lastRefusal().message())
                .isEqualTo(
                        "pool 'file': the frame has not completed within 500 clocks; wait longer or look at the ring's state");
        assertThat(ticket.state()).isEqualTo(SendTicket.State.IN_FLIGHT);
    }

    @Test
    void a_frame_that_comes_during_the_sleep_ends_it() {
        pool.assoc(VCI);
        card.whileAsleep = () -> card.deliver(AtmHeader.endOfPdu(VCI), Aal5.pdu(new byte[9], 0, 0));
        long before = card.clocks();
        assertThat(pool.waitRx(1_000_000)).isEqualTo(Outcome.OK);
        assertThat(card.clocks() - before).isLessThan(1_000);
    }

    /// The lost wake-up: a frame between the last look and the sleep.
    @Test
    void a_frame_that_comes_between_look_and_sleep_is_not_slept_over() {
        pool.assoc(VCI);
        card.afterEmptyPoll =
                () -> card.deliver(AtmHeader.endOfPdu(VCI), Aal5.pdu(new byte[9], 0, 0));
        long before = card.clocks();
        assertThat(pool.waitRx(1_000_000)).isEqualTo(Outcome.OK);
        assertThat(card.clocks() - before).isLessThan(1_000);
        assertThat(card.sleeps).isEqualTo(1);
    }

    @Test
    void much_traffic_leaves_no_block_behind() {
        pool.assoc(VCI);
        for (int i = 0; i < 3_000; i++) {
            var user = randomBytes(1 + random.nextInt(random.nextInt(20) == 0 ? 65_512 : 5_000));
            assertThat(send(user)).isEqualTo(Outcome.OK);
            assertThat(pool.await(ticket, 1_000)).isEqualTo(Outcome.OK);
            pool.free(chain);
            assertThat(pool.rx(pdu)).isEqualTo(Outcome.OK);
            var read = new byte[user.length];
            pool.copyOut(pdu, 0, MemorySegment.ofArray(read), 0, read.length);
            assertThat(read).isEqualTo(user);
            pool.free(pdu);
        }
        assertThat(card.blocks.free).hasSize(128);
        assertThat(card.counted(Counter.FREE_REFUSED)).isZero();
    }

    /// Nothing is sent meanwhile, so that only the events tell when a copy of the chain table is
    /// old.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void frames_that_arrive_in_batches_are_each_followed_through_their_own_blocks(boolean stack) {
        if (stack) {
            card.blocks.beStack();
        }
        pool.assoc(VCI);
        for (int batch = 0; batch < 300; batch++) {
            var sent = new ArrayDeque<byte[]>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                var user = randomBytes(1 + random.nextInt(stack ? 9_000 : 30_000));
                sent.add(user);
                card.deliver(AtmHeader.endOfPdu(VCI), Aal5.pdu(user, 0, 0));
            }
            while (!sent.isEmpty()) {
                assertThat(pool.rx(pdu)).isEqualTo(Outcome.OK);
                var read = new byte[pdu.length()];
                pool.copyOut(pdu, 0, MemorySegment.ofArray(read), 0, read.length);
                assertThat(read).isEqualTo(sent.remove());
                pool.free(pdu);
            }
        }
        assertThat(card.blocks.free).hasSize(128);
    }

    @Test
    void a_send_between_two_received_pdus_does_not_disturb_the_second() {
        pool.assoc(VCI);
        for (int i = 0; i < 20; i++) {
            var second = randomBytes(30_000);
            card.deliver(AtmHeader.endOfPdu(VCI), Aal5.pdu(randomBytes(30_000), 0, 0));
            card.deliver(AtmHeader.endOfPdu(VCI), Aal5.pdu(second, 0, 0));
            pool.rx(pdu);
            pool.free(pdu);
            send(randomBytes(20_000));
            assertThat(pool.rx(pdu)).isEqualTo(Outcome.OK);
            var read = new byte[second.length];
            pool.copyOut(pdu, 0, MemorySegment.ofArray(read), 0, read.length);
            assertThat(read).isEqualTo(second);
            pool.free(pdu);
            pool.await(ticket, 1_000);
            pool.free(chain);
            pool.rx(pdu);
            pool.free(pdu);
        }
    }

    /// What a stream of longest PDUs costs beside its payload words, with an aged free list.
    @Test
    void receiving_the_longest_pdu_takes_few_accesses_beside_its_runs() {
        pool.assoc(VCI);
        var bytes = Aal5.pdu(randomBytes(Aal5.USER_BYTES_MAXIMUM), 0, 0);
        card.deliver(AtmHeader.endOfPdu(VCI), bytes);
        card.clearBusCounts();
        pool.waitRx(1_000);
        pool.rx(pdu);
        assertThat(card.registerReads).as("arm").isEqualTo(1);
        assertThat(card.registerWrites).as("arm, consumer").isEqualTo(2);
        assertThat(card.bursts).as("chain table, trailer").isEqualTo(2);
    }
}
