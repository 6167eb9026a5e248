package org.jetstreamlan.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetstreamlan.abi.ScriptMemory.WORD;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.OperationCode;
import org.jetstreamlan.abi.ScriptMemory;
import org.jetstreamlan.abi.ScriptOperation;
import org.jetstreamlan.abi.StationVci;
import org.junit.jupiter.api.Test;

class ScriptTest {
    private static final int STATION = 5;
    private static final int VCI = StationVci.of(STATION, StationVci.FIRST_FREE_CHANNEL);
    private static final int NEXT = VCI + 1;

    private final Random random = Seeds.random("script");
    private final LoopbackAdapter card = new LoopbackAdapter(Capabilities.ECP5, random);
    private final Driver driver = PoolTest.operational(card);
    private final Pool pool =
            driver.openPool(PoolOptions.named("file").limits(40, 64).checksum(Checksum.IP));
    private final Pool far = driver.openPool(PoolOptions.named("far").limits(0, 64));
    private final ReceivedPdu pdu = far.newPdu();
    private final MemorySegment user = Arena.ofAuto().allocate(200_000);
    private final Script script = Script.allocate(Arena.ofAuto(), user);

    private byte[] fill(long address, int bytes) {
        var data = new byte[bytes];
        random.nextBytes(data);
        MemorySegment.copy(data, 0, user, ValueLayout.JAVA_BYTE, address, bytes);
        return data;
    }

    private byte[] userBytes(long address, int bytes) {
        return user.asSlice(address, bytes).toArray(ValueLayout.JAVA_BYTE);
    }

    private byte[] farReceives() {
        assertThat(far.rx(pdu)).isEqualTo(Outcome.OK);
        var bytes = new byte[pdu.length()];
        far.copyOut(pdu, 0, MemorySegment.ofArray(bytes), 0, bytes.length);
        far.free(pdu);
        return bytes;
    }

    private void arrives(int vci, byte[] data) {
        card.deliver(AtmHeader.endOfPdu(vci), Aal5.pdu(data, 0, 0));
    }

    @Test
    void a_script_associates_waits_receives_and_lets_go() {
        var data = new byte[700];
        random.nextBytes(data);
        int assoc = script.assoc(VCI);
        int wait = script.waitRx(50_000);
        var frame = script.rx(0);
        script.copyOutRest(frame, 0, 0);
        script.free(frame);
        int deassoc = script.deassoc(VCI);
        card.whileAsleep = () -> arrives(VCI, data);
        assertThat(pool.run(script)).as(script::message).isEqualTo(Outcome.OK);
        assertThat(card.sleeps).as("until it came").isEqualTo(1);
        assertThat(userBytes(0, 700)).isEqualTo(data);
        arrives(VCI, data);
        driver.poll();
        assertThat(pool.hasMail()).as("not associated any more").isFalse();

        long before = card.clocks();
        assertThat(pool.run(script)).isEqualTo(Outcome.TIME_OUT);
        assertThat(card.clocks() - before).isBetween(50_000L, 51_000L);
        assertThat(script.done()).isEqualTo(wait);
        assertThat(script.outcome(assoc)).isEqualTo(Outcome.OK);
        assertThat(script.message())
                .isEqualTo(
                        "script, operation 1 (WAIT_RX) of 6: no PDU within 50000 clocks; wait longer or look at the ring's counters");
        assertThat(pool.run(script)).isEqualTo(Outcome.VCI_TAKEN);
        script.vci(deassoc, NEXT);
        assertThat(script.message())
                .isEqualTo(
                        "script, operation 0 (ASSOC) of 6: VCI %#x belongs to a pool; deassociate it there first"
                                .formatted(VCI));
    }

    @Test
    void a_run_that_may_not_sleep_stops_where_it_waits_and_goes_on() {
        pool.assoc(VCI);
        script.waitRx(1_000);
        script.free(script.rx(0));
        script.waitRx(-1);
        script.free(script.rx(0));
        assertThat(pool.runAwake(script)).isEqualTo(Outcome.OK);
        assertThat(script.waits()).isTrue();
        assertThat(script.waitClocks()).isEqualTo(1_000);
        assertThat(pool.resume(script, false)).isEqualTo(Outcome.OK);
        assertThat(script.waits()).as("nothing has come").isTrue();
        arrives(VCI, new byte[9]);
        driver.poll();
        assertThat(pool.resume(script, true)).as("it has come in time").isEqualTo(Outcome.OK);
        assertThat(script.waits()).as("for the next one").isTrue();
        assertThat(script.waitClocks()).as("for ever").isEqualTo(Long.MAX_VALUE);
        assertThat(pool.resume(script, true)).isEqualTo(Outcome.TIME_OUT);
        assertThat(script.waits()).isFalse();
        assertThat(script.done()).isEqualTo(3);
        assertThat(card.sleeps).isZero();
        arrives(VCI, new byte[9]);
        driver.poll();
        assertThat(pool.runAwake(script)).isEqualTo(Outcome.OK);
        assertThat(script.waits()).isTrue();
        pool.close();
        assertThat(pool.resume(script, false)).isEqualTo(Outcome.POOL_CLOSED);
    }

    @Test
    void a_send_has_the_adapter_write_a_checksum() {
        far.assoc(VCI);
        var data = fill(0, 1_001);
        var blocks = script.allocFor(0, 1_001);
        script.copyIn(blocks, 0, 0, 1_001);
        script.withChecksum(script.send(blocks, 1_001, VCI), 20, 26);
        script.free(blocks);
        assertThat(pool.run(script)).as(script::message).isEqualTo(Outcome.OK);
        var read = farReceives();
        int sum = InternetChecksum.sum(MemorySegment.ofArray(data), 20, 981);
        assertThat((read[26] & 0xFF) << 8 | read[27] & 0xFF)
                .isEqualTo(sum == 0xFFFF ? 0xFFFF : InternetChecksum.field(sum));
    }

    @Test
    void one_call_makes_a_frame_and_another_takes_it() {
        pool.assoc(VCI);
        var data = fill(100, 5_000);
        var blocks = script.allocFor(0, 5_000);
        int copy = script.copyIn(blocks, 0, 100, 5_000);
        int send = script.send(blocks, 5_000, VCI);
        int free = script.free(blocks);
        assertThat(pool.run(script)).isEqualTo(Outcome.OK);
        assertThat(script.done()).isEqualTo(4);
        assertThat(script.outcome()).isEqualTo(Outcome.OK);
        assertThat(script.blocksOf(blocks)).isEqualTo(3);
        assertThat(script.checksum(copy)).isEqualTo(InternetChecksum.sum(user, 100, 5_000));
        assertThat(script.outcome(free)).isEqualTo(Outcome.OK);
        int first = script.frame(send);

        var in = Script.allocate(Arena.ofAuto(), user);
        var received = in.rx(8);
        in.copyOutRest(received, 0, 10_000);
        in.free(received);
        assertThat(pool.run(in)).isEqualTo(Outcome.OK);
        assertThat(in.bytesOf(received)).isEqualTo(5_000);
        assertThat(AtmHeader.VCI.get(in.headerOf(received))).isEqualTo(VCI);
        assertThat(in.timestampOf(received)).isPositive().isLessThanOrEqualTo(card.clocks());
        assertThat(userBytes(10_000, 5_000)).isEqualTo(data);
        assertThat(card.blocks.free).hasSize(128);

        pool.run(script);
        assertThat(script.frame(send)).isEqualTo(first + 1);
    }

    @Test
    void a_script_is_edited_in_place_and_run_again() {
        far.assoc(VCI);
        far.assoc(NEXT);
        var blocks = script.allocFor(0, 1);
        int copy = script.copyIn(blocks, 0, 0, 1);
        int send = script.send(blocks, 1, VCI);
        script.free(blocks);
        for (int i = 0; i < 50; i++) {
            int bytes = 1 + random.nextInt(60_000);
            long address = random.nextInt(100_000);
            var data = fill(address, bytes);
            script.length(blocks.operation(), bytes);
            script.length(copy, bytes);
            script.address(copy, address);
            script.length(send, bytes);
            script.vci(send, i % 2 == 0 ? VCI : NEXT);
            assertThat(pool.run(script)).isEqualTo(Outcome.OK);
            assertThat(farReceives()).isEqualTo(data);
            assertThat(pdu.vci()).isEqualTo(i % 2 == 0 ? VCI : NEXT);
        }
        driver.poll();
        assertThat(card.blocks.free).hasSize(128);
    }

    @Test
    void the_head_of_a_pdu_is_read_and_the_pdu_sent_on_from_the_blocks_it_came_in() {
        pool.assoc(VCI);
        far.assoc(NEXT);
        var blocks = script.rx(0);
        script.copyOut(blocks, 0, 0, 16);
        script.sendRest(blocks, NEXT);
        script.free(blocks);
        for (int bytes : new int[] {16, 17, 2_048, 5_000, 65_512}) {
            var data = new byte[bytes];
            random.nextBytes(data);
            arrives(VCI, data);
            long before = card.clocks();
            assertThat(pool.run(script)).isEqualTo(Outcome.OK);
            assertThat(card.clocks() - before)
                    .as("the rest alone would take 16,384 words")
                    .isLessThan(2_000);
            assertThat(userBytes(0, 16)).isEqualTo(Arrays.copyOf(data, 16));
            assertThat(farReceives()).isEqualTo(data);
        }
        driver.poll();
        assertThat(card.blocks.free).hasSize(128);
    }

    @Test
    void the_rest_behind_a_head_of_whole_blocks_is_sent_without_it() {
        pool.assoc(VCI);
        far.assoc(NEXT);
        var blocks = script.rx(0);
        script.copyOut(blocks.part(0, 1), 0, 0, 2_048);
        script.sendRest(blocks.from(1), NEXT);
        script.free(blocks);
        var data = new byte[7_001];
        random.nextBytes(data);
        arrives(VCI, data);
        assertThat(pool.run(script)).isEqualTo(Outcome.OK);
        assertThat(userBytes(0, 2_048)).isEqualTo(Arrays.copyOf(data, 2_048));
        assertThat(farReceives()).isEqualTo(Arrays.copyOfRange(data, 2_048, 7_001));
    }

    @Test
    void a_frame_is_made_of_the_blocks_of_several_results_in_any_order() {
        far.assoc(VCI);
        var data = fill(0, 4_096);
        var second = script.alloc(1, 1);
        var first = script.alloc(0, 1);
        script.copyIn(first, 0, 0, 2_048);
        script.copyIn(second, 0, 2_048, 2_000);
        script.send(Blocks.list(0, 2), 4_048, VCI);
        assertThat(pool.run(script)).isEqualTo(Outcome.OK);
        assertThat(farReceives()).isEqualTo(Arrays.copyOf(data, 4_048));
    }

    @Test
    void blocks_outlive_the_run_that_took_them() {
        far.assoc(VCI);
        var data = fill(0, 3_000);
        var blocks = script.allocFor(4, 3_000);
        script.copyIn(blocks, 0, 0, 3_000);
        assertThat(pool.run(script)).isEqualTo(Outcome.OK);

        var later = Script.allocate(Arena.ofAuto(), user);
        for (int i = 0; i < 2; i++) {
            later.handle(i, script.handle(4 + i));
        }
        later.send(Blocks.list(0, 2), 3_000, VCI);
        later.free(Blocks.list(0, 2));
        assertThat(pool.run(later)).isEqualTo(Outcome.OK);
        assertThat(farReceives()).isEqualTo(data);
        assertThat(pool.run(later)).isEqualTo(Outcome.NOT_HELD);
        assertThat(later.done()).isZero();
    }

    @Test
    void blocks_freed_in_a_run_are_not_found_by_later_operations() {
        var blocks = script.alloc(0, 1);
        script.free(blocks);
        script.free(blocks);
        assertThat(pool.run(script)).isEqualTo(Outcome.NOT_HELD);
        assertThat(script.done()).isEqualTo(2);
    }

    @Test
    void a_ticket_tells_the_frames_fate_and_without_one_the_script_need_not_wait() {
        far.assoc(VCI);
        var blocks = script.alloc(0, 1);
        int send = script.send(blocks, 100, VCI);
        script.free(blocks);
        card.paused = true;
        assertThat(pool.run(script)).isEqualTo(Outcome.OK);
        assertThat(pool.run(script)).isEqualTo(Outcome.OK);
        script.withTicket(send);
        assertThat(pool.run(script)).isEqualTo(Outcome.OK);
        assertThat(script.ticket(send).state()).isEqualTo(SendTicket.State.IN_FLIGHT);
        assertThat(pool.run(script)).isEqualTo(Outcome.TICKET_IN_USE);
        assertThat(script.done()).isEqualTo(send);
        card.resume();
        assertThat(pool.await(script.ticket(send), 1_000)).isEqualTo(Outcome.OK);
        assertThat(script.ticket(send).accepted()).isTrue();
        assertThat(script.fate(send)).as("not written yet").isEqualTo(SendTicket.State.IN_FLIGHT);
        assertThat(script.hasFramesUnderWay()).isTrue();
        assertThat(script.accepted(send)).isFalse();
        assertThat(script.settle()).isTrue();
        assertThat(script.settle()).as("again").isFalse();
        assertThat(script.hasFramesUnderWay()).isFalse();
        assertThat(script.fate(send)).isEqualTo(SendTicket.State.RETURNED);
        assertThat(script.accepted(send)).isTrue();
        assertThat(pool.run(script)).isEqualTo(Outcome.OK);
        assertThat(script.fate(send)).as("anew").isEqualTo(SendTicket.State.IN_FLIGHT);
    }

    @Test
    void a_pdu_that_is_not_good_ends_the_run_or_not_as_asked() {
        var keeping = driver.openPool(PoolOptions.named("video").limits(0, 64).keepingBadCrc());
        keeping.assoc(VCI);
        var bad = Aal5.pdu(new byte[100], 0, 0);
        bad[3] = 1;
        var blocks = script.rx(0);
        script.copyOutRest(blocks, 0, 0);
        script.free(blocks);
        card.deliver(AtmHeader.endOfPdu(VCI), bad);
        assertThat(keeping.run(script)).isEqualTo(Outcome.BAD_CRC);
        assertThat(script.done()).isZero();
        assertThat(script.bytesOf(blocks)).isEqualTo(bad.length);
        assertThat(keeping.free(script.handle(0))).as("held").isEqualTo(Outcome.OK);

        var any = Script.allocate(Arena.ofAuto(), user);
        var kept = any.rxAny(0);
        any.copyOutRest(kept, 0, 0);
        any.free(kept);
        card.deliver(AtmHeader.endOfPdu(VCI), bad);
        card.deliver(AtmHeader.noCrc(VCI), bad);
        assertThat(keeping.run(any)).isEqualTo(Outcome.OK);
        assertThat(any.outcome(0)).isEqualTo(Outcome.BAD_CRC);
        assertThat(userBytes(0, bad.length)).isEqualTo(bad);
        assertThat(keeping.run(any)).isEqualTo(Outcome.OK);
        assertThat(any.outcome(0)).isEqualTo(Outcome.NO_CRC);
        assertThat(keeping.run(any)).isEqualTo(Outcome.EMPTY);
    }

    @Test
    void a_run_takes_completions_first() {
        far.assoc(VCI);
        var blocks = script.alloc(0, 20);
        script.send(blocks, 100, VCI);
        script.free(blocks);
        for (int i = 0; i < 10; i++) {
            assertThat(pool.run(script)).as("limit 40, 20 a run").isEqualTo(Outcome.OK);
        }
    }

    @Test
    void a_script_that_nothing_is_in_does_nothing() {
        assertThat(pool.run(script)).isEqualTo(Outcome.OK);
        assertThat(script.done()).isZero();
        assertThat(script.message()).isEqualTo("done");
    }

    @Test
    void the_words_name_operation_thing_value_and_limit() {
        var blocks = script.alloc(0, 2);
        script.copyIn(blocks, 4_000, 0, 97);
        assertThat(pool.run(script)).isEqualTo(Outcome.PAST_END);
        assertThat(script.message())
                .isEqualTo(
                        "script, operation 1 (COPY_IN) of 2: byte 4097 lies past the end at 4096;"
                                + " shorten the copy");
        assertThat(pool.lastRefusal().message()).startsWith("pool 'file': byte 4097");
    }

    @Test
    void the_builder_refuses_a_65th_operation_and_places_that_are_not_there() {
        for (int i = 0; i < 64; i++) {
            script.alloc(0, 1);
        }
        assertThatThrownBy(() -> script.alloc(0, 1))
                .isInstanceOfSatisfying(
                        DriverException.class,
                        e -> assertThat(e.reason()).isEqualTo(DriverException.Reason.SCRIPT_FULL))
                .hasMessageContaining("operation 64 (ALLOC) does not fit, it has 64 of 64");
        assertThat(script.size()).isEqualTo(64);
        script.truncate(3);
        assertThat(pool.run(script)).isEqualTo(Outcome.OK);
        assertThat(script.done()).isEqualTo(3);
        assertThatThrownBy(() -> script.vci(3, VCI)).hasMessageContaining("operation 3 of 3");
        assertThatThrownBy(() -> script.truncate(4)).hasMessageContaining("4 operations of 3");
        assertThatThrownBy(() -> script.handle(512)).hasMessageContaining("entry 512 of 512");
        assertThatThrownBy(() -> Blocks.list(0, 1).from(1)).hasMessageContaining("Blocks.list");
        assertThatThrownBy(() -> Blocks.list(4_096, 0)).hasMessageContaining("FIRST");
        assertThatThrownBy(() -> Script.over(user.asSlice(0, 6_207), user))
                .hasMessageContaining("memory of 6207 bytes");
        assertThatThrownBy(() -> Script.over(MemorySegment.ofArray(new byte[7_000]), user))
                .hasMessageContaining("aligned to 1");
        assertThatThrownBy(() -> Script.allocate(Arena.ofAuto(), user.asReadOnly()))
                .hasMessageContaining("writable");
    }

    /// What a client in another language would write: words at the offsets of the contract.
    @Test
    void a_script_written_word_by_word_runs() {
        far.assoc(VCI);
        var data = fill(64, 40);
        var memory = Arena.ofAuto().allocate(ScriptMemory.BYTES, 64);
        memory.set(WORD, 0, 0x4A534301);
        memory.set(WORD, 4, 3);
        memory.set(WORD, 0x40, 1); // ALLOC
        memory.set(WORD, 0x44, 1 << 12 | 5); // one block, its handle to entry 5
        memory.set(WORD, 0x80, 3); // COPY_IN
        memory.set(WORD, 0x84, 1 << 31); // the blocks of operation 0
        memory.set(WORD, 0x8C, 40);
        memory.set(WORD, 0x90, 64);
        memory.set(WORD, 0xC0, 5); // SEND
        memory.set(WORD, 0xC4, 1 << 12 | 5); // entry 5
        memory.set(WORD, 0xCC, 40);
        memory.set(WORD, 0xD8, VCI);
        assertThat(pool.run(Script.over(memory, user))).isEqualTo(Outcome.OK);
        assertThat(memory.get(WORD, 32)).isZero();
        assertThat(memory.get(WORD, 36)).isEqualTo(3);
        assertThat(memory.get(WORD, 0x60)).as("RESULT").isEqualTo(1);
        assertThat(farReceives()).isEqualTo(data);
    }

    @Test
    void layouts_have_the_offsets_that_the_driver_uses() {
        assertThat(ScriptMemory.LAYOUT.bytes()).isEqualTo(ScriptMemory.SLOT_BYTES);
        assertThat(ScriptOperation.LAYOUT.bytes()).isEqualTo(ScriptMemory.SLOT_BYTES);
        assertThat(ScriptMemory.BYTES).isEqualTo(6_208);
        assertThat(ScriptOperation.LAYOUT.words().get(ScriptOperation.VCI_AT / 4).name())
                .isEqualTo("VCI");
        assertThat(ScriptOperation.LAYOUT.words().get(ScriptOperation.OUTCOME_AT / 4).name())
                .isEqualTo("OUTCOME");
        assertThat(ScriptOperation.LAYOUT.words().get(ScriptOperation.TIME_AT / 4).name())
                .isEqualTo("TIME");
        assertThat(ScriptOperation.LAYOUT.words().get(ScriptOperation.LIMIT_AT / 4).name())
                .isEqualTo("LIMIT_LOW");
        assertThat(ScriptMemory.LAYOUT.words().get(ScriptMemory.DONE_AT / 4).name())
                .isEqualTo("DONE");
        assertThat(OperationCode.of(9)).isEqualTo(OperationCode.WAIT_RX);
        assertThat(OperationCode.exists(0) || OperationCode.exists(12)).isFalse();
    }
}
