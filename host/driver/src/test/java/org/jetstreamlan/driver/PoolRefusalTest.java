package org.jetstreamlan.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Random;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.DriverException.Reason;
import org.junit.jupiter.api.Test;

/// Everything that a pool refuses: the reason, the words, and that nothing has changed.
class PoolRefusalTest {
    private static final int STATION = 5;
    private static final int VCI = StationVci.of(STATION, StationVci.FIRST_FREE_CHANNEL);

    private final Random random = Seeds.random("pool-refusal");
    private final LoopbackAdapter card = new LoopbackAdapter(Capabilities.ECP5, random);
    private final Driver driver = PoolTest.operational(card);
    private final Pool pool = driver.openPool(PoolOptions.named("IP").limits(4, 4));
    private final Pool other = driver.openPool(PoolOptions.named("other").limits(40, 4));
    private final BlockChain chain = pool.newChain();
    private final SendTicket ticket = new SendTicket();
    private final MemorySegment memory = MemorySegment.ofArray(new byte[70_000]);

    private void refused(Outcome expected, String words, Supplier<Outcome> operation) {
        int before = card.fingerprint();
        int size = chain.size();
        assertThat(operation.get()).isEqualTo(expected);
        assertThat(card.fingerprint()).as("nothing changed").isEqualTo(before);
        assertThat(chain.size()).isEqualTo(size);
        assertThat(pool.lastRefusal().outcome()).isEqualTo(expected);
        assertThat(pool.lastRefusal().message()).startsWith("pool 'IP'").contains(words);
    }

    private void refused(Reason expected, String words, ThrowingCallable operation) {
        int before = card.fingerprint();
        var exception = catchThrowableOfType(DriverException.class, operation);
        assertThat(exception).isNotNull();
        assertThat(exception.reason()).isEqualTo(expected);
        assertThat(exception).hasMessageContaining(words);
        assertThat(card.fingerprint()).as("nothing changed").isEqualTo(before);
    }

    @Test
    void alloc_beyond_the_limit() {
        pool.alloc(chain, 4);
        refused(
                Outcome.TRANSMIT_LIMIT,
                "transmit limit 4 blocks reached; free one or open with a higher limit",
                () -> pool.alloc(chain, 1));
    }

    @Test
    void alloc_that_the_limit_allows_in_part_takes_none() {
        int free = card.blocks.free.size();
        assertThat(pool.alloc(chain, 5)).isEqualTo(Outcome.TRANSMIT_LIMIT);
        assertThat(chain.size()).isZero();
        assertThat(card.blocks.free).hasSize(free);
    }

    @Test
    void alloc_of_an_empty_card() {
        card.blocks.free.clear();
        refused(
                Outcome.NO_FREE_BLOCK,
                "none of the adapter's 128 blocks is free",
                () -> pool.alloc(chain, 1));
    }

    @Test
    void alloc_beyond_the_chain() {
        var two = new BlockChain(2);
        refused(
                Outcome.CHAIN_FULL,
                "3 blocks is asked for, this one holds 2",
                () -> pool.alloc(two, 3));
    }

    @Test
    void free_of_a_freed_block() {
        pool.alloc(chain, 2);
        int handle = chain.handle(0);
        pool.free(handle);
        refused(Outcome.NOT_HELD, "freed before", () -> pool.free(handle));
        refused(Outcome.NOT_HELD, "freed before", () -> pool.free(chain));
        refused(Outcome.NOT_HELD, "freed before", () -> pool.copyIn(chain, 0, memory, 0, 4));
        refused(Outcome.NOT_HELD, "freed before", () -> pool.send(chain, 40, VCI, ticket));
    }

    @Test
    void free_of_a_block_that_was_freed_and_given_out_again() {
        pool.alloc(chain, 1);
        int old = chain.handle(0);
        pool.free(chain);
        for (int i = 0; i < 128; i++) {
            other.alloc(chain, 1);
            if (BlockLedger.number(chain.handle(0)) == BlockLedger.number(old)) {
                break;
            }
            other.free(chain);
        }
        refused(Outcome.NOT_HELD, "freed before", () -> pool.free(old));
    }

    @Test
    void free_of_a_chain_with_a_block_twice_frees_none() {
        pool.alloc(chain, 2);
        chain.add(chain.handle(0));
        refused(Outcome.NOT_HELD, "not held", () -> pool.free(chain));
    }

    @Test
    void foreign_blocks() {
        other.alloc(chain, 1);
        refused(Outcome.FOREIGN_BLOCK, "belongs to pool number 4", () -> pool.free(chain));
        refused(Outcome.FOREIGN_BLOCK, "belongs", () -> pool.free(chain.handle(0)));
        refused(Outcome.FOREIGN_BLOCK, "belongs", () -> pool.copyIn(chain, 0, memory, 0, 4));
        refused(Outcome.FOREIGN_BLOCK, "belongs", () -> pool.copyOut(chain, 0, memory, 0, 4));
        refused(Outcome.FOREIGN_BLOCK, "belongs", () -> pool.send(chain, 40, VCI, ticket));
        assertThat(other.send(chain, 40, VCI, ticket)).as("no mark left").isEqualTo(Outcome.OK);
    }

    @Test
    void blocks_that_do_not_exist() {
        refused(Outcome.NO_SUCH_BLOCK, "none of the 128", () -> pool.free(128));
        refused(Outcome.NO_SUCH_BLOCK, "none of the 128", () -> pool.free(-1));
    }

    @Test
    void copies_past_the_end() {
        pool.alloc(chain, 2);
        refused(
                Outcome.PAST_END,
                "byte 4097 lies past the end at 4096",
                () -> pool.copyIn(chain, 4_090, memory, 0, 7));
        refused(Outcome.PAST_END, "past", () -> pool.copyOut(chain, 4_097, memory, 0, 0));
        refused(Outcome.PAST_END, "past", () -> pool.copyIn(chain, -1, memory, 0, 4));
        refused(
                Outcome.PAST_END,
                "past",
                () -> pool.copyIn(chain, Integer.MAX_VALUE, memory, 0, 4));
        refused(
                Outcome.SEGMENT_TOO_SHORT,
                "memory of 70000 bytes ends before byte 70001",
                () -> pool.copyIn(chain, 0, memory, 69_999, 2));
        refused(Outcome.SEGMENT_TOO_SHORT, "", () -> pool.copyOut(chain, 0, memory, -1, 2));
        refused(Outcome.SEGMENT_TOO_SHORT, "", () -> pool.copyOut(chain, 0, memory, 1, -1));
    }

    @Test
    void sends_of_a_length_that_no_frame_has() {
        pool.alloc(chain, 4);
        refused(Outcome.BAD_LENGTH, "0 bytes", () -> pool.send(chain, 0, VCI, ticket));
        refused(Outcome.BAD_LENGTH, "most 65512", () -> pool.send(chain, 65_513, VCI, ticket));
        refused(
                Outcome.CHAIN_TOO_SHORT,
                "needs 5 blocks, the chain has 4",
                () -> pool.send(chain, 4 * 2_048, VCI, ticket));
        var raw = driver.openPool(PoolOptions.named("raw").limits(1, 1).framing(Framing.RAW));
        var one = new BlockChain(1);
        raw.alloc(one, 1);
        for (int length : new int[] {0, 44, 47, 50, 65_532, -4}) {
            assertThat(raw.send(one, length, VCI, ticket)).isEqualTo(Outcome.BAD_LENGTH);
        }
        assertThat(raw.send(one, 48, VCI, ticket)).isEqualTo(Outcome.OK);
    }

    @Test
    void sends_to_a_vci_of_more_than_24_bits() {
        pool.alloc(chain, 1);
        refused(
                Outcome.VCI_OUT_OF_RANGE,
                "0x1000000 is not in 0..0xffffff",
                () -> pool.send(chain, 40, AtmHeader.VCIS, ticket));
    }

    @Test
    void blocks_and_tickets_in_flight() {
        card.paused = true;
        pool.alloc(chain, 1);
        pool.send(chain, 40, VCI, ticket);
        refused(Outcome.TICKET_IN_USE, "await it", () -> pool.send(chain, 40, VCI, ticket));
        var second = new SendTicket();
        refused(Outcome.BLOCK_IN_FLIGHT, "being sent", () -> pool.send(chain, 40, VCI, second));
        refused(Outcome.BLOCK_IN_FLIGHT, "being sent", () -> pool.copyIn(chain, 0, memory, 0, 4));
        assertThat(pool.copyOut(chain, 0, memory, 0, 4))
                .as("reading is fine")
                .isEqualTo(Outcome.OK);
    }

    @Test
    void a_block_twice_in_a_chain_to_send() {
        pool.alloc(chain, 1);
        chain.add(chain.handle(0));
        refused(Outcome.BLOCK_IN_FLIGHT, "twice", () -> pool.send(chain, 3_000, VCI, ticket));
        assertThat(pool.send(chain, 40, VCI, ticket)).as("no mark left").isEqualTo(Outcome.OK);
    }

    @Test
    void a_full_transmit_ring() {
        var tiny = new Capabilities(16, 11, 8, 4, 4, 1, 5, 2);
        var tinyCard = new LoopbackAdapter(tiny, random);
        var tinyPool =
                PoolTest.operational(tinyCard).openPool(PoolOptions.named("tiny").limits(3, 1));
        tinyCard.paused = true;
        for (int i = 0; i < 3; i++) {
            var one = new BlockChain(1);
            tinyPool.alloc(one, 1);
            assertThat(tinyPool.send(one, 40, VCI, new SendTicket()))
                    .isEqualTo(i < 2 ? Outcome.OK : Outcome.TRANSMIT_RING_FULL);
        }
        assertThat(tinyPool.lastRefusal().message()).contains("2 of 2 descriptors");
    }

    @Test
    void received_pdus_that_are_not_there() {
        var pdu = pool.newPdu();
        refused(Outcome.EMPTY, "nothing has arrived", () -> pool.rx(pdu));
        refused(Outcome.PDU_NOT_HELD, "holds nothing", () -> pool.free(pdu));
        refused(Outcome.PDU_NOT_HELD, "holds nothing", () -> pool.copyOut(pdu, 0, memory, 0, 1));
    }

    @Test
    void received_pdus_in_use_foreign_and_past_their_end() {
        var pdu = pool.newPdu();
        pool.assoc(VCI);
        card.deliver(AtmHeader.endOfPdu(VCI), org.jetstreamlan.abi.Aal5.pdu(new byte[9], 0, 0));
        assertThat(pool.rx(pdu)).isEqualTo(Outcome.OK);
        refused(Outcome.PDU_IN_USE, "still holds 1 blocks", () -> pool.rx(pdu));
        refused(Outcome.PAST_END, "byte 10", () -> pool.copyOut(pdu, 1, memory, 0, 9));
        assertThat(other.free(pdu)).isEqualTo(Outcome.FOREIGN_BLOCK);
        assertThat(other.copyOut(pdu, 0, memory, 0, 9)).isEqualTo(Outcome.FOREIGN_BLOCK);
        assertThat(pool.free(pdu)).isEqualTo(Outcome.OK);
    }

    @Test
    void everything_on_a_closed_pool() {
        pool.alloc(chain, 1);
        pool.close();
        var pdu = pool.newPdu();
        refused(Outcome.POOL_CLOSED, "closed", () -> pool.alloc(chain, 1));
        refused(Outcome.POOL_CLOSED, "closed", () -> pool.free(chain));
        refused(Outcome.POOL_CLOSED, "closed", () -> pool.free(chain.handle(0)));
        refused(Outcome.POOL_CLOSED, "closed", () -> pool.copyIn(chain, 0, memory, 0, 1));
        refused(Outcome.POOL_CLOSED, "closed", () -> pool.copyOut(chain, 0, memory, 0, 1));
        refused(Outcome.POOL_CLOSED, "closed", () -> pool.send(chain, 40, VCI, ticket));
        refused(Outcome.POOL_CLOSED, "closed", () -> pool.rx(pdu));
        refused(Outcome.POOL_CLOSED, "closed", () -> pool.waitRx(10));
        refused(Reason.POOL_CLOSED, "'IP' is closed", () -> pool.assoc(VCI));
        refused(Reason.POOL_CLOSED, "'IP' is closed", () -> pool.deassoc(VCI));
        pool.close();
    }

    @Test
    void vcis_that_a_pool_may_not_have() {
        refused(
                Reason.VCI_OF_OTHER_STATION,
                "VCI 0x180200 belongs to station 6, this is 5",
                () -> pool.assoc(StationVci.of(6, 0x200)));
        refused(Reason.VCI_RESERVED, "reserved", () -> pool.assoc(StationVci.ARP));
        refused(Reason.VCI_RESERVED, "0x200", () -> pool.assoc(StationVci.of(STATION, 0x1FF)));
        refused(Reason.VCI_OUT_OF_RANGE, "24-bit", () -> pool.assoc(AtmHeader.VCIS));
        refused(Reason.VCI_OUT_OF_RANGE, "24-bit", () -> pool.assoc(-1));
        other.assoc(VCI);
        refused(Reason.VCI_TAKEN, "pool number 4", () -> pool.assoc(VCI));
        refused(Reason.VCI_NOT_ASSOCIATED, "associate it first", () -> pool.deassoc(VCI));
        other.deassoc(VCI);
        pool.assoc(VCI);
    }

    @Test
    void privilege_gives_system_vcis_and_taps() {
        var root = driver.openPool(PoolOptions.named("root").limits(0, 4).withPrivilege());
        root.assoc(0x80);
        root.assoc(StationVci.of(STATION, StationVci.CLAN_CHANNEL));
        root.assoc(StationVci.of(9, 0x300));
        assertThat(Registers.VCI_HIGH_TAP.isSet(card.lookUp(StationVci.of(9, 0x300)))).isTrue();
        assertThat(Registers.VCI_HIGH_TAP.isSet(card.lookUp(0x80))).isFalse();
        refused(Reason.VCI_TAKEN, "pool number 1", () -> root.assoc(StationVci.ARP));
    }

    @Test
    void pools_and_limits_that_the_adapter_does_not_have() {
        refused(
                Reason.LIMIT_OUT_OF_RANGE,
                "transmit limit 129 blocks; the adapter has 128",
                () -> driver.openPool(PoolOptions.named("big").limits(129, 0)));
        refused(
                Reason.LIMIT_OUT_OF_RANGE,
                "receive limit -1",
                () -> driver.openPool(PoolOptions.named("big").limits(0, -1)));
        refused(
                Reason.RESERVE_OUT_OF_RANGE,
                "receive reserve 5 blocks, its limit is 4",
                () -> driver.openPool(PoolOptions.named("big").limits(9, 4).reserves(9, 5)));
        refused(
                Reason.RESERVE_OUT_OF_RANGE,
                "transmit reserve -1",
                () -> driver.openPool(PoolOptions.named("big").limits(9, 4).reserves(-1, 0)));
        refused(Reason.UNKNOWN_POOL, "0x3f names no open pool", () -> driver.pool(63));
        assertThat(driver.pool(pool.handle())).isSameAs(pool);
        pool.close();
        refused(Reason.UNKNOWN_POOL, "names no open pool", () -> driver.pool(pool.handle()));
        var handles = new HashSet<Integer>();
        for (int i = 0; i < 60; i++) {
            handles.add(driver.openPool(PoolOptions.named("p" + i)).handle());
        }
        assertThat(handles).hasSize(60).doesNotContain(pool.handle());
        assertThatThrownBy(() -> driver.openPool(PoolOptions.named("last")))
                .isInstanceOfSatisfying(
                        DriverException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NO_POOL_LEFT))
                .hasMessageContaining("all 61 pools");
    }
}
